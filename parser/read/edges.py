"""Columns from cell borders: .doc and .rtf say where each cell of each row ends, not which column it is.

Rows of one table differ by a hair where they mean the same border, so borders closer than ``NEAR`` are one; a
cell spans the columns between its two borders.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from parser.read.blocks import Placed, Table, Text, stack

NEAR = 70
"""Twips (a millimetre and a bit); the narrowest column of a form is about 300."""


@dataclass(frozen=True, slots=True)
class Bordered:
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
