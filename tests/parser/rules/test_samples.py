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


MUTATIONS = [
    ("xidagou-2023", "201次", "200次", "N601"),
    ("xidagou-2023", "公示公开85次", "公示公开86次", "N601"),
    ("xidagou-2023", "2024年1月17日", "2023年1月17日", "Y704"),
    ("xidagou-2023", "2024年1月17日", "2025年1月17日", "Y702"),
    ("xinji-2023", "信息407条", "信息417条", "N601"),
    ("xinji-2023", "2023 年我乡未收到", "2022 年我乡未收到", "Y701"),
    ("xinji-2023", "2023年度主动公开政府信息407条", "2022年度主动公开政府信息407条", "Y701"),
    ("xinji-2023", "2023年1月1日至12月31日", "2022年1月1日至12月31日", "Y702"),
    ("xinji-2023", "行政处罚\t1", "行政处罚\t4", "X506"),
    ("xinji-2023", "0954—7731010", "13995401234", "P952"),
    ("xinji-2023", "四、政府信息公开行政复议、行政诉讼情况\n", "", "S101"),
    ("xilicun-2024", "20 条", "21 条", "N601"),
    ("xilicun-2024", "政府信息 51 条", "政府信息 53 条", "N604"),
    ("xilicun-2024", "申请数量\t\t0\t0\t0\t0\t0\t0\t0", "申请数量\t\t1\t0\t0\t0\t0\t0\t1", "X504"),
    ("xilicun-2024", "申请数量\t\t0\t0\t0\t0\t0\t0\t0", "申请数量\t\t1\t0\t0\t0\t0\t0\t0", "T304"),
    ("xilicun-2024", "1. 属于国家秘密\t0", "1. 属于国家秘密\t2", "T303"),
    ("xilicun-2024", "行政许可\t0", "行政许可\t-1", "T204"),
    ("xilicun-2024", "\t\t2. 重复申请\t0\t0\t0\t0\t0\t0\t0\n", "", "T305"),
    ("xilicun-2024", "2024年度未产生信息公开处理费", "2023年度未产生信息公开处理费", "Y701"),
    ("xianyuan-2023", "469条", "496条", "N601"),
    ("xianyuan-2023", "答复1条", "答复3条", "X502"),
    ("xianyuan-2023", "严格落实政府信息工作制度", "制发规范性文件3件", "X507"),
    ("xianyuan-2023", "2023年我乡信息处理费", "2021年我乡信息处理费", "Y701"),
]


@pytest.mark.shared
@pytest.mark.parametrize(("name", "old", "new", "rule"), MUTATIONS)
def test_a_slip_put_into_a_sample_is_found(shared: Path, name: str, old: str, new: str, rule: str) -> None:
    """One figure, year or row changed in a real report: its rule finds it."""
    text = (shared / "reports" / name / "source.txt").read_text(encoding="utf-8")
    assert old in text
    report = extract(read(Source("draft.txt", text.replace(old, new, 1).encode())))
    assert rule in {f.rule for f in check(report).findings}
