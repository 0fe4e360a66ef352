"""Pushes: stored before they are acknowledged, answered once.

WeChat sends a push up to three times, the later tries may overlap the first, and they may come after a
restart. The key of wechat.md A2 decides what is the same push. A push is claimed before its conversation
starts, and finished with the very bytes that were answered; a duplicate gets these bytes. While it is being
worked on, a lease says so: another process waits for the result, and after a crash the lease runs out and the
push is worked on again.

    received ──finish──▶ done            the quick way
    received ──acknowledge──▶ late ──finish──▶ done    the answer is owed in the outbox

The message itself is forgotten when it is done, the row after ``KEPT`` seconds.
"""

import sqlite3
from dataclasses import dataclass
from enum import StrEnum

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

SCHEMA = Migrations("inbox")
KEPT = 24 * 3600.0
"""Seconds for which a push is remembered; far more than the three tries and the replay window need."""


@SCHEMA()
def create_push(db: Database) -> None:
    """The table of pushes."""
    db.execute(
        """CREATE TABLE push (
            key TEXT PRIMARY KEY, digest BLOB NOT NULL, at REAL NOT NULL, state TEXT NOT NULL,
            lease REAL NOT NULL, message TEXT, reply BLOB) WITHOUT ROWID"""
    )
    db.execute("CREATE INDEX push_open ON push (lease) WHERE state != 'done'")
    db.execute("CREATE INDEX push_at ON push (at)")


@SCHEMA()
def order_push(db: Database) -> None:
    """The same as a table in the order of arrival: a third less work than one in the order of keys."""
    db.execute("ALTER TABLE push RENAME TO unordered")
    db.execute(
        """CREATE TABLE push (
            key TEXT NOT NULL PRIMARY KEY, digest BLOB NOT NULL, at REAL NOT NULL, state TEXT NOT NULL,
            lease REAL NOT NULL, message TEXT, reply BLOB)"""
    )
    db.execute(
        "INSERT INTO push SELECT key, digest, at, state, lease, message, reply FROM unordered ORDER BY at"
    )
    db.execute("DROP TABLE unordered")
    db.execute("CREATE INDEX push_open ON push (lease) WHERE state != 'done'")
    db.execute("CREATE INDEX push_at ON push (at)")


class State(StrEnum):
    """How far a push is."""

    RECEIVED = "received"
    LATE = "late"
    DONE = "done"


class Verdict(StrEnum):
    """What ``claim`` says: work on it; it was answered; somebody works on it; same key, other message."""

    OURS = "ours"
    ANSWERED = "answered"
    BUSY = "busy"
    FORGED = "forged"


@dataclass(frozen=True, slots=True)
class Claim:
    """The verdict, and the stored answer where there is one."""

    verdict: Verdict
    reply: bytes | None = None


def claim(
    db: sqlite3.Connection, key: str, digest: bytes, message: str, *, now: float, lease: float
) -> Claim:
    """Take a push, unless it is known. ``digest`` tells two messages of one key apart."""
    taken = db.execute(
        "INSERT INTO push (key, digest, at, state, lease, message) VALUES (?, ?, ?, 'received', ?, ?)"
        " ON CONFLICT (key) DO NOTHING",
        (key, digest, now, now + lease, message),
    )
    if taken.rowcount == 1:
        return Claim(Verdict.OURS)
    return _known(db, key, digest, now=now, lease=lease)


def _known(db: sqlite3.Connection, key: str, digest: bytes, *, now: float, lease: float) -> Claim:
    row = db.execute("SELECT digest, reply, state, lease FROM push WHERE key = ?", (key,)).fetchone()
    if row["digest"] != digest:
        return Claim(Verdict.FORGED)
    if row["reply"] is not None:
        return Claim(Verdict.ANSWERED, row["reply"])
    if row["lease"] > now:
        return Claim(Verdict.BUSY)
    db.execute("UPDATE push SET lease = ? WHERE key = ?", (now + lease, key))
    return Claim(Verdict.OURS)


def answer_of(db: sqlite3.Connection, key: str) -> bytes | None:
    """The bytes that this push was answered with, or None as long as there are none."""
    row = db.execute("SELECT reply FROM push WHERE key = ?", (key,)).fetchone()
    return row["reply"] if row else None


def acknowledge(db: sqlite3.Connection, key: str, reply: bytes, *, lease: float) -> None:
    """The platform has been answered, the work goes on until ``lease`` (a time)."""
    db.execute("UPDATE push SET state = 'late', reply = ?, lease = ? WHERE key = ?", (reply, lease, key))


def finish(db: sqlite3.Connection, key: str, reply: bytes) -> None:
    """Done: keep the first answer given, forget the message."""
    db.execute(
        "UPDATE push SET state = 'done', message = NULL, reply = coalesce(reply, ?) WHERE key = ?",
        (reply, key),
    )


def abandoned(db: sqlite3.Connection, *, now: float, lease: float, limit: int = 100) -> list[tuple[str, str]]:
    """(key, message) of pushes whose worker is gone, taken over by the caller: their answers are owed."""
    rows = db.execute(
        "UPDATE push SET lease = ?1, state = 'late' WHERE key IN"
        " (SELECT key FROM push WHERE state != 'done' AND lease <= ?2 ORDER BY lease LIMIT ?3)"
        " RETURNING key, message",
        (now + lease, now, limit),
    ).fetchall()
    return [(row["key"], row["message"]) for row in rows]


def release(db: sqlite3.Connection, *, now: float) -> int:
    """Whoever worked on a push is dead: ``abandoned`` finds it now; how many there were."""
    return db.execute("UPDATE push SET lease = ? WHERE state != 'done' AND lease > ?", (now, now)).rowcount


def forget_old(db: sqlite3.Connection, *, now: float) -> int:
    """Drop the pushes that are done and older than ``KEPT``; how many."""
    return db.execute("DELETE FROM push WHERE state = 'done' AND at < ?", (now - KEPT,)).rowcount


def try_writing(db: sqlite3.Connection) -> None:
    """Write a row and take it away again: it fails where a push could not be stored."""
    db.execute("INSERT INTO push (key, digest, at, state, lease) VALUES ('', x'', 0, 'done', 0)")
    db.execute("DELETE FROM push WHERE key = ''")
