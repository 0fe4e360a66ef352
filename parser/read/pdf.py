"""PDF with a text layer, through pdfium: characters with their boxes and the lines that are drawn.

The loose character box is taken, not the tight one: a full stop's tight box lies on another line than its digits,
and decimal points vanish. Lines are the straight pieces of all paths, moved by the matrices of the object and of the
forms around it, for one path may draw a whole table; thin filled rectangles (LibreOffice's borders) are lines too.
A page without usable text (a scan, a font without character codes) is recognised as a picture (parser.read.scanned).
"""

import ctypes
import re
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, repeat

import pypdfium2 as pdfium
from pypdfium2 import raw

from parser.model.document import Reading, Source
from parser.model.errors import Damaged, EmptyInput, Encrypted, TooLarge
from parser.read import limits
from parser.read.page import Char, Page, Rule, turned
from parser.read.paths import PALE, Matrix, Point, filled, stroked, times
from parser.read.pdf_streams import check_streams
from parser.read.scanned import Unread, compose_all

NAME = "pdf"

_RESOLUTION, _LONGEST = 200 / 72, 3000
"""Pixels per point at which a page without text is recognised, and of its longer side at most."""
_HEAD = 1024
_NESTED = 8
_MOST_OBJECTS = 60_000
_CHINESE = re.compile("[\u2e80-\ud7ff\uf900-\uffef\U00020000-\U0003ffff]")
_CODES = 0x110000
_HIGH, _LOW = range(0xD800, 0xDC00), range(0xDC00, 0xE000)
"""The two halves of a character beyond 0xFFFF."""
_WHITE = frozenset("\0\t\n\r \u00a0\u3000\ufffe\uffff\u00ad\u200b\ufeff")
_SEND = "请从Word或WPS重新导出PDF后再发，或直接发Word文件。"


def accepts(data: bytes, name: str) -> bool:  # noqa: ARG001 - the name is never trusted
    """The mark %PDF within the first kilobyte, as readers take it."""
    return b"%PDF-" in data[:_HEAD]


def read(source: Source) -> Reading:
    """Read a PDF.

    Raises:
        InputError: encrypted, damaged, over a limit.
    """
    check_streams(source.data)
    document = _open(source.data)
    try:
        if len(document) > limits.PAGES:
            raise TooLarge(f"PDF有{len(document)}页，超过{limits.PAGES}页的上限。请只发年度报告本身。")
        pages = [_page(document[index], index + 1) for index in range(len(document))]
        return _reading(pages)
    except pdfium.PdfiumError as error:
        raise Damaged(f"PDF的页面已损坏，读不出来。{_SEND}") from error
    finally:
        document.close()


def _reading(pages: list[Page | Unread]) -> Reading:
    blocks, notes = compose_all(pages)
    if not blocks and not notes:
        raise EmptyInput(f"PDF里没有内容。{_SEND}")
    return Reading(blocks, NAME, notes=notes)


def _page(page: pdfium.PdfPage, number: int) -> Page | Unread:
    read, usable = _Reader(page, number).page()
    return read if usable else Unread(number, lambda: _picture(page))


def _picture(page: pdfium.PdfPage) -> object:
    """The page in grey, as it is shown."""
    scale = min(_RESOLUTION, _LONGEST / max(*page.get_size(), 1.0))
    bitmap = page.render(scale=scale, grayscale=True, may_draw_forms=False)
    return bitmap.to_numpy().reshape(bitmap.height, bitmap.width)


def _open(data: bytes) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise Encrypted("PDF加了打开密码。请去掉密码后再发，或直接发Word文件。") from error
        raise Damaged(f"PDF不完整或已损坏，打不开。{_SEND}") from error


@dataclass(slots=True)
class _Ink:
    """What a walk over a page's objects found."""

    rules: list[Rule] = field(default_factory=list)
    segments: int = 0
    objects: int = 0
    image_area: float = 0.0
    texts: list[object] = field(default_factory=list)


