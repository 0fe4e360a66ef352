"""Reading by id and by name: entries, units, whole reports, revisions. Plain statements, a few microseconds each."""
# ruff: noqa: S608 - the statements are put together from our own column names; every value is a parameter

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from parser.index import codec, identity
from parser.index.columns import ALL, COLUMN, COLUMNS, unpacked, unscaled
from parser.index.entry import Change, Coverage, Entry, Revision, Unit
from parser.model.errors import InputError
from parser.model.report import Cell, Report

ENTRY = (
    "SELECT r.id, r.organ, r.year, r.revision, r.name, r.division, r.path, r.title, r.published, r.format,"
    " r.source_name, o.name, o.division, o.path FROM report r JOIN organ o ON o.id = r.organ"
)
_CELLS = f"SELECT absent, odd, {', '.join(COLUMNS)} FROM cell WHERE id = ?"
_ONE = {code: f"SELECT {COLUMN[code]}, absent, odd FROM cell WHERE id = ?" for code in ALL}
_TREND = {
    code: f"SELECT r.year, r.id, c.{COLUMN[code]}, c.odd FROM report r JOIN cell c ON c.id = r.id"
    " WHERE r.organ = ? AND r.year NOT NULL ORDER BY r.year"
    for code in ALL
}
_DOC = (
    "SELECT d.text, d.narrative, d.form FROM report r JOIN doc d ON d.report = r.id"
    " AND d.revision = coalesce(?, r.revision) WHERE r.id = ?"
)


def entry_of(row: Sequence[Any]) -> Entry:
    """The entry of a row of ENTRY."""
    number, organ, year, revision, name, division, path, title, published, kind, source, *whose = row
    unit = Unit(organ, *whose)
    return Entry(number, unit, year, revision, name, division, path, title, published, kind, source)


def region(division: str | None) -> tuple[str, tuple[str, ...]]:
    """The condition that a report lies in a division, and its parameters.

    >>> region("64"), region(None)
    ((' AND r.division >= ? AND r.division < ?', ('64', '64:')), ('', ()))
    """
    return (" AND r.division >= ? AND r.division < ?", (division, division + ":")) if division else ("", ())


def entries(
    connection: sqlite3.Connection, *, division: str | None, year: int | None, unit: int | None
) -> Iterator[Entry]:
    """Entries by place, the newest year of each first."""
    inside, values = region(division)
    when, years = (" AND r.year = ?", (year,)) if year is not None else ("", ())
    whose, organ = (" AND r.organ = ?", (unit,)) if unit is not None else ("", ())
    order = " ORDER BY r.division IS NULL, r.division, r.organ, r.year DESC"
    rows = connection.execute(f"{ENTRY} WHERE 1{inside}{when}{whose}{order}", (*values, *years, *organ))
    return map(entry_of, rows)


def has(connection: sqlite3.Connection, division: str | None, year: int | None) -> bool:
    """Whether a division has any report, of any year or one."""
    inside, values = region(division)
    when, only = (" AND r.year = ?", (year,)) if year is not None else ("", ())
    found = connection.execute(f"SELECT 1 FROM report r WHERE 1{inside}{when} LIMIT 1", (*values, *only))
    return found.fetchone() is not None


def newest(connection: sqlite3.Connection, limit: int) -> list[Entry]:
    """Entries from the newest year back."""
    return [entry_of(row) for row in connection.execute(f"{ENTRY} ORDER BY r.id DESC LIMIT ?", (limit,))]


def entry(connection: sqlite3.Connection, report: int) -> Entry | None:
    """The entry of one report."""
    row = connection.execute(f"{ENTRY} WHERE r.id = ?", (report,)).fetchone()
    return entry_of(row) if row else None


def years(connection: sqlite3.Connection, division: str | None) -> tuple[int, ...]:
    """The years of the reports in a division, ascending; of all by jumping from year to year in the ids."""
    if division:
        inside, values = region(division)
        rows = connection.execute(
            f"SELECT DISTINCT r.year FROM report r WHERE r.year NOT NULL{inside}", values
        )
        return tuple(sorted(year for (year,) in rows))
    found: list[int] = []
    below = identity.years(9999, 9999)[1]
    while row := connection.execute(
        "SELECT year, id FROM report WHERE id < ? ORDER BY id DESC", (below,)
    ).fetchone():
        year, below = row[0], identity.years(row[0] or 0, row[0] or 0)[0]
        found += [year] if year is not None else []
    return tuple(reversed(found))


