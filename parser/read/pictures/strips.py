"""The lines of text in the fields of a table, each cut out as a strip that recognition reads by itself.

A line of Chinese may fall apart (二 has a gap in it) and two lines may touch (a slanted photo), so how high a line is
must be known first: it is taken from the wide runs of ink of the whole table, which are words on one line.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np

from parser.read.pictures.ruling import ink

Picture = Any
Span = tuple[int, int]

_GLYPH = 10.5
"""Points: the height of a line where the table does not tell."""
_TINY, _HUGE = 5.0, 18.0
_WORD = 2.5
"""A run of ink so many times as wide as high is a word of several characters."""
_ONE, _TWO = 1.25, 1.6
"""Heights: up to the first, pieces are one line; from the second on, a piece is several lines."""
_FAINT = 0.04
_LEAST = 4
_STAIN, _PALE, _GHOST = 0.2, 0.4, 0.15
_STROKE, _DASH, _OFF = 2.2, 7.0, 0.25
_THIN = 0.3
_CUT = 4.0
"""Points: a digit more would have stood there, or be seen in part."""


def strips(
    picture: Picture, boxes: Sequence[tuple[float, float, float, float]], scale: float
) -> list[list[Picture]]:
    """For each field of a straight table its lines from top to bottom; none for a blank field."""
    parts = [_inside(picture, box, scale) for box in boxes]
    blacks = [_letters(part, scale) for part in parts]
    spans = [_spans(black) for black in blacks]
    glyph = _glyph(zip(blacks, spans, strict=True), scale)
    return [
        [_cut(part, black, span, glyph, scale) for span in _lines(black, found, glyph, scale)]
        for part, black, found in zip(parts, blacks, spans, strict=True)
    ]


def _inside(picture: Picture, box: tuple[float, float, float, float], scale: float) -> Picture:
    inset = max(2, round(1.2 * scale))
    left, top, right, bottom = (round(v) for v in box)
    return picture[max(top + inset, 0) : max(bottom - inset, 0), max(left + inset, 0) : max(right - inset, 0)]


def _letters(part: Picture, scale: float) -> Picture:
    """The ink of letters: no specks, nothing thin that runs along the field's edge."""
    kept = np.zeros(part.shape, np.uint8)
    if min(part.shape) < _LEAST:
        return kept
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink(part, scale))
    height, width = part.shape
    wanted = np.zeros(count, bool)
    for piece in range(1, count):
        left, top, wide, high, area = stats[piece]
        edge = left == 0 or top == 0 or left + wide == width or top + high == height
        wanted[piece] = area >= 1.2 * scale * scale and not (edge and min(wide, high) <= 1.5 * scale)
    kept[wanted[labels]] = 255
    return kept


def _spans(black: Picture) -> list[Span]:
    """The runs of rows with ink."""
    weight = black.sum(axis=1, dtype=np.int64)
    inked = np.concatenate(([False], weight > _FAINT * weight.max(initial=0), [False])).astype(np.int8)
    edges = np.diff(inked)
    starts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    return [(int(a), int(b)) for a, b in zip(starts, ends, strict=True)]


def _glyph(fields: Iterable[tuple[Picture, list[Span]]], scale: float) -> float:
    """The height of a line of words in this table, in pixels."""
    heights = [
        bottom - top
        for black, spans in fields
        for top, bottom in spans
        if _TINY * scale < bottom - top < _HUGE * scale
        and _width(black, top, bottom) > _WORD * (bottom - top)
    ]
    return float(np.median(heights)) if heights else _GLYPH * scale


def _width(black: Picture, top: int, bottom: int) -> int:
    inked = np.flatnonzero(black[top:bottom].any(axis=0))
    return int(inked[-1] - inked[0]) + 1 if len(inked) else 0


def _lines(black: Picture, spans: Sequence[Span], glyph: float, scale: float) -> list[Span]:
    """Runs put together while they make one line, and parted where they make several."""
    joined: list[Span] = []
    for top, bottom in spans:
        if joined and bottom - joined[-1][0] <= _ONE * glyph:
            joined[-1] = (joined[-1][0], bottom)
        else:
            joined.append((top, bottom))
    return [line for span in joined for line in _parted(black, span, glyph) if line[1] - line[0] > 2 * scale]


def _parted(black: Picture, span: Span, glyph: float) -> list[Span]:
    """A high run cut where there is least ink, near where each line must end."""
    top, bottom = span
    if bottom - top < _TWO * glyph:
        return [span]
    count = max(2, round((bottom - top) / (1.25 * glyph)))
    weight = black.sum(axis=1, dtype=np.int64)
    around = max(1, int(0.3 * glyph))
    cuts = [top]
    for line in range(1, count):
        guess = top + line * (bottom - top) // count
        cuts.append(guess - around + int(weight[guess - around : guess + around].argmin()))
    return list(zip(cuts, [*cuts[1:], bottom], strict=True))


