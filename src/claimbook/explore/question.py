"""One question at a time: its claims, its block, its verdicts, under any convention.

This is what ``ledger.question("…")`` gives in a cell and what the controls of `widgets` choose.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import count
from pathlib import Path

import pandas as pd

from claimbook.charts import panels
from claimbook.compare import conventions
from claimbook.compare.comparison import Comparison, compare
from claimbook.ledger.csvfile import title
from claimbook.ledger.hints import nearest
from claimbook.ledger.model import Ledger
from claimbook.show import Shown, say, stacked, table
from claimbook.summaries import views
from claimbook.wording import counted, listed

MOST_ROWS = 500  # more would stop the browser; they are there all the same


def known(what: str, name: str, names: Iterable[str]) -> None:
    """Raise ValueError, and name the nearest, unless `name` is one of `names`."""
    names = list(dict.fromkeys(names))
    if name in names:
        return
    few = f"; there are {', '.join(names)}" if 0 < len(names) <= 12 else ""
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
    """A question of a ledger, read with some sources (empty: all), under one convention.

    `tolerance` is a percent, instead of the convention's own, for "about" and its like. A name that
    the ledger does not have is a ValueError that names the nearest.
    """

    ledger: Ledger
    question_id: str
    sources: tuple[str, ...] = ()
    convention: str = ""
    tolerance: float | None = None

    def __post_init__(self) -> None:
        known("question", self.question_id, self.ledger.questions["question_id"])
        for source in self.sources:
            known("source", source, self.ledger.sources["source_id"])
        if self.convention:
            known("convention", self.convention, conventions.names(self.ledger))
        if isinstance(self.tolerance, str):
            raise ValueError(
                f"a tolerance is a number of percent, such as 10, not “{self.tolerance}”"
            )

    @cached_property
    def _compared(self) -> Comparison:
        """The ledger of this question and the chosen sources only."""
        questions, claims, sources = self.ledger.questions, self.ledger.claims, self.ledger.sources
        heard = self.sources or tuple(sources["source_id"])
        questions = questions[questions["question_id"].eq(self.question_id)]
        claims = claims[
            claims["question_id"].eq(self.question_id) & claims["source_id"].isin(heard)
        ]
        own = replace(
            self.ledger,
            questions=questions.reset_index(drop=True),
            claims=claims.reset_index(drop=True),
        )
        whole = compare(own, self.convention, self.tolerance)
        sources = sources[sources["source_id"].isin(heard)].reset_index(drop=True)
        return replace(whole, ledger=replace(own, sources=sources))

    @cached_property
    def _row(self) -> pd.Series:
        return self._compared.status.loc[self.question_id]

    @property
    def text(self) -> str:
        """The question as it is put."""
        return self._row["question"]

    @property
    def claims(self) -> pd.DataFrame:
        """The claims that answer it, with all columns of `lineup.line_up`."""
        return self._compared.lined

    @property
    def verdicts(self) -> pd.DataFrame:
        """The verdict on each pair of its claims."""
        return self._compared.verdicts

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
            gap = self._compared.gaps[self.question_id]
            sentences.append(f"{gap.line} ({gap.tag}).")
        if silent := self._row["silent"]:
            sentences.append(f"Silent: {listed(silent.split('; '))}.")
        return sentences

    def block(self) -> Shown:
        """The block of its claims, with its text alternative."""
        return panels.panels({self.convention: self._compared}, [self.question_id])

    def plot(self) -> None:
        """Show the block."""
        from IPython.display import display

        display(self.block())

    def save(self, folder: str | Path = ".") -> list[str]:
        """Write its chart (.svg, .png) and the rows drawn (.csv) into a folder; return the names.

        Nothing is overwritten: where a file of that name is there, all three get a number.
        """
        from claimbook.charts import files

        made = files.files(self._compared, self.question_id, title(self.ledger.folder))
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
        parts = [self.block(), say(*self.summary), every_figure(self._compared, caption)]
        if len(self.verdicts):
            few = views.reasons(self._compared).iloc[:MOST_ROWS].drop(columns="Question")
            parts.append(table(few, counted(len(self.verdicts), "verdict").capitalize()))
        return stacked(parts)

    def _repr_html_(self) -> str:
        return self.shown().data

    def __repr__(self) -> str:
        return self.shown().text
