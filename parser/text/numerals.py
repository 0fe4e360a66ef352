"""Numerals as reports write them, Arabic or Chinese, to exact decimals.

``number`` reads a whole string and refuses whatever is not plainly one number: two numbers in one cell, a glued
``00``, a sign, a superscript. ``find_numbers`` looks for numerals inside running text.

>>> number("1,204.50"), number("１２"), number("二〇二三"), number("1 0")
(Decimal('1204.50'), Decimal('12'), Decimal('2023'), None)
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

_WIDE = str.maketrans("０１２３４５６７８９．，", "0123456789.,")
_ARABIC = re.compile(r"(?:0|[1-9][0-9]{0,2}(?:,[0-9]{3})+|[1-9][0-9]{0,17})(?:\.[0-9]{1,12})?", re.ASCII)

_PARTED = re.compile(r"(?<=\d)(?:[\u2009\u202f](?=\d)|[ \u00a0](?=0\d))(?=\d{3}(?!\d))")
"""A space that parts thousands: a thin one, or any before a 0, with which no number of its own begins."""

_DIGITS = {"〇": 0, "○": 0, "零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6}
_DIGITS |= {"七": 7, "八": 8, "九": 9}
_TENS = {"十": 10, "百": 100, "千": 1000}
_CHINESE = "〇○零一二两三四五六七八九十百千万亿"
_LONGEST = 40
"""Characters of a Chinese numeral; a longer run is no figure."""
_SOME = re.compile(
    rf"[0-9０-９]+(?:[,，][0-9０-９]{{3}})*(?:[.．][0-9０-９]+)?[万亿]?|[{_CHINESE}]+(?:点[{_CHINESE}]+)?"
)


@dataclass(frozen=True, slots=True)
class Numeral:
    """A numeral found in a text: its offsets, the characters, its value (万 and 亿 multiplied out)."""

    start: int
    end: int
    raw: str
    value: Decimal


def number(text: str) -> Decimal | None:
    r"""The one number that the whole text is, else None. White space around it does not matter, inside it does.

    >>> number(" 0 "), number("110.453490"), number("十二"), number("1.2万")
    (Decimal('0'), Decimal('110.453490'), Decimal('12'), Decimal('12000.0'))
    >>> number("00"), number("-1"), number("10²"), number("1,20"), number("")
    (None, None, None, None, None)
    >>> number("1 058"), number("1 204"), number("1\u2009204")
    (Decimal('1058'), None, Decimal('1204'))
    """
    plain = _PARTED.sub(",", text.strip().translate(_WIDE))
    scale = {"万": 10**4, "亿": 10**8}.get(plain[-1:], 0)
    digits = plain[:-1] if scale else plain
    if _ARABIC.fullmatch(digits):
        return Decimal(digits.replace(",", "")) * (scale or 1)
    return chinese(plain)


def chinese(text: str) -> Decimal | None:
    """The value of a Chinese numeral, read as a figure (一千二百) or digit by digit (二〇二三).

    >>> chinese("一千二百零五"), chinese("十"), chinese("三万"), chinese("二点五"), chinese("十二百"), chinese("万")
    (Decimal('1205'), Decimal('10'), Decimal('30000'), Decimal('2.5'), None, None)
    """
    if len(text) > _LONGEST:
        return None
    whole, point, rest = text.partition("点")
    if point:
        head = chinese(whole)
        if head is None or not rest or any(c not in _DIGITS for c in rest):
            return None
        return head + Decimal("0." + "".join(str(_DIGITS[c]) for c in rest))
    if len(text) > 1 and all(c in _DIGITS for c in text):
        return Decimal("".join(str(_DIGITS[c]) for c in text))
    value = _figure(text)
    return None if value is None else Decimal(value)


def _figure(text: str) -> int | None:
    """亿 and 万 split a figure into groups that each stay below ten thousand."""
    for sign, scale in (("亿", 10**8), ("万", 10**4)):
        high, found, low = text.partition(sign)
        if found:
            head, tail = _figure(high), _figure(low) if low else 0
            return None if not head or tail is None or tail >= scale else head * scale + tail
    return _below_ten_thousand(text)


def _below_ten_thousand(text: str) -> int | None:
    total, digit, last = 0, None, 10**4
    for place, char in enumerate(text):
        if char in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[char]
        elif char in _TENS and _TENS[char] < last:
            last = _TENS[char]
            if digit is None and (place or char != "十"):
                return None
            total, digit = total + (1 if digit is None else digit) * last, None
        else:
            return None
    return total + (digit or 0) if text else None


def find_numbers(text: str) -> Iterator[Numeral]:
    """All numerals of a text in order; what only looks like one (00, 三十百) is skipped.

    >>> [(n.raw, int(n.value)) for n in find_numbers("公开1,200条，其中三万条、1.2万次")]
    [('1,200', 1200), ('三万', 30000), ('1.2万', 12000)]
    """
    for match in _SOME.finditer(text):
        value = number(match[0])
        if value is not None:
            yield Numeral(match.start(), match.end(), match[0], value)
