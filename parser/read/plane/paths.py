"""Drawn paths to ruling lines: straight strokes along the axes, and filled shapes thin enough to be lines.

And by what a watermark is known: it lies aslant, or is large and pale.
"""

from collections.abc import Iterator, Sequence

from parser.read.plane.page import Rule, level, upright

Point = tuple[float, float]
Matrix = tuple[float, float, float, float, float, float]
"""a b c d e f: x' = a·x + c·y + e, y' = b·x + d·y + f, as in PDF and OFD."""

AS_IS: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_THIN = 3.0
_STRAIGHT = 0.8
_SKEW = 0.15
"""The slope from which a text is skewed: 9 degrees; a crooked scan's text has less."""
PALE = 245
"""A line drawn in a colour with all parts above this is not seen."""
_FAINT = 176
"""Word's own watermarks are silver: 192."""
LARGE = 1.9
"""Times the usual height: the letters of a watermark that lies level."""


def times(inner: Matrix, outer: Matrix) -> Matrix:
    """First the inner transformation, then the outer one."""
    if outer == AS_IS:
        return inner
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def move(point: Point, matrix: Matrix) -> Point:
    """Where the transformation puts a point."""
    a, b, c, d, e, f = matrix
    return a * point[0] + c * point[1] + e, b * point[0] + d * point[1] + f


def is_skewed(matrix: Matrix) -> bool:
    """Whether what is level before comes to lie neither level nor upright: so do watermarks, and no table's text."""
    across, down = abs(matrix[0]), abs(matrix[1])
    return min(across, down) > _SKEW * max(across, down)


def is_faint(red: float, green: float, blue: float, alpha: float) -> bool:
    """Whether a text in this colour is paler than any that is meant to be read; white is, on a dark ground."""
    lightness = 255 - (255 - min(red, green, blue)) * alpha / 255
    return _FAINT < lightness < PALE


def stroked(shape: Sequence[Point], *, closed: bool) -> Iterator[Rule]:
    """The level and upright pieces of a polyline (points, y downwards)."""
    ends = [*shape[1:], shape[0]] if closed else shape[1:]
    for (x0, y0), (x1, y1) in zip(shape, ends, strict=False):
        if abs(y0 - y1) < _STRAIGHT < abs(x0 - x1):
            yield level((y0 + y1) / 2, x0, x1)
        elif abs(x0 - x1) < _STRAIGHT < abs(y0 - y1):
            yield upright((x0 + x1) / 2, y0, y1)


def filled(shapes: Sequence[Sequence[Point]]) -> Iterator[Rule]:
    """The thin shapes of a filled path, each as the line along its middle; dashes in a row are pieces of one line."""
    row = next(_along([point for shape in shapes for point in shape]), None) if len(shapes) > 1 else None
    for shape in shapes:
        if row is None:
            yield from _along(shape)
        else:
            places = [x if row.horizontal else y for x, y in shape]
            yield row._replace(start=min(places), end=max(places))


def _along(shape: Sequence[Point]) -> Iterator[Rule]:
    xs, ys = [x for x, _ in shape], [y for _, y in shape]
    left, right, top, bottom = min(xs), max(xs), min(ys), max(ys)
    if bottom - top <= _THIN < right - left:
        yield level((top + bottom) / 2, left, right)
    elif right - left <= _THIN < bottom - top:
        yield upright((left + right) / 2, top, bottom)
    elif right - left <= _THIN and bottom - top <= _THIN:  # a dot: of a line across, or down
        yield level((top + bottom) / 2, left, right)
        yield upright((left + right) / 2, top, bottom)
