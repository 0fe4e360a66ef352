"""OFD, the national page format (GB/T 33190-2016): a zip of XML pages in millimetres.

A page's marks come from its own content and from the templates under it (which often hold all ruling lines).
Text is positioned by runs of distances ("g 3 5.6" means 5.6 three times); objects have a boundary, a matrix, and
drawing parameters that may come from a resource. Seals, signatures and attachments are no text and stay out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from posixpath import dirname, join, normpath

from lxml import etree

from parser.model.document import Reading, Source
from parser.model.errors import Damaged, EmptyInput, Encrypted, InputError, TooLarge
from parser.read import limits
from parser.read.package import Package, looks_zipped
from parser.read.page import Char, Page
from parser.read.paths import AS_IS, PALE, Matrix, Point, filled, move, stroked, times
from parser.read.radicals import plain
from parser.read.scanned import Unread, compose_all

NAME = "ofd"
_POINTS = 72 / 25.4
_SEND = "请重新导出OFD或PDF后再发，或直接发Word文件。"
_A4 = (0.0, 0.0, 210.0, 297.0)
_ASCENT, _DESCENT = 0.88, 0.12
_NESTED = 8
_WIDE, _NARROW = 1.15, 0.5
_FIRST_CJK = "\u2e80"
_DRAWN_TEXT = 2_000
_MOST_OBJECTS = 60_000
"""Objects and characters, blanks included, that are put onto one page."""
_ARGUMENTS = {"M": 2, "S": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}
_TOKEN = re.compile(r"[MSLQBAC]|[-+.\deE]+")
_NUMBER = re.compile(r"g|[-+.\deE]+")


def accepts(data: bytes, name: str) -> bool:  # noqa: ARG001 - the name is never trusted
    """A zip with the entry file that the standard asks for."""
    return looks_zipped(data, b"OFD.xml")


def read(source: Source) -> Reading:
    """Read all documents of the package, one after the other.

    Raises:
        InputError: encrypted, damaged, over a limit, empty.
    """
    package = Package(source.data)
    root = package.tree("OFD.xml")
    if root is None or any(name.rpartition("/")[2] == "Encryptions.xml" for name in package.members):
        raise Encrypted(f"OFD加了密码或不完整，打不开。{_SEND}")
    documents = [_text_of(element) for element in _named(root, "DocRoot")]
    if len(documents) > limits.PAGES:
        raise TooLarge(f"OFD里有{len(documents)}份文档，超过{limits.PAGES}份的上限。请只发年度报告本身。")
    pages: list[_Marks] = []
    for path in documents:
        for marks in _Document(package, _resolve("", path), len(pages)).pages():
            pages.append(marks)
            limits.check_characters(sum(len(done.page.characters) for done in pages))
            if sum(done.segments for done in pages) > limits.ALL_SEGMENTS:
                raise TooLarge(f"OFD的线条多得不正常。{_SEND}")
    if not pages:
        raise Damaged(f"OFD里没有页面，可能已损坏。{_SEND}")
    return _reading(pages, package)


def _reading(pages: list["_Marks"], package: Package) -> Reading:
    blocks, notes = compose_all(
        [
            Unread(marks.page.number, partial(marks.picture, package))
            if marks.needs_recognition
            else marks.page
            for marks in pages
            if marks.page.characters or marks.needs_recognition
        ]
    )
    if not blocks and not notes:
        raise EmptyInput(f"OFD里没有内容。{_SEND}")
    return Reading(blocks, NAME, notes=notes)


@dataclass(slots=True)
class _Marks:
    """A page's marks, and what else it shows."""

    page: Page
    segments: int = 0
    objects: int = 0
    images: list[tuple[float, str]] = field(default_factory=list)

    @property
    def needs_recognition(self) -> bool:
        """Whether something is shown that is neither text nor lines."""
        return not self.page.characters and (bool(self.images) or self.segments > _DRAWN_TEXT)

    def picture(self, package: Package) -> object:
        """The largest of its pictures in grey; None where it has none that can be read."""
        from parser.read.picture import pictures  # noqa: PLC0415 - only for scans

        data = package.read(max(self.images)[1]) if self.images else None
        try:
            return next(iter(pictures(data))) if data else None
        except InputError:
            return None


@dataclass(slots=True)
class _Resources:
    """Drawing parameters and composite units by id."""

    draws: dict[str, etree._Element] = field(default_factory=dict)
    units: dict[str, etree._Element] = field(default_factory=dict)
    media: dict[str, str] = field(default_factory=dict)


