"""Which single change makes all sums of the form hold again.

A clerk who reads "0+0≠1+0" still has to find the wrong cell. Most slips are one cell; a slip in a column of table
three that was carried over to the row's total is two cells of one row, changed by the same amount. Every such change
is offered, none is chosen: the records decide.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

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


def changes(values: Values, equations: Sequence[Identity]) -> list[Change]:
    """All changes of one cell, else of a cell and its row's total, that mend every broken equation."""
    known = [e for e in equations if e.assessable(values)]
    broken = [e for e in known if e.gap(values)]
    if not broken:
        return []
    single = list(
        _working(values, known, ((c,) for c in sorted({c for e in broken for c in e.cells}, key=CODES.index)))
    )
    return single or list(_working(values, known, _row_pairs(broken)))


def _row_pairs(broken: Sequence[Identity]) -> list[tuple[str, ...]]:
    cells = sorted({c for e in broken for c in e.cells if c.startswith("t3.")}, key=CODES.index)
    return [(c, total) for c in cells if (total := f"{c.rsplit('.', 1)[0]}.total") != c]


def _working(
    values: Values, known: Sequence[Identity], options: Iterable[tuple[str, ...]]
) -> Iterable[Change]:
    for option in options:
        for delta in _deltas(values, known, option):
            new = {c: values[c] + delta for c in option if c in values}
            if len(new) == len(option) and min(new.values()) >= 0 and _holds({**values, **new}, known):
                yield Change(tuple(new.items()))


def _deltas(values: Values, known: Sequence[Identity], option: tuple[str, ...]) -> set[Decimal]:
    """What the first broken equation asks of the first cell: the only amount that can work."""
    for e in known:
        gap = e.gap(values)
        if gap and option[0] in e.left and option[0] not in e.right:
            return {gap}
        if gap and option[0] in e.right:
            return {-gap}
    return set()


def _holds(values: Values, known: Sequence[Identity]) -> bool:
    return not any(e.gap(values) for e in known)
