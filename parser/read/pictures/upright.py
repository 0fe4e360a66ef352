"""Which way is up: the way in which a few lines of the picture can be read.

The widest runs of text are cut out and recognised; a page that lies on its side or on its head gives next to nothing.
A page that reads well as it is, which is the rule, costs one small recognition.
"""

from typing import Any

import cv2
import numpy as np

from parser.read.pictures import recognition
from parser.read.pictures.ruling import ink
from parser.read.pictures.snapshot import scale_of

Picture = Any

_SAMPLE = 4
_SURE, _PLENTY, _MORE = 0.8, 16, 2
"""Characters: a page of text gives up to 32 upright, one of narrow cells 12, and 3 of those lying on their side."""
_FLAT, _LONGEST = 4.0, 25.0
_LOW, _HIGH = 5.0, 30.0
"""Points: how high a line of text is."""
_GAP = 8.0
_MARGIN = 3
_DENSE = 0.84
"""Characters times height by width: 0.92 and more on a line, 0.77 and less for those of lines below each other."""
_SHOWN = 8
"""Heights: so much of a line is enough to tell whether it can be read."""


def turned(grey: Picture) -> Picture:
    """The picture turned by quarters so that its text is upright; as it is where no way reads better.

    Recognition reads characters even on their side: the first ones of a narrow column's lines. So all ways are
    compared unless the first gives plenty.
    """
    legible = [_legible(grey)]
    if legible[0] >= _PLENTY:
        return grey
    legible += [_legible(np.rot90(grey, quarters)) for quarters in (1, 2, 3)]
    best = legible.index(max(legible))
    if legible[best] < legible[0] + _MORE:
        return grey
    return np.ascontiguousarray(np.rot90(grey, best))


def _legible(grey: Picture) -> int:
    """How many characters of its widest lines of text are read surely."""
    lines = _lines(np.ascontiguousarray(grey))
    read = zip(recognition.crops(lines), lines, strict=True)
    return sum(_weight(text.text, line) for text, line in read if text.sure > _SURE)


def _weight(text: str, line: Picture) -> int:
    """The characters of a line; fewer where they stand apart as lines do, none for a stray letter or two."""
    high, wide = line.shape[0] - 2 * _MARGIN, line.shape[1]
    if len(text) < wide / high / 2:
        return 0
    return len(text) if len(text) * high > _DENSE * wide else len(text) // 4


def _lines(grey: Picture) -> list[Picture]:
    """The widest lines of text on the picture."""
    scale = scale_of(grey)
    wide = np.ones((1, round(_GAP * scale) | 1), np.uint8)
    black = ink(grey, scale)
    long = cv2.morphologyEx(black, cv2.MORPH_OPEN, np.ones((1, round(_LONGEST * scale)), np.uint8))
    joined = cv2.morphologyEx(
        cv2.subtract(black, cv2.dilate(long, np.ones((3, 3), np.uint8))), cv2.MORPH_CLOSE, wide
    )
    _, _, stats, _ = cv2.connectedComponentsWithStats(joined)
    found = [
        (int(w), grey[max(y - _MARGIN, 0) : y + h + _MARGIN, max(x - _MARGIN, 0) : x + w + _MARGIN])
        for x, y, w, h, _ in stats[1:]
        if _LOW * scale < h < _HIGH * scale and w > _FLAT * h
    ]
    found.sort(key=lambda one: -one[0])
    return [piece[:, : _SHOWN * piece.shape[0]] for _, piece in found[:_SAMPLE]]
