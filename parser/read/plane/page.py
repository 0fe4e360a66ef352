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


class Line(NamedTuple):
    """Characters that stand on one line, left to right, their common box, and the usual height of one of them.

    ``text`` is theirs; a gap wider than letters have is a space in it. ``gap`` is the widest, 0 if there is none.
    """

    characters: list[Char]
    left: float
    top: float
    right: float
    bottom: float
    size: float
    text: str
    gap: float


_SPACE = 0.2
_OVERLAP = 0.2
_SAME_PLACE = 0.3


def line_of(characters: list[Char]) -> Line:
    """The line that these characters make, in any order."""
    characters.sort(key=_left)
    texts, lefts, tops, rights, bottoms = zip(*characters, strict=True)
    middle, first = characters[len(characters) // 2], characters[0]
    between, high = list(map(sub, lefts[1:], rights)) or [0.0], first.bottom - first.top
    widest = max(between)
    regular = widest <= _SPACE * high and min(between) > -_OVERLAP * high
    text = "".join(texts) if regular else _spaced(characters)
    size = middle.bottom - middle.top
    return Line(characters, lefts[0], min(tops), max(rights), max(bottoms), size, text, widest)


def _spaced(characters: Sequence[Char]) -> str:
    """Their text with spaces for gaps; what is printed twice over itself counts once."""
    last = characters[0]
    pieces: list[str] = [last.text]
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
    return list(map(line_of, groups))


def _middle(run: tuple[tuple[float, float], list[Char]]) -> float:
    high, low = run[0]
    return high + low


_extent = itemgetter(2, 4)
_left = itemgetter(1)
