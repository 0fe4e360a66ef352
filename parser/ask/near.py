"""What a report states that lies nearest to what was asked: for choices, never for an answer.

A question that no label explains wholly still shares words, characters or sounds with the right one most of the
time. What is rare in the report (粉丝) says more than what stands everywhere (信息); words of one meaning count like
the same word; the sentence around a figure and the unit asked are hints.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property, lru_cache
from itertools import pairwise
from math import log

from parser.ask import concepts, same
from parser.ask.labels import CODED, Line, Shelf
from parser.ask.lexicon import CUE, table
from parser.ask.normalise import fold
from parser.ask.tokens import PIECE, UNKNOWN, Token
from parser.ask.units import class_of, fits
from parser.place.suggest import pinyin

_TOLD = (*CODED, PIECE, UNKNOWN, "soft", "do")
_NAMING = {"problems", "measures", "oversight"}
"""Cues whose words stand in labels too (问题, 整改, 考核)."""
_SHORT = 2
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
        self.tokens = [t for t in map(_naming, tokens) if t.text and _tells(t)]
        self.unit = unit
        self.stated = tuple(_stated(shelf))

    @cached_property
    def _grams(self) -> dict[str, float]:
        """Characters and pairs of the question, and of its words' other spellings, by how rare they are in the report.

        Of a longer word that nobody knows (篮球联赛) single characters say nothing.
        """
        known = [t.text for t in self.tokens if t.kind != UNKNOWN or len(t.text) <= _SHORT]
        words = [*known, *(other for t in self.tokens for other in same.spellings(t.text))]
        grams = {g for word in words for g in word}
        grams |= {
            g for word in (*words, *(t.text for t in self.tokens)) for g in map("".join, pairwise(word))
        }
        labels = [_text(s) for s in self.stated]
        seen = Counter(g for label in labels for g in grams if g in label)
        return {g: max(0.1, log((len(labels) + 1) / (seen[g] + 0.5))) for g in grams}

    @cached_property
    def _unheard(self) -> frozenset[str]:
        """The sounds of the unknown words, by pairs of which no label holds a character: slips by ear (低宝)."""
        labels = "".join(map(_text, self.stated))
        words = [t.text for t in self.tokens if t.kind == UNKNOWN]
        pairs = (
            pair for word in words for pair in ([word] if len(word) == 1 else map("".join, pairwise(word)))
        )
        return frozenset(_sound(pair) for pair in pairs if pair not in labels)

    def of(self, stated: Stated) -> float:
        """The nearness; nothing in common is 0."""
        text = _text(stated)
        grams = {g: weight for g, weight in self._grams.items() if len(g) > 1 or stated.line}
        common = sum(weight for g, weight in grams.items() if g in text)
        common += sum(_SOUND * (1 + s.count(" ")) for s in self._unheard if f" {s} " in f" {_sound(text)} ")
        common += _CODE * len(self._codes & (stated.line.codes if stated.line else frozenset()))
        if common < _LEAST:
            return 0
        around = fold(stated.line.fact.sentence) if stated.line else ""
        hints = _AROUND * sum(weight for g, weight in grams.items() if g in around and g not in text)
        return common + hints + self._unit(stated) + _LENGTH * len(text)

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


@lru_cache(maxsize=4096)
def _sound(text: str) -> str:
    return " ".join(map(pinyin, text))


def _naming(token: Token) -> Token:
    """An unknown word without what names nothing in it (直接回答)."""
    if token.kind != UNKNOWN:
        return token
    text = token.text
    for word in table("same")["silent"]:
        text = text.replace(word, "")
    return replace(token, text=text)


def _tells(token: Token) -> bool:
    """Whether a word names something; 安排, 直接, 组织 do not, nor do words that say what is wanted."""
    if token.text in table("same")["silent"]:
        return False
    return token.kind in _TOLD or (token.kind == CUE and bool({*token.codes} & _NAMING))


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