class _Document:
    """One document of the package."""

    def __init__(self, package: Package, path: str, before: int) -> None:
        self.package, self.path, self.before = package, path, before
        root = package.tree(path)
        if root is None:
            raise Damaged(f"OFD缺少页面目录，可能已损坏。{_SEND}")
        self.root = root
        self.box = _box(next(_named(root, "PhysicalBox"), None), _A4)
        self.resources = _Resources()
        for kind in ("PublicRes", "DocumentRes"):
            for element in _named(root, kind):
                self._load(_text_of(element))
        self.templates = {
            element.get("ID", ""): self._content(element.get("BaseLoc", ""))
            for element in _named(root, "TemplatePage")
        }

    def pages(self) -> Iterator[_Marks]:
        """Its pages in order."""
        elements = [
            element for pages in _named(self.root, "Pages") for element in pages if _tag(element) == "Page"
        ]
        if self.before + len(elements) > limits.PAGES:
            raise TooLarge(f"OFD有{len(elements)}页，超过{limits.PAGES}页的上限。请只发年度报告本身。")
        for number, element in enumerate(elements, self.before + 1):
            content = self._content(element.get("BaseLoc", ""))
            if content is not None:
                yield self._page(content, number)

    def _content(self, location: str) -> etree._Element | None:
        return self.package.tree(_resolve(dirname(self.path), location))

    def _load(self, location: str) -> None:
        tree = self._content(location)
        for element in tree.iter() if tree is not None else ():
            if _tag(element) == "DrawParam":
                self.resources.draws[element.get("ID", "")] = element
            elif _tag(element) == "CompositeGraphicUnit":
                self.resources.units[element.get("ID", "")] = element
            elif _tag(element) == "MultiMedia" and element.get("Type") == "Image":
                self.resources.media[element.get("ID", "")] = self._file(location, tree, element)

    def _file(self, location: str, tree: etree._Element, element: etree._Element) -> str:
        """Where in the package a picture is."""
        folder = dirname(_resolve(dirname(self.path), location))
        base = _resolve(folder, tree.get("BaseLoc", ""))
        return _resolve(base, _text_of(next(_named(element, "MediaFile"), element)))

    def _page(self, content: etree._Element, number: int) -> _Marks:
        area = next((element for element in content if _tag(element) == "Area"), None)
        box = self.box if area is None else _box(next(_named(area, "PhysicalBox"), None), self.box)
        page = Page(number, (box[2]) * _POINTS, (box[3]) * _POINTS)
        artist = _Artist(_Marks(page), self.resources)
        origin = (_POINTS, 0.0, 0.0, _POINTS, -box[0] * _POINTS, -box[1] * _POINTS)
        for element in content:
            if _tag(element) == "Template":
                template = self.templates.get(element.get("TemplateID", ""))
                if template is not None:
                    artist.draw(template, origin, 0)
        artist.draw(content, origin, 0)
        return artist.marks


