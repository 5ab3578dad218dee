"""Two readers of the same documents: what both coded, where they differ, what is left to settle.

The claims of two codings are matched by where they stand and what they answer, never by their ids.
Percent agreement is stated for each column; Krippendorff's alpha (the ``krippendorff`` package,
the extra ``[agreement]``) where it is defined. Both speak of the claims that both readers found;
how many only one of them found stands beside them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from claimbook.evidence.anchors import anchors
from claimbook.ledger import check, csvfile, dates, rules
from claimbook.ledger.model import Ledger, LedgerError, Problem
from claimbook.wording import counted, listed

INSTALL = "not computed: it needs the package krippendorff (pip install 'claimbook[agreement]')"
MAX_CELLS = 20_000_000  # numbers held at a time, 8 bytes each
DATE = re.compile(r"[0-9]{4}-[0-9]{2}.*")
PLACE = ["source_id", "paragraph"]
# What is compared, on which claims, with which level of measurement.
MEASURES = (
    ("question", "figure", "nominal"),
    ("numbers", "figure", ""),
    ("low", "figure", "ratio"),
    ("high", "figure", "ratio"),
    ("low, dates", "figure", "interval"),
    ("high, dates", "figure", "interval"),
    ("part of day", "figure", "nominal"),
    ("qualifier", "figure", "nominal"),
    ("counted", "figure", "nominal"),
    ("answer", "choice", "nominal"),
    ("scope", "", "nominal"),
    ("stated", "", "nominal"),
    ("origin", "", "nominal"),
    ("as of", "", "nominal"),
)
SETTLED = ("question", "numbers", "qualifier", "counted", "answer", "scope", "stated", "origin")
SETTLED += ("as of",)
COLUMN = {"question": "question_id", "origin": "origin_id", "as of": "as_of"}
# What a coding may name that the ledger does not have, and what comes of it.
STRANGE = {
    "source_id": ("a document", "none of them can be matched"),
    "question_id": ("a question", "these are matched by their figures and wordings alone"),
    "origin_id": ("an origin", "they count as another origin"),
    "qualifier": ("a qualifier", "they count as another qualifier"),
}


@dataclass(frozen=True, eq=False)
class Agreement:
    """What two codings have in common.

    Attributes
    ----------
    pairs : DataFrame
        The claims both found: kind (figure or choice), source_id, paragraph, then every other
        column of claims twice, suffixed ``_first`` and ``_second``; in the order of the first.
    only_first, only_second : DataFrame
        The claims that one of them alone has, as they came, with their kind.
    found : DataFrame
        kind, first, second, both (int): how many claims each has, and how many both.
    measures : DataFrame
        measure, kind (empty: both), level of measurement, compared, same (int), percent (float, NaN
        where nothing was compared), alpha (float, NaN where there is none), remark (why there is
        none, or of how many values it is).
    to_settle : DataFrame
        source_id, paragraph, what, first, second, wording, other_wording, first_id, second_id: one
        row per difference, in the order of the documents.
    """

    pairs: pd.DataFrame
    only_first: pd.DataFrame
    only_second: pd.DataFrame
    found: pd.DataFrame
    measures: pd.DataFrame
    to_settle: pd.DataFrame


# --- reading the other coding --------------------------------------------------------------------


def read_claims(path: str | Path, ledger: Ledger) -> tuple[pd.DataFrame, list[str]]:
    """Another coding of a ledger's documents, and what it names that the ledger does not have.

    Strict about the form of the CSV, its columns and what the data package says of them; lenient
    about questions, answers, origins and qualifiers that this ledger does not have, because
    another reader, or an older list of questions, may have them.

    Raises
    ------
    LedgerError
        If it cannot be read, with all problems.
    """
    path = Path(path)
    if not path.is_file():
        message = "there is no such file; name the claims.csv of the other coding"
        raise LedgerError([Problem(str(path), 0, "", message)])
    sheet = csvfile.read_sheet(path, "claims")
    found = [Problem(path.name, *place) for place in sheet.problems]
    of_cells = rules.schema(csvfile.FIELDS["claims"])
    found += [
        Problem(path.name, line, column, message)
        for row, line in zip(sheet.rows, sheet.lines, strict=True)
        for column, message in of_cells(row)
    ]
    errors = sorted(problem for problem in found if not problem.warning)
    if errors:
        raise LedgerError(check.shortened(errors))
    claims = pd.DataFrame(sheet.rows, columns=csvfile.COLUMNS["claims"], dtype="str")
    return claims, list(_unknown(claims, ledger))


def second_reader(
    ledger: Ledger, name: str, documents: dict[str, str] | None = None
) -> tuple["Agreement", list[str]]:
    """The ledger against a second coding in its folder (``second-coding/claims.csv``), and remarks.

    Without such a file the result is empty, and a remark says so; see `read_claims` for the rest.
    """
    if not (ledger.folder / name).is_file():
        nothing = ledger.claims.iloc[:0]
        return agreement(nothing, nothing), [
            f"This ledger has no second coding ({name}); nothing is compared."
        ]
    second, remarks = read_claims(ledger.folder / name, ledger)
    return agreement(ledger.claims, second, documents), remarks


def _unknown(claims: pd.DataFrame, ledger: Ledger) -> Iterator[str]:
    """What a coding names that the ledger does not have."""
    known = {
        "source_id": ledger.sources["source_id"],
        "question_id": ledger.questions["question_id"],
        "origin_id": ledger.origins["origin_id"],
        "qualifier": ledger.conventions["qualifier"],
    }
    for column, (noun, effect) in STRANGE.items():
        strange = claims[column].ne("") & ~claims[column].isin(known[column])
        if strange.any():
            yield (
                f"{_claims(strange.sum(), 'has', 'have')} {noun} that this ledger does not have "
                f"({', '.join(dict.fromkeys(claims.loc[strange, column]))}): {effect}."
            )
    answers = claims["question_id"].map(ledger.questions.set_index("question_id")["answers"])
    told = claims.assign(answers=answers.fillna(""))
    told = told[told["answer"].ne("") & told["answers"].ne("")]
    rows = zip(told["question_id"], told["answer"], told["answers"], strict=True)
    strange = [f"{asked}: {said}" for asked, said, known in rows if said not in known.split("|")]
    if strange:
        yield (
            f"{_claims(len(strange), 'gives', 'give')} an answer that this ledger does not list "
            f"({'; '.join(dict.fromkeys(strange))}): it counts as another answer."
        )


def _claims(number: int, one: str, many: str) -> str:
    noun = counted(int(number), "claim")
    return f"{noun} of the second coding {one if number == 1 else many}"


# --- matching ------------------------------------------------------------------------------------


def agreement(
    first: pd.DataFrame, second: pd.DataFrame, documents: dict[str, str] | None = None
) -> Agreement:
    """Compare two codings of the same documents.

    Two claims can be one where they stand in the same paragraph of the same document and both are
    figures or both choices. Figures must overlap in their wording and share the question or the
    numbers; choices must share the question, as one sentence may answer several. Of all that could
    be paired, the likest are paired first, each claim once: same question, then same numbers or
    answer, then the greater overlap, then the order of the two codings.

    Where a wording is found in its document (`documents`: text by source_id), overlap is that of
    the spans there; elsewhere it is the words that two wordings share.
    """
    first, second = (rows.reset_index(drop=True) for rows in (first, second))
    candidates = _candidates(first, second, documents or {})
    a, b = _one_to_one(candidates)
    order = np.argsort(a, kind="stable")
    a, b = a[order], b[order]
    pairs = _paired(first.iloc[a], second.iloc[b])
    kinds = _kind(first), _kind(second)
    only_first = first.assign(kind=kinds[0]).drop(index=a).reset_index(drop=True)
    only_second = second.assign(kind=kinds[1]).drop(index=b).reset_index(drop=True)
    found = pd.DataFrame(
        [
            (kind, *(int(side.eq(kind).sum()) for side in (*kinds, pairs["kind"])))
            for kind in ("figure", "choice")
        ],
        columns=["kind", "first", "second", "both"],
    )
    return Agreement(
        pairs=pairs,
        only_first=only_first,
        only_second=only_second,
        found=found,
        measures=_measures(pairs),
        to_settle=_to_settle(pairs, only_first, only_second),
    )


def _kind(claims: pd.DataFrame) -> pd.Series:
    choice = claims["answer"].ne("")
    return pd.Series(np.where(choice, "choice", "figure"), index=claims.index, dtype="str")


def _candidates(
    first: pd.DataFrame, second: pd.DataFrame, documents: dict[str, str]
) -> pd.DataFrame:
    """Every pair that could be one claim, the likest first; a and b are row numbers."""
    columns = [*PLACE, "question_id", "low", "high", "answer", "wording"]
    sides = []
    for name, rows in (("a", first), ("b", second)):
        found = anchors(rows, documents)[["start", "end"]]
        sides.append(rows[columns].assign(kind=_kind(rows), **{name: range(len(rows))}).join(found))
    both = sides[0].merge(sides[1], on=[*PLACE, "kind"], suffixes=("", "_other"))
    question = both["question_id"].eq(both["question_id_other"])
    numbers = both["low"].eq(both["low_other"]) & both["high"].eq(both["high_other"])
    value = numbers & both["answer"].eq(both["answer_other"])
    overlap = _overlap(both)
    choice = both["kind"].eq("choice")
    possible = (choice & question) | (~choice & (overlap > 0) & (question | numbers))
    ranked = pd.DataFrame(
        {
            "question": ~question,
            "value": ~value,
            "overlap": -overlap,
            "a": both["a"],
            "b": both["b"],
        }
    )
    return ranked[possible].sort_values(list(ranked.columns), kind="stable")


def _overlap(both: pd.DataFrame) -> pd.Series:
    """Share of the longer wording that two wordings have in common, 0 to 1."""
    start = both[["start", "start_other"]].max(axis=1)
    end = both[["end", "end_other"]].min(axis=1)
    longer = (both["end"] - both["start"]).combine(both["end_other"] - both["start_other"], max)
    spans = (end - start).clip(lower=0) / longer.where(longer > 0)
    words = [
        _shared_words(*pair) for pair in zip(both["wording"], both["wording_other"], strict=True)
    ]
    anchored = both["start"].ge(0) & both["start_other"].ge(0)
    return spans.where(anchored, pd.Series(words, index=both.index, dtype="float64")).fillna(0.0)


def _shared_words(one: str, two: str) -> float:
    a, b = (re.findall(r"\w+", text.casefold()) for text in (one, two))
    shared = sum(min(a.count(word), b.count(word)) for word in set(a))
    return shared / max(len(a), len(b), 1)


def _one_to_one(candidates: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Take the pairs in their order, each claim once."""
    taken_a: dict[int, int] = {}
    taken_b: set[int] = set()
    for a, b in zip(candidates["a"], candidates["b"], strict=True):
        if a not in taken_a and b not in taken_b:
            taken_a[a] = b
            taken_b.add(b)
    return np.array(list(taken_a), int), np.array(list(taken_a.values()), int)


