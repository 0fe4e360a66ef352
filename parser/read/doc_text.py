"""The paragraphs of a binary Word document with what is said of each: table depth, row, number, heading level.

The text lies in pieces (CLX, [MS-DOC] 2.8.35); what is said of paragraphs and runs lies in 512-byte pages (FKP,
2.9.174 and 2.9.48) found through two tables, as lists of single properties (SPRM, 2.2.5). Large rows keep their
properties in the Data stream behind sprmPHugePapx: a reader that does not follow it loses every wide row.
"""

import re
import struct
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from parser.model.errors import Damaged, TooLarge
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


@dataclass(slots=True)
class Said:
    """What properties say of a paragraph; None where they say nothing and the style decides."""

    style: int = 0
    in_table: int = 0
    depth: int | None = None
    ends_row: int = 0
    ends_inner_cell: int = 0
    list_id: int | None = None
    list_level: int | None = None
    outline: int | None = None
    row: Row | None = None


Describe = Callable[[Said], tuple[str, int | None]]
"""From what is said of a paragraph to its automatic number and heading level."""

_OPERANDS = (1, 1, 2, 4, 2, 2, 0, 3)
_TDEF, _CHG_TABS = 0xD608, 0xC615
_HUGE = (0x6646, 0x6645)
_FULL = 255


def sprms(grpprl: bytes) -> Iterator[tuple[int, bytes]]:
    """The single properties of a list: code and operand (2.2.5.1)."""
    position, end = 0, len(grpprl) - 2
    while position < end:
        code = grpprl[position] | grpprl[position + 1] << 8
        position += 2
        size = _OPERANDS[code >> 13]
        if size == 0:
            size = grpprl[position]
            position += 1
            if code == _TDEF:
                size = (size | grpprl[position] << 8) - 1
                position += 1
            elif code == _CHG_TABS and size == _FULL:
                return
        yield code, grpprl[position : position + size]
        position += size


def _apply(said: Said, grpprl: bytes, data: bytes) -> None:
    """Add what a list of properties says; ``data`` is the stream for those kept elsewhere."""
    for code, operand in sprms(grpprl):
        known = _KNOWN.get(code)
        if known is not None:
            name, signed = known
            setattr(said, name, int.from_bytes(operand, "little", signed=signed))
        elif code == _TDEF:
            said.row = _row(operand)
        elif code in _HUGE:
            offset = int.from_bytes(operand, "little")
            size = int.from_bytes(data[offset : offset + 2], "little")
            _apply_huge(said, data[offset + 2 : offset + 2 + size])


_KNOWN = {
    0x2416: ("in_table", False),
    0x2417: ("ends_row", False),
    0x244C: ("ends_row", False),
    0x244B: ("ends_inner_cell", False),
    0x6649: ("depth", True),
    0x460B: ("list_id", True),
    0x260A: ("list_level", False),
    0x2640: ("outline", False),
}
"""Properties of a paragraph that are a number: the field of ``Said``, whether it has a sign."""


def describe_by(said: Said, grpprl: bytes) -> None:
    """Add what a style's properties say."""
    _apply(said, grpprl, b"")


def _apply_huge(said: Said, grpprl: bytes) -> None:
    """Properties from the Data stream; a second hop would be a loop."""
    _apply(said, grpprl, b"")


def _row(operand: bytes) -> Row | None:
    """A row's definition (2.9.316): borders, then 20 bytes a cell of which the first two say how it is merged."""
    count = operand[0] if operand else 0
    cells = 1 + 2 * (count + 1)
    if len(operand) < cells:
        return None
    edges = struct.unpack_from(f"<{count + 1}h", operand, 1)
    flags = [int.from_bytes(operand[cells + 20 * i : cells + 20 * i + 2], "little") for i in range(count)]
    return Row(edges, tuple((flag & _JOINS_LEFT != 0, _VERTICAL[flag >> 5 & 3]) for flag in flags))


_JOINS_LEFT = 2
_VERTICAL = ("", "continue", "restart", "restart")


