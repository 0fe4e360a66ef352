"""Pages read from pictures, put together: as flat as print, so that the page composer can join them as it does a PDF's.

No two photos are taken from the same spot. The text of each page is therefore stretched to the same margins, and a
table that may go on from the page before is laid under it, before the pages are composed. Afterwards each cell gets
back the place where it stands in its own picture, and the doubt with which it was read.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from parser.model.document import Block, Grid, GridCell, Paragraph, Place
from parser.read.pictures.snapshot import Box, Field, Snapshot, Strip, Table
from parser.read.plane.flow import compose
from parser.read.plane.page import Char, Page, Rule

_LEFT, _RIGHT = 90.0, 505.0
"""Points: where the text of every page is stretched to."""
_WIDTH = 600.0
"""Of a stretched page: not A4's, so that its margins are not mixed with those of printed pages."""
_MANY = 5
_LONG = 0.6
_OUTSIDE = 4.0
_ALIKE = 0.06
_SIZE = 0.15
_SMALLEST = 30.0


@dataclass(frozen=True, slots=True)
class _Laid:
    """A field at its place on the flat page, and as it was."""

    box: Box
    field: Field


def put_together(pages: Sequence[Snapshot | Page]) -> tuple[Block, ...]:
    """The blocks of pages in order, some of them perhaps printed pages of the same document."""
    flat, fields = [], dict[int, list[_Laid]]()
    above: Table | None = None
    for position, page in enumerate(pages, 1):
        if isinstance(page, Page):
            flat.append(replace(page, number=position))
            above = None
            continue
        made, fields[position] = _flat(page, position, above)
        flat.append(made)
        above = _last(page, above)
    numbers = {position: page.number for position, page in enumerate(pages, 1)}
    return tuple(_as_sent(block, fields, numbers) for block in compose(flat))


def _last(page: Snapshot, above: Table | None) -> Table | None:
    """The last table of a page, where it would lie on the flat page."""
    if not page.tables:
        return None
    last = page.tables[-1]
    if len(page.tables) == 1 and above and _goes_on(page, above):
        return replace(last, box=(above.box[0], last.box[1], above.box[2], last.box[3]))
    return last


def _goes_on(page: Snapshot, above: Table) -> bool:
    """Whether the first table may continue the one above: as wide, and with no more than a line of text before it."""
    first = page.tables[0]
    one, two = above.box[2] - above.box[0], first.box[2] - first.box[0]
    return abs(one - two) < _ALIKE * one and sum(s.box[3] < first.box[1] for s in page.strips) <= 1


def _flat(page: Snapshot, position: int, above: Table | None) -> tuple[Page, list[_Laid]]:
    result, laid = Page(position, _WIDTH, page.height), list[_Laid]()
    for number, table in enumerate(page.tables):
        under = above.box if number == 0 and above and _goes_on(page, above) else table.box
        stretch = (under[2] - under[0]) / max(table.box[2] - table.box[0], 1.0)
        shift = under[0] - table.box[0] * stretch
        laid += [_Laid(_moved(f.box, stretch, shift), f) for f in table.fields]
        result.rules += [_moved_rule(rule, stretch, shift) for rule in table.rules]
    result.characters += [c for one in laid for c in _in_field(one.field.text, one.box)]
    strips = [_outside(strip, [table.box for table in page.tables]) for strip in _stretched(page)]
    result.characters += [c for strip in strips for c in _along(strip)]
    return result, laid


def _outside(strip: Strip, tables: Sequence[Box]) -> Strip:
    """A line of text, put above or below a table into which a warped page pushes it."""
    left, top, right, bottom = strip.box
    middle = (top + bottom) / 2
    for _, above, _, below in tables:
        if above <= middle <= below:
            aim = above - 1 if middle - above < below - middle else below + 1
            half = min((bottom - top) / 2, abs(aim - middle) + 1)
            return replace(strip, box=(left, aim - half, right, aim + half))
    return strip


def _moved(box: Box, stretch: float, shift: float) -> Box:
    return box[0] * stretch + shift, box[1], box[2] * stretch + shift, box[3]


def _moved_rule(rule: Rule, stretch: float, shift: float) -> Rule:
    if rule.horizontal:
        return rule._replace(start=rule.start * stretch + shift, end=rule.end * stretch + shift)
    return rule._replace(at=rule.at * stretch + shift)


def _in_field(text: str, box: Box) -> list[Char]:
    """The characters of a field on one line in its middle."""
    left, top, right, bottom = box
    bare = [c for c in text if not c.isspace()]
    if not bare:
        return []
    width = min(10.0, (right - left) * 0.9 / len(bare))
    start, middle = (left + right - width * len(bare)) / 2, (top + bottom) / 2
    return [
        Char(c, start + i * width, middle - 5, start + (i + 1) * width, middle + 5)
        for i, c in enumerate(bare)
    ]


