"""Tables of .doc and .rtf: a run of paragraphs, some of which end a cell or a row, and each row's cell borders.

Both formats say where each cell of each row ends, not which column it is. Rows of one table differ by a hair
where they mean the same border, so borders closer than ``NEAR`` are one; a cell spans the columns between its two.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from parser.read import limits
from parser.read.blocks import Placed, Table, Text, stack

NEAR = 70
"""Twips (a millimetre and a bit); the narrowest column of a form is about 300."""
_NESTED = 8


class Mark(Enum):
    """What ends a paragraph: itself, a cell or a row."""

    PARAGRAPH = 0
    CELL = 1
    ROW = 2


class Row(NamedTuple):
    """A row's cell borders (twips) and, for each cell, whether it joins the one to the left or above."""

    edges: tuple[int, ...]
    merges: tuple[tuple[bool, str], ...]


class Paragraph(NamedTuple):
    """A paragraph with its number in front; ``row`` only with ``Mark.ROW``."""

    text: str
    mark: Mark
    depth: int
    level: int | None = None
    row: Row | None = None


_Cells = list[list[Text | Table]]


@dataclass(slots=True)
class _Open:
    """A table being put together."""

    rows: list[tuple[Row | None, _Cells]] = field(default_factory=list)
    cells: _Cells = field(default_factory=list)
    content: list[Text | Table] = field(default_factory=list)


def assemble(source: Iterable[Paragraph]) -> list[Text | Table]:
    """Paragraphs in order to texts and tables; ``depth`` says how many tables a paragraph stands in."""
    base = current = _Open()
    open_tables = [base]
    ends_row, ends_cell = Mark.ROW, Mark.CELL  # once, for members of an enum are slow to look up
    for text, mark, depth, level, row in source:
        if len(open_tables) - 1 != depth:
            current = _go(open_tables, min(depth, _NESTED))
        if mark is ends_row:
            current.rows.append((row, current.cells))
            limits.check_grid(len(current.rows), 0)
            current.cells, current.content = [], []
            continue
        current.content.append(Text(text, level))
        if mark is ends_cell:
            current.cells.append(current.content)
            if len(current.cells) > limits.GRID_COLUMNS:
                limits.check_grid(0, len(current.cells))
            current.content = []
    _go(open_tables, 0)
    return base.content


def _go(open_tables: list[_Open], depth: int) -> _Open:
    """Close or open tables until so many are open; the innermost one."""
    while len(open_tables) - 1 > depth:
        done = open_tables.pop()
        if done.cells or done.content:
            done.rows.append((None, [*done.cells, *([done.content] if done.content else [])]))
        open_tables[-1].content.append(_table(done.rows))
    while len(open_tables) - 1 < depth:
        open_tables.append(_Open())
    return open_tables[-1]


def _table(rows: Sequence[tuple[Row | None, _Cells]]) -> Table:
    """A table by its borders where every row states them, else cell by cell."""
    if all(row is not None and len(row.merges) == len(cells) for row, cells in rows):
        return _between_borders([(row, cells) for row, cells in rows if row is not None])
    return stack([[Placed(column, 1, "", cell) for column, cell in enumerate(cells)] for _, cells in rows])


@dataclass(slots=True)
class _Span:
    """Cells [first, after) of a row that are one between two borders; ``merge`` as in ``Placed``."""

    left: int
    right: int
    merge: str
    first: int
    after: int


def _between_borders(rows: Sequence[tuple[Row, _Cells]]) -> Table:
    """The table of these rows, each cell at the columns that its borders stand for.

    Many rows have the borders of another, so columns are worked out once for each kind of row.
    """
    kinds = {row: _spans(row) for row in dict(rows)}
    spans = [span for kind in kinds.values() for span in kind]
    narrowest = min((span.right - span.left for span in spans if span.right > span.left), default=NEAR)
    borders = _cluster({x for span in spans for x in (span.left, span.right)}, min(NEAR, narrowest // 2))
    columns = {row: _columns(kind, borders) for row, kind in kinds.items()}
    return stack(
        [
            [Placed(column, count, span.merge, _content(cells, span)) for column, count, span in columns[row]]
            for row, cells in rows
        ]
    )


def _spans(row: Row) -> list[_Span]:
    spans: list[_Span] = []
    for number, (joins_left, merge) in enumerate(row.merges):
        if joins_left and spans:
            spans[-1].right, spans[-1].after = row.edges[number + 1], number + 1
        else:
            spans.append(_Span(row.edges[number], row.edges[number + 1], merge, number, number + 1))
    return spans


def _cluster(positions: set[int], near: int) -> dict[int, int]:
    """The column number of each border position."""
    numbers: dict[int, int] = {}
    column, last = -1, None
    for position in sorted(positions):
        if last is None or position - last > near:
            column += 1
            last = position
        numbers[position] = column
    return numbers


def _columns(spans: Sequence[_Span], borders: dict[int, int]) -> list[tuple[int, int, _Span]]:
    """Each cell of a row with its first column and how many it covers, at least one."""
    columns, free = [], 0
    for span in spans:
        column = max(borders[span.left], free)
        free = max(borders[span.right], column + 1)
        columns.append((column, free - column, span))
    return columns


def _content(cells: _Cells, span: _Span) -> list[Text | Table]:
    """What stands in a cell, with what stands in those that it took in."""
    content = cells[span.first]
    if span.after == span.first + 1:
        return content
    joined = [part for cell in cells[span.first + 1 : span.after] for part in cell]
    return [*content, *(part for part in joined if not isinstance(part, Text) or part.text.strip())]
