"""Makers of small files in every format, and random tables to write and read back."""

import struct
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import strategies as st

from bench.fuzz.binary import SECTOR, ole
from bench.fuzz.pages import pdf_file
from bench.fuzz.seeds import zipped as zip_of
from parser.model.document import Grid, Paragraph, Reading
from parser.model.errors import InputError

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


@dataclass(frozen=True)
class Box:
    """A cell of a random table."""

    row: int
    column: int
    rowspan: int
    colspan: int
    text: str


@dataclass(frozen=True)
class Sketch:
    """A random table: its size and its cells, which cover it without overlap."""

    rows: int
    columns: int
    boxes: tuple[Box, ...]

    def cells(self) -> set[tuple[int, int, int, int, str]]:
        return {(b.row, b.column, b.rowspan, b.colspan, b.text) for b in self.boxes}

    def starting(self, row: int) -> list[Box]:
        return [b for b in self.boxes if b.row == row]


@st.composite
def _sketches(draw: st.DrawFn, *, blanks: bool = True) -> Sketch:
    rows, columns = draw(st.integers(2, 6)), draw(st.integers(2, 6))
    words = st.text("政府信息公开件数总计其他0123456789，.", min_size=0 if blanks else 1, max_size=4)
    free = {(r, c) for r in range(rows) for c in range(columns)}
    boxes = []
    for row in range(rows):
        for column in range(columns):
            if (row, column) not in free:
                continue
            width = draw(st.integers(1, 3))
            while not all((row, column + i) in free for i in range(width)):
                width -= 1
            height = draw(st.integers(1, 3))
            while not all((row + j, column + i) in free for i in range(width) for j in range(height)):
                height -= 1
            free -= {(row + j, column + i) for i in range(width) for j in range(height)}
            boxes.append(Box(row, column, height, width, draw(words)))
    if not any(box.text for box in boxes):
        boxes[0] = Box(boxes[0].row, boxes[0].column, boxes[0].rowspan, boxes[0].colspan, "件")
    return Sketch(rows, columns, tuple(boxes))


@pytest.fixture(scope="session")
def sketches() -> st.SearchStrategy[Sketch]:
    return _sketches()


@pytest.fixture(scope="session")
def full_sketches() -> st.SearchStrategy[Sketch]:
    """Tables without blank cells, for formats that do not draw them."""
    return _sketches(blanks=False)


@pytest.fixture(scope="session")
def cells_of() -> Callable[[Reading], set[tuple[int, int, int, int, str]]]:
    """The cells of the only grid of a reading."""

    def cells(reading: Reading) -> set[tuple[int, int, int, int, str]]:
        (grid,) = [b for b in reading.blocks if isinstance(b, Grid)]
        return {(c.row, c.column, c.rowspan, c.colspan, c.text) for c in grid.cells}

    return cells


@pytest.fixture(scope="session")
def outline() -> Callable[[Reading], list[Any]]:
    """A reading as plain lists: a text for a paragraph, rows of texts for a grid."""

    def rows(grid: Grid) -> list[list[str]]:
        table: dict[int, list[str]] = {}
        for cell in grid.cells:
            table.setdefault(cell.row, []).append(cell.text)
        return list(table.values())

    return lambda reading: [b.text if isinstance(b, Paragraph) else rows(b) for b in reading.blocks]


@pytest.fixture(scope="session")
def told() -> Callable[..., str | None]:
    """The sentence of the input error that a call raises, None if it raises none; other errors go through."""

    def call(function: Callable[[Any], object], argument: object) -> str | None:
        try:
            function(argument)
        except InputError as error:
            return str(error)
        return None

    return call


@pytest.fixture(scope="session")
def zipped() -> Callable[[Mapping[str, bytes | str]], bytes]:
    return zip_of


@pytest.fixture(scope="session")
def docx_of() -> Callable[..., bytes]:
    """A .docx of a body's XML; other parts by name without folder (``numbering="…"``)."""

    def make(body: str, **parts: str) -> bytes:
        names = (
            f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
            'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:wps="urn:wps" '
            'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
        )
        members = {"word/document.xml": f"<w:document {names}><w:body>{body}</w:body></w:document>"}
        roots = {"numbering": "numbering", "styles": "styles", "footnotes": "footnotes"}
        for name, content in parts.items():
            members[f"word/{name}.xml"] = f"<w:{roots[name]} {names}>{content}</w:{roots[name]}>"
        return zip_of(members)

    return make


@pytest.fixture(scope="session")
def ole_of() -> Callable[[Mapping[str, bytes]], bytes]:
    return ole


@dataclass(frozen=True)
class Para:
    """A paragraph of a .doc: its text with its end mark, its properties (SPRMs) and those of its runs (from, to)."""

    text: str
    grpprl: bytes = b""
    huge: bool = False
    runs: tuple[tuple[int, int, bytes], ...] = ()
    style: int = 0


