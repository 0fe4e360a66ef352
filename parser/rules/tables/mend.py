"""Which single change makes all sums of the form hold again.

A clerk who reads "0+0≠1+0" still has to find the wrong cell. Most slips are one cell; a slip in a column of table
three that was carried over to the row's total is two cells of one row, changed by the same amount; a number in the
wrong column is two cells of one row, changed by opposite amounts. Every such change is offered, none is chosen: the
records decide.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from parser.form import CODES, label
from parser.rules.case import say
from parser.rules.tables.identities import Identity, Values


@dataclass(frozen=True, slots=True)
class Change:
    """Set these cells to these values and every equation holds."""

    cells: tuple[tuple[str, Decimal], ...]

    def __str__(self) -> str:
        """For people: 把表三“…”·自然人改为1."""
        return "，".join(f"{label(code)}改为{say(value)}" for code, value in self.cells)


Option = tuple[tuple[str, int], ...]
"""Cells that change together: by the same amount (1) or by the opposite one (-1) of the first."""


def changes(values: Values, equations: Sequence[Identity]) -> list[Change]:
    """All changes of one cell, else of two cells of a row, that mend every broken equation."""
    known = [e for e in equations if e.assessable(values)]
    broken = [e for e in known if e.gap(values)]
    if not broken:
        return []
    cells = sorted({c for e in broken for c in e.cells}, key=CODES.index)
    single = list(_working(values, known, (((c, 1),) for c in cells)))
    return single or list(_working(values, known, _pairs(cells)))


def _pairs(cells: Sequence[str]) -> Iterator[Option]:
    """A cell and its row's total; two cells of a row, of which one has too much and the other too little."""
    rows: dict[str, list[str]] = {}
    for code in cells:
        rows.setdefault(code.rsplit(".", 1)[0], []).append(code)
    for row, its in rows.items():
        total, parts = f"{row}.total", [c for c in its if not c.endswith(".total")]
        yield from (((c, 1), (total, 1)) for c in parts if row.startswith("t3."))
        yield from (((one, 1), (other, -1)) for one, other in combinations(parts, 2))


def _working(values: Values, known: Sequence[Identity], options: Iterable[Option]) -> Iterator[Change]:
    for option in options:
        for delta in _deltas(values, known, option[0][0]):
            new = {c: values[c] + sign * delta for c, sign in option if c in values}
            if len(new) == len(option) and min(new.values()) >= 0 and _holds({**values, **new}, known):
                yield Change(tuple(new.items()))


def _deltas(values: Values, known: Sequence[Identity], cell: str) -> set[Decimal]:
    """What the first broken equation asks of a cell: the only amount that can work."""
    for e in known:
        gap = e.gap(values)
        if gap and cell in e.left and cell not in e.right:
            return {gap}
        if gap and cell in e.right:
            return {-gap}
    return set()


def _holds(values: Values, known: Sequence[Identity]) -> bool:
    return not any(e.gap(values) for e in known)
