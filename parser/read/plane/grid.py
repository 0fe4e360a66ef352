"""Ruling lines and characters to tables: the one place where PDF, OFD and pictures get their cells from.

Lines that touch form a lattice; its distinct x and y are columns and rows; where no line parts two fields they are
one cell with a span. Sides left open (tables without outer borders) count as drawn when the other lines end there.
Each character goes to the cell in which its centre lies.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from parser.read import limits
from parser.read.plane.page import Char, Line, Rule, lines

SNAP = 2.5
"""Points: lines closer than this are one (double lines, rectangles used as lines, rounding)."""
JOIN = 4.0
"""Points: pieces of one line may be this far apart (dashes, per-cell borders)."""
SHORTEST = 6.0
_OPEN_SIDE = 8.0
_PADDING = 6.0
"""Points: the most that office programs leave free at the sides of a cell."""
_BROKEN = 2
"""Digits: a column has room for two; single ones below each other are numbers of their own."""
_DIGITS = re.compile(r"[\d.,．，]+")
_MOST_CROSSINGS = 4_000_000


class Field(NamedTuple):
    """A cell of a lattice: position, spans and box."""

    row: int
    column: int
    rowspan: int
    colspan: int
    box: tuple[float, float, float, float]


@dataclass(slots=True)
class Lattice:
    """One ruled table: its column and row borders, its fields in reading order, and which field owns each place.

    ``owners[row][column]`` is the number of the field that covers that row and column of the lattice.
    """

    xs: list[float]
    ys: list[float]
    fields: list[Field]
    owners: list[list[int]]

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom."""
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]


def lattices(rules: Iterable[Rule], *, scale: float = 1.0) -> list[Lattice]:
    """The ruled tables of a page, top to bottom; a frame (one column) is none.

    Args:
        rules: lines in any order, overlapping or in pieces.
        scale: units of the coordinates in one point (pictures: pixels per point).

    Raises:
        TooLarge: a grid over the cap.
    """
    merged = merge(rules, scale=scale)
    level = [rule for rule in merged if rule.horizontal]
    upright = [rule for rule in merged if not rule.horizontal]
    if len(level) * len(upright) > _MOST_CROSSINGS:
        return []
    found = []
    for group in _touching(level, upright, SNAP * scale):
        lattice = _lattice(group, scale)
        if lattice is not None:
            found.append(lattice)
    return sorted(found, key=lambda lattice: (lattice.ys[0], lattice.xs[0]))


def merge(rules: Iterable[Rule], *, scale: float = 1.0) -> list[Rule]:
    """Lines that lie on one another or continue each other become one; scraps are dropped."""
    merged: list[Rule] = []
    for horizontal in (True, False):
        same = sorted((rule for rule in rules if rule.horizontal == horizontal), key=lambda rule: rule.at)
        for group in _near(same, SNAP * scale):
            at = sum(rule.at for rule in group) / len(group)
            for start, end in _joined(sorted((rule.start, rule.end) for rule in group), JOIN * scale):
                if end - start >= SHORTEST * scale:
                    merged.append(Rule(horizontal, at, start, end))
    return merged


def _near(rules: Sequence[Rule], near: float) -> Iterable[list[Rule]]:
    group: list[Rule] = []
    for rule in rules:
        if group and rule.at - group[0].at > near:
            yield group
            group = []
        group.append(rule)
    if group:
        yield group


def _joined(spans: Sequence[tuple[float, float]], gap: float) -> Iterable[tuple[float, float]]:
    start, end = spans[0]
    for left, right in spans[1:]:
        if left - end > gap:
            yield start, end
            start, end = left, right
        end = max(end, right)
    yield start, end


def _touching(level: list[Rule], upright: list[Rule], near: float) -> list[list[Rule]]:
    """Groups of lines connected by crossing or touching."""
    groups: dict[int, list[Rule]] = {}
    owner = list(range(len(level) + len(upright)))

    def root(index: int) -> int:
        while owner[index] != index:
            owner[index] = owner[owner[index]]
            index = owner[index]
        return index

    downs = [(j, d.at, d.start - near, d.end + near) for j, d in enumerate(upright, len(level))]
    for i, (_, y, left, right) in enumerate(level):
        for j, x, top, bottom in downs:
            if left - near <= x <= right + near and top <= y <= bottom and owner[i] != owner[j]:
                owner[root(i)] = root(j)
    for index, rule in enumerate((*level, *upright)):
        groups.setdefault(root(index), []).append(rule)
    return list(groups.values())


def _lattice(group: list[Rule], scale: float) -> Lattice | None:
    level = [rule for rule in group if rule.horizontal]
    upright = [rule for rule in group if not rule.horizontal]
    if not level or not upright:
        return None
    xs, ys = _borders(upright, level, scale), _borders(level, upright, scale)
    rows, columns = len(ys) - 1, len(xs) - 1
    if rows < 1 or columns < 2:  # noqa: PLR2004 - one column is a frame, or lines between the rows only
        return None
    limits.check_grid(rows, columns)
    return _with_fields(xs, ys, _walls(upright, xs, ys, scale), _walls(level, ys, xs, scale))


