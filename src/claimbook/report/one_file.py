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


def combine(folder: Path) -> bytes:
    """Put the pages of a report into one self-contained page, each a section of it.

    ``a.html#b`` becomes ``#a--b``; a file that is no page becomes a link that a click saves.

    Raises
    ------
    ClaimbookError
        There is no report in `folder`.
    """
    pages, saved = _read(folder)
    for name, page in pages.items():
        if name != INDEX:
            for left in page.main.select(".readings, .readings + style"):
                left.decompose()  # the choice on the start page is for all
            for heading in page.main.find_all(HEADINGS):
                heading.name = f"h{int(heading.name[1]) + 1}"
        _make_part(page, name, pages, saved)
    whole = pages[INDEX]
    parts = []
    for name, page in pages.items():
        part = whole.new_tag("section", id=Path(name).stem, attrs={"class": "part"})
        part.extend(list(page.main.contents))
        parts.append(part)
    whole.main.extend(parts)
    return str(whole).encode()


def _read(folder: Path) -> tuple[dict[str, BeautifulSoup], dict[str, str]]:
    """The start page and every page it leads to, in that order; what else they lead to, as data."""
    if not (folder / INDEX).is_file():
        raise ClaimbookError(f"there is no report in {folder}; make it first: claimbook report")
    pages: dict[str, BeautifulSoup] = {}
    saved: dict[str, str] = {}
    ahead = [INDEX]
    for name in ahead:
        if name.endswith(".html"):
            text = (folder / name).read_text(encoding="utf-8")
            pages[name] = BeautifulSoup(text, "html.parser")
            linked = [_target(link)[0] for link in pages[name].find_all("a", href=True)]
            ahead += [
                file
                for file in dict.fromkeys(linked)
                if file not in ahead and OWN.fullmatch(file) and (folder / file).is_file()
            ]
        else:
            kind = mimetypes.guess_type(name)[0] or "text/plain"
            content = base64.b64encode((folder / name).read_bytes()).decode()
            saved[name] = f"data:{kind};base64,{content}"
    return pages, saved


def _target(link: Tag) -> tuple[str, str]:
    """The file that a link leads to, and the place in it."""
    file, _, anchor = link["href"].partition("#")
    return unquote(file), anchor


def _make_part(
    page: BeautifulSoup, name: str, pages: dict[str, BeautifulSoup], saved: dict[str, str]
) -> None:
    """Leave out the documents' own text; make ids, links and names unlike those of other parts."""
    prefix = Path(name).stem
    title = page.title.get_text().partition(" – ")[0]
    for left in page.main.select(".evidence"):
        left.decompose()
    for region in page.main.find_all(attrs={"role": "region"}):
        region["aria-label"] = f"{region.get('aria-label', '')}, {title}"
    for link in page.select("header a[href], main a[href]"):
        file, anchor = _target(link)
        file = file or name
        if file in saved:
            link["download"], link["href"] = file, saved[file]
        elif file in pages:
            stem = Path(file).stem
            link["href"] = f"#{stem}--{anchor}" if anchor else f"#{stem}"
    for tag in page.main.find_all(True):
        if tag.get("id") and not tag["id"].startswith("reading-"):
            tag["id"] = f"{prefix}--{tag['id']}"
        for attribute, value in tag.attrs.items():
            if attribute in REFERENCES and value:
                tag[attribute] = " ".join(f"{prefix}--{each}" for each in value.split())
            elif isinstance(value, str) and value.startswith("url(#"):
                tag[attribute] = value.replace("url(#", f"url(#{prefix}--")


def write(folder: Path, file: Path) -> None:
    """Write the report in `folder` as one file."""
    write_file(file, combine(folder), "the report")


def chromium() -> str | None:
    """Return the Chromium to print with: ``CLAIMBOOK_CHROMIUM``, else one on the path."""
    named = os.environ.get(CHROMIUM_VARIABLE)
    return next(filter(None, map(shutil.which, [named] if named else BROWSERS)), None)


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
        page.write_bytes(combine(folder))
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
