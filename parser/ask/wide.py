"""Rankings, filters and sums over more reports than can be read one by one: by the index's own columns.

Single cells of the form are ranked so; each row shown is read and checked like any other figure, and a report
whose sentence contradicts its cell is left out and counted. What was disclosed in all stands in the texts alone: there
the index tells each report's largest figure in the unit asked, and reports are read in that order until none that is
left can come before those found. Anything else over so many reports is declined.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from parser.ask import concepts
from parser.ask.compose import Draft, amount
from parser.ask.concepts import Concept
from parser.ask.figures import Figure, find
from parser.ask.library import Library, atlas
from parser.ask.many import Held, warnings_of
from parser.ask.matching import asks_for_total
from parser.ask.places import Refusal
from parser.ask.understand import Asked
from parser.ask.units import all_fitting, fits
from parser.index import Ranked
from parser.model.answer import Reason

Bounds = tuple[Decimal | None, Decimal | None]
MANY = 400
"""Reports of one year that are still read one by one."""
_SHOWN = 10
_SPARE = 10
_READ = 200
"""Reports that are read for one ranking of what only their texts tell."""
_TOO_MANY = "范围内的报告太多，这一项不能全国一起比。请指明一个县再问。"


@dataclass(frozen=True, slots=True)
class Scope:
    """The region ("" for all) and the year asked, and the other years that there are if none was said."""

    region: str
    year: int
    other_years: tuple[int, ...] = ()


def is_wide(library: Library, scope: Scope) -> bool:
    """Whether a region has too many reports of a year to read each."""
    return library.index.coverage(scope.region or None, scope.year).reports > MANY


def concept_of(asked: Asked) -> Concept | None:
    """The one cell that a question measures."""
    codes = {(w.kind, code) for w in asked.words for code in w.codes}
    kinds = {w.kind for w in asked.words}
    if kinds & {"piece", "channel", "thing", "soft", "charge"}:
        return None
    silent = ("do", "decide", "case", "count", "collect")
    meant = concepts.read({c for c in codes if c[0] not in silent})
    return meant[0] if len(meant) == 1 and len(meant[0].cells) == 1 else None


def rank(asked: Asked, library: Library, scope: Scope, *, least: bool) -> Draft | Refusal:
    """The first ten by a cell, or by all that was disclosed."""
    concept = concept_of(asked)
    if concept is None:
        return _rank_disclosed(asked, library, scope, least=least)
    found = library.index.ranking(
        concept.cells[0], year=scope.year, division=scope.region, limit=_SHOWN + _SPARE, lowest=least
    )
    held = _checked(asked, library, found.rows)
    if not held:
        return Refusal(Reason.NOT_STATED, f"{scope.year}年的报告都没有写明“{concept.name}”的数。")
    told = f"{concept.name}{'最少' if least else '最多'}"
    counted = _counted(found.stated, found.reports)
    return _ranking(asked, scope, (concept.name, told, counted), held, tied=bool(found.tied))


def _ranking(
    asked: Asked, scope: Scope, texts: tuple[str, str, str], held: Sequence[Held], *, tied: bool
) -> Draft:
    """Ranked figures as an answer; ``texts`` say what was ranked, of what they are the first, and what was counted."""
    name, told, counted = texts
    shown = _wanted(asked)
    rows, first = held[: max(1, min(shown, _SHOWN))], held[0]
    tied = tied or sum(h.figure.value == first.figure.value for h in held) > 1
    head = f"{scope.year}年{told}：{first.place.full}，{first.told}" + ("（有并列）" if tied else "")
    listing = numbered(held)
    lines = [f"排名：{'；'.join(listing[: len(rows)])}", counted]
    last = shown if asked.numbers else len(held)
    return replace(_draft(scope, name, head, rows, lines), tail=listing[len(rows) : last])


def _wanted(asked: Asked) -> int:
    """How many rows are asked for."""
    return int(asked.numbers[0].value or _SHOWN) if asked.numbers else _SHOWN


def _rank_disclosed(asked: Asked, library: Library, scope: Scope, *, least: bool) -> Draft | Refusal:
    """The first ones by all that was disclosed, in the unit asked."""
    if least or not asks_for_total(asked.words):
        return Refusal(Reason.NOT_UNDERSTOOD, _TOO_MANY)
    if not asked.unit:
        text = "各报告的单位不同，不能一起比。请说明按哪个单位，如“公开多少条最多”或“公示多少次最多”。"
        return Refusal(Reason.UNIT_MISMATCH, text)
    held = _highest(asked, library, scope, max(1, _wanted(asked)), asked.unit)
    if held is None:
        return Refusal(Reason.NOT_UNDERSTOOD, _TOO_MANY)
    if not held:
        return Refusal(Reason.NOT_STATED, f"{scope.year}年的报告都没有按“{asked.unit}”写明这个数。")
    reports = library.index.coverage(scope.region or None, scope.year).reports
    counted = f"按已收录的{reports}份报告，没有按“{asked.unit}”写明或不能确定的不参加比较（不当作0）"
    name = held[0].figure.name
    return _ranking(asked, scope, (name, f"{name}最多", counted), held, tied=False)


def _highest(asked: Asked, library: Library, scope: Scope, count: int, unit: str) -> list[Held] | None:
    """At least so many of the highest figures, and all that tie with the last; None if too many reports must be read."""
    likely = library.index.largest_facts(
        all_fitting(unit), year=scope.year, division=scope.region, limit=_READ
    )
    held: list[Held] = []
    for row in likely:
        if len(held) >= count and row.value < held[count - 1].figure.value:
            return held
        figure = find(library.shelf(row.entry), asked.words, None)
        if isinstance(figure, Figure) and fits(unit, figure.unit):
            held.append(Held(row.entry, library.place(row.entry.division or ""), figure))
            held.sort(key=lambda h: (-h.figure.value, h.place.code or ""))
    return held if len(likely) < _READ else None


def numbered(held: Sequence[Held]) -> tuple[str, ...]:
    """The places of a ranking, one item each."""
    return tuple(f"{i}.{h.place.full}{h.told}" for i, h in enumerate(held, 1))


def select(asked: Asked, library: Library, scope: Scope, bounds: Bounds, what: str) -> Draft | Refusal:
    """The places whose cell lies between two bounds, both included."""
    concept = concept_of(asked)
    if concept is None:
        return Refusal(Reason.NOT_UNDERSTOOD, _TOO_MANY)
    found, count = library.index.matching(
        concept.cells[0], year=scope.year, division=scope.region, low=bounds[0], high=bounds[1], limit=_SHOWN
    )
    held = _checked(asked, library, found.rows)
    listing = "、".join(f"{h.place.full}{h.told}" for h in held)
    head = f"{scope.year}年{concept.name}{what}的有{count}个{f'，如：{listing}' if held else ''}"
    return _draft(scope, concept.name, head, held, [_counted(found.stated, found.reports)])


def total(asked: Asked, library: Library, scope: Scope, *, average: bool) -> Draft | Refusal:
    """The sum or mean of a cell."""
    concept = concept_of(asked)
    if concept is None:
        return Refusal(Reason.NOT_UNDERSTOOD, _TOO_MANY)
    found = library.index.total(concept.cells[0], year=scope.year, division=scope.region)
    if found.value is None or not found.stated:
        return Refusal(Reason.NOT_STATED, f"{scope.year}年的报告都没有写明“{concept.name}”的数。")
    value = (found.value / found.stated).quantize(Decimal("0.01")) if average else found.value
    head = f"{name_of(scope.region)}{scope.year}年{concept.name}{'平均' if average else '合计'}：{amount(value, concept.unit)}"
    told = _draft(scope, concept.name, head, (), [f"按表格数字。{_counted(found.stated, found.reports)}"])
    return Draft(told.head, told.reading, told.lines, value=value, unit=concept.unit, year=scope.year)


def _checked(asked: Asked, library: Library, rows: Sequence[Ranked]) -> list[Held]:
    """The rows whose report, read whole, gives the same figure."""
    held: list[Held] = []
    for row in rows:
        figure = find(library.shelf(row.entry), asked.words, asked.unit)
        if isinstance(figure, Figure) and figure.value == row.value and row.entry.division:
            held.append(Held(row.entry, library.place(row.entry.division), figure))
    return held


def _counted(stated: int, reports: int) -> str:
    rest = reports - stated
    return f"按已收录的{reports}份报告，其中{stated}份有数" + (
        f"，{rest}份没有填写（不当作0）" if rest else ""
    )


def name_of(region: str) -> str:
    """A region for people."""
    return "".join(d.name for d in atlas().path(region)[-1:]) if region else "全部已收录乡镇"


def _draft(scope: Scope, name: str, head: str, rows: Sequence[Held], lines: Sequence[str]) -> Draft:
    return Draft(
        head,
        (name_of(scope.region), f"{scope.year}年度", name),
        tuple(lines),
        year=scope.year,
        rows=tuple(h.row() for h in rows),
        warnings=warnings_of(rows),
        evidence=tuple(h.figure.evidence[0] for h in rows[:3]),
    )
