"""A county's reports at a glance: organs by rules as a workbook, and the draft of a 通报."""

import io
from collections.abc import Iterable, Mapping

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from parser.model.finding import Check, Severity, Verdict
from parser.rules import RULES

_SIGNS = {Severity.ERROR: "错", Severity.WARNING: "警", Severity.INFO: "示"}
_COLOURS = {"错": "F8CBAD", "警": "FFE699", "示": "DDEBF7", "—": "EDEDED"}
_VERDICTS = {Verdict.FAIL: "不通过", Verdict.JUSTIFY: "需说明", Verdict.PASS: "通过"}
_ORDER = (Severity.ERROR, Severity.WARNING, Severity.INFO)
_FIRST = 5


def write_matrix(checks: Mapping[str, Check]) -> bytes:
    """An .xlsx: a row an organ, a column a rule that found something anywhere; — where it could not be judged."""
    codes = [code for code in RULES if any(f.rule == code for c in checks.values() for f in c.findings)]
    book = Workbook()
    sheet = book.active or book.create_sheet()
    sheet.title = "审核汇总"
    sheet.append(["机关", "结论", "错误", "警告", *(f"{code} {RULES[code].name}" for code in codes)])
    for organ, result in checks.items():
        counts = [result.count(s) for s in (Severity.ERROR, Severity.WARNING)]
        sheet.append(
            [_plain(organ), _VERDICTS[result.verdict], *counts, *(_sign(result, code) for code in codes)]
        )
    for row in sheet.iter_rows(min_row=2, min_col=_FIRST):
        for cell in row:
            if cell.value:
                cell.fill = PatternFill("solid", fgColor=_COLOURS[str(cell.value)])
                cell.alignment = Alignment(horizontal="center")
    for cell in sheet[1]:
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "C2"
    sheet.column_dimensions[get_column_letter(1)].width = 32
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


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


def draft_notice(checks: Mapping[str, Check], *, year: int) -> str:
    """The draft of a 通报: how many passed, what is found most, which organs must mend what. For people to edit."""
    verdicts = [result.verdict for result in checks.values()]
    counts = "，".join(
        f"{_VERDICTS[v]}{verdicts.count(v)}份" for v in (Verdict.PASS, Verdict.JUSTIFY, Verdict.FAIL)
    )
    title = f"关于{year}年政府信息公开工作年度报告审核情况的通报（草稿）"
    lines = [title, f"共审核{len(checks)}份：{counts}。", *_common(checks.values())]
    for organ, result in checks.items():
        errors = list(dict.fromkeys(f.rule for f in result.findings if f.severity is Severity.ERROR))
        if errors:
            named = "、".join(f"{RULES[code].name}（{code}）" for code in errors)
            lines.append(f"{organ}：{named}。")
    return "\n".join(lines)


def _common(results: Iterable[Check]) -> list[str]:
    found: dict[str, int] = {}
    for result in results:
        for code in {
            f.rule for f in result.findings if f.severity is not Severity.INFO and not f.rule.startswith("E")
        }:
            found[code] = found.get(code, 0) + 1
    most = sorted(found, key=lambda code: -found[code])[:5]
    return (
        ["较多的问题：" + "；".join(f"{RULES[c].name}（{found[c]}份）" for c in most) + "。"] if most else []
    )
