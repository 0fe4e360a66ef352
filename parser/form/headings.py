"""Is this line the heading of one of the six statutory parts, and how sure is that?

Headings come renamed, misnumbered, with their automatic number lost (1、 for 一、 or none at all), with Markdown marks,
and with the text running on in the same line. The title's words decide; the number only helps. Sub-headings such as
（二）主动公开情况 and mentions in prose must not be taken for one, so every find carries a strength.

>>> heading("## 五、存在的主要问题及改进措施"), heading("（一）主动公开").strength, heading("三、本年度办理结果")
(Heading(part=5, ordinal=5, strength=5, end=17), 1, None)
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from parser.form import SECTION_ALIASES, SECTION_WORDS, SECTIONS
from parser.form.labels import group, key, row
from parser.text import PLAIN, chinese, fold

CERTAIN, NUMBERED, BARE, ARABIC, WEAK = 5, 4, 3, 2, 1
"""一、and the title; 一、and its words; the title alone; 1、and the title; （一）or less."""

_MARKS = re.compile(r"^[\s#*>★☆▲△■□◆◇●○•·]+")
_PLAIN = PLAIN | str.maketrans("丶【】〔〕[]", "、()()()")
"""Beside simplified characters a comma for the dot that input methods offer, and round brackets, one for one."""
_ORDINAL = re.compile(
    r"^(?:第?(?P<han>[一二三四五六七八九十]{1,2})(?:部分|[章篇]|[、.,:)])+|0?(?P<arabic>\d)(?:[、.,)](?!\d)|(?=[^\d\W]))"
    r"|\((?P<bracket>[一二三四五六七八九十\d]{1,2})\)[、.,]?)"
)
_SPACED = re.compile(r"(?P<han>[一二三四五六])(?P<arabic>(?!))?(?P<bracket>(?!))?")
"""A number set off from the title by white space only, which is folded away: it needs the whole title behind it."""
_TITLE_END = "。；;!?！？"
_SET_OFF = tuple(":。.,;")
_LONGEST, _NUMBER = 36, 12
"""Characters of a title, and those in which a number shows."""
_LIKENESS, _ALIKE = 84, 6
"""A title of six letters or more may have a slip in six."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading found at the start of a line.

    ``part`` is the statutory part by its title (0 if only the number speaks), ``ordinal`` the printed number,
    ``end`` the offset in the line where the heading ends and running text may begin.
    """

    part: int
    ordinal: int | None
    strength: int
    end: int


def heading(line: str) -> Heading | None:
    """The statutory heading at the start of a line, or None.

    >>> heading("一、总体情况：2023年，我镇公开信息12条。")
    Heading(part=1, ordinal=1, strength=5, end=7)
    >>> heading("一 总体情况").strength, heading("二是加强主动公开政府信息情况的监督。"), heading("四、结转下年度继续办理")
    (5, None, None)
    """
    start = _MARKS.match(line)
    skip = start.end() if start else 0
    text = fold(line[skip : skip + 400]).rstrip("*")
    if len(text) > _LONGEST + 1 and not _ORDINAL.match(text[:_NUMBER].translate(_PLAIN)):
        return None  # most lines are prose: this is all that is looked at
    found = _match(text.translate(_PLAIN))
    if found is None:
        return None
    return Heading(found.part, found.ordinal, found.strength, skip + _offset(line[skip:], found.end))


def titled(line: str) -> int:
    """The part whose title, to the letter, a heading carries behind whatever number; 0 if it is freely worded.

    >>> titled("（一）总体情况"), titled("四、行政复议、行政诉讼情况"), titled("二、主动公开政府信息")
    (1, 4, 0)
    """
    text = fold(_MARKS.sub("", line)).translate(_PLAIN)
    number = _ORDINAL.match(text) or _spaced(text)
    return _whole(text[number.end() :] if number else text, exact=True)


@lru_cache(maxsize=2048)
def _match(text: str) -> Heading | None:
    number = _ORDINAL.match(text) or _spaced(text)
    title = text[number.end() :] if number else text
    if not title or (len(text) <= _LONGEST and (row(3, text) or group(text)) and not _whole(title)):
        return None
    ordinal = _ordinal(number)
    whole = _whole(title, exact=number is None)
    if whole:
        return Heading(whole, ordinal, _strength(number, exact=True), len(text))
    run = _run_in(title) if number and number["han"] else None
    if run:
        return Heading(run[0], ordinal, CERTAIN, len(text) - len(title) + run[1])
    return _loose(text, title, number, ordinal)


def _spaced(text: str) -> re.Match[str] | None:
    number = _SPACED.match(text)
    return number if number and _whole(text[number.end() :], exact=True) else None


def _loose(text: str, title: str, number: re.Match[str] | None, ordinal: int | None) -> Heading | None:
    """A numbered short line with other words: known by a keyword, or by its number alone."""
    if (
        number is None
        or len(title) > _LONGEST
        or title[-1] in _TITLE_END
        or any(c in title for c in _TITLE_END)
    ):
        return None
    parts = [n for n, words in enumerate(SECTION_WORDS, 1) if re.search(words, title)]
    part = ordinal if ordinal in parts else parts[0] if len(parts) == 1 else 0
    strength = _strength(number, exact=False)
    return Heading(part or 0, ordinal, strength, len(text)) if part or strength == NUMBERED else None


def _whole(title: str, *, exact: bool = False) -> int:
    """The part whose title this is as a whole (0: none); in a numbered one a slip is forgiven."""
    words = key(re.sub(r"\([^()]*\)$", "", title.rstrip(":：。")))
    if not words or len(title) > _LONGEST:
        return 0
    for part, names in enumerate(_titles(), 1):
        if words in names:
            return part
    if exact:
        return 0
    likeness = [max(fuzz.ratio(words, name) for name in names) for names in _titles()]
    best = max(likeness)
    return likeness.index(best) + 1 if best >= _LIKENESS and len(words) >= _ALIKE else 0


def _run_in(title: str) -> tuple[int, int] | None:
    """The part whose title starts this text and is set off from what follows, and the title's length."""
    for part, name in _starts():
        follow = title[len(name) : len(name) + 1]
        if title.startswith(name) and (follow in _SET_OFF or name == fold(SECTIONS[part - 1])):
            return part, len(name) + (follow in _SET_OFF)
    return None


