"""The house keeps its order: imports go down its floors, in no circle, and the door is light."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "claimbook"
MODULES = {
    ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(PACKAGE.rglob("*.py"))
}
# From the ground up; those on one line are on one floor.
FLOORS = """show wording errors
ledger
evidence
compare
charts
coding
summaries
export
report
explore
cli __init__ __main__"""
FLOOR = {room: at for at, rooms in enumerate(FLOORS.splitlines()) for room in rooms.split()}


def imports(node: ast.AST, late: bool = True) -> Iterator[str]:
    """Yield what is imported below a node; `late` for types and within functions too."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            yield from (alias.name for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            assert not child.level, "imports name the whole way"
            yield from (f"{child.module}.{alias.name}" for alias in child.names)
        for_types = isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test)
        if late or not (for_types or isinstance(child, ast.FunctionDef | ast.Lambda)):
            yield from imports(child, late)


def needed(module: str, late: bool = True) -> tuple[set[str], set[str]]:
    """The modules of the package that a module imports, and the packages of others."""
    names = {*imports(ast.parse(MODULES[module].read_text(encoding="utf-8")), late)}
    ours = {name.removeprefix("claimbook.") for name in names if name.startswith("claimbook.")}
    return (
        {name if name in MODULES else name.rpartition(".")[0] or "__init__" for name in ours},
        {name.partition(".")[0] for name in names},
    )


def import_names(*groups: str) -> set[str]:
    """What the packages of some optional groups of pyproject.toml are imported as."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needs = [need for group in groups for need in project["optional-dependencies"][group]]
    return {re.split("[<>=]", need)[0].replace("-", "_") for need in needs}


def test_every_room_is_on_a_floor_and_the_hall_is_small() -> None:
    assert {module.split(".")[0] for module in MODULES} == FLOOR.keys()
    assert len([path for path in PACKAGE.iterdir() if path.is_file()]) <= 12


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_only_from_its_own_or_lower_floors(module: str) -> None:
    own = FLOOR[module.split(".")[0]]
    assert [name for name in needed(module)[0] if FLOOR[name.split(".")[0]] > own] == []


def test_no_module_imports_itself_through_others() -> None:
    TopologicalSorter({module: needed(module)[0] - {module} for module in MODULES}).prepare()


@pytest.mark.parametrize("module", MODULES)
def test_no_module_needs_what_only_tests_have_nor_at_once_what_is_optional(module: str) -> None:
    tests, extras = import_names("test"), import_names("explore", "watch", "agreement")
    assert "hypothesis" in tests and "krippendorff" in extras
    assert needed(module)[1] & tests == set()
    assert needed(module, late=False)[1] & extras == set()


@pytest.mark.parametrize("module", ["claimbook", "claimbook.cli"])
def test_the_door_opens_without_waiting_for_pandas(module: str) -> None:
    code = f"import sys, {module}; print(*({{'pandas', 'numpy', 'matplotlib'}} & {{*sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=300)
    assert (done.returncode, done.stdout.strip()) == (0, ""), done.stderr


def test_the_names_a_notebook_uses_are_there() -> None:
    import claimbook

    assert {"load", "Book", "table", "say", "findings", "views"} <= {*dir(claimbook)}
    assert all(getattr(claimbook, name) is not None for name in dir(claimbook))
    with pytest.raises(AttributeError, match="claimbook has no “lod”; it has .*load"):
        claimbook.lod  # noqa: B018
