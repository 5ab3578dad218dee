"""Pages are self-contained and the same bytes twice; an edit rebuilds what depends on it."""

import dataclasses
import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup

from claimbook import ledger, reads, report

ROOT = Path(__file__).parents[2]
RIVER = ROOT / "tests" / "ledgers" / "river"

LEDGER = {
    "claims": "claim_id,question_id,origin_id,wording\nk1,killed,o1,eight\nt1,troops,o1,2500\n",
    "sources": "source_id,origin_id,title\ns1,o2,A page\n",
    "origins": "origin_id,name\no1,Ministry\no2,Paper\no3,Unused\n",
    "questions": "question_id,topic\nkilled,casualties\ntroops,forces\n",
    "conventions": "convention,qualifier\nas-worded,exact\n",
    "not_claims": "source_id,paragraph\ns1,1\n",
}
SLICE = """
from pathlib import Path
import os
from claimbook.reads import slice_of
with slice_of(["{topic}"]):
    text = (Path(os.environ["CLAIMBOOK_DATA"]) / "claims.csv").read_text()
"""
CHART = """
import matplotlib.pyplot as plt
from claimbook.display import show
figure, axes = plt.subplots(figsize=(3, 2))
axes.plot([1, 2])
show(figure, 'Two dots & a "line"', caption="Made up")
"""
TABLE = """
import pandas as pd
from claimbook.tables import table
table(pd.DataFrame({"wording": ["<b>up to 400</b>"], "n": [400.0]}), "Claims & more")
"""
SET_ORDER = "print({'a', 'b', 'c', 'd', 'e', 'f', 'g'}, end='')"


def write_notebook(path: Path, *cells: str) -> None:
    """Write a notebook; a cell that begins with a heading is Markdown."""
    node = nbformat.v4.new_notebook()
    for number, source in enumerate(cells):
        kind = "markdown" if source.startswith(("# ", "## ")) else "code"
        cell = getattr(nbformat.v4, f"new_{kind}_cell")(source, id=f"c{number}")
        node.cells.append(cell)
    path.parent.mkdir(exist_ok=True)
    nbformat.write(node, path)


def write_collection(folder: Path) -> Path:
    data = folder / "data"
    data.mkdir(parents=True)
    for name, text in LEDGER.items():
        (data / f"{name}.csv").write_text(text, newline="")
    (data / "datapackage.json").write_text('{"title": "Made-up <event>"}')
    (data / "documents").mkdir()
    (data / "documents" / "a.txt").write_text("Eight.")
    write_notebook(
        folder / "notebooks" / "01-casualties.ipynb",
        "# How many *died*?\n\nSee [forces](02-forces.ipynb#Where).",
        SLICE.format(topic="casualties"),
        "## First",
        CHART,
        "## Second & last",
        TABLE,
    )
    write_notebook(
        folder / "notebooks" / "02-forces.ipynb",
        "# Forces\n\n## Where",
        SLICE.format(topic="forces"),
        SET_ORDER,
    )
    return folder


