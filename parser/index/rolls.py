"""Sums over regions, kept up to date in the transaction that changes a report: no question ever adds up a nation.

A row for each year and region (the nation "", provinces, cities; a county's few rows are added up when
asked). For each cell: ``s_``, the sum, and ``u_``, how many reports are unusual there (see columns.sparse):
of the 200 statutory cells the ones without a number, of the 14 optional ones those with one. Both are mostly
zero.
"""
# ruff: noqa: S608 - the statements are put together from our own column names; every value is a parameter

import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from parser.index.columns import COLUMNS

REGIONS = (0, 2, 4)
"""Lengths of the codes of regions that have a row."""
_FIELDS = ["reports", *(f"s_{c}" for c in COLUMNS), *(f"u_{c}" for c in COLUMNS)]
_MARKS = ", ".join("?" * len(_FIELDS))
_SUMS = ", ".join(f"{name} = {name} + excluded.{name}" for name in _FIELDS)
_ADD = f"INSERT INTO roll(year, region, {', '.join(_FIELDS)}) VALUES (?, ?, {_MARKS}) ON CONFLICT DO UPDATE SET {_SUMS}"


@dataclass(slots=True)
class Rolls:
    """Changes of one transaction, by year and city, to be written before it commits."""

    _changes: dict[tuple[int, str], list[int]] = field(default_factory=dict)

    def count(
        self, year: int | None, place: int | None, sums: Iterable[tuple[int, int]], sign: int = 1
    ) -> None:
        """Add a report's row (its ``sums``), or with sign -1 take it away; only townships with a year count."""
        if year is None or place is None:
            return
        region = f"{place:09}"[:4] if place else ""
        change = self._changes.get((year, region))
        if change is None:
            change = self._changes[year, region] = [0] * len(_FIELDS)
        change[0] += sign
        for column, value in sums:
            change[column + 1] += sign * value

    def write(self, connection: sqlite3.Connection) -> None:
        """Add the changes to the table and forget them."""
        wider: dict[tuple[int, str], list[int]] = defaultdict(lambda: [0] * len(_FIELDS))
        for (year, region), change in self._changes.items():
            for length in {min(length, len(region)) for length in REGIONS}:
                row = wider[year, region[:length]]
                row[:] = [a + b for a, b in zip(row, change, strict=True)]
        connection.executemany(_ADD, ([*where, *row] for where, row in sorted(wider.items())))
        self._changes.clear()

    def copy(self) -> "Rolls":
        """The changes so far, to come back to."""
        return Rolls({where: change[:] for where, change in self._changes.items()})

    def forget(self) -> None:
        """The transaction was undone."""
        self._changes.clear()
