"""A grid as lines of cells, with what spans into each line from above.

Every step behind asks of a line what it prints and which of it is words, so both are told once, when it is made.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import attrgetter

from parser.extract.values import looks_like_value
from parser.model.document import Grid, GridCell


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a grid: the cells that begin in it, left to right, and those that reach into it from above.

    ``filled`` are its own cells that print something, ``words`` those of them that print no value: no label and no
    header of the form looks like one.
    """

    own: tuple[GridCell, ...]
    inherited: tuple[GridCell, ...]
    filled: tuple[GridCell, ...]
    words: tuple[GridCell, ...]

    @classmethod
    def of(cls, own: Sequence[GridCell], inherited: Sequence[GridCell]) -> "Line":
        """The row of these cells."""
        filled = tuple([cell for cell in own if cell.text.strip()])
        words = tuple([cell for cell in filled if not looks_like_value(cell.text)])
        return cls(tuple(own), tuple(inherited), filled, words)

    @property
    def valued(self) -> bool:
        """Whether it prints a number or a dash somewhere."""
        return len(self.words) < len(self.filled)

    def right_of(self, cell: GridCell) -> list[GridCell]:
        """Its own cells that begin behind a cell."""
        behind = end(cell)
        return [other for other in self.own if other.column >= behind]

    def under(self, first: int, last: int) -> list[GridCell]:
        """Its own cells that stand in some of the columns [first, last)."""
        return [cell for cell in self.own if cell.column < last and end(cell) > first]

    def ends_with(self, ranges: Sequence[tuple[int, int] | None]) -> bool:
        """Whether its last cells stand in these columns one for one, as in most rows, and none overlaps another."""
        spans = [(cell.column, end(cell)) for cell in self.own]
        edges = list(chain.from_iterable(spans))
        return spans[-len(ranges) :] == ranges and edges == sorted(edges)


def end(cell: GridCell) -> int:
    """The first column behind a cell."""
    return cell.column + cell.colspan


def lines(grid: Grid) -> list[Line]:
    """The rows of a grid from top to bottom."""
    own: dict[int, list[GridCell]] = {}
    spans: dict[int, list[GridCell]] = {}
    for cell in sorted(grid.cells, key=attrgetter("row", "column")):
        own.setdefault(cell.row, []).append(cell)
        if cell.rowspan > 1:
            for below in range(cell.row + 1, cell.row + min(cell.rowspan, 500)):
                spans.setdefault(below, []).append(cell)
    return [Line.of(own.get(r, ()), spans.get(r, ())) for r in sorted(own.keys() | spans.keys())]


def columns(header: Iterable[Line]) -> dict[int, list[GridCell]]:
    """For each column the header cells over it that print something, from top to bottom."""
    found: dict[int, list[GridCell]] = {}
    for line in header:
        for cell in line.filled:
            for column in range(cell.column, min(end(cell), 200)):
                found.setdefault(column, []).append(cell)
    return found
