"""Answers from many reports: two places, two years, a trend, a ranking, a filter, a sum.

Figures are set side by side only if they have the same unit; what is missing is said and never counts as 0; every
derived figure prints its formula or what it was counted over.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from parser.ask.compose import Draft, amount
from parser.ask.figures import Figure, Finding, Several, Trouble, find, plain
from parser.ask.library import Library, Listed, Place, atlas
from parser.ask.places import Refusal
from parser.ask.single import Result, explain, question
from parser.ask.understand import Asked, pick_year
from parser.ask.units import class_of, fits
from parser.model.answer import Reason, Row

_SHOWN = 10
_LEAST_FOR_TREND = 2


@dataclass(frozen=True, slots=True)
class Held:
    """A figure of one report."""

    entry: Listed
    place: Place
    figure: Figure

    def row(self) -> Row:
        """It as a line of the answer."""
        return Row(self.figure.name, self.figure.value, self.figure.unit, self.place.name, self.place.code, self.entry.year)

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
    for place, entry in zip(asked.places, entries, strict=True):
        found = find(library.shelf(entry), asked.words, asked.unit)
        if not isinstance(found, Figure):
            return _in_place(asked, place, entry, library, found)
        held.append(Held(entry, place, found))
    if len({class_of(h.figure.unit or "") for h in held}) > 1:
        return _unlike(held)
    return _compared(asked, held)


def _common_year(asked: Asked, library: Library) -> list[Listed] | Refusal:
    """One report of each place, all of the same year: the one asked, else the newest that all have."""
    by_year = [{e.year: e for e in library.of_place(p)} for p in asked.places]
    common = set.intersection(*(set(years) for years in by_year))
    wanted = asked.years.years[0] if asked.years.years else max((y for y in common if y), default=None)
    if len(asked.years.years) > 1:
        return Refusal(Reason.NOT_UNDERSTOOD, "几个地方和几个年份一起比，还看不懂。请一次比一年。")
    if wanted is None or wanted not in common:
        held = "；".join(f"{p.name}有{'、'.join(f'{y}年' for y in sorted(y for y in years if y))}" for p, years in zip(asked.places, by_year, strict=True))
        return Refusal(Reason.YEAR_NOT_INDEXED, f"没有这几个地方同一年的报告。已收录：{held}。")
    return [years[wanted] for years in by_year]


def _in_place(asked: Asked, place: Place, entry: Listed, library: Library, found: Finding) -> Refusal:
    return explain(found, replace(asked, places=(place,)), entry, library.shelf(entry))


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
    lines = [f"{first.place.name}比{last.place.name}多：{amount(first.figure.value, None)}-{amount(last.figure.value, None)}={amount(gap, first.figure.unit)}"] if gap else []
    wants_gap = "gap" in asked.cues() and len(held) == 2  # noqa: PLR2004 - a gap is between two
    return Draft(
        head, ("、".join(p.told for p in asked.places), f"{year}年度", name), tuple(lines),
        value=gap if wants_gap else None, unit=first.figure.unit if wants_gap else None, year=year,
        rows=tuple(h.row() for h in ranked), approximate=any(h.figure.approximate for h in held),
        warnings=_warnings(held), evidence=tuple(h.figure.evidence[0] for h in ranked),
    )  # fmt: skip


def _warnings(held: Sequence[Held]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(w for h in held for w in h.figure.warnings))


def compare_years(asked: Asked, library: Library) -> Result:
    """The same quantity of one place in two years; the later less the earlier."""
    held_years = [e.year for e in asked.entries if e.year]
    years = sorted(set(asked.years.years))
    if len(years) == 1:
        others = [y for y in held_years if y != years[0]]
        newest = max(held_years, default=years[0])
        years = sorted({years[0], newest if newest != years[0] else max(others, default=years[0] - 1)})
    entries = [e for e in asked.entries if e.year in years]
    if len(entries) < len(years) or len(years) != 2:  # noqa: PLR2004 - two years are compared
        missing = "、".join(f"{y}年" for y in years if y not in held_years)
        return Refusal(Reason.YEAR_NOT_INDEXED, f"还没有收录{asked.place.name}{missing or '第二个年份'}的年度报告，已收录：{'、'.join(f'{y}年' for y in held_years)}。")
    held = _each(asked, library, entries)
    if isinstance(held, Refusal):
        return held
    early, late = held
    gap = late.figure.value - early.figure.value
    word = "增加" if gap > 0 else "减少" if gap < 0 else "持平"
    head = f"{asked.place.name}{late.figure.name}：{late.entry.year}年{late.told}，{early.entry.year}年{early.told}，{word}{amount(abs(gap), late.figure.unit) if gap else ''}"
    return Draft(
        head, (asked.place.told, f"{early.entry.year}年度与{late.entry.year}年度", late.figure.name),
        (f"算法：{amount(late.figure.value, None)}-{amount(early.figure.value, None)}={amount(gap, late.figure.unit)}",),
        value=abs(gap), unit=late.figure.unit, organ=late.place.organ or late.place.name, division=late.place.code, year=late.entry.year,
        rows=tuple(h.row() for h in held), approximate=any(h.figure.approximate for h in held), warnings=_warnings(held),
        evidence=tuple(h.figure.evidence[0] for h in held),
    )  # fmt: skip


def _each(asked: Asked, library: Library, entries: Sequence[Listed]) -> list[Held] | Refusal:
    """The figure of each of some reports of one place, all in one unit; the first trouble otherwise."""
    held: list[Held] = []
    for entry in entries:
        found = find(library.shelf(entry), asked.words, asked.unit)
        if not isinstance(found, Figure):
            return explain(found, asked, entry, library.shelf(entry))
        held.append(Held(entry, asked.place, found))
    if len({class_of(h.figure.unit or "") for h in held}) > 1:
        return _unlike(held)
    return held


def trend(asked: Asked, library: Library) -> Result:
    """One place over its years, the missing ones named."""
    picked = pick_year(asked) if asked.years.years or asked.years.recent else tuple(asked.entries)
    if isinstance(picked, Refusal):
        return picked
    found = [(e, find(library.shelf(e), asked.words, asked.unit)) for e in picked]
    held = [Held(e, asked.place, f) for e, f in found if isinstance(f, Figure)]
    if len(picked) < _LEAST_FOR_TREND:
        return Refusal(Reason.YEAR_NOT_INDEXED, f"{asked.place.name}只收录了一年的报告，看不出变化。")
    if len(held) < _LEAST_FOR_TREND or len({class_of(h.figure.unit or "") for h in held}) > 1:
        entry, trouble = next(((e, f) for e, f in found if not isinstance(f, Figure)), (picked[-1], None))
        return explain(trouble, asked, entry, library.shelf(entry)) if trouble else _unlike(held)
    missing = [f"{e.year}年" for e, f in found if not isinstance(f, Figure)]
    missing += [f"{y}年（未收录）" for y in asked.years.years if y not in {e.year for e in picked}]
    head = f"{asked.place.name}历年{held[-1].figure.name}：" + "，".join(f"{h.entry.year}年{h.told}" for h in held)
    lines = (f"没有数的年份：{'、'.join(missing)}",) if missing else ()
    return Draft(
        head, (asked.place.told, f"{held[0].entry.year}—{held[-1].entry.year}年度", held[-1].figure.name), lines,
        rows=tuple(h.row() for h in held), warnings=_warnings(held), approximate=any(h.figure.approximate for h in held),
        organ=asked.place.name, division=asked.place.code, evidence=tuple(h.figure.evidence[0] for h in held),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Field:
    """All townships' reports of a region and year, those with a figure in the chosen unit, and the others' number."""

    region: str
    year: int
    reports: int
    held: tuple[Held, ...]
    other_units: int
    other_years: tuple[int, ...] = ()

    @property
    def counted(self) -> str:
        """What the answer was counted over."""
        rest = self.reports - len(self.held) - self.other_units
        parts = [f"按已收录的{self.reports}份{self.year}年报告，其中{len(self.held)}份有数"]
        parts += [f"{self.other_units}份单位不同、不参加比较"] if self.other_units else []
        parts += [f"{rest}份没有写明或不能确定（不当作0）"] if rest else []
        others = "、".join(f"{y}年" for y in reversed(self.other_years))
        return "，".join(parts) + (f"。没有说年份，取最新一年；还收录了{others}" if others else "")


def _field(asked: Asked, library: Library) -> Field | Refusal:
    region = asked.regions[0] if asked.regions else ""
    entries = library.within(region)
    years = sorted({e.year for e in entries if e.year})
    if not entries:
        return Refusal(Reason.NOTHING_INDEXED, "还没有收录任何乡镇的年度报告。")
    if asked.years.many or len(asked.years.years) > 1:
        return Refusal(Reason.NOT_UNDERSTOOD, "请一次问一个年份。")
    year = asked.years.years[0] if asked.years.years else years[-1]
    if year not in years:
        return Refusal(Reason.YEAR_NOT_INDEXED, f"还没有收录{year}年的乡镇年度报告，已收录：{'、'.join(f'{y}年' for y in years)}。")
    field = _measured(asked, library, region, year, [e for e in entries if e.year == year])
    if isinstance(field, Refusal) or asked.years.years:
        return field
    return replace(field, other_years=tuple(y for y in years if y != year))


def _measured(asked: Asked, library: Library, region: str, year: int, entries: Sequence[Listed]) -> Field | Refusal:
    found = [(e, find(library.shelf(e), asked.words, None)) for e in entries]
    several = next(((e, f) for e, f in found if isinstance(f, Several)), None)
    held = [Held(e, library.place(e.division or ""), f) for e, f in found if isinstance(f, Figure)]
    if not held:
        return _nobody(asked, library, year, found, several)
    units = Counter(class_of(h.figure.unit or "") for h in held)
    ties = [u for u, n in units.items() if n == max(units.values())]
    chosen = class_of(asked.unit) if asked.unit else ties[0]
    same = tuple(h for h in held if class_of(h.figure.unit or "") == chosen or (asked.unit and fits(asked.unit, h.figure.unit)))
    if not same:
        return Refusal(Reason.UNIT_MISMATCH, f"没有报告按“{asked.unit}”写这个数，有的单位是：{'、'.join(h.figure.unit or '' for h in held[:5])}。")
    if not asked.unit and len(ties) > 1:
        names = "、".join(f"“{u}”" for u in ties)
        return Refusal(Reason.UNIT_MISMATCH, f"各报告的单位不同（{names}），不能一起比。请说明按哪个单位。")
    return Field(region, year, len(entries), same, len(held) - len(same))


def _nobody(asked: Asked, library: Library, year: int, found: Sequence[tuple[Listed, Finding]], several: tuple[Listed, Finding] | None) -> Refusal:
    if several:
        entry, finding = several
        names = finding.names if isinstance(finding, Several) else ()
        template = asked.text.replace("\ue001", f"{year}年").replace("\ue000", "")
        words = "".join(w.text for w in asked.words)
        options = tuple(template.replace(words, n) for n in names) if words in template else ()
        return Refusal(Reason.NOT_UNDERSTOOD, "这个问题可以有几种意思，请选一个：", options, choose=bool(options))
    blank = all(isinstance(f, Trouble) and f.reason is Reason.BLANK for _, f in found)
    return Refusal(Reason.BLANK if blank else Reason.NOT_STATED, f"{year}年的{len(found)}份报告都没有写明“{''.join(w.text for w in asked.words)}”的数。")


def _region_name(field: Field) -> str:
    return "".join(d.name for d in atlas().path(field.region)[-1:]) if field.region else "全部已收录乡镇"


def _draft(asked: Asked, field: Field, head: str, rows: Sequence[Held], lines: Sequence[str] = ()) -> Draft:
    name = field.held[0].figure.name
    return Draft(
        head, (_region_name(field), f"{field.year}年度", name), (*lines, field.counted), year=field.year,
        rows=tuple(h.row() for h in rows), warnings=_warnings(rows), approximate=any(h.figure.approximate for h in rows),
        evidence=tuple(h.figure.evidence[0] for h in rows[:3]),
    )  # fmt: skip


def rank(asked: Asked, library: Library) -> Result:
    """The first ones; ties are shown, and the number asked (前5) is kept."""
    field = _field(asked, library)
    if isinstance(field, Refusal):
        return field
    least = "least" in asked.cues()
    order = sorted(field.held, key=lambda h: (h.figure.value if least else -h.figure.value, h.place.code or ""))
    shown = int(asked.numbers[0].value or 0) if asked.numbers else _SHOWN
    rows = order[: max(1, min(shown, _SHOWN))]
    first = [h for h in order if h.figure.value == order[0].figure.value]
    leaders = "、".join(h.place.full for h in first[:3]) + (f"等{len(first)}个并列" if len(first) > 3 else "（并列）" if len(first) > 1 else "")  # noqa: PLR2004
    head = f"{field.year}年{rows[0].figure.name}{'最少' if least else '最多'}：{leaders}，{first[0].told}"
    listing = "；".join(f"{i}.{h.place.full}{h.told}" for i, h in enumerate(rows, 1))
    return _draft(asked, field, head, rows, [f"排名：{listing}"])


_TESTS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "above": lambda value, bound: value > bound,
    "below": lambda value, bound: value < bound,
    "atleast": lambda value, bound: value >= bound,
    "atmost": lambda value, bound: value <= bound,
    "equal": lambda value, bound: value == bound,
    "nonzero": lambda value, _bound: value != 0,
}
_WORDS = {"above": "大于", "below": "小于", "atleast": "不少于", "atmost": "不多于", "equal": "等于", "nonzero": "不为"}


def filter_(asked: Asked, library: Library) -> Result:
    """The places over or under a bound."""
    name = next(c for c in _TESTS if c in asked.cues())
    bound = asked.numbers[0].value if asked.numbers else Decimal(0)
    return _filtered(asked, library, name, bound if bound is not None else Decimal(0))


def filter_none(asked: Asked, library: Library) -> Result:
    """没收到申请的乡镇: the places that say 0, in a figure or in words."""
    if any("除了" in t.codes for t in asked.tokens if t.kind == "negation"):
        return Refusal(Reason.NOT_UNDERSTOOD, "带“除了、不算”这类排除的问法，我还不敢作答，怕算错。")
    return _filtered(asked, library, "equal", Decimal(0))


def filter_some(asked: Asked, library: Library) -> Result:
    """有行政处罚的乡镇: the places with more than 0."""
    return _filtered(asked, library, "above", Decimal(0))


def _filtered(asked: Asked, library: Library, test: str, bound: Decimal) -> Result:
    field = _field(asked, library)
    if isinstance(field, Refusal):
        return field
    chosen = sorted((h for h in field.held if _TESTS[test](h.figure.value, bound)), key=lambda h: (-h.figure.value, h.place.code or ""))
    name, what = field.held[0].figure.name, f"{_WORDS[test]}{amount(bound, field.held[0].figure.unit)}"
    if not chosen:
        return _draft(asked, field, f"{field.year}年{name}{what}的：没有", [])
    listing = "、".join(f"{h.place.full}{h.told}" for h in chosen[:_SHOWN])
    return _draft(asked, field, f"{field.year}年{name}{what}的有{len(chosen)}个：{listing}{'等' if len(chosen) > _SHOWN else ''}", chosen)


def region(asked: Asked, library: Library) -> Result:
    """A county's figure: its own report is not a township's, so only the sum of its townships is offered."""
    name = _named_region(asked)
    year = "和".join(f"{y}年" for y in asked.years.years)
    words = "".join(w.text for w in asked.words)
    option = f"{name}{year}各乡镇{words}合计多少{asked.unit or ''}"
    return Refusal(Reason.PLACE_MISSING, f"{name}下辖的乡镇各有各的报告。请说明是哪个乡镇，或者问已收录乡镇的合计：", (option,))


def _named_region(asked: Asked) -> str:
    return "".join(d.name for d in atlas().path(asked.regions[0])[-1:])


def total(asked: Asked, library: Library) -> Result:
    """The sum over a region, with what it was counted over."""
    return _aggregate(asked, library, average=False)


def average(asked: Asked, library: Library) -> Result:
    """The mean over the reports that state the figure."""
    return _aggregate(asked, library, average=True)


def _aggregate(asked: Asked, library: Library, *, average: bool) -> Result:
    field = _field(asked, library)
    if isinstance(field, Refusal):
        return field
    values = [h.figure.value for h in field.held]
    summed = sum(values, Decimal(0))
    result = Decimal(plain((summed / len(values)).quantize(Decimal("0.01")))) if average else summed
    unit, name = field.held[0].figure.unit, field.held[0].figure.name
    shown = "+".join(amount(v, None) for v in values[:_SHOWN]) + ("+…" if len(values) > _SHOWN else "")
    formula = f"算法：（{shown}）÷{len(values)}={amount(result, unit)}" if average else f"算法：{shown}={amount(result, unit)}"
    head = f"{_region_name(field)}{field.year}年{name}{'平均' if average else '合计'}：{amount(result, unit)}"
    rows = sorted(field.held, key=lambda h: -h.figure.value)
    return replace(_draft(asked, field, head, rows, [formula]), value=result, unit=unit)
