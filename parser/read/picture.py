"""Photos and scans: png, jpg, bmp, tiff, webp, gif. A picture becomes a page of characters and lines, as a PDF does.

The tables are found and pulled square (parser.read.ruling), their fields are cut out by the lines and read one by one
(isolated digits are what page recognition misses); the rest of the page is read as lines of text. A field's doubt
goes into its cell, so that what was not read surely is left out and shown, never guessed.
"""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from parser.model.document import Block, Grid, GridCell, Place, Reading, Source
from parser.model.errors import Damaged, EmptyInput, TooLarge, Unsupported
from parser.read import limits, recognition
from parser.read.flow import compose
from parser.read.grid import Lattice, lattices
from parser.read.page import Char, Page, Rule

if TYPE_CHECKING:
    from parser.read.ruling import Straight

NAME = "picture"
DOUBT = "E012"
"""The note's code for a field that was read without certainty."""

_MAGIC = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"BM", b"II*\0", b"MM\0*", b"GIF87a", b"GIF89a")
_LONGEST = 3000
"""Pixels of the longer side at which a picture is read; larger ones are made smaller."""
_SHORTEST = 500
_WHITE = 255
_STROKES = frozenset("1/lI|｜丨丿ノ")
_LEANING = 9.0
"""Degrees; measured on photos: 1 up to 3, slash 16 and more."""
_SURE_OF_STROKE = 0.9
Picture = Any


def accepts(data: bytes, name: str) -> bool:  # noqa: ARG001 - the name is never trusted
    """The first bytes of a picture."""
    return data.startswith(_MAGIC) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP")


def read(source: Source) -> Reading:
    """Read the pages of a picture (a tiff may hold several).

    Raises:
        Unsupported: recognition is not installed here.
        InputError: damaged, too large or too small, nothing on it.
    """
    if not recognition.is_here():
        raise Unsupported(recognition.ABSENT)
    return recognise(pictures(source.data), NAME)


def recognise(grey: Iterable[Picture], form: str, first: int = 1) -> Reading:
    """The reading of grey pages in order; the first is page number ``first``."""
    pages = [read_page(picture, number) for number, picture in enumerate(grey, first)]
    blocks = tuple(block for page in pages for block in page.blocks())
    if not blocks:
        raise EmptyInput("图片里没有认出文字。请把纸铺平、光线均匀，正对着拍清楚再发。")
    return Reading(blocks, form, notes=tuple(note for page in pages for note in page.notes))


def pictures(data: bytes) -> list[Picture]:
    """The grey pictures in a file, upright by its own mark. InputError over a limit or if it is broken."""
    import numpy as np  # noqa: PLC0415 - the extra

    try:
        with Image.open(io.BytesIO(data)) as opened:
            _check_size(opened.size)
            frames = [
                frame.copy()
                for frame, _ in zip(ImageSequence.Iterator(opened), range(limits.PAGES), strict=False)
            ]
        return [np.asarray(_fitted(ImageOps.exif_transpose(frame).convert("L"))) for frame in frames]
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise Damaged("图片不完整或已损坏，打不开。请重新拍照或截图后再发。") from error


def _check_size(size: tuple[int, int]) -> None:
    if size[0] * size[1] > limits.PIXELS:
        raise TooLarge(
            f"图片有{size[0] * size[1] // 10**6}百万像素，超过上限。请用手机直接拍照，或缩小后再发。"
        )
    if min(size) < _SHORTEST // 2:
        raise Unsupported("图片太小，字看不清。请拍清楚一些再发。")


def _fitted(picture: Image.Image) -> Image.Image:
    longer = max(picture.size)
    if longer <= _LONGEST:
        return picture
    part = _LONGEST / longer
    return picture.resize(
        (round(picture.width * part), round(picture.height * part)), Image.Resampling.LANCZOS
    )


@dataclass(slots=True)
class Field:
    """A field of a table: where it is on the page (points), its text, and how sure that is."""

    box: tuple[float, float, float, float]
    text: str
    sure: float


@dataclass(slots=True)
class PicturePage:
    """A page read from a picture; coordinates are points of a page of A4 width."""

    page: Page
    fields: list[Field] = field(default_factory=list)
    notes: list[tuple[str, str, Place]] = field(default_factory=list)

    def blocks(self) -> tuple[Block, ...]:
        """The page's blocks, each field's doubt in its cell."""
        return tuple(self._doubted(block) for block in compose([self.page]))

    def _doubted(self, block: Block) -> Block:
        if not isinstance(block, Grid):
            return block
        return replace(block, cells=tuple(self._cell(cell) for cell in block.cells))

    def _cell(self, cell: GridCell) -> GridCell:
        box = cell.place.box
        if box is None:
            return cell
        inside = [f.sure for f in self.fields if _inside(f.box, box)]
        return replace(cell, confidence=min(inside, default=1.0))


