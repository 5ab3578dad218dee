"""Why sources differ: who stands behind a figure, who repeats whom, how precisely, who is silent.

A document is not a witness. What counts is the chain document ← relay ← origin ← party: two
documents that quote one party carry one testimony, and an unnamed origin is nobody's.
"""

import numpy as np
import pandas as pd

from claimbook import views
from claimbook.compare import UNNAMED
from claimbook.views import counted, listed
from claimbook.words import VERDICTS

OWN, OWN_UNNAMED = "in its own voice", "in its own, unnamed voice"
OWN_PARTY, OTHER_PARTY = "citing its own party", "citing another party"
NO_NAME = "citing an unnamed origin"
VOICES = (OWN, OWN_UNNAMED, OWN_PARTY, OTHER_PARTY, NO_NAME)
# A stated range is as printed as a single figure, so it is no hedge.
PRECISE = {"exact": "exact", "between": "range", "from": "range", "until": "range"}
PRECISIONS = ("exact", "range", "hedged", "vague")
APART = ("conflict", "self-conflict")
AS_PERCENT = {"Exact share": "{:.0%}".format}


# --- chains --------------------------------------------------------------------------------------


def voices(line_up: pd.DataFrame, sources: pd.DataFrame) -> pd.Series:
    """In whose voice each document speaks: one of `VOICES` per claim."""
    voice = line_up["source_id"].map(sources.set_index("source_id")["origin_id"])
    own = line_up["origin_id"].eq(voice)
    # the party of a document's own voice is known only where it speaks in it at least once
    spoken = line_up[own].drop_duplicates("source_id").set_index("source_id")["party"]
    unnamed = _unnamed(line_up)
    same = line_up["party"].eq(line_up["source_id"].map(spoken))
    kinds = np.select(
        [own & unnamed, own, unnamed, same], [OWN_UNNAMED, OWN, NO_NAME, OWN_PARTY], OTHER_PARTY
    )
    return pd.Series(kinds, index=line_up.index, dtype="str")


def _unnamed(line_up: pd.DataFrame) -> pd.Series:
    return line_up["party"].isin([UNNAMED, ""])


