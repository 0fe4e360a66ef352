"""Word's automatic numbers: 一、 （二） 3. ① as text, for they are not in the paragraph but counted by Word.

A paragraph names a list and a level, itself or through its style; the list's definition says how each level
counts, in which numerals, and the text around them ("%1、", "（%2）"). Source: ECMA-376 part 1, 17.9; Word also
restarts a level whenever a higher one counts on, unless ``lvlRestart`` says otherwise.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

_DIGITS = "〇一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
    (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_FULL_WIDTH = {ord("0") + digit: chr(0xFF10 + digit) for digit in range(10)}
LEVELS = 9
_MOST = 9_999
_LONGEST = 60
"""Characters around a number; all paragraphs of a list repeat them."""


def numeral(number: int, style: str) -> str:
    """A number in one of Word's numeral styles; decimal for a style that is not known, "" for bullets.

    >>> numeral(12, "chineseCountingThousand"), numeral(12, "japaneseDigitalTenThousand"), numeral(3, "lowerRoman")
    ('十二', '一二', 'iii')
    """
    if style in _NO_NUMBER:
        return ""
    write = _STYLES.get(style)
    return write(number) if write and 0 < number <= _MOST else str(number)


def _counting(number: int, digits: str = _DIGITS, units: str = "十百千") -> str:
    """Chinese counting: 十二, 二十, 一百零五."""
    text, gap = "", False
    for power in range(len(str(number)) - 1, -1, -1):
        digit = number // 10**power % 10
        if digit == 0:
            gap = bool(text)
            continue
        text += ("零" if gap else "") + digits[digit] + (units[power - 1] if power else "")
        gap = False
    return text.removeprefix("一") if units[0] == "十" and text.startswith("一十") else text


def _digital(number: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(number))


def _roman(number: int) -> str:
    text = ""
    for value, letters in _ROMAN:
        text += letters * (number // value)
        number %= value
    return text


def _letter(number: int) -> str:
    """Letters a … z, then aa, bb … as Word does."""
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _circled(number: int) -> str:
    for first, last, start in ((1, 20, 0x2460), (21, 35, 0x3251), (36, 50, 0x32B1)):
        if first <= number <= last:
            return chr(start + number - first)
    return str(number)


def _within(number: int, letters: str) -> str:
    return letters[(number - 1) % len(letters)]


def _full_width(number: int) -> str:
    return str(number).translate(_FULL_WIDTH)


_NO_NUMBER = frozenset({"bullet", "none"})
_STYLES: dict[str, Callable[[int], str]] = {
    **dict.fromkeys(
        ("chineseCounting", "chineseCountingThousand", "taiwaneseCounting", "taiwaneseCountingThousand",
         "japaneseCounting", "koreanCounting"), _counting,
    ),
    **dict.fromkeys(("ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital", "koreanDigital2"), _digital),
    **dict.fromkeys(
        ("chineseLegalSimplified", "ideographLegalTraditional", "japaneseLegal"),
        lambda number: _counting(number, _LEGAL, "拾佰仟"),
    ),
    **dict.fromkeys(("decimalEnclosedCircle", "decimalEnclosedCircleChinese", "ideographEnclosedCircle"), _circled),
    "decimalEnclosedParen": lambda number: f"({number})",
    "decimalEnclosedFullstop": lambda number: f"{number}.",
    "decimalZero": lambda number: f"{number:02d}",
    "decimalFullWidth": _full_width,
    "decimalFullWidth2": _full_width,
    "lowerLetter": _letter,
    "upperLetter": lambda number: _letter(number).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
    "ideographTraditional": lambda number: _within(number, _STEMS),
    "ideographZodiac": lambda number: _within(number, _BRANCHES),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list counts and prints. ``restart``: 0 never, None after any higher level."""

    text: str
    style: str = "decimal"
    start: int = 1
    legal: bool = False
    restart: int | None = None


@dataclass(slots=True)
class Counter:
    """The running numbers of one list definition (all lists of one definition count on together)."""

    levels: dict[int, Level]
    counts: list[int | None] = field(default_factory=lambda: [None] * LEVELS)

    def restart(self, depth: int, start: int) -> None:
        """Let the level begin again at ``start``."""
        self.counts[depth] = start - 1

    def count(self, depth: int, levels: dict[int, Level]) -> str:
        """Count one paragraph on that level and return its printed number with the text around it."""
        level = levels.get(depth) or self.levels.get(depth)
        if level is None:
            return ""
        current = self.counts[depth]
        self.counts[depth] = level.start if current is None else current + 1
        for lower in range(depth + 1, LEVELS):
            below = levels.get(lower) or self.levels.get(lower)
            if below is None or below.restart is None or 0 < below.restart <= depth + 1:
                self.counts[lower] = None
        return self._print(level, levels)

    def label(self, depth: int, levels: dict[int, Level] | None = None) -> str:
        """Count one paragraph; the number as it stands before the paragraph's text.

        "1." before "2023年" would read as 1.2023, so a space parts them; behind 、 or ） nothing can go wrong.
        """
        text = self.count(depth, levels or {})
        return f"{text} " if text and text[-1] not in "、）)，,：:" else text

    def _print(self, level: Level, levels: dict[int, Level]) -> str:
        if level.style in _NO_NUMBER:
            return level.text[:_LONGEST] if "%" not in level.text and level.style == "none" else ""
        text = level.text[:_LONGEST]
        for depth in range(LEVELS):
            mark = f"%{depth + 1}"
            if mark in text:
                own = levels.get(depth) or self.levels.get(depth) or level
                count = self.counts[depth]
                style = "decimal" if level.legal else own.style
                text = text.replace(mark, numeral(own.start if count is None else count, style))
        return text
