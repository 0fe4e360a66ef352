"""What the objects of one OFD page put onto it: characters and ruling lines, in points from its top left.

Text is positioned by runs of distances ("g 3 5.6" means 5.6 three times); objects have a boundary, a matrix, and
drawing parameters that may come from a resource. Watermarks (aslant, or large and pale) are no text of the page.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from lxml import etree

from parser.model.errors import InputError, TooLarge
from parser.read import limits
from parser.read.layout.ofd_xml import box_of, number_of, tag_of
from parser.read.package import Package
from parser.read.pictures.scanned import FEW
from parser.read.plane.page import Char, Page
from parser.read.plane.paths import (
    AS_IS,
    LARGE,
    PALE,
    Matrix,
    Point,
    filled,
    is_faint,
    is_skewed,
    move,
    stroked,
    times,
)
from parser.read.plane.radicals import plain

_SEND = "请重新导出OFD或PDF后再发，或直接发Word文件。"
_ASCENT, _DESCENT = 0.88, 0.12
_NESTED = 8
_WIDE, _NARROW = 1.15, 0.5
_FIRST_CJK = "\u2e80"
_DRAWN_TEXT = 2_000
_MOST_OF = 0.5
_MOST_OBJECTS = 60_000
"""Objects and characters, blanks included, that are put onto one page."""
_ARGUMENTS = {"M": 2, "S": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}
_TOKEN = re.compile(r"[MSLQBAC]|[-+.\deE]+")
_NUMBER = re.compile(r"g|[-+.\deE]+")


@dataclass(slots=True)
class Marks:
    """A page's marks, and what else it shows."""

    page: Page
    segments: int = 0
    objects: int = 0
    images: list[tuple[float, str]] = field(default_factory=list)
    hidden: int = 0
    """Characters that are drawn in no colour: another program's recognition of the picture above them."""

    @property
    def is_scanned(self) -> bool:
        """Whether a picture covers most of the page."""
        return max(self.images, default=(0.0, ""))[0] > _MOST_OF * self.page.width * self.page.height

    @property
    def needs_recognition(self) -> bool:
        """Whether something is shown that is neither text nor lines, beside a page number or so."""
        shown = len(self.page.characters) - self.hidden
        return (shown < FEW and self.is_scanned) or (
            not shown and (bool(self.images) or self.segments > _DRAWN_TEXT)
        )

    def picture(self, package: Package) -> object:
        """The largest of its pictures in grey; None where it has none that can be read."""
        from parser.read.pictures.picture import pictures  # noqa: PLC0415 - only for scans

        data = package.read(max(self.images)[1]) if self.images else None
        try:
            return next(iter(pictures(data))) if data else None
        except InputError:
            return None


