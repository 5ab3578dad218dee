"""Pages of a ledger whose texts would run, load, reshape or stretch them show them as text."""

import json
import shutil
from hashlib import sha256
from pathlib import Path

import made
import pytest

from claimbook.ledger.check import read
from claimbook.report import build

ROOT = Path(__file__).parents[2]
NOTEBOOKS = ("topic", "08-sources-and-origins", "10-explore")  # blocks, pictures, tables
SCRIPT = "<script>document.title='hit'</script>"
IMAGE = "<img src=https://evil.example/x onerror=document.title='hit'>"
STYLE = "</style></title></textarea></svg><style>*{position:fixed}</style>"
LINK = "<a href=javascript:alert(1)>here</a>"
LONG = "w" * 10_000
DOCUMENT = f"""{SCRIPT} 18 people {IMAGE}

{STYLE} 30 people\u202e drowned, said {LINK} \u2066and\x0b\x7f

{LONG * 2}

7 boats sank.
"""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A collection with a document of its own; its report is in ``reports``."""
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "documents").mkdir()
    (folder / "documents" / "post.txt").write_text(DOCUMENT, encoding="utf-8", newline="")
    post = made.SOURCES[0] | {
        "title": LONG,
        "short": STYLE[:28],
        "publisher": IMAGE,
        "sha256": sha256(DOCUMENT.encode()).hexdigest(),
        "language": "en",
    }
    board = made.SOURCES[1] | {"title": STYLE, "short": '" onmouseover="alert(1)'}
    origins = [
        made.ORIGINS[0] | {"name": IMAGE, "party": SCRIPT},
        made.ORIGINS[1] | {"name": LONG[:4_000], "party": f'"{LINK}'},
        *made.ORIGINS[2:],
    ]
    questions = [
        made.QUESTIONS[0] | {"question": f"{SCRIPT} How many {IMAGE}?", "short": "</svg><script>",
                             "note": STYLE},
        made.QUESTIONS[1] | {"question": f"How many {LONG[:4_000]}?", "unit": SCRIPT},
        *made.QUESTIONS[2:],
    ]  # fmt: skip
    claims = [
        made.claim("a", paragraph="1", counted="people", note=f"{LINK} {SCRIPT}"),
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
    for name in NOTEBOOKS:
        shutil.copy(ROOT / "notebooks" / f"{name}.ipynb", folder / "notebooks")
    build.build(folder / "notebooks", data, folder / "reports", folder / "documents")
    return folder


@pytest.fixture(scope="module")
def pages(hostile: Path, look) -> dict:
    return {path.name: look(path) for path in sorted((hostile / "reports").glob("*.html"))}


def test_nothing_runs_and_nothing_leaves(pages) -> None:
    assert {"index.html", "topic-losses.html", "source-post.html", "figures.html"} <= pages.keys()
    for name, seen in pages.items():
        beyond = [url for url in seen.requests if not url.startswith("data:")]
        assert beyond == [seen.address], name
        assert seen.complaints == [], name
        assert (seen.facts["scripts"], seen.facts["handlers"]) == (0, []), name
        schemes = {link.partition(":")[0].lower() for link in seen.facts["links"]}
        assert "javascript" not in schemes, name


def test_nothing_stretches_a_page_beyond_a_phone(pages) -> None:
    assert {name: s.phone["width"] for name, s in pages.items() if s.phone["width"] > 390} == {}


def test_every_text_is_there_to_be_read(hostile: Path, tab) -> None:
    shown = {}
    for name in ("topic-losses", "source-post"):
        tab.goto((hostile / "reports" / f"{name}.html").as_uri())
        shown[name] = tab.evaluate("document.body.textContent")
    assert SCRIPT in shown["topic-losses"] and IMAGE in shown["topic-losses"]
    assert "30 people" in shown["source-post"] and LONG in shown["source-post"]
    assert not {*"\u202e\u2066\x0b\x7f"} & {*shown["source-post"]}


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "http://a b/\u202e"])
def test_an_address_that_is_none_of_the_web_is_refused(url: str, tmp_path: Path) -> None:
    made.write(tmp_path, [made.claim("a")], sources=[made.SOURCES[0] | {"url": url}])
    assert "url" in {problem.column for problem in read(tmp_path).errors}
