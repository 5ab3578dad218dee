"""Frames for readers: the columns, words and order in which claims and verdicts are shown.

Nothing is computed here that `compare` does not know; these functions choose, name and order.
"""

import math
from collections.abc import Iterable

import pandas as pd

from claimbook.intervals import Interval, date_text, interval_text, parse_span, seconds
from claimbook.words import STATUSES

WORDS_BEFORE = {"up to": "up to", "until": "by", "between": ""}
UNANSWERED = "—"
DAY = 86400  # seconds


def listed(words: Iterable[str], last: str = "and") -> str:
    """Words as a sentence lists them: "a, b and c"; "none" where there are none."""
    words = list(words)
    if not words:
        return "none"
    if len(words) == 1:
        return words[0]
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def counted(number: int, noun: str, plural: str = "") -> str:
    """A number with its noun: "1 claim", "12 claims", "no claims"."""
    return f"{f'{number:,}' if number else 'no'} {noun if number == 1 else plural or noun + 's'}"


def printed(line_up: pd.DataFrame) -> pd.Series:
    """Each claim's figure with its hedge, as the document prints it, in normalised numbers.

    Parameters
    ----------
    line_up : DataFrame
        Claims with qualifier, low, high, answer and kind.

    Returns
    -------
    Series of str
        "18", "about 2,500", "10,000 to 20,000", "dozens", "by 6 Jan 2022, 01:00"; of a choice
        its answer.
    """
    columns = [line_up[name] for name in ("qualifier", "low", "high", "answer", "kind")]
    texts = [_printed(*row) for row in zip(*columns, strict=True)]
    return pd.Series(texts, index=line_up.index, dtype="str")


def _printed(qualifier: str, low: str, high: str, answer: str, kind: str) -> str:
    if kind == "choice":
        return answer
    first, last = _figure(low, kind), _figure(high, kind)
    if qualifier == "exact" or (qualifier == "between" and first == last):
        return first
    if qualifier == "between":
        return f"{first} to {last}"
    return f"{WORDS_BEFORE.get(qualifier, qualifier)} {first or last}".strip()


def _figure(text: str, kind: str) -> str:
    if not text:
        return ""
    if kind != "date":
        return interval_text(float(text), float(text), False, False)
    span = parse_span(text)
    if span is None:
        return text
    first, last = map(seconds, span)
    # an hour printed is shown as that hour, not as the sixty minutes it stands for
    return date_text(first, first if last - first < 3600 else last)


def as_of(line_up: pd.DataFrame) -> pd.Series:
    """The date for which each claim is said to hold, readable."""
    spans = zip(line_up["as_of_start"], line_up["as_of_end"], strict=True)
    return pd.Series([date_text(*span) for span in spans], index=line_up.index, dtype="str")


def chain(line_up: pd.DataFrame) -> pd.Series:
    """Who says it, through whom, in which document: "Health Ministry → Khabar-24 → Meduza"."""
    columns = [line_up[name] for name in ("origin", "via", "publisher", "source_id")]
    texts = []
    for origin, via, publisher, source in zip(*columns, strict=True):
        relays = [relay.strip() for relay in via.split(";") if relay.strip()]
        steps = [origin, *reversed(relays), publisher or source]
        texts.append(" → ".join(dict.fromkeys(step for step in steps if step)))
    return pd.Series(texts, index=line_up.index, dtype="str")


def claims(line_up: pd.DataFrame) -> pd.DataFrame:
    """Claims as a reader's table, in the order given.

    Parameters
    ----------
    line_up : DataFrame
        As `compare.line_up` gives it.

    Returns
    -------
    DataFrame
        Figure, As worded, Who says it, As of, Scope, Place, Note; all text.
    """
    return pd.DataFrame(
        {
            "Figure": printed(line_up),
            "As worded": "“" + line_up["wording"] + "”",
            "Who says it": chain(line_up),
            "As of": as_of(line_up),
            "Scope": line_up["scope"],
            "Place": line_up["source_id"] + " ¶" + line_up["paragraph"],
            "Note": line_up["note"],
        }
    ).reset_index(drop=True)


def by_question(line_up: pd.DataFrame) -> pd.DataFrame:
    """As `claims`, with the question before each row and its unit beside the figure."""
    table = claims(line_up)
    unit = line_up["unit"].reset_index(drop=True)
    table["Figure"] = (table["Figure"] + " " + unit).str.strip()
    table.insert(0, "Question", line_up["question"].reset_index(drop=True))
    return table


def reasons(verdicts: pd.DataFrame, questions: pd.DataFrame) -> pd.DataFrame:
    """Verdicts as a reader's table: Question, Verdict, Reason, Caveats."""
    names = questions.set_index("question_id")["question"]
    return pd.DataFrame(
        {
            "Question": verdicts["question_id"].map(names),
            "Verdict": verdicts["verdict"],
            "Reason": verdicts["reason"],
            "Caveats": verdicts["caveats"].str.replace("; ", ", ", regex=False),
        }
    ).reset_index(drop=True)


