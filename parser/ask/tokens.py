"""A text cut into words: those of the lexicon, pieces of the reports' own labels, figures, and what nobody knows.

At each position the longest word wins; a piece of a label wins over a shorter word of the lexicon only. What
neither explains is ``unknown``, and a question with anything unknown gets no answer.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from parser.ask.lexicon import longest, table
from parser.ask.years import YEAR_MARK

PLACE_MARK = "\ue000"
"""Stands in the text where a place was read."""

RANKED = ("rank",)
"""The code of a figure that says how many of a ranking are wanted (前三名)."""
PIECE, UNKNOWN, NUMBER, UNIT, MARK, LABEL = "piece", "unknown", "number", "unit", "mark", "label"
QUOTED = range(0xE010, 0xE020)
"""Characters that stand in the text for labels quoted whole."""

UNITS: tuple[str, ...] = tuple(table("cells")["asked_units"]["words"])
"""What may follow 多少, 几 or a figure, longer ones first."""

_MARKS = {PLACE_MARK: "place", YEAR_MARK: "year", **{chr(n): LABEL for n in QUOTED}}
_NUMBER = re.compile(r"(?P<digits>\d+(?:\.\d+)?)(?P<scale>万(?!元|人)|亿(?!元))?(?P<rough>余|多)?")
_FIRST = re.compile(r"前(?P<n>\d{1,2}|[一二两三四五六七八九十])(?:名|位|个|强)?(?:的|乡镇)?")
_HAN = {c: i for i, c in enumerate("零一二三四五六七八九十")} | {"两": 2}
_SCALE = {"万": Decimal(10_000), "亿": Decimal(100_000_000), None: Decimal(1)}


@dataclass(frozen=True, slots=True)
class Token:
    """A word at ``start``: its kind, the codes it stands for (none for pieces), a figure's ``value``."""

    kind: str
    text: str
    start: int
    codes: tuple[str, ...] = ()
    value: Decimal | None = None

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.start + len(self.text)


PieceAt = Callable[[str, int], int]
"""Text and position to the length of the longest label piece there, 0 if none."""


def no_piece(_text: str, _at: int) -> int:
    """No labels are known."""
    return 0


def cut(text: str, piece_at: PieceAt = no_piece, *, labels_first: bool = False) -> tuple[Token, ...]:
    """The words of a text with places and years already marked.

    ``labels_first``: a piece of a label wins over a cue of the same length (问题 in a label, not as a question).

    >>> [(t.kind, t.text) for t in cut("公众号发了多少条")]
    [('channel', '公众号'), ('act', '发'), ('filler', '了'), ('ask', '多少'), ('unit', '条')]
    """
    tokens: list[Token] = []
    at = 0
    while at < len(text):
        token = _token(text, at, tokens[-1] if tokens else None, piece_at, labels_first=labels_first)
        if token.kind == UNKNOWN and tokens and tokens[-1].kind == UNKNOWN:
            last = tokens.pop()
            token = Token(UNKNOWN, last.text + token.text, last.start)
        tokens.append(token)
        at = token.end
    return tuple(tokens)


def _token(text: str, at: int, before: Token | None, piece_at: PieceAt, *, labels_first: bool) -> Token:
    if text[at] in _MARKS:
        return Token(_MARKS[text[at]], text[at], at)
    after_figure = before is not None and before.end == at and _asks(before)
    unit = next((u for u in UNITS if text.startswith(u, at)), None) if after_figure else None
    first = _first_few(text, at)
    if first:
        return first
    entry, length = longest(text, at), piece_at(text, at)
    if unit and (len(entry.surface) if entry else 0) <= len(unit):
        return Token(UNIT, unit, at, (unit,))
    yields = ("foreign", "cue") if labels_first else ("foreign",)
    known = len(entry.surface) - (entry.kind in yields) if entry else 0
    if length > known:
        return Token(PIECE, text[at : at + length], at)
    if entry:
        return Token(entry.kind, entry.surface, at, entry.codes)
    return _figure(text, at) or _rest(text, at)


def _asks(token: Token) -> bool:
    """Whether a unit may follow: behind a figure, 多少, 几, and cues that end so (多了多少)."""
    return token.kind in ("ask", NUMBER) or (token.kind == "cue" and token.text.endswith(("多少", "几")))


def _first_few(text: str, at: int) -> Token | None:
    """前5, 前三名: how many of a ranking."""
    found = _FIRST.match(text, at)
    if not found:
        return None
    n = found["n"]
    return Token(NUMBER, found[0], at, RANKED, Decimal(n) if n.isdigit() else Decimal(_HAN[n]))


def _figure(text: str, at: int) -> Token | None:
    found = _NUMBER.match(text, at)
    if found:
        return Token(NUMBER, found[0], at, value=Decimal(found["digits"]) * _SCALE[found["scale"]])
    following = text[at + 1 : at + 2]
    if text[at] in _HAN and following and following in "次条件篇份期项起回":
        return Token(NUMBER, text[at], at, value=Decimal(_HAN[text[at]]))
    return None


def _rest(text: str, at: int) -> Token:
    return Token(UNKNOWN if text[at].isalnum() else MARK, text[at], at)
