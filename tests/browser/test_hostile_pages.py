"""Pages of ledgers that would run, load, reshape or stretch them: all of it is shown as text."""

import shutil
from hashlib import sha256
from pathlib import Path

import made
import pytest
import tiny

import claimbook as cb
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
    post = {"title": LONG, "short": STYLE[:28], "publisher": IMAGE, "language": "en"}
    post |= {"sha256": sha256(DOCUMENT.encode()).hexdigest()}
    board = {"title": STYLE, "short": '" onmouseover="alert(1)'}
    sources = [made.SOURCES[0] | post, made.SOURCES[1] | board, made.SOURCES[2]]
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
        made.claim("a", paragraph="1", counted="people", note=f"{LINK} {SCRIPT}"),
        made.claim("b", figure="30", paragraph="2", note=LONG, via=STYLE),
        made.claim("c", "boats", "7", paragraph="4", wording="7 boats"),
        made.said("d", "dead", "23, board") | {"wording": "23<img/src=x onerror=hit()>"},
        made.said("e", "warned", "no, board, witness") | {"scope": SCRIPT},
        made.said("f", "warned", "yes, blog, witness") | {"note": LINK},
    ]
    data = made.write(
        folder / "data", claims, sources=sources, origins=origins, questions=questions,
        scopes=[*made.SCOPES, {"scope": SCRIPT, "note": IMAGE}],
    )  # fmt: skip
    tiny.described(data, f"{STYLE}{SCRIPT}", "hostile")
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


def test_a_page_on_what_54_documents_say_is_no_mile_long(look, judge, tmp_path: Path) -> None:
    book = cb.load(ROOT / "tests" / "ledgers" / "reports")
    shown = book.heading, book.sentences, book.blocks, book.figures, book.reasons
    page = tmp_path / "casualties.html"
    body = "".join(each("casualties").data for each in shown)
    page.write_text(pages.page("Casualties", body, "The bomb"), encoding="utf-8")
    seen = look(page)
    assert seen.height < 8_500
    assert seen.phone["width"] <= 390 and seen.phone["smallest"] >= 9 - 0.01
    assert judge(page) == []
