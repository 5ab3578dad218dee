"""Many reports on one question: a page that can be read, on a phone too."""

import shutil
from pathlib import Path

import made

from claimbook.report import build

ROOT = Path(__file__).parents[2]


def test_a_page_of_eighty_claims_is_no_mile_long(look, judge, tmp_path) -> None:
    """54 documents on one question, 26 on another, with names of several words."""
    sources = [
        made.SOURCES[0] | {"source_id": f"post-{n}", "title": f"Report number {n} of the river",
                           "short": f"Report {n}"}
        for n in range(54)
    ]  # fmt: skip
    claims = [made.claim(f"d{n}", figure=str(12 + n % 9), source_id=f"post-{n}") for n in range(54)]
    claims += [
        made.claim(
            f"b{n}", "boats", str(3 + n % 4), source_id=f"post-{n}", wording=f"{3 + n % 4} boats"
        )
        for n in range(26)
    ]
    made.write(tmp_path / "data", claims, sources=sources, questions=made.QUESTIONS[:2])
    (tmp_path / "notebooks").mkdir()
    shutil.copy(ROOT / "notebooks" / "topic.ipynb", tmp_path / "notebooks")
    build.build(tmp_path / "notebooks", tmp_path / "data", tmp_path / "reports")
    page = tmp_path / "reports" / "topic-losses.html"
    seen = look(page)
    assert seen.height < 15_000
    assert seen.phone["width"] <= 390 and seen.phone["smallest"] >= 9 - 0.01
    assert judge(page) == []
