"""Tables in a picture: where they are, pulled square and made flat.

A table's lines and text are one connected piece of ink, so the large pieces are the tables. The corners of a piece's
hull are pulled square; what is bent then is made flat by its own lines (parser.read.pictures.warp). Everything is in pixels.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from parser.read.pictures.ruling import ink, rules
from parser.read.pictures.warp import flattening
from parser.read.plane.page import Rule

Picture = Any
Maps = tuple[Picture, Picture]
"""For each pixel of a picture the x and the y from which it is taken."""

_ROUNDS = 2
"""A strongly bent table is nearly flat after the first."""
_WIDEST = 0.25
_FLATTEST = 0.012
_LEAST = 6.0
_CORNERS = 4
_BULGE = 1.5
_MARGIN = 2.0
"""Points left around a table."""
_ALONG = 25


@dataclass(frozen=True, slots=True)
class Straight:
    """A table pulled square and flat: its grey picture, its lines, the line around it on the page.

    ``left`` and ``top`` put its middle where it was; ``beyond`` is white where the photo did not reach, None if it
    shows all around.
    """

    picture: Picture
    rules: tuple[Rule, ...]
    left: float
    top: float
    outline: Picture
    beyond: Picture | None = None

    @property
    def middle(self) -> Picture:
        """Where the middle of its picture is on the page."""
        height, width = self.picture.shape
        return np.array([self.left + width / 2, self.top + height / 2])


def tables(grey: Picture, scale: float) -> list[Straight]:
    """The tables of a page from top to bottom; ``scale`` is pixels per point."""
    height, width = grey.shape
    joined = cv2.dilate(ink(grey, scale), np.ones((3, 3), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined)
    found = []
    for piece in range(1, count):
        left, top, wide, high, _ = stats[piece]
        if wide < _WIDEST * width or high < _FLATTEST * height:
            continue
        mask = (labels[top : top + high, left : left + wide] == piece).astype(np.uint8)
        straight = _straightened(grey, _hull(mask) + np.array([left, top], np.int32), scale)
        if straight is not None:
            found.append(straight)
    return sorted(found, key=lambda table: table.top)


def holds(one: Straight, other: Straight) -> bool:
    """Whether a piece surrounds another: the edge of the paper, a frame around the page."""
    middle = tuple(float(v) for v in other.middle)
    bigger = cv2.contourArea(one.outline) > 1.2 * cv2.contourArea(other.outline)
    return bigger and cv2.pointPolygonTest(one.outline, middle, measureDist=False) > 0


def _hull(mask: Picture) -> Picture:
    outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    return cv2.convexHull(np.vstack(outlines))


def _straightened(grey: Picture, hull: Picture, scale: float) -> Straight | None:
    corners = _corners(hull)
    maps = None if corners is None else _pulled_square(hull, corners, scale)
    if maps is None:
        return None
    maps = _flat(grey, maps, scale)
    picture, beyond = _seen(grey, maps)
    lines = rules(_ink(picture, beyond, scale), beyond, scale)
    if not lines:
        return None
    height, width = picture.shape
    ((x, y),) = _on_page([(width / 2, height / 2)], maps)
    outline = _on_page(_around(lines), maps).astype(np.int32)
    return Straight(picture, lines, float(x) - width / 2, float(y) - height / 2, outline, beyond)


def _corners(hull: Picture) -> Picture | None:
    """The corners of a hull, from the top left clockwise."""
    around = cv2.arcLength(hull, closed=True)
    for part in (0.01, 0.02, 0.03, 0.05):
        rough = cv2.approxPolyDP(hull, part * around, closed=True)
        if len(rough) == _CORNERS:
            break
    else:
        rough = cv2.boxPoints(cv2.minAreaRect(hull))
    points = np.asarray(rough, np.float32).reshape(-1, 2)
    total, difference = points.sum(axis=1), np.diff(points, axis=1).ravel()
    order = [int(total.argmin()), int(difference.argmin()), int(total.argmax()), int(difference.argmax())]
    return points[order] if len(set(order)) == _CORNERS else None


def _pulled_square(hull: Picture, corners: Picture, scale: float) -> Maps | None:
    """For each pixel of a picture in which the corners are square, and which holds the hull, where it is on the page.

    None if that is no table: next to nothing, or a hull that bulges far out of its corners.
    """
    tl, tr, br, bl = corners
    wide = float(max(np.linalg.norm(tr - tl), np.linalg.norm(br - bl)))
    high = float(max(np.linalg.norm(bl - tl), np.linalg.norm(br - tr)))
    if min(wide, high) < _LEAST * scale:
        return None
    target = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
    square = cv2.getPerspectiveTransform(corners, target)
    seen = cv2.perspectiveTransform(hull.astype(np.float32), square).reshape(-1, 2)
    start, end = np.minimum(seen.min(axis=0), 0), np.maximum(seen.max(axis=0), (wide, high))
    if (end - start > _BULGE * np.array([wide, high])).any():
        return None
    margin = _MARGIN * scale
    xs = np.arange(start[0] - margin, end[0] + margin, dtype=np.float32)
    ys = np.arange(start[1] - margin, end[1] + margin, dtype=np.float32)
    places = cv2.perspectiveTransform(np.stack(np.meshgrid(xs, ys), axis=-1), np.linalg.inv(square))
    return places[..., 0], places[..., 1]


def _flat(grey: Picture, maps: Maps, scale: float) -> Maps:
    """The same for a picture that is flat: each pixel is taken from the page once, however often it was moved."""
    for _ in range(_ROUNDS):
        bend = flattening(_ink(*_seen(grey, maps), scale), scale)
        if bend is None:
            break
        xs, ys = (cv2.remap(m, *bend, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE) for m in maps)
        maps = xs, ys
    return maps


def _seen(grey: Picture, maps: Maps) -> tuple[Picture, Picture | None]:
    """The picture that the maps tell of, and where the page does not reach in it: None if it is everywhere."""
    xs, ys = maps
    height, width = grey.shape
    picture = cv2.remap(grey, xs, ys, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    outside = (xs < 0) | (ys < 0) | (xs > width - 1) | (ys > height - 1)
    return picture, outside.astype(np.uint8) * 255 if outside.any() else None


def _ink(picture: Picture, beyond: Picture | None, scale: float) -> Picture:
    """The ink on the page: what its edge is drawn out to are no lines."""
    black = ink(picture, scale)
    return black if beyond is None else cv2.bitwise_and(black, cv2.bitwise_not(beyond))


def _around(lines: Sequence[Rule]) -> list[tuple[float, float]]:
    """Places around the lines of a table, clockwise."""
    across, down = [r for r in lines if r.horizontal], [r for r in lines if not r.horizontal]
    left, right = min(r.at for r in down), max(r.at for r in down)
    top, bottom = min(r.at for r in across), max(r.at for r in across)
    xs, ys = np.linspace(left, right, _ALONG), np.linspace(top, bottom, _ALONG)
    sides = [(x, top) for x in xs], [(right, y) for y in ys], [(x, bottom) for x in xs[::-1]]
    return [*sides[0], *sides[1], *sides[2], *((left, y) for y in ys[::-1])]


def _on_page(places: Sequence[tuple[float, float]], maps: Maps) -> Picture:
    """Where places of the straight picture are on the page: rows of x and y."""
    xs, ys = maps
    columns, rows = np.asarray(places).round().astype(int).T
    at = rows.clip(0, xs.shape[0] - 1), columns.clip(0, xs.shape[1] - 1)
    return np.stack([xs[at], ys[at]], axis=1)
