r"""The numbered lines of a text, as every text rendering is read from them."""

import re
from dataclasses import dataclass

_BREAK = re.compile(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")

_QUOTED = re.compile(r'(?:^|\t)"')
_QUOTES = re.compile(r'(?:(?<=\t)|^)"([^"\t]*)"(?=\t|$)')
_SENDER = re.compile(
    r"(?![^\d]*(?:时间|日期))\S{1,20}\s{1,3}\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?\s{1,3}\d{1,2}:\d\d(?::\d\d)?\s*"
)
_QUOTATION = re.compile(r"^(?:> ?)+")
_MOSTLY = 0.8
_REACH = 6
"""A quoted cell has at most so many lines."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line without its end; ``number`` counts from 1 as in the source."""

    number: int
    text: str

    @property
    def blank(self) -> bool:
        """Whether nothing visible stands in it."""
        return not self.text.strip()


def without_senders(lines: list[Line]) -> list[Line]:
    r"""The lines of messages without what a chat puts around them: sender and time of each, the marks of a quotation.

    >>> [x.text for x in without_senders(split("小李 2025/1/10 10:05:00\n> 规章 0\n> 行政许可 1"))]
    ['规章 0', '行政许可 1']
    """
    lines = [line for line in lines if not _SENDER.fullmatch(line.text)]
    quoted = sum(line.text.startswith(">") for line in lines)
    if quoted < _MOSTLY * sum(not line.blank for line in lines) or not quoted:
        return lines
    return [Line(line.number, _QUOTATION.sub("", line.text)) for line in lines]


def unquote(lines: list[Line]) -> list[Line]:
    r"""The lines of cells copied from a sheet: a cell with line breaks stands in quotes, over several lines.

    The break stays in the cell: two numbers in one cell must not become one.

    >>> [x.text for x in unquote(split('"1.申请人\n逾期"\t0\n完'))]
    ['1.申请人\n逾期\t0', '完']
    """
    joined: list[Line] = []
    at = 0
    while at < len(lines):
        first, text, end = lines[at], lines[at].text, at + 1
        if _QUOTED.search(text):
            while text.count('"') % 2 and end < min(len(lines), at + _REACH):
                text, end = f"{text}\n{lines[end].text}", end + 1
            whole = text.count('"') % 2 == 0 and "\t" in text
            text, end = (_QUOTES.sub(r"\1", text), end) if whole else (first.text, at + 1)
        joined.append(Line(first.number, text))
        at = end
    return joined


def split(text: str) -> list[Line]:
    """The lines of a text, whatever ends them; a form feed ends one too."""
    return [Line(number, line) for number, line in enumerate(_BREAK.split(text), 1)]
