"""A bent table made flat: its own ruling lines tell how the paper lies.

Paper curls, folds and hangs, and a table that the photo cuts off has no corners to pull square. What is printed as a
straight line is then seen as a curve. Two smooth fields, one for each direction, say by how much the paper is out of
place; they are what brings all lines found back to straight ones, in the sense of least squares.
"""

from collections.abc import Iterator
from math import ceil
from typing import Any

import cv2
import numpy as np

Picture = Any
Points = Any
"""Rows of x and y."""

_NODES = 12
"""Of a field, each way: a page bends in one wave, a fold takes a node."""
_SHORT, _LONG = 10.0, 40.0
"""Points: a run of ink that letters do not have; a piece of line that tells something."""
_LEAN = 1.5
"""Points that a line may rise or fall along a short run, its thickness included."""
_THICK = 3.0
_STEEPEST = 0.25
_EVERY = 6.0
"""Points from one place of a line to the next at which it is measured."""
_STIFF, _STILL = 2.0, 0.01
"""How much a field resists to be bent, and to be moved."""
_BEND = np.diff(np.eye(_NODES), 2, axis=0)
_HELD = np.vstack(
    [
        _STIFF * np.kron(np.eye(_NODES), _BEND),
        _STIFF * np.kron(_BEND, np.eye(_NODES)),
        _STILL * np.eye(_NODES**2),
    ]
)
"""Equations that hold a field together: no bend across, none along, no move."""
_FLAT, _WILDEST = 1.2, 0.15
"""Points: less is not worth to be mended. Share of the table: more is no bend, the lines are none of one table."""
_FINE = 48
_ROUNDS = 3


def flattening(black: Picture, scale: float) -> tuple[Picture, Picture] | None:
    """For each pixel of the flat picture where it is in the bent one, x and y as cv2.remap takes them.

    The flat picture is larger by the same on opposite sides. None if the lines are straight as they are,
    or tell nonsense.

    Args:
        black: the ink of a picture that is about square to the eye.
        scale: pixels in a point.
    """
    height, width = black.shape
    down = _field(_lines(black, scale), width, height)
    right = _field(_lines(black.T, scale), height, width).T
    most = max(np.ptp(down), np.ptp(right))
    if most < _FLAT * scale or most > _WILDEST * max(width, height):
        return None
    return _sources(right, down, width, height)


def _lines(black: Picture, scale: float) -> Iterator[Points]:
    """Places along each piece of a line that runs about level."""
    spread = np.ones((round(_LEAN * scale) | 1, 1), np.uint8)
    run = np.ones((1, round(_SHORT * scale)), np.uint8)
    level = cv2.morphologyEx(cv2.dilate(np.ascontiguousarray(black), spread), cv2.MORPH_OPEN, run)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(level)
    step = max(1, round(_EVERY * scale))
    for piece, (left, top, wide, high, area) in enumerate(stats[1:], 1):
        if wide < _LONG * scale or high > _STEEPEST * wide or area > (_THICK + _LEAN) * scale * wide:
            continue
        own = labels[top : top + high, left : left + wide] == piece
        rows = np.arange(high)[:, None]
        middles = (own * rows).sum(axis=0) / np.maximum(own.sum(axis=0), 1)
        xs = np.arange(step // 2, wide, step)
        yield np.stack([left + xs, top + middles[xs]], axis=1)


def _field(lines: Iterator[Points], width: int, height: int) -> Picture:
    """How far down the paper is out of place, in pixels, at each node: what makes the lines level.

    Along a line it grows as the line falls; elsewhere it is smooth. Lines say nothing about their distances, which
    stay as they are.
    """
    parts, falls = [_HELD], [np.zeros((len(_HELD), 1))]
    for places in lines:
        weights = _weights(places / (width, height))
        parts.append(weights - weights.mean(axis=0))
        falls.append(places[:, 1:] - places[:, 1].mean())
    wanted, found = np.vstack(parts), np.vstack(falls)
    squares = cv2.mulTransposed(wanted, aTa=True)
    sums = np.einsum("ij,ik->jk", wanted, found)
    field = cv2.solve(squares, sums, flags=cv2.DECOMP_CHOLESKY)[1].reshape(_NODES, _NODES)
    return field - field.mean(axis=1, keepdims=True)


def _weights(places: Points) -> Picture:
    """For each place (0 to 1 each way) the share that each node has in its value."""
    x, y = (np.clip(places, 0, 1) * (_NODES - 1)).T
    nodes = np.arange(_NODES)
    across = np.clip(1 - abs(x[:, None] - nodes), 0, 1)
    along = np.clip(1 - abs(y[:, None] - nodes), 0, 1)
    return (along[:, :, None] * across[:, None, :]).reshape(len(places), -1)


def _sources(right: Picture, down: Picture, width: int, height: int) -> tuple[Picture, Picture]:
    """The places from which the fields moved what belongs to each pixel, with room for what they move furthest."""
    fields, size = np.stack([right.ravel(), down.ravel()], axis=1), np.array([width, height])
    room = [ceil(most) for most in abs(fields).max(axis=0)]
    edges = [np.linspace(-r / s, 1 + r / s, _FINE) for r, s in zip(room, size, strict=True)]
    flat = np.stack(np.meshgrid(*edges), axis=-1).reshape(-1, 2)
    moved = np.zeros_like(flat)
    for _ in range(_ROUNDS):
        moved = _weights(flat + moved / size) @ fields
    wide, high = width + 2 * room[0], height + 2 * room[1]
    ys, xs = np.indices((high, wide), np.float32)
    return xs - room[0] + _spread(moved[:, 0], wide, high), ys - room[1] + _spread(moved[:, 1], wide, high)


def _spread(values: Picture, width: int, height: int) -> Picture:
    """Values at places that reach from edge to edge, for each pixel."""
    grid = values.reshape(_FINE, _FINE).astype(np.float32)
    steps = np.diag([(_FINE - 1) / (width - 1), (_FINE - 1) / (height - 1), 1.0])[:2]
    how = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return cv2.warpAffine(grid, steps, (width, height), flags=how, borderMode=cv2.BORDER_REPLICATE)
