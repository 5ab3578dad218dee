"""The report: every page brought up to date with the ledger and the notebooks, or none.

A build looks first, with the standard library only, at what each page was made from; where all is
as it was nothing else is imported and nothing runs. Else it works on a private copy of the ledger,
taken at its start, so that all pages show one state; an edit meanwhile is simply the next build.
"""

import json
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from claimbook.ledger.files import UNTITLED, described
from claimbook.report import freshness, publish
from claimbook.report.freshness import Files
from claimbook.report.notebooks import Notebook, find

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from claimbook.compare.comparison import Comparison
    from claimbook.ledger.check import Reading
    from claimbook.ledger.model import Ledger
    from claimbook.summaries.changes import Changes

Progress = Callable[[int, int], object]

INDEX = "index.html"
CHANGES = "changes.html"
VERDICTS = "verdicts.csv"
NO_REPORT = "There was no report before this one, so there is nothing to compare it with."
NOT_VALID = (
    "The report before was built on a ledger that is not valid any more, so there is nothing to "
    "compare this one with."
)


class Result(NamedTuple):
    """What a build did: pages made anew and left as they were, and what an edit did, in a line."""

    built: list[str]
    kept: list[str]
    seconds: float
    changes: str = ""


class Plan(NamedTuple):
    """What there is to build, and from what."""

    files: Files  # of the ledger, as they were at one time
    description: dict[str, Any]
    notebooks: list[Notebook]
    documents: Path | None
    keys: dict[str, str]  # what each page is made from; if that is the same, the page is

    @property
    def title(self) -> str:
        """The ledger's own."""
        return str(self.description.get("title") or UNTITLED)

    @property
    def links(self) -> list[tuple[str, str]]:
        """The pages of the navigation: file and name."""
        own = [(each.file, each.title.partition(": ")[0]) for each in self.notebooks]
        more = [("documents.html", "Documents"), ("figures.html", "All figures")]
        return [(INDEX, "Start"), *own, *more, ("data.html", "Data"), (CHANGES, "Changes")]

    def page(self, title: str, body: str, file: str, conventions: list[str]) -> bytes:
        """The complete file of a page."""
        from claimbook.report.pages import page

        return page(title, body, self.title, self.links, file, conventions).encode()


def build(
    notebooks: Path,
    data: Path,
    out: Path,
    documents: Path | None = None,
    as_known: str = "",
    progress: Progress = lambda done, total: None,
) -> Result:
    """Bring the report in `out` up to date; nothing is touched there that was not made here.

    Each notebook that fits the ledger becomes a page. With `as_known`, a day, documents published
    later are left out.

    Raises
    ------
    ClaimbookError
        The ledger is not valid, a notebook failed, or a page cannot be written. The last good
        report stays as it was.
    """
    started = time.perf_counter()
    # kernels run in folders of their own
    plan = _plan(notebooks.resolve(), data, documents and documents.resolve(), as_known)
    with publish.alone(out):
        before = publish.read_state(out)
        kept = [file for file, key in plan.keys.items() if publish.is_fresh(out, file, key, before)]
        stale = [file for file in plan.keys if file not in kept]
        said = ""
        if stale or len(kept) < len(before.pages):
            made, said = _make(stale, plan, out, progress)
            pages = {file: before.pages[file] for file in kept}
            pages |= {f: {"key": plan.keys[f], "files": sorted(made[f])} for f in stale}
            files = {name: content for own in made.values() for name, content in own.items()}
            publish.publish(out, files, pages)
    return Result(stale, kept, time.perf_counter() - started, said)


def _plan(notebooks: Path, data: Path, documents: Path | None, as_known: str) -> Plan:
    """Read everything that the pages are made from, and digest it page by page."""
    files = freshness.read_ledger(data)
    if as_known:
        _check(files, documents)
        files = freshness.as_known(files, as_known)
    description = described(files.get(freshness.DESCRIPTION, b""))
    name, topics = str(description.get("name", "")), freshness.topics(files)
    found = find(notebooks, topics, name) if freshness.has_claims(files) else []
    plan = Plan(files, description, found, documents, {})
    papers = freshness.documents_digest(documents)
    base = freshness.digest(
        freshness.package_digest(), *freshness.versions(), json.dumps([plan.links, plan.title])
    )
    same = freshness.normal(files)
    plan.keys[INDEX] = freshness.digest(base, freshness.ledger_digest(same), papers)
    for each in found:
        part = freshness.ledger_digest(freshness.select(same, each.topics))
        read = papers if each.documents else ""
        plan.keys[each.file] = freshness.digest(base, each.cells, part, read)
    return plan


# --- making pages --------------------------------------------------------------------------------


