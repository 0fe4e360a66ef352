"""Reasons for warnings that were left as they are: whose report, which finding, which figure, who, until when.

They belong to the sender and the report (organ and year), not to one draft, so that the next draft of the same report
need not explain anew what has not changed.
"""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from parser.rules import Justification

SCHEMA = Migrations("reasons")


@SCHEMA()
def create_reason(db: Database) -> None:
    """One row a finding of a report that somebody explained."""
    db.execute(
        """CREATE TABLE reason (
            person TEXT NOT NULL, organ TEXT NOT NULL, year INTEGER NOT NULL, finding TEXT NOT NULL,
            found TEXT NOT NULL, reason TEXT NOT NULL, who TEXT NOT NULL, given TEXT NOT NULL, until TEXT NOT NULL,
            PRIMARY KEY (person, organ, year, finding)) WITHOUT ROWID"""
    )


@dataclass(frozen=True, slots=True)
class About:
    """Whose reasons: the sender's, for one organ's report of a year (as read; "" and 0 where it doesn't say)."""

    person: str
    organ: str
    year: int


def keep(db: sqlite3.Connection, about: About, reasons: Iterable[Justification]) -> None:
    """Keep reasons; a newer one for the same finding takes the older one's place."""
    db.executemany(
        "INSERT OR REPLACE INTO reason VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                about.person,
                about.organ,
                about.year,
                r.finding,
                r.found,
                r.reason,
                r.who,
                r.when.isoformat(),
                r.until.isoformat(),
            )
            for r in reasons
        ],
    )


def reasons_for(db: sqlite3.Connection, about: About) -> tuple[Justification, ...]:
    """All that is kept for a report, what no longer holds too."""
    rows = db.execute(
        "SELECT finding, found, reason, who, given, until FROM reason WHERE person = ? AND organ = ? AND year = ?",
        (about.person, about.organ, about.year),
    )
    return tuple(
        Justification(
            row["finding"],
            row["found"],
            row["reason"],
            row["who"],
            date.fromisoformat(row["given"]),
            date.fromisoformat(row["until"]),
        )
        for row in rows
    )


def forget_old(db: sqlite3.Connection, *, now: date) -> int:
    """Drop those whose day is over; how many."""
    return db.execute("DELETE FROM reason WHERE until < ?", (now.isoformat(),)).rowcount
