"""Claim-comparison notebooks: who says what, from which origin, with which hedge, as of when.

The names below are imported on first use, so that a command with nothing to do does not wait for
pandas.
"""

from importlib import import_module

_HOMES = {
    "load": "explore.book",
    "Book": "explore.book",
    "LedgerError": "ledger.model",
    "picture": "charts.picture",
    "say": "show",
    "table": "show",
}
_MODULES = {
    "agreement": "summaries.agreement",
    "conventions": "compare.conventions",
    "findings": "summaries.findings",
    "views": "summaries.views",
}
__all__ = sorted([*_HOMES, *_MODULES])


def __getattr__(name: str) -> object:
    if name in _MODULES:
        return import_module(f"claimbook.{_MODULES[name]}")
    if name not in _HOMES:
        raise AttributeError(f"claimbook has no “{name}”; it has {', '.join(__all__)}")
    return getattr(import_module(f"claimbook.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return __all__
