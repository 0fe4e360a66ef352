"""Tables without ruling lines: rows of numbers that stand under one another, labels to their left.

A line with several numbers parted by wide gaps is a row; the numbers' centres make the columns. What else stands in
that stretch of the page is labels: each piece goes to the nearest row, for a label of two lines is centred on its
numbers. Such a grid is not ``exact``: a blank leaves no mark here, so only complete rows may be read from it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from parser.read.page import Char, Line, line_of

_NUMBER = re.compile(r"[\d０-９][\d０-９,，.．%％]*|[/／—–\-无]+")
_FEWEST = 3
_ROWS = 3
_GAP = 0.9
_NEAR_COLUMN = 8.0
_REACH = 6.0


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters of a line that stand together."""

    text: str
    left: float
    right: float
    middle: float
    size: float

    @property
    def centre(self) -> float:
        """The middle from left to right."""
        return (self.left + self.right) / 2

    @property
    def is_number(self) -> bool:
        """Whether it can be a cell's value."""
        return bool(_NUMBER.fullmatch(self.text.strip()))


@dataclass(frozen=True, slots=True)
class Found:
    """Rows of cell texts, and the lines of the page [first, last] that they take the place of."""

    rows: list[list[str]]
    first: int
    last: int


def pieces(line: Line) -> list[Piece]:
    """A line cut at its wide gaps."""
    middle = (line.top + line.bottom) / 2
    if line.gap <= _GAP * line.size:
        return [Piece(line.text, line.left, line.right, middle, line.size)]
    runs: list[list[Char]] = [[line.characters[0]]]
    for before, after in zip(line.characters, line.characters[1:], strict=False):
        if after.left - before.right > _GAP * line.size:
            runs.append([])
        runs[-1].append(after)
    return [Piece(line_of(run).text, run[0].left, run[-1].right, middle, line.size) for run in runs]


def find_borderless(lines: Sequence[Line]) -> list[Found]:
    """The tables among the lines of a page, top to bottom."""
    cut = [pieces(line) for line in lines]
    numbers = [[piece for piece in run if piece.is_number] for run in cut]
    rows = [index for index, found in enumerate(numbers) if len(found) >= _FEWEST]
    return [_table(cut, group) for group in _stretches(rows, lines) if len(group) >= _ROWS]


def _stretches(rows: Sequence[int], lines: Sequence[Line]) -> list[list[int]]:
    """Rows that belong together: no more than a few lines of labels lie between."""
    groups: list[list[int]] = []
    for index in rows:
        if groups and lines[index].top - lines[groups[-1][-1]].bottom < _REACH * lines[index].size:
            groups[-1].append(index)
        else:
            groups.append([index])
    return groups


def _table(cut: Sequence[list[Piece]], rows: list[int]) -> Found:
    first, last = _with_labels(cut, rows)
    heads = _heads(cut, first)
    inside = [piece for index in range(first, last + 1) for piece in cut[index]]
    numbers = [piece for index in rows for piece in cut[index] if piece.is_number]
    leftmost = min(piece.left for piece in numbers)
    centres = _columns([piece.centre for piece in numbers])
    starts = _columns([piece.left for piece in inside if piece.right <= leftmost])
    middles = [cut[index][0].middle for index in (*heads, *rows)]
    table = [[""] * (len(starts) + len(centres)) for _ in middles]
    for piece in (*(piece for index in heads for piece in cut[index]), *inside):
        row = table[_nearest(middles, piece.middle)]
        if piece.right <= leftmost and starts:
            column = _nearest(starts, piece.left)
        else:
            column = len(starts) + _nearest(centres, piece.centre)
        row[column] = f"{row[column]}\n{piece.text}" if row[column] else piece.text
    return Found(table, heads[0] if heads else first, last)


def _heads(cut: Sequence[list[Piece]], first: int) -> list[int]:
    """The lines right above a table that name its columns: as many pieces as a row has numbers, none of them one."""
    heads: list[int] = []
    while first > 0 and len(cut[first - 1]) >= _FEWEST and _is_label(cut[first - 1]):
        first -= 1
        heads.insert(0, first)
    return heads


def _nearest(places: Sequence[float], place: float) -> int:
    return min(range(len(places)), key=lambda index: abs(places[index] - place))


def _with_labels(cut: Sequence[list[Piece]], rows: list[int]) -> tuple[int, int]:
    """The first and last line of the table: labels may begin above the first row and end below the last."""
    first, last = rows[0], rows[-1]
    half = (cut[rows[1]][0].middle - cut[rows[0]][0].middle) / 2
    while (
        first > 0 and cut[rows[0]][0].middle - cut[first - 1][0].middle < half and _is_label(cut[first - 1])
    ):
        first -= 1
    half = (cut[rows[-1]][0].middle - cut[rows[-2]][0].middle) / 2
    while (
        last + 1 < len(cut)
        and cut[last + 1][0].middle - cut[rows[-1]][0].middle < half
        and _is_label(cut[last + 1])
    ):
        last += 1
    return first, last


def _is_label(line: Sequence[Piece]) -> bool:
    return not any(piece.is_number for piece in line)


def _columns(places: Sequence[float]) -> list[float]:
    """Centres of the groups into which the places fall."""
    groups: list[list[float]] = []
    for place in sorted(places):
        if groups and place - groups[-1][-1] <= _NEAR_COLUMN:
            groups[-1].append(place)
        else:
            groups.append([place])
    return [sum(group) / len(group) for group in groups]
