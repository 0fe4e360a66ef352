"""Group C: this year's report against last year's (C801–C807) and against its own other versions (C808, L966).

The same organ's requests that were open at last year's end are this year's 上年结转, column by column. Everything
else between two years may change for good reasons, so it is a warning that asks for the reason.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import partial

from parser.form import COLUMNS3
from parser.model.finding import Where
from parser.model.report import Fact, Report, Scope
from parser.rules.case import Case, Check, Hit, Skip, name_cells, say, table_codes
from parser.rules.flat import folded

_NO_PREVIOUS = "没有上年报告"
_FIRST_OF_FORM = 2021
"""The first year whose table two counts the documents in force; the form of 2019 counted those made public."""
_CLIFF = Decimal("0.7")
_LEAST_COPIED = 5


def _previous(case: Case) -> Report | None:
    """Last year's report, if it is really the year before."""
    before, year = case.previous, case.report.year
    follows = before is not None and (year is None or before.year is None or before.year == year - 1)
    return before if follows else None


def check_carried(case: Case) -> Iterator[Hit | Skip]:
    """C801."""
    before = _previous(case)
    if before is None:
        yield Skip(_NO_PREVIOUS)
        return
    wrong, skipped = [], 0
    for column in COLUMNS3:
        out, into = before.value(f"t3.carried_out.{column.code}"), case.value(f"t3.carried_in.{column.code}")
        if out is None or into is None:
            skipped += 1
        elif out != into:
            wrong.append((column, out, into))
    if skipped:
        yield Skip(f"两年报告的结转行有{skipped}列空白、缺失或未能读出")
    if wrong:
        cells = tuple(f"t3.carried_in.{c.code}" for c, _, _ in wrong)
        found = "、".join(f"{c.label}列上年{say(a)}、本年{say(b)}" for c, a, b in wrong)
        right = "、".join(f"{c.label}{say(a)}" for c, a, _ in wrong)
        yield Hit(
            where=case.at(*cells),
            found=found,
            expected=f"表三“二、上年结转”：{right}",
            message=f"上年报告结转下年度的件数与本年“上年结转”不同：{found}。两者是同一批申请，应当相等。",
            fix=f"核对上年报告：若上年无误，本年“二、上年结转”改为{right}；上年有更正的附说明。",
            story="carried",
            sure=0.9,
        )


def check_stock(case: Case) -> Iterator[Hit | Skip]:
    """C802."""
    before = _previous(case)
    now = case.values(("t2.normative.made", "t2.normative.repealed", "t2.normative.valid"))
    if before and (before.year or _FIRST_OF_FORM) < _FIRST_OF_FORM:
        yield Skip("上年报告用2019年试行格式，口径不同")
        return
    was = before.value("t2.normative.valid") if before else None
    if now is None or was is None:
        yield Skip(_NO_PREVIOUS if before is None else "规范性文件一行有格空白、缺失或未能读出")
        return
    made, repealed, valid = now
    if valid != was + made - repealed:
        due = was + made - repealed
        yield Hit(
            where=case.at("t2.normative.valid"),
            found=f"现行有效{say(valid)}",
            expected=f"{say(was)}+{say(made)}-{say(repealed)}={say(due)}",
            message=f"行政规范性文件现行有效{say(valid)}件，按上年存量推算应为{say(was)}+{say(made)}-{say(repealed)}={say(due)}件。",
            fix="核对文件台账；有宣布失效、划转的在正文说明。",
            sure=0.7,
        )


_HEADLINE = re.compile(r"主动公开|(?:公开|发布)(?:各类|政府|政务)*信息$")


def headlines(report: Report) -> list[Fact]:
    """The year's totals of disclosed information, as the narrative plainly states them; 主动公开 first."""
    found = [
        f
        for f in report.facts
        if f.part_of is None
        and f.scope is Scope.YEAR
        and f.unit in set("条件篇次份")
        and _HEADLINE.search(folded(f.measure))
        and not (f.approximate or f.channels)
    ]
    return sorted(found, key=lambda f: "主动公开" not in f.measure)


def _comparable(case: Case, before: Report | None) -> tuple[Fact, Fact] | None:
    """This year's total and last year's of the same name and unit."""
    for now in headlines(case.report):
        for was in headlines(before) if before else ():
            same = folded(now.measure) == folded(was.measure) or (
                "主动公开" in now.measure and "主动公开" in was.measure
            )
            if same and now.unit == was.unit and was.value:
                return now, was
    return None


def check_cliff(case: Case) -> Iterator[Hit | Skip]:
    """C803."""
    before = _previous(case)
    pair = _comparable(case, before)
    if pair is None:
        yield Skip(_NO_PREVIOUS if before is None else "两年没有可比的主动公开总数")
        return
    now, was = pair
    change = (now.value - was.value) / was.value
    if abs(change) > _CLIFF:
        yield Hit(
            where=Where(section=now.section, line=now.place.line, quote=now.sentence),
            found=f"{say(was.value)}→{say(now.value)}{now.unit}",
            expected="与上年相近，或有说明",
            message=f"主动公开总数由上年{say(was.value)}{was.unit}变为{say(now.value)}{now.unit}，增减超过七成，没有说明。",
            fix="核对台账；口径有变的在正文说明。",
            sure=0.6,
        )