def _paired(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    first, second = (rows.reset_index(drop=True) for rows in (first, second))
    place = first[PLACE].assign(kind=_kind(first))[["kind", *PLACE]]
    sides = [
        rows.drop(columns=[*PLACE, "line"], errors="ignore").add_suffix(end)
        for rows, end in ((first, "_first"), (second, "_second"))
    ]
    return pd.concat([place, *sides], axis=1)


# --- measuring -----------------------------------------------------------------------------------


def _measures(pairs: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for name, kind, level in MEASURES:
        chosen = pairs[pairs["kind"].eq(kind)] if kind else pairs
        one, two = _values(chosen, name)
        if name == "part of day":
            kept = chosen["low_first"].str.fullmatch(DATE.pattern)
            one, two = one[kept], two[kept]
        if name.startswith(("low", "high")):
            # one coder may have left the figure out; a date beside a number is no date's business
            dated = one.str.fullmatch(DATE.pattern) | two.str.fullmatch(DATE.pattern)
            kept = (one.ne("") | two.ne("")) & dated.eq(name.endswith("dates"))
            one, two = one[kept], two[kept]
        same = int(one.eq(two).sum())
        percent = 100 * same / len(one) if len(one) else np.nan
        value, remark = alpha(one, two, level) if level else (np.nan, "two columns at once")
        rows.append((name, kind, level, len(one), same, percent, value, remark))
    columns = ["measure", "kind", "level", "compared", "same", "percent", "alpha", "remark"]
    return pd.DataFrame(rows, columns=columns).astype({"percent": float, "alpha": float})


def _values(pairs: pd.DataFrame, name: str) -> list[pd.Series]:
    """What the two coders wrote, in a form in which the same is the same."""
    ends = ("first", "second")
    if name == "numbers":
        return [pairs[f"low_{end}"] + "/" + pairs[f"high_{end}"] for end in ends]
    if name == "part of day":
        parts = "|".join(dates.PARTS)
        return [pairs[f"low_{end}"].str.extract(f"({parts})$")[0].fillna("") for end in ends]
    column = COLUMN.get(name, name.split(",")[0])
    values = [pairs[f"{column}_{end}"] for end in ends]
    if name == "scope":  # names in any order
        return [side.map(lambda cell: "; ".join(sorted(cell.split("; ")))) for side in values]
    if name == "counted":
        return [_same_people(*values), values[1]]
    return values


def _same_people(one: pd.Series, two: pd.Series) -> pd.Series:
    """The first coder's words, or the second's where one run of words lies within the other."""
    within = [
        bool(a and b)
        and (f" {a.lower()} " in f" {b.lower()} " or f" {b.lower()} " in f" {a.lower()} ")
        for a, b in zip(one, two, strict=True)
    ]
    return one.mask(np.array(within, bool), two)


def alpha(first: pd.Series, second: pd.Series, level: str) -> tuple[float, str]:
    """Krippendorff's alpha of two coders, and a remark.

    Parameters
    ----------
    first, second : Series of str
        The values each coder gave to the same units.
    level : str
        ``nominal``: any text, the empty one too, is a value of its own. ``interval``: ISO dates, in
        days. ``ratio``: numbers of 0 or more, whose difference is weighed by their sum, so that
        units of all sizes can stand together. For these two, a value that is left empty or cannot
        be read is missing.

    Returns
    -------
    alpha : float
        1 for perfect agreement, 0 for what chance gives; NaN where it is not defined.
    remark : str
        Of how many values it is, or why there is none.
    """
    try:
        import krippendorff
    except ImportError:
        return np.nan, INSTALL
    if level == "nominal":
        codes, _ = pd.factorize(np.concatenate([first.to_numpy(object), second.to_numpy(object)]))
        data = codes.astype(float).reshape(2, -1)
    else:
        data = np.array([[_number(text, level) for text in side] for side in (first, second)])
    data = data.reshape(2, -1)
    data = data[:, ~np.isnan(data).any(axis=0)]
    units = data.shape[1]
    if not units:
        return np.nan, "not defined: nothing to compare"
    if level == "ratio" and (data < 0).any():
        return np.nan, "not defined: a ratio needs figures of 0 or more"
    if len(np.unique(data)) < 2:
        return np.nan, "not defined: both readers use one value only"
    # the package lays out every unit against every pair of values
    if units * len(np.unique(data)) ** 2 > MAX_CELLS:
        return np.nan, f"not computed: {counted(units, 'claim')} have too many different values"
    value = float(krippendorff.alpha(reliability_data=data, level_of_measurement=level))
    return value, f"of {counted(units, 'claim')}"


def _number(text: str, level: str) -> float:
    if level == "interval":
        span = dates.span(text)
        return span[0] / dates.DAY if span else np.nan
    try:
        return float(text)
    except ValueError:
        return np.nan


# --- what is left --------------------------------------------------------------------------------


def _to_settle(
    pairs: pd.DataFrame, only_first: pd.DataFrame, only_second: pd.DataFrame
) -> pd.DataFrame:
    columns = [*PLACE, "what", "first", "second", "wording", "other_wording"]
    columns += ["first_id", "second_id"]
    parts = []
    for name in SETTLED:
        one, two = _values(pairs, name)
        differ = pairs[one.ne(two)]
        part = differ[PLACE].assign(
            what=name,
            first=one[differ.index],
            second=two[differ.index],
            wording=differ["wording_first"],
            other_wording=differ["wording_second"],
            first_id=differ["claim_id_first"],
            second_id=differ["claim_id_second"],
        )
        parts.append(part)
    for rows, what, which in (
        (only_first, "only the first", ("first", "wording", "first_id")),
        (only_second, "only the second", ("second", "other_wording", "second_id")),
    ):
        told = [rows["question_id"] + ": " + _said(rows), rows["wording"], rows["claim_id"]]
        part = rows[PLACE].assign(what=what, **dict(zip(which, told, strict=True)))
        parts.append(part.reindex(columns=columns, fill_value=""))
    table = pd.concat(parts)[columns]
    sources = pd.concat([rows["source_id"] for rows in (pairs, only_first, only_second)])
    rank = {source: at for at, source in enumerate(sources.unique())}
    by = [table["source_id"].map(rank), pd.to_numeric(table["paragraph"])]
    order = np.lexsort([side.to_numpy() for side in reversed(by)])
    return table.iloc[order].reset_index(drop=True).astype("str")


def _said(claims: pd.DataFrame) -> pd.Series:
    """What a claim says, in as little as possible: "about 2500", "2 to 3", "several", "yes"."""
    low, high = claims["low"], claims["high"]
    both = low.where(low.eq(high) | high.eq(""), low + " to " + high).where(low.ne(""), high)
    hedge = claims["qualifier"].where(claims["qualifier"].ne("exact"), "")
    return (hedge + " " + both + claims["answer"]).str.strip()


# --- telling -------------------------------------------------------------------------------------


def summary(result: Agreement) -> list[str]:
    """How many claims both readers found, how far they agree on each column, and what is left."""
    if not result.found[["first", "second"]].to_numpy().sum():
        return ["There are no claims to compare."]
    sentences = []
    for row in result.found.itertuples():
        if not row.first and not row.second:
            continue
        what = "of figures and dates" if row.kind == "figure" else "of a choice"
        shares = [
            f"{row.both / number:.0%} of the {which} reader’s {number}"
            for which, number in (("first", row.first), ("second", row.second))
            if number
        ]
        sentences.append(
            f"Both readers have {counted(row.both, 'claim')} {what}: {listed(shares)}."
        )
    told = [
        f"{row.measure} {row.same} of {row.compared} ({row.percent:.0f} %"
        + ("" if np.isnan(row.alpha) else f", alpha {row.alpha:.2f}")
        + ")"
        for row in result.measures.itertuples()
        if row.compared and "," not in row.measure and row.measure not in ("low", "high")
    ]
    if told:
        sentences.append(f"Of the claims that both have, these are the same: {listed(told)}.")
    if INSTALL in set(result.measures["remark"]):
        sentences.append(f"Krippendorff's alpha was {INSTALL}.")
    alone = len(result.only_first), len(result.only_second)
    sentences.append(
        f"To settle: {counted(len(result.to_settle) - sum(alone), 'difference')} within claims "
        f"that both have, {counted(alone[0], 'claim')} that only the first coding has, and "
        f"{alone[1] or 'none'} that only the second has."
    )
    return sentences


def as_text(result: Agreement) -> str:
    """The result for a terminal: sentences, measures, and the list to settle place by place."""
    lines = [*summary(result), ""]
    for row in result.measures.itertuples():
        value = (
            row.remark if np.isnan(row.alpha) else f"{row.alpha:.3f} ({row.level}, {row.remark})"
        )
        percent = "" if np.isnan(row.percent) else f"{row.percent:5.1f} %"
        on = row.kind or "all"
        lines.append(
            f"{row.measure:12} {on:7} {row.same:4} of {row.compared:4} {percent:8} alpha {value}"
        )
    place = ""
    for row in result.to_settle.itertuples():
        here = f"{row.source_id} ¶{row.paragraph}"
        if here != place:
            lines += ["", here]
            place = here
        lines.append(f"  {row.what}: {_difference(row)}")
    return "\n".join(lines)


def _difference(row) -> str:
    if not row.first_id or not row.second_id:
        wording, name = (
            (row.wording, row.first_id) if row.first_id else (row.other_wording, row.second_id)
        )
        return f"{row.first or row.second} “{wording}” ({name})"
    return (
        f"{row.first or 'empty'} “{row.wording}” ({row.first_id}) against "
        f"{row.second or 'empty'} “{row.other_wording}” ({row.second_id})"
    )


def reader(result: Agreement) -> pd.DataFrame:
    """What was compared as a reader's table: What, Of, Compared, Same, Percent, Alpha, Remark."""
    rows = result.measures[result.measures["compared"] > 0].reset_index(drop=True)
    return pd.DataFrame(
        {
            "What": rows["measure"],
            "Of": rows["kind"].replace("", "all"),
            "Compared": rows["compared"],
            "Same": rows["same"],
            "Percent": rows["percent"].round(1),
            "Alpha": rows["alpha"].round(3),
            "Level, remark": (rows["level"] + ", " + rows["remark"]).str.removeprefix(", "),
        }
    )


def settle_table(result: Agreement) -> pd.DataFrame:
    """The list to settle as a reader's table: Place, What, First coding, Second coding."""
    rows = result.to_settle
    sides = [
        # "in" parts what was coded from the quotation, which else would seem longer than it is
        (rows[value].where(rows[value].ne(""), "empty") + " in “" + text + "”")
        .where(rows[name].ne(""), "—")
        for value, name, text in (
            ("first", "first_id", rows["wording"]),
            ("second", "second_id", rows["other_wording"]),
        )
    ]  # fmt: skip
    return pd.DataFrame(
        {
            "Place": rows["source_id"] + " ¶" + rows["paragraph"],
            "What": rows["what"],
            "First coding": sides[0],
            "Second coding": sides[1],
        }
    )
