"""The draft of a 通报 on a year's reports: how they stand, what is found most, who must mend what.

For people to edit: it names what must be mended and ranks nobody.
"""

from collections.abc import Mapping

from parser.model.finding import Check, Severity, Verdict
from parser.rules import RULES, worst
from parser.write.matrix import VERDICTS, count

_MOST = 5
_NAMED = 4
_NUMERALS = "一二三四五"
_HEAD = """\
关于{year}年政府信息公开工作年度报告审核情况的通报
（草稿，由系统审核结果生成，请核实后修改使用）

各有关单位：
　　近期对{year}年政府信息公开工作年度报告进行了审核，现将有关情况通报如下。

一、总体情况
　　共审核{number}份：{counts}。"""
_TAIL = """
四、工作要求
　　请有关单位对照上述问题逐项核实，必须改正的改正后重新报送，其他问题改正或书面说明理由；报告已经公开的，更正后附更正说明。

　　　　　　　　　　　　　　　　（印发机关）
　　　　　　　　　　　　　　　　（印发日期）"""


def draft_notice(checks: Mapping[str, Check], *, year: int) -> str:
    """The draft as text, in the form of such papers; a part without content says so."""
    verdicts = [result.verdict for result in checks.values()]
    counts = "，".join(
        f"{VERDICTS[v]}{verdicts.count(v)}份" for v in (Verdict.PASS, Verdict.JUSTIFY, Verdict.FAIL)
    )
    lines = [_HEAD.format(year=year, number=len(checks), counts=counts), "", "二、主要问题"]
    lines += list(_common(checks)) or ["　　没有发现须改正或说明的问题。"]
    lines += ["", "三、须改正的单位"]
    lines += list(_to_mend(checks)) or ["　　没有必须改正的错误。"]
    return "\n".join([*lines, _TAIL])


def _common(checks: Mapping[str, Check]) -> list[str]:
    """The rules that most reports break, each with its requirement and some of those who broke it."""
    broken: dict[str, list[str]] = {}
    for organ, result in checks.items():
        for code in dict.fromkeys(f.rule for f in result.findings if _weighs(f.rule, f.severity)):
            broken.setdefault(code, []).append(organ)
    most = sorted(broken, key=lambda code: -len(broken[code]))[:_MOST]
    return [
        f"　　（{_NUMERALS[at]}）{RULES[code].name}（{len(broken[code])}份）。应做到：{RULES[code].requirement}"
        f"涉及{'、'.join(broken[code][:_NAMED])}{'等' if len(broken[code]) > _NAMED else ''}。"
        for at, code in enumerate(most)
    ]


def _weighs(rule: str, severity: Severity) -> bool:
    return severity is not Severity.INFO and not rule.startswith("E")


def _to_mend(checks: Mapping[str, Check]) -> list[str]:
    """Who has errors, and what was found of each cause; the workbook's second sheet tells them in full."""
    lines: list[str] = []
    for organ, result in checks.items():
        errors = [f for f in worst(result, len(result.findings)) if f.severity is Severity.ERROR]
        if errors:
            told = "；".join(f"{RULES[f.rule].name}（{f.found}）" for f in errors)
            lines.append(f"　　{len(lines) + 1}.{organ}（{count(result, Severity.ERROR)}处）：{told}。")
    return lines
