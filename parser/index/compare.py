"""Comparing townships: rankings, filters, sums. Only townships with a year count (see identity.governs)."""
# ruff: noqa: S608 - the statements are put together from our own column names; every value is a parameter

import sqlite3
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from parser.form import CODES, unit
from parser.index import identity, look, rolls
from parser.index.columns import COLUMN, HOT, POSITION, scaled, unscaled
from parser.index.entry import Ranked, Ranking, Total

_USUAL = frozenset(CODES)
_LEVELS = (0, 2, 4, 6, 9)
_Row = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Field:
    """A cell over the townships of a region ("" is the nation) in a year."""

    code: str
    division: str
    year: int

    @property
    def column(self) -> str:
        """The cell's column; KeyError for a code that the form does not have."""
        return COLUMN[self.code]

    @property
    def where(self) -> str:
        """The condition for its rows, such that SQLite reads a range of them and never the table."""
        if self.division:
            return "year = ? AND place BETWEEN ? AND ?"
        return "id BETWEEN ? AND ? AND place NOT NULL"

    @property
    def values(self) -> tuple[int, ...]:
        """The parameters of ``where``."""
        if self.division:
            return (self.year, *identity.places(self.division))
        return identity.years(self.year, self.year)

    @property
    def is_hot(self) -> bool:
        """Whether the index of the nation's non-zero values can be used."""
        return self.code in HOT and not self.division


def total(connection: sqlite3.Connection, field: Field) -> Total:
    """The sum over a region, from the sums kept while writing down to cities, added up below."""
    if len(field.division) not in rolls.REGIONS:
        column = field.column
        sql = f"SELECT coalesce(sum({column}), 0), count(*), count({column}) FROM cell WHERE {field.where}"
        return _total(field, *connection.execute(sql, field.values).fetchone())
    value, unusual, reports = rolls.read(connection, field.year, field.division, POSITION[field.code])
    return _total(field, value, reports, reports - unusual if field.code in _USUAL else unusual)


def _total(field: Field, value: int, reports: int, stated: int) -> Total:
    return Total(field.division, field.year, unscaled(field.code, value) if stated else None, reports, stated)


def totals(connection: sqlite3.Connection, field: Field) -> tuple[Total, ...]:
    """The sums of the regions one level below, in the order of their codes."""
    deeper = next((length for length in _LEVELS if length > len(field.division)), None)
    if deeper is None:
        return ()
    return tuple(
        total(connection, replace(field, division=region)) for region in _below(connection, field, deeper)
    )


def _below(connection: sqlite3.Connection, field: Field, length: int) -> list[str]:
    """The codes of that length in a region that have townships in that year."""
    if length in rolls.REGIONS:
        sql = "SELECT region FROM roll WHERE year = ? AND region > ? AND region < ? AND length(region) = ? AND reports"
        values: tuple[object, ...] = (field.year, field.division, field.division + ":", length)
    else:
        sql = f"SELECT DISTINCT place / {10 ** (_LEVELS[-1] - length)} FROM cell WHERE {field.where} AND place > 0"
        values = field.values
    return sorted(f"{region:0>{length}}" for (region,) in connection.execute(sql, values))


def ranking(connection: sqlite3.Connection, field: Field, limit: int, *, lowest: bool) -> Ranking:
    """The townships with the highest (lowest) numbers in a cell; blank is not zero and is not ranked."""
    read = _hot if field.is_hot else _scanned
    found = read(connection, field, limit + 1, "ASC" if lowest else "DESC")
    rows, beyond = found[:limit], found[limit:]
    tied = _tied(connection, field, rows) if rows and beyond and beyond[0][1] == rows[-1][1] else 0
    whole = total(connection, field)
    return Ranking(_ranked(connection, field.code, rows), whole.reports, whole.stated, tied)


def _scanned(connection: sqlite3.Connection, field: Field, limit: int, way: str) -> list[_Row]:
    column = field.column
    sql = f"SELECT id, {column} FROM cell WHERE {field.where} AND {column} NOT NULL ORDER BY {column} {way}, id {way}"
    return connection.execute(sql + " LIMIT ?", (*field.values, limit)).fetchall()


