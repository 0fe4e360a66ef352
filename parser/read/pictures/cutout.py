"""A piece of a picture for a person to look at: a doubtful field with its row, in the straightened table."""

from typing import Any

import cv2

from parser.read.pictures import straight
from parser.read.pictures.snapshot import Box, standing_apart

_AROUND = 10
"""Points shown around; of a table all that stands left of the field, so that its row's label can be read."""


def cutout(grey: Any, box: Box, scale: float) -> bytes:
    """A png of the box, which is in points, with what stands around it."""
    left, top, right, bottom = (v * scale for v in box)
    shown, start = grey, left - _AROUND * scale
    for table, lattice in standing_apart(straight.tables(grey, scale), scale):
        x, y = (left + right) / 2 - table.left, (top + bottom) / 2 - table.top
        if lattice.xs[0] < x < lattice.xs[-1] and lattice.ys[0] < y < lattice.ys[-1]:
            left, right, top, bottom = (
                left - table.left,
                right - table.left,
                top - table.top,
                bottom - table.top,
            )
            shown, start = table.picture, 0.0
            break
    height, width = shown.shape[:2]
    rows = slice(_within(top - _AROUND * scale, height), _within(bottom + _AROUND * scale, height))
    columns = slice(_within(start, width), _within(right + _AROUND * scale, width))
    part = cv2.cvtColor(shown[rows, columns], cv2.COLOR_GRAY2BGR)
    corner = round(left) - columns.start, round(top) - rows.start
    far = round(right) - columns.start, round(bottom) - rows.start
    cv2.rectangle(part, corner, far, (0, 0, 220), max(1, round(scale / 2)))
    return bytes(cv2.imencode(".png", part)[1])


def _within(place: float, size: int) -> int:
    return min(max(round(place), 0), size)