def fake_from_ledger(data, pages, site, documents=None):
    """Stand in for the pages made of a real ledger, which have tests of their own."""
    body = f"<h1>{len(pages)} pages</h1>"
    return {
        "index.html": report.page("Index", body, pages, site=site, current="index.html"),
        "verdicts.csv": "question_id\n",
    }


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A collection with a report, made once; tests that change it take a copy."""
    folder = write_collection(tmp_path_factory.mktemp("built") / "collection")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("CLAIMBOOK_DOCUMENTS", raising=False)
        patch.setattr(report, "from_ledger", fake_from_ledger)
        build(folder)
    return folder


@pytest.fixture
def collection(built, tmp_path, monkeypatch):
    monkeypatch.delenv("CLAIMBOOK_DOCUMENTS", raising=False)
    monkeypatch.setattr(report, "from_ledger", fake_from_ledger)
    return Path(shutil.copytree(built, tmp_path / "collection"))


def build(folder: Path, **options) -> report.BuildResult:
    return report.build(folder / "notebooks", folder / "data", folder / "reports", **options)


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_bytes().decode()
    assert old in text
    file.write_bytes(text.replace(old, new).encode())


def contents(folder: Path) -> dict[str, bytes]:
    files = [path for path in (folder / "reports").rglob("*") if path.is_file()]
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def test_a_page_is_self_contained_and_says_so_to_the_browser(built):
    text = (built / "reports" / "01-casualties.html").read_text()
    assert "default-src 'none'; style-src 'unsafe-inline'; img-src data:" in text
    assert '<html lang="en">' in text
    assert "<title>How many died? – Made-up &lt;event&gt;</title>" in text
    assert "<script" not in text and "http://" not in text and "https://" not in text
    assert len(text) < 60_000


def test_code_is_folded_charts_have_their_alternative_and_tables_scroll(built):
    text = (built / "reports" / "01-casualties.html").read_text()
    assert text.count('<details class="code">') == 3
    soup = BeautifulSoup(text, "html.parser")
    assert soup.figure.img["alt"] == 'Two dots & a "line"'
    assert soup.figure.figcaption.text == "Made up"
    region = soup.table.parent
    assert (region["role"], region["tabindex"]) == ("region", "0")
    assert region["aria-label"] == soup.caption.text == "Claims & more"
    assert "&lt;b&gt;up to 400&lt;/b&gt;" in text


def test_navigation_contents_and_links_between_notebooks(built):
    text = (built / "reports" / "01-casualties.html").read_text()
    assert re.search(r'href="01-casualties.html" aria-current="?page', text)
    assert '<a href="02-forces.html">Forces</a>' in text
    assert '<a href="02-forces.html#Where">forces</a>' in text
    assert '<a href="#First">First</a>' in text
    assert "Second &amp; last</a>" in text
    ids = re.findall(r' id="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    assert "¶" not in text


def test_two_builds_give_the_same_bytes(collection):
    before = contents(collection)
    shutil.rmtree(collection / "reports")
    assert len(build(collection).built) == 3
    assert contents(collection) == before


def test_two_clean_builds_in_two_places_give_the_same_bytes(tmp_path, monkeypatch):
    monkeypatch.delenv("CLAIMBOOK_DOCUMENTS", raising=False)
    made = []
    for name in ("here", "there/below"):
        folder = tmp_path / name
        shutil.copytree(RIVER, folder / "data")
        read = "import claimbook as cb\ncb.table(cb.verdicts(cb.load()), 'All verdicts')"
        write_notebook(folder / "notebooks" / "01-all.ipynb", "# All", read, CHART, SET_ORDER)
        assert len(build(folder).built) == 2
        made.append(contents(folder))
    assert made[0] == made[1]
    assert {"reports/verdicts.csv", "reports/changes.html", "reports/01-all.html"} <= set(made[0])


def test_changes_are_those_since_the_report_before(tmp_path, monkeypatch):
    monkeypatch.delenv("CLAIMBOOK_DOCUMENTS", raising=False)
    shutil.copytree(RIVER, tmp_path / "data")
    write_notebook(tmp_path / "notebooks" / "01-none.ipynb", "# None", "1")
    page = tmp_path / "reports" / "changes.html"

    assert build(tmp_path).changes == ""
    assert "There was no report before this one" in page.read_text()

    edit(tmp_path / "data" / "claims.csv", "exact,35,35", "exact,19,19")
    assert (
        build(tmp_path).changes == "1 claim edited; 1 verdict changed, 1 question now corroborated"
    )
    assert "conflict → compatible" in page.read_text()
    assert (tmp_path / "reports" / ".ledger" / "now" / "claims.csv").read_bytes() == (
        tmp_path / "data" / "claims.csv"
    ).read_bytes()

    # a build for another reason than an edit of the ledger still shows the last edit
    monkeypatch.setattr(reads, "versions", lambda: ["pandas-9"])
    assert build(tmp_path).changes == ""
    assert "conflict → compatible" in page.read_text()

    edit(tmp_path / "data" / "claims.csv", "exact,19,19", "exact,35,35")
    build(tmp_path)
    assert "compatible → conflict" in page.read_text()

    page.unlink()
    assert build(tmp_path).built == ["index.html"] and page.exists()


def test_a_check_that_fails_publishes_nothing(collection):
    def check():
        raise ValueError("claims.csv:2: wording: …")

    before = contents(collection)
    edit(collection / "data" / "claims.csv", "eight", "nine")
    with pytest.raises(ValueError, match=r"claims\.csv:2"):
        build(collection, check=check)
    assert contents(collection) == before


def test_nothing_changed_nothing_is_executed_and_only_the_standard_library_is_imported(built):
    code = f"""
