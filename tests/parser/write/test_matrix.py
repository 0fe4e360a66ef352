"""The county's matrix and the draft notice say what the checks say."""

import io
from dataclasses import replace

import openpyxl

from parser.model.finding import Check, Finding, NotAssessable, Severity, Verdict, Where
from parser.write import draft_notice, write_matrix


def _finding(rule: str, severity: Severity) -> Finding:
    return Finding(rule, severity, Where(), "0", "1", "列不平。请核对。", "=改", "据", root=rule)


CHECKS = {
    "青河县白石镇人民政府": Check(
        Verdict.FAIL, (_finding("T302", Severity.ERROR), _finding("W901", Severity.WARNING)), ()
    ),
    "=青河县柳溪乡人民政府": Check(Verdict.PASS, (), (NotAssessable("T302", "空白"),)),
}


def test_a_row_an_organ_and_a_column_a_rule() -> None:
    """Signs stand where rules found something, — where they could not judge; a formula is only text."""
    sheet = openpyxl.load_workbook(io.BytesIO(write_matrix(CHECKS))).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0] == ["机关", "结论", "错误", "警告", "提示", "T302 收办平衡", "W901 叠词"]
    assert rows[1] == ["青河县白石镇人民政府", "不通过", 1, 1, 0, "错", "警"]
    assert rows[2][:2] == ["'=青河县柳溪乡人民政府", "通过"]
    assert rows[2][5] == "—"


def test_what_one_cause_leads_to_counts_once_and_the_gravest_rules_come_first() -> None:
    """Two findings of a root are one error; an unread place is nobody's and hints have no column."""
    found = (
        replace(_finding("E003", Severity.WARNING), root="R2"),
        replace(_finding("W904", Severity.INFO), root="R3"),
        replace(_finding("T302", Severity.ERROR), root="R1"),
        replace(_finding("T304", Severity.ERROR), root="R1"),
    )
    book = openpyxl.load_workbook(io.BytesIO(write_matrix({"甲": Check(Verdict.FAIL, found, ())})))
    head, row, *_ = ([cell.value for cell in row] for row in book["审核汇总"].iter_rows())
    assert head[5:] == ["T302 收办平衡", "T304 横向合计"]
    assert row == ["甲", "不通过", 1, 0, 1, "错", "错"]


def test_the_second_sheet_tells_every_finding_in_words() -> None:
    """Who, how grave, which rule, what, what to write, why; a formula is only text."""
    sheet = openpyxl.load_workbook(io.BytesIO(write_matrix(CHECKS)))["问题明细"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0] == ["机关", "级别", "规则", "问题", "改法", "依据"]
    assert rows[1] == ["青河县白石镇人民政府", "错", "T302 收办平衡", "列不平。请核对。", "'=改", "据"]


def test_the_notice_counts_and_names() -> None:
    """How many passed, what is common, who must mend what; nothing is said of those who passed."""
    text = draft_notice(CHECKS, year=2023)
    assert "共审核2份：通过1份，需说明0份，不通过1份。" in text
    assert "（一）收办平衡（1份）。" in text
    assert "涉及青河县白石镇人民政府。" in text
    assert (
        "1.青河县白石镇人民政府（2处）：列不平。" in text
        or "1.青河县白石镇人民政府（1处）：收办平衡（0）。" in text
    )
    assert "柳溪乡" not in text


def test_a_notice_without_mistakes_says_so() -> None:
    """No part is left empty."""
    text = draft_notice({"甲": Check(Verdict.PASS, (), ())}, year=2023)
    assert "没有发现须改正或说明的问题" in text
    assert "没有必须改正的错误" in text
