"""One page of a picture, read: its tables pulled square with the text of their fields, and the lines between them.

The tables are found first (parser.read.pictures.straight), their fields are cut out by the lines and read one by one, for
isolated digits are what page recognition misses; the rest of the page is read as lines of text. A field's doubt stays
with it, so that what was not read surely is left out and shown, never guessed. Coordinates are points of A4 paper.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import cv2
import numpy as np

from parser.model.document import NOT_READ, Place
from parser.read.pictures import lookalikes, recognition, straight
from parser.read.pictures.straight import Straight
from parser.read.pictures.strips import slant, writings
from parser.read.plane.grid import Lattice, lattices
from parser.read.plane.page import Rule

Picture = Any
Box = tuple[float, float, float, float]

MOST_FIELDS = 1_500
"""Of one page; the largest statutory table has 250. What is over is not read, and said."""
_COARSE = 16
"""Pixels that make one of the picture that shows the paper without its print."""
_STROKES = frozenset("1/lI|｜丨丿ノ")
_NUMBER = re.compile(r"[\d.,]*(?:件|万元|元)?")
_PADDING = 6.0
"""Points left free in a field that is filled from side to side, beside the margins of the strip."""
_PLUMB, _UPRIGHT, _LEANING = 4.0, 8.0, 11.0
"""Degrees; measured on photos: 1 up to 6, a blurred 7 as little as 7, slash 16 and more. Between is doubt."""
_SURE_OF_STROKE, _QUITE_SURE, _IN_DOUBT = 0.9, 0.95, 0.5
_LONG, _WIDE = 842.0, 595.0
_LEAN = 0.3


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a table: where it is on the level page, its text, how sure that is, and where the picture shows it."""

    box: Box
    text: str
    sure: float
    seen: Box | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its fields in reading order and its lines."""

    fields: tuple[Field, ...]
    rules: tuple[Rule, ...]
    box: Box


@dataclass(frozen=True, slots=True)
class Strip:
    """A line of text outside the tables, upright."""

    text: str
    box: Box


@dataclass(slots=True)
class Snapshot:
    """A page as it was read; ``number`` counts the pages as they were sent."""

    number: int
    width: float
    height: float
    tables: list[Table] = field(default_factory=list)
    strips: list[Strip] = field(default_factory=list)
    notes: list[tuple[str, str, Place]] = field(default_factory=list)


def scale_of(picture: Picture) -> float:
    """Pixels per point, the picture taken as a page of A4 (upright or across; a long screenshot by its width)."""
    height, width = picture.shape[:2]
    return float(width / (_WIDE if height >= width else _LONG))


def take(grey: Picture, number: int) -> Snapshot:
    """Everything on one upright grey picture."""
    scale = scale_of(grey)
    tables = standing_apart(straight.tables(grey, scale), scale)
    page = Snapshot(number, grey.shape[1] / scale, grey.shape[0] / scale)
    page.strips, level = _prose(_without(grey, [table for table, _ in tables]), scale)
    left = MOST_FIELDS
    for table, lattice in tables:
        if len(lattice.fields) > left:
            message = f"第{number}页的格子多得不像年度报告的表，没有读完。"
            page.notes.append((NOT_READ, message, Place(page=number)))
            break
        left -= len(lattice.fields)
        page.tables.append(_table(table, lattice, scale, level))
    return page


def standing_apart(tables: Sequence[Straight], scale: float) -> list[tuple[Straight, Lattice]]:
    """The tables with their lattices; a piece that holds other tables (the paper's edge) is none itself."""
    found = [
        (table, max(ls, key=lambda one: len(one.fields)))
        for table in tables
        if (ls := lattices(table.rules, scale=scale))
    ]
    return [
        (table, lattice)
        for table, lattice in found
        if not any(other is not table and straight.holds(table, other) for other, _ in found)
    ]


def _table(table: Straight, lattice: Lattice, scale: float, level: Picture) -> Table:
    """Read each field's lines; the table lies where the levelled page has its middle."""
    boxes = [f.box for f in lattice.fields]
    written = writings(table.picture, boxes, scale, table.beyond)
    flat = [picture for one in written for picture in one.lines]
    read = [_stroke(text, picture) for text, picture in zip(recognition.crops(flat), flat, strict=True)]
    texts = iter(lookalikes.settled(read, flat))
    middle = table.middle
    x, y = (float(v) for v in level[:, :2] @ middle + level[:, 2] - middle)
    fields = []
    for one, writing in zip(lattice.fields, written, strict=True):
        own = [next(texts) for _ in writing.lines]
        text = "-" if writing.dash else "".join(t.text for t in own)
        doubtful = writing.doubtful or _is_stacked(own, writing.lines, one.box[2] - one.box[0], scale)
        sure = min([_IN_DOUBT if doubtful else 1.0, *(t.sure for t in own)])
        seen = _on_page(one.box, (table.left, table.top), scale)
        box = _on_page(one.box, (table.left + x, table.top + y), scale)
        fields.append(Field(box, text, sure, seen))
    corner = table.left + x, table.top + y
    rules = tuple(_rule(rule, corner, scale) for rule in table.rules)
    return Table(tuple(fields), rules, _on_page(lattice.box, corner, scale))


def _is_stacked(
    texts: Sequence[recognition.Text], lines: Sequence[Picture], width: float, scale: float
) -> bool:
    """Whether numbers stand below each other where the field had room for them side by side: perhaps two."""
    numbers = sum(any(map(str.isdigit, text.text)) for text in texts)
    if numbers < 2 or not all(_NUMBER.fullmatch(text.text) for text in texts):  # noqa: PLR2004 - one is no stack
        return False
    full = max(line.shape[1] for line in lines)
    return bool(full + full / max(len(text.text) for text in texts) < width - _PADDING * scale)


def _stroke(text: recognition.Text, picture: Picture) -> recognition.Text:
    """A single stroke by its slant: what leans is a slash (no number), whatever the model takes it for.

    Only a plumb one is surely a 1: a blurred 7 leans a little, too.
    """
    if text.text not in _STROKES:
        return text
    leaning = slant(picture)
    if leaning is None:
        return text
    if leaning > _UPRIGHT:
        return recognition.Text("/", _IN_DOUBT if leaning < _LEANING else max(text.sure, _SURE_OF_STROKE))
    if leaning <= _PLUMB:
        return recognition.Text("1", max(text.sure, _SURE_OF_STROKE))
    return recognition.Text("1", text.sure if text.text == "1" and text.sure >= _QUITE_SURE else _IN_DOUBT)


def _on_page(box: Box, corner: tuple[float, float], scale: float) -> Box:
    left, top, right, bottom = (float(v) for v in box)
    x, y = corner
    return (left + x) / scale, (top + y) / scale, (right + x) / scale, (bottom + y) / scale


def _rule(rule: Rule, corner: tuple[float, float], scale: float) -> Rule:
    along, across = corner if rule.horizontal else corner[::-1]
    at, start, end = float(rule.at), float(rule.start), float(rule.end)
    return Rule(rule.horizontal, (at + across) / scale, (start + along) / scale, (end + along) / scale)


def _without(grey: Picture, tables: Sequence[Straight]) -> Picture:
    """The page with its tables painted over in the colour of the paper: beside plain white a dim line is not found."""
    mask = np.zeros(grey.shape, np.uint8)
    for table in tables:
        cv2.fillPoly(mask, [table.outline], 255)
    small = cv2.resize(grey, None, fx=1 / _COARSE, fy=1 / _COARSE, interpolation=cv2.INTER_AREA)
    light = cv2.dilate(small, np.ones((5, 5), np.uint8))
    paper = cv2.resize(light, grey.shape[::-1], interpolation=cv2.INTER_LINEAR)
    return np.where(mask > 0, paper, grey)


def _prose(grey: Picture, scale: float) -> tuple[list[Strip], Picture]:
    """The lines of text, turned level about the page's middle, and the matrix that did it."""
    read = recognition.prose(grey, scale)
    leans = [_lean(line) for line in read if len(line.text) > 4] or [0.0]  # noqa: PLR2004 - a few letters lean anyhow
    turn = -float(np.median(leans))
    height, width = grey.shape[:2]
    level = (
        cv2.getRotationMatrix2D((width / 2, height / 2), -turn, 1.0) if abs(turn) > _LEAN else np.eye(2, 3)
    )
    return [_strip(line, level, scale) for line in read], level


def _lean(line: recognition.Text) -> float:
    """Degrees by which a line falls to the right."""
    (left, top), (right, bottom) = line.corners[0], line.corners[1]
    return float(np.degrees(np.arctan2(bottom - top, right - left)))


def _strip(line: recognition.Text, level: Picture, scale: float) -> Strip:
    corners = np.asarray(line.corners, float) @ level[:, :2].T + level[:, 2]
    xs, ys = corners[:, 0] / scale, corners[:, 1] / scale
    tall = (abs(ys[3] - ys[0]) + abs(ys[2] - ys[1])) / 2
    middle = float(ys.mean())
    return Strip(
        line.text, (float(xs.min()), float(middle - tall / 2), float(xs.max()), float(middle + tall / 2))
    )
