"""PDF with a text layer, through pdfium: characters with their boxes, and the lines that are drawn (pdf_ink).

The loose character box is taken, not the tight one: a full stop's tight box lies on another line than its digits,
and decimal points vanish. Characters that lie aslant among others, or large and pale,
are a watermark and no text of the page.
A page without usable text (a scan, a font without character codes) is recognised as a picture (parser.read.pictures.scanned).
"""

import ctypes
import re
import struct
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import compress, pairwise, repeat
from math import cos, sin
from operator import sub

import pypdfium2 as pdfium
from pypdfium2 import raw

from parser.model.document import Reading, Source
from parser.model.errors import Damaged, EmptyInput, Encrypted, TooLarge
from parser.read import limits
from parser.read.layout import pdf_calls as call
from parser.read.layout.pdf_ink import Ink
from parser.read.layout.pdf_streams import check_streams
from parser.read.pictures.scanned import FEW, Unread, compose_all
from parser.read.plane.page import Char, Page, turned
from parser.read.plane.paths import LARGE, is_faint, is_skewed
from parser.read.plane.radicals import plain

NAME = "pdf"

_RESOLUTION, _LONGEST = 200 / 72, 3000
"""Pixels per point at which a page without text is recognised, and of its longer side at most."""
_HEAD = 1024
_CHINESE = re.compile("[\u2e80-\ud7ff\uf900-\uffef\U00020000-\U0003ffff]")
_STRANGE = re.compile("[\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f]")
"""Letters of no Chinese text: where there are some, the font's codes are in disorder, those of figures and points, too."""
_FIGURES = re.compile("[0-9.,/%-]+")
_CODES = 0x110000
_HIGH, _LOW = range(0xD800, 0xDC00), range(0xDC00, 0xE000)
"""The two halves of a character beyond 0xFFFF."""
_WHITE = frozenset(map(chr, range(32))) | frozenset(" \u00a0\u3000\ufffe\uffff\u00ad\u200b\ufeff")
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
        return _reading(list(_pages(document)))
    except pdfium.PdfiumError as error:
        raise Damaged(f"PDF的页面已损坏，读不出来。{_SEND}") from error
    finally:
        document.close()


def _reading(pages: list[Page | Unread]) -> Reading:
    blocks, notes = compose_all(pages)
    if not blocks and not notes:
        raise EmptyInput(f"PDF里没有内容。{_SEND}")
    return Reading(blocks, NAME, notes=notes)


def _pages(document: pdfium.PdfDocument) -> Iterator[Page | Unread]:
    segments = 0
    for number, page in enumerate(document, 1):
        reader = _Reader(page, number)
        segments += reader.ink.segments
        if segments > limits.ALL_SEGMENTS:
            raise TooLarge(f"PDF的线条多得不正常。{_SEND}")
        read, usable = reader.page()
        yield read if usable else Unread(number, partial(_picture, page))


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


