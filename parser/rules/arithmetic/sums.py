"""N601, N602: a total and its parts.

The narrative's facts say which figures are parts of which (``part_of``), level by level, and whether the list is
open (等, 主要). A closed list must add up. Three cautions keep this from accusing wrongly:

- parts over several channels may overlap, because one item goes out on two of them: when they overshoot as overlap
  does (one channel carries all, or a fifth too many), it is a warning;
- 其中 also introduces mere examples: when the parts fall far short, the list is taken for open;
- approximate figures, other units and other years are never added; a list of papers in several units (文件9份、
  财政信息11条) is a warning.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from parser.model.finding import Severity, Where
from parser.model.report import Fact, Report, Scope
from parser.rules.arithmetic.divisions import divisions, missed
from parser.rules.case import Case, Check, Hit, Skip, say
from parser.rules.flat import folded

_OVERLAP = Decimal("1.2")
"""Channel counts that exceed the total by a fifth are overlap, not a slip."""
_SHORTFALL = {2: Decimal("0.15")}
_SHORTFALL_MANY = Decimal("0.35")
"""Parts that miss more of the total than this are examples (two parts; three or more)."""
_ALL_OF_IT = re.compile(r"^[条件篇次份个期场]?[：:](?!其中)|包括|包含|分别|具体为|由.{0,4}组成|分为|内有")
_NEITHER_NOR = re.compile(r"同一.{0,6}(?:信息|内容)|多渠道|多平台|重复计|同步(?:发布|公开|推送)|不重复")


def groups(report: Report) -> Iterator[tuple[Fact, tuple[Fact, ...]]]:
    """Each total with its direct parts, where all can be added: same unit, same time, exact."""
    by_id = {fact.id: fact for fact in report.facts}
    children: dict[int, list[Fact]] = {}
    for fact in report.facts:
        if fact.part_of in by_id:
            children.setdefault(fact.part_of, []).append(fact)
    for total, parts in children.items():
        yield by_id[total], tuple(parts)


_SWALLOWED = re.compile(r"\d(?:条|件|次|篇|份|个|期|场)")
"""Another figure inside a measure: the list was not taken apart rightly."""


_PAPERS = frozenset("条份篇件期")
"""Units in which one list may count its kinds of information: 文件9份、财政信息11条."""


def _exact(total: Fact, parts: Sequence[Fact]) -> bool:
    return not any(
        f.approximate or f.scope is not Scope.YEAR or f.unit is None for f in (total, *parts)
    ) and not any(
        _SWALLOWED.search(folded(p.measure)) or (p.unit != total.unit and not _mixed(total, parts))
        for p in parts
    )


def _mixed(total: Fact, parts: Sequence[Fact]) -> bool:
    """Whether three or more kinds of paper are counted, each in its own unit, and a slip parts them from the total."""
    units = {f.unit for f in (total, *parts)}
    near = abs(_gap(total, parts)) <= total.value * _SHORTFALL[2]
    return len(units) > 1 and units <= _PAPERS and len(parts) >= _MANY_PARTS and near


def _closed(total: Fact, parts: Sequence[Fact], gap: Decimal) -> bool:
    """Whether the list claims to be complete; ``gap`` is total minus sum."""
    doubtful = abs(gap) > total.value * _SLIP or len(parts) < _MANY_PARTS
    if not total.closed and (doubtful or _open_words(total, parts[-1])):
        return False
    if gap <= 0:
        return True
    if len(parts) < 2 or not total.value:  # noqa: PLR2004 - a single part is an example
        return False
    if _ALL_OF_IT.search(_between(total, parts[0])) or any(p.value == 0 for p in parts):
        return True
    return gap == 1 or gap / total.value <= _SHORTFALL.get(len(parts), _SHORTFALL_MANY)


def _between(total: Fact, first: Fact) -> str:
    """The words from the total's figure to its first part's, in one sentence."""
    return total.sentence[total.number[1] : first.number[0]] if total.sentence == first.sentence else ""


def _overlapping(total: Fact, parts: Sequence[Fact], excess: Decimal) -> bool:
    if _NEITHER_NOR.search(total.sentence):
        return True
    by_channel = all(p.channels for p in parts)
    return by_channel and (
        any(p.value == total.value for p in parts) or total.value + excess >= total.value * _OVERLAP
    )


def check_sum(case: Case) -> Iterator[Hit | Skip]:
    """N601."""
    judged = 0
    for total, parts, gap in _gaps(case):
        if not _closed(total, parts, gap) or (gap < 0 and _overlapping(total, parts, -gap)):
            continue
        judged += 1
        if gap:
            yield _hit(total, parts, gap)
    told = {total.id for total, parts, gap in _gaps(case) if gap}
    for division in divisions(case.report):
        judged += 1
        gap = missed(division)
        overlap = gap < 0 and _overlapping(division.total, division.parts, -gap)
        if gap and not overlap and division.total.id not in told:
            yield _hit(division.total, division.parts, gap)
    if not judged:
        yield Skip("正文没有可验算的“共N，其中…”")


def check_overshoot(case: Case) -> Iterator[Hit | Skip]:
    """N602: parts that are not complete, or overlap, and still exceed the total."""
    for total, parts, gap in _gaps(case):
        explained = _NEITHER_NOR.search(total.sentence)
        if gap < 0 and not explained and (not _closed(total, parts, gap) or _overlapping(total, parts, -gap)):
            yield _hit(total, parts, gap)


def _gaps(case: Case) -> Iterator[tuple[Fact, tuple[Fact, ...], Decimal]]:
    for total, parts in groups(case.report):
        if _exact(total, parts):
            longer = _with_rest(case.report, total, parts)
            gap = _gap(total, longer)
            if -gap <= total.value:  # parts of twice the total and more are another figure's
                yield total, longer, gap


def _gap(total: Fact, parts: Sequence[Fact]) -> Decimal:
    return total.value - sum((p.value for p in parts), Decimal(0))


def _with_rest(report: Report, total: Fact, parts: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """The parts, or the parts and the figures that go on behind them, if that comes close to the total.

    A list that doesn't add up is cut by grammar where its punctuation changes (…、甲2条,乙292条); a slip shows when
    the whole run misses the total by little.
    """
    if not _gap(total, parts) or total.sentence != parts[-1].sentence:
        return parts
    longer = (*parts, *_rest(report, total, parts[-1]))
    near = abs(_gap(total, longer)) <= total.value * _SLIP and abs(_gap(total, longer)) < abs(
        _gap(total, parts)
    )
    return longer if near and not _open_words(total, longer[-1]) and _exact(total, longer) else parts


def _rest(report: Report, total: Fact, last: Fact) -> Iterator[Fact]:
    before = last
    for fact in report.facts:
        if fact.start != total.start or fact.section != total.section or fact.number[0] <= last.number[0]:
            continue
        if fact.part_of is not None or _ANOTHER.search(fact.sentence[before.number[1] : fact.number[0]]):
            return
        yield fact
        before = fact


_SLIP = Decimal("0.1")
_MANY_PARTS = 3
_ANOTHER = re.compile(r"[另还。]|此外|同时|并且|以及|共|累计|全年")
_OPEN_WORDS = re.compile(r"主要|例如|比如|如:|\d(?:条|件|次|篇|份|个|期)等")


def _open_words(total: Fact, last: Fact) -> bool:
    return bool(_OPEN_WORDS.search(total.sentence[total.number[1] : last.number[1] + 2]))


def _hit(total: Fact, parts: Sequence[Fact], gap: Decimal) -> Hit:
    listed, unit = "+".join(say(p.value) for p in parts), total.unit or ""
    added = say(total.value - gap)
    return Hit(
        where=Where(section=total.section, line=total.place.line, quote=total.sentence),
        found=f"{listed}={added}",
        expected=f"{say(total.value)}{unit}",
        message=(
            f"正文“{total.measure}”写{say(total.value)}{unit}，其后各项相加为{listed}={added}{unit}，"
            f"差{say(abs(gap))}{unit}。总数应等于各项之和。"
        ),
        fix=f"逐项核对：若各项无误，总数改为{added}{unit}；若总数无误，{_suspect(parts, gap)}；各项有交叉的请注明。",
        story=f"parts{total.id}",
        sure=0.6 if _mixed(total, parts) else 0.9,
        severity=Severity.WARNING if _mixed(total, parts) else None,
    )


def _suspect(parts: Sequence[Fact], gap: Decimal) -> str:
    """What to look at: a part whose digits were turned around, if that explains the gap."""
    turned = next(((p, new) for p in parts for new in _turned(p.value) if new - p.value == gap), None)
    if turned is None:
        return "改正错项或补列漏项"
    return f"查“{turned[0].measure}{say(turned[0].value)}”是否为{say(turned[1])}（数字颠倒），或改正其他错项、补列漏项"


def _turned(value: Decimal) -> Iterator[Decimal]:
    """The number with two neighbouring digits exchanged."""
    digits = say(value)
    for at in range(len(digits) - 1 if digits.isdigit() else 0):
        yield Decimal(digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :])


CHECKS: dict[str, Check] = {"N601": check_sum, "N602": check_overshoot}
