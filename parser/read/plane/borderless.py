"""Tables without ruling lines: rows of numbers that stand under one another, labels to their left.

A line with several numbers parted by wide gaps is a row; the numbers' centres make the columns. What else stands in
that stretch of the page is labels: each piece goes to the nearest row, for a label of two lines is centred on its
numbers. Such a grid is not ``exact``: a blank leaves no mark here, so only complete rows may be read from it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from parser.form import DISCLOSURES, REVIEWS, TABLES
from parser.form.labels import column, heads, row
from parser.read.plane.page import Char, Line, line_of

_NUMBER = re.compile(r"[\d０-９][\d０-９,，.．%％]*|[/／—–\-无]+")
_FEWEST = 3
_ROWS = 3
_GAP, _FIGURE_GAP = 0.9, 0.4
"""Heights: programs leave 0.25 between Chinese and figures."""
_NEAR_COLUMN = 8.0
_PITCH = 2.2
"""Heights from one line of a cell to the next at most."""
_ALL_REVIEWS, _HIGHEST = 15, 8
"""Table four has one row of so many numbers, below a header of fewer lines."""
_PART = re.compile(r"\s*[一二三四五六]\s*[、.．]\s*(?:总体|主动|收到|政府信息公开行政复议|存在|其他需要)")
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
    """A line cut at its wide gaps; beside a figure a narrower one is wide, for in a number there is none."""
    middle = (line.top + line.bottom) / 2
    if line.gap <= _FIGURE_GAP * line.size:
        return [Piece(line.text, line.left, line.right, middle, line.size)]
    runs: list[list[Char]] = [[line.characters[0]]]
    for before, after in pairwise(line.characters):
        has_figure = before.text.isdigit() or after.text.isdigit()
        if after.left - before.right > (_FIGURE_GAP if has_figure else _GAP) * line.size:
            runs.append([])
        runs[-1].append(after)
    return [Piece(line_of(run).text, run[0].left, run[-1].right, middle, line.size) for run in runs]


def find_borderless(lines: Sequence[Line]) -> list[Found]:
    """The tables among the lines of a page, top to bottom."""
    cut = [pieces(line) for line in lines]
    numbers = [[piece for piece in run if piece.is_number] for run in cut]
    rows = [i for i, found in enumerate(numbers) if len(found) >= _FEWEST or _is_disclosure(cut[i])]
    groups = _stretches(rows, lines)
    alone = [rows for rows in groups if len(rows) == 1 and len(numbers[rows[0]]) == _ALL_REVIEWS]
    return [_table(cut, rows) for rows in groups if len(rows) >= _ROWS or rows in alone]


def _is_disclosure(line: Sequence[Piece]) -> bool:
    """Whether it is a row of table two, most of which have one number."""
    return (
        len(line) > 1
        and all(one.is_number for one in line[1:])
        and row(DISCLOSURES, line[0].text) is not None
    )


def _stretches(rows: Sequence[int], lines: Sequence[Line]) -> list[list[int]]:
    """Rows that belong together: no more than a few lines of labels lie between, and no heading of a part."""
    groups: list[list[int]] = []
    for index in rows:
        last = groups[-1][-1] if groups else index
        near = lines[index].top - lines[last].bottom < _REACH * lines[index].size
        if last < index and near and not any(_PART.match(line.text) for line in lines[last + 1 : index]):
            groups[-1].append(index)
        else:
            groups.append([index])
    return groups


def _table(cut: Sequence[list[Piece]], rows: list[int]) -> Found:
    first, last = _with_labels(cut, rows)
    above = _heads(cut, first)
    inside = [piece for index in range(first, last + 1) for piece in cut[index]]
    numbers = [piece for index in rows for piece in cut[index] if piece.is_number]
    leftmost = min(piece.left for piece in numbers)
    centres = _columns([piece.centre for piece in numbers])
    inner = [
        index for index in range(first, last + 1) if index not in rows and any(map(_names_column, cut[index]))
    ]
    middles = [cut[index][0].middle for index in (*above, *sorted((*rows, *inner)))]
    labels: list[list[Piece]] = [[] for _ in middles]
    values = [[""] * len(centres) for _ in middles]
    doubtful = set[int]()
    for piece in (*(piece for index in above for piece in cut[index]), *inside):
        at = _nearest(middles, piece.middle)
        if piece.right <= leftmost:
            labels[at].append(piece)
        else:
            place = _nearest(centres, piece.centre)
            doubtful |= {at} if piece.is_number and piece.middle != middles[at] else set()
            values[at][place] = f"{values[at][place]}\n{piece.text}".strip()
    stacks = list(map(_stacks, labels))
    doubtful |= _doubtful(stacks, values, middles, _PITCH * inside[0].size)
    for at in doubtful:  # nobody takes a value out of a heap
        values[at] = ["\n".join(filter(None, values[at]))] + [""] * (len(centres) - 1)
    deepest = max(map(len, stacks))
    table = [[""] * (deepest - len(left)) + left + right for left, right in zip(stacks, values, strict=True)]
    return Found(table, above[0] if above else first, last)


def _doubtful(
    stacks: Sequence[list[str]], values: Sequence[list[str]], middles: Sequence[float], pitch: float
) -> set[int]:
    """Rows of numbers without a row's label, and those a line away: narrow cells may have broken their numbers."""
    full = [any(map(str.isdigit, "".join(row))) for row in values]
    nameless = {
        at
        for at, stack in enumerate(stacks)
        if full[at] and not any(row(number, text) for number in TABLES for text in stack)
    }
    near = {
        at
        for at, (one, two) in enumerate(pairwise(middles))
        if two - one < pitch and full[at] and full[at + 1]
    }
    beside = {at for at in near if at in nameless or at + 1 in nameless}
    return beside | {at + 1 for at in beside}