@pytest.fixture(scope="session")
def doc_of() -> Callable[..., bytes]:
    """A .doc with one formatted page a paragraph and one a run, and a style sheet."""

    def make(paragraphs: Sequence[Para], styles: bytes = b"") -> bytes:
        text = "".join(p.text for p in paragraphs)
        coded = text.encode("utf-16-le")
        start = 0x400
        pages_at = (start + len(coded) + SECTOR - 1) // SECTOR
        pages, bounds, data = b"", [start], b""
        looks = []
        for p in paragraphs:
            grpprl = p.grpprl
            if p.huge:
                grpprl = struct.pack("<HI", 0x6646, len(data))
                data += struct.pack("<H", len(p.grpprl)) + p.grpprl
            bounds.append(bounds[-1] + len(p.text.encode("utf-16-le")))
            pages += _fkp(bounds[-2], bounds[-1], struct.pack("<H", p.style) + grpprl)
            looks += [(bounds[-2] + 2 * first, bounds[-2] + 2 * last, held) for first, last, held in p.runs]
        clx = b"\2" + struct.pack("<IIIHIH", 16, 0, len(coded) // 2, 0, start, 0)
        plc = struct.pack(f"<{len(bounds)}I", *bounds)
        plc += struct.pack(f"<{len(paragraphs)}I", *range(pages_at, pages_at + len(paragraphs)))
        first_look = pages_at + len(paragraphs)
        characters = struct.pack(f"<{len(looks) + 1}I", *(first for first, _, _ in looks), bounds[-1])
        characters += struct.pack(f"<{len(looks)}I", *range(first_look, first_look + len(looks)))
        fib = bytearray(start)
        struct.pack_into("<HH", fib, 0, 0xA5EC, 0xC1)
        struct.pack_into("<H", fib, 0x0A, 0x0200)
        struct.pack_into("<I", fib, 0x4C, len(coded) // 2)
        table = b""
        for index, held in ((33, clx), (13, plc), (12, characters), (1, styles)):
            struct.pack_into("<II", fib, 0x9A + 8 * index, len(table), len(held))
            table += held
        document = (bytes(fib) + coded).ljust(pages_at * SECTOR, b"\0") + pages
        document += b"".join(map(_fkp_of_run, looks))
        return ole({"WordDocument": document, "1Table": table, "Data": data})

    return make


def _fkp_of_run(look: tuple[int, int, bytes]) -> bytes:
    first, last, held = look
    place = (SECTOR - 2 - len(held)) // 2 * 2
    page = bytearray(SECTOR)
    struct.pack_into("<IIB", page, 0, first, last, place // 2)
    page[place : place + 1 + len(held)] = bytes((len(held), *held))
    page[SECTOR - 1] = 1
    return bytes(page)


def _fkp(start: int, end: int, held: bytes) -> bytes:
    held += b"\0" * (len(held) % 2)
    place = (SECTOR - 2 - len(held) - 2) // 2 * 2
    page = bytearray(SECTOR)
    struct.pack_into("<II", page, 0, start, end)
    page[8] = place // 2
    page[place : place + 2] = bytes((0, len(held) // 2))
    page[place + 2 : place + 2 + len(held)] = held
    page[SECTOR - 1] = 1
    return bytes(page)


@pytest.fixture(scope="session")
def para() -> type[Para]:
    return Para


@pytest.fixture(scope="session")
def pdf_of() -> Callable[..., bytes]:
    """A PDF of content streams, one a page, with a Chinese font whose codes are Unicode (F1)."""

    def make(*contents: str | bytes, box: str = "0 0 595 842", extra: str = "") -> bytes:
        objects = [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"",
            b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[4 0 R]>>",
            b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)"
            b"/Supplement 2>>/DW 1000/W[1 94 500 814 939 500]/FontDescriptor 5 0 R>>",
            b"<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0"
            b"/Ascent 880/Descent -120/CapHeight 880/StemV 93>>",
        ]
        kids = []
        for content in contents:
            stream = content.encode("latin-1") if isinstance(content, str) else content
            page = len(objects) + 1
            kids.append(f"{page} 0 R")
            objects.append(
                f"<</Type/Page/Parent 2 0 R/MediaBox[{box}]{extra}/Resources<</Font<</F1 3 0 R>>>>"
                f"/Contents {page + 1} 0 R>>".encode()
            )
            filtered = b"/Filter/FlateDecode" if stream[:1] == b"\x78" else b""
            objects.append(b"<</Length %d%s>>\nstream\n%s\nendstream" % (len(stream), filtered, stream))
        objects[1] = f"<</Type/Pages/Kids[{' '.join(kids)}]/Count {len(kids)}>>".encode()
        return pdf_file(objects)

    return make


@pytest.fixture(scope="session")
def ink() -> Callable[..., str]:
    """The operators that print a text at (x, y from the top) of an A4 page."""

    def write(text: str, x: float, y: float, size: float = 10) -> str:
        codes = text.encode("utf-16-be", "surrogatepass").hex()
        return f"BT /F1 {size} Tf {x:.2f} {842 - y - 0.88 * size:.2f} Td <{codes}> Tj ET\n"

    return write


@pytest.fixture(scope="session")
def drawn(ink: Callable[..., str]) -> Callable[..., str]:
    """The operators that draw a table at (40, top) with cells of 80 x 24 points."""

    def draw(sketch: Sketch, style: str = "lines", top: float = 60) -> str:
        out = ""
        for b in sketch.boxes:
            x, y, w, h = 40 + 80 * b.column, top + 24 * b.row, 80 * b.colspan, 24 * b.rowspan
            if style == "boxes":
                out += f"{x} {842 - y - h} {w} {h} re S\n"
            for x0, y0, x1, y1 in (
                (x, y, x + w, y),
                (x, y + h, x + w, y + h),
                (x, y, x, y + h),
                (x + w, y, x + w, y + h),
            ):
                if style == "lines":
                    out += f"{x0} {842 - y0} m {x1} {842 - y1} l S\n"
                elif style == "bars":
                    out += f"{x0 - 0.25} {842 - y1 - 0.25} {x1 - x0 + 0.5} {y1 - y0 + 0.5} re f\n"
                if style == "dashes":
                    steps = range(0, x1 - x0 + y1 - y0, 4)
                    level = y0 == y1
                    out += (
                        "".join(f"{x0 + i * level} {842 - y1 + i * (not level)} 2 2 re " for i in steps)
                        + "f\n"
                    )
            if b.text:
                out += ink(b.text, x + 4, y + 6)
        return out

    return draw
