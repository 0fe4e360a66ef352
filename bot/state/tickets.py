"""What readers of a published report say is wrong in it, for the operator. Nobody's name or key is kept."""

import sqlite3
from dataclasses import dataclass

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

SCHEMA = Migrations("tickets")
MOST_A_DAY = 200
"""Tickets of all people together in a day; more are refused, so that nobody fills the disk."""
DAY = 24 * 3600.0


@SCHEMA()
def create_ticket(db: Database) -> None:
    """One row a ticket."""
    db.execute(
        """CREATE TABLE ticket (
            id INTEGER PRIMARY KEY, report INTEGER NOT NULL, about TEXT NOT NULL, text TEXT NOT NULL,
            made REAL NOT NULL, closed REAL)"""
    )
    db.execute("CREATE INDEX ticket_made ON ticket (made)")


@dataclass(frozen=True, slots=True)
class Ticket:
    """What somebody says is wrong; ``about`` is the report's organ and year."""

    id: int
    report: int
    about: str
    text: str
    made: float


def file_ticket(db: sqlite3.Connection, report: int, about: str, text: str, *, now: float) -> bool:
    """Keep it; the same words on the same report once. False if too many came today."""
    today = db.execute("SELECT count(*) FROM ticket WHERE made > ?", (now - DAY,)).fetchone()[0]
    if today >= MOST_A_DAY:
        return False
    known = db.execute(
        "SELECT 1 FROM ticket WHERE report = ? AND text = ? AND closed IS NULL", (report, text)
    ).fetchone()
    if known is None:
        db.execute(
            "INSERT INTO ticket (report, about, text, made) VALUES (?, ?, ?, ?)", (report, about, text, now)
        )
    return True


def open_tickets(db: sqlite3.Connection) -> list[Ticket]:
    """What nobody has closed, oldest first."""
    rows = db.execute("SELECT id, report, about, text, made FROM ticket WHERE closed IS NULL ORDER BY id")
    return [Ticket(*row) for row in rows]


def close_ticket(db: sqlite3.Connection, ticket: int, *, now: float) -> bool:
    """Done with; false if there is no such open ticket."""
    return (
        db.execute("UPDATE ticket SET closed = ? WHERE id = ? AND closed IS NULL", (now, ticket)).rowcount
        == 1
    )
