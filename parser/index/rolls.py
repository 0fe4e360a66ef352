"""Sums over regions, kept up to date in the transaction that changes a report: no question ever adds up a nation.

A row for each year and region (the nation "", provinces, cities; a county's few rows are added up when asked).
``sums`` packs two numbers a cell: the sum of its values, and how many reports are unusual there (columns.sparse
says what that is). One blob, because most of it is zero and a writer changes much of it at once.
"""

import sqlite3
import struct
import sys
from array import array
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from parser.index.columns import ALL

REGIONS = (4, 2, 0)
"""Lengths of the codes of regions that have a row, the narrowest first."""
_ONE = struct.Struct("<q")
_NOTHING = bytes(_ONE.size * 2 * len(ALL))
_READ = "SELECT reports, sums FROM roll WHERE year = ? AND region = ?"
_WRITE = "INSERT INTO roll VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET reports = excluded.reports, sums = excluded.sums"
_Where = tuple[int, str]
_Sums = Iterable[tuple[int, int]]


def read(connection: sqlite3.Connection, year: int, region: str, column: int) -> tuple[int, int, int]:
    """(sum, unusual reports, reports) of the cell with that position, for a region that may have no row."""
    row = connection.execute(_READ, (year, region)).fetchone()
    if row is None:
        return 0, 0, 0
    total, unusual = (_ONE.unpack_from(row[1], _ONE.size * i)[0] for i in (column, column + len(ALL)))
    return total, unusual, row[0]


@dataclass(slots=True)
class Rolls:
    """Changes of one transaction, by year and city, to be written before it commits.

    ``reports`` and ``sums`` are what is to be added; ``_since`` is what was counted since the last ``mark``.
    """

    _reports: dict[_Where, int] = field(default_factory=lambda: defaultdict(int))
    _changes: dict[_Where, dict[int, int]] = field(default_factory=dict)
    _since: list[tuple[_Where, _Sums, int]] = field(default_factory=list)

    def count(self, year: int | None, place: int | None, sums: _Sums, sign: int = 1) -> None:
        """Add a report's row (its ``sums``), or with sign -1 take it away; only townships with a year count."""
        if year is None or place is None:
            return
        where = (year, f"{place:09}"[: REGIONS[0]] if place else "")
        self._since.append((where, sums, sign))
        self._add(where, sums, sign, sign)

    def _add(self, where: _Where, sums: _Sums, sign: int, reports: int) -> None:
        self._reports[where] += reports
        change = self._changes.setdefault(where, {})
        for column, value in sums:
            change[column] = change.get(column, 0) + sign * value

    def mark(self) -> None:
        """A report begins."""
        self._since.clear()

    def undo(self) -> None:
        """It failed: what it counted is taken back."""
        for where, sums, sign in self._since:
            self._add(where, sums, -sign, -sign)
        self._since.clear()

    def write(self, connection: sqlite3.Connection) -> None:
        """Add the changes to the table and forget them."""
        for length in REGIONS:
            self._widen(length)
            for where, change in sorted(self._changes.items()):
                if len(where[1]) == length:
                    _put(connection, where, self._reports[where], change)
        self.forget()

    def _widen(self, length: int) -> None:
        """Merge the changes by regions with codes of that length."""
        narrow, reports = self._changes, self._reports
        if all(len(region) <= length for _, region in narrow):
            return
        self._changes, self._reports = {}, defaultdict(int)
        for (year, region), change in narrow.items():
            self._add((year, region[:length]), change.items(), 1, reports[year, region])

    def forget(self) -> None:
        """The transaction is over."""
        self._reports.clear()
        self._changes.clear()
        self._since.clear()


def _put(connection: sqlite3.Connection, where: _Where, reports: int, change: dict[int, int]) -> None:
    before, packed = connection.execute(_READ, where).fetchone() or (0, _NOTHING)
    sums = _little(array("q", packed))
    for column, value in change.items():
        sums[column] += value
    connection.execute(_WRITE, (*where, before + reports, _little(sums).tobytes()))


def _little(sums: "array[int]") -> "array[int]":
    """The numbers in the byte order of the file (or back), on machines of either."""
    if sys.byteorder == "big":
        sums.byteswap()
    return sums