def _hot(connection: sqlite3.Connection, field: Field, limit: int, way: str) -> list[_Row]:
    """By the index of non-zero values: one sign first, then zeros (any of them will do), then the other sign."""
    column = field.column
    nonzero = (
        f"SELECT id, {column} FROM cell INDEXED BY hot_{column} WHERE year = ? AND {column} <> 0 AND {column} {{}} 0"
        f" AND place NOT NULL ORDER BY {column} {way}, id {way} LIMIT ?"
    )
    zero = f"SELECT id, 0 FROM cell WHERE {field.where} AND {column} = 0 ORDER BY id {way} LIMIT ?"
    first, last = "><" if way == "DESC" else "<>"
    steps = (
        (nonzero.format(first), (field.year,)),
        (zero, field.values),
        (nonzero.format(last), (field.year,)),
    )
    rows: list[_Row] = []
    for sql, values in steps:
        rows += connection.execute(sql, (*values, limit - len(rows))).fetchall()
    return rows


def _tied(connection: sqlite3.Connection, field: Field, rows: list[_Row]) -> int:
    """How many more townships have the last row's number: another reading of the region, only if there are any."""
    last = rows[-1][1]
    where, values = field.where, field.values
    if field.is_hot and last:
        where, values = f"year = ? AND {field.column} <> 0 AND place NOT NULL", (field.year,)
    sql = f"SELECT count(*) FROM cell WHERE {where} AND {field.column} = ?"
    return int(connection.execute(sql, (*values, last)).fetchone()[0]) - sum(
        value == last for _, value in rows
    )


def _ranked(connection: sqlite3.Connection, code: str, rows: Iterable[_Row]) -> tuple[Ranked, ...]:
    found = ((look.entry(connection, report), value) for report, value in rows)
    return tuple(Ranked(entry, unscaled(code, value)) for entry, value in found if entry)


def matching(
    connection: sqlite3.Connection, field: Field, low: Decimal | None, high: Decimal | None, limit: int
) -> tuple[Ranking, int]:
    """Townships with a number in [low, high] (None is open) by place, and how many there are in all."""
    bounds = [
        (sign, _edge(field.code, edge)) for sign, edge in ((">=", low), ("<=", high)) if edge is not None
    ]
    tests = "".join(f" AND {field.column} {sign} ?" for sign, _ in bounds)
    chosen = f"FROM cell WHERE {field.where} AND {field.column} NOT NULL{tests}"
    values = (*field.values, *(edge for _, edge in bounds))
    rows = connection.execute(
        f"SELECT id, {field.column} {chosen} ORDER BY place, id LIMIT ?", (*values, limit)
    )
    ranked = _ranked(connection, field.code, rows.fetchall())
    (count,) = connection.execute(f"SELECT count(*) {chosen}", values).fetchone()
    whole = total(connection, field)
    return Ranking(ranked, whole.reports, whole.stated), count


def values(connection: sqlite3.Connection, field: Field) -> dict[int, Decimal]:
    """The numbers of a region's townships by the id of the report; those that are blank are left out."""
    sql = f"SELECT id, {field.column} FROM cell WHERE {field.where} AND {field.column} NOT NULL"
    return {i: unscaled(field.code, value) for i, value in connection.execute(sql, field.values)}


def _edge(code: str, edge: Decimal) -> float:
    """The bound in the column's unit; one that no cell can have stays a fraction, which compares rightly."""
    exact = scaled(code, edge)
    return float(edge) * (10**6 if unit(code) == "万元" else 1) if exact is None else exact


def largest(
    connection: sqlite3.Connection, units: Collection[str], *, division: str, year: int, limit: int
) -> tuple[Ranked, ...]:
    """Townships' reports of a region and year by their largest fact in any of these units."""
    inside, region = look.region(division or None)
    sql = (
        "SELECT f.report, f.number, f.value, max(f.size) AS most FROM fact f JOIN report r ON r.id = f.report"
        f" WHERE f.report BETWEEN ? AND ? AND f.unit IN ({', '.join('?' * len(units))})"
        f" AND length(r.division) = {_LEVELS[-1]}{inside} GROUP BY f.report ORDER BY most DESC, f.report LIMIT ?"
    )
    rows = connection.execute(sql, (*identity.years(year, year), *units, *region, limit)).fetchall()
    found = ((look.entry(connection, report), Decimal(value), number) for report, number, value, _ in rows)
    return tuple(Ranked(entry, value, number) for entry, value, number in found if entry)
