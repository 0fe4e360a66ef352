"""The wide row: one integer column a cell, and how blank, absent and odd values are kept apart.

A column is NULL both for a blank cell and for one that is not there. ``absent`` tells them apart: a bitmap of
the cells that are not as in the usual form (its 200 there, the 14 optional ones not), NULL when all are. A
number that no integer column can hold (a fraction of a count, 10^30) stands in ``odd`` as text: it is shown
as printed, and never summed or ranked.

>>> scaled("t3.new.total", Decimal("12")), scaled("t2.fee.amount", Decimal("110.45349"))
(12, 110453490)
>>> scaled("t3.new.total", Decimal("1.5")) is None
True
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal, Inexact

from parser.form import CODES, OPTIONAL_CODES, unit
from parser.model.report import Cell

ALL: tuple[str, ...] = CODES + OPTIONAL_CODES
COLUMNS: tuple[str, ...] = tuple(code.replace(".", "_") for code in ALL)
POSITION: Mapping[str, int] = {code: i for i, code in enumerate(ALL)}
COLUMN: Mapping[str, str] = dict(zip(ALL, COLUMNS, strict=True))

HOT: tuple[str, ...] = (
    "t2.licensing.decisions",
    "t2.penalty.decisions",
    "t2.coercion.decisions",
    "t2.fee.amount",
    "t2.normative.made",
    "t2.normative.valid",
    "t3.new.total",
    "t3.granted.total",
    "t3.result_total.total",
    "t3.carried_out.total",
    "t4.review.total",
    "t4.direct.total",
)
"""Cells that are ranked often: each has an index over its non-zero values."""

_ONE, _FINE = Decimal(1), Decimal(1_000_000)
_DIGITS = 12
_LIMIT = 10**15
"""Greater numbers are odd: no report counts so far, and the sum of thousands of them must stay within 64 bits."""
_EXACT = Context(prec=60, traps=[Inexact])
_SCALE = {code: _FINE for code in ALL if unit(code) == "万元"}
_USUAL = sum(1 << i for i, code in enumerate(ALL) if code in set(CODES))


def scaled(code: str, value: Decimal) -> int | None:
    """The integer that the column holds: counts as they are, 万元 in hundredths of a 元. None if it is no integer."""
    if not value:
        return 0
    if not value.is_finite() or value.adjusted() >= _DIGITS:
        return None
    try:
        number = int(_EXACT.to_integral_exact(_EXACT.multiply(value, _SCALE.get(code, _ONE))))
    except Inexact:
        return None
    return number if abs(number) < _LIMIT else None


def unscaled(code: str, number: int) -> Decimal:
    """The value of a column's integer.

    >>> unscaled("t2.fee.amount", 110453490), unscaled("t3.new.total", 12)
    (Decimal('110.45349'), Decimal('12'))
    """
    if code not in _SCALE:
        return Decimal(number)
    exact = Decimal(number) / _FINE
    return exact.quantize(Decimal(1)) if exact == int(exact) else exact.normalize()


Values = tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A wide row: ``values`` in the order of COLUMNS, and what they add to the sums (see ``sparse``)."""

    absent: bytes | None
    odd: str | None
    values: Values
    sums: tuple[tuple[int, int], ...]

    def cells(self) -> dict[str, Decimal | None]:
        """The cells that are there, by code; None for a blank one."""
        return unpacked(self.absent, self.odd, self.values)


def sparse(values: Sequence[int | None]) -> tuple[tuple[int, int], ...]:
    """What a row adds to the sums: (column, value) of each number but 0, (width + column, 1) of the unusual ones.

    Unusual is a statutory cell without a number, and an optional one with one.
    """
    numbers = [(i, value) for i, value in enumerate(values) if value]
    usual = values[: len(CODES)]
    blanks = [(len(ALL) + i, 1) for i, value in enumerate(usual) if value is None] if None in usual else []
    extra = [
        (len(ALL) + i, 1) for i, value in enumerate(values[len(CODES) :], len(CODES)) if value is not None
    ]
    return (*numbers, *blanks, *extra)


def packed(cells: Mapping[str, Cell]) -> Row:
    """The row of a report's cells."""
    there, odd, values = 0, {}, []
    for i, code in enumerate(ALL):
        cell = cells.get(code)
        there |= (cell is not None) << i
        number = None if cell is None or cell.value is None else scaled(code, cell.value)
        if number is None and cell is not None and cell.value is not None:
            odd[code] = str(cell.value)
        values.append(number)
    differs = there ^ _USUAL
    size = (len(ALL) + 7) // 8
    absent = differs.to_bytes(size, "little") if differs else None
    return Row(absent, json.dumps(odd) if odd else None, tuple(values), sparse(values))


def unpacked(
    absent: bytes | None, odd: str | None, values: Sequence[int | None]
) -> dict[str, Decimal | None]:
    """The cells that are there, by code; None for a blank one."""
    there = _USUAL ^ (int.from_bytes(absent, "little") if absent else 0)
    cells = {
        code: None if number is None else unscaled(code, number)
        for i, (code, number) in enumerate(zip(ALL, values, strict=True))
        if there >> i & 1
    }
    return cells | {code: Decimal(text) for code, text in json.loads(odd or "{}").items()}
