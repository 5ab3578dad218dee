"""The computed parts of the READMEs: findings, rules, columns, as they are now.

Run as a script (`make refresh` does) it writes them; tests/data/test_readme.py holds them.
"""

from collections.abc import Callable
from pathlib import Path

import claimbook as cb
from claimbook.compare.verdicts import CONDITIONS, RULES
from claimbook.ledger.files import RESOURCES

ROOT = Path(__file__).parents[1]
FINDINGS = ("officers-killed", "csto-troops", "airport-attackers")


def findings() -> str:
    """How far apart the claims on three questions are, a line each."""
    compared = cb.load(ROOT / "data").compare()
    lines = []
    for question in FINDINGS:
        gap, asked = compared.gaps[question], compared.status.loc[question, "question"]
        places = f" ({gap.places})" if gap.places else ""
        lines.append(f"- {asked} **{gap.line}**: {gap.tag}{places}.")
    return "\n".join(lines)


def rules() -> str:
    """The table of verdicts, the first row whose conditions all hold."""
    lines = ["| verdict | when all of this holds |", "|---|---|"]
    for verdict, needed, _ in RULES:
        lines.append(f"| {verdict} | {'; '.join(CONDITIONS[name] for name in needed.split())} |")
    return "\n".join(lines)


def columns() -> str:
    """Every column of every file, in a line."""
    lines = ["| column | what it holds |", "|---|---|"]
    for resource in RESOURCES:
        lines.append(f"| **{resource['path']}** | |")
        lines += [
            f"| `{field['name']}` | {field.get('description', '')} |"
            for field in resource["schema"]["fields"]
        ]
    return "\n".join(lines)


PARTS: dict[Path, dict[str, Callable[[], str]]] = {
    ROOT / "README.md": {"findings": findings, "rules": rules},
    ROOT / "data" / "README.md": {"columns": columns},
}


def renewed(path: Path) -> str:
    """A README with its computed parts as they are now."""
    text = path.read_text(encoding="utf-8")
    for name, make in PARTS[path].items():
        begin, end = f"<!-- {name}: computed -->", f"<!-- end of {name} -->"
        before, rest = text.split(begin, 1)
        text = f"{before}{begin}\n{make()}\n{end}{rest.split(end, 1)[1]}"
    return text


if __name__ == "__main__":
    for readme in PARTS:
        readme.write_text(renewed(readme), encoding="utf-8")
