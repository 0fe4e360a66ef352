"""Automatic numbers and heading levels of a binary Word document, from its list tables and style sheet.

Source: [MS-DOC] 2.9.150 (LSTF), 2.9.149 (LVL), 2.9.131 (LFO). A structure that is broken costs the numbers, never the
text.
"""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial

from parser.read.numbering import LEVELS, Counter, Level
from parser.read.word.doc_properties import Said
from parser.read.word.doc_styles import Sheet
from parser.read.word.doc_text import Describe, Streams

_STYLES = {
    0: "decimal", 1: "upperRoman", 2: "lowerRoman", 3: "upperLetter", 4: "lowerLetter", 10: "ideographDigital",
    11: "japaneseCounting", 14: "decimalFullWidth", 18: "decimalEnclosedCircle", 19: "decimalFullWidth2",
    22: "decimalZero", 23: "bullet", 26: "decimalEnclosedFullstop", 27: "decimalEnclosedParen",
    28: "decimalEnclosedCircleChinese", 29: "ideographEnclosedCircle", 30: "ideographTraditional",
    31: "ideographZodiac", 33: "taiwaneseCounting", 34: "ideographLegalTraditional",
    35: "taiwaneseCountingThousand", 36: "taiwaneseDigital", 37: "chineseCounting",
    38: "chineseLegalSimplified", 39: "chineseCountingThousand", 255: "none",
}  # fmt: skip
_BODY_LEVEL = 9
_LST, _LVL, _LFO = 28, 28, 16
_BROKEN = (struct.error, IndexError, ValueError)


@dataclass(slots=True)
class _Lists:
    """The lists; their definitions are read when a paragraph first needs a number."""

    streams: Streams
    styles: Sheet
    lists: list[tuple[int, dict[int, int]]] = field(default_factory=list)
    counters: dict[int, Counter] | None = None
    started: set[int] = field(default_factory=set)

    def describe(self, said: Said) -> tuple[Callable[[], str] | None, int | None]:
        style = self.styles.style(said.style)
        outline = style.outline if said.outline is None else said.outline
        level = outline + 1 if outline is not None and outline < _BODY_LEVEL else None
        list_id = style.list_id if said.list_id is None else said.list_id
        depth = (style.list_level if said.list_level is None else said.list_level) or 0
        numbered = 0 < (list_id or 0) <= len(self.lists) and depth < LEVELS
        return partial(self._number, list_id or 0, depth) if numbered else None, level

    def _number(self, list_id: int, depth: int) -> str:
        if self.counters is None:
            self.counters = _read_definitions(self.streams)
        definition, starts = self.lists[list_id - 1]
        counter = self.counters.get(definition)
        if counter is None:
            return ""
        if list_id not in self.started:
            self.started.add(list_id)
            for level, start in starts.items():
                counter.restart(level, start)
        return counter.label(depth)


def read_lists(streams: Streams, styles: Sheet) -> Describe:
    """A function from what is said of each paragraph, in order, to its number and heading level."""
    lists = _Lists(streams, styles)
    try:
        _read_overrides(streams.part(74), lists)
    except _BROKEN:
        return _Lists(streams, styles).describe
    return lists.describe


def _read_definitions(streams: Streams) -> dict[int, Counter]:
    """The running numbers of each definition; none if the table is broken."""
    try:
        return dict(_definitions(streams, streams.part(73)))
    except _BROKEN:
        return {}


def _definitions(streams: Streams, table: bytes) -> Iterator[tuple[int, Counter]]:
    """The definitions; their levels follow the table that lists them, without a count of their own."""
    position = streams.offset(73) + len(table)
    for number in range(struct.unpack_from("<h", table)[0] if table else 0):
        place = 2 + number * _LST
        key = struct.unpack_from("<i", table, place)[0]
        levels: dict[int, Level] = {}
        for depth in range(1 if table[place + 26] & 1 else LEVELS):
            levels[depth], position = _read_level(streams.table, position)
        yield key, Counter(levels)


def _read_level(table: bytes, position: int) -> tuple[Level, int]:
    start, kind, flags = struct.unpack_from("<iBB", table, position)
    characters, paragraphs, restart = table[position + 24], table[position + 25], table[position + 26]
    position += _LVL + characters + paragraphs
    length = struct.unpack_from("<H", table, position)[0]
    text = table[position + 2 : position + 2 + 2 * length].decode("utf-16-le", "replace")
    printed = "".join(f"%{ord(letter) + 1}" if ord(letter) < LEVELS else letter for letter in text)
    level = Level(
        printed, _STYLES.get(kind, "decimal"), start, bool(flags & 0x04), restart if flags & 0x08 else None
    )
    return level, position + 2 + 2 * length


def _read_overrides(table: bytes, lists: _Lists) -> None:
    if not table:
        return
    count = struct.unpack_from("<i", table)[0]
    position = 4 + count * _LFO
    for number in range(count):
        key = struct.unpack_from("<i", table, 4 + number * _LFO)[0]
        starts: dict[int, int] = {}
        position += 4
        for _ in range(table[4 + number * _LFO + 12]):
            start, flags = struct.unpack_from("<iI", table, position)
            position += 8
            if flags & 0x10:
                starts[flags & 0x0F] = start
            if flags & 0x20:
                _, position = _read_level(table, position)
        lists.lists.append((key, starts))
