"""One question at a time: its claims, its block, its verdicts, under any convention.

This is what ``ledger.question("…")`` gives in a cell and what the controls of `widgets` choose.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from pathlib import Path

import pandas as pd

from claimbook.charts import panels
from claimbook.compare.comparison import Comparison
from claimbook.compare.verdicts import FAMILY
from claimbook.ledger.files import title
from claimbook.ledger.hints import nearest
from claimbook.show import Shown, say, stacked, table
from claimbook.summaries import views
from claimbook.wording import counted, listed

MOST_ROWS = 500  # more would stop the browser; they are there all the same


def known(what: str, name: str, names: Iterable[str]) -> None:
    """Raise ValueError, and name the nearest, unless `name` is one of `names`."""
    names = list(dict.fromkeys(names))
    if name in names:
        return
    few = f"; there are {', '.join(names)}" if 0 < len(names) <= 12 or what == "topic" else ""
    hint = nearest(str(name), names) or few or '; ledger.search("…") finds it by its words'
    raise ValueError(f"no {what} “{name}”{hint}")


def every_figure(comparison: Comparison, caption: str) -> Shown:
    """Every figure where it is printed, question by question, each with its citation to copy."""
    asked = [
        {
            "question_id": name,
            "question": question,
            "claimed": comparison.claims[name],
            "gap": comparison.gaps[name],
        }
        for name, question in comparison.status["question"].items()
        if name in comparison.claims
    ]
    lines = [caption]
    for each in asked:
        lines.append(f"{each['question']} {each['gap'].line} ({each['gap'].tag})")
        lines += map(views.citation, each["claimed"])
    return panels.part(
        comparison, "every.html", lines, caption=caption, asked=asked, cite=views.citation
    )


@dataclass(frozen=True, eq=False, repr=False)
class Question:
    """The only question of a comparison, to be read."""

    compared: Comparison

    @property
    def question_id(self) -> str:
        """Its id."""
        return self._row["question_id"]

    @cached_property
    def _row(self) -> pd.Series:
        return self.compared.status.iloc[0]

    @property
    def text(self) -> str:
        """The question as it is put."""
        return self._row["question"]

    @property
    def claims(self) -> pd.DataFrame:
        """The claims that answer it, with all columns of `lineup.line_up`."""
        return self.compared.lined

    @property
    def verdicts(self) -> pd.DataFrame:
        """The verdict on each pair of its claims."""
        return self.compared.verdicts

    @property
    def status(self) -> str:
        """How it stands: "contested", "told alike: 4 voices, 2 named parties"."""
        return self._row["told"]

    @property
    def summary(self) -> list[str]:
        """How the question stands, as sentences."""
        claims, sources = (counted(self._row[f"{noun}s"], noun) for noun in ("claim", "source"))
        sentences = [f"{self.status.capitalize()}: {claims} from {sources}."]
        if self._row["claims"]:
            gap = self.compared.gaps[self.question_id]
            sentences.append(f"{gap.line} ({gap.tag}).")
        if silent := self.compared.silent(self.question_id):
            sentences.append(f"Silent: {listed(silent)}.")
        return sentences

    def block(self) -> Shown:
        """The block of its claims, with its text alternative."""
        return panels.panels({self.compared.convention: self.compared}, [self.question_id])

    def plot(self) -> None:
        """Show the block."""
        from IPython.display import display

        display(self.block())

    def save(self, folder: str | Path = ".") -> list[str]:
        """Write its chart (.svg, .png) and the rows drawn (.csv) into a folder; return the names.

        Nothing is overwritten: where a file of that name is there, all three get a number.
        """
        from claimbook.charts import files

        made = files.files(self.compared, self.question_id, title(self.compared.ledger.folder))
        for number in count(1):
            paths = [Path(folder, name) for name in made]
            if number > 1:
                paths = [path.with_stem(f"{path.stem}-{number}") for path in paths]
            if not any(path.exists() for path in paths):
                break
        for path, content in zip(paths, made.values(), strict=True):
            path.write_bytes(content)
        return [path.name for path in paths]

    def shown(self) -> Shown:
        """The question with its block, its claims and its verdicts."""
        caption = counted(len(self.claims), "claim").capitalize()
        parts = [self.block(), say(*self.summary), every_figure(self.compared, caption)]
        if len(self.verdicts):
            few = (
                self.verdicts[["verdict", "reason"]].iloc[:MOST_ROWS].rename(columns=str.capitalize)
            )
            few.insert(0, "What it is", few["Verdict"].map(FAMILY))
            parts.append(table(few, counted(len(self.verdicts), "verdict").capitalize()))
        return stacked(parts)

    def _repr_html_(self) -> str:
        return self.shown().data

    def __repr__(self) -> str:
        return self.shown().text