def by_voice(line_up: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """Number of claims by document (rows, all sources) and voice (columns, those that occur)."""
    table = pd.crosstab(line_up["source_id"], voices(line_up, sources))
    present = [voice for voice in VOICES if voice in table]
    table = table.reindex(index=sources["source_id"], columns=present, fill_value=0)
    table.index.name, table.columns.name = "Document", None
    return table


def chains(line_up: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """The chain of each claim, from the document back to the party.

    Returns
    -------
    DataFrame
        Question, Figure, Document, Relays (nearest the document first), Origin, Party, Voice,
        Place; all text, one row per claim.
    """
    return pd.DataFrame(
        {
            "Question": line_up["question"],
            "Figure": views.printed(line_up),
            "Document": line_up["source_id"],
            "Relays": line_up["via"].str.replace("; ", " ← ", regex=False),
            "Origin": line_up["origin"],
            "Party": line_up["party"],
            "Voice": voices(line_up, sources),
            "Place": "¶" + line_up["paragraph"],
        }
    ).reset_index(drop=True)


def feeds(line_up: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """Who feeds whom: each origin with the documents that carry it.

    Parameters
    ----------
    line_up, sources : DataFrame
        As `compare.line_up` and the ledger give them.

    Returns
    -------
    DataFrame
        party, origin, source_id, claims, relayed (how many of them came through a relay; both int)
        and relays (their names); the party with the most claims first, within it the origin with
        the most, then the sources in their order.
    """
    rows = line_up.assign(party=line_up["party"].where(~_unnamed(line_up), UNNAMED))
    order = {source: at for at, source in enumerate(sources["source_id"])}
    table = (
        rows.assign(relayed=rows["via"].ne("").astype("int64"))
        .groupby(["party", "origin", "source_id"], sort=False)
        .agg(claims=("claim_id", "size"), relayed=("relayed", "sum"), relays=("via", _relays))
        .reset_index()
    )
    total = table.groupby("party")["claims"].transform("sum")
    per_origin = table.groupby(["party", "origin"])["claims"].transform("sum")
    by = pd.DataFrame(
        {
            "last": table["party"].eq(UNNAMED),  # nobody's party, whatever its number
            "party": -total,
            "name": table["party"],
            "origin": -per_origin,
            "origin_name": table["origin"],
            "source": table["source_id"].map(order),
        }
    )
    at = by.sort_values(list(by.columns), kind="stable").index
    return table.loc[at].reset_index(drop=True)


def named_feeds(feeds: pd.DataFrame) -> pd.DataFrame:
    """A table of `feeds` for showing: Party, Origin, Document, Claims, Through a relay, Relays."""
    names = ["Party", "Origin", "Document", "Claims", "Through a relay", "Relays"]
    return feeds.set_axis(names, axis=1)


def _relays(via: pd.Series) -> str:
    names = [relay.strip() for text in via for relay in text.split(";") if relay.strip()]
    return ", ".join(dict.fromkeys(names))


# --- one party quoted twice ----------------------------------------------------------------------


def echoes(line_up: pd.DataFrame, verdicts: pd.DataFrame) -> pd.DataFrame:
    """Agreement between documents that is one party quoted twice.

    Returns
    -------
    DataFrame
        question_id, kind, Question, Figures, Documents, Origins, Party: one row per question and
        party (and answer) whose claims in different documents do not contradict each other
        (`repeat`); Others: the other named parties that answer the question, or "none".
    """
    rows = line_up.set_index("claim_id")
    pairs = verdicts[verdicts["verdict"].eq("repeat")]
    sides = [rows["source_id"].reindex(pairs[side]).to_numpy() for side in ("claim_a", "claim_b")]
    pairs = pairs[sides[0] != sides[1]]
    # one answer of a choice is one case, so a party that says yes here and no there has two
    party, answer = (
        rows[name].reindex(pairs["claim_a"]).to_numpy() for name in ("party", "answer")
    )
    named = line_up[~_unnamed(line_up)]
    parties = named.groupby("question_id", sort=False)["party"].unique()
    found = []
    for (question, who, _), group in pairs.groupby(["question_id", party, answer], sort=False):
        ids = pd.concat([group["claim_a"], group["claim_b"]])
        theirs = line_up[line_up["claim_id"].isin(ids)]
        figures = dict.fromkeys(views.printed(theirs))
        found.append(
            (
                question,
                theirs["kind"].iloc[0],
                theirs["question"].iloc[0],
                "; ".join(figures),
                ", ".join(dict.fromkeys(theirs["source_id"])),
                ", ".join(dict.fromkeys(theirs["origin"])),
                who,
                listed(sorted(set(parties[question]) - {who})),
            )
        )
    columns = ["question_id", "kind", "Question", "Figures", "Documents", "Origins", "Party"]
    return pd.DataFrame(found, columns=[*columns, "Others"], dtype="str")


def backing(line_up: pd.DataFrame) -> pd.DataFrame:
    """How many documents and how many independent parties stand behind each answered question.

    Returns
    -------
    DataFrame
        question_id, Question, Documents, Parties (named ones), Unnamed (claims with no named
        origin; all int), Who (the named parties); one row per question in the order of the claims.
    """
    named = line_up[~_unnamed(line_up)]
    groups = line_up.groupby("question_id", sort=False)
    who = named.groupby("question_id")["party"].agg(lambda names: ", ".join(dict.fromkeys(names)))
    table = pd.DataFrame(
        {
            "Question": groups["question"].first(),
            "Documents": groups["source_id"].nunique(),
            "Parties": named.groupby("question_id")["party"].nunique(),
            "Unnamed": _unnamed(line_up).groupby(line_up["question_id"]).sum(),
            "Who": who,
        }
    ).reindex(line_up["question_id"].drop_duplicates())
    table["Who"] = table["Who"].fillna("").astype("str")
    return table.fillna({"Parties": 0}).astype({"Parties": "int64"}).reset_index()


def documents_against_parties(backed: pd.DataFrame) -> pd.DataFrame:
    """Number of questions by how many documents answer (rows) and how many parties stand behind."""
    table = pd.crosstab(backed["Documents"], backed["Parties"])
    table.columns = [counted(number, "party", "parties") for number in table.columns]
    table.index = [counted(number, "document") for number in table.index]
    table.index.name = "Answered by"
    return table


# --- document against document -------------------------------------------------------------------


def between(line_up: pd.DataFrame, verdicts: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """Agreement by pair of documents.

    Returns
    -------
    DataFrame
        Document, Other, Shared questions (int), and the number of verdicts of each kind between
        claims of the two (parts against wholes among them). Every pair of two documents has a row,
        in the order of ``sources.csv``.
    """
    order = {source: at for at, source in enumerate(sources["source_id"])}
    place = line_up.set_index("claim_id")["source_id"].map(order)
    ends = np.array([verdicts[side].map(place) for side in ("claim_a", "claim_b")], dtype=int)
    ends = ends.reshape(2, len(verdicts))
    counts = verdicts.assign(low=ends.min(axis=0), high=ends.max(axis=0))
    counts = counts.groupby(["low", "high", "verdict"]).size()
    asked = {
        order[source]: set(rows["question_id"]) for source, rows in line_up.groupby("source_id")
    }
    ids = list(order)
    rows = []
    for a in range(len(ids)):
        for b in range(a + 1, len(ids)):
            shared = len(asked.get(a, set()) & asked.get(b, set()))
            kinds = [int(counts.get((a, b, verdict), 0)) for verdict in VERDICTS]
            rows.append((ids[a], ids[b], shared, *kinds))
    table = pd.DataFrame(rows, columns=["Document", "Other", "Shared questions", *VERDICTS])
    return table.drop(columns="self-conflict")  # a document conflicts with itself, not with another


def precision(line_up: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """How precise each document's figures and dates are.

    Returns
    -------
    DataFrame
        Index Document, columns exact, range (between, from, until), hedged (a figure with a
        hedge) and vague (a word without a figure): number of claims, choices left out; Exact share
        (float, 0 to 1, NaN without figures).
    """
    figures = line_up[line_up["kind"].ne("choice")]
    printed = figures["low"].ne("") | figures["high"].ne("")
    kind = figures["qualifier"].map(PRECISE).fillna("hedged").where(printed, "vague")
    table = pd.crosstab(figures["source_id"], kind)
    table = table.reindex(index=sources["source_id"], columns=list(PRECISIONS), fill_value=0)
    table.index.name, table.columns.name = "Document", None
    total = table.sum(axis=1)
    return table.assign(**{"Exact share": table["exact"] / total.where(total > 0)})


def extremes(line_up: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """How often each document gives the highest or the lowest figure, the earliest or latest date.

    Only questions that two or more documents answer for the same scope with a printed figure
    count; of a document that gives several, its highest counts for the highest and its lowest for
    the lowest. Whoever shares the first place has it not.

    Returns
    -------
    DataFrame
        Index Document; Compared (figures or dates that can be compared), Highest, Lowest, Earliest,
        Latest; int.
    """
    figures = line_up[line_up["kind"].ne("choice")]
    figures = figures[figures["low"].ne("") | figures["high"].ne("")]
    # a printed figure without the room its hedge leaves: both its ends are figures of the document
    is_date = figures["kind"].eq("date")
    both = figures[["low", "high"]].apply(lambda ends: ends.where(ends.ne("")))
    numbers = pd.DataFrame(
        {
            end: _as_number(both[end].fillna(both[other]), is_date)
            for end, other in (("low", "high"), ("high", "low"))
        }
    )
    values = figures[["question_id", "scope", "source_id", "kind"]].assign(**numbers)
    by = values.groupby(["question_id", "scope", "kind", "source_id"], sort=False)
    ends = by.agg(low=("low", "min"), high=("high", "max")).reset_index()
    group = ends.groupby(["question_id", "scope"], sort=False)
    ends = ends[group["source_id"].transform("size") > 1]
    group = ends.groupby(["question_id", "scope"], sort=False)
    top = ends["high"].eq(group["high"].transform("max"))
    bottom = ends["low"].eq(group["low"].transform("min"))
    keys = [ends["question_id"], ends["scope"]]
    top &= top.groupby(keys).transform("sum").eq(1)
    bottom &= bottom.groupby(keys).transform("sum").eq(1)
    dated = ends["kind"].eq("date")
    marks = {
        "Compared": ends["kind"].ne(""),
        "Highest": top & ~dated,
        "Lowest": bottom & ~dated,
        "Earliest": bottom & dated,
        "Latest": top & dated,
    }
    table = pd.DataFrame(
        {name: mark.groupby(ends["source_id"]).sum() for name, mark in marks.items()}
    )
    table = table.reindex(sources["source_id"]).fillna(0).astype("int64")
    table.index.name = "Document"
    return table


def _as_number(texts: pd.Series, is_date: pd.Series) -> pd.Series:
    """Figures as numbers; ISO dates by the digits of their first second, which sort as they do."""
    dates = texts.where(is_date, "").str.replace(r"[^0-9]", "", regex=True)
    # 2022 and 202201 stand for their first day, 2022-01-05 for its first minute
    for width, more in ((4, "01"), (6, "01"), (8, "00"), (10, "00")):
        dates = dates.where(dates.str.len() != width, dates + more)
    return pd.to_numeric(dates.where(is_date, texts), errors="coerce").astype("float64")


def alone(line_up: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """What only one document says.

    Returns
    -------
    DataFrame
        Document, Topic, Questions (int), Which (the questions nobody else answers, joined by line
        breaks); documents in their order, topics in that of the claims.
    """
    spoken = line_up.groupby("question_id")["source_id"].transform("nunique")
    rows = line_up[spoken == 1].drop_duplicates("question_id")
    order = {source: at for at, source in enumerate(sources["source_id"])}
    topics = {topic: at for at, topic in enumerate(dict.fromkeys(line_up["topic"]))}
    table = (
        rows.groupby(["source_id", "topic"], sort=False)["question"]
        .agg(["size", "\n".join])
        .reset_index()
        .set_axis(["Document", "Topic", "Questions", "Which"], axis=1)
    )
    by = pd.DataFrame({"a": table["Document"].map(order), "b": table["Topic"].map(topics)})
    return table.loc[by.sort_values(["a", "b"]).index].reset_index(drop=True)


def contradictions(line_up: pd.DataFrame, verdicts: pd.DataFrame) -> pd.DataFrame:
    """One party against itself, and one document against itself.

    Returns
    -------
    DataFrame
        Question, Who (the document or party), First and Second (figure, wording, who says it, as
        of when and where), Reason (which of the two it is); the documents first.
    """
    rows = line_up.set_index("claim_id")
    pairs = verdicts[verdicts["verdict"].isin(APART)]
    one, two = (rows.reindex(pairs[side]) for side in ("claim_a", "claim_b"))
    document = one["source_id"].to_numpy() == two["source_id"].to_numpy()
    named = ~_unnamed(one).to_numpy()
    party = named & (one["party"].to_numpy() == two["party"].to_numpy())
    sides = [quoted(side) for side in (one, two)]
    who = [
        f"{source} and {name}" if within and theirs else source if within else name
        for source, name, within, theirs in zip(
            one["source_id"], one["party"], document, party, strict=True
        )
    ]
    table = pd.DataFrame(
        {
            "Question": one["question"].to_numpy(),
            "Who": who,
            "First": sides[0].to_numpy(),
            "Second": sides[1].to_numpy(),
            "Reason": pairs["reason"].str.rsplit(". ", n=1).str[-1].to_numpy(),
        }
    )
    kept = np.concatenate([np.flatnonzero(document), np.flatnonzero(party & ~document)])
    return table.iloc[kept].reset_index(drop=True).astype("str")


def quoted(line_up: pd.DataFrame) -> pd.Series:
    """Each claim as figure, wording, chain, date and place, a line each."""
    when = views.as_of(line_up)
    who = views.chain(line_up) + (", " + when).where(when.ne(""), "")
    place = line_up["source_id"] + " ¶" + line_up["paragraph"]
    return views.printed(line_up) + "\n“" + line_up["wording"] + "”\n" + who + "\n" + place


# --- sentences -----------------------------------------------------------------------------------


def said_by(line_up: pd.DataFrame, sources: pd.DataFrame) -> list[str]:
    """How many origins and parties stand behind the documents, and in whose voice each speaks."""
    if line_up.empty:
        return ["This ledger has no claims."]
    named = line_up[~_unnamed(line_up)]
    first = (
        f"In {counted(line_up['source_id'].nunique(), 'document')} "
        f"{counted(line_up['origin_id'].nunique(), 'origin')} can be heard; behind them, "
        f"{counted(named['party'].nunique(), 'party', 'parties')} can be told apart."
    )
    table = by_voice(line_up, sources)
    sentences = [first]
    for source, row in table.iterrows():
        parts = [f"{number} {voice}" for voice, number in row.items() if number]
        if parts:
            total = counted(int(row.sum()), "claim")
            sentences.append(f"{source}, {total}: {listed(parts)}.")
    return sentences


def fed_by_one(line_up: pd.DataFrame) -> list[str]:
    """The party that speaks in most documents, and with how many origins."""
    named = line_up[~_unnamed(line_up)]
    if named.empty:
        return ["No claim has a named party."]
    by = named.groupby("party").agg(
        documents=("source_id", "nunique"), origins=("origin_id", "nunique"), n=("claim_id", "size")
    )
    by = by.sort_values(["documents", "n"], ascending=False, kind="stable")
    top = by.iloc[0]
    return [
        f"{by.index[0]} is heard in {counted(top['documents'], 'document')}, as "
        f"{counted(top['origins'], 'origin')}, with {counted(top['n'], 'claim')}."
    ]


def echoed(echo: pd.DataFrame, backed: pd.DataFrame) -> list[str]:
    """How often several documents answer but no more than one named party stands behind them."""
    many = backed[backed["Documents"] > 1]
    if many.empty:
        return ["No question is answered by more than one document."]
    one, none = (many["Parties"] == 1).sum(), (many["Parties"] == 0).sum()
    sentences = [
        f"Of {counted(len(many), 'question')} that two or more documents answer, {one} "
        f"{'has' if one == 1 else 'have'} a single named party behind them, {none} none, and "
        f"{len(many) - one - none} two or more."
    ]
    if len(echo):
        alone_ = (echo["Others"] == "none").sum()
        sentences.append(
            f"In {counted(len(echo), 'case')} one party is quoted by more than one document to the "
            f"same effect; in {alone_} of them no other named party answers the question."
        )
    return sentences


def echoed_figures(echo: pd.DataFrame) -> list[str]:
    """Each figure or date that several documents carry from one party."""
    figures = echo[echo["kind"].ne("choice")]
    return [
        f"{row.Question} {row.Figures.replace('; ', ' or ')}: in {row.Documents}, "
        f"from {row.Origins}; one party, {row.Party}."
        for row in figures.itertuples()
    ]


def most_apart(table: pd.DataFrame) -> list[str]:
    """Which two documents share most questions, and which conflict most often.

    Parameters
    ----------
    table : DataFrame
        As `between` gives it.
    """
    if table.empty or not table["Shared questions"].sum():
        return ["No two documents answer one question."]
    shared = table.loc[table["Shared questions"].idxmax()]
    sentences = [
        f"{shared['Document']} and {shared['Other']} share most questions "
        f"({shared['Shared questions']})."
    ]
    if table["conflict"].sum():
        row = table.loc[table["conflict"].idxmax()]
        sentences.append(
            f"{row['Document']} and {row['Other']} conflict most often "
            f"({counted(row['conflict'], 'verdict')})."
        )
    quiet = table[(table["Shared questions"] > 0) & (table["conflict"] == 0)]
    if len(quiet):
        pairs = listed(f"{row.Document} with {row.Other}" for row in quiet.itertuples())
        sentences.append(f"Without any conflict: {pairs}.")
    return sentences


def exactness(table: pd.DataFrame) -> list[str]:
    """Which document is exact most often, and which least (see `precision`)."""
    share = table["Exact share"].dropna().sort_values(kind="stable")
    if share.empty:
        return ["No document gives a figure."]
    most, least = share.index[-1], share.index[0]
    if most == least:
        return [f"{most} is exact in {share.iloc[-1]:.0%} of its figures and dates."]
    return [
        f"{most} is exact most often, in {share.iloc[-1]:.0%} of its figures and dates, "
        f"{least} least often, in {share.iloc[0]:.0%}."
    ]


def only_here(table: pd.DataFrame) -> list[str]:
    """How many questions each document alone answers (see `alone`)."""
    totals = table.groupby("Document", sort=False)["Questions"].sum()
    if totals.empty:
        return ["Every question is answered by more than one document."]
    parts = listed(f"{source} {number}" for source, number in totals.items())
    return [f"Answered by one document alone: {parts}."]


def silent_on(status: pd.DataFrame, sources: pd.DataFrame, topic: str) -> list[str]:
    """What each source answers of one topic, and that it is silent on the rest."""
    asked = status[status["topic"].eq(topic) & status["claims"].gt(0)]
    if asked.empty:
        return [f"This ledger has no claims on {topic}."]
    silent = asked["silent"].str.split("; ")
    sentences = []
    for source in sources["source_id"]:
        answered = asked.loc[~silent.map(lambda names, s=source: s in names), "question"]
        names = "; ".join(question.rstrip("?") for question in answered)
        sentences.append(
            f"{source} answers {len(answered)} of {counted(len(asked), 'question')} on {topic}"
            + (f": {names}." if names else ".")
        )
    return sentences


def against_themselves(table: pd.DataFrame) -> list[str]:
    """How many pairs are one document, or one party, against itself (see `contradictions`)."""
    if table.empty:
        return ["No document and no party contradicts itself."]
    counts, kinds = table["Who"].value_counts(), table["Reason"].value_counts()
    parts = listed(f"{who} {number}" for who, number in counts.items())
    return [
        f"In {counted(len(table), 'pair')} a document or a party stands against itself: {parts}.",
        *(f"{counted(number, 'pair')}: {reason}" for reason, number in kinds.items()),
    ]