@dataclass(slots=True)
class _Artist:
    """Puts a page's objects onto it."""

    marks: _Marks
    resources: _Resources

    def draw(self, holder: etree._Element, matrix: Matrix, depth: int) -> None:
        """All objects below an element, in drawing order."""
        for element in holder:
            kind = _tag(element)
            self._count(1)
            if element.get("Visible") == "false":
                continue
            if kind == "TextObject":
                self._text(element, _placed(element, matrix))
            elif kind == "PathObject":
                self._path(element, _placed(element, matrix))
            elif kind == "ImageObject":
                _, _, width, height = _box(element.get("Boundary"), (0.0, 0.0, 0.0, 0.0))
                data = self.resources.media.get(element.get("ResourceID", ""), "")
                self.marks.images.append((width * height, data))
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
        size = _float(element.get("Size"), 0.0)
        stretch = _float(element.get("HScale"), 1.0)
        x = y = 0.0
        for code in element:
            if _tag(code) != "TextCode" or not code.text:
                continue
            x, y = _float(code.get("X"), x), _float(code.get("Y"), y)
            self._count(len(code.text))
            across, down = _distances(code.get("DeltaX")), _distances(code.get("DeltaY"))
            for character in plain(code.text).strip("\r\n\t"):
                step, fall = next(across, 0.0), next(down, 0.0)
                self._character(character, (x, y), size, step or size * stretch, matrix)
                x, y = x + step, y + fall

    def _character(self, text: str, place: Point, size: float, step: float, matrix: Matrix) -> None:
        if text.isspace():
            return
        if len(self.marks.page.characters) >= limits.CHARACTERS:
            raise TooLarge(f"OFD第{self.marks.page.number}页的文字多得不正常。{_SEND}")
        x, y = place
        width = step if 0 < step < _WIDE * size else size if text >= _FIRST_CJK else _NARROW * size
        (x0, y0), (x1, y1) = (
            move((x, y - _ASCENT * size), matrix),
            move((x + width, y + _DESCENT * size), matrix),
        )
        box = (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
        self.marks.page.characters.append(Char(text, *box))

    def _path(self, element: etree._Element, matrix: Matrix) -> None:
        data = next((child.text or "" for child in element if _tag(child) == "AbbreviatedData"), "")
        shapes = list(_shapes(data))
        self.marks.segments += sum(len(shape) for shape, _ in shapes)
        if self.marks.segments > limits.SEGMENTS:
            raise TooLarge(f"OFD第{self.marks.page.number}页的线条多得不正常。{_SEND}")
        is_filled = self._colour(element, "Fill", "FillColor", default="false")
        is_stroked = self._colour(element, "Stroke", "StrokeColor", default="true")
        moved = [([move(point, matrix) for point in shape], closed) for shape, closed in shapes]
        if is_stroked:
            for shape, closed in moved:
                self.marks.page.rules += stroked(shape, closed=closed)
        if is_filled:
            self.marks.page.rules += filled([shape for shape, _ in moved])

    def _colour(self, element: etree._Element, switch: str, colour: str, *, default: str) -> bool:
        """Whether the object is stroked (or filled) in a colour that shows; its drawing parameters may say so."""
        if element.get(switch, default) not in ("true", "1"):
            return False
        holder: etree._Element | None = element
        for _ in range(_NESTED):
            if holder is None:
                break
            found = next((child for child in holder if _tag(child) == colour), None)
            if found is not None:
                values = [_float(value, 0.0) for value in found.get("Value", "0 0 0").split()]
                return found.get("Alpha") != "0" and not (len(values) == 3 and min(values) > PALE)  # noqa: PLR2004
            holder = self.resources.draws.get(holder.get("DrawParam") or holder.get("Relative") or "")
        return True


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
        numbers = [_float(token, 0.0) for token in tokens[index + 1 : index + 1 + count]]
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


def _distances(text: str | None) -> Iterator[float]:
    """DeltaX or DeltaY, its repeats ("g count value") written out."""
    words = iter(_NUMBER.findall(text or ""))
    for word in words:
        if word == "g":
            count, value = _float(next(words, None), 0.0), _float(next(words, None), 0.0)
            for _ in range(min(int(count), limits.CHARACTERS)):
                yield value
        else:
            yield _float(word, 0.0)


def _placed(element: etree._Element, outer: Matrix) -> Matrix:
    """From an object's own space to the page: its matrix, its boundary's corner, then what is around it."""
    left, top, _, _ = _box(element.get("Boundary"), (0.0, 0.0, 0.0, 0.0))
    numbers = [_float(value, 0.0) for value in (element.get("CTM") or "").split()]
    a, b, c, d, e, f = numbers if len(numbers) == 6 else AS_IS  # noqa: PLR2004 - a matrix has six numbers
    return times((a, b, c, d, e + left, f + top), outer)


def _box(stated: "etree._Element | str | None", default: tuple[float, ...]) -> tuple[float, ...]:
    text = stated if isinstance(stated, str) or stated is None else _text_of(stated)
    numbers = tuple(_float(value, 0.0) for value in (text or "").split())
    return numbers if len(numbers) == 4 else default  # noqa: PLR2004 - x, y, width, height


def _float(text: str | None, default: float) -> float:
    try:
        value = float(text) if text is not None else default
    except ValueError:
        return default
    return value if abs(value) < 1e6 else default  # noqa: PLR2004 - no page is a kilometre wide; also refuses nan


def _named(element: etree._Element, name: str) -> Iterator[etree._Element]:
    return (child for child in element.iter() if _tag(child) == name)


def _tag(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _text_of(element: etree._Element) -> str:
    return (element.text or "").strip()


def _resolve(folder: str, location: str) -> str:
    """A location in the package: from its root if it starts with "/", else from the folder of the file."""
    return normpath(location.lstrip("/") if location.startswith("/") else join(folder, location)).lstrip("/")
