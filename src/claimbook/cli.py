"""The command line: each command reads folders, calls the package, prints.

What imports pandas is imported inside the commands, so that ``--help`` and a report that is up to
date answer at once.
"""

import gc
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from claimbook.errors import ClaimbookError
from claimbook.ledger.files import title
from claimbook.ledger.folder import documents_folder, find
from claimbook.report import build, freshness, publish
from claimbook.report.notebooks import folder_for
from claimbook.wording import counted, listed, visible

if TYPE_CHECKING:
    from claimbook.compare.comparison import Comparison
    from claimbook.evidence.documents import File
    from claimbook.ledger.model import Ledger

DATA = click.option(
    "--data",
    metavar="DIR",
    help="Folder of the ledger. Default: $CLAIMBOOK_DATA, else this folder or the nearest data/.",
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
NOTEBOOKS = click.option(
    "--notebooks",
    metavar="DIR",
    help="Folder of the notebooks. Default: notebooks/ in or beside the ledger, else our own.",
)
OUT = click.option("--out", default="reports", metavar="DIR", help="Folder of what is written.")


class PlainErrors(click.Group):
    """Turns what a user can mend into a message and exit status 1; never a traceback."""

    def invoke(self, context: click.Context) -> None:
        """Run a command."""
        try:
            super().invoke(context)
            sys.stdout.flush()  # a reader that has seen enough is noticed here, not at the exit
        except BrokenPipeError:  # click then ends without a word
            raise
        except (ClaimbookError, OSError, ValueError) as error:
            _say(error, err=True)
            sys.exit(1)


def main() -> None:
    """Run the command line; the console script."""
    gc.set_threshold(50_000, 50)  # the cells of a ledger are no garbage to look through, again
    cli(prog_name="claimbook")


@click.group(
    cls=PlainErrors,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="claimbook", message="%(prog)s %(version)s")
def cli() -> None:
    """Line up what documents claim, figure by figure, and say what kind of disagreement each is."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError):  # whatever the locale: what is written is read as UTF-8
            stream.reconfigure(encoding="utf-8", newline="\n")


def _say(text: object, err: bool = False) -> None:
    click.echo(visible(str(text)), err=err)


def _ask(what: str) -> str:
    return click.prompt(what, default="", show_default=False)


def _compared(data: str | None, convention: str = "") -> "Comparison":
    from claimbook.compare.comparison import compare
    from claimbook.ledger.check import load

    return compare(load(data), convention)


# --- the ledger ----------------------------------------------------------------------------------


@cli.command(epilog="Example: claimbook check --documents data/documents")
@DATA
@DOCUMENTS
@click.option("--strict", is_flag=True, help="Numbers that are not accounted for are errors.")
@click.option(
    "--digests", is_flag=True, help="Write paragraphs.csv: as they are, they count as read."
)
def check(data: str | None, documents: str | None, strict: bool, digests: bool) -> None:
    """Check the ledger, and its wordings and numbers against the documents.

    Problems are printed as file:line: column: what to write instead; the exit status is then 1.
    What can be right is a warning and leaves it 0.
    """
    from claimbook.evidence import digests as paragraphs
    from claimbook.evidence.documents import at_hand, texts
    from claimbook.evidence.problems import problems
    from claimbook.ledger.check import read, shortened

    folder = find(data)
    reading = read(folder)
    papers = documents_folder(documents, folder)
    found_papers = at_hand(reading.ledger.sources, papers, reading.ledger.claims)
    found = sorted([*reading.problems, *problems(reading, found_papers, strict)])
    errors = [problem for problem in found if not problem.warning]
    for problem in shortened(errors):
        _say(problem, err=True)
    for problem in shortened([problem for problem in found if problem.warning]):
        _say(problem)
    if not reading.errors:
        _say(_summary(reading.ledger, found_papers, papers), err=bool(errors))
    if errors:
        sys.exit(1)
    if digests and (readable := texts(found_papers)):
        table = paragraphs.digests(reading.ledger.claims, readable)
        table.to_csv(folder / paragraphs.FILE, index=False, lineterminator="\n")
        click.echo(folder / paragraphs.FILE)


def _summary(ledger: "Ledger", found: "list[File]", papers: Path | None) -> str:
    from claimbook.evidence.anchors import anchors
    from claimbook.evidence.census import census
    from claimbook.evidence.documents import texts
    from claimbook.evidence.problems import foreign

    lines = [
        f"{counted(len(ledger.claims), 'claim')} on {counted(len(ledger.questions), 'question')} "
        f"from {counted(len(ledger.sources), 'source')}."
    ]
    if documents := texts(found):
        places = anchors(ledger.claims, documents)["anchor"]
        numbers = census(ledger.claims, ledger.not_claims, documents)["state"]
        wordings, states = (
            listed(f"{number:,} {state}" for state, number in column.value_counts().items())
            for column in (places[places != "unchecked"], numbers)
        )
        lines.append(f"Documents at hand: {len(documents)}. Wordings: {wordings}.")
        lines.append(f"Numbers in them: {len(numbers):,}, of which {states}.")
    others = ledger.sources["source_id"][foreign(ledger.sources).ne("")]
    if len(others):
        lines.append(
            "Not in English, so that of their wordings only the digits are compared: "
            f"{listed(others)}."
        )
    here = {file.source_id for file in found}
    missing = [name for name in ledger.sources["source_id"] if name not in here]
    if missing:
        papers = papers or ledger.folder / "documents"
        with suppress(ValueError):  # it is shorter from here, where it is below
            papers = papers.relative_to(Path.cwd())
        lines.append(
            f"Not checked, as the document is not at hand: {listed(missing)}. "
            f"Put it into {papers} or name its folder with --documents."
        )
    return "\n".join(lines)


@cli.command(epilog="Example: claimbook verdicts --convention acled > verdicts.csv")
@DATA
@CONVENTION
@TOLERANCE
def verdicts(data: str | None, convention: str, tolerance: float | None) -> None:
    """Print the verdict on every pair of claims on one question, as CSV."""
    from claimbook.compare.lineup import line_up
    from claimbook.compare.verdicts import COLUMNS, batches
    from claimbook.ledger.check import load

    ledger = load(data)
    lined = line_up(ledger, convention, tolerance)
    sys.stdout.write(",".join(COLUMNS) + "\n")
    for batch in batches(lined, ledger.scopes):
        # Many times faster than pandas, which matters for millions; only sentences need quotes.
        for *ids, caveats, reason in zip(*(batch[name] for name in COLUMNS), strict=True):
            quoted = reason.replace('"', '""')
            sys.stdout.write(f'{",".join(ids)},"{caveats}","{quoted}"\n')


@cli.command(epilog="Example: claimbook conventions > flips.csv")
@DATA
def conventions(data: str | None) -> None:
    """Print the verdicts that are not the same under every convention, as CSV.

    How many flip, and how many never do, is said on stderr.
    """
    from claimbook.compare import conventions as readings
    from claimbook.ledger.check import load

    table = readings.every(load(data))
    readings.flipping(table).to_csv(sys.stdout, index=False, lineterminator="\n")
    _say(readings.summary(table), err=True)


@cli.command(epilog="Example: claimbook agreement data/second-coding/claims.csv")
@click.argument("other", metavar="OTHER_CLAIMS.csv")
@DATA
def agreement(other: str, data: str | None) -> None:
    """Compare the ledger with another coding of its documents: what both have, what differs.

    Percent agreement, Krippendorff's alpha where it is defined, and the list to settle.
    """
    from claimbook.ledger.check import load
    from claimbook.summaries import agreement as readers

    ledger = load(data)
    second, remarks = readers.read_claims(other, ledger)
    _say(readers.as_text(readers.agreement(ledger.claims, second)))
    for remark in remarks:
        _say(remark, err=True)


@cli.command(epilog="Example: claimbook export --out exports, or: claimbook export charts figures")
@click.argument("what", metavar="[charts]", required=False, type=click.Choice(["charts"]))
@click.argument("folder", metavar="[DIR]", required=False)
@DATA
@DOCUMENTS
@CONVENTION
@click.option("--out", metavar="DIR", help="Folder of what is written. Default: reports.")
def export(
    what: str | None,
    folder: str | None,
    data: str | None,
    documents: str | None,
    convention: str,
    out: str | None,
) -> None:
    """Write the ledger with its verdicts as tidy CSVs, and its anchors as Web Annotations.

    With charts: every question as SVG and PNG that say where they come from, and its rows as CSV,
    into DIR (default: charts).
    """
    from claimbook import export as exports
    from claimbook.evidence.documents import find_documents

    if what and out:
        raise click.UsageError(f"Name the folder after charts: export charts {out}")
    comparison = _compared(data, convention)
    ledger = comparison.ledger
    if what:
        _publish(folder or "charts", exports.charts(comparison, title(ledger.folder)))
    else:
        texts = find_documents(ledger.sources, documents_folder(documents, ledger.folder))
        _publish(out or "reports", exports.files(comparison, texts))


def _publish(out: str, files: dict[str, bytes]) -> None:
    with publish.alone(Path(out)):
        publish.publish(Path(out), files)
    for name in files:
        click.echo(Path(out) / name)


# --- from a document to its claims -------------------------------------------------------------


@cli.command(epilog='Example: claimbook init flood --title "The flood" --topic losses --topic time')
@click.argument("folder", metavar="DIR")
@click.option("--title", help="What the ledger is about.")
@click.option("--topic", "topics", multiple=True, metavar="NAME", help="A topic; may be repeated.")
@click.option("--all", "everything", is_flag=True, help="Conventions and description too, to edit.")
def init(folder: str, title: str | None, topics: tuple[str, ...], everything: bool) -> None:
    """Begin a ledger: the CSVs it needs with their headers, a README, a place for documents.

    At a terminal it asks for what is not given.
    """
    from claimbook.coding.init import create

    if sys.stdin.isatty():
        title = _ask("Title") if title is None else title
        topics = topics or tuple(_ask("Topics, with commas between").split(","))
    names = [name.strip() for name in topics if name.strip()]
    for line in create(folder, title or "", names, everything):
        _say(line)


@cli.command(epilog="Example: claimbook add page.txt --published 2022-01-06")
@click.argument("file", metavar="FILE", required=False)
@DATA
@click.option("--source-id", metavar="ID", help="Default: made of the file's name.")
@click.option("--published", metavar="DATE", help="Default: that of its date line.")
@click.option("--title", help="As it is to be cited.")
@click.option("--publisher", help="Who published it.")
@click.option("--finish", metavar="SOURCE", help="Take the marked rows of a worksheet over.")
@click.option("--reanchor", is_flag=True, help="Of a new edition: follow words that only moved.")
def add(file: str | None, data: str | None, finish: str | None, **about: Any) -> None:
    """Register a document and write a worksheet of its numbers, with what words allow filled in.

    Mark its rows in the column take: claim, not a claim, later; then --finish takes them over.
    """
    from claimbook.coding import add as adding

    if finish:
        lines = adding.finish(finish, data)
    elif file is None:
        raise ClaimbookError(
            "name a document: claimbook add FILE, or a worksheet: claimbook add --finish SOURCE"
        )
    else:
        if sys.stdin.isatty() and about["published"] is None and about["title"] is None:
            about["title"] = _ask("Title")
        lines = adding.add(file, data, **{name: given for name, given in about.items() if given})
    for line in lines:
        _say(line)


@cli.command(epilog="Example: claimbook proof draft.txt --format csv")
@click.argument("draft", metavar="DRAFT")
@DATA
@click.option("--format", "form", type=click.Choice(["text", "csv"]), default="text")
def proof(draft: str, data: str | None, form: str) -> None:
    """Hold every figure of a draft against the ledger, before it is printed."""
    from claimbook.coding import document
    from claimbook.coding import proof as reading

    table = reading.proof(document.read(draft).text, _compared(data))
    if form == "csv":
        table.to_csv(sys.stdout, index=False, lineterminator="\n")
    else:
        _say(reading.as_text(table))


# --- the report ----------------------------------------------------------------------------------


@cli.command(epilog="Example: claimbook report --open")
@DATA
@DOCUMENTS
@NOTEBOOKS
@click.option(
    "--out", metavar="DIR", help="Folder of the pages. Default: reports; as known: reports-DATE."
)
@click.option("--as-known", default="", metavar="DATE", help="Only documents published by then.")
@click.option("--single", metavar="FILE", help="Also write all pages as one HTML file to mail.")
@click.option("--pdf", metavar="FILE", help="Also print all pages as one PDF, with Chromium.")
@click.option("--open", "open_", is_flag=True, help="Open the first page in the browser.")
def report(
    data: str | None,
    documents: str | None,
    notebooks: str | None,
    out: str | None,
    as_known: str,
    single: str | None,
    pdf: str | None,
    open_: bool,
) -> None:
    """Execute the notebooks on the ledger and render them as HTML pages.

    Only pages whose claims, notebook, package or libraries changed are made again.
    """
    target = Path(out or (f"reports-{as_known}" if as_known else "reports"))
    own, folder, papers = _folders(data, documents, notebooks)
    result = build.build(own, folder, target, papers, as_known, _progress)
    number = len(result.built)
    made = f"{counted(number, 'page')} made" if number else "nothing changed"
    click.echo(f"{target / build.INDEX}: {made}, {len(result.kept)} kept, {result.seconds:.1f} s")
    if result.changes:
        _say(f"{result.changes}. See {target / build.CHANGES}")
    if single or pdf:
        from claimbook.report import one_file

        for file, write in ((single, one_file.write), (pdf, one_file.pdf)):
            if file:
                write(target, Path(file))
                click.echo(file)
    if open_:
        click.launch(str(target / build.INDEX))


def _folders(
    data: str | None, documents: str | None, notebooks: str | None
) -> tuple[Path, Path, Path | None]:
    """The folders of the notebooks, the ledger, and the documents if there is one."""
    folder = find(data).resolve()
    own = Path(notebooks).resolve() if notebooks else folder_for(folder)
    return own, folder, documents_folder(documents, folder)


def _progress(done: int, total: int) -> None:
    """Count the pages on a terminal, say nothing in a log."""
    if sys.stderr.isatty():
        click.echo(f"\rPages: {done} of {total}", err=True, nl=done == total)


@cli.command(epilog="Example: claimbook changes HEAD --html changes.html")
@click.argument("old", required=False)
@click.argument("new", required=False)
@DATA
@click.option("--out", default="reports", metavar="DIR", help="Folder of the last report.")
@click.option("--html", "page", metavar="FILE", help="Write the same as a page to this file.")
def changes(old: str | None, new: str | None, data: str | None, out: str, page: str | None) -> None:
    """Say what an edit of the ledger did: to the claims, the verdicts and the questions.

    OLD and NEW are folders or git revisions. Default: from the ledger the last report was built on
    to the one in the working tree.
    """
    from claimbook.compare.comparison import compare
    from claimbook.ledger import revisions
    from claimbook.report import pages
    from claimbook.summaries import changes as edits

    try:
        folder = find(new if data is None and new and Path(new).is_dir() else data).resolve()
    except ClaimbookError as error:
        if data or not new:
            raise
        told = f"{new} is no folder, and there is no ledger here of which it could be a revision"
        raise ClaimbookError(told) from error
    now = compare(revisions.load(new or folder, folder))
    if old:
        found = edits.changes(compare(revisions.load(old, folder)), now)
    elif (before := build.ledgers_before(Path(out))[0]) is None:
        raise ClaimbookError(
            f"There is no report in {out} to compare with. Run claimbook report first, or name "
            "what to compare with, a folder or a git revision: claimbook changes HEAD"
        )
    elif (found := build.changed(before, now)) is None:
        raise ClaimbookError(build.NOT_VALID)
    click.echo(edits.text(found))
    if page:
        body = pages.changes(f"{edits.summary(found)}.", edits.sections(found))
        whole = pages.page("What changed", body, title(folder))
        publish.write_file(Path(page), whole.encode(), "what changed")


@cli.command(epilog="Example: claimbook watch --out reports")
@DATA
@DOCUMENTS
@NOTEBOOKS
@OUT
@click.option("--once", is_flag=True, help="Check, rebuild and say what changed once, then stop.")
def watch(
    data: str | None, documents: str | None, notebooks: str | None, out: str, once: bool
) -> None:
    """On every save: check the ledger, rebuild the pages that depend on it, say what changed.

    A broken edit prints its message and leaves the last good pages. Reload the open page yourself:
    pages that are mailed carry no script.
    """
    from claimbook.report import watch as watching

    own, folder, papers = _folders(data, documents, notebooks)
    if once:
        _say(watching.told(build.build(own, folder, Path(out), papers)))
        return
    options = ["--data", str(folder), "--notebooks", str(own), "--out", out]
    options += ["--documents", str(papers)] if papers else []
    folders = filter(None, [folder, own, freshness.PACKAGE, papers])
    watching.follow(list(dict.fromkeys(folders)), Path(out), options, click.echo)
