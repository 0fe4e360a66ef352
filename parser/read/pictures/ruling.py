"""Ruling lines in the picture of a table that was made straight: long runs of ink that end on one another.

Everything is in pixels; ``scale`` says how many make a point. ``beyond`` is white where the photo did not reach: lines
that go there are drawn out to the side of the table.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

import cv2
import numpy as np

from parser.read.plane.page import Rule, level, upright

Picture = Any

_SHORTEST = 24.0
"""Points: a line across is at least that long; two characters side by side are shorter."""
_BREAK = 6.0
_REACH = 1.6
"""Points: how far short of a crossing line a line may end."""
_THICKEST = 5.0
_OPEN = 8.0
"""Points: a line that runs on so far past the last column goes to a border that is not drawn."""
_ALIGNED, _TOUCH = 2.5, 0.3
"""Points: lines this near stand in one column; a lone line ends this near to the lines that it joins."""


def ink(grey: Picture, scale: float) -> Picture:
    """White where there is ink, whatever the light: darker than what is around it."""
    window = int(9 * scale) | 1
    return cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, window, 12)


def rules(black: Picture, beyond: Picture | None, scale: float) -> tuple[Rule, ...]:
    """The lines of a table from its ink: long runs across, then runs down that begin and end on one of those."""
    across = _runs(black, int(_SHORTEST * scale), horizontal=True, scale=scale)
    rows = _distinct([rule.at for rule in across], 3 * scale)
    if len(rows) < 2:  # noqa: PLR2004 - a top and a bottom
        return ()
    gaps = sorted(below - above for above, below in pairwise(rows))
    pitch = gaps[len(gaps) // 10]
    down = _runs(black, max(int(0.7 * pitch), int(5 * scale)), horizontal=False, scale=scale)
    kept = _trimmed(_without_strokes(down, rows, scale), rows, _REACH * scale)
    columns = _distinct([rule.at for rule in kept], 3 * scale)
    if len(columns) < 2:  # noqa: PLR2004 - one column is a frame
        return ()
    met = [rule for rule in across if rule.start <= columns[1] and rule.end >= columns[-2]]
    left, right = _sides(met, columns, scale)
    if beyond is not None:
        across = [_drawn_out(rule, left, right, beyond, scale) for rule in across]
    open_ = [upright(x, rows[0], rows[-1]) for x in (left, right) if x not in (columns[0], columns[-1])]
    columns = sorted({left, *columns, right})
    ended = _trimmed(across, columns, 2 * _REACH * scale)
    return (*ended, *kept, *open_) if ended else ()


def _sides(across: Sequence[Rule], columns: Sequence[float], scale: float) -> tuple[float, float]:
    """Where the table ends: its first and last column, or how far most lines run on past them (no border is drawn)."""
    left, right = columns[0], columns[-1]
    before = [rule.start for rule in across if left - rule.start > _OPEN * scale]
    after = [rule.end for rule in across if rule.end - right > _OPEN * scale]
    return (
        min(before) if 2 * len(before) > len(across) else left,
        max(after) if 2 * len(after) > len(across) else right,
    )


def _drawn_out(rule: Rule, left: float, right: float, beyond: Picture, scale: float) -> Rule:
    """A line that runs out of the photo, to the side of the table."""
    row = beyond[round(rule.at)]
    reach = round(_OPEN * scale)
    start, end = round(rule.start), round(rule.end)
    return level(
        rule.at,
        min(left, rule.start) if row[max(start - reach, 0) : start].any() else rule.start,
        max(right, rule.end) if row[end : end + reach].any() else rule.end,
    )


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
