"""Pages of marks to a document's blocks: tables out of the lattice, the rest to paragraphs in reading order.

Line ends say little about paragraphs on a page, but geometry does: a paragraph goes on while its line is full and
the next one is not indented. Running heads and page numbers are dropped, two columns are read one after the other,
a table that the page's end cut is put together again.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from statistics import median

from parser.form.headings import heading
from parser.model.document import Block, Grid, GridCell, Paragraph, Place
from parser.read import limits
from parser.read.plane.borderless import find_borderless
from parser.read.plane.grid import fill, lattices
from parser.read.plane.page import Line, Page, lines
from parser.read.plane.ruled import Ruled, continues, grid_of, rounded, without_spilled

_PAGE_NUMBER = re.compile(
    r"[-—–－·.\s]*\d{1,3}[-—–－·.\s]*|第?\s*\d{1,3}\s*页?\s*[/，,共]+\s*\d{1,3}\s*页?|第\s*\d{1,3}\s*页"
)
_EDGE = 0.1
_SAME_HEIGHT = 2.0
_INDENT = 1.2
_FULL = 2.2
_NARROWEST = 10
_OTHER_TYPE = 0.2
_LONGEST_PIECE = 40
_LARGE = 1.15
_FEW_LINES = 6
_OUTLIERS = 25
_FULL_STOPS = frozenset("。！？!?")
_NUMBERED = re.compile(
    r"[一二三四五六七八九十]{1,3}\s*[、.．]|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}\s*[、.．]\D"
)
_PART = re.compile(r"\s*[一二三四五六]\s*[、.．]")
_UNBREAKABLE = re.compile(r"[《（“‘(\[]*.?[A-Za-z0-9.,%]*[，。；：、！？）》”’)\],.;:!?]*[A-Za-z0-9.,%]*")
_SENTENCE_END = tuple("。！？!?；;：:")


@dataclass(slots=True)
class _Loose:
    """A borderless table."""

    rows: list[list[str]]
    page: int
    top: float


@dataclass(slots=True)
class _Prose:
    """A line of text in a ``column`` (page width, how many columns, which one).

    ``body`` is that column's left and right border and ``size`` its usual type, over all pages.
    """

    line: Line
    page: int
    column: tuple[int, int, int]
    body: tuple[float, float] = (0.0, 0.0)
    size: float = 0.0

    @property
    def top(self) -> float:
        return self.line.top


_Part = Ruled | _Loose | _Prose


@dataclass(slots=True)
class _Sheet:
    """A page's ruled tables and its other lines."""

    page: Page
    tables: list[Ruled]
    text: list[Line]

    def at_edge(self, line: Line) -> bool:
        """Whether the line stands where running heads and page numbers do."""
        return not _EDGE * self.page.height < line.top < (1 - _EDGE) * self.page.height


def compose(pages: Iterable[Page]) -> tuple[Block, ...]:
    """The blocks of a document from its pages in order.

    Raises:
        TooLarge: more characters or a larger grid than any report has.
    """
    sheets: list[_Sheet] = []
    total = 0
    for page in pages:
        total += len(page.characters)
        limits.check_characters(total)
        sheets.append(_sheet(page))
    parts = [part for sheet in _without_running_heads(sheets) for part in _parts(sheet)]
    _measure([part for part in parts if isinstance(part, _Prose)])
    return tuple(_blocks(parts))


def _measure(prose: Sequence[_Prose]) -> None:
    """Let each line know the borders and the type of its column in the whole document."""
    columns: dict[tuple[int, int, int], list[Line]] = {}
    for part in prose:
        columns.setdefault(part.column, []).append(part.line)
    measures = {}
    for column, text in columns.items():
        lefts, rights = sorted(line.left for line in text), sorted(line.right for line in text)
        few = len(text) // _OUTLIERS
        measures[column] = (lefts[few], rights[-1 - few]), median(line.size for line in text)
    for part in prose:
        part.body, part.size = measures[part.column]


def _sheet(page: Page) -> _Sheet:
    """What is ruled on a page, and its other lines."""
    characters, tables = page.characters, list[Ruled]()
    for lattice in lattices(page.rules):
        texts, characters = fill(lattice, characters)
        if any(texts):
            tables.append(Ruled(lattice, texts, page.number))
    return _Sheet(page, tables, lines(characters))


def _without_running_heads(sheets: Sequence[_Sheet]) -> Sequence[_Sheet]:
    """The pages without page numbers, and without what stands at the same edge of several; its first head stays."""
    seen: list[tuple[str, float, int]] = []
    for sheet in sheets:
        seen += [(_words(line), line.top, sheet.page.number) for line in sheet.text if sheet.at_edge(line)]
    for sheet in sheets:
        sheet.text = [line for line in sheet.text if not (sheet.at_edge(line) and _runs(line, sheet, seen))]
    return sheets


def _runs(line: Line, sheet: _Sheet, seen: Sequence[tuple[str, float, int]]) -> bool:
    words, number = _words(line), sheet.page.number
    again = [page for text, top, page in seen if text == words and abs(top - line.top) < _SAME_HEIGHT]
    is_first_head = number == min(again) and line.top < sheet.page.height / 2
    return bool(_PAGE_NUMBER.fullmatch(line.text.strip())) or (
        len(set(again)) > 1 and bool(words) and not is_first_head
    )


def _words(line: Line) -> str:
    """What does not count up from page to page."""
    return "".join([c.text for c in line.characters if c.text.isalpha()])


