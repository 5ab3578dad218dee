"""Pages of ledgers that would run, load, reshape or stretch them: all of it is shown as text."""

import json
import shutil
from hashlib import sha256
from pathlib import Path

import made
import pytest

import claimbook as cb
from claimbook.ledger.check import read
from claimbook.report import build, one_file, pages

ROOT = Path(__file__).parents[2]
SCRIPT = "<script>document.title='hit'</script>"
IMAGE = "<img src=https://evil.example/x onerror=document.title='hit'>"
STYLE = "</style></title></textarea></svg><style>*{position:fixed}</style>"
LINK = "<a href=javascript:alert(1)>here</a>"
LONG = "w" * 2_000
DOCUMENT = f"""{SCRIPT} 18 people {IMAGE}

{STYLE} 30 people\u202e drowned, said {LINK} \u2066and\x0b\x7f

{LONG * 2}

7 boats sank.
"""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report of it with a document of its own, and the same as one file."""
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "documents").mkdir()
    (folder / "documents" / "post.txt").write_text(DOCUMENT, encoding="utf-8", newline="")
    post = made.SOURCES[0] | {
        "title": LONG,
        "short": STYLE[:28],
        "publisher": IMAGE,
        "sha256": sha256(DOCUMENT.encode()).hexdigest(),
        "language": "en",
        "note": SCRIPT,
    }
    board = made.SOURCES[1] | {"title": STYLE, "short": '" onmouseover="alert(1)'}
    origins = [
        made.ORIGINS[0] | {"name": IMAGE, "party": SCRIPT},
        made.ORIGINS[1] | {"name": LONG, "party": f'"{LINK}'},
        *made.ORIGINS[2:],
    ]
    questions = [
        made.QUESTIONS[0] | {"question": f"{SCRIPT} How many {IMAGE}?", "short": "</svg><script>",
                             "note": STYLE},
        made.QUESTIONS[1] | {"question": f"How many {LONG}?", "unit": SCRIPT},
        made.QUESTIONS[3] | {"topic": "losses"},
    ]  # fmt: skip
    claims = [
        made.claim("a", paragraph="1", counted=SCRIPT, note=f"{LINK} {SCRIPT}"),
        made.claim("b", figure="30", paragraph="2", note=LONG, via=STYLE),
        made.claim("c", "boats", "7", paragraph="4", wording="7 boats"),
        made.claim("d", figure="23", source_id="board", origin_id="water-board",
                   wording="23<img/src=x onerror=hit()>"),
        made.claim("e", "warned", "no", source_id="board", origin_id="witness", scope=SCRIPT),
        made.claim("f", "warned", "yes", source_id="blog", origin_id="witness", note=LINK),
    ]  # fmt: skip
    data = made.write(
        folder / "data", claims, sources=[post, board, made.SOURCES[2]], origins=origins,
        questions=questions, scopes=[*made.SCOPES, {"scope": SCRIPT, "note": IMAGE}],
    )  # fmt: skip
    description = json.loads(made.DESCRIPTION.read_text(encoding="utf-8"))
    description |= {"title": f"{STYLE}{SCRIPT}", "name": "hostile"}
    (data / "datapackage.json").write_text(json.dumps(description), encoding="utf-8")
    (folder / "notebooks").mkdir()
    shutil.copy(ROOT / "notebooks" / "topic.ipynb", folder / "notebooks")
    out = folder / "reports"
    build.build(folder / "notebooks", data, out, folder / "documents")
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
    assert SCRIPT in shown["topic-losses"] and IMAGE in shown["topic-losses"]
    assert "30 people" in shown["source-post"] and LONG in shown["source-post"]
    assert not {*"\u202e\u2066\x0b\x7f"} & {*shown["source-post"]}


@pytest.mark.parametrize("url", ["javascript:alert(1)", "http://a b/"])
def test_an_address_that_is_none_of_the_web_is_refused(url: str, tmp_path: Path) -> None:
    made.write(tmp_path, [made.claim("a")], sources=[made.SOURCES[0] | {"url": url}])
    assert "url" in {problem.column for problem in read(tmp_path).errors}


def test_a_page_of_eighty_claims_is_no_mile_long(look, judge, tmp_path: Path) -> None:
    """54 documents on one question, 26 on another, with names of several words."""
    sources = [
        made.SOURCES[0] | {"source_id": f"post-{n}", "title": f"Report number {n} of the river",
                           "short": f"Report {n}"}
        for n in range(54)
    ]  # fmt: skip
    claims = [
        made.claim(f"{asked}{n}", asked, str(first + n % 9), source_id=f"post-{n}")
        for asked, first, number in (("dead", 12, 54), ("boats", 3, 26))
        for n in range(number)
    ]
    book = cb.load(made.write(tmp_path, claims, sources=sources, questions=made.QUESTIONS[:2]))
    shown = book.heading, book.sentences, book.blocks, book.figures, book.reasons
    page = tmp_path / "losses.html"
    body = "".join(each("losses").data for each in shown)
    page.write_text(pages.page("Losses", body, "The river"), encoding="utf-8")
    seen = look(page)
    assert seen.height < 15_000
    assert seen.phone["width"] <= 390 and seen.phone["smallest"] >= 9 - 0.01
    assert judge(page) == []