import sys
from pathlib import Path
before = set(sys.modules)
from claimbook import report
result = report.build(*(Path({str(built)!r}) / name for name in ("notebooks", "data", "reports")))
assert result.built == [] and len(result.kept) == 3, result
loaded = {{name.split(".")[0] for name in set(sys.modules) - before}} - {{"claimbook"}}
print(*(loaded - sys.stdlib_module_names))
"""
    env = {name: value for name, value in os.environ.items() if name != "CLAIMBOOK_DOCUMENTS"}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=env, check=False
    )
    assert (done.stderr, done.stdout.strip()) == ("", "")


def test_an_edit_rebuilds_only_the_pages_that_read_it(collection):
    edit(collection / "data" / "claims.csv", "eight", "nine")
    result = build(collection)
    assert sorted(result.built) == ["01-casualties.html", "index.html"]
    assert result.kept == ["02-forces.html"]
    assert build(collection).built == []


@pytest.mark.parametrize(
    ("file", "old", "new", "made"),
    [
        ("origins.csv", "Unused", "Still unused", ["index.html"]),
        ("not_claims.csv", "s1,1", "s1,2", ["index.html"]),
        ("claims.csv", "eight", '"eight"', []),
        ("claims.csv", "\n", "\r\n", []),
        ("claims.csv", "claim_id", "\ufeffclaim_id", []),
        ("documents/a.txt", "Eight", "Nine", ["index.html"]),
    ],
)
def test_an_edit_no_notebook_reads_executes_no_notebook(collection, file, old, new, made):
    edit(collection / "data" / file, old, new)
    assert build(collection).built == made


def test_a_changed_cell_rebuilds_its_page_and_a_stored_output_does_not(collection):
    path = collection / "notebooks" / "02-forces.ipynb"
    node = nbformat.read(path, as_version=4)
    node.cells[2].outputs = [nbformat.v4.new_output("stream", text="stale")]
    node.cells[2].metadata["execution"] = {"iopub.execute_input": "2022-01-05"}
    nbformat.write(node, path)
    assert build(collection).built == []
    edit(path, "'a', 'b'", "'b'")
    assert build(collection).built == ["02-forces.html"]
    text = (collection / "reports" / "02-forces.html").read_text()
    assert "stale" not in text and "2022-01-05" not in text


def test_a_new_notebook_shows_in_every_navigation_without_executing_the_others(collection):
    write_notebook(collection / "notebooks" / "03-more.ipynb", "# More", "print('here')")
    result = build(collection)
    assert sorted(result.built) == ["03-more.html", "index.html"]
    for page in ("01-casualties.html", "02-forces.html", "index.html"):
        assert '<a href="03-more.html">More</a>' in (collection / "reports" / page).read_text()
    fresh = contents(collection)
    shutil.rmtree(collection / "reports")
    build(collection)
    assert contents(collection) == fresh

    (collection / "notebooks" / "03-more.ipynb").unlink()
    build(collection)
    assert not (collection / "reports" / "03-more.html").exists()
    assert "More" not in (collection / "reports" / "01-casualties.html").read_text()


def test_going_around_the_loader_counts_as_reading_everything(collection):
    around = "import csv, os\nopen(os.environ['CLAIMBOOK_DATA'] + '/sources.csv').close()"
    papers = "import os\nlen(os.listdir(os.environ['CLAIMBOOK_DOCUMENTS']))"
    write_notebook(collection / "notebooks" / "03-around.ipynb", "# Around", around)
    write_notebook(collection / "notebooks" / "04-papers.ipynb", "# Papers", papers)
    build(collection)
    edit(collection / "data" / "claims.csv", "2500", "2600")
    assert sorted(build(collection).built) == ["02-forces.html", "03-around.html", "index.html"]
    edit(collection / "data" / "documents" / "a.txt", "Eight", "Nine")
    assert sorted(build(collection).built) == ["04-papers.html", "index.html"]


def test_a_missing_page_is_made_again(collection):
    (collection / "reports" / "02-forces.html").unlink()
    (collection / "reports" / "verdicts.csv").unlink()
    assert sorted(build(collection).built) == ["02-forces.html", "index.html"]
    assert (collection / "reports" / "verdicts.csv").exists()


def test_a_failed_build_leaves_the_last_good_report_and_names_the_cell(collection):
    before = contents(collection)
    edit(collection / "data" / "claims.csv", "eight", "nine")
    write_notebook(
        collection / "notebooks" / "02-forces.ipynb", "# Forces", "x = 1", "\n1 / 0  # here"
    )
    with pytest.raises(report.ReportError) as caught:
        build(collection)
    assert str(caught.value) == (
        "02-forces.ipynb, cell [2] “1 / 0  # here”: ZeroDivisionError: division by zero"
    )
    assert contents(collection) == before
    assert [path.name for path in collection.iterdir() if path.name.startswith(".")] == []


def test_an_invalid_ledger_is_said_before_what_it_does_to_the_notebooks(collection, monkeypatch):
    def invalid(data, pages, site, documents=None):
        raise ValueError("claims.csv:2: low: …")

    monkeypatch.setattr(report, "from_ledger", invalid)
    before = contents(collection)
    edit(collection / "data" / "claims.csv", "eight", "nine")
    with pytest.raises(ValueError, match=r"claims\.csv:2"):
        build(collection)
    assert contents(collection) == before


def test_a_kernel_that_dies_is_named(collection):
    write_notebook(
        collection / "notebooks" / "02-forces.ipynb", "# Forces", "x = 1", "import os; os._exit(3)"
    )
    with pytest.raises(report.ReportError, match=r"02-forces\.ipynb, cell .* its kernel died"):
        build(collection)


def test_a_chart_without_alternative_is_refused_with_what_to_do(collection):
    mute = "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()"
    write_notebook(collection / "notebooks" / "02-forces.ipynb", "# Forces", mute)
    with pytest.raises(report.ReportError, match="no text alternative"):
        build(collection)


@pytest.mark.parametrize("name", ["01-overview", "08-sources-and-origins", "10-explore"])
def test_the_exporters_own_second_look_would_change_nothing(name):
    node = nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4)
    node.metadata.language_info["pygments_lexer"] = "ipython3"  # as a kernel says, when executed
    ours, theirs = (
        " ".join(str(BeautifulSoup(html, "html.parser")).split())
        for html in (report._convert(node), report._exporter().from_notebook_node(node)[0])
    )
    assert ours == theirs and len(ours) > 10_000


def test_scripts_widgets_and_markdown_in_outputs_are_not_shown(collection):
    cell = """
