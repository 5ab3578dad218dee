"""The house keeps its order: imports go down its floors, in no circle, and the door is light."""

import ast
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement

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
MOST_FILES_AT_THE_TOP = 12


def tree(module: str) -> ast.Module:
    return ast.parse(MODULES[module].read_text(encoding="utf-8"))


def names(node: ast.AST) -> list[str]:
    """What an import statement imports, each from its root."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        assert not node.level, "imports name the whole way"
        return [f"{node.module}.{alias.name}" for alias in node.names]
    return []


def imports(node: ast.AST, types: bool = True, functions: bool = True) -> Iterator[str]:
    """Yield what is imported below a node, for types and within functions too where asked."""
    for child in ast.iter_child_nodes(node):
        yield from names(child)
        for_types = isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test)
        in_function = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        if (types or not for_types) and (functions or not in_function):
            yield from imports(child, types, functions)


def ours(module: str, **how: bool) -> set[str]:
    """The modules of the package that a module imports."""
    found = set()
    for name in imports(tree(module), **how):
        root, _, rest = name.partition(".")
        if root == "claimbook" and rest:
            found.add(rest if rest in MODULES else rest.rpartition(".")[0])
    return found


def foreign(module: str, **how: bool) -> set[str]:
    return {name.partition(".")[0] for name in imports(tree(module), **how)} - {"claimbook"}


def import_names(*groups: str) -> set[str]:
    """What the packages of some optional groups of pyproject.toml are imported as."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    packages = {
        Requirement(need).name
        for group in groups
        for need in project["optional-dependencies"][group]
    }
    known = packages_distributions()
    return {name for name, wheels in known.items() if packages & {*wheels}}


def test_every_room_is_on_a_floor_and_the_hall_is_small() -> None:
    assert {module.split(".")[0] for module in MODULES} == FLOOR.keys()
    files = [path for path in PACKAGE.iterdir() if path.is_file()]
    assert len(files) <= MOST_FILES_AT_THE_TOP


@pytest.mark.parametrize("room", FLOOR)
def test_a_floor_imports_only_from_its_own_or_lower_floors(room: str) -> None:
    upwards = [
        (module, other)
        for module in MODULES
        if module.split(".")[0] == room
        for other in ours(module)
        if FLOOR[other.split(".")[0]] > FLOOR[room]
    ]
    assert upwards == []


def test_no_module_imports_itself_through_others() -> None:
    graph = {module: ours(module, types=False) - {module} for module in MODULES}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(f"a circle: {' -> '.join(error.args[1])}")


@pytest.mark.parametrize("module", MODULES)
def test_whatever_is_public_says_what_it_is_for(module: str) -> None:
    body = tree(module)
    kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    public = [node for node in body.body if isinstance(node, kinds)]
    public += [
        n for c in public if isinstance(c, ast.ClassDef) for n in c.body if isinstance(n, kinds)
    ]
    silent = [n.name for n in public if not n.name.startswith("_") and not ast.get_docstring(n)]
    assert silent == []
    assert ast.get_docstring(body) or not body.body


def test_no_module_needs_what_only_tests_have() -> None:
    tests = import_names("test")
    assert {"pytest", "frictionless", "hypothesis"} <= tests
    assert {module: foreign(module) & tests for module in MODULES if foreign(module) & tests} == {}


def test_what_is_optional_is_imported_only_where_it_is_used() -> None:
    extras = import_names("explore", "watch", "agreement")
    assert {"ipywidgets", "watchfiles", "krippendorff"} <= extras
    eager = {m: foreign(m, types=False, functions=False) & extras for m in MODULES}
    assert {module: found for module, found in eager.items() if found} == {}


@pytest.mark.parametrize("module", ["claimbook", "claimbook.cli", "claimbook.report.build"])
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
