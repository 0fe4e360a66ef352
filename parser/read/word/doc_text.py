"""The paragraphs of a binary Word document with what is said of each: table depth, row, number, heading level.

The text lies in pieces (CLX, [MS-DOC] 2.8.35), what is said of paragraphs and runs in formatted pages (``doc_runs``).
Most paragraphs have the same properties as others, many the same text, so what follows from both is worked out once.
"""

import re
import struct
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field

from parser.model.errors import Damaged, TooLarge
from parser.read.blocks import PICTURE
from parser.read.word.doc_properties import Said
from parser.read.word.doc_runs import Pages, Runs
from parser.read.word.edges import Mark, Paragraph, Row

_MOST_TEXT = 3_000_000
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


@dataclass(slots=True)
class _Kind:
    """What paragraphs of the same properties have in common."""

    depth: int
    mark: Mark
    number: Callable[[], str] | None = None
    level: int | None = None
    row: Row | None = None
    hidden: bool = False
    made: dict[str, Paragraph] = field(default_factory=dict)

    def paragraph(self, text: str) -> Paragraph:
        """A paragraph of the kind; those that are not numbered are made once for each text."""
        found = self.made.get(text)
        if found is None:
            found = self._make(text)
            if self.number is None:
                self.made[text] = found
        return found

    def _make(self, text: str) -> Paragraph:
        if self.mark is Mark.ROW:
            return Paragraph("", Mark.ROW, self.depth, None, self.row)
        mark = Mark.CELL if self.depth and text.endswith("\x07") else self.mark
        shown = "" if self.hidden else _shown(text)
        printed = _ink(shown)
        if not printed.strip():
            return Paragraph(PICTURE if self.depth and "\x01" in shown else printed, mark, self.depth)
        return Paragraph(self.number() + printed if self.number else printed, mark, self.depth, self.level)


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


def paragraphs(
    streams: Streams, describe: Describe, hiding: Collection[int] = frozenset()
) -> Iterator[Paragraph]:
    """The main text's paragraphs in order, then those of notes and text boxes; ``hiding`` are styles that hide text.

    Raises:
        Damaged, TooLarge; struct.error and the like where the structure is broken.
    """
    pages = Pages(streams.document)
    pages.load(streams.part(13), 13)
    runs = Runs(streams.document, streams.part(12), hiding)
    kinds: dict[tuple[bytes, bytes], _Kind] = {}
    kept: list[str] = []
    in_row, ends_row = False, Mark.ROW  # once, for members of an enum are slow to look up
    for text, offset, change in _lines(streams, runs):
        if offset < 0:
            kept.append(text)
            continue
        held = pages.held(offset)
        kind = kinds.get((held, change))
        if kind is None:
            kind = kinds[held, change] = _kind(_said(held, change, streams.data), describe, hiding)
        if not runs.usual and offset in runs.unseen and not (in_row and kind.mark is ends_row):
            kept.append(text)  # the end is deleted; that of a row only with all its cells
            continue
        in_row = kind.depth > 0 and kind.mark is not ends_row
        if kept:
            text = "".join((*kept, text))  # noqa: PLW2901 - with what stands before it
            kept.clear()
        yield kind.paragraph(text)
    if "".join(kept).strip():
        yield Paragraph(_ink(_shown("".join(kept))), Mark.PARAGRAPH, 0)


def _said(held: bytes, change: bytes, data: bytes) -> Said:
    said = Said(style=int.from_bytes(held[:2], "little"))
    said.add(held[2:], data)
    said.add(change, data)
    return said


def _kind(said: Said, describe: Describe, hiding: Collection[int]) -> _Kind:
    depth = (1 if said.depth is None else max(said.depth, 1)) if said.in_table else 0
    if said.ends_row and depth:
        return _Kind(depth, Mark.ROW, row=said.row)
    mark = Mark.CELL if depth and said.ends_inner_cell else Mark.PARAGRAPH
    return _Kind(depth, mark, *describe(said), hidden=said.style in hiding)


_ENDS = "\r\x07\x0c"
_LINE = re.compile(f"[^{_ENDS}]*[{_ENDS}]|[^{_ENDS}]+")
_INVISIBLE = dict.fromkeys(range(32)) | {9: "\t", 11: "\n", 14: "\n", 30: "-", 0xFFFC: None}


def _ink(text: str) -> str:
    """The text without anchors and marks."""
    text = text.rstrip(_ENDS)
    return text if text.isprintable() else text.translate(_INVISIBLE)


def _shown(text: str) -> str:
    """Drop field codes: what stands between a field's begin (0x13) and its separator (0x14) or end (0x15).

    A field that draws its result from its code alone (EQ) is a picture (0x01).
    """
    if "\x13" not in text:
        return text
    shown: list[str] = []
    codes: list[str | None] = []
    for character in text:
        if character == "\x13":
            codes.append("")
        elif character == "\x14" and codes:
            codes[-1] = None
        elif character == "\x15" and codes:
            if (codes.pop() or "").lstrip().startswith("EQ"):
                shown.append("\x01")
        elif not any(code is not None for code in codes[-_NESTED_FIELDS:]):
            shown.append(character)
        elif codes[-1] is not None and len(codes[-1]) < _NESTED_FIELDS:
            codes[-1] += character
    return "".join(shown)


_NESTED_FIELDS = 8


def _lines(streams: Streams, runs: Runs) -> Iterator[tuple[str, int, bytes]]:
    """Stretches of text up to each paragraph's end: text, file offset of its last character, property changes.

    A stretch that a piece's end cuts has offset -1 and goes on in the next one.
    """
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
            seen = line if runs.usual else runs.seen(line, start, piece.width)
            yield seen, last if line[-1] in _ENDS else -1, piece.grpprl


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