def _make(
    stale: list[str], plan: Plan, out: Path, progress: Progress
) -> tuple[dict[str, Files], str]:
    """Make the stale pages: the files made with each, and what an edit did."""
    from claimbook.report.execute import Job, execute
    from claimbook.report.notebooks import exporter, inside

    made: dict[str, Files] = {}
    conventions: list[str] = []
    said = ""
    notebooks = [each for each in plan.notebooks if each.file in stale]

    def step(file: str, files: Files) -> None:
        made[file] = files
        progress(len(made), len(stale))

    def meanwhile() -> None:
        nonlocal said
        from claimbook.compare.conventions import names  # pandas comes while the kernels start

        ledger = _check(plan.files, plan.documents)
        conventions.extend(names(ledger))
        if INDEX in stale:
            files, said = _of_ledger(ledger, conventions, plan, out)
            step(INDEX, files)
        if notebooks:
            exporter()

    def finish(at: int, node: "NotebookNode") -> None:
        each = notebooks[at]
        body = inside(node, each.path.name)
        step(each.file, {each.file: plan.page(each.title, body, each.file, conventions)})

    with tempfile.TemporaryDirectory(prefix="claimbook-") as scratch:
        jobs = []
        for each in notebooks:
            folder = Path(scratch, each.file)
            freshness.write_ledger(freshness.select(plan.files, each.topics), folder)
            env = {"CLAIMBOOK_DATA": str(folder), "CLAIMBOOK_PAGES": ""}
            if each.documents and plan.documents:
                env["CLAIMBOOK_DOCUMENTS"] = str(plan.documents)
            jobs.append(Job(each.path, each.source, env))
        execute(jobs, finish, meanwhile=meanwhile)
    return made, said


def _check(files: Mapping[str, bytes], documents: Path | None) -> "Ledger":
    """The ledger, or all its problems."""
    from claimbook.evidence.documents import at_hand
    from claimbook.evidence.problems import problems
    from claimbook.ledger.check import shortened
    from claimbook.ledger.model import LedgerError

    reading = _reading(files)
    ledger = reading.ledger
    found = problems(reading, at_hand(ledger.sources, documents, ledger.claims))
    errors = sorted([*reading.errors, *(problem for problem in found if not problem.warning)])
    if errors:
        raise LedgerError(shortened(errors))
    return ledger


def _reading(files: Mapping[str, bytes]) -> "Reading":
    from claimbook.ledger import check

    with tempfile.TemporaryDirectory(prefix="claimbook-") as folder:
        freshness.write_ledger(files, Path(folder))
        return check.read(Path(folder))


def _of_ledger(ledger: "Ledger", names: list[str], plan: Plan, out: Path) -> tuple[Files, str]:
    """Everything that needs no notebook: pages, ``verdicts.csv``, what changed."""
    from claimbook.compare.comparison import compare
    from claimbook.evidence.documents import find_documents
    from claimbook.report.pages import Pages

    about = {e.topics[0]: e.file for e in reversed(plan.notebooks) if len(e.topics or ()) == 1}
    readings = {name: compare(ledger, name) for name in names}
    texts = find_documents(ledger.sources, plan.documents)
    pages = Pages(readings, plan.title, about, texts)
    changes, said, ledgers = _changes(pages.first, plan, out)
    bodies = {
        INDEX: (plan.title, pages.start()),
        "documents.html": ("Documents", pages.documents()),
        "figures.html": ("All figures", pages.figures()),
        "data.html": ("Data", pages.data(plan.description.get("licenses", []))),
        CHANGES: ("What changed", changes),
        **pages.of_documents(),
    }
    files = {file: plan.page(title, body, file, []) for file, (title, body) in bodies.items()}
    verdicts = pages.first.verdicts.to_csv(index=False, lineterminator="\n").encode()
    return files | {VERDICTS: verdicts, publish.LEDGERS: ledgers}, said


def _changes(comparison: "Comparison", plan: Plan, out: Path) -> tuple[str, str, bytes]:
    """The page on what changed since the report before, one line of it, and both ledgers to keep.

    The ledger before stays the one compared with while only notebooks or the package change.
    """
    from claimbook.report import pages
    from claimbook.summaries.changes import sections, summary

    now = {name: content.decode("utf-8", "replace") for name, content in plan.files.items()}
    last, older = ledgers_before(out)
    is_edit = last is not None and last != now
    old = last if is_edit else older
    ledgers = json.dumps({"now": now, "before": old}).encode()
    found = changed(old, comparison) if old else None
    said = f"{summary(found)}." if found else NOT_VALID if old else NO_REPORT
    shown = pages.changes(said, sections(found) if found else ())
    return shown, said.removesuffix(".") if is_edit else "", ledgers


def ledgers_before(out: Path) -> tuple[dict[str, str] | None, dict[str, str] | None]:
    """The ledger that the report in `out` was built on, and the one before, by file name."""
    try:
        kept = json.loads(publish.read_plain(out / publish.LEDGERS))
        return _as_files(kept["now"]), _as_files(kept["before"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return None, None


def _as_files(kept: Any) -> dict[str, str] | None:
    """What was kept of a ledger, if it can be one; the file may come from anywhere."""
    if not isinstance(kept, dict):
        return None
    files = {name: text for name, text in kept.items() if name in freshness.FILES}
    return files if files and all(isinstance(text, str) for text in files.values()) else None


def changed(old: Mapping[str, str], now: "Comparison") -> "Changes | None":
    """What an edit did to a ledger that was kept as text; None if that is not valid any more."""
    from claimbook.compare.comparison import compare
    from claimbook.summaries.changes import changes

    reading = _reading({name: text.encode("utf-8", "replace") for name, text in old.items()})
    return None if reading.errors else changes(compare(reading.ledger), now)
