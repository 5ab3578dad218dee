"""environment.yml cannot be solved offline: it is read strictly and held to pyproject."""

import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from rattler import MatchSpec

ROOT = Path(__file__).parents[2]
ENVIRONMENT = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
SPECS = [entry for entry in ENVIRONMENT["dependencies"] if isinstance(entry, str)]
RUNTIME = {need.name: need.specifier for need in map(Requirement, PROJECT["dependencies"])}
EXTRAS = {
    need.name: need.specifier
    for group in PROJECT["optional-dependencies"].values()
    for need in map(Requirement, group)
    if need.name != PROJECT["name"]
}


def pinned(spec: str) -> tuple[str, SpecifierSet]:
    match = MatchSpec(spec, strict=True)
    return match.name.normalized, SpecifierSet(str(match.version))


def test_the_file_names_the_environment_and_one_channel():
    assert set(ENVIRONMENT) == {"name", "channels", "dependencies"}
    assert ENVIRONMENT["name"] == PROJECT["name"]
    assert ENVIRONMENT["channels"] == ["conda-forge"]


def test_the_package_itself_is_installed_by_pip():
    assert [entry for entry in ENVIRONMENT["dependencies"] if not isinstance(entry, str)] == [
        {"pip": ["-e ."]}
    ]
    assert "pip" in SPECS


def test_python_is_the_version_the_outputs_were_made_with():
    spec = MatchSpec(next(entry for entry in SPECS if entry.startswith("python")), strict=True)
    assert str(spec.version) == "3.11.*"
    assert "3.11" in SpecifierSet(PROJECT["requires-python"])


@pytest.mark.parametrize("spec", [entry for entry in SPECS if entry not in ("pip", "python=3.11")])
def test_each_pin_is_the_one_of_pyproject(spec):
    name, versions = pinned(spec)
    assert versions == (RUNTIME | EXTRAS)[name]


def test_every_runtime_dependency_and_the_explorer_are_in_the_environment():
    explorer = {Requirement(need).name for need in PROJECT["optional-dependencies"]["explore"]}
    assert {MatchSpec(spec, strict=True).name.normalized for spec in SPECS} == {
        "pip", "python", *RUNTIME, *explorer
    }  # fmt: skip


@pytest.mark.parametrize("name", sorted(RUNTIME | EXTRAS))
def test_every_dependency_is_bounded_on_both_sides(name):
    signs = {clause.operator for clause in (RUNTIME | EXTRAS)[name]}
    assert signs == {">=", "<"}