def coverage(connection: sqlite3.Connection, division: str | None, year: int | None) -> Coverage:
    """How much a division has, in all years or one, of which an organ has one report."""
    inside, values = region(division)
    if year is None:
        counts = f"SELECT count(*), count(DISTINCT r.organ) FROM report r WHERE 1{inside}"
        reports, organs = connection.execute(counts, values).fetchone()
        return Coverage(reports, organs, years(connection, division))
    counts = f"SELECT count(*) FROM report r WHERE r.id BETWEEN ? AND ?{inside}"
    (reports,) = connection.execute(counts, (*identity.years(year, year), *values)).fetchone()
    return Coverage(reports, reports, (year,) if reports else ())


def _doc(connection: sqlite3.Connection, report: int, revision: int | None) -> tuple[bytes, bytes, bytes]:
    row = connection.execute(_DOC, (revision, report)).fetchone()
    if row is None:
        raise InputError("索引里没有这份报告（或这个版本）。")
    return row  # type: ignore[no-any-return]  # three blobs, by the schema


def report(connection: sqlite3.Connection, number: int, revision: int | None) -> Report:
    """The whole report, in its present or an older revision."""
    return codec.decode(codec.Encoded(*_doc(connection, number, revision)))


def narrative(connection: sqlite3.Connection, number: int) -> Report:
    """The report without its cells and tables: half the time of ``report``."""
    text, rest, _ = _doc(connection, number, None)
    return codec.decode_narrative(text, rest)


def texts(connection: sqlite3.Connection, number: int) -> list[tuple[int, str]]:
    """The numbers and texts of the preamble (first) and the sections."""
    return codec.decode_text(_doc(connection, number, None)[0])


def printed(connection: sqlite3.Connection, number: int, revision: int | None = None) -> Mapping[str, Cell]:
    """The cells with their printed text and places."""
    return codec.decode_cells(_doc(connection, number, revision)[2])


def cells(connection: sqlite3.Connection, number: int) -> dict[str, Decimal | None]:
    """The values of the cells that are there, None for blank ones; {} for an unknown report."""
    row = connection.execute(_CELLS, (number,)).fetchone()
    return unpacked(row[0], row[1], row[2:]) if row else {}


def cell(connection: sqlite3.Connection, number: int, code: str) -> Decimal | None:
    """One number; None if the cell is blank or not there (``cells`` tells which)."""
    row = connection.execute(_ONE[code], (number,)).fetchone()
    if row is None or (row[0] is None and row[2] is None):
        return None
    return unscaled(code, row[0]) if row[0] is not None else cells(connection, number).get(code)


def trend(connection: sqlite3.Connection, unit: int, code: str) -> dict[int, Decimal | None]:
    """A cell of one organ through the years that it reported, ascending."""
    rows = connection.execute(_TREND[code], (unit,)).fetchall()
    return {
        year: unscaled(code, value) if value is not None else odd and cells(connection, number).get(code)
        for year, number, value, odd in rows
    }


def revisions(connection: sqlite3.Connection, number: int) -> tuple[Revision, ...]:
    """All versions of a report, the first one first."""
    rows = connection.execute(
        "SELECT revision, source_name, digest, seen FROM doc WHERE report = ? ORDER BY revision", (number,)
    )
    return tuple(Revision(*row) for row in rows)


def changes(connection: sqlite3.Connection, number: int, before: int, after: int) -> tuple[Change, ...]:
    """The cells whose values differ between two revisions (or that only one of them has)."""
    old, new = printed(connection, number, before), printed(connection, number, after)
    pairs = ((code, old.get(code), new.get(code)) for code in ALL)
    return tuple(
        Change(c, a, b) for c, a, b in pairs if (a and a.value, a is None) != (b and b.value, b is None)
    )
