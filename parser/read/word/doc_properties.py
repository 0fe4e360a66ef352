"""What properties of a binary Word document say of paragraphs (tables, lists, headings) and of runs (hidden, struck).

Properties come as lists of single ones (SPRM, [MS-DOC] 2.2.5), for runs and paragraphs, styles and pieces alike. Large
rows keep theirs in the Data stream behind sprmPHugePapx: a reader that does not follow it loses every wide row.
Most paragraphs share their lists with others, so what a list tells is remembered by its bytes.
"""

import struct
from collections.abc import Container, Iterator
from dataclasses import dataclass
from functools import lru_cache

from parser.read.word.edges import Row

_OPERANDS = (1, 1, 2, 4, 2, 2, 0, 3)
_TDEF, _CHG_TABS = 0xD608, 0xC615
_HUGE = (0x6646, 0x6645)
_FULL = 255
_NUMBERS = {
    0x2416: ("in_table", False),
    0x2417: ("ends_row", False),
    0x244C: ("ends_row", False),
    0x244B: ("ends_inner_cell", False),
    0x6649: ("depth", True),
    0x460B: ("list_id", True),
    0x260A: ("list_level", False),
    0x2640: ("outline", False),
}
"""Properties that are a number: the field of ``Said``, whether it has a sign."""
_TELLING = frozenset((*_NUMBERS, *_HUGE, _TDEF))
_ON = (b"\1", b"\x81")
"""On, and other than the style, of which hardly any hides or strikes."""
_DELETED, _VANISH, _RUN_STYLE = 0x0800, 0x083C, 0x4A30
_STRIKES = (0x0837, 0x2A53)
HIDDEN = tuple(struct.pack("<H", _VANISH) + on for on in _ON)
UNUSUAL = (*HIDDEN, *(struct.pack("<H", code) + on for code in (_DELETED, *_STRIKES) for on in _ON))
"""How properties are written that take text out of sight or strike it out: rarely does a page hold any."""
_JOINS_LEFT = 2
_VERTICAL = ("", "continue", "restart", "restart")


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

    def add(self, grpprl: bytes, data: bytes = b"") -> None:
        """Add what a list of properties says; ``data`` is the stream for those kept elsewhere."""
        for code, operand in _telling(grpprl):
            if code in _NUMBERS:
                name, signed = _NUMBERS[code]
                setattr(self, name, int.from_bytes(operand, "little", signed=signed))
            elif code == _TDEF:
                self.row = _row(operand)
            else:
                offset = int.from_bytes(operand, "little")
                size = int.from_bytes(data[offset : offset + 2], "little")
                if size:
                    self.add(
                        data[offset + 2 : offset + 2 + size]
                    )  # without data: a second hop would be a loop


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


def written_style(index: int) -> bytes:
    """How it is written that a run has a style."""
    return struct.pack("<HH", _RUN_STYLE, index)


def looks(grpprl: bytes, hiding: Container[int], *, hidden: bool = False) -> tuple[bool, bool]:
    """Whether a run is out of sight (deleted, hidden, of one of the styles that hide), and whether it is struck out."""
    deleted = struck = False
    for code, operand in sprms(grpprl):
        if code == _DELETED:
            deleted = operand[:1] in _ON
        elif code == _VANISH:
            hidden = operand[:1] in _ON
        elif code == _RUN_STYLE:
            hidden = int.from_bytes(operand, "little") in hiding
        elif code in _STRIKES:
            struck = struck or operand[:1] in _ON
    return deleted or hidden, struck


@lru_cache(maxsize=256)
def _telling(grpprl: bytes) -> tuple[tuple[int, bytes], ...]:
    """The properties that ``Said`` has a place for; most of a list is looks."""
    return tuple((code, operand) for code, operand in sprms(grpprl) if code in _TELLING)


@lru_cache(maxsize=256)
def _row(operand: bytes) -> Row | None:
    """A row's definition (2.9.316): borders, then 20 bytes a cell of which the first two say how it is merged."""
    count = operand[0] if operand else 0
    cells = 1 + 2 * (count + 1)
    if len(operand) < cells:
        return None
    edges = struct.unpack_from(f"<{count + 1}h", operand, 1)
    flags = [int.from_bytes(operand[cells + 20 * i : cells + 20 * i + 2], "little") for i in range(count)]
    return Row(edges, tuple((flag & _JOINS_LEFT != 0, _VERTICAL[flag >> 5 & 3]) for flag in flags))
