"""A county's reports at a glance: a workbook of organs by rules, with every finding in words on its second sheet.

Hints and what could not be read are on the second sheet alone: as columns they would hide the mistakes.
"""

import io
from collections.abc import Mapping, Sequence

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from parser.model.finding import Check, Severity, Verdict
from parser.rules import RULES, worst

VERDICTS = {Verdict.FAIL: "不通过", Verdict.JUSTIFY: "需说明", Verdict.PASS: "通过"}
_SIGNS = {Severity.ERROR: "错", Severity.WARNING: "警", Severity.INFO: "示"}
_COLOURS = {"错": "F8CBAD", "警": "FFE699", "示": "DDEBF7", "—": "EDEDED"}
_LEGEND = (
    "错：必须改；警：改正或说明理由；示：提示；—：没有读到，未评。"
    "错误、警告、提示按原因计数，一处错引起的几条算一个；逐条见“问题明细”。"
)
_ORDER = (Severity.ERROR, Severity.WARNING, Severity.INFO)
_HEAD = ("机关", "结论", "错误", "警告", "提示")
_WIDTHS = (34, 8, 6, 6, 6)
_DETAILS = {"机关": 30, "级别": 6, "规则": 16, "问题": 70, "改法": 50, "依据": 36}
_LINE = 15
"""Points of a line; a Chinese character is two of a column's units wide."""
_THIN = Side(style="thin", color="BFBFBF")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)


def write_matrix(checks: Mapping[str, Check]) -> bytes:
    """An .xlsx: a row an organ, a column a rule that found something anywhere, the gravest rules first."""
    book = Workbook()
    sheet = book.active or book.create_sheet()
    _fill_matrix(sheet, checks)
    _fill_details(book.create_sheet("问题明细"), checks)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def count(result: Check, severity: Severity) -> int:
    """How many mistakes weigh that much: what one cause leads to counts once, what was not read counts for nobody."""
    stories = worst(result, len(result.findings))
    return sum(f.severity is severity and not f.rule.startswith("E") for f in stories)


def _fill_matrix(sheet: Worksheet, checks: Mapping[str, Check]) -> None:
    codes = _columns(checks)
    sheet.title = "审核汇总"
    sheet.append([*_HEAD, *(f"{code} {RULES[code].name}" for code in codes)])
    for organ, result in checks.items():
        counts = [count(result, s) for s in _ORDER]
        signs = [_sign(result, code) for code in codes]
        sheet.append([_plain(organ), VERDICTS[result.verdict], *counts, *signs])
    for row in sheet.iter_rows(min_row=2):
        for at, cell in enumerate(row):
            cell.border = _BOX
            cell.alignment = Alignment(horizontal="center" if at else "left", vertical="center")
            if at >= len(_HEAD) and cell.value:
                cell.fill = PatternFill("solid", fgColor=_COLOURS[str(cell.value)])
    _lay_out(sheet, [*_WIDTHS, *[7] * len(codes)], frozen="C2")
    sheet.row_dimensions[1].height = 96
    sheet.append([])
    sheet.append([_LEGEND])


def _columns(checks: Mapping[str, Check]) -> list[str]:
    """The rules that found a mistake, by their gravest finding anywhere, else in the order of the rulebook."""
    gravest: dict[str, int] = {}
    for finding in (f for result in checks.values() for f in result.findings):
        weight = _ORDER.index(finding.severity)
        if finding.severity is not Severity.INFO and not finding.rule.startswith("E"):
            gravest[finding.rule] = min(gravest.get(finding.rule, weight), weight)
    return sorted((code for code in RULES if code in gravest), key=gravest.__getitem__)


def _fill_details(sheet: Worksheet, checks: Mapping[str, Check]) -> None:
    sheet.append(list(_DETAILS))
    for organ, result in checks.items():
        for f in result.findings:
            name = f"{f.rule} {RULES[f.rule].name}"
            row = [organ, _SIGNS[f.severity], name, f.message, f.fix, f.basis]
            sheet.append([_plain(text) for text in row])
    for at, cells in enumerate(sheet.iter_rows(min_row=2), 2):
        for cell in cells:
            cell.border, cell.alignment = _BOX, Alignment(wrap_text=True, vertical="top")
        texts = zip((str(cell.value) for cell in cells), _DETAILS.values(), strict=True)
        sheet.row_dimensions[at].height = _LINE * max(-(-2 * len(text) // width) for text, width in texts)
    _lay_out(sheet, list(_DETAILS.values()), frozen="B2")
    sheet.auto_filter.ref = sheet.dimensions


def _lay_out(sheet: Worksheet, widths: Sequence[int], *, frozen: str) -> None:
    """Widths, a head that stays in view and on every page, one page wide on paper."""
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    for cell in sheet[1]:
        cell.font, cell.border = Font(bold=True), _BOX
        cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")
    sheet.freeze_panes = frozen
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _plain(text: str) -> str:
    """Text that a spreadsheet doesn't take for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text


def _sign(result: Check, code: str) -> str:
    """The gravest finding of a rule, or — where it could only not be judged."""
    found = {f.severity for f in result.findings if f.rule == code}
    gravest = next((s for s in _ORDER if s in found), None)
    if gravest:
        return _SIGNS[gravest]
    return "—" if any(n.rule == code for n in result.not_assessable) else ""
