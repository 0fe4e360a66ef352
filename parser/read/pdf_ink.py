"""What is drawn on a page of a PDF besides the characters: its ruling lines, how much is picture, how its text lies.

Lines are the straight pieces of all paths, moved by the matrices of the object and of the forms around it, for one path
may draw a whole table; thin filled rectangles (LibreOffice's borders) are lines too.
"""

import ctypes
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import repeat

from pypdfium2 import raw

from parser.model.errors import TooLarge
from parser.read import limits
from parser.read import pdf_calls as call
from parser.read.page import Rule
from parser.read.paths import PALE, Matrix, Point, filled, is_skewed, move, stroked, times

_SEND = "请从Word或WPS重新导出PDF后再发，或直接发Word文件。"
_NESTED = 8
_MOST_OBJECTS = 60_000
_FAINT = 176
"""Word's own watermarks are silver: 192."""
_MATRIX = struct.Struct("6f")
_POINT = struct.Struct("2f")
_COLOUR = struct.Struct("4I")
_MODES = struct.Struct("2i")
_TEXT, _PATH = raw.FPDF_PAGEOBJ_TEXT, raw.FPDF_PAGEOBJ_PATH
_ON_PAGE = call.count_on_page, call.on_page
_ON_FORM = call.count_on_form, call.on_form


@dataclass(slots=True)
class Ink:
    """What a walk over the objects of page ``number`` found; ``texts`` are the addresses of its text objects.

    ``skewed`` counts the text objects that lie neither level nor upright.
    """

    number: int
    rules: list[Rule] = field(default_factory=list)
    segments: int = 0
    objects: int = 0
    image_area: float = 0.0
    texts: list[int] = field(default_factory=list)
    skewed: int = 0

    @property
    def is_hidden(self) -> bool:
        """Whether most of the text is drawn in no colour at all."""
        modes = list(map(call.text_mode_of, self.texts))
        return modes.count(raw.FPDF_TEXTRENDERMODE_INVISIBLE) * 2 > len(modes)

    @property
    def has_faint_text(self) -> bool:
        """Whether some of the text is as pale as watermarks are."""
        held = ctypes.create_string_buffer(_COLOUR.size * len(self.texts))
        first = ctypes.addressof(held)
        end = first + len(held)
        places = (range(first + 4 * part, end, _COLOUR.size) for part in range(4))
        list(map(call.fill_of, self.texts, *places))
        return any(is_faint(*colour) for colour in set(_COLOUR.iter_unpack(held)))

    def walk(self, holder: int, matrix: Matrix, depth: int = 0) -> None:
        """Take in the objects of the page, or of a form on it.

        Raises:
            TooLarge: more objects or pieces of paths than any report has.
        """
        count_of, get = _ON_FORM if depth else _ON_PAGE
        count = count_of(holder)
        self.objects += count
        if self.objects > _MOST_OBJECTS:
            raise TooLarge(f"PDF第{self.number}页的图形太多。{_SEND}")
        items = list(map(get, repeat(holder), range(count)))
        for item, kind, own in zip(items, map(call.kind_of, items), _matrices(items), strict=True):
            if kind == _TEXT:
                self.texts.append(item)
                if own[1] or matrix[1]:
                    self.skewed += is_skewed(times(own, matrix))
            elif kind == _PATH:
                self._path(item, times(own, matrix))
            elif kind == raw.FPDF_PAGEOBJ_IMAGE:
                a, b, c, d, _, _ = times(own, matrix)
                self.image_area += abs(a * d - b * c)
            elif kind == raw.FPDF_PAGEOBJ_FORM and depth < _NESTED:
                self.walk(item, times(own, matrix), depth + 1)

    def _path(self, item: int, matrix: Matrix) -> None:
        count = call.count_segments(item)
        self.segments += count
        if self.segments > limits.SEGMENTS:
            raise TooLarge(f"PDF第{self.number}页的线条多得不正常。{_SEND}")
        modes = ctypes.create_string_buffer(_MODES.size)
        call.draw_mode_of(item, ctypes.addressof(modes), ctypes.addressof(modes) + 4)
        is_filled, is_stroked = _MODES.unpack(modes)
        if is_stroked and not _is_pale(call.stroke_of, item):
            for shape, closed in _shapes(item, count, matrix):
                self.rules += stroked(shape, closed=closed)
        elif is_filled and not _is_pale(call.fill_of, item):
            self.rules += filled([shape for shape, _ in _shapes(item, count, matrix)])


def is_faint(red: int, green: int, blue: int, alpha: int) -> bool:
    """Whether a text in this colour is paler than any that is meant to be read; white is, on a dark ground."""
    lightness = 255 - (255 - min(red, green, blue)) * alpha / 255
    return _FAINT < lightness < PALE


def _matrices(items: list[int]) -> Iterator[Matrix]:
    """The matrix of each object; zeros where it has none."""
    held = ctypes.create_string_buffer(_MATRIX.size * len(items))
    first = ctypes.addressof(held)
    list(map(call.matrix_of, items, range(first, first + len(held), _MATRIX.size)))
    return _MATRIX.iter_unpack(held)


def _is_pale(colour_of: Callable[..., int], item: int) -> bool:
    """Whether it is drawn in white or not at all."""
    held = ctypes.create_string_buffer(_COLOUR.size)
    first = ctypes.addressof(held)
    if not colour_of(item, *range(first, first + _COLOUR.size, 4)):
        return False
    *colour, alpha = _COLOUR.unpack(held)
    return bool(alpha == 0 or min(colour) > PALE)


def _shapes(item: int, count: int, matrix: Matrix) -> Iterator[tuple[list[Point], bool]]:
    """The polylines of a path, each with whether it is closed; curves part them."""
    held = ctypes.create_string_buffer(_POINT.size)
    across = ctypes.addressof(held)
    shape: list[Point] = []
    for segment in map(call.segment_of, repeat(item), range(count)):
        call.point_of(segment, across, across + 4)
        if call.segment_kind(segment) != raw.FPDF_SEGMENT_LINETO:
            if len(shape) > 1:
                yield shape, False
            shape = []
        shape.append(move(_POINT.unpack(held), matrix))
        if call.closes(segment):
            yield shape, True
            shape = shape[:1]
    if len(shape) > 1:
        yield shape, False