def _names_column(piece: Piece) -> bool:
    return heads(piece.text) or column(DISCLOSURES, piece.text) is not None


def _stacks(labels: Sequence[Piece]) -> list[str]:
    """The labels of a row from left to right, each of the pieces that stand over one another."""
    stacks: list[list[Piece]] = []
    for piece in sorted(labels, key=lambda one: one.left):
        if stacks and piece.left < max(one.right for one in stacks[-1]):
            stacks[-1].append(piece)
        else:
            stacks.append([piece])
    return ["\n".join(one.text for one in sorted(stack, key=lambda one: one.middle)) for stack in stacks]


def _heads(cut: Sequence[list[Piece]], first: int) -> list[int]:
    """The lines above a table that name its columns: as many pieces as a row has numbers, none of them one.

    Table four's are known by its blocks, which stand a few lines higher.
    """
    heads: list[int] = []
    for at in range(first - 1, max(first - _HIGHEST, 0) - 1, -1):
        if not _is_label(cut[at]):
            break
        follows = len(cut[at]) >= _FEWEST and len(heads) == first - at - 1
        if follows or any(row(REVIEWS, piece.text) for piece in cut[at]):
            heads = list(range(at, first))
    return heads


def _nearest(places: Sequence[float], place: float) -> int:
    return min(range(len(places)), key=lambda index: abs(places[index] - place))


def _with_labels(cut: Sequence[list[Piece]], rows: list[int]) -> tuple[int, int]:
    """The first and last line of the table: labels may begin above the first row and end below the last.

    So may numbers that narrow cells broke.
    """
    first, last = rows[0], rows[-1]
    pitches = [cut[below][0].middle - cut[above][0].middle for above, below in pairwise(rows)] or [0.0]
    half, rest = pitches[0] / 2, pitches[-1] / 2
    while first > 0 and _belongs(cut[first - 1], cut[rows[0]], half):
        first -= 1
    while last + 1 < len(cut) and _belongs(cut[last + 1], cut[rows[-1]], rest):
        last += 1
    return first, last


def _belongs(line: Sequence[Piece], row: Sequence[Piece], half: float) -> bool:
    """Whether a line beside a row is of it: labels up to half way to the next row, figures alone a line away."""
    away = abs(line[0].middle - row[0].middle)
    figures = all(piece.is_number for piece in line)
    return away < half if _is_label(line) else figures and away < _PITCH * row[0].size


def _is_label(line: Sequence[Piece]) -> bool:
    return not any(piece.is_number for piece in line) and not _PART.match(line[0].text)


def _columns(places: Sequence[float]) -> list[float]:
    """Centres of the groups into which the places fall."""
    groups: list[list[float]] = []
    for place in sorted(places):
        if groups and place - groups[-1][-1] <= _NEAR_COLUMN:
            groups[-1].append(place)
        else:
            groups.append([place])
    return [sum(group) / len(group) for group in groups]
