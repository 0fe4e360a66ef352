"""Secrets of our own making, drawn once and kept: changing one would make strangers of everybody we know."""

import secrets
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from bot.state.database import connect

SCHEMA = Migrations("keys")


@SCHEMA()
def create_key(db: Database) -> None:
    """One row a secret."""
    db.execute("CREATE TABLE key (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID")


def person_key(path: Path) -> bytes:
    """The key of this inbox.db under which openids become opaque; drawn at the first call."""
    with closing(connect(path)) as db:
        return key(db, "person")


def key(db: sqlite3.Connection, name: str) -> bytes:
    """The secret of this name, 32 bytes; drawn at the first call."""
    db.execute("INSERT INTO key VALUES (?, ?) ON CONFLICT (name) DO NOTHING", (name, secrets.token_bytes(32)))
    value: bytes = db.execute("SELECT value FROM key WHERE name = ?", (name,)).fetchone()[0]
    return value