def check_copied_numbers(case: Case) -> Iterator[Hit | Skip]:
    """C804."""
    before = _previous(case)
    if before is None:
        yield Skip(_NO_PREVIOUS)
        return
    for table in (2, 3):
        codes = table_codes(table)
        now, was = case.values(codes), [before.value(c) for c in codes]
        nonzero = tuple(c for c, v in zip(codes, now or (), strict=False) if v)
        if now is not None and list(now) == was and len(nonzero) >= _LEAST_COPIED:
            yield Hit(
                where=case.at(*nonzero),
                found=f"{len(nonzero)}个非零数与上年完全相同",
                expected="本年的数",
                message=(
                    f"表{'二三四'[table - 2]}的{len(nonzero)}个非零数与上年报告完全相同"
                    f"（{name_cells(nonzero, 3)}），疑照抄上年。"
                ),
                fix="对照本年台账逐格核实。",
                sure=0.7,
            )


def check_gap(case: Case) -> Iterator[Hit | Skip]:
    """C805."""
    before, year = case.previous, case.report.year
    if before is None or before.year is None or year is None:
        yield Skip(_NO_PREVIOUS)
    elif before.year < year - 1:
        missing = "、".join(str(y) for y in range(before.year + 1, year))
        yield Hit(
            where=Where(),
            found=f"缺{missing}年",
            expected="逐年都有报告",
            message=f"上一份报告是{before.year}年的，缺{missing}年报告。",
            fix=f"补录{missing}年报告；当年未设立机关的说明。",
            sure=0.6,
        )


_CHANGE = re.compile(
    r"(?:同比|较上年|比上年|较20\d\d年|比20\d\d年)(?P<way>增长|上升|增加|增多|下降|减少)(?:了|约)?(?P<p>\d+(?:\.\d+)?)(?P<unit>%|条|件|篇|次|份)"
)


def check_change(case: Case) -> Iterator[Hit | Skip]:
    """C806: only in the sentence that states the total."""
    before = _previous(case)
    pair = _comparable(case, before)
    if pair is None:
        yield Skip(_NO_PREVIOUS if before is None else "两年没有可比的主动公开总数")
        return
    now, was = pair
    passage = case.passage(now.section)
    for match, piece in passage.search(_CHANGE) if passage else ():
        stated = Decimal(match["p"]) * (-1 if match["way"] in {"下降", "减少"} else 1)
        told_here = passage and passage.sentence_at(piece.start).printed.strip() in now.sentence
        actual, tolerance = _change(now, was, match["unit"])
        if told_here and match["unit"] in {"%", now.unit} and abs(actual - stated) > tolerance:
            way = "增长" if actual >= 0 else "下降"
            amount = f"{abs(actual):.1f}%" if match["unit"] == "%" else f"{say(abs(actual))}{now.unit}"
            yield Hit(
                where=piece.where,
                found=f"{match['way']}{match['p']}{match['unit']}",
                expected=_sum(now, was, match["unit"]),
                message=f"正文称{piece.printed}，按两年报告计算应为{way}{amount}（{say(was.value)}→{say(now.value)}）。",
                fix=f"改为“{way}{amount}”，或说明口径。",
                sure=0.7,
            )


def _change(now: Fact, was: Fact, unit: str) -> tuple[Decimal, int]:
    """The change since last year, in percent or in pieces, and how far a rounded figure may be off."""
    change = now.value - was.value
    return (change / was.value * 100, 1) if unit == "%" else (change, 0)


def _sum(now: Fact, was: Fact, unit: str) -> str:
    change = f"{say(now.value)}-{say(was.value)}"
    actual, _ = _change(now, was, unit)
    return f"({change})÷{say(was.value)}={actual:.1f}%" if unit == "%" else f"{change}={say(actual)}"


_PENDING = ("t4.review.pending", "t4.direct.pending", "t4.after_review.pending")


def check_pending(case: Case) -> Iterator[Hit | Skip]:
    """C807."""
    before, now = _previous(case), case.values(table_codes(4))
    left = [before.value(c) for c in _PENDING] if before else []
    if before is None or now is None or None in left:
        yield Skip(_NO_PREVIOUS if before is None else "表四有格空白、缺失或未能读出")
        return
    count = sum((v for v in left if v), Decimal(0))
    if count and not any(now):
        yield Hit(
            where=case.at("t4.review.total"),
            found=f"上年未审结{say(count)}件，本年全为0",
            expected="报告其结果，或继续列为未审结",
            message=f"上年报告有{say(count)}件复议、诉讼尚未审结，本年表四全为0，没有下文。",
            fix="核对案件：已审结的填入相应结果，仍未审结的继续填“尚未审结”。",
            sure=0.6,
        )


def check_versions(rule: str, case: Case) -> Iterator[Hit | Skip]:
    """C808, L966: the same report elsewhere, or earlier at the same place, with other numbers."""
    if case.neighbours is None:
        yield Skip("没有可比较的其他版本")
        return
    for version in case.neighbours.versions(case.report):
        if version.same_place is not (rule == "C808"):
            continue
        changed = [
            c
            for c, cell in case.report.cells.items()
            if (old := version.report.cells.get(c)) and old.value != cell.value
        ]
        if changed and "更正" not in case.words:
            shown = "、".join(
                f"{name_cells((c,))}{_shown(version.report, c)}→{_shown(case.report, c)}" for c in changed[:4]
            )
            yield Hit(
                where=case.at(*changed),
                found=shown,
                expected="各版本数据一致，更正的附说明",
                message=f"与{version.source}的版本相比，{len(changed)}格数据不同：{shown}。",
                fix="统一各版本；更正数据的发布更正说明。",
                sure=0.7,
            )


def _shown(report: Report, code: str) -> str:
    value = report.value(code)
    return "空白" if value is None else say(value)


CHECKS: dict[str, Check] = {
    "C801": check_carried,
    "C802": check_stock,
    "C803": check_cliff,
    "C804": check_copied_numbers,
    "C805": check_gap,
    "C806": check_change,
    "C807": check_pending,
    "C808": partial(check_versions, "C808"),
    "L966": partial(check_versions, "L966"),
}