def board(line_up: pd.DataFrame, status: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """Questions against sources: the figure each source gives, the status, and who is silent.

    Parameters
    ----------
    line_up, status, sources : DataFrame
        As `compare.line_up`, `compare.status` and the ledger give them.

    Returns
    -------
    DataFrame
        One row per question of `status`, in its order: Question, Status, Parties, one column per
        source (its figures joined by "; ", "—" where it is silent), Silent (their number).
    """
    cells = (
        line_up.assign(figure=printed(line_up))
        .groupby(["question_id", "source_id"], sort=False)["figure"]
        .agg(lambda figures: "; ".join(dict.fromkeys(figures)))
        .unstack("source_id")
        .reindex(index=status["question_id"], columns=sources["source_id"])
    )
    table = pd.DataFrame(
        {
            "Question": status["question"].to_numpy(),
            "Status": status["status"].to_numpy(),
            "Parties": status["parties"].to_numpy(),
        }
    )
    for source in sources["source_id"]:
        table[source] = cells[source].fillna(UNANSWERED).to_numpy()
    table["Silent"] = cells.isna().sum(axis=1).to_numpy()
    return table


def answers(line_up: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """Questions against sources with each answer, its scope and its origin in words.

    Returns
    -------
    DataFrame
        One row per question in the order of `line_up`: Question, then one column per source.
    """
    voice = line_up["source_id"].map(sources.set_index("source_id")["origin_id"])
    origin = line_up["origin"].where(line_up["origin_id"].ne(voice), "")
    about = (line_up["scope"] + "; " + origin).str.strip("; ")
    cell = printed(line_up) + (" (" + about + ")").where(about.ne(""), "")
    cells = (
        line_up.assign(cell=cell)
        .groupby(["question_id", "source_id"], sort=False)["cell"]
        .agg("\n".join)
        .unstack("source_id")
        .reindex(
            index=line_up["question_id"].drop_duplicates(),
            columns=sources["source_id"],
        )
        .fillna(UNANSWERED)
    )
    names = line_up.drop_duplicates("question_id").set_index("question_id")["question"]
    table = cells.reset_index(drop=True)
    table.insert(0, "Question", cells.index.map(names))
    table.columns.name = None
    return table


def silences(status: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """How many of the questions that others answer each source is silent on, by topic.

    Returns
    -------
    DataFrame
        Index source_id, one column per topic; number of questions (int).
    """
    asked = status[status["claims"] > 0]
    long = asked.assign(source_id=asked["silent"].str.split("; ")).explode("source_id")
    table = pd.crosstab(long["source_id"], long["topic"])
    topics = asked["topic"].drop_duplicates()
    return table.reindex(index=sources["source_id"], columns=topics, fill_value=0)


def parts(line_up: pd.DataFrame) -> pd.DataFrame:
    """Every claim on a part beside every claim on its whole, with the room the whole leaves.

    Returns
    -------
    DataFrame
        Part, Figure, Whole, Its figure, Its scope, Room left (the whole minus the part, as an
        interval; a part above its whole has less than none), As of (part; whole); all text.
    """
    # dates have no difference that is a figure of their own
    figures = line_up[line_up["lower"].notna() & line_up["kind"].ne("date")].assign(
        figure=lambda rows: printed(rows), when=lambda rows: as_of(rows)
    )
    columns = ["question_id", "question", "figure", "lower", "upper", "when", "origin", "scope"]
    both = figures[figures["part_of"].ne("")].merge(
        figures[columns], left_on="part_of", right_on="question_id", suffixes=("", "_whole")
    )
    return pd.DataFrame(
        {
            "Part": both["question"],
            "Figure": both["figure"] + " (" + both["origin"] + ")",
            "Whole": both["question_whole"],
            "Its figure": both["figure_whole"] + " (" + both["origin_whole"] + ")",
            "Its scope": both["scope_whole"],
            "Room left": [
                str(Interval(low, high))
                for low, high in zip(
                    both["lower_whole"] - both["upper"],
                    both["upper_whole"] - both["lower"],
                    strict=True,
                )
            ],
            "As of": both["when"] + "; " + both["when_whole"],
        }
    )


def elapsed(line_up: pd.DataFrame, duration: str, start: str, end: str) -> pd.DataFrame:
    """A stated number of days against the same document's own dates.

    Parameters
    ----------
    line_up : DataFrame
    duration, start, end : str
        The question_ids of the duration (in days) and of the two dates.

    Returns
    -------
    DataFrame
        One row per source that answers all three without an open end: source_id, stated (as
        printed), least and most (days between any of its start and end dates, int), fits (bool:
        some stated figure lies between).
    """
    closed = line_up["lower"].map(math.isfinite) & line_up["upper"].map(math.isfinite)
    chosen = line_up[line_up["question_id"].isin([duration, start, end]) & closed]
    rows = []
    for source, own in chosen.groupby("source_id", sort=False):
        said, first, last = (own[own["question_id"] == name] for name in (duration, start, end))
        if said.empty or first.empty or last.empty:
            continue
        # the shortest time is from the end of the first date to the start of the last one
        least = int(last["lower"].min() // DAY - first["upper"].max() // DAY)
        most = int(last["upper"].max() // DAY - first["lower"].min() // DAY)
        fits = ((said["lower"] <= most) & (said["upper"] >= least)).any()
        rows.append((source, listed(printed(said)), least, most, bool(fits)))
    return pd.DataFrame(rows, columns=["source_id", "stated", "least", "most", "fits"])


def by_topic(status: pd.DataFrame) -> pd.DataFrame:
    """Number of questions by topic (rows) and status (columns, in the order of `STATUSES`)."""
    table = pd.crosstab(status["topic"], status["status"])
    topics = status["topic"].drop_duplicates()
    present = [name for name in STATUSES if name in table.columns]
    table = table.reindex(index=topics, columns=present)
    table.index.name, table.columns.name = "Topic", None
    return table.rename(columns=str.capitalize)
