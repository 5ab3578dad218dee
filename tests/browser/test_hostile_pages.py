"""Pages of ledgers that would run, load, reshape or stretch them: all of it is shown as text."""

import shutil
from pathlib import Path

import made
import pytest
import tiny

import claimbook as cb
from claimbook.report import build, one_file, pages

LEDGER = made.LEDGERS / "hostile"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report of it with a document of its own, and the same as one file."""
    folder = tmp_path_factory.mktemp("hostile")
    data = Path(shutil.copytree(LEDGER, folder / "data"))
    tiny.described(data, "</style></title><script>document.title='hit'</script>", "hostile")
    (folder / "notebooks").mkdir()
    shutil.copy(Path(__file__).parents[2] / "notebooks" / "topic.ipynb", folder / "notebooks")
    out = folder / "reports"
    build.build(folder / "notebooks", data, out, data / "documents")
    one_file.write(out, out / "one-file.html")
    return out


def test_nothing_runs_leaves_or_stretches_a_page_beyond_a_phone(hostile: Path, look) -> None:
    pages = {path.name: look(path) for path in hostile.glob("*.html")}
    assert {"one-file.html", "topic-losses.html", "source-post.html", "figures.html"} <= {*pages}
    for name, page in pages.items():
        assert (page.asked, page.complaints, page.screen["handlers"]) == ([], [], []), name
        schemes = {link.partition(":")[0].lower() for link in page.screen["links"]}
        assert "javascript" not in schemes, name
        assert "<script" not in (hostile / name).read_text(encoding="utf-8"), name
        assert page.phone["width"] <= 390, name


def test_every_text_is_there_to_be_read(hostile: Path, tab) -> None:
    shown = {}
    for name in ("topic-losses", "source-post"):
        tab.goto((hostile / f"{name}.html").as_uri())
        shown[name] = tab.evaluate("document.body.textContent")
    asked, title = cb.load(LEDGER).questions["question"][0], cb.load(LEDGER).sources["title"][0]
    assert "<script>" in asked and "<img" in asked and asked in shown["topic-losses"]
    assert "30 people" in shown["source-post"] and title in shown["source-post"]
    assert not {*"\u202e\u2066\x0b\x7f"} & {*shown["source-post"]}


def test_a_page_on_what_54_documents_say_is_no_mile_long(look, judge, tmp_path: Path) -> None:
    book = cb.load(made.LEDGERS / "reports")
    shown = book.heading, book.sentences, book.blocks, book.figures, book.reasons
    page = tmp_path / "casualties.html"
    body = "".join(each("casualties").data for each in shown)
    page.write_text(pages.page("Casualties", body, "The bomb"), encoding="utf-8")
    seen = look(page)
    assert seen.height < 8_500
    assert seen.phone["width"] <= 390 and seen.phone["smallest"] >= 9 - 0.01
    assert judge(page) == []
