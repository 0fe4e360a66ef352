"""Answers over all townships of a region and a year: a ranking, a filter, a sum, a mean.

What was counted over is always printed; reports that do not state the figure, or not for certain, are named and
never counted as 0, and figures of another unit stay out.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from parser.ask import wide
from parser.ask.compose import Draft, amount
from parser.ask.figures import Figure, Finding, Several, Trouble, find, plain
from parser.ask.library import Library, Listed, atlas
from parser.ask.many import Held, warnings_of
from parser.ask.places import Refusal
from parser.ask.single import TOGETHER, Result
from parser.ask.tokens import PLACE_MARK
from parser.ask.understand import WHOLE_REGION, Asked
from parser.ask.units import class_of, fits
from parser.ask.wide import Scope
from parser.ask.years import YEAR_MARK
from parser.model.answer import Reason

_SHOWN = 10
_NAMED = 3


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


def _scope(asked: Asked, library: Library) -> Scope | Refusal:
    region = asked.regions[0] if asked.regions else ""
    years = library.index.years(region or None)
    if not years:
        return Refusal(Reason.NOTHING_INDEXED, "还没有收录任何乡镇的年度报告。")
    if asked.years.many or len(asked.years.years) > 1:
        return Refusal(Reason.NOT_UNDERSTOOD, "请一次问一个年份。")
    if not asked.years.years:
        year = next(
            (y for y in reversed(years) if library.index.coverage(region or None, y).reports > 1), years[-1]
        )
        return Scope(region, year, tuple(y for y in years if y != year))
    if asked.years.years[0] in years:
        return Scope(region, asked.years.years[0])
    known = "、".join(f"{y}年" for y in years)
    text = f"还没有收录{asked.years.years[0]}年的乡镇年度报告，已收录：{known}。"
    return Refusal(Reason.YEAR_NOT_INDEXED, text)


def _field(asked: Asked, library: Library, scope: Scope) -> Field | Refusal:
    entries = library.within(scope.region, scope.year)
    if not entries:
        return Refusal(Reason.NOTHING_INDEXED, "还没有收录这里乡镇的年度报告。")
    field = _measured(asked, library, scope, entries)
    return field if isinstance(field, Refusal) else replace(field, other_years=scope.other_years)


def _measured(asked: Asked, library: Library, scope: Scope, entries: Sequence[Listed]) -> Field | Refusal:
    found = [(e, find(library.shelf(e), asked.words, None)) for e in entries]
    several = next(((e, f) for e, f in found if isinstance(f, Several)), None)
    held = [Held(e, library.place(e.division or ""), f) for e, f in found if isinstance(f, Figure)]
    if not held:
        return _nobody(asked, scope.year, found, several)
    units = Counter(class_of(h.figure.unit or "") for h in held)
    ties = [u for u, n in units.items() if n == max(units.values())]
    chosen = class_of(asked.unit) if asked.unit else ties[0]
    same = tuple(
        h
        for h in held
        if class_of(h.figure.unit or "") == chosen or (asked.unit and fits(asked.unit, h.figure.unit))
    )
    if not same:
        return Refusal(
            Reason.UNIT_MISMATCH,
            f"没有报告按“{asked.unit}”写这个数，有的单位是：{'、'.join(h.figure.unit or '' for h in held[:5])}。",
        )
    if not asked.unit and len(ties) > 1:
        names = "、".join(f"“{u}”" for u in ties)
        return Refusal(Reason.UNIT_MISMATCH, f"各报告的单位不同（{names}），不能一起比。请说明按哪个单位。")
    return Field(scope.region, scope.year, len(entries), same, len(held) - len(same))


def _nobody(
    asked: Asked,
    year: int,
    found: Sequence[tuple[Listed, Finding]],
    several: tuple[Listed, Finding] | None,
) -> Refusal:
    if several:
        finding = several[1]
        names = finding.names if isinstance(finding, Several) else ()
        template = asked.text.replace(YEAR_MARK, f"{year}年").replace(PLACE_MARK, "")
        words = "".join(w.text for w in asked.words)
        options = tuple(template.replace(words, n) for n in names) if words in template else ()
        return Refusal(
            Reason.NOT_UNDERSTOOD, "这个问题可以有几种意思，请选一个：", options, choose=bool(options)
        )
    blank = all(isinstance(f, Trouble) and f.reason is Reason.BLANK for _, f in found)
    return Refusal(
        Reason.BLANK if blank else Reason.NOT_STATED,
        f"{year}年的{len(found)}份报告都没有写明“{''.join(w.text for w in asked.words)}”的数。",
    )


def _draft(field: Field, head: str, rows: Sequence[Held], lines: Sequence[str] = ()) -> Draft:
    name = field.held[0].figure.name
    return Draft(
        head, (wide.name_of(field.region), f"{field.year}年度", name), (*lines, field.counted), year=field.year,
        rows=tuple(h.row() for h in rows), warnings=warnings_of(rows), approximate=any(h.figure.approximate for h in rows),
        evidence=tuple(h.figure.evidence[0] for h in rows[:3]),
    )  # fmt: skip


def rank(asked: Asked, library: Library) -> Result:
    """The first ones; ties are shown, and the number asked (前5) is kept."""
    scope, least = _scope(asked, library), bool({"least", "less"} & asked.cues())
    if isinstance(scope, Refusal):
        return scope
    if wide.is_wide(library, scope):
        return wide.rank(asked, library, scope, least=least)
    field = _field(asked, library, scope)
    if isinstance(field, Refusal):
        return field
    order = sorted(
        field.held, key=lambda h: (h.figure.value if least else -h.figure.value, h.place.code or "")
    )
    shown = int(asked.numbers[0].value or 0) if asked.numbers else _SHOWN
    rows = order[: max(1, min(shown, _SHOWN))]
    first = [h for h in order if h.figure.value == order[0].figure.value]
    leaders = "、".join(h.place.full for h in first[:_NAMED]) + (
        f"等{len(first)}个并列" if len(first) > _NAMED else "（并列）" if len(first) > 1 else ""
    )
    head = f"{field.year}年{rows[0].figure.name}{'最少' if least else '最多'}：{leaders}，{first[0].told}"
    listing = wide.numbered(order)
    last = shown if asked.numbers else len(order)
    draft = _draft(field, head, rows, [f"排名：{'；'.join(listing[: len(rows)])}"])
    return replace(draft, tail=listing[len(rows) : last])


_TESTS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "above": lambda value, bound: value > bound,
    "below": lambda value, bound: value < bound,
    "atleast": lambda value, bound: value >= bound,
    "atmost": lambda value, bound: value <= bound,
    "equal": lambda value, bound: value == bound,
    "nonzero": lambda value, _bound: value != 0,
}
_LEAST = Decimal("0.000001")
"""Fees have six decimals at most, all other cells none."""
_BOUNDS: dict[str, Callable[[Decimal], tuple[Decimal | None, Decimal | None]]] = {
    "above": lambda bound: (bound + _LEAST, None),
    "below": lambda bound: (None, bound - _LEAST),
    "atleast": lambda bound: (bound, None),
    "atmost": lambda bound: (None, bound),
    "equal": lambda bound: (bound, bound),
    "nonzero": lambda _bound: (_LEAST, None),
}
_WORDS = {
    "above": "大于",
    "below": "小于",
    "atleast": "不少于",
    "atmost": "不多于",
    "equal": "等于",
    "nonzero": "不为",
}


def select(asked: Asked, library: Library) -> Result:
    """The places over or under a bound."""
    name = next(c for c in _TESTS if c in asked.cues())
    bound = asked.numbers[0].value if asked.numbers else Decimal(0)
    return _selected(asked, library, name, bound if bound is not None else Decimal(0))


def select_none(asked: Asked, library: Library) -> Result:
    """没收到申请的乡镇: the places that say 0, in a figure or in words."""
    if any("除了" in t.codes for t in asked.tokens if t.kind == "negation"):
        return Refusal(Reason.NOT_UNDERSTOOD, "带“除了、不算”这类排除的问法，我还不敢作答，怕算错。")
    return _selected(asked, library, "equal", Decimal(0))


def select_some(asked: Asked, library: Library) -> Result:
    """有行政处罚的乡镇: the places with more than 0."""
    return _selected(asked, library, "above", Decimal(0))


def _selected(asked: Asked, library: Library, test: str, bound: Decimal) -> Result:
    scope = _scope(asked, library)
    if isinstance(scope, Refusal):
        return scope
    if wide.is_wide(library, scope):
        what = f"{_WORDS[test]}{plain(bound)}"
        return wide.select(asked, library, scope, _BOUNDS[test](bound), what)
    field = _field(asked, library, scope)
    if isinstance(field, Refusal):
        return field
    chosen = sorted(
        (h for h in field.held if _TESTS[test](h.figure.value, bound)),
        key=lambda h: (-h.figure.value, h.place.code or ""),
    )
    name, what = field.held[0].figure.name, f"{_WORDS[test]}{amount(bound, field.held[0].figure.unit)}"
    if not chosen:
        return _draft(field, f"{field.year}年{name}{what}的：没有", [])
    listing = tuple(f"{h.place.full}{h.told}" for h in chosen)
    head = f"{field.year}年{name}{what}的有{len(chosen)}个：{'、'.join(listing[:_SHOWN])}"
    head += "等" if len(chosen) > _SHOWN else ""
    return replace(_draft(field, head, chosen), tail=listing[_SHOWN:])


def region(asked: Asked, library: Library) -> Result:
    """A county's figure: its own report is not a township's, so only the sum of its townships is offered, unless asked."""
    if any(t.text in (*TOGETHER, *WHOLE_REGION) for t in asked.tokens):
        return total(asked, library)
    name = _named_region(asked)
    year = "和".join(f"{y}年" for y in asked.years.years)
    words = "".join(w.text for w in asked.words)
    option = f"{name}{year}各乡镇{words}合计多少{asked.unit or ''}"
    return Refusal(
        Reason.PLACE_MISSING,
        f"{name}下辖的乡镇各有各的报告。请说明是哪个乡镇。",
        (option,),
    )


def _named_region(asked: Asked) -> str:
    return "".join(d.name for d in atlas().path(asked.regions[0])[-1:])


def total(asked: Asked, library: Library) -> Result:
    """The sum over a region, with what it was counted over."""
    return _aggregate(asked, library, average=False)


def average(asked: Asked, library: Library) -> Result:
    """The mean over the reports that state the figure."""
    return _aggregate(asked, library, average=True)


def _aggregate(asked: Asked, library: Library, *, average: bool) -> Result:
    scope = _scope(asked, library)
    if isinstance(scope, Refusal):
        return scope
    if wide.is_wide(library, scope):
        return wide.total(asked, library, scope, average=average)
    field = _field(asked, library, scope)
    if isinstance(field, Refusal):
        return field
    values = [h.figure.value for h in field.held]
    summed = sum(values, Decimal(0))
    result = Decimal(plain((summed / len(values)).quantize(Decimal("0.01")))) if average else summed
    unit, name = field.held[0].figure.unit, field.held[0].figure.name
    shown = "+".join(amount(v, None) for v in values[:_SHOWN]) + ("+…" if len(values) > _SHOWN else "")
    formula = (
        f"算法：（{shown}）÷{len(values)}={amount(result, unit)}"
        if average
        else f"算法：{shown}={amount(result, unit)}"
    )
    counted = f"已收录的{len(values)}份报告里，" if field.region else ""
    head = f"{wide.name_of(field.region)}{field.year}年{counted}{name}{'平均' if average else '合计'}：{amount(result, unit)}"
    rows = sorted(field.held, key=lambda h: -h.figure.value)
    return replace(_draft(field, head, rows, [formula]), value=result, unit=unit)