def _along(strip: Strip) -> list[Char]:
    left, top, right, bottom = strip.box
    step = (right - left) / max(len(strip.text), 1)
    return [
        Char(c, left + i * step, top, left + (i + 1) * step, bottom)
        for i, c in enumerate(strip.text)
        if not c.isspace()
    ]


def _stretched(page: Snapshot) -> list[Strip]:
    """The lines of text between the same margins on every page, those of one type equally high."""
    if not page.strips:
        return []
    left, right = _margins(page)
    usual = float(np.median([s.box[3] - s.box[1] for s in page.strips]))
    return [_between(strip, left, right, usual) for strip in page.strips]


def _between(strip: Strip, left: "_Edge", right: "_Edge", usual: float) -> Strip:
    x, top, x2, bottom = strip.box
    middle, tall = (top + bottom) / 2, bottom - top
    start, wide = left.at(middle), max(right.at(middle) - left.at(middle), _SMALLEST)
    stretch = (_RIGHT - _LEFT) / wide
    half = (usual if abs(tall - usual) < _SIZE * usual else tall) / 2
    return replace(
        strip,
        box=(
            _LEFT + (x - start) * stretch,
            middle - half,
            _LEFT + (x2 - start) * stretch,
            middle + half,
        ),
    )


@dataclass(frozen=True, slots=True)
class _Edge:
    """A margin of a page that may lean: x = slope * y + start."""

    slope: float
    start: float

    def at(self, y: float) -> float:
        return self.slope * y + self.start


def _margins(page: Snapshot) -> tuple[_Edge, _Edge]:
    """Where the lines of text begin and end; a page of few lines has the margins of its table."""
    widest = max(s.box[2] - s.box[0] for s in page.strips)
    long = [s for s in page.strips if s.box[2] - s.box[0] > _LONG * widest]
    if len(long) >= _MANY or not page.tables:
        middles = [(s.box[1] + s.box[3]) / 2 for s in long]
        return _edge(middles, [s.box[0] for s in long], -1), _edge(middles, [s.box[2] for s in long], 1)
    table = max(page.tables, key=lambda one: one.box[2] - one.box[0])
    return _Edge(0.0, table.box[0]), _Edge(0.0, table.box[2])


def _edge(ys: Sequence[float], xs: Sequence[float], side: int) -> _Edge:
    """The outer edge of lines of which some are indented or end early: what lies inside is left out step by step."""
    if len(ys) < _MANY:
        return _Edge(0.0, max(xs) if side > 0 else min(xs))
    y, x = np.asarray(ys), np.asarray(xs)
    for _ in range(_MANY):
        slope, start = np.polyfit(y, x, 1)
        outer = side * (x - slope * y - start) >= -_OUTSIDE
        if outer.all() or outer.sum() < _MANY - 1:
            break
        y, x = y[outer], x[outer]
    return _Edge(float(slope), float(start))


def _as_sent(block: Block, fields: dict[int, list[_Laid]], numbers: dict[int, int]) -> Block:
    """A block with its places in the pictures as they were sent, each cell's doubt in it."""
    if isinstance(block, Paragraph):
        return replace(block, place=_place(block.place, numbers))
    cells = tuple(_cell(cell, fields, numbers) for cell in block.cells)
    return Grid(cells, block.exact, _place(block.place, numbers))


def _place(place: Place, numbers: dict[int, int], box: Box | None = None) -> Place:
    page = numbers.get(place.page or 0, place.page)
    return replace(place, page=page, box=box or place.box)


def _cell(cell: GridCell, fields: dict[int, list[_Laid]], numbers: dict[int, int]) -> GridCell:
    laid = fields.get(cell.place.page or 0, ())
    inside = [one.field for one in laid if cell.place.box and _holds(cell.place.box, one.box)]
    place = _place(cell.place, numbers, _around(field.seen or field.box for field in inside))
    return cell._replace(place=place, confidence=min((f.sure for f in inside), default=1.0))


def _holds(box: Box, one: Box) -> bool:
    x, y = (one[0] + one[2]) / 2, (one[1] + one[3]) / 2
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _around(boxes: Iterable[Box]) -> Box | None:
    all_ = list(boxes)
    if not all_:
        return None
    lefts, tops, rights, bottoms = zip(*all_, strict=True)
    return round(min(lefts), 1), round(min(tops), 1), round(max(rights), 1), round(max(bottoms), 1)
