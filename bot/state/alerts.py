"""What supervisors are to be told: each thing once, to each who was a supervisor of the place at that moment.

    raise_alert ──▶ telling rows, one a supervisor ──▶ pending ──▶ told (in the transaction that owes the message)

The key of an alert says what happened to what (late:654202109:2023), so that finding it twice is raising it
once. When and how it is said is decided by bot.jobs.alerts.
"""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from bot.state.people import supervisors_of, telling
from handlers.kit.context import Telling

SCHEMA = Migrations("alerts")
KEPT = 400 * 24 * 3600.0
"""Seconds for which an alert is remembered: longer than a year, or last year's would be raised again."""


@SCHEMA()
def create_alert(db: Database) -> None:
    """What happened; who is to be told."""
    db.execute(
        """CREATE TABLE alert (
            id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, division TEXT NOT NULL,
            text TEXT NOT NULL, draft TEXT, made REAL NOT NULL)"""
    )
    db.execute(
        """CREATE TABLE telling (
            person TEXT NOT NULL, alert INTEGER NOT NULL REFERENCES alert ON DELETE CASCADE, told REAL,
            PRIMARY KEY (person, alert)) WITHOUT ROWID"""
    )
    db.execute("CREATE INDEX telling_pending ON telling (person) WHERE told IS NULL")


class Kind(StrEnum):
    """What an alert is about."""

    ERRORS = "errors"
    HANDED = "handed"
    CHANGED = "changed"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Alert:
    """A thing to tell: the sentence, the place that it is about, the draft that it can be seen in."""

    id: int
    kind: Kind
    division: str
    text: str
    draft: str | None
    made: float


def raise_alert(
    db: sqlite3.Connection,
    kind: Kind,
    subject: str,
    division: str,
    text: str,
    *,
    now: float,
    draft: str | None = None,
) -> bool:
    """Note what happened, for all who supervise the division now; false if it was raised before."""
    added = db.execute(
        "INSERT INTO alert (key, kind, division, text, draft, made) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (key) DO NOTHING",
        (f"{kind}:{subject}", kind.value, division, text, draft, now),
    )
    if added.rowcount != 1:
        return False
    told = [s.key for s in supervisors_of(db, division) if telling(db, s.key)[0] is not Telling.NEVER]
    db.executemany("INSERT INTO telling (person, alert) VALUES (?, ?)", [(p, added.lastrowid) for p in told])
    return True


def who_waits(db: sqlite3.Connection) -> list[str]:
    """The people who have something to be told."""
    return [r["person"] for r in db.execute("SELECT DISTINCT person FROM telling WHERE told IS NULL")]


def pending(db: sqlite3.Connection, person: str) -> list[Alert]:
    """What this person has not been told, oldest first."""
    rows = db.execute(
        "SELECT alert.* FROM telling JOIN alert ON alert.id = telling.alert"
        " WHERE person = ? AND told IS NULL ORDER BY alert.id",
        (person,),
    )
    return [Alert(r["id"], Kind(r["kind"]), r["division"], r["text"], r["draft"], r["made"]) for r in rows]


def mark_told(db: sqlite3.Connection, person: str, alerts: Iterable[int], *, now: float) -> None:
    """The person has been told, or must not be told any more."""
    db.executemany(
        "UPDATE telling SET told = ? WHERE person = ? AND alert = ?", [(now, person, a) for a in alerts]
    )


def forget_old(db: sqlite3.Connection, *, now: float) -> int:
    """Drop the alerts older than ``KEPT``; how many."""
    return db.execute("DELETE FROM alert WHERE made < ?", (now - KEPT,)).rowcount
