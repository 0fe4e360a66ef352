"""T203, T204, T211, T301, T307, T401, T403: is every cell of the form filled with a proper number?

Blank is not zero, a dash is not a zero, and a cell that could not be read is none of them: it is left to group E.
One finding names all the cells of a table that have the same fault: that is one mistake with one fix.
"""

import re
from collections.abc import Iterator
from functools import partial

from parser.form import TABLE2, parts, unit
from parser.rules.case import TRIAL, Case, Check, Hit, Skip, name_cells, table_codes
from parser.rules.flat import folded

_DASHES = re.compile(r"[-‐―−–—_/\\.。·*、~]+|无|無|不适用|没有|空|none|n/a", re.IGNORECASE)
_PROPER = {
    "件": re.compile(r"\d{1,3}(,\d{3})+|\d+(\.0+)?(件|条|份|宗|起)?"),
    "万元": re.compile(r"[\d,]+(\.\d+)?(万元|元)?"),
}
_ASSESSED_IN_TABLE_FOUR = 15


def kind(raw: str, of: str) -> str:
    """What stands in a cell: blank, dash, number, or bad (negative, fraction of a piece, words).

    A lone 一 may be one or a dash; it is left to the reader, who doesn't take it either.

    >>> [kind(raw, "件") for raw in ("", "/", "３", "-1", "1.5", "若干")]
    ['blank', 'dash', 'number', 'bad', 'bad', 'bad']
    """
    text = folded(raw)
    if not text:
        return "blank"
    if _DASHES.fullmatch(text):
        return "dash"
    return "number" if _PROPER[of].fullmatch(text) or text == "一" else "bad"


def _printed(case: Case, table: int) -> dict[str, str]:
    """The raw text of each cell of a table: from the cells, or from the rows where a cell was not taken over."""
    raws = {v.code: v.raw for row in case.rows(table) for v in row.values if v.code}
    raws |= {code: cell.raw for code in table_codes(table) if (cell := case.cell(code))}
    return {code: raws[code] for code in table_codes(table) if code in raws}


def _of_kind(case: Case, table: int, wanted: str) -> dict[str, str]:
    return {
        c: raw
        for c, raw in _printed(case, table).items()
        if kind(raw, unit(c)) == wanted and _certain(case, c)
    }


_PLAINLY_BAD = re.compile(
    r"-\d+(?:\.\d+)?|\d+\.\d+|(?:若干|较多|很多|不详|约|近|超)\d*(?:件|条)?|\d+[余多](?:件|条)?"
)


def _certain(case: Case, code: str) -> bool:
    """Whether what is printed can be trusted: a cell that was kept, or one dropped for what is plainly no count.

    Other dropped cells (1 0, 00, a doubtful recognition) are the reader's affair (E007).
    """
    cell = case.cell(code)
    if cell is not None:
        return cell.value is None or cell.value < 0
    raw = next((v.raw for row in case.rows(int(code[1])) for v in row.values if v.code == code), "")
    return bool(_PLAINLY_BAD.fullmatch(folded(raw))) and not any(n.code == "E008" for n in case.report.notes)


def check_blank(table: int, case: Case) -> Iterator[Hit | Skip]:
    """T203, T301: blank cells, together."""
    if not case.has_table(table):
        yield Skip(f"没有读到{_name(table)}")
        return
    blank = tuple(_of_kind(case, table, "blank"))
    if blank:
        yield Hit(
            where=case.at(*blank),
            found=f"{len(blank)}格空白",
            expected="每格都有数，没有发生的填0",
            message=f"{_name(table)}有{len(blank)}格没有填：{name_cells(blank)}。表样要求逐格填报，零请写0。",
            fix="没有发生的写“0”，有发生的按台账填实数；不要留空。",
            story=f"t{table}.blank",
        )


def _name(table: int) -> str:
    return f"表{'二三四'[table - 2]}"


def check_dash(case: Case) -> Iterator[Hit | Skip]:
    """T211: a dash or 无 where table two wants 0."""
    for code, raw in _of_kind(case, 2, "dash").items():
        yield Hit(
            where=case.at(code),
            found=f"“{folded(raw)}”",
            expected="0",
            message=f"{name_cells((code,))}写的是“{folded(raw)}”。数据栏应填数字，没有发生的写0。",
            fix=f"把“{folded(raw)}”改为“0”。",
            story="t2.dash",
        )


