"""The command line: each command reads folders, calls the package, prints.

Everything heavy is imported inside the commands, so that ``--help`` and a report that is up to date
answer at once.
"""

import sys
from collections.abc import Callable, Iterator
from functools import partial, wraps
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    import pandas as pd

    from claimbook.ledger import Ledger

DATA = click.option(
    "--data",
    metavar="DIR",
    help="Folder of the ledger. Default: $CLAIMBOOK_DATA, else the nearest data/ folder.",
)
DOCUMENTS = click.option(
    "--documents",
    metavar="DIR",
    help="Folder of the documents. Default: $CLAIMBOOK_DOCUMENTS, else documents/ in the ledger.",
)
CONVENTION = click.option(
    "--convention",
    default="",
    metavar="NAME",
    help="How hedges are read: a convention of conventions.csv. Default: its first.",
)
TOLERANCE = click.option(
    "--tolerance",
    type=click.FloatRange(0, 100),
    metavar="PERCENT",
    help="Read “about” as this many percent either way.",
)


def main() -> None:
    """Run the command line; the console script."""
    cli(prog_name="claimbook")


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
def cli() -> None:
    """Line up what documents claim, figure by figure, and say what kind of disagreement each is."""


def _plain_errors(command: Callable) -> Callable:
    """Turn what a user can mend into a message and exit status 1; never a traceback."""

    @wraps(command)
    def run(**options: object) -> None:
        try:
            command(**options)
            sys.stdout.flush()  # a reader that has seen enough is noticed here, not at the exit
        except BrokenPipeError:  # the reader of our output has seen enough
            sys.stderr.close()
            sys.exit(1)
        except (OSError, ValueError, RuntimeError) as error:
            _fail(str(error))
        except Exception as error:
            if type(error).__module__.startswith("claimbook."):
                _fail(str(error))
            raise

    return run


def _fail(message: str) -> None:
    from claimbook.tables import visible

    click.echo(visible(message), err=True)
    sys.exit(1)


def _load(data: str | None) -> "Ledger":
    from claimbook import ledger

    return ledger.load(data)


@cli.command(epilog="Example: claimbook check --documents data/documents")
@DATA
@DOCUMENTS
@_plain_errors
def check(data: str | None, documents: str | None) -> None:
    """Check the ledger, and its wordings and numbers against the documents.

    Problems are printed as file:line: column: what to write instead; the exit status is then 1.
    """
    from claimbook import evidence, ledger
    from claimbook.tables import visible

    book, problems = ledger.read(ledger.find(data))
    if book is None:
        _fail("\n".join(map(str, problems)))
    folder = evidence.documents_folder(documents, book.folder)
    at_hand = evidence.find_documents(book.sources, folder)
    problems = evidence.problems(book, at_hand)
    for problem in problems:
        click.echo(visible(str(problem)))
    click.echo(_summary(book, at_hand), err=bool(problems))
    if problems:
        sys.exit(1)


def _summary(book: "Ledger", documents: dict[str, str]) -> str:
    from claimbook import evidence
    from claimbook.views import counted, listed

    lines = [
        f"{counted(len(book.claims), 'claim')} on {counted(len(book.questions), 'question')} "
        f"from {counted(len(book.sources), 'source')}."
    ]
    if documents:
        anchors = evidence.anchors(book.claims, documents)["anchor"]
        states = anchors[anchors != "unchecked"].value_counts()
        lines.append(
            f"Documents at hand: {len(documents)}. Wordings: "
            + listed(f"{number:,} {state}" for state, number in states.items())
            + "."
        )
        census = evidence.census(book.claims, book.not_claims, documents)["state"].value_counts()
        lines.append(
            f"Numbers in them: {census.sum():,}, of which "
            + listed(f"{number:,} {state}" for state, number in census.items())
            + "."
        )
    missing = evidence.missing(book, documents)
    if missing:
        lines.append(
            f"Not checked, as the document is not at hand: {listed(missing)}. "
            "Put it into data/documents or name its folder with --documents."
        )
    return "\n".join(lines)


@cli.command(epilog="Example: claimbook verdicts --convention acled > verdicts.csv")
@DATA
@CONVENTION
@TOLERANCE
@_plain_errors
def verdicts(data: str | None, convention: str, tolerance: float | None) -> None:
    """Print the verdict on every pair of claims on one question, as CSV."""
    from claimbook import compare

    book = _load(data)
    truncated: dict[str, int] = {}
    for first, chunk in enumerate(compare.verdict_chunks(book, convention, tolerance)):
        if not first:
            sys.stdout.write(",".join(compare.COLUMNS) + "\n")
        sys.stdout.writelines(_csv_lines(chunk))
        truncated = chunk.attrs["truncated"]
    for question, number in truncated.items():
        click.echo(
            f"{question}: {number:,} claims are too many to list every pair; the first "
            f"{compare.MAX_CLAIMS_PER_QUESTION} are paired.",
            err=True,
        )


