"""A text as the words of the form and the values between them: for pastes whose tables lost every mark.

The form's labels are looked for letter by letter, white space and missing punctuation between the letters allowed, and
only where a word can begin. Numbered labels (3.其他) count as rows, their bare words (其他) as columns. Everything else
up to the next white space is "other"; whoever asks decides how much of that a table can hold.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from parser.form import SECTION_ALIASES, SECTIONS, TABLES
from parser.form.labels import GROUPS, HEADER_WORDS, stem
from parser.text import PLAIN, fold

Kind = Literal["heading", "row", "group", "column", "value", "other"]

_WIDE = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {0x3000: " ", 0xA0: " "} | PLAIN
_VALUE = re.compile(
    r"(?:[-+]?\d{1,18}(?:[,.]\d{1,18}){0,6}(?:件|万元|元)?|/|[-—–]{1,3}|无)(?=\s|$|[（(一二三四]|\d\.\D)"
)
_WORD = re.compile(r"\S+")
_REMARK = re.compile(r"\s*\((?![一二三四五六七八九十\d]{1,2}\))[^()]{1,40}\)")
_ARTICLES = tuple(f"第二十条第（{n}）项" for n in "一五六八九")
_BOUNDARY = re.compile(r"\s|$|[\d/(—–:-]")
_STOPS = "。;！!)”】"
_SHORTEST = 4
"""A row's words without its number must be this long to stand for the row."""
_TITLE = 6
"""Letters: no cell of the form's tables is a title of so many."""


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text at [start, end)."""

    kind: Kind
    start: int
    end: int
    text: str


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a text in order.

    >>> [(t.kind, t.text) for t in tokens("行政许可 0 二、上年结转政府信息公开申请 数量 1 x")]
    [('row', '行政许可'), ('value', '0'), ('row', '二、上年结转政府信息公开申请 数量'), ('value', '1'), ('other', 'x')]
    """
    plain = text.translate(_WIDE)
    at, cuts = 0, _cuts(plain)
    while at < len(plain):
        if plain[at].isspace():
            at += 1
            continue
        token = _label(text, plain, at) or _value(text, plain, at)
        if token is None:
            word = _WORD.match(plain, at)
            end = word.end() if word else at + 1
            end = min([end, *cuts[bisect_right(cuts, at) :][:1]])
            token = Token("other", at, end, text[at:end])
        yield token
        at = token.end


def _cuts(plain: str) -> list[int]:
    """Where headings begin right behind a sentence: a word ends there even without white space."""
    pattern = _patterns()[0][1]
    return [m.start() for m in pattern.finditer(plain) if plain[max(m.start() - 1, 0)] in _STOPS]


def _label(text: str, plain: str, at: int) -> Token | None:
    alone = _own_line().match(plain, at)
    if alone and not plain[plain.rfind("\n", 0, at) + 1 : at].strip():
        return Token("heading", at, alone.end(), text[at : alone.end()])
    for kind, pattern in _patterns():
        found = pattern.match(plain, at)
        if found:
            remark = _REMARK.match(plain, found.end()) if kind in ("row", "column") else None
            end = remark.end() if remark else found.end()
            end += kind == "row" and plain.startswith(":", end)
            if kind == "heading" or _BOUNDARY.match(plain, end) or _any(plain, end):
                return Token(kind, at, end, text[at:end])
    return None


def _any(plain: str, at: int) -> bool:
    return any(pattern.match(plain, at) for _, pattern in _patterns())


def _value(text: str, plain: str, at: int) -> Token | None:
    found = _VALUE.match(plain, at)
    return Token("value", at, found.end(), text[at : found.end()]) if found else None


@lru_cache
def _patterns() -> tuple[tuple[Kind, re.Pattern[str]], ...]:
    rows = [label for n in (2, 3) for r in TABLES[n] if not r.optional for label in (r.label, *r.alias)]
    rows += [label for r in TABLES[3] if r.optional for label in (r.label, *r.alias)]
    stems = [s for label in rows if len(s := stem(label)) >= _SHORTEST]
    columns = [name for n in TABLES for r in TABLES[n] for c in r.columns for name in (c.label, *c.alias)]
    return (
        ("heading", _heading(_titles())),
        ("row", _one_of(rows)),
        ("group", _one_of(GROUPS)),
        (
            "column",
            _one_of(
                [
                    *columns,
                    *HEADER_WORDS,
                    *_ARTICLES,
                    "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）",
                ]
            ),
        ),
        ("row", _one_of(stems)),
    )


def _titles() -> list[str]:
    return [name for n, title in enumerate(SECTIONS) for name in (title, *SECTION_ALIASES[n])]


def _heading(titles: list[str]) -> re.Pattern[str]:
    return re.compile(rf"[一二三四五六]\s*[、.,]\s*(?:{_any_of(titles)})")


@lru_cache
def _own_line() -> re.Pattern[str]:
    """A title that fills its line is a heading whatever its number looks like, if it is too long for a label."""
    names = _any_of(name for name in _titles() if len(name) >= _TITLE)
    number = r"\([一二三四五六]\)|第[一二三四五六]部分|[1-6][、.,]|[一二三四五六][、.,]?"
    return re.compile(rf"(?:{number})?\s*(?:{names})\s*?:?[ \t]*(?=\n|$)")


def _one_of(labels: list[str] | tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(_any_of(labels))


def _any_of(labels: Iterable[str]) -> str:
    return "|".join(map(_loose, sorted(set(labels), key=len, reverse=True)))


def _loose(label: str) -> str:
    """The label letter by letter: white space anywhere, its punctuation optional or another sign.

    White space is asked for once at each place, or a long run of it would be parted in every way there is.
    """
    parts = [rf"{re.escape(c)}\s*" if c.isalnum() else r"(?:[^\w\s]\s*)?" for c in fold(label)]
    return "".join(parts).removesuffix(r"\s*")