def check_improper(table: int, case: Case) -> Iterator[Hit | Skip]:
    """T204, T307: negative numbers, fractions of a piece, words; in table three dashes too."""
    wanted = _of_kind(case, table, "bad")
    if table == 3:  # noqa: PLR2004 - table three has no rule of its own for dashes
        wanted |= _of_kind(case, table, "dash")
    by_raw: dict[str, list[str]] = {}
    for code, raw in wanted.items():
        by_raw.setdefault(folded(raw), []).append(code)
    for raw, codes in by_raw.items():
        yield Hit(
            where=case.at(*codes),
            found=f"“{raw}”",
            expected=_expected(codes[0]),
            message=f"{name_cells(tuple(codes))}写的是“{raw}”，不是合法的{_expected(codes[0])}。",
            fix=f"按台账改为{_expected(codes[0])}，没有发生的写“0”。",
        )


def _expected(code: str) -> str:
    return "非负整数" if unit(code) == "件" else "非负数（万元）"


def check_row_four(case: Case) -> Iterator[Hit | Skip]:
    """T401: table four has its heads but no numbers, or blank cells among them."""
    if not case.has_table(4):
        yield Skip("没有读到表四")
        return
    printed = _printed(case, 4)
    blank = tuple(c for kind_ in ("blank", "dash", "bad") for c in _of_kind(case, 4, kind_))
    if printed and not blank:
        return
    codes = blank or table_codes(4)
    if not printed and (
        _count_four(case) or any("表四" in n.message for n in case.report.notes if n.code == "E003")
    ):
        return
    yield Hit(
        where=case.at(*codes),
        found=f"{len(codes)}格没有数",
        expected="15格都有数",
        message=f"表四有{len(codes)}格没有填数。行政复议、行政诉讼三块各5格，没有发生的也要写0。",
        fix="在表四数据行逐格填数，没有发生的写“0”。",
        story="t4.blank",
    )


def _count_four(case: Case) -> int:
    return sum(bool(folded(v.raw)) for row in case.rows(4) for v in row.values)


def check_count_four(case: Case) -> Iterator[Hit | Skip]:
    """T403: table four prints some numbers, but not fifteen."""
    if not case.has_table(4):
        yield Skip("没有读到表四")
        return
    if any(_of_kind(case, 4, kind_) for kind_ in ("blank", "dash", "bad")):
        yield Skip("表四有格没有填数")
        return
    count = _count_four(case) or sum(
        c.value is not None for k, c in case.report.cells.items() if k.startswith("t4.")
    )
    if count == 0:
        yield Skip("表四没有数据行")
    elif count != _ASSESSED_IN_TABLE_FOUR:
        yield Hit(
            where=case.at(*table_codes(4)),
            found=f"{count}个数",
            expected="15个数",
            message=f"表四数据行有{count}个数，应为15个（行政复议、未经复议直接起诉、复议后起诉各5个），不能确定哪个数属于哪一格。",
            fix="按表样重排表四数据行，三块各填维持、纠正、其他、未审结、总计。",
            sure=0.9,
        )


def check_rules(case: Case) -> Iterator[Hit | Skip]:
    """T205: a township cannot make 规章."""
    if not case.is_township:
        return
    codes = tuple(c for c in table_codes(2) if c.startswith("t2.regulation.") and case.value(c))
    if codes:
        shown = "、".join(f"{parts(c)[2].label}{case.value(c)}" for c in codes)
        yield Hit(
            where=case.at(*codes),
            found=shown,
            expected="规章一行为0",
            message=f"表二“规章”填了{shown}。规章由国务院部门、省级和设区的市、自治州政府制定，乡镇（街道）没有制定权。",
            fix="本行改为“0”；若是乡镇制发的行政规范性文件，移到“行政规范性文件”行。",
        )


def check_stock(case: Case) -> Iterator[Hit | Skip]:
    """T206: fewer documents in force than were made and not repealed this year."""
    if case.is_of_trial_form:
        yield Skip(TRIAL)
        return
    for row in TABLE2[:2]:
        codes = tuple(f"t2.{row.code}.{c}" for c in ("made", "repealed", "valid"))
        values = case.values(codes)
        if values is None:
            yield Skip(f"表二“{row.label}”一行有格空白或未能读出")
            continue
        made, repealed, valid = values
        if valid < made - repealed:
            yield Hit(
                where=case.at(*codes),
                found=f"现行有效{valid}",
                expected=f"不少于{made}-{repealed}={made - repealed}",
                message=(
                    f"表二“{row.label}”：现行有效{valid}件，少于本年制发{made}件减本年废止{repealed}件"
                    f"（{made}-{repealed}={made - repealed}）。"
                ),
                fix=f"核对文件台账：现行有效应不少于{made - repealed}件；若“现行有效”漏填存量，请补实数。",
            )


CHECKS: dict[str, Check] = {
    "T203": partial(check_blank, 2),
    "T204": partial(check_improper, 2),
    "T205": check_rules,
    "T206": check_stock,
    "T211": check_dash,
    "T301": partial(check_blank, 3),
    "T307": partial(check_improper, 3),
    "T401": check_row_four,
    "T403": check_count_four,
}
