"""The whole report as one file to mail, and as a PDF.

The pages of a finished report are put one after the other, each with its ids and links prefixed;
nothing is computed again. What the pages quote from the documents beyond the wordings is left out:
the documents are not ours to pass on.
"""

import base64
import mimetypes
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from urllib.parse import unquote

from bs4 import BeautifulSoup, Tag

from claimbook.errors import ClaimbookError
from claimbook.report.build import INDEX
from claimbook.report.publish import MARKS, OWN, write_file

CHROMIUM_VARIABLE = "CLAIMBOOK_CHROMIUM"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PDF_SECONDS = 180
REFERENCES = ("aria-labelledby", "aria-describedby", "for")
HEADINGS = ("h5", "h4", "h3", "h2", "h1")  # the lowest first


def read(folder: Path) -> dict[str, str]:
    """Read a report: the start page, then every file it leads to, in that order.

    Raises
    ------
    ClaimbookError
        There is no report in `folder`.
    """
    index = folder / INDEX
    if not index.is_file():
        raise ClaimbookError(f"there is no report in {folder}; make it first: claimbook report")
    files = {INDEX: index.read_text(encoding="utf-8")}
    ahead = [INDEX]
    while ahead:
        page = BeautifulSoup(files[ahead.pop(0)], "html.parser")
        for link in page.find_all("a", href=True):
            name = unquote(link["href"].partition("#")[0])
            if OWN.fullmatch(name) and name not in files and (folder / name).is_file():
                files[name] = (folder / name).read_text(encoding="utf-8")
                ahead += [name] if name.endswith(".html") else []
    return files


def combine(files: dict[str, str]) -> str:
    """Put the pages of a report into one self-contained page, each a section of it.

    Parameters
    ----------
    files : dict of str
        Text by file name, as `read` gives it. Files that are no pages become links that a click
        saves. ``a.html#b`` becomes ``#a--b``.
    """
    pages = {
        name: BeautifulSoup(text, "html.parser")
        for name, text in files.items()
        if name.endswith(".html")
    }
    saved = {name: _data_url(name, text) for name, text in files.items() if name not in pages}
    whole = BeautifulSoup(files[INDEX], "html.parser")
    _relink(whole.header, INDEX, pages, saved)
    body = whole.main
    body.clear()
    for name, page in pages.items():
        body.append(_section(whole, page, name, pages, saved))
    return str(whole)


def _section(
    whole: BeautifulSoup,
    page: BeautifulSoup,
    name: str,
    pages: dict[str, BeautifulSoup],
    saved: dict[str, str],
) -> Tag:
    """One page as a section: its inside, one heading level down unless it is the start."""
    prefix = Path(name).stem
    section = whole.new_tag("section", id=prefix, attrs={"class": "part"})
    title = page.title.get_text().partition(" – ")[0]
    main = page.main
    for left in main.select(".evidence"):
        left.decompose()
    if name != INDEX:
        for chooser in main.select(".readings, .readings + style"):
            chooser.decompose()  # the one on the start page is for all
        for heading in main.find_all(HEADINGS):
            heading.name = f"h{int(heading.name[1]) + 1}"
    for region in main.find_all(attrs={"role": "region"}):
        region["aria-label"] = f"{region.get('aria-label', '')}, {title}"
    _relink(main, name, pages, saved)
    for tag in main.find_all(True):
        if tag.get("id") and not tag["id"].startswith("reading-"):
            tag["id"] = f"{prefix}--{tag['id']}"
        for attribute in REFERENCES:
            if tag.get(attribute):
                ids = tag[attribute].split()
                tag[attribute] = " ".join(f"{prefix}--{each}" for each in ids)
        for attribute, value in tag.attrs.items():
            if isinstance(value, str) and value.startswith("url(#"):
                tag[attribute] = value.replace("url(#", f"url(#{prefix}--")
    section.extend(list(main.contents))
    return section


def _relink(part: Tag, name: str, pages: dict[str, BeautifulSoup], saved: dict[str, str]) -> None:
    """Point the links of a page to its place in the whole."""
    for link in part.find_all("a", href=True):
        file, _, anchor = link["href"].partition("#")
        target = unquote(file) or name
        if target in saved:
            link["download"], link["href"] = target, saved[target]
        elif target in pages:
            stem = Path(target).stem
            link["href"] = f"#{stem}--{anchor}" if anchor else f"#{stem}"


def _data_url(name: str, text: str) -> str:
    kind = mimetypes.guess_type(name)[0] or "text/plain"
    return f"data:{kind};base64,{base64.b64encode(text.encode()).decode()}"


def write(folder: Path, file: Path) -> None:
    """Write the report in `folder` as one file."""
    write_file(file, combine(read(folder)).encode(), "the report")


def chromium() -> str | None:
    """Return the Chromium to print with: ``CLAIMBOOK_CHROMIUM``, else one on the path."""
    named = os.environ.get(CHROMIUM_VARIABLE)
    return shutil.which(named) if named else next(filter(None, map(shutil.which, BROWSERS)), None)


def pdf(folder: Path, file: Path) -> None:
    """Print the report in `folder` as one PDF, with Chromium.

    Raises
    ------
    ClaimbookError
        There is no Chromium, or it printed nothing.
    """
    browser = chromium()
    if browser is None:
        raise ClaimbookError(
            "there is no Chromium to print the PDF with; install chromium, or name one in "
            f"{CHROMIUM_VARIABLE}. --single writes the same as one HTML file, which any browser "
            "prints"
        )
    with tempfile.TemporaryDirectory(prefix="claimbook-") as work:
        page, printed = Path(work) / "report.html", Path(work) / "report.pdf"
        page.write_text(combine(read(folder)), encoding="utf-8")
        command = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"]
        command += ["--disable-background-networking", f"--user-data-dir={work}/profile"]
        command += ["--no-pdf-header-footer", "--generate-pdf-document-outline"]
        command += [f"--print-to-pdf={printed}", page.as_uri()]
        try:
            done = subprocess.run(
                command, capture_output=True, text=True, timeout=PDF_SECONDS, check=False
            )
        except subprocess.TimeoutExpired:
            raise ClaimbookError(
                f"{browser} did not print the PDF within {PDF_SECONDS} seconds"
            ) from None
        if not printed.is_file():
            said = re.findall(r"\S.*", done.stderr)[-1:] or [f"exit status {done.returncode}"]
            raise ClaimbookError(f"{browser} printed no PDF: {said[0]}")
        # a comment after the end of the file, by which we know it again
        write_file(file, printed.read_bytes() + b"\n" + MARKS[1] + b"\n", "the report")
