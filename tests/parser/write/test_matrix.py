"""The county's matrix and the draft notice say what the checks say."""

import io

import openpyxl

from parser.model.finding import Check, Finding, NotAssessable, Severity, Verdict, Where
from parser.write import draft_notice, write_matrix


def _finding(rule: str, severity: Severity) -> Finding:
    return Finding(rule, severity, Where(), "0", "1", "。", "。", "据")


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
    assert rows[0] == ["机关", "结论", "错误", "警告", "T302 收办平衡", "W901 叠词"]
    assert rows[1] == ["青河县白石镇人民政府", "不通过", 1, 1, "错", "警"]
    assert rows[2][:2] == ["'=青河县柳溪乡人民政府", "通过"]
    assert rows[2][4] == "—"


def test_the_notice_counts_and_names() -> None:
    """How many passed, what is common, who must mend what; nothing is said of those who passed."""
    text = draft_notice(CHECKS, year=2023)
    assert "共审核2份：通过1份，需说明0份，不通过1份。" in text
    assert "青河县白石镇人民政府：收办平衡（T302）。" in text
    assert "柳溪乡" not in text
