"""The whole report as one file to mail, and as a PDF.

The pages of a finished report are put one after the other, each with its anchors prefixed and the
links between them rewritten; nothing is computed again. What the pages quote from the documents
beyond the wordings is left out: the documents are not ours to pass on.
"""

import base64
import html
import mimetypes
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from urllib.parse import quote, unquote

from claimbook.pages import EVIDENCE
from claimbook.report import INDEX

CHROMIUM_VARIABLE = "CLAIMBOOK_CHROMIUM"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PDF_SECONDS = 180
_TAG = re.compile(r"<[a-z][^>]*>")
_MAIN = re.compile(r'<main id="main">\n(.*)\n</main>', re.S)
_REGION = re.compile(r'<div [^>]*role="region"[^>]*>')
_EVIDENCE = re.compile(f"{re.escape(EVIDENCE[0])}.*?{re.escape(EVIDENCE[1])}", re.S)


class SingleError(Exception):
    """The one file cannot be made; the message says what to do."""


def read(folder: Path) -> dict[str, str]:
    """Read the pages of a report: the index, then every page it leads to, in that order.

    Raises
    ------
    SingleError
        There is no report in `folder`.
    """
    index = Path(folder) / INDEX
    if not index.is_file():
        raise SingleError(f"There is no report in {folder}. Make it first: claimbook report.")
    first = index.read_text(encoding="utf-8")
    linked = (unquote(html.unescape(link)) for link in re.findall(r'<a [^>]*href="([^"#]+)', first))
    files = {INDEX: first}
    for name in linked:
        file = Path(folder) / name
        if name not in files and name == file.name and file.is_file():
            files[name] = file.read_text(encoding="utf-8")
    return files


def combine(files: dict[str, str]) -> str:
    """Put the pages of a report into one self-contained file.

    Parameters
    ----------
    files : dict of str
        Text by file name, as `read` gives it: the pages in their order, the index first. Files
        that are no pages are attached as data that a click saves.

    Returns
    -------
    str
        One page: the same head and style, every page a section. ``a.html#b`` becomes ``#a--b``.
    """
    pages = {name: text for name, text in files.items() if name.endswith(".html")}
    attached = {name: _attachment(name, text) for name, text in files.items() if name not in pages}
    parts = "".join(_part(name, text, pages, attached) for name, text in pages.items())
    whole = _EVIDENCE.sub("", pages[INDEX])
    head, foot = _MAIN.split(whole)[0], _MAIN.split(whole)[2]
    head = _rewritten(head, INDEX, pages, attached, keep_ids=True)
    # The index's own layout would be every section's.
    return f'{head}<main id="main">\n{parts}</main>{foot}'


def _part(name: str, text: str, pages: dict[str, str], attached: dict[str, str]) -> str:
    """One page as a section: its inside, one heading level down unless it is the index."""
    found = _MAIN.search(_EVIDENCE.sub("", text))
    layout = re.search(r'<body class="([^"]*)"', text)
    if not found:
        raise SingleError(f"{name} is not a page of this version. Make the report again.")
    inside = re.sub(r'<nav class="contents".*?</nav>', "", found[1], flags=re.S)
    if name != INDEX:
        inside = re.sub(r"<(/?)h([1-5])\b", lambda tag: f"<{tag[1]}h{int(tag[2]) + 1}", inside)
    inside = _rewritten(inside, name, pages, attached)
    title = _short_title(name, text)
    inside = _REGION.sub(
        lambda tag: re.sub(r'(aria-label="[^"]*)', lambda label: f"{label[1]}, {title}", tag[0]),
        inside,
    )
    kind = layout[1] if layout else ""
    return f'<section class="part {kind}" id="{_prefix(name)}">\n{inside}\n</section>\n'


def _short_title(name: str, text: str) -> str:
    """What tells the tables of this page from those of another that have the same caption."""
    title = re.search(r"<title>([^<]*)", text)
    return title[1].partition(" – ")[0].partition(": ")[0] if title else _prefix(name)


def _prefix(name: str) -> str:
    return html.escape(Path(name).stem)


def _rewritten(
    text: str,
    name: str,
    pages: dict[str, str],
    attached: dict[str, str],
    keep_ids: bool = False,
) -> str:
    """Rewrite the ids and links in the tags of a page; text between tags stays as it is."""

    def link(found: re.Match) -> str:
        file, _, anchor = found[1].partition("#")
        target = unquote(html.unescape(file)) or name
        if target in attached:
            return f'download="{html.escape(target)}" href="{attached[target]}"'
        if target not in pages:
            return found[0]
        if not anchor:
            return f'href="#{quote(Path(target).stem)}"'
        if not file and keep_ids:  # the link past the navigation
            return found[0]
        return f'href="#{quote(Path(target).stem)}--{anchor}"'

    def tag(found: re.Match) -> str:
        rewritten = re.sub(r'\bhref="([^"]*)"', link, found[0])
        if keep_ids:
            return rewritten
        return re.sub(r' id="([^"]*)"', rf' id="{_prefix(name)}--\1"', rewritten)

    return _TAG.sub(tag, text)


def _attachment(name: str, text: str) -> str:
    kind = mimetypes.guess_type(name)[0] or "text/plain"
    return f"data:{kind};base64,{base64.b64encode(text.encode()).decode()}"


def write(folder: Path, file: Path) -> None:
    """Write the report in `folder` as one file."""
    Path(file).parent.mkdir(parents=True, exist_ok=True)
    Path(file).write_bytes(combine(read(folder)).encode())


def chromium() -> str | None:
    """Return the Chromium to print with: ``CLAIMBOOK_CHROMIUM``, else one on the path."""
    named = os.environ.get(CHROMIUM_VARIABLE)
    return shutil.which(named) if named else next(filter(None, map(shutil.which, BROWSERS)), None)


def pdf(folder: Path, file: Path) -> None:
    """Print the report in `folder` as one PDF, with Chromium.

    Raises
    ------
    SingleError
        There is no Chromium, or it printed nothing.
    """
    browser = chromium()
    if browser is None:
        raise SingleError(
            "There is no Chromium to print the PDF with. Install chromium, or name one in "
            f"{CHROMIUM_VARIABLE}; --single writes the same as one HTML file, which any browser "
            "prints."
        )
    file = Path(file).resolve()
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as work:
        page, printed = Path(work) / "report.html", Path(work) / "report.pdf"
        write(folder, page)
        command = [
            browser,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--no-first-run",
            f"--user-data-dir={work}/profile",
            "--no-pdf-header-footer",
            "--generate-pdf-document-outline",
            f"--print-to-pdf={printed}",
            page.as_uri(),
        ]
        try:
            done = subprocess.run(
                command, capture_output=True, text=True, timeout=PDF_SECONDS, check=False
            )
        except subprocess.TimeoutExpired:
            raise SingleError(
                f"{browser} did not print the PDF within {PDF_SECONDS} seconds."
            ) from None
        if not printed.is_file():
            said = done.stderr.strip().splitlines()[-1:] or [f"exit status {done.returncode}"]
            raise SingleError(f"{browser} printed no PDF: {said[0]}")
        shutil.move(printed, file)
