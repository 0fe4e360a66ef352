"""A section's text in one spelling, with the way back to the printed characters.

Digits and letters become half-width (① and ² stay: they are no digits), traditional characters simplified,
punctuation full-width, spaces go (but not those between two digits: they could be two numbers), and so do line
breaks inside a sentence; what parts thousands becomes a comma. Every folded character knows its printed offset, so
that spans stay exact.
"""

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

from opencc import OpenCC

PUNCTUATION = {
    ",": "，",
    ";": "；",
    ":": "：",
    "(": "（",
    ")": "）",
    "!": "！",
    "?": "？",
    "｡": "。",
    "､": "、",
}
INVISIBLE = "\u200b\u200c\u200d\ufeff\u00ad"
TRADITIONAL = "條開報鎮鄉務餘額為與"  # a mirror in traditional characters has some of these
CUT = 40  # a line of so many characters that ends without a mark goes on in the next one
FINAL = "。！？；：）”》.!?;:)"
OPENING = re.compile(
    r"\s*(?:[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．是]|第[一二三四五六七八九十]|[①-⑳]|[-*•●·◆■#])"
)
THOUSAND = re.compile(r"\d{3}(?!\d)")
LEADING = re.compile(r"(?<!\d)[1-9]\d{0,2}$")
WIDE = "０１２３４５６７８９"
THIN = "\u2009\u202f"
OTHER = re.compile(
    r"[,;:()!?]|[^\x00-\x7f\u4e00-\u9fff，。、；：（）！？《》“”—]"
)  # what may have another spelling
DOUBTFUL = re.compile(rf"[\s{INVISIBLE}]|,(?=\d)|(?<=[{WIDE}])，(?=[{WIDE}])")  # what its neighbours decide
BRACKETS = re.compile("[\n（）]")


@dataclass(frozen=True)
class Folded:
    """``text`` is the folded text, ``origin[i]`` the printed offset of its character i."""

    text: str
    origin: tuple[int, ...]

    def printed(self, start: int, end: int) -> tuple[int, int]:
        """The printed span of the folded span [start, end), which must not be empty."""
        return self.origin[start], self.origin[end - 1] + 1

    @cached_property
    def partner(self) -> dict[int, int]:
        """Matching brackets, both ways; a bracket without its partner in the same line is plain text."""
        found: dict[int, int] = {}
        stack: list[int] = []
        for match in BRACKETS.finditer(self.text):
            c, i = match[0], match.start()
            if c == "\n":
                stack.clear()
            elif c == "（":
                stack.append(i)
            elif stack:
                j = stack.pop()
                found[i], found[j] = j, i
        return found

    @cached_property
    def _levels(self) -> tuple[list[int], list[int]]:
        """From which characters on another bracket encloses the text, and where that one opens (-1 for none)."""
        starts, opened, stack = [0], [-1], [-1]
        for i, j in sorted(self.partner.items()):
            if i < j:
                stack.append(i)
            else:
                stack.pop()
            starts.append(i + (i < j))
            opened.append(stack[-1])
        return starts, opened

    def level(self, at: int) -> int:
        """The bracket that encloses a character: where it opens, or -1."""
        starts, opened = self._levels
        return opened[bisect_right(starts, at) - 1]


def fold(text: str) -> Folded:
    """Fold a printed text; linear in its length."""
    text = simplified(text)
    plain = OTHER.sub(lambda m: _spelling(m[0]), text)
    out: list[str] = []
    origin: list[int] = []
    done = 0
    for match in DOUBTFUL.finditer(text):
        i = match.start()
        out.extend(plain[done:i])
        origin.extend(range(done, i))
        one = _one(text, i, match[0], out)
        if one:
            out.append(one)
            origin.append(i)
        done = i + 1
    return Folded("".join([*out, plain[done:]]), (*origin, *range(done, len(text))))


def simplified(text: str) -> str:
    """A text in traditional characters in simplified ones, character by character; others as they are."""
    if not any(c in text for c in TRADITIONAL):
        return text
    simple = _converter().convert(text)
    return simple if len(simple) == len(text) else text


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


def _one(text: str, i: int, c: str, out: list[str]) -> str:
    """The folded character for a doubtful ``c``, or nothing."""
    if c == "\n":
        if out and _cut(text, i, out):
            return " " if _digit(out[-1]) and _next_is_digit(text, i) else ""
        return "" if not out or out[-1] == "\n" else "\n"
    if out and _digit(out[-1]) and _groups(text, i, c, out):
        return ","
    if c.isspace() or c in INVISIBLE:
        return " " if out and _digit(out[-1]) and _next_is_digit(text, i) else ""
    return _spelling(c)


def _cut(text: str, i: int, out: list[str]) -> bool:
    """Does the line break at ``i`` stand inside a sentence, as pages and columns cut it?"""
    full = len(out) >= CUT and "\n" not in out[-CUT:]
    return full and out[-1] not in FINAL and not OPENING.match(text, i)


@lru_cache(maxsize=10_000)
def _spelling(c: str) -> str:
    """A character in its plain width; one that would become several (or a digit that it is not) stays."""
    if unicodedata.decomposition(c).startswith(("<circle>", "<super>", "<sub>", "<fraction>")):
        return c
    plain = unicodedata.normalize("NFKC", c)
    return PUNCTUATION.get(plain, plain) if len(plain) == 1 else c


def _digit(c: str) -> bool:
    return c.isascii() and c.isdigit()


def _next_is_digit(text: str, i: int) -> bool:
    rest = text[i : i + 40].lstrip()
    return bool(rest) and unicodedata.normalize("NFKC", rest[0])[0].isdigit()


def _groups(text: str, i: int, c: str, out: list[str]) -> bool:
    """Does ``c`` set off three digits of one number, so that they cannot be a number of their own?

    A comma does; a full-width one only between full-width digits, else it parts clauses. A space is as good as a
    comma if it is a thin one or if a 0 follows: 1 058, but 12 304 may be two numbers.
    """
    if not THOUSAND.match(text, i + 1):
        return False
    if c == "，":
        return text[i - 1] in WIDE and text[i + 1] in WIDE and bool(LEADING.search("".join(out[-4:])))
    if c == ",":
        return True
    return (c in THIN or (c.isspace() and text[i + 1] in "0０")) and bool(LEADING.search("".join(out[-4:])))
