"""A page as marks on a plane: characters with boxes and ruling lines. What PDF, OFD and recognised pictures share.

Coordinates are in points (pictures: any unit, with ``scale``), x to the right, y downwards from the top left.
Nothing here knows where the marks came from.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter, sub
from typing import NamedTuple


class Char(NamedTuple):
    """A character and its box, as wide as it advances and as high as its font (not the tight box of its ink)."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


class Rule(NamedTuple):
    """A straight ruling line: horizontal at y = ``at`` from x = ``start`` to ``end``, or vertical the other way."""

    horizontal: bool
    at: float
    start: float
    end: float


@dataclass(slots=True)
class Page:
    """All marks of one page; ``number`` counts from 1."""

    number: int
    width: float
    height: float
    characters: list[Char] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)


def level(at: float, start: float, end: float) -> Rule:
    """A horizontal line, its ends in any order."""
    return Rule(True, at, min(start, end), max(start, end))  # noqa: FBT003 - this is where it gets its name


def upright(at: float, start: float, end: float) -> Rule:
    """A vertical line, its ends in any order."""
    return Rule(False, at, min(start, end), max(start, end))  # noqa: FBT003 - this is where it gets its name


def turned(page: Page, quarters: int) -> Page:
    """The page turned clockwise by quarters of a turn."""
    for _ in range(quarters % 4):
        height = page.height
        page = Page(
            page.number,
            height,
            page.width,
            [Char(c.text, height - c.bottom, c.left, height - c.top, c.right) for c in page.characters],
            [_turned_rule(rule, height) for rule in page.rules],
        )
    return page


def _turned_rule(rule: Rule, height: float) -> Rule:
    if rule.horizontal:
        return upright(height - rule.at, rule.start, rule.end)
    return level(rule.at, height - rule.end, height - rule.start)


@dataclass(slots=True)
class Line:
    """Characters that stand on one line, left to right, their common box, and the usual height of one of them.

    ``text`` is theirs; a gap wider than letters have is a space in it.
    """

    characters: list[Char]
    left: float
    top: float
    right: float
    bottom: float
    size: float
    text: str


_SPACE = 0.2
_OVERLAP = 0.2
_SAME_PLACE = 0.3


def spaced(characters: Sequence[Char]) -> str:
    """Text of characters sorted from the left, with spaces for gaps; what is printed twice over itself counts once."""
    if len(characters) == 1:
        return characters[0].text
    widest, narrowest = gaps(characters)
    size = characters[0].bottom - characters[0].top
    if widest <= _SPACE * size and narrowest > -_OVERLAP * size:
        return "".join([character.text for character in characters])
    pieces: list[str] = [characters[0].text]
    last = characters[0]
    for character in characters[1:]:
        if character.left - last.right > _SPACE * (character.bottom - character.top):
            pieces.append(" ")
        elif character.text == last.text and character.left - last.left < _SAME_PLACE * (
            last.right - last.left
        ):
            continue
        pieces.append(character.text)
        last = character
    return "".join(pieces)


def gaps(characters: Sequence[Char]) -> tuple[float, float]:
    """The widest and the narrowest gap between neighbours of a line (0 if there is only one)."""
    if len(characters) == 1:
        return 0.0, 0.0
    between = list(map(sub, [c.left for c in characters[1:]], [c.right for c in characters]))
    return max(between), min(between)


def lines(characters: Iterable[Char]) -> list[Line]:
    """Characters grouped into lines from top to bottom: those that overlap by half their height stand on one."""
    runs = [(extent, list(run)) for extent, run in groupby(characters, key=_extent)]
    runs.sort(key=_middle)
    groups: list[list[Char]] = []
    top = bottom = 0.0
    for (high, low), run in runs:
        same = top == high < low == bottom
        if groups and (same or 2 * (min(low, bottom) - max(high, top)) > min(low - high, bottom - top)):
            groups[-1] += run
        else:
            groups.append(run)
            top, bottom = high, low
    return [_line(group) for group in groups]


def _line(characters: list[Char]) -> Line:
    characters.sort(key=_left)
    tops, bottoms = [c.top for c in characters], [c.bottom for c in characters]
    middle = characters[len(characters) // 2]
    right = max(c.right for c in characters)
    size, text = middle.bottom - middle.top, spaced(characters)
    return Line(characters, characters[0].left, min(tops), right, max(bottoms), size, text)


def _middle(run: tuple[tuple[float, float], list[Char]]) -> float:
    return sum(run[0])


_extent = itemgetter(2, 4)
_left = itemgetter(1)
