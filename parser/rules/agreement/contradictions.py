"""X508, X510–X513: statements of the narrative that cannot stand beside the tables, or beside each other."""

import re
from collections.abc import Iterator
from decimal import Decimal

from parser.model.finding import Where
from parser.rules.case import Case, Check, Hit, Piece, Skip, say, table_codes
from parser.rules.words import words

_RECEIVED_FEE = re.compile(
    r"(?:收取|实收|收到|收缴)[^,。;\d]{0,16}(?<!垃圾)(?<!污水)处理费[^,。;\d]{0,8}(?P<n>\d+(?:\.\d+)?)(?:万)?元|(?<!垃圾)(?<!污水)处理费[^,。;\d]{0,6}(?:收取|实收|收入)[^,。;\d]{0,6}(?P<m>\d+(?:\.\d+)?)(?:万)?元"
)
_REQUESTS_SAID = re.compile(
    r"(?:收到|接到|受理|新收|答复|办结|办理|未收|没有收)[^。;]{0,30}申请|申请[^。;]{0,16}(?:\d+|零)(?:件|条|次)|无(?:任何)?[^。;,]{0,6}(?:依申请公开|公开申请)|依申请[^。;]{0,12}(?:\d+件|为零|0)"
)
_ALL_DONE = re.compile(
    r"(?:全部|均已?|都已?)(?:按时|按期|依法|及时|如期)*(?:办结|办理完毕)|办结率(?:达到?|为|均为)*100%"
)


def _fees(case: Case) -> list[tuple[Decimal, Piece]]:
    return [
        (Decimal(match["n"] or match["m"]), piece)
        for passage in case.parts
        for match, piece in passage.search(_RECEIVED_FEE)
        if not re.search(r"元/|每件|标准", passage.sentence_at(piece.start).text)
    ]


def check_fee(case: Case) -> Iterator[Hit | Skip]:
    """X508: fees for handling requests, though there were none; or two different amounts."""
    stated = _fees(case)
    if not stated:
        yield Skip("正文没有写明信息处理费的金额")
        return
    values = {value for value, _ in stated}
    requests = case.values(("t3.new.total", "t3.carried_in.total"))
    paid = next(((v, p) for v, p in stated if v), None)
    if paid and requests is not None and not sum(requests, Decimal(0)):
        yield _contradiction(
            paid[1], f"收取信息处理费{say(paid[0])}元", "表三没有申请", "没有申请就没有信息处理费"
        )
    elif len(values) > 1:
        shown = "、".join(f"{say(v)}元" for v in sorted(values))
        yield _contradiction(
            stated[-1][1], f"信息处理费写有{shown}", "只有一个数", "各处所写的信息处理费应当一致"
        )


def _contradiction(piece: Piece, found: str, expected: str, why: str) -> Hit:
    return Hit(
        where=piece.where,
        found=found,
        expected=expected,
        message=f"正文{found}，{expected}。{why}。",
        fix="核对收费台账，统一两处的数。",
        sure=0.8,
    )


def _says_requests(case: Case) -> bool:
    return any(_REQUESTS_SAID.search(p.flat.text) for p in case.parts if p.section.number not in {4, 5})


def _table_three(case: Case) -> list[Decimal | None]:
    return [c.value for code in table_codes(3) if (c := case.cell(code))]


def check_silent_blank(case: Case) -> Iterator[Hit | Skip]:
    """X510: table three is blank and nothing says whether there were requests."""
    values = _table_three(case)
    if not values:
        yield Skip("没有读到表三的数据")
    elif all(v is None for v in values) and not _says_requests(case):
        yield Hit(
            where=Where(section=3, cells=("t3.new.total",), line=case.at("t3.new.total").line),
            found="表三空白，正文没有说明",
            expected="填数，或写明未收到申请",
            message="表三全部空白，正文也没有说明是否收到政府信息公开申请。",
            fix=f"未收到的补写“{case.report.year or '本年度'}年未收到政府信息公开申请。”并在表三填0；收到的按台账填表。",
            story="t3.blank",
        )


def check_silent_zero(case: Case) -> Iterator[Hit | Skip]:
    """X513: table three is all 0 and nothing says so."""
    values = case.values(table_codes(3))
    if values is None:
        yield Skip("表三有格空白、缺失或未能读出")
    elif not any(values) and not _says_requests(case):
        yield Hit(
            where=case.at("t3.new.total"),
            found="表三全为0，正文没有说明",
            expected="写明未收到申请",
            message="表三全为0，正文没有说明未收到政府信息公开申请。",
            fix=f"在第一部分（二）依申请公开补写“{case.report.year or '本年度'}年未收到政府信息公开申请。”",
        )


def check_all_done(case: Case) -> Iterator[Hit | Skip]:
    """X511: all requests are said to be finished, and some are carried over."""
    left = case.value("t3.carried_out.total")
    if left is None:
        yield Skip("表三结转下年度总计空白、缺失或未能读出")
        return
    for passage in case.parts:
        for _, piece in passage.search(_ALL_DONE):
            if left and "申请" in passage.sentence_at(piece.start).text:
                where = piece.where
                yield Hit(
                    where=Where(("t3.carried_out.total",), where.section, where.line, where.quote),
                    found=f"“{piece.printed}”，结转{say(left)}件",
                    expected="结转0件，或改变表述",
                    message=f"正文称“{piece.printed}”，表三结转下年度却有{say(left)}件。两处应当一致。",
                    fix=f"改为“已办结××件，结转下年度继续办理{say(left)}件”，或核对表三。",
                    sure=0.8,
                )
                return


def check_praise(case: Case) -> Iterator[Hit | Skip]:
    """X512: all well in part one, not so well in part five."""
    first, fifth = case.passage(1), case.passage(5)
    if first is None or fifth is None:
        yield Skip("缺第一或第五部分")
        return
    praise = next(first.search(words("self_praise", "all_well")), None)
    blame = next(fifth.search(words("self_praise", "not_well")), None)
    if praise and blame:
        yield Hit(
            where=praise[1].where,
            found=f"前称“{praise[1].printed}”，后称“{blame[1].printed}”",
            expected="前后一致",
            message=f"第一部分称“{praise[1].printed}”，第五部分又称“{blame[1].printed}”，自评前后不一。",
            fix="第一部分改为留有余地的表述，如“基本做到及时公开”。",
            sure=0.5,
        )


CHECKS: dict[str, Check] = {
    "X508": check_fee,
    "X510": check_silent_blank,
    "X511": check_all_done,
    "X512": check_praise,
    "X513": check_silent_zero,
}