class _Reader:
    """One page; coordinates become points from the top left of the page as it is shown."""

    def __init__(self, page: pdfium.PdfPage, number: int) -> None:
        self.number = number
        self.quarters = page.get_rotation() // 90
        self.left, self.bottom, self.right, self.top = page.get_bbox()
        self.held = page.get_textpage()
        self.text = call.address(self.held.raw)
        self.ink = Ink(number)
        self.ink.walk(call.address(page.raw), (1.0, 0.0, 0.0, -1.0, -self.left, self.top))

    def page(self) -> tuple[Page, bool]:
        """The page's marks, upright, and whether its text can be used."""
        width, height = self.right - self.left, self.top - self.bottom
        characters, turn = self._characters()
        page = Page(self.number, width, height, characters, self.ink.rules)
        return turned(page, self.quarters if turn is None else turn), self._is_usable(
            characters, width * height
        )

    def _is_usable(self, characters: list[Char], area: float) -> bool:
        """Not a picture of text, not text behind a picture (another program's recognition), not codes of a font."""
        scanned = self.ink.image_area > 0.5 * area
        if not characters:
            return not scanned and self.ink.segments < _DRAWN_TEXT
        if scanned and (len(characters) < FEW or self.ink.is_hidden):
            return False
        text = "".join([character.text for character in characters])
        chinese, strange = len(_CHINESE.findall(text)), len(_STRANGE.findall(text))
        if strange > max(2, len(text) // 100):
            return False
        return chinese * 10 >= len(text) or len(_FIGURES.sub("", text)) < max(_FEW, chinese * 10)

    def _characters(self) -> tuple[list[Char], int | None]:
        """All visible characters but a watermark's, and by how many quarters most of them are turned."""
        count = raw.FPDFText_CountChars(self.held.raw)
        if count > limits.CHARACTERS:
            raise TooLarge(f"PDF第{self.number}页的文字多得不正常。{_SEND}")
        boxes = ctypes.create_string_buffer(_BOX * count)
        first = ctypes.addressof(boxes)
        placed = map(call.box_at, repeat(self.text), range(count), range(first, first + _BOX * count, _BOX))
        text = self._text(count)
        visible = [
            bool(has_place) and character not in _WHITE
            for has_place, character in zip(placed, text, strict=True)
        ]
        shown = struct.unpack(f"{4 * count}f", boxes)
        lefts, rights = [x - self.left for x in shown[::4]], [x - self.left for x in shown[2::4]]
        tops, bottoms = [self.top - y for y in shown[1::4]], [self.top - y for y in shown[3::4]]
        self._leave_out_watermark(visible, list(map(sub, bottoms, tops)))
        boxed = zip(text, lefts, tops, rights, bottoms, strict=True)
        return list(map(Char._make, compress(boxed, visible))), self._turn(text)

    def _leave_out_watermark(self, visible: list[bool], heights: list[float]) -> None:
        """Characters aslant among others are not of the text, nor those that are pale and large."""
        high = LARGE * sorted(heights)[len(heights) // 2] if heights else 0.0
        for at in [at for at, height in enumerate(heights) if height > high]:
            visible[at] = visible[at] and not self._is_faint(at)
        if 0 < self.ink.skewed < len(self.ink.texts):
            visible[:] = [shows and not self._is_skewed(at) for at, shows in enumerate(visible)]

    def _is_skewed(self, index: int) -> bool:
        """Whether a character lies neither level nor upright."""
        angle = call.angle_at(self.text, index)
        return is_skewed((cos(angle), sin(angle), 0.0, 0.0, 0.0, 0.0))

    def _is_faint(self, index: int) -> bool:
        colour = [ctypes.c_uint() for _ in range(4)]
        call.ink_at(self.text, index, *map(ctypes.addressof, colour))
        return is_faint(*(part.value for part in colour))

    def _text(self, count: int) -> Sequence[str]:
        """All characters in one call where they are as many as their places, else one by one.

        A rare Han character (𬭎) takes two places: it stands in the first, white space in the second.
        """
        held = ctypes.create_string_buffer(2 * count + 2)
        raw.FPDFText_GetText(self.held.raw, 0, count, ctypes.cast(held, ctypes.POINTER(ctypes.c_ushort)))
        text = plain(held.raw[:-2].decode("utf-16-le", "replace"))
        if len(text) == count and "\0" not in text and "\ufffd" not in text:
            return text
        codes = [call.code_at(self.text, index) for index in range(count)]
        return [_character(*pair) for pair in pairwise((*codes, 0))]

    def _turn(self, text: Sequence[str]) -> int | None:
        """Quarters by which the text must be turned to be upright; asked of a few characters only.

        What the page's dictionary says of its turn is no sign: many a page is shown lying on its side.
        """
        step = max(len(text) // 64, 1)
        sample = [i for i in range(0, len(text), step) if text[i] not in _WHITE]
        if not sample:
            return None
        quarters = [round(call.angle_at(self.text, i) / 1.5708) % 4 for i in sample]
        most = max(set(quarters), key=quarters.count)
        return -most % 4 if quarters.count(most) * 3 > 2 * len(quarters) else None


_BOX = 16
"""Bytes of an FS_RECTF: left, top, right, bottom."""
_DRAWN_TEXT = 2_000
_FEW = 12


def _character(code: int, following: int) -> str:
    """The character that begins at a place, told by the codes there and behind it; white space for half a one."""
    if code in _HIGH and following in _LOW:
        return chr(0x10000 + ((code - _HIGH.start) << 10) + following - _LOW.start)
    return " " if code in _HIGH or code in _LOW or code >= _CODES else chr(code)