from IPython.display import HTML, Markdown, display
display(HTML("<script>alert(1)</script>"), Markdown("**from a claim**"))
display({"application/vnd.jupyter.widget-view+json": {"model_id": "x"}, "text/plain": "Box()"},
        raw=True)
print("<i>as text</i>")
"""
    write_notebook(collection / "notebooks" / "02-forces.ipynb", "# Forces", cell)
    build(collection)
    text = (collection / "reports" / "02-forces.html").read_text()
    outputs = re.sub(r'<details class="code">.*?</details>', "", text, flags=re.S)
    assert "alert(1)" not in outputs and "from a claim" not in outputs and "Box()" not in outputs
    assert outputs.count("open the notebook in JupyterLab") == 2
    assert "&lt;i&gt;as text&lt;/i&gt;" in outputs


def test_files_that_are_not_ours_survive(collection):
    (collection / "reports" / "mine.txt").write_text("keep me")
    edit(collection / "data" / "claims.csv", "eight", "nine")
    build(collection)
    assert (collection / "reports" / "mine.txt").read_text() == "keep me"


def test_progress_counts_to_the_end(collection):
    steps = []
    edit(collection / "data" / "claims.csv", "eight", "nine")
    build(collection, progress=lambda done, total, name: steps.append((done, total, name)))
    assert [step[:2] for step in steps] == [(0, 2), (1, 2), (2, 2)]
    assert {step[2] for step in steps} == {"", "01-casualties.html", "index.html"}


def test_a_folder_without_notebooks_is_refused(tmp_path):
    with pytest.raises(report.ReportError, match="no notebook in"):
        report.build(tmp_path, tmp_path, tmp_path / "out")


def test_other_library_versions_rebuild_everything(collection, monkeypatch):
    monkeypatch.setattr(reads, "versions", lambda: ["pandas-9"])
    assert len(build(collection).built) == 3


def test_the_package_is_digested_with_its_templates_and_without_its_caches(tmp_path):
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "style.css").write_text("a")
    before = reads.package_digest(tmp_path)
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "x.pyc").write_text("a")
    assert reads.package_digest(tmp_path) == before
    (tmp_path / "templates" / "style.css").write_text("b")
    assert reads.package_digest(tmp_path) != before


def test_versions_are_those_of_the_installed_libraries():
    listed = reads.versions()
    assert listed[0] == sys.version
    assert f"pandas-{importlib.metadata.version('pandas')}" in listed
    assert f"matplotlib-{importlib.metadata.version('matplotlib')}" in listed


def test_a_slice_is_the_topic_its_sources_and_the_origins_it_uses(tmp_path):
    rows = reads.ledger_rows(write_collection(tmp_path / "c") / "data")
    whole, slice_ = (reads.slice_digest(rows, topics) for topics in (None, ["forces"]))
    assert whole != slice_
    rows["claims"][1][3] = "nine"
    assert reads.slice_digest(rows, ["forces"]) == slice_
    assert reads.slice_digest(rows) != whole
    rows["claims"][2][3] = "2600"
    assert reads.slice_digest(rows, ["forces"]) != slice_


@pytest.mark.parametrize("frame", reads.FRAMES)
def test_whenever_what_select_keeps_changes_the_slice_changes(frame, tmp_path):
    data = Path(shutil.copytree(ROOT / "data", tmp_path / "data"))
    whole = ledger.load(data)
    rows = reads.ledger_rows(data)
    topics = sorted(set(whole.questions["topic"]))
    edited = getattr(whole, frame).copy()
    free_text = edited.columns[-2]  # the last column of the schema: a note, a reason, a name
    noticed = 0
    for at in range(0, len(edited), 1 + len(edited) // 25):
        changed = edited.copy()
        changed.loc[at, free_text] += " edited"
        other = dataclasses.replace(whole, **{frame: changed})
        other_rows = rows | {frame: [list(row) for row in rows[frame]]}
        other_rows[frame][at + 1][-1] += " edited"
        for topic in topics:
            if whole.select([topic]).digest != other.select([topic]).digest:
                noticed += 1
                assert reads.slice_digest(rows, [topic]) != reads.slice_digest(other_rows, [topic])
        assert reads.slice_digest(rows) != reads.slice_digest(other_rows)
    assert noticed or frame == "not_claims"


def test_loading_topics_writes_down_these_topics(tmp_path, monkeypatch):
    record = tmp_path / "reads"
    monkeypatch.setenv("CLAIMBOOK_READS", str(record))
    record.write_text('{"listening": true}\n')
    ledger.load(ROOT / "data", topics=["forces", "casualties"])
    assert reads.read_by(record) == {"topics": ["casualties", "forces"], "documents": False}
    ledger.load(ROOT / "data")
    assert reads.read_by(record)["topics"] is None


def test_a_kernel_that_did_not_listen_may_have_read_anything(tmp_path):
    assert reads.read_by(tmp_path / "none") == {"topics": None, "documents": True}


def test_a_page_of_ones_own_has_the_same_frame():
    body = '<h1>Changes</h1><h2 id="a">A</h2><h2 id="b">B</h2>' + report.scrolling(
        "<table><caption>What <i>moved</i></caption></table>"
    )
    text = report.page("Changes", body, [report.Page("01.html", "One & two")], site="All")
    assert "<title>Changes – All</title>" in text
    assert '<a href="01.html">One &amp; two</a>' in text
    assert '<a href="#a">A</a>' in text
    assert 'aria-label="What moved"' in text
