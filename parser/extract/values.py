"""What a cell of the form prints: a number, nothing, a dash that stands for nothing, or no legal value at all.

>>> read_value("１２", "件"), read_value(" / ", "件"), read_value("-1", "件").kind, read_value("3.5", "件").kind
(Value(kind='number', number=Decimal('12')), Value(kind='blank', number=None), 'illegal', 'illegal')
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from parser.text import fold, number

_DASHES = re.compile(r"[-‐-―−–—_/\\.。·*、無无空]*")
_INVISIBLE = dict.fromkeys((*range(0x200B, 0x2010), 0x2060, 0xFEFF))
"""Characters without width, which web editors leave in cells."""
_ZERO_YUAN = re.compile(r"0+(\.0+)?元")
_AMBIGUOUS = "一"
"""One, or a dash: nobody can tell."""
_REMEMBERED = 1024
"""Texts of cells whose value is kept; most of a report's are the same few."""


@dataclass(frozen=True, slots=True)
class Value:
    """``number`` is set only for the kind "number"."""

    kind: Literal["number", "blank", "illegal"]
    number: Decimal | None = None


@lru_cache(maxsize=_REMEMBERED)
def read_value(raw: str, unit: str) -> Value:
    """The value that a cell prints in the unit of its column (件 or 万元).

    >>> read_value("1,204.50", "万元").number, read_value("0件", "件").number, read_value("5元", "万元").kind
    (Decimal('1204.50'), Decimal('0'), 'illegal')
    >>> read_value("1 0", "件").kind, read_value("00", "件").kind, read_value("一", "件").kind
    ('illegal', 'illegal', 'illegal')
    """
    text = raw.translate(_INVISIBLE).strip()
    if _DASHES.fullmatch(fold(text)):
        return Value("blank")
    if _ZERO_YUAN.fullmatch(fold(text)) and unit == "万元":
        return Value("number", Decimal(0))
    found = None if fold(text) == _AMBIGUOUS else number(text.removesuffix(unit).rstrip())
    if found is None or (unit == "件" and found != found.to_integral_value()):
        return Value("illegal")
    return Value("number", found)


@lru_cache(maxsize=_REMEMBERED)
def looks_like_value(text: str) -> bool:
    """Whether a cell holds a value rather than words: at most one short run that is not Chinese prose.

    >>> [looks_like_value(t) for t in ("0", "1,204.50", "/", "-1", "1 0", "0件", "十二", "其他", "")]
    [True, True, True, True, True, True, True, False, False]
    """
    plain = fold(text)
    return bool(plain) and (bool(re.fullmatch(r"[-+~约]?[\d.,]+(件|万元|元|%)?", plain)) or _is_word(plain))


def _is_word(plain: str) -> bool:
    return bool(_DASHES.fullmatch(plain)) or number(plain) is not None
