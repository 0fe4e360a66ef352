"""The paragraphs of a binary Word document with what is said of each: table depth, row, number, heading level.

The text lies in pieces (CLX, [MS-DOC] 2.8.35); what is said of paragraphs and runs lies in 512-byte pages (FKP,
2.9.174 and 2.9.48) found through two tables. Most paragraphs have the same properties as others, so what
follows from them is worked out once.
"""

import re
import struct
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from parser.model.errors import Damaged, TooLarge
from parser.read.doc_properties import Said, sprms
from parser.read.edges import Mark, Paragraph, Row

_MOST_TEXT = 3_000_000
_PAGE = 512
_WORD_97 = 0xC1
_COMPRESSED = 0x40000000
_CHANGES, _PIECES = 1, 2
_IDENT = 0xA5EC


@dataclass(slots=True)
class Streams:
    """The streams of a document and its header (FIB, 2.5.1)."""

    document: bytes
    table: bytes = b""
    data: bytes = b""

    @property
    def is_encrypted(self) -> bool:
        """Whether a password is needed."""
        return bool(self._flags & 0x0100)

    @property
    def is_old(self) -> bool:
        """Whether it is from before Word 97."""
        ident, version = struct.unpack_from("<HH", self.document, 0)
        return bool(ident != _IDENT or version < _WORD_97)

    @property
    def table_name(self) -> str:
        """Which of the two table streams counts."""
        return "1Table" if self._flags & 0x0200 else "0Table"

    @property
    def _flags(self) -> int:
        return int(struct.unpack_from("<H", self.document, 0x0A)[0])

    def part(self, index: int) -> bytes:
        """The index-th structure of the table stream that the header lists; empty if there is none."""
        offset, size = struct.unpack_from("<II", self.document, 0x9A + 8 * index)
        return self.table[offset : offset + size]

    def offset(self, index: int) -> int:
        """Where that structure starts in the table stream."""
        return int(struct.unpack_from("<I", self.document, 0x9A + 8 * index)[0])

    @property
    def lengths(self) -> tuple[int, ...]:
        """Characters of main text, footnotes, headers, macros, comments, endnotes, text boxes, header boxes."""
        return struct.unpack_from("<8I", self.document, 0x4C)


Describe = Callable[[Said], tuple[Callable[[], str] | None, int | None]]
"""From what is said of a paragraph to its automatic number, which counts on with each call, and its heading level."""


class _Kind(NamedTuple):
    """What paragraphs of the same properties have in common."""

    depth: int
    mark: Mark
    number: Callable[[], str] | None
    level: int | None
    row: Row | None


@dataclass(slots=True)
class Piece:
    """Characters [start, end) lie at ``offset``, one or two bytes each; ``grpprl`` changes their properties."""

    start: int
    end: int
    offset: int
    width: int
    grpprl: bytes = b""

    def position(self, offset: int) -> int:
        """The number of the character at a file offset."""
        return self.start + (offset - self.offset) // self.width


def _pieces(clx: bytes) -> list[Piece]:
    position, changes = 0, []
    while position < len(clx) and clx[position] == _CHANGES:
        size = int.from_bytes(clx[position + 1 : position + 3], "little")
        changes.append(clx[position + 3 : position + 3 + size])
        position += 3 + size
    if position >= len(clx) or clx[position] != _PIECES:
        raise Damaged("Word文件里没有文字表，可能已损坏。请在Word或WPS里另存为.docx后再发。")
    plc = clx[position + 5 : position + 5 + int.from_bytes(clx[position + 1 : position + 5], "little")]
    count = (len(plc) - 4) // 12
    starts = struct.unpack_from(f"<{count + 1}I", plc)
    pieces = []
    for number in range(count):
        if starts[number + 1] < starts[number]:
            raise ValueError("a piece that ends before it begins")
        place, prm = struct.unpack_from("<IH", plc, 4 * (count + 1) + 8 * number + 2)
        change = changes[prm >> 1] if prm & 1 and prm >> 1 < len(changes) else b""
        offset = place & ~_COMPRESSED
        narrow = bool(place & _COMPRESSED)
        pieces.append(
            Piece(
                starts[number],
                starts[number + 1],
                offset // 2 if narrow else offset,
                1 if narrow else 2,
                change,
            )
        )
    return pieces


