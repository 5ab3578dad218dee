"""Tables and sentences that are safe to show: everything from the ledger passes through here.

Claim text is quoted from documents we did not write. It is escaped, its control characters are
made visible, and it never passes through Markdown or maths. The HTML is plain and free of ids and
times, so the same frame gives the same bytes in JupyterLab, in the committed notebook and in the
report, and a screen reader finds a caption, column headers and row headers.

A pandas Styler escapes neither cells nor captions by default and has no ``scope`` on its headers,
so the few tags a table needs are written here.
"""

import html
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd

# C0 controls and DEL have pictures of their own in Unicode. The others (C1, bidirectional
# overrides and isolates, zero-width and line separators, lone surrogates) are invisible or re-order
# what stands around them, so each shows as the replacement character.
_PICTURES = {code: 0x2400 + code for code in range(0x20)} | {0x7F: 0x2421}
_HIDDEN = re.compile(
    "[\x80-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
# JupyterLab would typeset "$5 to $10" as maths without these two class names.
NO_MATHS = "tex2jax_ignore mathjax_ignore"
# JupyterLab aligns every cell to the right; the report's pages carry their own style sheet.
_STYLE = (
    "<style>.claims caption{text-align:left;font-weight:600}"
    ".claims td,.claims th{text-align:left!important;vertical-align:top;white-space:normal}"
    ".claims .number{text-align:right!important}</style>"
)


@dataclass(frozen=True, repr=False)
class Shown:
    """HTML with a plain-text twin, so that stored outputs can be read and compared line by line.

    JupyterLab shows `data`; ``print`` and ``git diff`` show `text`.

    Attributes
    ----------
    data : str
        The HTML.
    text : str
        The same content as plain text, one line per table row or sentence.
    """

    data: str
    text: str

    def _repr_html_(self) -> str:
        return self.data

    def __html__(self) -> str:
        return self.data

    def __repr__(self) -> str:
        return self.text


def visible(text: str) -> str:
    """Return `text` with every invisible or re-ordering character replaced by a visible one.

    Line breaks stay, tabs become spaces; other control characters show as their picture (``␀``),
    bidirectional overrides and zero-width characters as ``�``.
    """
    kept = text.replace("\r\n", "\n").replace("\t", " ")
    lines = (_HIDDEN.sub("\ufffd", line.translate(_PICTURES)) for line in kept.split("\n"))
    return "\n".join(lines)


def plain(value: Any) -> str:
    """Return one value as a reader expects it: ``18`` for 18.0, nothing for a missing value."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        if math.isnan(value):
            return ""
        if math.isinf(value):
            return "∞" if value > 0 else "−∞"
        return f"{value:.6f}".rstrip("0").rstrip(".")
    if value is None or value is pd.NA or value is pd.NaT:
        return ""
    return visible(str(value))


def escaped(value: Any) -> str:
    """Return one value as HTML text; only an object that has ``__html__`` is trusted as it is."""
    if hasattr(value, "__html__"):
        return str(value.__html__())
    return html.escape(plain(value)).replace("\n", "<br>")


def table(
    frame: pd.DataFrame,
    caption: str,
    *,
    index: bool = False,
    formats: dict[str, Callable[[Any], str]] | None = None,
) -> Shown:
    """Show a frame as an escaped, captioned table whose bytes depend on its content alone.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row per line of the table. Nothing is cut; long text wraps. A cell that is trusted HTML
        (it has ``__html__``, as ``markupsafe.Markup`` has) is shown as it is.
    caption : str
        What the table shows, in one line. It also names the table for a screen reader.
    index : bool, default False
        Show the index too, as row headers.
    formats : dict of str to function, optional
        By column label: a function from a value to its text, which is then escaped.

    Returns
    -------
    Shown
        The table as HTML, and as text with one line per row.

    Raises
    ------
    ValueError
        The caption is empty.
    """
    if not caption.strip():
        raise ValueError('The caption is empty. Say what the table shows: table(frame, "…").')
    formats = formats or {}
    labels = [_label(label) for label in frame.columns]
    heads = [_label(name) for name in frame.index.names] if index else []
    numeric = [pd.api.types.is_numeric_dtype(kind) for kind in frame.dtypes]
    columns = [
        [formats[name](value) if name in formats else value for value in frame.iloc[:, position]]
        for position, name in enumerate(frame.columns)
    ]
    rows = list(zip(*columns, strict=True)) if columns else [()] * len(frame)
    keys = [key if isinstance(key, tuple) else (key,) for key in frame.index] if index else []

    top = "".join(
        f'<th scope="col"{_number(is_number)}>{escaped(label)}</th>'
        for label, is_number in zip(heads + labels, [False] * len(heads) + numeric, strict=True)
    )
    body = "".join(
        "<tr>"
        + "".join(f'<th scope="row">{escaped(part)}</th>' for part in (keys[at] if index else ()))
        + "".join(
            f"<td{_number(is_number)}>{escaped(value)}</td>"
            for value, is_number in zip(row, numeric, strict=True)
        )
        + "</tr>\n"
        for at, row in enumerate(rows)
    )
    as_html = (
        f'{_STYLE}<table class="claims {NO_MATHS}">\n<caption>{escaped(caption)}</caption>\n'
        f"<thead><tr>{top}</tr></thead>\n<tbody>\n{body}</tbody>\n</table>"
    )
    lines = [caption, " | ".join(heads + labels)]
    lines += [
        " | ".join(_line(value) for value in ((*keys[at], *row) if index else row))
        for at, row in enumerate(rows)
    ]
    return Shown(as_html, "\n".join(plain(line) for line in lines))


def say(*sentences: str) -> Shown:
    """Show computed sentences, each as an escaped paragraph of its own, never as Markdown."""
    paragraphs = (f'<p class="{NO_MATHS}">{escaped(sentence)}</p>' for sentence in sentences)
    return Shown("\n".join(paragraphs), "\n".join(plain(sentence) for sentence in sentences))


def _label(label: Any) -> str:
    parts = label if isinstance(label, tuple) else (label,)
    return " · ".join(plain(part) for part in parts if plain(part))


def _number(is_number: bool) -> str:
    return ' class="number"' if is_number else ""


def _line(value: Any) -> str:
    if hasattr(value, "striptags"):
        return str(value.striptags())
    return plain(value).replace("\n", " ")
