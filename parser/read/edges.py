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


class Bordered(NamedTuple):
    """A cell between two borders (twips from the left); ``merge`` as in ``Placed``."""

    left: int
    right: int
    merge: str
    content: list[Text | Table]


def table_between(rows: Sequence[Sequence[Bordered]]) -> Table:
    """The table of these rows, each cell at the columns that its borders stand for."""
    cells = [cell for row in rows for cell in row]
    narrowest = min((cell.right - cell.left for cell in cells if cell.right > cell.left), default=NEAR)
    borders = _cluster({x for cell in cells for x in (cell.left, cell.right)}, min(NEAR, narrowest // 2))
    return stack([_place(row, borders) for row in rows])


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


def _place(row: Sequence[Bordered], borders: dict[int, int]) -> list[Placed]:
    placed, free = [], 0
    for cell in row:
        column = max(borders[cell.left], free)
        free = max(borders[cell.right], column + 1)
        placed.append(Placed(column, free - column, cell.merge, cell.content))
    return placed


@dataclass(slots=True)
class _Open:
    """A table being put together."""

    rows: list[tuple[Row | None, list[list[Text | Table]]]] = field(default_factory=list)
    cells: list[list[Text | Table]] = field(default_factory=list)
    content: list[Text | Table] = field(default_factory=list)


def assemble(source: Iterable[Paragraph]) -> list[Text | Table]:
    """Paragraphs in order to texts and tables; ``depth`` says how many tables a paragraph stands in."""
    base = _Open()
    open_tables = [base]
    for paragraph in source:
        depth = min(paragraph.depth, _NESTED)
        while len(open_tables) - 1 > depth:
            _close(open_tables)
        while len(open_tables) - 1 < depth:
            open_tables.append(_Open())
        current = open_tables[-1]
        if paragraph.mark is Mark.ROW:
            current.rows.append((paragraph.row, current.cells))
            limits.check_grid(len(current.rows), 0)
            current.cells, current.content = [], []
            continue
        current.content.append(Text(paragraph.text, paragraph.level))
        if paragraph.mark is Mark.CELL:
            current.cells.append(current.content)
            current.content = []
    while len(open_tables) > 1:
        _close(open_tables)
    return base.content


def _close(open_tables: list[_Open]) -> None:
    done = open_tables.pop()
    if done.cells or done.content:
        done.rows.append((None, [*done.cells, *([done.content] if done.content else [])]))
    open_tables[-1].content.append(_table(done.rows))


def _table(rows: list[tuple[Row | None, list[list[Text | Table]]]]) -> Table:
    """A table by its borders where every row states them, else cell by cell."""
    if all(row is not None and len(row.merges) == len(cells) for row, cells in rows):
        return table_between([_borders(row, cells) for row, cells in rows if row is not None])
    return stack([[Placed(column, 1, "", cell) for column, cell in enumerate(cells)] for _, cells in rows])


def _borders(row: Row, cells: list[list[Text | Table]]) -> list[Bordered]:
    bordered: list[Bordered] = []
    for number, (content, (joins_left, merge)) in enumerate(zip(cells, row.merges, strict=True)):
        left, right = row.edges[number], row.edges[number + 1]
        if joins_left and bordered:
            last = bordered.pop()
            bordered.append(Bordered(last.left, right, last.merge, [*last.content, *_inked(content)]))
        else:
            bordered.append(Bordered(left, right, merge, content))
    return bordered


def _inked(content: list[Text | Table]) -> list[Text | Table]:
    return [part for part in content if not isinstance(part, Text) or part.text.strip()]