def _parts(sheet: _Sheet) -> list[_Part]:
    """What stands on a page, from top to bottom."""
    page, parts = sheet.page, list[_Part](sheet.tables)
    text = without_spilled(sheet.tables[-1], sheet.text) if sheet.tables else sheet.text
    columns = _columns(text, page, parts)
    for number, column in enumerate(columns):
        parts += _prose(column, page, (round(page.width), len(columns), number))
    return parts if len(columns) > 1 else sorted(parts, key=lambda part: part.top)


def _prose(text: list[Line], page: Page, column: tuple[int, int, int]) -> list[_Part]:
    if not text:
        return []
    parts: list[_Part] = []
    taken: set[int] = set()
    for found in find_borderless(text):
        parts.append(_Loose(found.rows, page.number, text[found.first].top))
        taken.update(range(found.first, found.last + 1))
    parts += [_Prose(line, page.number, column) for index, line in enumerate(text) if index not in taken]
    return parts


def _gutter(text: Sequence[Line], page: Page) -> float | None:
    """The x of a white strip near the middle that no character crosses, with text on both sides of many lines."""
    if len(text) < _FEW_LINES:
        return None
    size = median(line.size for line in text)
    parted = sum(line.gap > size for line in text)
    if parted < max(_FEW_LINES, len(text) // 2):
        return None
    inked = bytearray(int(page.width) + 2)
    for line in text:
        for character in line.characters:
            left, right = max(int(character.left), 0), min(int(character.right) + 1, len(inked))
            inked[left:right] = b"\1" * (right - left)
    third = int(page.width / 3)
    strip = bytes(inked[third : 2 * third])
    width = max((len(run) for run in strip.split(b"\1")), default=0)
    if width < size:
        return None
    gutter = third + strip.find(b"\0" * width) + width / 2
    both = sum(line.left < gutter - 4 * size and line.right > gutter + 4 * size for line in text)
    return gutter if both >= max(_FEW_LINES, len(text) // 2) else None


def _columns(text: list[Line], page: Page, parts: Sequence[_Part]) -> list[list[Line]]:
    gutter = _gutter(text, page)
    if gutter is None or find_borderless(text) or parts:
        return [text]
    characters = [character for line in text for character in line.characters]
    return [
        lines(c for c in characters if c.left < gutter),
        lines(c for c in characters if c.left >= gutter),
    ]


def _blocks(parts: Sequence[_Part]) -> Iterator[Block]:
    """Paragraphs of the lines that go on, grids of the tables that continue, numbered in order."""
    paragraphs, tables = count(1), count(1)
    for group in _groups(parts):
        first = group[0]
        if isinstance(first, _Prose):
            yield _paragraph([part for part in group if isinstance(part, _Prose)], next(paragraphs))
        elif isinstance(first, Ruled):
            yield grid_of([part for part in group if isinstance(part, Ruled)], next(tables))
        else:
            yield _loose_grid(first, next(tables))


def _groups(parts: Sequence[_Part]) -> Iterator[list[_Part]]:
    group: list[_Part] = []
    for part in parts:
        if group and not _belongs(group, part):
            yield group
            group = []
        group.append(part)
    if group:
        yield group


def _belongs(group: Sequence[_Part], part: _Part) -> bool:
    last = group[-1]
    if isinstance(last, _Prose) and isinstance(part, _Prose):
        return not (_PART.match(part.line.text) and heading(part.line.text)) and _goes_on(last, part)
    return isinstance(part, Ruled) and continues([one for one in group if isinstance(one, Ruled)], part)


def _goes_on(last: _Prose, following: _Prose) -> bool:
    """Whether the next line belongs to the same paragraph."""
    one, two = last.line, following.line
    if abs(one.size - two.size) > _OTHER_TYPE * one.size or (
        last.page == following.page and not _near(one, two)
    ):
        return False
    if min(one.size, two.size) > _LARGE * last.size:
        return last.page == following.page
    if last.body[1] - last.body[0] < _NARROWEST * last.size:
        return False
    if two.left >= following.body[0] + _INDENT * two.size:
        return False
    if one.right + _first_width(two) + one.size <= last.body[1]:
        return False
    return not (one.characters[-1].text in _FULL_STOPS and _NUMBERED.match(two.text))


def _first_width(line: Line) -> float:
    """How wide the line's first unbreakable piece is: had it fitted, it would stand on the line before."""
    piece = _UNBREAKABLE.match("".join([character.text for character in line.characters[:_LONGEST_PIECE]]))
    last = line.characters[max(piece.end() if piece else 1, 1) - 1]
    return last.right - line.left


def _near(one: Line, two: Line) -> bool:
    return two.top - one.bottom < 2 * one.size


def _paragraph(prose: Sequence[_Prose], number: int) -> Paragraph:
    """One paragraph of its lines; it may go on if its only sign of an end is missing."""
    first, last = prose[0], prose[-1]
    text = ""
    for part in prose:
        line = part.line.text
        apart = (
            text and text[-1].isascii() and text[-1].isalpha() and line[:1].isascii() and line[:1].isalpha()
        )
        text += (" " if apart else "") + line
    box = (
        min(part.line.left for part in prose if part.page == first.page),
        first.line.top,
        max(part.line.right for part in prose if part.page == first.page),
        max(part.line.bottom for part in prose if part.page == first.page),
    )
    full = last.line.right > last.body[1] - _FULL * last.line.size
    wrapped = full and not text.endswith(_SENTENCE_END)
    return Paragraph(text, Place(paragraph=number, page=first.page, box=rounded(box)), wrapped=wrapped)


def _loose_grid(part: _Loose, number: int) -> Grid:
    cells = tuple(
        GridCell(row, column, text, place=Place(page=part.page, table=number, row=row + 1, column=column + 1))
        for row, texts in enumerate(part.rows)
        for column, text in enumerate(texts)
    )
    return Grid(cells, exact=False, place=Place(page=part.page, table=number))
