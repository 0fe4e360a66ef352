"""T309, T404, T405, D856: numbers of tables three and four that are legal and still want a second look."""

from collections.abc import Iterator
from decimal import Decimal

from parser.form import CODES
from parser.rules.case import Case, Check, Hit, Skip, say

_MANY = 200
_LEAP = 5
_LEAST_LEAP = 20
_TOTALS = ("t4.review.total", "t4.direct.total", "t4.after_review.total")
_CORRECTED = ("t4.review.corrected", "t4.direct.corrected", "t4.after_review.corrected")


def check_scale(case: Case) -> Iterator[Hit | Skip]:
    """T309: a township with very many requests, or five times last year's."""
    new = case.value("t3.new.total")
    if new is None:
        yield Skip("表三本年新收总计空白、缺失或未能读出")
        return
    before = case.previous.value("t3.new.total") if case.previous else None
    leap = before is not None and new >= _LEAST_LEAP and new > before * _LEAP
    if case.is_township and (new > _MANY or leap):
        compared = f"，上年为{say(before)}件" if before is not None else ""
        yield Hit(
            where=case.at("t3.new.total"),
            found=f"{say(new)}件",
            expected="与本机关常年规模相当，或有说明",
            message=f"表三本年新收{say(new)}件{compared}，超出乡镇常见规模。",
            fix="核对台账；属实的在正文说明原因（如征迁等集中申请）。",
            sure=0.6,
        )


def check_cases(case: Case) -> Iterator[Hit | Skip]:
    """T404: more reviews and lawsuits than requests handled this year and last."""
    cases, handled = case.values(_TOTALS), case.value("t3.result_total.total")
    before = case.previous.value("t3.result_total.total") if case.previous else None
    if cases is None or handled is None:
        yield Skip("表三、表四有格空白、缺失或未能读出")
        return
    total = sum(cases, Decimal(0))
    if total <= handled:
        return
    if before is None:
        yield Skip("没有上年报告，不知上年办理件数")
    elif total > handled + before:
        yield Hit(
            where=case.at(*_TOTALS),
            found=f"{say(total)}件案件",
            expected=f"不多于办理的{say(handled + before)}件",
            message=(
                f"表四复议、诉讼合计{say(total)}件，多于本年和上年办理的申请"
                f"{say(handled)}+{say(before)}={say(handled + before)}件。"
            ),
            fix="核对表四是否计入了与政府信息公开无关的案件。",
            sure=0.6,
        )


def check_lesson(case: Case) -> Iterator[Hit | Skip]:
    """T405: corrected on review or in court, and part five is silent about it."""
    corrected, passage = case.values(_CORRECTED), case.passage(5)
    if corrected is None or passage is None:
        yield Skip("表四或第五部分没有可供判断的内容")
        return
    count = sum(corrected, Decimal(0))
    if count and not any(word in passage.flat.text for word in ("复议", "诉讼", "纠正", "败诉")):
        yield Hit(
            where=case.at(*_CORRECTED),
            found=f"纠正{say(count)}件",
            expected="第五部分有分析",
            message=f"表四有{say(count)}件结果纠正，第五部分没有分析。",
            fix="在第五部分写明被纠正的原因和整改情况。",
            sure=0.6,
        )


def check_all_zero(case: Case) -> Iterator[Hit | Skip]:
    """D856: all 200 cells are 0."""
    values = case.values(CODES)
    if values is None:
        yield Skip("三张表有格空白、缺失或未能读出")
    elif not any(values):
        yield Hit(
            where=case.at("t2.regulation.made"),
            found="200格全为0",
            expected="如实填报，确为0的确认",
            message="表二10格、表三175格、表四15格全为0，请确认全年确实没有发生。",
            fix="逐表核对台账；确实没有发生的不必修改。",
            sure=0.5,
        )


CHECKS: dict[str, Check] = {
    "T309": check_scale,
    "T404": check_cases,
    "T405": check_lesson,
    "D856": check_all_zero,
}