def _cut(part: Picture, black: Picture, span: Span, glyph: float, scale: float) -> Picture:
    """A line with a little paper around; what belongs to the lines above and below is painted over."""
    top, bottom = span
    inked = np.flatnonzero(black[top:bottom].any(axis=0))
    left, right = (int(inked[0]), int(inked[-1]) + 1) if len(inked) else (0, part.shape[1])
    margin = round(min(1.5 * scale, 0.15 * glyph))
    sides = round(1.5 * scale)
    cut = part[max(0, top - margin) : bottom + margin, max(0, left - sides) : right + sides]
    edge = round(2 * scale)
    paper = int(np.percentile(cut, 75))
    return cv2.copyMakeBorder(cut, edge, edge, 2 * edge, 2 * edge, cv2.BORDER_CONSTANT, value=paper)


@dataclass(frozen=True, slots=True)
class Writing:
    """What stands in a field: its lines, whether something faint or smeared makes it doubtful, whether it is a dash."""

    lines: tuple[Picture, ...]
    doubtful: bool = False
    dash: bool = False


def writings(
    picture: Picture,
    boxes: Sequence[tuple[float, float, float, float]],
    scale: float,
    beyond: Picture | None = None,
) -> list[Writing]:
    """What stands in each field of a straight table; ``beyond`` is white where the photo did not reach.

    Measured on photos: blank fields have at most an eighth of the contrast that is usual among the printed ones of
    their table, printed ones at least half of it. A line as pale as paper beside a printed one is the ghost of a
    ruling line.
    """
    cut = strips(picture, boxes, scale)
    contrasts = [_contrast(_inside(picture, box, scale), scale) for box in boxes]
    printed = [contrast for contrast, own in zip(contrasts, cut, strict=True) if own]
    usual = float(np.median(printed)) if printed else 255.0
    written = [
        _writing(lines, contrast / usual, [_contrast(line, scale) / usual for line in lines])
        if lines or not _is_dash(_inside(picture, box, scale), scale)
        else Writing((), dash=True)
        for box, lines, contrast in zip(boxes, cut, contrasts, strict=True)
    ]
    if beyond is None:
        return written
    near = cv2.dilate(beyond, np.ones((2 * round(_CUT * scale) + 1,) * 2, np.uint8))
    return [
        replace(
            one,
            doubtful=one.doubtful or _is_cut(_inside(picture, box, scale), _inside(near, box, scale), scale),
        )
        for one, box in zip(written, boxes, strict=True)
    ]


def _is_cut(part: Picture, near: Picture, scale: float) -> bool:
    """Whether the photo may have cut something off: letters stand near its edge, or a field has none and reaches it."""
    letters = _letters(part, scale)
    return bool(near[letters > 0].any() if letters.any() else near.any())


def _writing(lines: Sequence[Picture], contrast: float, own: Sequence[float]) -> Writing:
    if not lines:
        return Writing((), doubtful=contrast > _STAIN)
    clear = any(one >= _PALE for one in own)
    kept = [(line, one) for line, one in zip(lines, own, strict=True) if one > _GHOST or not clear]
    pale = contrast < _PALE or any(one < _PALE for _, one in kept)
    return Writing(tuple(line for line, _ in kept), doubtful=pale)


def _is_dash(part: Picture, scale: float) -> bool:
    """Whether all ink of a field is one or two short level strokes in its middle: wider ones may be a Chinese one."""
    ys, xs = np.nonzero(_letters(part, scale))
    if not len(xs):
        return False
    high, wide = np.ptp(ys) + 1, np.ptp(xs) + 1
    middle = (ys.min() + ys.max()) / 2 / part.shape[0]
    return bool(high <= _STROKE * scale and 2 * high <= wide <= _DASH * scale and abs(middle - 0.5) < _OFF)


def _contrast(part: Picture, scale: float) -> float:
    """From the paper to the darkest place, noise smoothed out, the edges left aside."""
    if min(part.shape) < 2 * _LEAST:
        return 0.0
    soft = cv2.GaussianBlur(part, (0, 0), 0.8 * scale)
    return float(np.percentile(soft, 75) - soft[3:-3, 3:-3].min(initial=255))


def slant(picture: Picture) -> float | None:
    """Degrees by which a single stroke leans from upright: about 0 for a 1, 15 and more for a slash.

    None if the ink is no thin stroke.
    """
    _, black = cv2.threshold(picture, 0, 255, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(black)
    if len(stats) == 1:
        return None
    tallest = 1 + int(stats[1:, cv2.CC_STAT_HEIGHT].argmax())
    height, area = stats[tallest, cv2.CC_STAT_HEIGHT], stats[tallest, cv2.CC_STAT_AREA]
    if area > _THIN * height * height:
        return None
    ys, xs = np.nonzero(labels == tallest)
    along, _ = np.polyfit(ys, xs, 1) if height > _LEAST else (0.0, 0.0)
    return float(abs(np.degrees(np.arctan(along))))
