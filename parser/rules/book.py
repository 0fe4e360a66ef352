"""The rulebook for people: as Markdown pages (docs/rulebook.md) and one rule at a time (nianbao rules CODE)."""

from collections.abc import Sequence

from parser.model.finding import Severity
from parser.rules.catalogue import Rule, rules

WEIGHTS = {
    Severity.ERROR: "错误（必须改）",
    Severity.WARNING: "警告（改正或说明理由）",
    Severity.INFO: "提示",
}


def catalogue() -> Sequence[Rule]:
    """All rules in the order of the rulebook."""
    return tuple(rules().values())


def describe(code: str) -> str:
    """One rule in full, as plain Chinese text.

    Raises:
        KeyError: there is no such rule.
    """
    rule = rules()[code.strip().upper()]
    return "\n".join(
        (
            f"{rule.id} {rule.name}〔{WEIGHTS[rule.severity]}〕",
            f"要求：{rule.requirement}",
            f"依据：{rule.cited}",
            f"正例：{rule.good}",
            f"反例：{rule.bad}",
        )
    )


_HEAD = """\
# 审核规则

每条规则有固定编号，编号不随轻重变化；轻重可在配置中调整。标“依据待核实”的，尚未与文件原文核对。
“错误”必须改；“警告”改正或说明理由；“提示”供参考。E组只说明读取情况，不计入结论。
"""


def rulebook() -> str:
    """The whole rulebook as Markdown, printed from the catalogue."""
    pages = [_HEAD]
    for rule in rules().values():
        if f"## {rule.group} " not in "".join(pages):
            pages.append(f"## {rule.group} {rule.group_title}\n")
        pages.append(_entry(rule))
    return "\n".join(pages)


def _entry(rule: Rule) -> str:
    lines = (f"要求：{rule.requirement}", f"依据：{rule.cited}", f"正例：{rule.good}", f"反例：{rule.bad}")
    items = "\n".join(f"- {line.replace('*', chr(92) + '*').replace('#', chr(92) + '#')}" for line in lines)
    return f"### {rule.id} {rule.name}（{WEIGHTS[rule.severity]}）\n\n{items}\n"
