"""What is drawn on a page of a PDF besides the characters: its ruling lines, how much is picture, how its text lies.

Lines are the straight pieces of all paths, moved by the matrices of the object and of the forms around it, for one path
may draw a whole table; thin filled rectangles (LibreOffice's borders) are lines too.
"""

import ctypes
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import repeat

from pypdfium2 import raw

from parser.model.errors import TooLarge
from parser.read import limits
from parser.read.layout import pdf_calls as call
from parser.read.plane.page import Rule
from parser.read.plane.paths import PALE, Matrix, Point, filled, is_skewed, stroked, times

_SEND = "请从Word或WPS重新导出PDF后再发，或直接发Word文件。"
_NESTED = 8
_MOST_OBJECTS = 60_000
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
    held: ctypes.Array[ctypes.c_char] = field(default_factory=partial(ctypes.create_string_buffer, 16))
    place: int = 0

    def __post_init__(self) -> None:
        """Know where pdfium is to write its answers; one place serves all."""
        self.place = ctypes.addressof(self.held)

    @property
    def is_hidden(self) -> bool:
        """Whether most of the text is drawn in no colour at all."""
        modes = list(map(call.text_mode_of, self.texts))
        return modes.count(raw.FPDF_TEXTRENDERMODE_INVISIBLE) * 2 > len(modes)

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
        call.draw_mode_of(item, self.place, self.place + 4)
        is_filled, is_stroked = _MODES.unpack_from(self.held)
        if is_stroked and not self._is_pale(call.stroke_of, item):
            for shape, closed in self._shapes(item, count, matrix):
                self.rules += stroked(shape, closed=closed)
        elif is_filled and not self._is_pale(call.fill_of, item):
            self.rules += filled([shape for shape, _ in self._shapes(item, count, matrix)])

    def _is_pale(self, colour_of: Callable[..., int], item: int) -> bool:
        """Whether it is drawn in white or not at all."""
        at = self.place
        if not colour_of(item, at, at + 4, at + 8, at + 12):
            return False
        red, green, blue, alpha = _COLOUR.unpack_from(self.held)
        return bool(alpha == 0 or (red > PALE and green > PALE and blue > PALE))

    def _shapes(self, item: int, count: int, matrix: Matrix) -> Iterator[tuple[list[Point], bool]]:
        """The polylines of a path, each with whether it is closed; curves part them."""
        a, b, c, d, e, f = matrix
        across, down = self.place, self.place + 4
        shape: list[Point] = []
        for segment in map(call.segment_of, repeat(item), range(count)):
            call.point_of(segment, across, down)
            if shape and call.segment_kind(segment) != raw.FPDF_SEGMENT_LINETO:
                if len(shape) > 1:
                    yield shape, False
                shape = []
            x, y = _POINT.unpack_from(self.held)
            shape.append((a * x + c * y + e, b * x + d * y + f))
            if call.closes(segment):
                yield shape, True
                shape = shape[:1]
        if len(shape) > 1:
            yield shape, False


def _matrices(items: list[int]) -> Iterator[Matrix]:
    """The matrix of each object; zeros where it has none."""
    held = ctypes.create_string_buffer(_MATRIX.size * len(items))
    first = ctypes.addressof(held)
    list(map(call.matrix_of, items, range(first, first + len(held), _MATRIX.size)))
    return _MATRIX.iter_unpack(held)
