"""A stranger's ledger: nothing in it runs, garbles the terminal, or leaves its folder."""

import csv
import io
import json
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import hostile
import pytest
from click.testing import CliRunner

from claimbook import cli, ledger, pages, sheets

ROOT = Path(__file__).parents[2]

RIVER = ROOT / "tests" / "ledgers" / "river"
# Everything a terminal obeys and nobody sees; a line break is a line break.
UNSEEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]|[\u0300-\u036f]{5,}"
)
FORMULA = re.compile("[=+@\t\r＝＋－＠-]")
TEXTS = [
    (name, column)
    for name, columns in sheets.COLUMNS.items()
    for column in columns
    if column not in ("paragraph", "low", "high", "as_of", "published", "sha256")
]


@pytest.fixture(scope="module")
def evil(tmp_path_factory) -> Path:
    return hostile.ledger(tmp_path_factory.mktemp("evil") / "data")


def ran(*arguments: str) -> tuple[int, str]:
    """Run the command line and return its status and all it printed."""
    result = CliRunner().invoke(cli.cli, arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


def with_cell(tmp_path: Path, name: str, column: str, cell: str) -> Path:
    river = Path(shutil.copytree(RIVER, tmp_path / "river", dirs_exist_ok=True))
    rows = hostile.rows_of(river / f"{name}.csv")
    rows[0][column] = cell
    hostile.write_rows(river / f"{name}.csv", rows)
    return river


@pytest.mark.parametrize(("name", "column"), TEXTS)
def test_no_formula_and_no_control_passes_and_the_message_is_harmless(
    name, column, tmp_path, tally
):
    for cell in (*hostile.FORMULAS, *hostile.CONTROLS):
        river = with_cell(tmp_path, name, column, cell)
        status, printed = ran("check", "--data", str(river))
        outcome = "clear error" if status == 1 and f"{name}.csv" in printed else "silent misreading"
        tally("hostile text that runs or garbles", outcome)
        assert outcome == "clear error", (cell, printed)
        assert not UNSEEN.search(printed), repr(printed)
        shutil.rmtree(river)


def test_markup_passes_as_the_text_it_is(evil, tally):
    book, problems = ledger.read(evil)
    assert problems == []
    for name, columns in hostile.COLUMNS.items():
        written = hostile.rows_of(evil / f"{name}.csv")
        for column in columns:
            read = getattr(book, name)[column].tolist()
            assert read == [row[column] for row in written]
            tally("hostile markup in every text column", "same", len(read))


@pytest.mark.parametrize(
    "command",
    [["check"], ["verdicts"], ["conventions"], ["changes", str(ROOT / "data")]],
    ids=lambda command: command[0],
)
def test_the_terminal_sees_plain_lines(evil, command):
    _, printed = ran(command[0], *command[1:], "--data", str(evil))
    assert printed and not UNSEEN.search(printed)


def cells(text: str) -> list[str]:
    return [cell for row in csv.reader(io.StringIO(text), strict=True) for cell in row]


def test_no_cell_of_an_exported_csv_begins_a_formula(evil, tmp_path):
    texts = [ran(command, "--data", str(evil))[1] for command in ("verdicts", "conventions")]
    assert ran("export", "--data", str(evil), "--out", str(tmp_path))[0] == 0
    texts += [path.read_text(encoding="utf-8") for path in tmp_path.glob("*.csv")]
    assert len(texts) == 3
    for text in texts:
        found = [cell for cell in cells(text) if FORMULA.match(cell)]
        # a number may be below zero
        assert [cell for cell in found if not re.fullmatch(r"-[0-9]+(\.[0-9]+)?", cell)] == []


def test_no_page_is_named_by_what_the_ledger_says(evil):
    book = ledger.load(evil)
    files = pages.sources(pages.prepare(book, __import__("claimbook").verdicts(book)))
    assert files
    assert [name for name in files if not re.fullmatch(r"[a-z0-9-]+\.html", name)] == []


@pytest.mark.parametrize("name", ["../up", "a/b", "a\\b", "CON", ".hidden", "a:b", "%2e%2e", "a.b"])
@pytest.mark.parametrize(
    ("file", "column"),
    [("sources", "source_id"), ("questions", "question_id"), ("questions", "topic")],
)
def test_an_id_that_could_lead_elsewhere_is_refused(tmp_path, file, column, name):
    status, printed = ran("check", "--data", str(with_cell(tmp_path, file, column, name)))
    assert status == 1 and f"{file}.csv:2: {column}" in printed


def test_a_folder_with_a_hostile_name_is_named_harmlessly(tmp_path):
    status, printed = ran("check", "--data", str(tmp_path / "\x1b[2J\u202e"))
    assert status == 1 and not UNSEEN.search(printed)


# ---- the description


def described(tmp_path: Path, change) -> Path:
    river = Path(shutil.copytree(RIVER, tmp_path / "river"))
    package = json.loads((river / "datapackage.json").read_text(encoding="utf-8"))
    change(package)
    (river / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    return river


def field(package: dict, name: str) -> dict:
    fields = package["resources"][0]["schema"]["fields"]
    return next(one for one in fields if one["name"] == name)


@pytest.mark.parametrize(
    "bomb", ["^(a+)+$", "^(.*?,){30}P$", "^(\\w+\\s?)*$", "(?:a|a)*b", "x" * 9000]
)
def test_a_regular_expression_of_ones_own_is_refused_unrun(tmp_path, bomb):
    def change(package: dict) -> None:
        field(package, "note")["constraints"] = {"pattern": bomb}

    river = described(tmp_path, change)
    rows = hostile.rows_of(river / "claims.csv")
    rows[0]["note"] = "a" * 5000 + "!"
    hostile.write_rows(river / "claims.csv", rows)
    began = time.process_time()
    _, problems = ledger.read(river)
    assert time.process_time() - began < 2
    assert [problem.file for problem in problems] == ["datapackage.json"]
    assert "pattern cannot be" in str(problems[0]) and len(str(problems[0])) < 300


def test_the_patterns_that_may_be_used_are_those_of_the_description() -> None:
    text = (ROOT / "data" / "datapackage.json").read_text(encoding="utf-8")
    used = {json.loads(found) for found in re.findall(r'"pattern": ("(?:[^"\\]|\\.)*")', text)}
    assert used == set(sheets.PATTERNS)


@pytest.mark.parametrize("title", ["\x1b[2J", "a\u202eb", "a\nb", "x" * 201, ["a"], {"a": 1}, 7])
def test_a_title_is_one_plain_line(tmp_path, title):
    _, problems = ledger.read(described(tmp_path, lambda package: package.update(title=title)))
    assert [problem.file for problem in problems] == ["datapackage.json"]
    assert str(problems[0]).isprintable()


def test_a_hundred_thousand_allowed_values_take_no_time_and_no_page(tmp_path):
    def change(package: dict) -> None:
        values = [f"v{number}" for number in range(100_000)]
        field(package, "note")["constraints"] = {"enum": values}

    river = described(tmp_path, change)
    rows = hostile.rows_of(river / "claims.csv")
    many = [
        row | {"claim_id": f"c{n}", "note": f"note {n}"} for n in range(3000) for row in rows[:1]
    ]
    hostile.write_rows(river / "claims.csv", many)
    began = time.process_time()
    _, problems = ledger.read(river)
    assert time.process_time() - began < 10
    assert problems and max(len(str(problem)) for problem in problems) < 1000


# ---- nothing of it runs


def test_no_file_beside_a_ledger_is_run(evil, tmp_path):
    """Modules of well-known names, notebooks and settings lie in the folder one works in."""
    data = Path(shutil.copytree(evil, tmp_path / "data"))
    trap = "import pathlib\npathlib.Path(__file__).with_suffix('.sprung').touch()\n"
    names = "pandas numpy click json csv claimbook sitecustomize usercustomize conftest matplotlib"
    for name in names.split():
        (data / f"{name}.py").write_text(trap)
    (data / "matplotlibrc").write_text("backend: module://trap\n")
    (data / "__init__.py").write_text(trap)
    (data / ".git").mkdir()
    (data / ".git" / "config").write_text("[core]\n\tfsmonitor = touch fsmonitor.sprung\n")
    command = Path(sys.executable).with_name("claimbook")
    for words in (["check"], ["verdicts"], ["conventions"], ["changes", str(ROOT / "data")]):
        done = subprocess.run(
            [command, *words, "--data", "."], cwd=data, capture_output=True, text=True, timeout=60
        )
        assert "Traceback" not in done.stderr and (done.stdout or done.stderr)
    assert list(data.rglob("*.sprung")) == []


@pytest.mark.parametrize(
    "revision", ["--output=sprung", "-O sprung", "--help", "@{-1}", "HEAD:../x"]
)
def test_a_revision_is_never_an_option_of_git(evil, tmp_path, revision, monkeypatch):
    monkeypatch.chdir(tmp_path)
    status, printed = ran("changes", "--data", str(evil), "--", revision)
    assert status == 1 and printed and not UNSEEN.search(printed)
    assert list(tmp_path.iterdir()) == []