@dataclass(slots=True)
class _Pages:
    """The formatted pages of one kind: ends of runs (file offsets, ascending) and where their properties lie."""

    document: bytes
    ends: list[int] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    places: list[int] = field(default_factory=list)

    def load(self, plc: bytes, entry: int, holding: Sequence[bytes] = ()) -> None:
        """Read the pages that the table names, only those that hold any of some bytes if there are some.

        An entry is 13 bytes for paragraphs, 1 for characters.
        """
        count = (len(plc) - 4) // 8
        if count > len(self.document) // _PAGE:
            raise ValueError("more pages than the document holds")
        for number in struct.unpack_from(f"<{count}I", plc, 4 * (count + 1)) if count > 0 else ():
            base = (number & 0x3FFFFF) * _PAGE
            page = self.document[base : base + _PAGE]
            if len(page) < _PAGE or (holding and not any(mark in page for mark in holding)):
                continue
            runs = page[_PAGE - 1]
            if 4 * (runs + 1) + entry * runs > _PAGE:
                continue
            bounds = struct.unpack_from(f"<{runs + 1}I", page)
            self.starts += bounds[:-1]
            self.ends += bounds[1:]
            first = 4 * (runs + 1)
            words = page[first : first + entry * runs : entry]
            self.places += [base + 2 * word if word else -1 for word in words]

    def find(self, offset: int) -> int:
        """Where the properties of the character at the file offset lie; -1 if nowhere."""
        index = bisect_right(self.starts, offset) - 1
        return self.places[index] if index >= 0 and offset < self.ends[index] else -1


def paragraphs(streams: Streams, describe: Describe) -> Iterator[Paragraph]:
    """The main text's paragraphs in order, then those of notes and text boxes.

    Raises:
        Damaged, TooLarge; struct.error and the like where the structure is broken.
    """
    pages = _Pages(streams.document)
    pages.load(streams.part(13), 13)
    kinds: dict[tuple[bytes, bytes], _Kind] = {}
    alike: dict[tuple[str, bytes, bytes], Paragraph] = {}
    kept: list[str] = []
    for text, offset, change in _lines(streams):
        if offset < 0:
            kept.append(text)
            continue
        if kept:
            text = "".join((*kept, text))  # noqa: PLW2901 - with what earlier pieces hold of it
            kept.clear()
        held = _held(streams.document, pages.find(offset))
        paragraph = alike.get((text, held, change))
        if paragraph is None:
            kind = kinds.get((held, change))
            if kind is None:
                kind = kinds[held, change] = _kind(_said(held, change, streams.data), describe)
            paragraph = _paragraph(text, kind)
            if kind.number is None:
                alike[text, held, change] = paragraph
        yield paragraph
    if "".join(kept).strip():
        yield Paragraph(_ink("".join(kept)), Mark.PARAGRAPH, 0)


def _held(document: bytes, place: int) -> bytes:
    """Style and properties at a place in the pages (PapxInFkp, 2.9.175)."""
    if place < 0:
        return b""
    size = 2 * document[place] - 1
    if size < 0:
        place += 1
        size = 2 * document[place]
    return document[place + 1 : place + 1 + size]


def _said(held: bytes, change: bytes, data: bytes) -> Said:
    said = Said(style=int.from_bytes(held[:2], "little"))
    said.add(held[2:], data)
    said.add(change, data)
    return said


def _kind(said: Said, describe: Describe) -> _Kind:
    depth = (1 if said.depth is None else max(said.depth, 1)) if said.in_table else 0
    if said.ends_row and depth:
        return _Kind(depth, Mark.ROW, None, None, said.row)
    mark = Mark.CELL if depth and said.ends_inner_cell else Mark.PARAGRAPH
    return _Kind(depth, mark, *describe(said), None)


def _paragraph(text: str, kind: _Kind) -> Paragraph:
    depth, mark, number, level, row = kind
    if mark is Mark.ROW:
        return Paragraph("", mark, depth, None, row)
    if depth and text.endswith("\x07"):
        mark = Mark.CELL
    printed = _ink(text)
    if not printed.strip():
        return Paragraph(printed, mark, depth)
    return Paragraph(number() + printed if number else printed, mark, depth, level)


_ENDS = "\r\x07\x0c"
_LINE = re.compile(f"[^{_ENDS}]*[{_ENDS}]|[^{_ENDS}]+")
_INVISIBLE = dict.fromkeys(range(32)) | {9: "\t", 11: "\n", 14: "\n", 30: "-", 0xFFFC: None}