@dataclass(slots=True)
class Piece:
    """Characters [start, end) lie at ``offset``, one or two bytes each; ``grpprl`` changes their properties."""

    start: int
    end: int
    offset: int
    width: int
    grpprl: bytes = b""


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

    def load(self, plc: bytes, entry: int) -> None:
        """Read all pages that the table names; an entry is 13 bytes for paragraphs, 1 for characters."""
        count = (len(plc) - 4) // 8
        if count > len(self.document) // _PAGE:
            raise ValueError("more pages than the document holds")
        for number in struct.unpack_from(f"<{count}I", plc, 4 * (count + 1)) if count > 0 else ():
            base = (number & 0x3FFFFF) * _PAGE
            page = self.document[base : base + _PAGE]
            if len(page) < _PAGE:
                continue
            runs = page[_PAGE - 1]
            if 4 * (runs + 1) + entry * runs > _PAGE:
                continue
            bounds = struct.unpack_from(f"<{runs + 1}I", page)
            self.starts += bounds[:-1]
            self.ends += bounds[1:]
            first = 4 * (runs + 1)
            self.places += [
                base + 2 * page[first + entry * i] if page[first + entry * i] else -1 for i in range(runs)
            ]

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
    cache: dict[tuple[bytes, bytes], Said] = {}
    kept: list[str] = []
    for text, offset, change in _lines(streams):
        kept.append(text)
        if offset < 0:
            continue
        held = _held(streams.document, pages.find(offset))
        said = cache.get((held, change))
        if said is None:
            said = cache[held, change] = _said(held, change, streams.data)
        joined = "".join(kept) if len(kept) > 1 else text
        kept = []
        yield _paragraph(joined, said, describe)
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
    _apply(said, held[2:], data)
    _apply(said, change, data)
    return said


def _paragraph(text: str, said: Said, describe: Describe) -> Paragraph:
    depth = (1 if said.depth is None else max(said.depth, 1)) if said.in_table else 0
    if said.ends_row and depth:
        return Paragraph("", Mark.ROW, depth, row=said.row)
    ends_cell = depth > 0 and (text.endswith("\x07") or said.ends_inner_cell != 0)
    printed = _ink(text)
    number, level = describe(said) if printed.strip() else ("", None)
    return Paragraph(number + printed, Mark.CELL if ends_cell else Mark.PARAGRAPH, depth, level)


_ENDS = "\r\x07\x0c"
_END = re.compile(f"[{_ENDS}]")
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
    total = 0
    skip = _headers(streams)
    for piece in _pieces(streams.part(33)):
        total += max(piece.end - piece.start, 0)
        if total > _MOST_TEXT:
            raise TooLarge("文件里的文字太多，不像一份年度报告。请只发年度报告本身。")
        text = _text(streams.document, piece)
        start = 0
        for match in _END.finditer(text):
            end = match.end()
            offset = piece.offset + (end - 1) * piece.width
            if not (skip and any(first <= piece.start + end - 1 < last for first, last in skip)):
                goes_on = offset in deleted
                yield deleted.without(text, start, end, piece), -1 if goes_on else offset, piece.grpprl
            start = end
        if start < len(text):
            yield deleted.without(text, start, len(text), piece), -1, b""


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

    def without(self, text: str, start: int, end: int, piece: Piece) -> str:
        """The piece's characters [start, end) that lie in no range."""
        if not self.starts:
            return text[start:end]
        return "".join(text[i] for i in range(start, end) if piece.offset + i * piece.width not in self)


def _deleted(streams: Streams) -> _Ranges:
    """Runs that are deleted (tracked) or hidden: sprmCFRMarkDel, sprmCFVanish."""
    pages = _Pages(streams.document)
    pages.load(streams.part(12), 1)
    cache: dict[int, bool] = {-1: False}
    ranges = []
    for start, end, place in zip(pages.starts, pages.ends, pages.places, strict=True):
        gone = cache.get(place)
        if gone is None:
            held = streams.document[place + 1 : place + 1 + streams.document[place]]
            gone = cache[place] = any(
                code in _UNSEEN and operand[:1] == b"\1" for code, operand in sprms(held)
            )
        if gone:
            ranges.append((start, end))
    ranges.sort()
    return _Ranges([start for start, _ in ranges], [end for _, end in ranges])


_UNSEEN = (0x0800, 0x083C)
