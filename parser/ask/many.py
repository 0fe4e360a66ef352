"""Answers from a few reports: two places and more, two years, a trend.

Figures are set side by side only if they have the same unit; what is missing is said and never counts as 0; every
derived figure prints its formula.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from parser.ask.compose import Draft, amount
from parser.ask.figures import Figure, Finding, find, plain
from parser.ask.library import Library, Listed, Place
from parser.ask.places import Refusal
from parser.ask.single import TOGETHER, Result, explain, question
from parser.ask.understand import Asked, pick_year
from parser.ask.units import class_of
from parser.model.answer import Reason, Row

_TWO = 2
_LEAST_FOR_TREND = 2


@dataclass(frozen=True, slots=True)
class Held:
    """A figure of one report."""

    entry: Listed
    place: Place
    figure: Figure

    def row(self) -> Row:
        """It as a line of the answer."""
        return Row(
            self.figure.name,
            self.figure.value,
            self.figure.unit,
            self.place.name,
            self.place.code,
            self.entry.year,
        )

    @property
    def told(self) -> str:
        """It for people."""
        return f"{self.figure.said}{self.figure.unit or ''}"


def compare_places(asked: Asked, library: Library) -> Result:
    """The same quantity of two and more places in one year."""
    entries = _common_year(asked, library)
    if isinstance(entries, Refusal):
        return entries
    held: list[Held] = []
    for place, entry in zip(_told_apart(asked.places), entries, strict=True):
        found = find(library.shelf(entry), asked.words, asked.unit)
        if not isinstance(found, Figure):
            return _in_place(asked, place, entry, found)
        held.append(Held(entry, place, found))
    if len({class_of(h.figure.unit or "") for h in held}) > 1:
        return _unlike(held)
    return _compared(asked, held)


def _told_apart(places: Sequence[Place]) -> list[Place]:
    """Places of one name go by county and name."""
    names = [p.name for p in places]
    return [replace(p, name=p.full) if names.count(p.name) > 1 else p for p in places]


def _common_year(asked: Asked, library: Library) -> list[Listed] | Refusal:
    """One report of each place, all of the same year: the one asked, else the newest that all have."""
    by_year = [{e.year: e for e in library.of_place(p)} for p in asked.places]
    common = set.intersection(*(set(years) for years in by_year))
    wanted = asked.years.years[0] if asked.years.years else max((y for y in common if y), default=None)
    if len(asked.years.years) > 1:
        return Refusal(Reason.NOT_UNDERSTOOD, "几个地方和几个年份一起比，还看不懂。请一次比一年。")
    if wanted is None or wanted not in common:
        held = "；".join(
            f"{p.name}有{'、'.join(f'{y}年' for y in sorted(y for y in years if y))}"
            for p, years in zip(asked.places, by_year, strict=True)
        )
        return Refusal(Reason.YEAR_NOT_INDEXED, f"没有这几个地方同一年的报告。已收录：{held}。")
    return [years[wanted] for years in by_year]


def _in_place(asked: Asked, place: Place, entry: Listed, found: Finding) -> Refusal:
    return explain(found, replace(asked, places=(place,)), entry)


def _unlike(held: Sequence[Held]) -> Refusal:
    each = "，".join(f"{h.place.name}按“{h.figure.unit or '（没写单位）'}”计" for h in held)
    options = tuple(question(h.place, h.entry, h.figure.name, h.figure.unit) for h in held)
    return Refusal(Reason.UNIT_MISMATCH, f"单位不同，不能比：{each}。可以分别问：", options)


def _compared(asked: Asked, held: Sequence[Held]) -> Draft:
    ranked = sorted(held, key=lambda h: -h.figure.value)
    first, last = ranked[0], ranked[-1]
    name, year = first.figure.name, first.entry.year
    if first.figure.value == last.figure.value:
        head = f"{year}年{name}：{'、'.join(h.place.name for h in held)}一样多，都是{first.told}"
    else:
        head = f"{year}年{name}：{'，'.join(f'{h.place.name}{h.told}' for h in ranked)}"
    gap = first.figure.value - last.figure.value
    if any(t.text in TOGETHER for t in asked.tokens):
        return _together(asked, held)
    lines = [f"{first.place.name}比{last.place.name}多：{_minus(first, last)}"] if gap else []
    wanted = _wanted_gap(asked, held)
    return Draft(
        head, ("、".join(p.told for p in asked.places), f"{year}年度", name), tuple(lines),
        value=wanted, unit=first.figure.unit if wanted is not None else None, year=year,
        rows=tuple(h.row() for h in ranked), approximate=any(h.figure.approximate for h in held),
        warnings=warnings_of(held), evidence=tuple(h.figure.evidence[0] for h in ranked),
    )  # fmt: skip


def _wanted_gap(asked: Asked, held: Sequence[Held]) -> Decimal | None:
    """The difference, if it is asked: 甲比乙多多少 wants the first less the second, 差多少 the distance."""
    cues = asked.cues()
    amount_asked = any(t.kind == "ask" for t in asked.tokens) and cues & {"more", "less"} and "versus" in cues
    if len(held) != _TWO or not ("gap" in cues or amount_asked):
        return None
    gap = held[0].figure.value - held[1].figure.value
    said = "".join(t.text for t in asked.tokens if set(t.codes) & {"gap", "more", "less"}).replace("多少", "")
    if "多" in said:
        return gap
    return -gap if "少" in said else abs(gap)


def _together(asked: Asked, held: Sequence[Held]) -> Draft:
    """The sum of some places' figures."""
    summed = sum((h.figure.value for h in held), Decimal(0))
    name, unit = held[0].figure.name, held[0].figure.unit
    formula = "+".join(plain(h.figure.value) for h in held) + f"={amount(summed, unit)}"
    return Draft(
        f"{'、'.join(h.place.name for h in held)}{held[0].entry.year}年{name}合计：{amount(summed, unit)}",
        ("、".join(p.told for p in asked.places), f"{held[0].entry.year}年度", name), (f"算法：{formula}",),
        value=summed, unit=unit, year=held[0].entry.year, rows=tuple(h.row() for h in held),
        approximate=any(h.figure.approximate for h in held), warnings=warnings_of(held),
        evidence=tuple(h.figure.evidence[0] for h in held),
    )  # fmt: skip


