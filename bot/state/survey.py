"""What is known of published reports for overviews: judged once a revision, in the background."""

import sqlite3
from collections.abc import Collection
from dataclasses import dataclass

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

SCHEMA = Migrations("survey")


@SCHEMA()
def create_judged(db: Database) -> None:
    """One row a published report."""
    db.execute(
        """CREATE TABLE judged (
            report INTEGER PRIMARY KEY, revision INTEGER NOT NULL, errors INTEGER NOT NULL, alike TEXT)"""
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """How a published report stands: which revision was judged, its errors, whose it resembles."""

    revision: int
    errors: int
    alike: str | None


def note_standing(db: sqlite3.Connection, report: int, revision: int, errors: int, alike: str | None) -> None:
    """Keep what was found of a report; what was known of an older revision is forgotten."""
    db.execute("INSERT OR REPLACE INTO judged VALUES (?, ?, ?, ?)", (report, revision, errors, alike))


def standings(db: sqlite3.Connection, reports: Collection[int]) -> dict[int, Standing]:
    """What is known of these reports."""
    wanted = set(reports)
    rows = db.execute(
        "SELECT report, revision, errors, alike FROM judged WHERE report BETWEEN ? AND ?",
        (min(wanted, default=0), max(wanted, default=0)),
    )
    return {row[0]: Standing(*row[1:]) for row in rows if row[0] in wanted}