@dataclass(slots=True)
class Resources:
    """Drawing parameters and composite units by id."""

    draws: dict[str, etree._Element] = field(default_factory=dict)
    units: dict[str, etree._Element] = field(default_factory=dict)
    media: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Artist:
    """Puts a page's objects onto it."""

    marks: Marks
    resources: Resources
    texts: list[tuple[etree._Element, int, bool]] = field(default_factory=list)
    """Each text object, its first character, and whether it lies aslant."""

    def draw(self, holder: etree._Element, matrix: Matrix, depth: int) -> None:
        """All objects below an element, in drawing order."""
        for element in holder:
            kind = tag_of(element)
            self._count(1)
            if element.get("Visible") == "false":
                continue
            if kind == "TextObject":
                self._text(element, _placed(element, matrix))
            elif kind == "PathObject":
                self._path(element, _placed(element, matrix))
            elif kind == "ImageObject":
                _, _, width, height = box_of(element.get("Boundary"), (0.0, 0.0, 0.0, 0.0))
                data = self.resources.media.get(element.get("ResourceID", ""), "")
                a, b, c, d, _, _ = matrix
                self.marks.images.append((width * height * abs(a * d - b * c), data))
            elif kind == "CompositeObject" and depth < _NESTED:
                unit = self.resources.units.get(element.get("ResourceID", ""))
                if unit is not None:
                    self.draw(unit, _placed(element, matrix), depth + 1)
            elif kind in ("Content", "Layer", "PageBlock"):
                self.draw(element, matrix, depth)

    def _count(self, objects: int) -> None:
        """Refuse a page that repeats its templates and units without an end."""
        self.marks.objects += objects
        if self.marks.objects > _MOST_OBJECTS:
            raise TooLarge(f"OFD第{self.marks.page.number}页的内容多得不正常。{_SEND}")

    def _text(self, element: etree._Element, matrix: Matrix) -> None:
        size, stretch = number_of(element.get("Size"), 0.0), number_of(element.get("HScale"), 1.0)
        held = self.marks.page.characters
        self.texts.append((element, len(held), is_skewed(matrix)))
        x = y = 0.0
        for code in element:
            if tag_of(code) != "TextCode" or not code.text:
                continue
            self._count(len(code.text))
            text = plain(code.text).strip("\r\n\t")
            down = _distances(code.get("DeltaY"), len(text))
            across = _distances(code.get("DeltaX"), len(text))
            if not down:  # what is said of fewer characters would print the rest on one another
                across += [_width(character, size) for character in text[len(across) : -1]]
            xs = accumulate(_padded(across, text), initial=number_of(code.get("X"), x))
            ys = accumulate(_padded(down, text), initial=number_of(code.get("Y"), y))
            steps = [step or size * stretch for step in _padded(across, text)]
            places = list(zip(xs, ys, strict=True))
            held += _characters(text, places, steps, size, matrix)
            x, y = places[-1]
        if len(held) > limits.CHARACTERS:
            raise TooLarge(f"OFD第{self.marks.page.number}页的文字多得不正常。{_SEND}")

    def _path(self, element: etree._Element, matrix: Matrix) -> None:
        data = next((child.text or "" for child in element if tag_of(child) == "AbbreviatedData"), "")
        shapes = list(_shapes(data))
        self.marks.segments += sum(len(shape) for shape, _ in shapes)
        if self.marks.segments > limits.SEGMENTS:
            raise TooLarge(f"OFD第{self.marks.page.number}页的线条多得不正常。{_SEND}")
        is_filled = self._shows(element, "Fill", "FillColor", default="false")
        is_stroked = self._shows(element, "Stroke", "StrokeColor", default="true")
        moved = [([move(point, matrix) for point in shape], closed) for shape, closed in shapes]
        if is_stroked:
            for shape, closed in moved:
                self.marks.page.rules += stroked(shape, closed=closed)
        if is_filled:
            self.marks.page.rules += filled([shape for shape, _ in moved])

    def _shows(self, element: etree._Element, switch: str, colour: str, *, default: str) -> bool:
        """Whether the object is stroked (or filled) in a colour that is seen."""
        *parts, alpha = self._colour(element, colour)
        return element.get(switch, default) in ("true", "1") and alpha > 0 and min(parts) <= PALE

    def _colour(self, element: etree._Element, name: str) -> tuple[float, float, float, float]:
        """Red, green, blue and alpha up to 255: its own or of its drawing parameters; black where nothing is said."""
        holder: etree._Element | None = element
        alpha = number_of(element.get("Alpha"), 255.0)
        for _ in range(_NESTED):
            if holder is None:
                break
            found = next((child for child in holder if tag_of(child) == name), None)
            if found is not None:
                values = [number_of(value, 0.0) for value in found.get("Value", "0").split()]
                red, green, blue = values if len(values) == 3 else [*values[:1], 0.0][:1] * 3  # noqa: PLR2004
                return red, green, blue, min(alpha, number_of(found.get("Alpha"), 255.0))
            holder = self.resources.draws.get(holder.get("DrawParam") or holder.get("Relative") or "")
        return 0.0, 0.0, 0.0, alpha

    def _runs(self) -> Iterator[tuple[etree._Element, int, int, bool]]:
        """Each text object with its first character and the first behind it, and whether it lies aslant."""
        bounds = [*(start for _, start, _ in self.texts), len(self.marks.page.characters)]
        for (element, start, skewed), end in zip(self.texts, bounds[1:], strict=True):
            yield element, start, end, skewed

    def leave_out_watermarks(self) -> None:
        """Take away text that lies aslant among other text, or is large and pale."""
        held = self.marks.page.characters
        if self.marks.is_scanned:
            hidden = (
                end - start
                for element, start, end, _ in self._runs()
                if not self._colour(element, "FillColor")[3]
            )
            self.marks.hidden = sum(hidden)
        heights = [one.bottom - one.top for one in held]
        high = LARGE * sorted(heights)[len(heights) // 2] if heights else 0.0
        some_lie_straight = not all(skewed for _, _, skewed in self.texts)
        for element, start, end, skewed in reversed(list(self._runs())):
            large = start < end and heights[start] > high
            if (skewed and some_lie_straight) or (large and is_faint(*self._colour(element, "FillColor"))):
                del held[start:end]


def _shapes(data: str) -> Iterator[tuple[list[Point], bool]]:
    """The polylines of abbreviated path data, each with whether it is closed; curves part them."""
    shape: list[Point] = []
    tokens = _TOKEN.findall(data)
    index = 0
    while index < len(tokens):
        letter = tokens[index]
        count = _ARGUMENTS.get(letter)
        if count is None:
            index += 1
            continue
        numbers = [number_of(token, 0.0) for token in tokens[index + 1 : index + 1 + count]]
        index += 1 + count
        if letter == "C":
            if shape:
                yield shape, True
            shape = shape[:1]
            continue
        if len(numbers) < count:
            break
        if letter != "L":
            if len(shape) > 1:
                yield shape, False
            shape = []
        shape.append((numbers[-2], numbers[-1]))
    if len(shape) > 1:
        yield shape, False


def _padded(distances: list[float], text: str) -> list[float]:
    return distances + [0.0] * (len(text) - len(distances))


def _characters(
    text: str, places: Sequence[Point], steps: Sequence[float], size: float, matrix: Matrix
) -> Iterator[Char]:
    """The characters of a text that begin at these places and advance so far, as they stand on the page."""
    a, b, c, d, e, f = matrix
    for character, (x, y), step in zip(text, places, steps, strict=False):
        if character.isspace():
            continue
        end = x + (step if 0 < step < _WIDE * size else _width(character, size))
        high, low = y - _ASCENT * size, y + _DESCENT * size
        x0, y0, x1, y1 = (
            a * x + c * high + e,
            b * x + d * high + f,
            a * end + c * low + e,
            b * end + d * low + f,
        )
        left, right = (x0, x1) if x0 <= x1 else (x1, x0)
        top, bottom = (y0, y1) if y0 <= y1 else (y1, y0)
        yield Char(character, left, top, right, bottom)


def _width(character: str, size: float) -> float:
    return size if character >= _FIRST_CJK else _NARROW * size


def _distances(text: str | None, most: int) -> list[float]:
    """DeltaX or DeltaY of so many characters, its repeats ("g count value") written out."""
    found: list[float] = []
    words = iter(_NUMBER.findall(text or ""))
    for word in words:
        if len(found) >= most:
            break
        if word == "g":
            count, value = number_of(next(words, None), 0.0), number_of(next(words, None), 0.0)
            found += [value] * min(int(count), most)
        else:
            found.append(number_of(word, 0.0))
    return found[:most]


def _placed(element: etree._Element, outer: Matrix) -> Matrix:
    """From an object's own space to the page: its matrix, its boundary's corner, then what is around it."""
    left, top, _, _ = box_of(element.get("Boundary"), (0.0, 0.0, 0.0, 0.0))
    numbers = [number_of(value, 0.0) for value in (element.get("CTM") or "").split()]
    a, b, c, d, e, f = numbers if len(numbers) == 6 else AS_IS  # noqa: PLR2004 - a matrix has six numbers
    return times((a, b, c, d, e + left, f + top), outer)
