"""Files are written whole or not at all, and nothing is touched that is not ours."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from claimbook.errors import ClaimbookError
from claimbook.report import publish

PAGE = publish.MARKS[0] + b"<p>one</p>"
OTHER = publish.MARKS[0] + b"<p>two</p>"


def put(out: Path, **files: bytes) -> None:
    """Publish pages by their stem."""
    with publish.alone(out):
        publish.publish(out, {f"{name}.html": content for name, content in files.items()})


def test_a_folder_in_the_way_of_one_page_stops_all_of_them(tmp_path: Path) -> None:
    out = tmp_path / "reports"
    put(out, index=PAGE, second=PAGE)
    (out / "second.html").unlink()
    (out / "second.html").mkdir()
    with pytest.raises(ClaimbookError):
        put(out, index=OTHER, second=OTHER)
    assert (out / "index.html").read_bytes() == PAGE


def test_what_a_first_build_left_that_was_killed_is_ours(tmp_path: Path) -> None:
    out = tmp_path / "reports"
    out.mkdir()
    (out / publish.TEMPORARY.format("index.html")).write_bytes(b"half")
    put(out, index=PAGE)
    assert {*os.listdir(out)} == {publish.STATE, "index.html"}


@pytest.mark.parametrize("name", ["../x.html", publish.STATE])
def test_a_page_has_a_plain_name_and_no_empty_folder_is_left(tmp_path: Path, name: str) -> None:
    out = tmp_path / "reports"
    with pytest.raises(ClaimbookError, match="cannot be the name of a page"), publish.alone(out):
        publish.publish(out, {name: PAGE})
    assert not [*tmp_path.iterdir()]


def test_a_name_that_a_hostile_state_calls_ours_removes_nothing(tmp_path: Path) -> None:
    out = tmp_path / "reports"
    put(out, index=PAGE)
    (tmp_path / "diary.txt").write_text("x")
    (out / "Notes.html").write_text("x")
    names = ["../diary.txt", "Notes.html", "a\0b", "x" * 5000]
    files = {name: [publish.sha256(b"x")] for name in names}
    pages = {name: {"key": "", "files": [name]} for name in names}
    (out / publish.STATE).write_text(json.dumps({"files": files, "pages": pages}))
    with publish.alone(out):
        publish.publish(out, {}, {})
    assert (tmp_path / "diary.txt").exists() and (out / "Notes.html").exists()


def test_one_file_replaces_its_like(tmp_path: Path) -> None:
    page = tmp_path / "one.html"
    publish.write_file(page, PAGE, "the report")
    publish.write_file(page, OTHER, "the report")
    assert page.read_bytes() == OTHER


# A process that publishes after `limit` has been set; it replaces both pages and the table, and
# leaves out the one that is gone.
PUBLISHES = """
import os, sys
from pathlib import Path
from claimbook.report import publish
out, other = Path(sys.argv[1]), publish.MARKS[0] + b"<p>two</p>" + b" " * 20000
made = {name: other for name in ("index.html", "second.html")} | {"verdicts.csv": b"question_id,n"}
pages = {name: {"key": "new", "files": [name]} for name in made}
{limit}
with publish.alone(out):
    publish.publish(out, made, pages)
"""


def publish_in_a_process(out: Path, limit: str) -> subprocess.CompletedProcess:
    """Publish a report, then another one over it in a process under a limit."""
    names = ("index.html", "second.html", "gone.html")
    first = dict.fromkeys(names, PAGE) | {"verdicts.csv": b"question_id"}
    with publish.alone(out):
        pages = {name: {"key": "old", "files": [name]} for name in first}
        publish.publish(out, first, pages)
    code = PUBLISHES.replace("{limit}", limit)
    return subprocess.run([sys.executable, "-c", code, str(out)], capture_output=True, text=True)


def fresh(out: Path, key: str) -> set[str]:
    """Name the pages that would be kept by a build that needs this key."""
    state = publish.read_state(out)
    return {name for name in state.pages if publish.is_fresh(out, name, key, state)}


def test_a_build_killed_at_any_moment_is_never_taken_for_a_fresh_one(tmp_path: Path) -> None:
    kill = """
left = STEP
def counted(work):
    def step(*arguments, **named):
        global left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), 9)
        return work(*arguments, **named)
    return step
os.open, os.replace, Path.open = counted(os.open), counted(os.replace), counted(Path.open)
"""
    ended = []
    for step in range(1, 30):
        out = tmp_path / str(step)
        ended.append(publish_in_a_process(out, kill.replace("STEP", str(step))).returncode)
        now = {name: (out / name).read_bytes() for name in ("index.html", "second.html")}
        is_old = [content == PAGE for content in now.values()]
        if all(is_old):
            assert not fresh(out, "new")
        else:
            assert not fresh(out, "old") - {"gone.html"}
        if ended[-1] == 0:
            assert fresh(out, "new") == {"index.html", "second.html", "verdicts.csv"}
            break
        with publish.alone(out):  # whatever it left is ours: the next build replaces it
            made = dict.fromkeys(now, OTHER) | {"verdicts.csv": b"another,head"}
            publish.publish(out, made, {name: {"key": "", "files": [name]} for name in made})
        assert {*os.listdir(out)} == {publish.STATE, "index.html", "second.html", "verdicts.csv"}
    assert ended.count(-9) >= 8 and ended[-1] == 0


def test_a_full_disk_leaves_the_last_report_as_it_was(tmp_path: Path) -> None:
    out = tmp_path / "reports"
    full = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (9000, 9000))"
    done = publish_in_a_process(out, full)
    assert done.returncode and "cannot be written: File too large" in done.stderr
    assert fresh(out, "old") == {"index.html", "second.html", "gone.html", "verdicts.csv"}
    assert not [name for name in os.listdir(out) if name.endswith("tmp")]


def test_two_builds_at_once_wait_for_each_other_and_say_so(tmp_path: Path) -> None:
    out = tmp_path / "reports"
    code = "import sys; from pathlib import Path; from claimbook.report import publish\n"
    code += "with publish.alone(Path(sys.argv[1])): print('alone')"
    with publish.alone(out):
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        other = subprocess.Popen([sys.executable, "-c", code, str(out)], **pipes)
        assert "Another build is at work" in other.stderr.readline()
    assert other.communicate(timeout=120) == ("alone\n", "")


def test_a_table_that_its_reader_changed_is_not_written_over(tmp_path: Path) -> None:
    out = tmp_path / "reports"
    with publish.alone(out):
        publish.publish(out, {"verdicts.csv": b"question_id\nq1\n"})
        (out / "verdicts.csv").write_bytes(b"question_id\nq1\nmy own row\n")
        with pytest.raises(ClaimbookError, match="or was changed since; move it away"):
            publish.publish(out, {"verdicts.csv": b"question_id\nq2\n"})
        assert b"my own row" in (out / "verdicts.csv").read_bytes()
        (out / publish.STATE).unlink()
        publish.publish(out, {"verdicts.csv": b"question_id\nq2\n"})