def _csv_lines(verdicts: "pd.DataFrame") -> Iterator[str]:
    """Verdicts as lines of CSV; many times faster than pandas, which matters for millions.

    Ids and verdicts hold neither commas nor quotes, only the sentences are quoted.
    """
    from claimbook import compare

    columns = [verdicts[name].tolist() for name in compare.COLUMNS]
    for *ids, caveats, reason in zip(*columns, strict=True):
        quoted = reason.replace('"', '""')
        yield f'{",".join(ids)},"{caveats}","{quoted}"\n'


@cli.command(epilog="Example: claimbook conventions > flips.csv")
@DATA
@_plain_errors
def conventions(data: str | None) -> None:
    """Print the verdicts that are not the same under every convention, as CSV.

    How many flip, and how many never do, is said on stderr.
    """
    from claimbook import conventions as readings
    from claimbook.tables import visible

    table = readings.every(_load(data))
    readings.flipping(table).to_csv(sys.stdout, index=False, lineterminator="\n")
    for sentence in readings.summary(table):
        click.echo(visible(sentence), err=True)


@cli.command(epilog="Example: claimbook agreement data/second-coding/claims.csv")
@click.argument("other", metavar="OTHER_CLAIMS.csv")
@DATA
@DOCUMENTS
@_plain_errors
def agreement(other: str, data: str | None, documents: str | None) -> None:
    """Compare the ledger with another coding of its documents: what both have, what differs.

    Percent agreement, Krippendorff's alpha where it is defined, and the list to settle.
    """
    from claimbook import agreement as readers
    from claimbook import evidence
    from claimbook.tables import visible

    book = _load(data)
    second, remarks = readers.read_claims(other, book)
    folder = evidence.documents_folder(documents, book.folder)
    result = readers.compare(book.claims, second, evidence.find_documents(book.sources, folder))
    click.echo(visible(readers.as_text(result)))
    for remark in remarks:
        click.echo(visible(remark), err=True)


@cli.command(epilog="Example: claimbook export --out exports")
@DATA
@DOCUMENTS
@CONVENTION
@click.option("--out", default="reports", metavar="DIR", help="Folder of the files.")
@_plain_errors
def export(data: str | None, documents: str | None, convention: str, out: str) -> None:
    """Write the ledger with its verdicts as one tidy CSV, and its anchors as Web Annotations."""
    from claimbook import evidence
    from claimbook import export as exports

    book = _load(data)
    folder = evidence.documents_folder(documents, book.folder)
    at_hand = evidence.find_documents(book.sources, folder)
    for path in exports.write(book, out, convention, at_hand):
        click.echo(path)


@cli.command(epilog="Example: claimbook report --open")
@DATA
@DOCUMENTS
@click.option("--out", default="reports", metavar="DIR", help="Folder of the pages.")
@click.option("--notebooks", metavar="DIR", help="Default: the nearest notebooks/ folder.")
@click.option("--single", metavar="FILE", help="Also write all pages as one HTML file to mail.")
@click.option("--pdf", metavar="FILE", help="Also print all pages as one PDF, with Chromium.")
@click.option("--open", "open_", is_flag=True, help="Open the first page in the browser.")
@_plain_errors
def report(
    data: str | None,
    documents: str | None,
    out: str,
    notebooks: str | None,
    single: str | None,
    pdf: str | None,
    open_: bool,
) -> None:
    """Execute the notebooks on the ledger and render them as HTML pages.

    Only pages whose claims, notebook, package or libraries changed are made again.
    """
    from claimbook import refresh
    from claimbook import report as pages

    folder = Path(data) if data else _ledger_folder()
    papers = pages.documents_folder(folder, Path(documents) if documents else None)
    result = pages.build(
        Path(notebooks) if notebooks else _upward("notebooks"),
        folder,
        Path(out),
        papers,
        _progress(),
        partial(refresh.check, folder, papers),
    )
    number = len(result.built)
    made = f"{number} page{'' if number == 1 else 's'} made" if number else "nothing changed"
    first = Path(out) / pages.INDEX
    click.echo(f"{first}: {made}, {len(result.kept)} kept, {result.seconds:.1f} s")
    if result.changes:
        click.echo(f"{result.changes}. See {Path(out) / pages.CHANGES}")
    _write_whole(Path(out), single, pdf)
    if open_:
        click.launch(str(first))