def _strength(number: re.Match[str] | None, *, exact: bool) -> int:
    if number is None:
        return BARE
    if number["han"]:
        return CERTAIN if exact else NUMBERED
    return ARABIC if number["arabic"] and exact else WEAK


def _ordinal(number: re.Match[str] | None) -> int | None:
    if number is None:
        return None
    text = number["han"] or number["arabic"] or number["bracket"]
    value = int(text) if text.isdigit() else chinese(text)
    return None if value is None else int(value)


def _offset(line: str, count: int) -> int:
    """The offset in the line behind its first ``count`` characters as folded, and the white space behind them."""
    end = count
    if fold(line[:count]) != line[:count]:
        end = next((n for n in range(len(line) + 1) if len(fold(line[:n])) >= count), len(line))
    while end < len(line) and not fold(line[end]):
        end += 1
    return end


@lru_cache
def _titles() -> tuple[frozenset[str], ...]:
    return tuple(frozenset(map(key, (SECTIONS[n], *SECTION_ALIASES[n]))) for n in range(len(SECTIONS)))


@lru_cache
def _starts() -> tuple[tuple[int, str], ...]:
    """Every known title with its part, the longest first."""
    names = [(n + 1, fold(name)) for n in range(len(SECTIONS)) for name in (SECTIONS[n], *SECTION_ALIASES[n])]
    return tuple(sorted(names, key=lambda pair: -len(pair[1])))