def warnings_of(held: Sequence[Held]) -> tuple[str, ...]:
    """The warnings of some figures, each once."""
    return tuple(dict.fromkeys(w for h in held for w in h.figure.warnings))


def compare_years(asked: Asked, library: Library) -> Result:
    """The same quantity of one place in two years; the later less the earlier."""
    held_years = [e.year for e in asked.entries if e.year]
    years = sorted(set(asked.years.years))
    if len(years) == 1 and not _is_base(asked):
        years = [years[0] - 1, years[0]]
    if len(years) == 1:
        others = [y for y in held_years if y != years[0]]
        newest = max(held_years, default=years[0])
        years = sorted({years[0], newest if newest != years[0] else max(others, default=years[0] - 1)})
    entries = [e for e in asked.entries if e.year in years]
    if len(entries) < len(years) or len(years) != _TWO:
        missing = "、".join(f"{y}年" for y in years if y not in held_years) or "第二个年份"
        known = "、".join(f"{y}年" for y in held_years)
        text = f"还没有收录{asked.place.name}{missing}的年度报告，已收录：{known}。"
        return Refusal(Reason.YEAR_NOT_INDEXED, text)
    held = _each(asked, library, entries)
    return held if isinstance(held, Refusal) else _change(asked, *held)


def _is_base(asked: Asked) -> bool:
    """Whether the one year named is what is compared with (比2022年多多少), not what is compared (2022年增加多少)."""
    versus = [t.start for t in asked.tokens if "versus" in t.codes]
    year = [t.start for t in asked.tokens if t.kind == "year"]
    return bool(versus and year) and versus[0] < year[0]


def _change(asked: Asked, early: Held, late: Held) -> Draft:
    gap = late.figure.value - early.figure.value
    unit, name = late.figure.unit, late.figure.name
    word = "增加" if gap > 0 else "减少" if gap < 0 else "持平"
    change = f"{word}{amount(abs(gap), unit)}" if gap else word
    told = f"{late.entry.year}年{late.told}，{early.entry.year}年{early.told}，{change}"
    both = (early, late)
    return Draft(
        f"{asked.place.name}{name}：{told}",
        (asked.place.told, f"{early.entry.year}年度与{late.entry.year}年度", name),
        (f"算法：{_minus(late, early)}",),
        value=_asked_change(asked, gap),
        unit=unit,
        organ=late.place.organ or late.place.name,
        division=late.place.code,
        year=late.entry.year,
        rows=tuple(h.row() for h in both),
        approximate=any(h.figure.approximate for h in both),
        warnings=warnings_of(both),
        evidence=tuple(h.figure.evidence[0] for h in both),
    )


def _asked_change(asked: Asked, gap: Decimal) -> Decimal:
    """多多少 wants the later less the earlier, 少多少 the reverse, 差多少 the distance."""
    cues = "".join(t.text for t in asked.tokens if "gap" in t.codes or "change" in t.codes)
    if re.search(r"[多增涨]", cues.replace("多少", "")):
        return gap
    return -gap if re.search(r"[减降]|少了|^少", cues.replace("多少", "")) else abs(gap)


def _minus(more: Held, less: Held) -> str:
    """The subtraction as it is printed."""
    gap = more.figure.value - less.figure.value
    return f"{plain(more.figure.value)}-{plain(less.figure.value)}={amount(gap, more.figure.unit)}"


def _each(asked: Asked, library: Library, entries: Sequence[Listed]) -> list[Held] | Refusal:
    """The figure of each of some reports of one place, all in one unit; the first trouble otherwise."""
    held: list[Held] = []
    for entry in entries:
        found = find(library.shelf(entry), asked.words, asked.unit)
        if not isinstance(found, Figure):
            return explain(found, asked, entry)
        held.append(Held(entry, asked.place, found))
    if len({class_of(h.figure.unit or "") for h in held}) > 1:
        return _unlike(held)
    return held


