"""Lists that say of themselves that they are whole: 按渠道分，…；按类别分，… and …，合计N件.

The first divides the total before it; the second adds up the figures before it. Both are read from the text, because
facts are only tied together where grammar or their sum does it, and here the words themselves claim the sum.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from parser.model.report import Fact, Report, Scope, Section
from parser.rules.flat import folded

_BY = re.compile(
    r"按(?:照|公开|信息|发布|申请)?[^，。；：、,;:\d]{1,8}?(?:划分|分类|统计|来看|来分|分|计)[，：,:]"
)
_SUM = re.compile(r"(?:以上|两项|三项|各项)?(?:合计|共计|总计)")
_OPEN = re.compile(r"等|主要|例如|比如")
_SHORTFALL = Decimal("0.35")
"""Parts that miss more of the total than this were not all read."""


@dataclass(frozen=True, slots=True)
class Division:
    """A total and the figures that the words call all of it."""

    total: Fact
    parts: tuple[Fact, ...]


def divisions(report: Report) -> Iterator[Division]:
    """The divisions of a report's narrative whose figures can be added: exact, of the year, of one unit."""
    for section in report.sections:
        facts = sorted((f for f in report.facts if f.section == section.number), key=_at)
        for found in (*_by_kind(section, facts), *_added_up(facts)):
            if len(found.parts) > 1 and _comparable(found):
                yield found


def _at(fact: Fact) -> int:
    return fact.start + fact.number[0]


def _comparable(found: Division) -> bool:
    return all(
        f.unit == found.total.unit and f.unit and not f.approximate and f.scope is Scope.YEAR
        for f in (found.total, *found.parts)
    )


def _by_kind(section: Section, facts: Sequence[Fact]) -> Iterator[Division]:
    """按…分: the total is the last figure before the paragraph's first such word."""
    text, begun = section.text, 0
    for paragraph in text.split("\n"):
        marks = [begun + m.end() for m in _BY.finditer(paragraph)]
        end = begun + len(paragraph)
        before = [f for f in facts if marks and begun <= _at(f) < marks[0] and f.part_of is None]
        for start, stop in pairwise((*marks, end)):
            segment = re.split("[；;。]", text[start:stop], maxsplit=1)[0]
            parts = tuple(
                f
                for f in facts
                if start <= _at(f) < start + len(segment) and not _inner(text[start : _at(f)])
            )
            if before and not _OPEN.search(segment):
                yield Division(before[-1], parts)
        begun = end + 1


def _inner(before: str) -> bool:
    """Whether a figure stands in brackets or behind a further 其中."""
    return before.count("（") + before.count("(") > before.count("）") + before.count(")") or "其中" in before


def _added_up(facts: Sequence[Fact]) -> Iterator[Division]:
    """…，合计N件: the figures before it in its sentence; what adds up with its nearest ones is left alone."""
    for at, total in enumerate(facts):
        if not _SUM.fullmatch(folded(total.measure)):
            continue
        before = [
            f for f in facts[:at] if f.start == total.start and f.part_of is None and f.unit == total.unit
        ]
        runs = [sum((f.value for f in before[n:]), Decimal(0)) for n in range(len(before) - 1)]
        if total.value not in runs:
            yield Division(total, tuple(before))


def missed(found: Division) -> Decimal:
    """Total minus sum; 0 too where so much is missing that the list was hardly read whole."""
    gap = found.total.value - sum((p.value for p in found.parts), Decimal(0))
    return gap if gap <= found.total.value * _SHORTFALL else Decimal(0)
