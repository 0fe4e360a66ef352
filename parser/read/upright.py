"""Which way is up: the way in which a few lines of the picture can be read.

The widest runs of text are cut out and recognised; a page that lies on its side or on its head gives next to nothing.
A page that reads well as it is, which is the rule, costs one small recognition.
"""

from typing import Any

import cv2
import numpy as np

from parser.read import recognition
from parser.read.ruling import ink
from parser.read.snapshot import scale_of

Picture = Any

_SAMPLE = 4
_GOOD, _BETTER = 0.8, 0.15
_FLAT, _LONGEST = 4.0, 25.0
_LOW, _HIGH = 5.0, 30.0
"""Points: how high a line of text is."""
_GAP = 8.0
_SHOWN = 8
"""Heights: so much of a line is enough to tell whether it can be read."""


def turned(grey: Picture) -> Picture:
    """The picture turned by quarters so that its text is upright; as it is where no way reads better."""
    scores: list[float] = []
    for quarters in (0, 3, 1, 2):
        scores.append(_legible(np.rot90(grey, quarters)))
        if scores[-1] > _GOOD:
            return np.ascontiguousarray(np.rot90(grey, quarters))
    best = max(range(len(scores)), key=lambda n: scores[n])
    if scores[best] < scores[0] + _BETTER:
        return grey
    return np.ascontiguousarray(np.rot90(grey, (0, 3, 1, 2)[best]))


def _legible(grey: Picture) -> float:
    """How surely its lines of text are read, 0 to 1; 0 without any."""
    lines = _lines(np.ascontiguousarray(grey))
    if not lines:
        return 0.0
    read = recognition.crops(lines)
    sure = [text.sure if _is_words(text.text, line) else 0.0 for text, line in zip(read, lines, strict=True)]
    return float(np.median(sure))


def _is_words(text: str, line: Picture) -> bool:
    """Whether so wide a line gave more than a stray letter or two."""
    return bool(len(text) >= line.shape[1] / line.shape[0] / 2)


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
        (int(w), grey[max(y - 3, 0) : y + h + 3, max(x - 3, 0) : x + w + 3])
        for x, y, w, h, _ in stats[1:]
        if _LOW * scale < h < _HIGH * scale and w > _FLAT * h
    ]
    found.sort(key=lambda one: -one[0])
    return [piece[:, : _SHOWN * piece.shape[0]] for _, piece in found[:_SAMPLE]]