def _inside(one: tuple[float, float, float, float], box: tuple[float, float, float, float]) -> bool:
    x, y = (one[0] + one[2]) / 2, (one[1] + one[3]) / 2
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def read_page(grey: Picture, number: int) -> PicturePage:
    """All characters and lines of one grey picture."""
    from parser.read import ruling  # noqa: PLC0415 - the extra

    scale = grey.shape[1] / ruling.A4_WIDTH
    tables = _apart(ruling.tables(grey, scale), scale)
    result = PicturePage(Page(number, ruling.A4_WIDTH, grey.shape[0] / scale))
    for table, lattice in tables:
        _read_table(table, lattice, scale, result)
    _read_prose(_without(grey, [table for table, _ in tables]), scale, result.page)
    return result


def _apart(tables: Sequence["Straight"], scale: float) -> list[tuple["Straight", Lattice]]:
    """The tables with their lattices; a piece that holds other tables (the paper's edge) is none itself."""
    from parser.read.ruling import holds  # noqa: PLC0415 - the extra

    found = [
        (table, max(ls, key=lambda one: len(one.fields)))
        for table in tables
        if (ls := lattices(table.rules, scale=scale))
    ]
    return [
        (table, lattice)
        for table, lattice in found
        if not any(other is not table and holds(table, other) for other, _ in found)
    ]


def _read_table(table: "Straight", lattice: Lattice, scale: float, result: PicturePage) -> None:
    """Read each field's lines; put its lines and characters onto the page."""
    from parser.read.ruling import field_lines  # noqa: PLC0415 - the extra

    wanted = [field_lines(table.picture, f.box, scale) for f in lattice.fields]
    cut = [picture for lines in wanted for picture in lines]
    texts = iter([_stroke(text, picture) for text, picture in zip(recognition.crops(cut), cut, strict=True)])
    for one, lines in zip(lattice.fields, wanted, strict=True):
        read = [next(texts) for _ in lines]
        text = "".join(t.text for t in read)
        box = tuple((v + o) / scale for v, o in zip(one.box, (table.left, table.top) * 2, strict=True))
        made = Field((box[0], box[1], box[2], box[3]), text, min((t.sure for t in read), default=1.0))
        result.fields.append(made)
        result.page.characters += _spread(text, made.box)
    result.page.rules += [_on_page(rule, table, scale) for rule in table.rules]


def _stroke(text: recognition.Text, picture: Picture) -> recognition.Text:
    """A single stroke by its slant: what leans is a slash (no number), whatever the model takes it for."""
    from parser.read.ruling import slant  # noqa: PLC0415 - the extra

    if text.text not in _STROKES:
        return text
    leans = slant(picture) > _LEANING
    return recognition.Text("/" if leans else "1", max(text.sure, _SURE_OF_STROKE))


def _on_page(rule: Rule, table: "Straight", scale: float) -> Rule:
    across, along = (table.top, table.left) if rule.horizontal else (table.left, table.top)
    return Rule(
        rule.horizontal, (rule.at + across) / scale, (rule.start + along) / scale, (rule.end + along) / scale
    )


def _spread(text: str, box: tuple[float, float, float, float]) -> list[Char]:
    """The characters of a field on one line in its middle."""
    left, top, right, bottom = box
    bare = [c for c in text if not c.isspace()]
    if not bare:
        return []
    width = min(10.0, (right - left) * 0.9 / len(bare))
    start, middle = (left + right - width * len(bare)) / 2, (top + bottom) / 2
    return [
        Char(c, start + i * width, middle - 5, start + (i + 1) * width, middle + 5)
        for i, c in enumerate(bare)
    ]


def _without(grey: Picture, tables: Sequence["Straight"]) -> Picture:
    """The page with its tables painted over."""
    import cv2  # noqa: PLC0415 - the extra
    import numpy as np  # noqa: PLC0415 - the extra

    page = grey.copy()
    for table in tables:
        cv2.fillPoly(page, [np.asarray(table.corners, np.int32)], _WHITE)
    return page


def _read_prose(grey: Picture, scale: float, page: Page) -> None:
    """Add the lines of text outside the tables."""
    for line in recognition.prose(grey):
        xs, ys = [x for x, _ in line.corners], [y for _, y in line.corners]
        tall = (abs(ys[3] - ys[0]) + abs(ys[2] - ys[1])) / 2
        middle, left, right = sum(ys) / 4, min(xs), max(xs)
        step = (right - left) / max(len(line.text), 1)
        page.characters += [
            Char(
                c,
                (left + i * step) / scale,
                (middle - tall / 2) / scale,
                (left + (i + 1) * step) / scale,
                (middle + tall / 2) / scale,
            )
            for i, c in enumerate(line.text)
            if not c.isspace()
        ]
