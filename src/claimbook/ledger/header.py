"""The first line of a CSV: are its columns those that are expected, in their order?"""

from collections.abc import Iterator
from difflib import get_close_matches

from claimbook.ledger.hints import SAVE_AS, quoted

Place = tuple[int, str, str]  # line, column, message


def header_problems(header: list[str], expected: list[str], needed: list[str]) -> list[Place]:
    """Return what is wrong with the names and the order of the columns."""
    known = [column for column in expected if column in header]
    if header == known and {*needed} <= {*header}:
        return []
    wanted = ",".join(expected)
    if len(header) == 1 and header[0].lower().startswith("sep="):
        return [(1, "", f"delete the line {quoted(header[0])}; the first line is {wanted}")]
    if problems := separated(",".join(header), expected):
        return problems
    if not known:
        return [(1, "", f"the first line does not name the columns; it must be {wanted}")]
    missing = [column for column in expected if column not in header]
    problems = [*_unknown(header, expected, missing)]
    for column in expected:
        if column in missing and column in needed:
            problems.append((1, column, f"the column is missing; the first line is {wanted}"))
        if header.count(column) > 1:
            problems.append((1, column, "the column stands twice; delete one of them"))
    order = f"the columns are in another order; put them as {','.join(known)}"
    return problems or [(1, "", order)]


def _unknown(header: list[str], expected: list[str], missing: list[str]) -> Iterator[Place]:
    """Yield the names that no column has; what they are meant for is `missing` no more."""
    for column in [name for name in dict.fromkeys(header) if name not in expected][:50]:
        at = header.index(column)
        place = f"column {at + 1} " + (f"is called {quoted(column)}" if column else "has no name")
        if meant := _meant(at, header, expected, missing):
            missing.remove(meant)
            todo = f', and "{meant}" is missing; rename it'
        elif missing:
            todo = f"; give it a name that is missing ({', '.join(missing)}), or take it out"
        else:
            todo = ", which no ledger has; delete it" if column else "; delete it"
        yield 1, "", f"{place}{todo}"


def _meant(at: int, header: list[str], expected: list[str], missing: list[str]) -> str:
    """Return the missing column that another name stands for: the nearest, or the one there."""
    close = get_close_matches(header[at].lower()[:200], missing, n=1)
    before = [expected.index(column) for column in header[:at] if column in expected]
    after = [expected.index(column) for column in header[at:] if column in expected]
    there = expected[max(before, default=-1) + 1 : min(after, default=len(expected))]
    return next(iter([*close, *(column for column in there if column in missing)]), "")


def separated(line: str, expected: list[str]) -> list[Place]:
    """Return that the cells of a first line are separated by something else, if they are."""
    for mark, name in ((";", "semicolons"), ("\t", "tabs")):
        cells = line.replace('"', "").split(mark)
        if len(cells) > 1 and set(cells) & set(expected):
            message = f"cells are separated by {name}, as a spreadsheet saves them; {SAVE_AS}"
            return [(1, "", message)]
    return []
