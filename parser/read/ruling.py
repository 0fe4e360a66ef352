"""Tables in a picture: where they are, straightened, and the ruling lines in them.

A table's lines and text are one connected piece of ink, so the large pieces are the tables. The four corners of a
piece's hull are pulled square; in the straight picture the lines are long runs of ink that end on one another.
Everything is in pixels; ``Straight.scale`` says how many make a point.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import cv2
import numpy as np

from parser.read.page import Rule, level, upright

Picture = Any

A4_WIDTH = 595.0
"""Points: what a page is taken to be wide, to tell a line's thickness from a letter's height."""
_WIDEST = 0.25
_FLATTEST = 0.012
_CORNERS = 4
_SHORTEST = 24.0
"""Points: a line across is at least that long; two characters side by side are shorter."""
_BREAK = 6.0
_REACH = 1.6
"""Points: how far short of a crossing line a line may end."""
_THICKEST = 5.0
_ALIGNED, _TOUCH = 2.5, 0.6
"""Points: lines this near stand in one column; a lone line ends this near to the lines that it joins."""


@dataclass(frozen=True, slots=True)
class Straight:
    """A table pulled square: its grey picture, its lines, its corners on the page.

    ``left`` and ``top`` put its middle where it was.
    """

    picture: Picture
    rules: tuple[Rule, ...]
    left: float
    top: float
    corners: Picture


def ink(grey: Picture, scale: float) -> Picture:
    """White where there is ink, whatever the light: darker than what is around it."""
    window = int(9 * scale) | 1
    return cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, window, 12)


def tables(grey: Picture, scale: float) -> list[Straight]:
    """The tables of a page from top to bottom."""
    height, width = grey.shape
    joined = cv2.dilate(ink(grey, scale), np.ones((3, 3), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined)
    found = []
    for piece in range(1, count):
        left, top, wide, high, _ = stats[piece]
        if wide < _WIDEST * width or high < _FLATTEST * height:
            continue
        mask = (labels[top : top + high, left : left + wide] == piece).astype(np.uint8)
        corners = _corners(mask)
        if corners is not None:
            straight = _straighten(grey, corners + np.array([left, top], np.float32), scale)
            if straight is not None:
                found.append(straight)
    return sorted(found, key=lambda table: table.top)


def _corners(mask: Picture) -> Picture | None:
    """The corners of the piece's hull, from the top left clockwise."""
    outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    hull = cv2.convexHull(np.vstack(outlines))
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


def _straighten(grey: Picture, corners: Picture, scale: float) -> Straight | None:
    tl, tr, br, bl = corners
    wide = int(max(np.linalg.norm(tr - tl), np.linalg.norm(br - bl)))
    high = int(max(np.linalg.norm(bl - tl), np.linalg.norm(br - tr)))
    if min(wide, high) < 6 * scale:
        return None
    margin = int(2 * scale)
    target = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32) + margin
    matrix = cv2.getPerspectiveTransform(corners, target)
    size = (wide + 2 * margin, high + 2 * margin)
    picture = cv2.warpPerspective(grey, matrix, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    rules = _rules(picture, scale)
    if not rules:
        return None
    left, top = corners.mean(axis=0) - np.array([size[0], size[1]]) / 2
    return Straight(picture, rules, float(left), float(top), corners)


def _rules(picture: Picture, scale: float) -> tuple[Rule, ...]:
    """Long runs of ink across, then runs down that begin and end on one of those."""
    black = ink(picture, scale)
    across = _runs(black, int(_SHORTEST * scale), horizontal=True, scale=scale)
    rows = _distinct([rule.at for rule in across], 3 * scale)
    if len(rows) < 2:  # noqa: PLR2004 - a top and a bottom
        return ()
    gaps = sorted(below - above for above, below in pairwise(rows))
    pitch = gaps[len(gaps) // 10]
    down = _runs(black, max(int(0.7 * pitch), int(5 * scale)), horizontal=False, scale=scale)
    kept = _trimmed(_without_strokes(down, rows, scale), rows, _REACH * scale)
    columns = _distinct([rule.at for rule in kept], 3 * scale)
    return (*_trimmed(across, columns, 2 * _REACH * scale), *kept)


def _without_strokes(rules: list[Rule], rows: list[float], scale: float) -> list[Rule]:
    """Without the high strokes of letters, brackets above all.

    A line touches at least two crossing lines, or it is a piece of a column in which another one does.
    """
    whole = [
        rule
        for rule in rules
        if sum(rule.start - _TOUCH * scale <= row <= rule.end + _TOUCH * scale for row in rows) > 1
    ]
    return [r for r in rules if r in whole or any(abs(r.at - w.at) < _ALIGNED * scale for w in whole)]


def _trimmed(rules: Iterable[Rule], crossing: list[float], near: float) -> list[Rule]:
    """The lines that reach from one crossing line to another, cut there; strokes of letters reach none or one."""
    kept = []
    for rule in rules:
        met = [place for place in crossing if rule.start - near <= place <= rule.end + near]
        if len(met) > 1:
            kept.append(rule._replace(start=met[0], end=met[-1]))
    return kept


def _runs(black: Picture, length: int, *, horizontal: bool, scale: float) -> list[Rule]:
    """Runs of ink at least that long; a little slant and small breaks allowed."""
    thick, gap = 3, max(3, int(_BREAK * scale)) | 1
    if horizontal:
        bridge, spread, long = np.ones((1, gap)), np.ones((thick, 1)), np.ones((1, length))
    else:
        bridge, spread, long = np.ones((gap, 1)), np.ones((1, thick)), np.ones((length, 1))
    lines = cv2.morphologyEx(
        cv2.dilate(black, spread.astype(np.uint8)), cv2.MORPH_OPEN, long.astype(np.uint8)
    )
    lines = cv2.morphologyEx(lines, cv2.MORPH_CLOSE, bridge.astype(np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(lines)
    rules = []
    for left, top, wide, high, _ in stats[1:]:
        if (high if horizontal else wide) > _THICKEST * scale:
            continue
        if horizontal:
            rules.append(level(top + high / 2, float(left), float(left + wide)))
        else:
            rules.append(upright(left + wide / 2, float(top), float(top + high)))
    return rules


def _distinct(places: list[float], near: float) -> list[float]:
    found: list[float] = []
    for place in sorted(places):
        if not found or place - found[-1] > near:
            found.append(place)
    return found


def holds(one: Straight, other: Straight) -> bool:
    """Whether a piece surrounds another: the edge of the paper, a frame around the page."""
    middle = tuple(float(v) for v in other.corners.mean(axis=0))
    bigger = cv2.contourArea(one.corners) > 1.2 * cv2.contourArea(other.corners)
    return bigger and cv2.pointPolygonTest(one.corners.reshape(-1, 1, 2), middle, measureDist=False) > 0
