"""The sample reports: everything a reviewer must find is found with its weight, nothing else, and the same verdict."""

import json
from pathlib import Path

import pytest

from parser.extract import extract
from parser.model.document import Source
from parser.model.finding import Check, Severity
from parser.read import read
from parser.rules import check

NAMES = ("xishan-2023", "xidagou-2023", "xinji-2023", "xilicun-2024", "xianyuan-2023")
WITH_OTHERS = {"D852", "D853", "D854", "D855", "D858"}


def _check(shared: Path, name: str, file: str) -> Check:
    path = shared / "reports" / name / file
    return check(extract(read(Source(path.name, path.read_bytes()))))


@pytest.mark.shared
@pytest.mark.parametrize("name", NAMES)
def test_a_sample_gets_its_findings(shared: Path, name: str) -> None:
    """Musts with their severity, no unjustified error or warning, no broken pass, the verdict."""
    gold = json.loads((shared / "accept" / "findings.json").read_text(encoding="utf-8"))[name]
    result = _check(shared, name, "source.txt")
    found = {f.rule: f.severity.value for f in result.findings}
    known = gold["must"].keys() | gold["should"].keys() | WITH_OTHERS
    assert {rule: found.get(rule) for rule in gold["must"]} == {
        r: m["severity"] for r, m in gold["must"].items()
    }
    assert {rule for rule, severity in found.items() if severity != "info"} <= known
    assert not {p["rule"] for p in gold["passes"]} & found.keys() - known
    assert {n["rule"] for n in gold["not_assessable"]} <= {n.rule for n in result.not_assessable}
    assert result.verdict.value == gold["verdict"]


@pytest.mark.shared
@pytest.mark.parametrize("name", NAMES)
def test_the_format_makes_no_new_errors(shared: Path, name: str) -> None:
    """The Word file of a sample has the same errors as its text, or fewer where only the text is at fault."""
    text, word = (
        {f.rule for f in _check(shared, name, file).findings if f.severity is Severity.ERROR}
        for file in ("source.txt", "report.docx")
    )
    assert word <= text
