"""Links that open something for one person: an upload page once, a result page for some days.

A link carries 192 random bits and nothing else; the table says for whom and for what it was made, until when,
and whether it was used. Only the hash is kept, so that a copy of the database opens nothing. A link shows who
somebody *is*; what they may see is asked of ``people`` and ``drafts`` at every request. Pages inside WeChat
have no other proof of identity on every kind of account: whoever is given a link by its owner can use it, so
it lasts no longer than needed, and ending a role closes it at once.
"""

import hashlib
import secrets
import sqlite3
from dataclasses import dataclass
from enum import StrEnum

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from parser.model.errors import InputError

SCHEMA = Migrations("links")
KEPT = 24 * 3600.0
"""Seconds for which an expired link is remembered, so that its page can say "expired" and not "unknown"."""


@SCHEMA()
def create_link(db: Database) -> None:
    """One row a link. ``about`` is the draft to show, or the file that was announced in chat, as JSON."""
    db.execute(
        """CREATE TABLE link (
            hash BLOB PRIMARY KEY, person TEXT NOT NULL, purpose TEXT NOT NULL, about TEXT NOT NULL,
            expires REAL NOT NULL, used REAL) WITHOUT ROWID"""
    )
    db.execute("CREATE INDEX link_expires ON link (expires)")


class Purpose(StrEnum):
    """What a link opens."""

    UPLOAD = "upload"
    RESULT = "result"


class LinkError(InputError):
    """The link opens nothing; the sentence says why and what to do."""


UNKNOWN = "这个链接不对，可能没有复制完整。请回到公众号，再取一个链接。"
EXPIRED = "这个链接已经过期。请回到公众号，再取一个链接。"
USED = "这个上传链接已经用过。要再传一份，请回到公众号，再取一个链接。"


@dataclass(frozen=True, slots=True)
class Link:
    """A link that holds: whose it is and what it is about."""

    person: str
    purpose: Purpose
    about: str
    expires: float


def make_link(
    db: sqlite3.Connection, person: str, purpose: Purpose, about: str, *, now: float, ttl: float
) -> str:
    """The link's secret part."""
    token = secrets.token_urlsafe(24)
    db.execute(
        "INSERT INTO link (hash, person, purpose, about, expires) VALUES (?, ?, ?, ?, ?)",
        (_hash(token), person, purpose.value, about, now + ttl),
    )
    return token


def open_link(db: sqlite3.Connection, token: str, purpose: Purpose, *, now: float) -> Link:
    """What the link is about. Raises LinkError if it is unknown, of another purpose, expired or used."""
    row = db.execute("SELECT * FROM link WHERE hash = ?", (_hash(token),)).fetchone()
    if row is None or row["purpose"] != purpose.value:
        raise LinkError(UNKNOWN)
    if row["used"] is not None:
        raise LinkError(USED)
    if row["expires"] <= now:
        raise LinkError(EXPIRED)
    return Link(row["person"], purpose, row["about"], row["expires"])


def use_link(db: sqlite3.Connection, token: str, purpose: Purpose, *, now: float) -> Link:
    """Open the link for the only time. Call it in the transaction that does what the link is for."""
    link = open_link(db, token, purpose, now=now)
    db.execute("UPDATE link SET used = ? WHERE hash = ?", (now, _hash(token)))
    return link


def forget_old(db: sqlite3.Connection, *, now: float) -> int:
    """Drop the links that expired longer than ``KEPT`` ago; how many."""
    return db.execute("DELETE FROM link WHERE expires < ?", (now - KEPT,)).rowcount


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode(errors="replace")).digest()
