"""T207, T208, T209, X509: the fee cell of table two, in 万元, against who reports and what the narrative spends.

The classic slip is to put the year's purchases into the fee cell. Amounts of the narrative are taken with their unit;
a clause that itself speaks of charging (收费, 收取, 征收) is about fees and matches rightly.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from parser.rules.case import Case, Check, Hit, Piece, Skip, say

CELL = "t2.fee.amount"
_NEAR = Decimal("0.005")
_AMOUNT = re.compile(r"(?<!\d)(?P<n>\d+(?:,\d{3})*(?:\.\d+)?)(?P<unit>亿元|万元|元)")
_IN_WAN = {"亿元": Decimal(10000), "万元": Decimal(1), "元": Decimal("0.0001")}
_SPENT = re.compile(
    r"采购|经费|资金|投资|预算|支出|补贴|补助|拨款|拨付|合同|工程|发放|救助金|造价|中标|总金额|合计"
)
_CHARGED = re.compile(r"收费|收取|征收|缴|处理费|规费")
_REASON = re.compile(
    r"收费(?:依据|标准|项目)|行政事业性收费|非税|规费|代收|收取(?![^,;。]{0,8}信息处理费)[^,;。]{0,12}费"
)


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum of money in the narrative: as printed, in 万元, and what it is for."""

    printed: Decimal
    unit: str
    wan: Decimal
    what: str
    piece: Piece


def amounts(case: Case) -> Iterator[Amount]:
    """All sums of money that the narrative states, but charges."""
    for passage in case.parts:
        for clause in passage.sentences():
            for match in _AMOUNT.finditer(clause.text):
                before = re.split(r"[,;。:]", clause.text[: match.start()])[-1]
                if _SPENT.search(before) and not _CHARGED.search(before):
                    number = Decimal(match["n"].replace(",", ""))
                    piece = clause.piece(match.start(), match.end())
                    yield Amount(number, match["unit"], number * _IN_WAN[match["unit"]], before[-14:], piece)


def _fee(case: Case) -> Decimal | None:
    return case.value(CELL)


def check_unusual(case: Case) -> Iterator[Hit | Skip]:
    """T207: a township that charges fees."""
    fee = _fee(case)
    if fee is None:
        yield Skip("表二收费金额空白、缺失或未能读出")
    elif fee > 0 and case.is_township:
        yield Hit(
            where=case.at(CELL),
            found=f"{say_fee(case)}万元",
            expected="乡镇一般为0，有收费的附依据",
            message=f"表二“行政事业性收费”为{say_fee(case)}万元，乡镇（街道）一般没有行政事业性收费。",
            fix="核对是否误填；没有收费的改为“0”，确有收费的在第六部分写明收费项目和依据。",
            story="t2.fee",
            sure=0.7,
        )


def say_fee(case: Case) -> str:
    """The fee as printed."""
    cell = case.cell(CELL)
    return cell.raw.strip() if cell else ""


def check_spending(case: Case) -> Iterator[Hit | Skip]:
    """T208: the fee is the amount of a purchase or expenditure."""
    fee = _fee(case)
    if not fee:
        return
    same = next((a for a in amounts(case) if abs(a.wan - fee) <= _NEAR), None)
    if same:
        yield Hit(
            where=case.at(CELL),
            found=f"{say_fee(case)}万元",
            expected="本年实际收取的行政事业性收费",
            message=(
                f"表二收费金额{say_fee(case)}万元，与正文“{same.what}{same.piece.text}”的金额相同，"
                "疑把支出填入收费栏。该栏只填本年收取的行政事业性收费。"
            ),
            fix="没有收取行政事业性收费的改为“0”；有的填实际收取数（万元）。",
            story="t2.fee",
            sure=0.9,
        )


def check_unit(case: Case) -> Iterator[Hit | Skip]:
    """T209: the figure is that of an amount in 元, not divided by ten thousand."""
    fee = _fee(case)
    if not fee:
        return
    for passage in case.parts:
        for match, piece in passage.search(_AMOUNT):
            if match["unit"] == "元" and Decimal(match["n"].replace(",", "")) == fee:
                yield Hit(
                    where=case.at(CELL),
                    found=f"{say_fee(case)}（万元）",
                    expected=f"{say(fee / 10000)}（万元）",
                    message=f"表二收费金额填{say_fee(case)}，与正文“{piece.printed}”数字相同，疑按元填入了以万元为单位的栏。",
                    fix=f"换算为万元，填“{say(fee / 10000)}”。",
                    story="t2.fee",
                    sure=0.8,
                )
                return


def check_reason(case: Case) -> Iterator[Hit | Skip]:
    """X509: a fee, and no word of why."""
    fee = _fee(case)
    listing = 2  # part two names charges as a kind of information
    told = "\n".join(p.flat.text for p in case.parts if p.section.number != listing) + _about(case)
    if fee and not _REASON.search(told):
        yield Hit(
            where=case.at(CELL),
            found=f"收费{say_fee(case)}万元，正文没有说明",
            expected="写明收费项目和依据",
            message=f"表二收费{say_fee(case)}万元，全文没有收费项目和依据的说明。",
            fix="在第六部分补写：收取××费××万元，依据×××。",
            story="t2.fee",
        )


def _about(case: Case) -> str:
    """What part two says of charges beyond naming the kind of information."""
    passage = case.passage(2)
    return (
        "".join(
            re.findall(r"收取(?![^,;。]{0,8}信息处理费)[^,;。]{0,12}费|收费(?:依据|标准)", passage.flat.text)
        )
        if passage
        else ""
    )


CHECKS: dict[str, Check] = {
    "T207": check_unusual,
    "T208": check_spending,
    "T209": check_unit,
    "X509": check_reason,
}
