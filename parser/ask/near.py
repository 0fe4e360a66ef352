"""What a report states that lies nearest to what was asked: for choices, never for an answer.

A question that no label explains wholly still shares words, characters or sounds with the right one most of the
time. What is rare in the report (粉丝) says more than what stands everywhere (信息); words of one meaning count like
the same word; the sentence around a figure and the unit asked are hints.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from math import log

from parser.ask import concepts, same
from parser.ask.labels import CODED, Line, Shelf
from parser.ask.lexicon import table
from parser.ask.normalise import fold
from parser.ask.tokens import PIECE, UNKNOWN, Token
from parser.ask.units import class_of, fits
from parser.place.suggest import pinyin

_TOLD = (*CODED, PIECE, UNKNOWN, "soft", "cue", "do", "decide", "case", "thing")
_AROUND = 0.25
"""Weight of a character that stands only in the sentence around a figure."""
_SOUND = 0.7
"""Weight of a syllable without its character."""
_CODE, _UNIT, _OTHER_UNIT, _LENGTH = 2.0, 1.5, -1.0, -0.03
_LEAST = 0.8


@dataclass(frozen=True, slots=True)
class Stated:
    """A figure that a report states: its name in words that ask for it, its unit and its value; its line if it has one."""

    name: str
    unit: str | None
    value: Decimal
    line: Line | None = None


class Nearness:
    """How near each figure of a report is to some words."""

    def __init__(self, shelf: Shelf, tokens: Sequence[Token], unit: str | None) -> None:
        self.tokens = [t for t in tokens if t.kind in _TOLD]
        self.unit = unit
        self.stated = tuple(_stated(shelf))

    @cached_property
    def _grams(self) -> dict[str, float]:
        """Characters and pairs of the question, and of its words' other spellings, by how rare they are in the report."""
        texts = [t.text for t in self.tokens]
        texts += [other for text in texts for other in same.spellings(text)]
        grams = {g for text in texts for g in (*text, *map("".join, pairwise(text)))}
        labels = [_text(s) for s in self.stated]
        seen = Counter(g for label in labels for g in grams if g in label)
        return {g: max(0.1, log((len(labels) + 1) / (seen[g] + 0.5))) for g in grams}

    @cached_property
    def _unheard(self) -> frozenset[str]:
        """Syllables of the unknown words of which no label holds a character: slips by ear (低宝)."""
        labels = "".join(map(_text, self.stated))
        words = [t.text for t in self.tokens if t.kind == UNKNOWN]
        return frozenset(pinyin(c) for word in words for c in word if c not in labels)

    def of(self, stated: Stated) -> float:
        """The nearness; nothing in common is 0."""
        text = _text(stated)
        around = fold(stated.line.fact.sentence) if stated.line else ""
        common = sum(
            weight if g in text else _AROUND * weight if g in around else 0
            for g, weight in self._grams.items()
            if len(g) > 1 or stated.line
        )
        common += sum(_SOUND for s in self._unheard if any(pinyin(c) == s for c in text))
        common += _CODE * len(self._codes & (stated.line.codes if stated.line else frozenset()))
        if common < _LEAST:
            return 0
        return common + self._unit(stated) + _LENGTH * len(text)

    @cached_property
    def _codes(self) -> frozenset[tuple[str, str]]:
        silent = ("act", "object")
        return frozenset((t.kind, c) for t in self.tokens if t.kind not in silent for c in t.codes)

    def _unit(self, stated: Stated) -> float:
        if self.unit is None or stated.unit is None:
            return 0
        near = fits(self.unit, stated.unit) or class_of(self.unit)[0] == class_of(stated.unit)[0]
        return _UNIT if near else _OTHER_UNIT


def nearest(shelf: Shelf, tokens: Sequence[Token], unit: str | None) -> Iterator[Stated]:
    """The figures of a report that have something in common with a question, the nearest first."""
    nearness = Nearness(shelf, tokens, unit)
    scored = [(nearness.of(s), n, s) for n, s in enumerate(nearness.stated)]
    for _, _, stated in sorted((s for s in scored if s[0] > 0), key=lambda s: (-s[0], s[1])):
        yield stated


def _text(stated: Stated) -> str:
    through = "".join(stated.line.fact.channels) if stated.line else ""
    return fold(stated.name if through in stated.name else stated.name + through)


def _stated(shelf: Shelf) -> Iterable[Stated]:
    for line in shelf.stated:
        yield Stated(line.brief, line.fact.unit, line.fact.value, line)
    for concept in _form():
        values = [shelf.report.value(code) for code in concept.cells]
        total = sum((v for v in values if v is not None), Decimal(0))
        if None not in values:
            yield Stated(concept.name, concept.unit, total)


def _form() -> Iterator[concepts.Concept]:
    """The quantities of the form that a question can name: each row, each kind of applicant."""
    words = table("cells")
    rows = ({("row", row)} for row in words["names"])
    columns = ({("column", column)} for column in words["columns"])
    for codes in ({("request", "申请")}, *rows, *columns):
        yield from concepts.read(codes)