def _ink(text: str) -> str:
    """The text that is seen: field results without their codes, no anchors and marks."""
    text = (_shown(text) if "\x13" in text else text).rstrip(_ENDS)
    return text if text.isprintable() else text.translate(_INVISIBLE)


def _shown(text: str) -> str:
    """Drop field codes: what stands between a field's begin (0x13) and its separator (0x14) or end (0x15)."""
    shown: list[str] = []
    in_code: list[bool] = []
    for character in text:
        if character == "\x13":
            in_code.append(True)
        elif character == "\x14" and in_code:
            in_code[-1] = False
        elif character == "\x15" and in_code:
            in_code.pop()
        elif True not in in_code[-_NESTED_FIELDS:]:
            shown.append(character)
    return "".join(shown)


_NESTED_FIELDS = 8


def _lines(streams: Streams) -> Iterator[tuple[str, int, bytes]]:
    """Stretches of text up to each paragraph's end: text, file offset of its last character, property changes.

    A stretch that a piece's end cuts has offset -1 and goes on in the next one.
    """
    deleted = _deleted(streams)
    headers = _headers(streams)
    total = 0
    for piece in _pieces(streams.part(33)):
        total += max(piece.end - piece.start, 0)
        if total > _MOST_TEXT:
            raise TooLarge("文件里的文字太多，不像一份年度报告。请只发年度报告本身。")
        text = _text(streams.document, piece)
        is_plain = len(text) == piece.end - piece.start
        after = piece.offset
        for line in _LINE.findall(text):
            start, after = after, after + piece.width * (len(line) if is_plain else _units(line))
            last = after - piece.width
            if headers and _is_within(piece.position(last), headers):
                continue
            is_whole = line[-1] in _ENDS
            if deleted.starts:
                is_whole = is_whole and last not in deleted
                line = deleted.without(line, start, piece.width)  # noqa: PLW2901 - the line as it is seen
            yield line, last if is_whole else -1, piece.grpprl


def _units(text: str) -> int:
    """Characters as Word counts them: one outside the basic plane is two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _is_within(position: int, ranges: Sequence[tuple[int, int]]) -> bool:
    return any(first <= position < last for first, last in ranges)


def _headers(streams: Streams) -> list[tuple[int, int]]:
    """Character ranges that are no part of the report: headers and footers, comments."""
    bounds, position = [], 0
    for number, length in enumerate(streams.lengths):
        if number in (2, 3, 4, 7):
            bounds.append((position, position + length))
        position += length
    return [(first, last) for first, last in bounds if last > first]


def _text(document: bytes, piece: Piece) -> str:
    held = document[piece.offset : piece.offset + (piece.end - piece.start) * piece.width]
    return held.decode("cp1252" if piece.width == 1 else "utf-16-le", "replace")


@dataclass(slots=True)
class _Ranges:
    """File ranges, ascending."""

    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)

    def __contains__(self, offset: int) -> bool:
        index = bisect_right(self.starts, offset) - 1
        return index >= 0 and offset < self.ends[index]

    def without(self, text: str, offset: int, width: int) -> str:
        """The characters of a text at the offset that lie in no range."""
        shown = []
        for character in text:
            if offset not in self:
                shown.append(character)
            offset += width * (1 + (character > "\uffff"))
        return "".join(shown)


def _deleted(streams: Streams) -> _Ranges:
    """Runs that are deleted (tracked) or hidden: sprmCFRMarkDel, sprmCFVanish."""
    pages = _Pages(streams.document)
    pages.load(streams.part(12), 1, _UNSEEN)
    ranges = [
        (start, end)
        for start, end, place in zip(pages.starts, pages.ends, pages.places, strict=True)
        if place >= 0 and _is_unseen(streams.document[place + 1 : place + 1 + streams.document[place]])
    ]
    ranges.sort()
    return _Ranges([start for start, _ in ranges], [end for _, end in ranges])


def _is_unseen(grpprl: bytes) -> bool:
    return any(mark in grpprl for mark in _UNSEEN) and any(
        struct.pack("<H", code) + operand[:1] in _UNSEEN for code, operand in sprms(grpprl)
    )


_UNSEEN = (b"\x00\x08\1", b"\x3c\x08\1")
"""The properties that take a run out of sight, as they are written: rarely does a page hold any."""
