"""A picture in colour as print on white paper, in grey: without the red of seals, and dark screens turned light.

A seal over a table hides its numbers in grey, but not in the red part of the picture, where red ink is as light as
paper and black stays black. That is looked at only where a seal is, so that a number in red is not lost.
"""

from typing import Any

import cv2
import numpy as np

Picture = Any

_STEP = 8
"""Pixels that make one in which seals are looked for."""
_RED, _INKED = 50, 0.12
"""How much redder than green and blue ink is; the least share of it in a piece of a seal."""
_SMALLEST, _LARGEST, _ROUND = 0.08, 0.4, 1.5
"""Of the picture's shorter side: a seal is 42 mm across, on paper of 210; how much wider than high."""
_AROUND = 2
_LIGHT = 0.55
_DARK, _CLEAR, _MOSTLY = 110, 40, 1.2


def in_grey(colour: Picture) -> Picture:
    """The grey picture (rows of pixels) of one in red, green and blue."""
    grey = cv2.cvtColor(colour, cv2.COLOR_RGB2GRAY)
    for left, top, right, bottom in _seals(colour):
        grey[top:bottom, left:right] = _without_red(colour[top:bottom, left:right])
    return cv2.bitwise_not(grey) if is_dark(grey) else grey


def _seals(colour: Picture) -> list[tuple[int, int, int, int]]:
    """The boxes of large round pieces of red."""
    small = cv2.resize(colour, None, fx=1 / _STEP, fy=1 / _STEP, interpolation=cv2.INTER_AREA).astype(
        np.int16
    )
    red = small[..., 0] - small[..., 1:].max(axis=-1) > _RED * _INKED
    joined = cv2.morphologyEx(red.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(joined)
    side = min(small.shape[:2])
    return [
        (
            _STEP * max(x - _AROUND, 0),
            _STEP * max(y - _AROUND, 0),
            _STEP * (x + w + _AROUND),
            _STEP * (y + h + _AROUND),
        )
        for x, y, w, h in stats[1:, :4].tolist()
        if _SMALLEST * side < min(w, h) and max(w, h) < min(_LARGEST * side, _ROUND * min(w, h))
    ]


def _without_red(part: Picture) -> Picture:
    """The red part, its paper also where red ink is on it; black under the seal stays black."""
    red = part[..., 0]
    paper = np.percentile(red, 90)
    inked = (red.astype(np.int16) - part[..., 1:].max(axis=-1) > _RED / 2) & (red > _LIGHT * paper)
    return np.where(inked, paper, red).astype(np.uint8)


def is_dark(grey: Picture) -> bool:
    """Whether it shows light letters on a dark ground."""
    if float(np.median(grey)) > _DARK:
        return False
    thin = np.ones((9, 9), np.uint8)
    light, dark = (
        cv2.morphologyEx(grey, how, thin) > _CLEAR for how in (cv2.MORPH_TOPHAT, cv2.MORPH_BLACKHAT)
    )
    return int(light.sum()) > _MOSTLY * int(dark.sum())