class _Reader:
    """One page; coordinates become points from the top left of the page as it is shown."""

    def __init__(self, page: pdfium.PdfPage, number: int) -> None:
        self.raw = page.raw
        self.number = number
        self.quarters = page.get_rotation() // 90
        self.left, self.bottom, self.right, self.top = page.get_bbox()
        self.text = page.get_textpage()
        self.ink = _Ink()

    def page(self) -> tuple[Page, bool]:
        """The page's marks, upright, and whether its text can be used."""
        self._walk(self.raw, (1.0, 0.0, 0.0, -1.0, -self.left, self.top))
        width, height = self.right - self.left, self.top - self.bottom
        characters, turn = self._characters()
        page = Page(self.number, width, height, characters, self.ink.rules)
        return turned(page, self.quarters or turn), self._is_usable(characters, width * height)

    def _is_usable(self, characters: list[Char], area: float) -> bool:
        """Not a picture of text, not text behind a picture (another program's recognition), not codes of a font."""
        scanned = self.ink.image_area > 0.5 * area
        if not characters:
            return not scanned and self.ink.segments < _DRAWN_TEXT
        if scanned and self._is_hidden():
            return False
        chinese = len(_CHINESE.findall("".join([character.text for character in characters])))
        return chinese * 10 >= len(characters) or len(characters) < _FEW

    def _is_hidden(self) -> bool:
        """Whether most of the text is drawn in no colour at all."""
        modes = [raw.FPDFTextObj_GetTextRenderMode(item) for item in self.ink.texts]
        return modes.count(raw.FPDF_TEXTRENDERMODE_INVISIBLE) * 2 > len(modes)

    def _characters(self) -> tuple[list[Char], int]:
        """All visible characters, and by how many quarters most of them are turned."""
        count = raw.FPDFText_CountChars(self.text.raw)
        if count > limits.CHARACTERS:
            raise TooLarge(f"PDF第{self.number}页的文字多得不正常。{_SEND}")
        boxes = ctypes.create_string_buffer(_BOX.size * count)
        first = ctypes.addressof(boxes)
        places = range(first, first + _BOX.size * count, _BOX.size)
        page = ctypes.cast(self.text.raw, ctypes.c_void_p).value
        placed = list(map(_box_at, repeat(page), range(count), places))
        x, y, text = self.left, self.top, self._text(count)
        characters = [
            Char(character, left - x, y - top, right - x, y - bottom)
            for character, has_place, (left, top, right, bottom) in zip(
                text, placed, _BOX.iter_unpack(boxes), strict=True
            )
            if has_place and character not in _WHITE
        ]
        return characters, self._turn(text) if characters else 0

    def _text(self, count: int) -> Sequence[str]:
        """All characters in one call where they are as many as their places, else one by one.

        A rare Han character (𬭎) takes two places: it stands in the first, white space in the second.
        """
        held = ctypes.create_string_buffer(2 * count + 2)
        raw.FPDFText_GetText(self.text.raw, 0, count, ctypes.cast(held, ctypes.POINTER(ctypes.c_ushort)))
        text = held.raw[:-2].decode("utf-16-le", "replace")
        if len(text) == count and "\0" not in text and "\ufffd" not in text:
            return text
        codes = [raw.FPDFText_GetUnicode(self.text.raw, index) for index in range(count)]
        return [_character(*pair) for pair in pairwise((*codes, 0))]

    def _turn(self, text: Sequence[str]) -> int:
        """Quarters by which the text must be turned to be upright; asked of a few characters only."""
        step = max(len(text) // 64, 1)
        sample = [i for i in range(0, len(text), step) if text[i] not in _WHITE]
        if not sample:
            return 0
        quarters = [round(raw.FPDFText_GetCharAngle(self.text.raw, i) / 1.5708) % 4 for i in sample]
        most = max(set(quarters), key=quarters.count)
        return -most % 4 if quarters.count(most) * 3 > 2 * len(quarters) else 0

    def _walk(self, holder: object, matrix: Matrix, depth: int = 0) -> None:
        """Take in the objects of the page, or of a form on it."""
        count_of, get = _OBJECTS if depth == 0 else _FORM_OBJECTS
        count = count_of(holder)
        self.ink.objects += count
        if self.ink.objects > _MOST_OBJECTS:
            raise TooLarge(f"PDF第{self.number}页的图形太多。{_SEND}")
        for index in range(count):
            item = get(holder, index)
            kind = raw.FPDFPageObj_GetType(item)
            if kind == raw.FPDF_PAGEOBJ_TEXT:
                self.ink.texts.append(item)
            elif kind == raw.FPDF_PAGEOBJ_PATH:
                self._path(item, times(_matrix_of(item), matrix))
            elif kind == raw.FPDF_PAGEOBJ_IMAGE:
                a, b, c, d, _, _ = times(_matrix_of(item), matrix)
                self.ink.image_area += abs(a * d - b * c)
            elif kind == raw.FPDF_PAGEOBJ_FORM and depth < _NESTED:
                self._walk(item, times(_matrix_of(item), matrix), depth + 1)

    def _path(self, item: object, matrix: Matrix) -> None:
        count = raw.FPDFPath_CountSegments(item)
        self.ink.segments += count
        if self.ink.segments > limits.SEGMENTS:
            raise TooLarge(f"PDF第{self.number}页的线条多得不正常。{_SEND}")
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        raw.FPDFPath_GetDrawMode(item, fill, stroke)
        if stroke.value and not _is_pale(raw.FPDFPageObj_GetStrokeColor, item):
            for shape, closed in _shapes(item, count, matrix):
                self.ink.rules += stroked(shape, closed=closed)
        elif fill.value and not _is_pale(raw.FPDFPageObj_GetFillColor, item):
            self.ink.rules += filled([shape for shape, _ in _shapes(item, count, matrix)])


_OBJECTS = raw.FPDFPage_CountObjects, raw.FPDFPage_GetObject
_FORM_OBJECTS = raw.FPDFFormObj_CountObjects, raw.FPDFFormObj_GetObject
_BOX = struct.Struct("4f")
"""FS_RECTF: left, top, right, bottom."""
_box_at = ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)(
    ctypes.cast(raw.FPDFText_GetLooseCharBox, ctypes.c_void_p).value or 0
)
"""The same function with addresses for arguments, which costs a third for each of a document's thousand characters."""
_DRAWN_TEXT = 2_000
_FEW = 12


