"""Photos sent in chat that are pages of one draft, by the names under which the platform keeps them.

    collecting ──seal──▶ waiting        no photo joins a draft that is being checked

They are in the order in which they were sent; their content is fetched when the draft is checked.
"""

import sqlite3

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

SCHEMA = Migrations("photos")


@SCHEMA()
def create_photo(db: Database) -> None:
    """One row a photo that has not been fetched."""
    db.execute(
        """CREATE TABLE photo (
            id INTEGER PRIMARY KEY, draft TEXT NOT NULL REFERENCES draft ON DELETE CASCADE,
            media TEXT NOT NULL, at REAL NOT NULL, UNIQUE (draft, media))"""
    )


def album_of(db: sqlite3.Connection, person: str, *, now: float) -> str | None:
    """The draft that this person is sending photos of."""
    row = db.execute(
        "SELECT id FROM draft WHERE person = ? AND state = 'collecting' AND expires > ?", (person, now)
    ).fetchone()
    return row["id"] if row else None


def add_photo(db: sqlite3.Connection, draft: str, media: str, *, at: float) -> int:
    """Put a photo to the draft, the same one once; how many there are."""
    db.execute("INSERT OR IGNORE INTO photo (draft, media, at) VALUES (?, ?, ?)", (draft, media, at))
    return len(photos_of(db, draft))


def photos_of(db: sqlite3.Connection, draft: str) -> list[str]:
    """The photos of a draft that have not been fetched, in order."""
    rows = db.execute("SELECT media FROM photo WHERE draft = ? ORDER BY at, id", (draft,))
    return [row["media"] for row in rows]


def seal(db: sqlite3.Connection, draft: str) -> list[str]:
    """No more photos join; those that are there."""
    db.execute("UPDATE draft SET state = 'waiting' WHERE id = ? AND state = 'collecting'", (draft,))
    return photos_of(db, draft)


def forget(db: sqlite3.Connection, draft: str) -> None:
    """They have been fetched."""
    db.execute("DELETE FROM photo WHERE draft = ?", (draft,))