def sum_years(asked: Asked, library: Library) -> Result:
    """The sum of one place's figures over some years (all that there are, if none is named); only if every one is there."""
    picked = pick_year(asked) if asked.years.years or asked.years.recent else tuple(asked.entries)
    if isinstance(picked, Refusal):
        return picked
    absent = [f"{y}年" for y in asked.years.years if y not in {e.year for e in picked}]
    if absent or len(picked) < (asked.years.recent or 0):
        known = "、".join(f"{e.year}年" for e in asked.entries)
        text = f"还没有收录{asked.place.name}{'、'.join(absent) or '这么多年'}的年度报告，已收录：{known}。"
        return Refusal(Reason.YEAR_NOT_INDEXED, text)
    held = _each(asked, library, picked)
    return held if isinstance(held, Refusal) else _summed(asked, held)


def _summed(asked: Asked, held: Sequence[Held]) -> Draft:
    summed = sum((h.figure.value for h in held), Decimal(0))
    name, unit, years = (
        held[-1].figure.name,
        held[-1].figure.unit,
        f"{held[0].entry.year}—{held[-1].entry.year}年",
    )
    formula = "+".join(plain(h.figure.value) for h in held) + f"={amount(summed, unit)}"
    return Draft(
        f"{asked.place.name}{years}{name}合计：{amount(summed, unit)}", (asked.place.told, f"{years}各年度", name),
        (f"算法：{formula}",), value=summed, unit=unit, organ=asked.place.organ or asked.place.name,
        division=asked.place.code, rows=tuple(h.row() for h in held), warnings=warnings_of(held),
        approximate=any(h.figure.approximate for h in held), evidence=tuple(h.figure.evidence[0] for h in held),
    )  # fmt: skip


def rank_years(asked: Asked, library: Library) -> Result:
    """The year in which one place's figure was highest or lowest, of those that state it."""
    found = [(e, find(library.shelf(e), asked.words, asked.unit)) for e in asked.entries]
    held = [Held(e, asked.place, f) for e, f in found if isinstance(f, Figure)]
    if len(held) < _LEAST_FOR_TREND or len({class_of(h.figure.unit or "") for h in held}) > 1:
        return trend(asked, library)
    least = bool({"least", "less"} & asked.cues())
    order = sorted(held, key=lambda h: h.figure.value if least else -h.figure.value)
    first = [h for h in order if h.figure.value == order[0].figure.value]
    years, name = "、".join(f"{h.entry.year}年" for h in first), order[0].figure.name
    missing = [f"{e.year}年" for e, f in found if not isinstance(f, Figure)]
    lines = ["排名：" + "；".join(f"{h.entry.year}年{h.told}" for h in order)]
    lines += [f"没有数的年份：{'、'.join(missing)}"] if missing else []
    return Draft(
        f"{asked.place.name}已收录的{len(held)}年里，{name}{'最少' if least else '最多'}的是{years}：{order[0].told}",
        (asked.place.told, "各年度", name), tuple(lines), rows=tuple(h.row() for h in order),
        warnings=warnings_of(held), approximate=any(h.figure.approximate for h in held),
        organ=asked.place.name, division=asked.place.code, evidence=tuple(h.figure.evidence[0] for h in order),
    )  # fmt: skip


def trend(asked: Asked, library: Library) -> Result:
    """One place over its years, the missing ones named."""
    if any(t.text in TOGETHER for t in asked.tokens) and "change" not in asked.cues():
        return sum_years(asked, library)
    picked = pick_year(asked) if asked.years.years or asked.years.recent else tuple(asked.entries)
    if isinstance(picked, Refusal):
        return picked
    found = [(e, find(library.shelf(e), asked.words, asked.unit)) for e in picked]
    held = [Held(e, asked.place, f) for e, f in found if isinstance(f, Figure)]
    if len(picked) < _LEAST_FOR_TREND:
        return Refusal(Reason.YEAR_NOT_INDEXED, f"{asked.place.name}只收录了一年的报告，看不出变化。")
    if len(held) < _LEAST_FOR_TREND or len({class_of(h.figure.unit or "") for h in held}) > 1:
        entry, trouble = next(((e, f) for e, f in found if not isinstance(f, Figure)), (picked[-1], None))
        return explain(trouble, asked, entry) if trouble else _unlike(held)
    missing = [f"{e.year}年" for e, f in found if not isinstance(f, Figure)]
    missing += [f"{y}年（未收录）" for y in asked.years.years if y not in {e.year for e in picked}]
    head = f"{asked.place.name}历年{held[-1].figure.name}：" + "，".join(
        f"{h.entry.year}年{h.told}" for h in held
    )
    lines = (f"没有数的年份：{'、'.join(missing)}",) if missing else ()
    return Draft(
        head, (asked.place.told, f"{held[0].entry.year}—{held[-1].entry.year}年度", held[-1].figure.name), lines,
        rows=tuple(h.row() for h in held), warnings=warnings_of(held), approximate=any(h.figure.approximate for h in held),
        organ=asked.place.name, division=asked.place.code, evidence=tuple(h.figure.evidence[0] for h in held),
    )  # fmt: skip
