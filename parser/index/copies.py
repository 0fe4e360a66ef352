"""Who carries which fingerprint (see prints.py): written with the report, asked by the rules about copied text.

``print`` is kept in the order of year and hash, so that the lists of one year lie together; ``imprint`` has a
report's fingerprints in one blob, to compare two reports and to take exactly those out that were put in.
"""

import sqlite3
from array import array
from collections.abc import Iterable

from parser.index import identity

MOST = 64
"""Carriers of a fingerprint that are told; what so many share is nobody's own."""
_INT = "i"


def put(connection: sqlite3.Connection, report: int, prints: Iterable[int]) -> None:
    """Store a report's fingerprints."""
    hashes = sorted(prints)
    year, organ = divmod(report, identity.SPAN)
    connection.execute("INSERT INTO imprint VALUES (?, ?)", (report, array(_INT, hashes).tobytes()))
    rows = ((year, number, organ) for number in hashes)
    connection.executemany("INSERT INTO print VALUES (?, ?, ?)", rows)


def clear(connection: sqlite3.Connection, report: int) -> None:
    """Take a report's fingerprints out."""
    year, organ = divmod(report, identity.SPAN)
    rows = ((year, number, organ) for number in of(connection, report))
    connection.executemany("DELETE FROM print WHERE year = ? AND hash = ? AND organ = ?", rows)
    connection.execute("DELETE FROM imprint WHERE report = ?", (report,))


def of(connection: sqlite3.Connection, report: int) -> frozenset[int]:
    """The fingerprints of a report; none of an unknown one."""
    row = connection.execute("SELECT hashes FROM imprint WHERE report = ?", (report,)).fetchone()
    return frozenset(array(_INT, row[0])) if row else frozenset()


def carriers(connection: sqlite3.Connection, prints: Iterable[int], year: int) -> dict[int, frozenset[int]]:
    """The numbers of up to MOST organs whose report of that year has it, for each fingerprint."""
    sql = "SELECT organ FROM print WHERE year = ? AND hash = ? LIMIT ?"
    when = identity.report_id(0, year) // identity.SPAN
    found = ((number, connection.execute(sql, (when, number, MOST)).fetchall()) for number in prints)
    return {number: frozenset(organ for (organ,) in rows) for number, rows in found}