def _matrix_of(item: object) -> Matrix:
    matrix = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(item, matrix)
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _is_pale(colour_of: object, item: object) -> bool:
    """Whether it is drawn in white or not at all."""
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not colour_of(item, red, green, blue, alpha):  # type: ignore[operator]  # a ctypes function
        return False
    return alpha.value == 0 or min(red.value, green.value, blue.value) > PALE


def _shapes(item: object, count: int, matrix: Matrix) -> Iterator[tuple[list[Point], bool]]:
    """The polylines of a path, each with whether it is closed; curves part them."""
    a, b, c, d, e, f = matrix
    x, y = ctypes.c_float(), ctypes.c_float()
    shape: list[Point] = []
    for index in range(count):
        segment = raw.FPDFPath_GetPathSegment(item, index)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        if raw.FPDFPathSegment_GetType(segment) != raw.FPDF_SEGMENT_LINETO and shape:
            yield shape, False
            shape = []
        shape.append((a * x.value + c * y.value + e, b * x.value + d * y.value + f))
        if raw.FPDFPathSegment_GetClose(segment):
            yield shape, True
            shape = shape[:1]
    if shape:
        yield shape, False


def _character(code: int, following: int) -> str:
    """The character that begins at a place, told by the codes there and behind it; white space for half a one."""
    if code in _HIGH and following in _LOW:
        return chr(0x10000 + ((code - _HIGH.start) << 10) + following - _LOW.start)
    return " " if code in _HIGH or code in _LOW or code >= _CODES else chr(code)
