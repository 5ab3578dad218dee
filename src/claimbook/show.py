"""What readers are shown: everything from a ledger passes through these templates, escaped.

Claim text is quoted from documents we did not write. It is escaped, its control characters are made
visible, and it never passes through Markdown or maths. The HTML is free of times and random ids, so
the same frame gives the same bytes in JupyterLab, in the committed notebook and in the report.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import jinja2
import numpy as np
import pandas as pd
from markupsafe import Markup

from claimbook.wording import in_quotes, visible

# Hebrew, Arabic and their like, with what stands between two letters of theirs.
LETTER = "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]"
RIGHT_TO_LEFT = re.compile(f"{LETTER}(?:[^A-Za-z›]*{LETTER})?")
GROUPED = 10_000  # from here on digits are grouped; a year is not
TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, repr=False)
class Shown:
    """HTML with a plain-text twin, so that stored outputs can be read and compared line by line.

    JupyterLab shows `data`; ``print`` and ``git diff`` show `text`.
    """

    data: str
    text: str

    def _repr_html_(self) -> str:
        return self.data

    def __html__(self) -> str:
        return self.data

    def __repr__(self) -> str:
        return self.text


def plain(value: Any) -> str:
    """Return one value as a reader expects it: ``18`` for 18.0, nothing for a missing value."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (int, np.integer)):
        return f"{value:,}" if abs(value) >= GROUPED else str(value)
    if isinstance(value, float):
        if math.isnan(value):
            return ""
        if math.isinf(value):
            return "∞" if value > 0 else "−∞"
        text = f"{value:,.6f}" if abs(value) >= GROUPED else f"{value:.6f}"
        return text.rstrip("0").rstrip(".")
    if value is None or value is pd.NA or value is pd.NaT:
        return ""
    return visible(str(value))


def isolated(text: str) -> str:
    """Keep what is written from right to left to itself, so that what follows reads right."""
    return RIGHT_TO_LEFT.sub("\u2068\\g<0>\u2069", text) if not text.isascii() else text


@lru_cache(maxsize=1)
def environment() -> jinja2.Environment:
    """The templates: autoescaped, every value as `plain` has it; markup alone is left as it is."""
    templates = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        finalize=lambda value: value if hasattr(value, "__html__") else isolated(plain(value)),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters["in_quotes"] = in_quotes
    return templates


def render(template: str, **values: Any) -> Markup:
    """Fill one of the templates."""
    return Markup(environment().get_template(template).render(**values))


def table(frame: pd.DataFrame | pd.Series, caption: str, *, index: bool = False) -> Shown:
    """Show a frame as an escaped, captioned table whose bytes depend on its content alone.

    Nothing is cut; long text wraps. A cell that is trusted HTML (it has ``__html__``, as
    ``markupsafe.Markup`` has) is shown as it is. `index` shows the index too, as row headers.
    """
    if not caption.strip():
        raise ValueError('The caption is empty. Say what the table shows: table(frame, "…").')
    frame = frame.to_frame() if isinstance(frame, pd.Series) else frame
    heads = [_label(name) for name in frame.index.names] if index else []
    labels = [_label(label) for label in frame.columns]
    numeric = [pd.api.types.is_numeric_dtype(kind) for kind in frame.dtypes]
    columns = [list(frame.iloc[:, position]) for position in range(len(labels))]
    keys = [key if isinstance(key, tuple) else (key,) for key in frame.index]
    rows = [
        {"heads": key if index else (), "cells": [column[at] for column in columns]}
        for at, key in enumerate(keys)
    ]
    data = render(
        "table.html", caption=caption, heads=heads, labels=labels, numeric=numeric, rows=rows
    )
    lines = [caption, " | ".join(heads + labels)] if rows else [f"{caption}: none."]
    lines += [" | ".join(map(_line, (*row["heads"], *row["cells"]))) for row in rows]
    return Shown(str(data), "\n".join(plain(line) for line in lines))


def say(*sentences: str) -> Shown:
    """Show computed sentences, each as an escaped paragraph of its own, never as Markdown."""
    data = render("say.html", sentences=sentences)
    return Shown(str(data), "\n".join(plain(sentence) for sentence in sentences))


def stacked(parts: Sequence[Shown]) -> Shown:
    """Several of these, one below the other."""
    return Shown("\n".join(part.data for part in parts), "\n".join(part.text for part in parts))


def _label(label: Any) -> str:
    parts = label if isinstance(label, tuple) else (label,)
    return " · ".join(plain(part) for part in parts if plain(part))


def _line(value: Any) -> str:
    if hasattr(value, "striptags"):
        return str(value.striptags())
    return plain(value).replace("\n", " ")
