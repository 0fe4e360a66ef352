"""A grid as lines of cells, with what spans into each line from above."""

from collections.abc import Iterable
from dataclasses import dataclass

from parser.model.document import Grid, GridCell


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a grid: the cells that begin in it, left to right, and those that reach into it from above."""

    own: tuple[GridCell, ...]
    inherited: tuple[GridCell, ...] = ()

    @property
    def filled(self) -> list[GridCell]:
        """Its own cells that print something."""
        return [cell for cell in self.own if cell.text.strip()]

    def right_of(self, cell: GridCell) -> list[GridCell]:
        """Its own cells that begin behind a cell."""
        return [other for other in self.own if other.column >= end(cell)]


def end(cell: GridCell) -> int:
    """The first column behind a cell."""
    return cell.column + max(cell.colspan, 1)


def lines(grid: Grid) -> list[Line]:
    """The rows of a grid from top to bottom."""
    own: dict[int, list[GridCell]] = {}
    spans: dict[int, list[GridCell]] = {}
    for cell in sorted(grid.cells, key=lambda c: (c.row, c.column)):
        own.setdefault(cell.row, []).append(cell)
        for below in range(cell.row + 1, cell.row + min(cell.rowspan, 500)):
            spans.setdefault(below, []).append(cell)
    rows = sorted(own.keys() | spans.keys())
    return [Line(tuple(own.get(r, ())), tuple(spans.get(r, ()))) for r in rows]


def columns(header: Iterable[Line]) -> dict[int, list[GridCell]]:
    """For each column the header cells over it that print something, from top to bottom."""
    found: dict[int, list[GridCell]] = {}
    for line in header:
        for cell in line.filled:
            for column in range(cell.column, min(end(cell), 200)):
                found.setdefault(column, []).append(cell)
    return found
