"""Rankings, filters and sums over more reports than can be read one by one: by the index's own columns.

Only single cells of the form are ranked so; each row shown is read and checked like any other figure, and a report
whose sentence contradicts its cell is left out and counted. Anything else over so many reports is declined.
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
from parser.ask.places import Refusal
from parser.ask.understand import Asked
from parser.index import Ranked
from parser.model.answer import Reason

Bounds = tuple[Decimal | None, Decimal | None]
MANY = 400
"""Reports of one year that are still read one by one."""
_SHOWN = 10
_SPARE = 10
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
    """The first ten by a cell."""
    concept = concept_of(asked)
    if concept is None:
        return Refusal(Reason.NOT_UNDERSTOOD, _TOO_MANY)
    found = library.index.ranking(
        concept.cells[0], year=scope.year, division=scope.region, limit=_SHOWN + _SPARE, lowest=least
    )
    held = _checked(asked, library, found.rows)
    if not held:
        return Refusal(Reason.NOT_STATED, f"{scope.year}年的报告都没有写明“{concept.name}”的数。")
    shown = int(asked.numbers[0].value or _SHOWN) if asked.numbers else _SHOWN
    rows, first = held[: max(1, min(shown, _SHOWN))], held[0]
    tied = sum(h.figure.value == first.figure.value for h in held) - 1 + found.tied
    head = f"{scope.year}年{concept.name}{'最少' if least else '最多'}：{first.place.full}，{first.told}" + (
        "（有并列）" if tied else ""
    )
    listing = numbered(held)
    lines = [f"排名：{'；'.join(listing[: len(rows)])}", _counted(found.stated, found.reports)]
    last = shown if asked.numbers else len(held)
    return replace(_draft(scope, concept, head, rows, lines), tail=listing[len(rows) : last])


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
    return _draft(scope, concept, head, held, [_counted(found.stated, found.reports)])


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
    told = _draft(scope, concept, head, (), [f"按表格数字。{_counted(found.stated, found.reports)}"])
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


def _draft(scope: Scope, concept: Concept, head: str, rows: Sequence[Held], lines: Sequence[str]) -> Draft:
    return Draft(
        head,
        (name_of(scope.region), f"{scope.year}年度", concept.name),
        tuple(lines),
        year=scope.year,
        rows=tuple(h.row() for h in rows),
        warnings=warnings_of(rows),
        evidence=tuple(h.figure.evidence[0] for h in rows[:3]),
    )
