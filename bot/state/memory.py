"""What a conversation remembers between two questions of one person: parser.ask's state as JSON."""

import sqlite3

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

SCHEMA = Migrations("memory")
KEPT = 24 * 3600.0
"""Seconds after which a conversation is over."""


@SCHEMA()
def create_memory(db: Database) -> None:
    """One row a person."""
    db.execute(
        "CREATE TABLE memory (person TEXT PRIMARY KEY, state TEXT NOT NULL, at REAL NOT NULL) WITHOUT ROWID"
    )


def recall(db: sqlite3.Connection, person: str, *, now: float) -> str | None:
    """The JSON last remembered, or None where the conversation is new or over."""
    row = db.execute("SELECT state FROM memory WHERE person = ? AND at > ?", (person, now - KEPT)).fetchone()
    return row["state"] if row else None


def remember(db: sqlite3.Connection, person: str, state: str, *, now: float) -> None:
    """Keep the JSON for the next question."""
    db.execute(
        "INSERT INTO memory VALUES (?, ?, ?)"
        " ON CONFLICT (person) DO UPDATE SET state = excluded.state, at = excluded.at",
        (person, state, now),
    )


def forget_old(db: sqlite3.Connection, *, now: float) -> int:
    """Drop the conversations that are over; how many."""
    return db.execute("DELETE FROM memory WHERE at < ?", (now - KEPT,)).rowcount
