"""Claim-comparison notebooks: who says what, from which origin, with which hedge, as of when.

The names below are imported on first use, so that a command with nothing to do does not wait for
pandas and matplotlib.
"""

from importlib import import_module

_HOMES = {
    "compare": ("line_up", "pairs", "status", "verdicts"),
    "display": ("show",),
    "intervals": ("Interval", "describe"),
    "ledger": ("Ledger", "LedgerError", "load"),
    "plots": ("in_pages", "key", "over_time", "ranges", "status_chart", "timeline"),
    "tables": ("say", "table"),
    "views": (
        "answers",
        "board",
        "by_question",
        "by_topic",
        "chain",
        "claims",
        "counted",
        "elapsed",
        "listed",
        "parts",
        "printed",
        "reasons",
        "silences",
    ),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}
__all__ = [*sorted(_HOME), "findings"]


def __getattr__(name: str) -> object:
    if name == "findings":
        return import_module("claimbook.findings")
    if name not in _HOME:
        raise AttributeError(f"claimbook has no “{name}”; it has {', '.join(__all__)}")
    return getattr(import_module(f"claimbook.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return __all__
