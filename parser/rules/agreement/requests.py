"""X501–X507: requests, appeals, documents and decisions in the narrative and in the tables.

X504 is for "未收到申请" said in words where the table has some; a figure that differs is X501, so that one
contradiction is told once.
"""

from collections.abc import Iterator
from decimal import Decimal
from functools import partial

from parser.model.finding import Where
from parser.rules.agreement.claims import Claim, claims
from parser.rules.case import Case, Check, Hit, Skip, name_cells, say

_NAMES = {
    "t3.new.total": "表三“一、本年新收”总计",
    "t3.result_total.total": "表三“（七）总计”总计",
    "t3.carried_in.total": "表三“二、上年结转”总计",
    "t3.carried_out.total": "表三“四、结转下年度继续办理”总计",
    "t3.denied_secret.total": "表三“（三）不予公开”各项总计之和",
    "t3.unable_not_held.total": "表三“（四）无法提供”各项总计之和",
    "t3.refused_petition.total": "表三“（五）不予处理”各项总计之和",
    "t4.review.total": "表四“行政复议”总计",
    "t4.direct.total": "表四两类“行政诉讼”总计之和",
}


AGREEMENTS: dict[str, tuple[str, ...]] = {
    "X501": ("收到申请", "自然人申请"),
    "X502": ("答复办结", "办理", "予以公开", "部分公开", "不予公开", "无法提供", "不予处理"),
    "X503": ("上年结转", "结转下年"),
    "X504": ("未收到申请",),
    "X505": ("行政复议", "行政诉讼", "无行政复议", "无行政诉讼"),
    "X506": ("行政许可", "行政处罚", "行政强制", "行政执法"),
    "X507": ("制发规范性文件", "无规范性文件", "废止规范性文件", "现行有效规范性文件"),
}


def check_agreement(rule: str, case: Case) -> Iterator[Hit | Skip]:
    """Hold every claim of a rule against its cells; one finding for each quantity that differs."""
    found = list(claims(case, *AGREEMENTS[rule]))
    if not found:
        yield Skip("正文没有写明相应的数量")
        return
    told: set[tuple[str, ...]] = set()
    for claim in found:
        outcome = _compare(case, claim)
        if isinstance(outcome, Hit) and claim.cells in told:
            continue
        if isinstance(outcome, Hit):
            told.add(claim.cells)
        if outcome:
            yield outcome


def _sum(case: Case, cells: tuple[str, ...]) -> Decimal | None:
    values = case.values(cells)
    return None if values is None else sum(values, Decimal(0))


def _compare(case: Case, claim: Claim) -> Hit | Skip | None:
    total = _sum(case, claim.cells)
    if total is None:
        return Skip(f"{name_cells(claim.cells)}空白、缺失或未能读出")
    if claim.value in {total, *(_sum(case, other) for other in claim.pattern.others)}:
        return None
    table, stated = (
        _NAMES.get(claim.cells[0], name_cells(claim.cells)),
        "没有" if claim.in_words else say(claim.value),
    )
    return Hit(
        where=_joined(claim),
        found=f"正文{stated}，表格{say(total)}",
        expected="正文与表格相同",
        message=f"正文“{claim.piece.printed}”，{table}却是{say(total)}。同一事项文字与表格的数应当一致。",
        fix=f"对照台账：若表格无误，正文改为{say(total)}；若正文无误，{table}改为{say(claim.value)}，并复核相关合计。",
        sure=0.9,
    )


def _joined(claim: Claim) -> Where:
    where = claim.piece.where
    return Where(cells=claim.cells, section=where.section, line=where.line, quote=where.quote)


CHECKS: dict[str, Check] = {rule: partial(check_agreement, rule) for rule in AGREEMENTS}