def _write_whole(out: Path, single: str | None, pdf: str | None) -> None:
    """Write the report as one file, where that is asked for."""
    if single or pdf:
        from claimbook import single as whole

        for file, write in ((single, whole.write), (pdf, whole.pdf)):
            if file:
                write(out, Path(file))
                click.echo(file)


def _ledger_folder() -> Path:
    """Find the ledger without importing pandas: `report` may have nothing to do."""
    import os

    return Path(os.environ.get("CLAIMBOOK_DATA") or _upward("data"))


def _upward(name: str) -> Path:
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / name).is_dir():
            return folder / name
    raise FileNotFoundError(
        f"There is no {name}/ folder here or in any folder above; name it with --{name}."
    )


def _progress(label: str = "Pages") -> Callable[[int, int, str], None]:
    """A progress bar on a terminal, nothing in a log."""
    bars: list = []

    def step(done: int, total: int, name: str) -> None:
        if not bars:
            bars.append(click.progressbar(length=total, label=label, file=sys.stderr))
        bars[0].update(done - bars[0].pos, name)
        if done == total:
            bars[0].render_finish()

    return step if sys.stderr.isatty() else lambda done, total, name: None


# --- after an edit -------------------------------------------------------------------------------

NOTEBOOKS = click.option(
    "--notebooks", metavar="DIR", help="Folder of the notebooks. Default: the nearest notebooks/."
)
OUT = click.option("--out", default="reports", metavar="DIR", help="Folder of the report.")


@cli.command(epilog="Example: claimbook changes HEAD --html changes.html")
@click.argument("old", required=False)
@click.argument("new", required=False)
@DATA
@OUT
@click.option("--html", "page", metavar="FILE", help="Write the same as a page to this file.")
@_plain_errors
def changes(old: str | None, new: str | None, data: str | None, out: str, page: str | None) -> None:
    """Say what an edit of the ledger did: to the claims, the verdicts and the questions.

    OLD and NEW are folders or git revisions. Default: from the ledger the last report was built on
    to the one in the working tree.
    """
    from claimbook import changes as differ
    from claimbook import ledger, report

    folder = ledger.find(data)
    before = old or report.ledger_before(Path(out))
    if before is None:
        _fail(
            f"There is no report in {out} to compare with. Run claimbook report first, or name "
            "what to compare with, a folder or a git revision: claimbook changes HEAD"
        )
    found = differ.compare(differ.load(before, folder), differ.load(new or folder, folder))
    click.echo(differ.text(found))
    if page:
        Path(page).write_text(differ.page(found, report.site_title(folder)), encoding="utf-8")


@cli.command(epilog="Example: claimbook refresh && git diff --stat")
@DATA
@DOCUMENTS
@NOTEBOOKS
@_plain_errors
def refresh(data: str | None, documents: str | None, notebooks: str | None) -> None:
    """Check the ledger and execute the notebooks in place, so that git diff shows what moved."""
    from claimbook import refresh as stored
    from claimbook.views import counted, listed

    done = stored.refresh(
        Path(notebooks) if notebooks else _upward("notebooks"),
        Path(data) if data else _ledger_folder(),
        Path(documents) if documents else None,
        _progress("Notebooks"),
    )
    for name in done.changed:
        click.echo(f"{name}: outputs changed")
    click.echo(f"{counted(len(done.changed), 'notebook')} changed, {len(done.same)} the same")
    if done.edited:
        _fail(f"Saved by somebody else meanwhile, so left alone: {listed(done.edited)}. Run again.")


@cli.command(epilog="Example: claimbook watch --out reports")
@DATA
@DOCUMENTS
@NOTEBOOKS
@OUT
@click.option("--once", is_flag=True, help="Check, rebuild and say what changed once, then stop.")
@_plain_errors
def watch(
    data: str | None, documents: str | None, notebooks: str | None, out: str, once: bool
) -> None:
    """On every save: check the ledger, rebuild the pages that depend on it, say what changed.

    A broken edit prints its message and leaves the last good pages. Reload the open page yourself:
    pages that are mailed carry no script.
    """
    from claimbook import reads, report
    from claimbook import watch as watching

    data = str(Path(data).resolve() if data else _ledger_folder().resolve())
    notebooks = str(Path(notebooks).resolve() if notebooks else _upward("notebooks"))
    papers = report.documents_folder(Path(data), Path(documents) if documents else None)
    if once:
        from claimbook.tables import visible

        click.echo(visible(watching.once(Path(notebooks), Path(data), Path(out), papers)))
        return
    folders = [Path(data), Path(notebooks), reads.PACKAGE, *([papers] if papers else [])]
    options = ["--data", data, "--notebooks", notebooks, "--out", out]
    options += ["--documents", str(papers)] if papers else []
    watching.follow(list(dict.fromkeys(folders)), Path(out), options, click.echo)