def _borders(drawn: Sequence[Rule], crossing: Sequence[Rule], scale: float) -> list[float]:
    """Where columns (or rows) part: each drawn line, and an open side where the crossing lines end."""
    places = sorted(rule.at for rule in drawn)
    distinct = [places[0]]
    for place in places[1:]:
        if place - distinct[-1] > SNAP * scale:
            distinct.append(place)
    first, last = min(rule.start for rule in crossing), max(rule.end for rule in crossing)
    if distinct[0] - first > _OPEN_SIDE * scale:
        distinct.insert(0, first)
    if last - distinct[-1] > _OPEN_SIDE * scale:
        distinct.append(last)
    return distinct


def _walls(
    drawn: Sequence[Rule], borders: list[float], others: list[float], scale: float
) -> list[list[bool]]:
    """Whether border b is drawn along stretch s: walls[b][s]. The outermost borders always are."""
    middles = [(others[i] + others[i + 1]) / 2 for i in range(len(others) - 1)]
    walls = [[False] * len(middles) for _ in borders]
    between = [(one + two) / 2 for one, two in pairwise(borders)]
    for rule in drawn:
        first = bisect_left(middles, rule.start - SNAP * scale)
        behind = bisect_right(middles, rule.end + SNAP * scale)
        walls[bisect_left(between, rule.at)][first:behind] = [True] * (behind - first)
    walls[0] = walls[-1] = [True] * len(middles)
    return walls


def _with_fields(
    xs: list[float], ys: list[float], down: list[list[bool]], across: list[list[bool]]
) -> Lattice:
    """Grow each cell from its top left field, first to the right, then downwards, up to the next wall."""
    rows, columns = len(ys) - 1, len(xs) - 1
    owners = [[-1] * columns for _ in range(rows)]
    fields: list[Field] = []
    for row in range(rows):
        for column in range(columns):
            if owners[row][column] >= 0:
                continue
            right = column + 1
            while right < columns and not down[right][row] and owners[row][right] < 0:
                right += 1
            below = row + 1
            while below < rows and _is_open(below, column, right, down, across):
                below += 1
            for r in range(row, below):
                owners[r][column:right] = [len(fields)] * (right - column)
            box = (xs[column], ys[row], xs[right], ys[below])
            fields.append(Field(row, column, below - row, right - column, box))
    return Lattice(xs, ys, fields, owners)


def _is_open(row: int, left: int, right: int, down: list[list[bool]], across: list[list[bool]]) -> bool:
    """Whether the row continues the cell above between the two columns."""
    return True not in across[row][left:right] and not any(
        down[border][row] for border in range(left + 1, right)
    )


def fill(lattice: Lattice, characters: Iterable[Char]) -> tuple[list[str], list[Char]]:
    """The text of each field ("" where there is none), and the characters that lie in no field."""
    held: list[list[Char]] = [[] for _ in lattice.fields]
    outside: list[Char] = []
    left, top, right, bottom = lattice.box
    xs, ys, owners = lattice.xs, lattice.ys, lattice.owners
    current, x0, y0, x1, y1 = outside, 0.0, 0.0, 0.0, 0.0
    for character in characters:
        _, start, above, end, below = character
        x, y = (start + end) / 2, (above + below) / 2
        if not (x0 <= x < x1 and y0 <= y < y1):  # neighbours mostly stand in one field
            if left <= x < right and top <= y < bottom:
                number = owners[bisect_right(ys, y) - 1][bisect_right(xs, x) - 1]
                current, (x0, y0, x1, y1) = held[number], lattice.fields[number].box
            else:
                current, x1 = outside, x0
        current.append(character)
    texts = [
        _text(inside, field.box[2] - field.box[0]) if inside else ""
        for inside, field in zip(held, lattice.fields, strict=True)
    ]
    return texts, outside


def _text(characters: list[Char], width: float) -> str:
    if len(characters) == 1:
        return characters[0].text
    found = lines(characters)
    return ("" if _is_one_number(found, width) else "\n").join(line.text for line in found)


def _is_one_number(found: Sequence[Line], width: float) -> bool:
    """Whether the lines are one number that a narrow cell broke: each is full, and no digit more would fit."""
    if len(found) == 1 or not all(
        _DIGITS.fullmatch("".join(c.text for c in one.characters)) for one in found
    ):
        return False
    full = len(found[0].characters)
    if (
        full < _BROKEN
        or {len(one.characters) for one in found[:-1]} != {full}
        or len(found[-1].characters) > full
    ):
        return False
    digit = (found[0].right - found[0].left) / full
    return all(one.right - one.left + digit > width - 2 * _PADDING for one in found[:-1])
