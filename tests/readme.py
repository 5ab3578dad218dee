"""The computed parts of README.md: its three findings and its picture.

Run as a script (`make refresh` does) it writes them; tests/data/test_readme.py holds them against
the ledger and the stored notebook.
"""

import base64
import json
from pathlib import Path

import claimbook as cb

ROOT = Path(__file__).parents[1]
PICTURE = ROOT / ".github" / "airport.png"
NOTEBOOK = ROOT / "notebooks" / "04-crowds.ipynb"
FINDINGS = ["officers-killed", "csto-troops", "airport-attackers"]
BEGIN, END = "<!-- findings: computed", "<!-- end of findings -->"


def sentences() -> list[str]:
    """One sentence for each of the three questions, as the notebooks have it."""
    ledger = cb.load(ROOT / "data")
    rows = cb.line_up(ledger)
    verdicts = cb.verdicts(ledger)
    status = cb.status(ledger, verdicts)
    found = []
    for question in FINDINGS:
        own, pairs = rows[rows["question_id"] == question], verdicts["question_id"] == question
        said = [
            *cb.findings.disagreements(status, verdicts[pairs]),
            *cb.findings.moves(own, verdicts[pairs]),
            *cb.findings.repeats(own, verdicts[pairs]),
        ]
        found.append(said[0])
    return found


def with_findings(text: str) -> str:
    """README.md with its findings as computed now."""
    before, rest = text.split(BEGIN, 1)
    comment, rest = rest.split("\n", 1)
    after = rest.split(END, 1)[1]
    lines = "\n".join(f"- {sentence}" for sentence in sentences())
    return f"{before}{BEGIN}{comment}\n{lines}\n{END}{after}"


def picture() -> bytes:
    """The first chart stored in the notebook on crowds."""
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    charts = [
        output["data"]["image/png"]
        for cell in cells
        for output in cell.get("outputs", [])
        if "image/png" in output.get("data", {})
    ]
    return base64.b64decode("".join(charts[0]))


if __name__ == "__main__":
    readme = ROOT / "README.md"
    readme.write_text(with_findings(readme.read_text(encoding="utf-8")), encoding="utf-8")
    PICTURE.parent.mkdir(exist_ok=True)
    PICTURE.write_bytes(picture())
