"""Jobs as lease rows: whoever takes one has it for a while; if he dies, the next one takes it again.

    ready ──take──▶ leased ──finish──▶ (gone)
      ▲               │
      └──fail / lease over──┘   after ``MOST_TRIES`` tries: dead, for ``bury`` to report

No queue gives "exactly once": what a job does must be done in the transaction that finishes it, under keys
that make doing it twice doing it once. ``key`` is such a key for the job itself. About twenty lines of SQL do
what the measured queue libraries did worse (performance.md, part C: one lost a job, one left two stuck).
"""

import sqlite3
from dataclasses import dataclass

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

SCHEMA = Migrations("jobs")
MOST_TRIES = 3
BACKOFF = 5.0
"""Seconds until the second try; four times as long until the third."""


@SCHEMA()
def create_job(db: Database) -> None:
    """One row a job that is not done."""
    db.execute(
        """CREATE TABLE job (
            id INTEGER PRIMARY KEY, kind TEXT NOT NULL, key TEXT NOT NULL UNIQUE, state TEXT NOT NULL,
            due REAL NOT NULL, tries INTEGER NOT NULL DEFAULT 0, note TEXT)"""
    )
    db.execute("CREATE INDEX job_due ON job (kind, due) WHERE state != 'dead'")


@dataclass(frozen=True, slots=True)
class Job:
    """A job that was taken; ``key`` says what to work on, ``tries`` counts this one."""

    id: int
    kind: str
    key: str
    tries: int


def enqueue(db: sqlite3.Connection, kind: str, key: str, *, now: float) -> bool:
    """Ask for a job from ``now`` on; false if it is asked for already. One that is dead is asked for anew."""
    added = db.execute(
        "INSERT INTO job (kind, key, state, due) VALUES (?, ?, 'ready', ?) ON CONFLICT (key) DO UPDATE"
        " SET state = 'ready', due = excluded.due, tries = 0, note = NULL WHERE state = 'dead'",
        (kind, key, now),
    )
    return added.rowcount == 1


def move(db: sqlite3.Connection, kind: str, key: str, *, due: float) -> bool:
    """Do a job that nobody has taken sooner or later; false if there is none."""
    moved = db.execute(
        "UPDATE job SET due = ? WHERE kind = ? AND key = ? AND state = 'ready'", (due, kind, key)
    )
    return moved.rowcount == 1


def take(db: sqlite3.Connection, kind: str, *, now: float, lease: float) -> Job | None:
    """The job that is due first, for ``lease`` seconds; also one whose taker's lease is over."""
    row = db.execute(
        "UPDATE job SET state = 'leased', due = ?1, tries = tries + 1 WHERE id ="
        " (SELECT id FROM job WHERE kind = ?2 AND state != 'dead' AND due <= ?3 AND tries < ?4"
        " ORDER BY due, id LIMIT 1) RETURNING id, kind, key, tries",
        (now + lease, kind, now, MOST_TRIES),
    ).fetchone()
    return Job(row["id"], row["kind"], row["key"], row["tries"]) if row else None


def finish(db: sqlite3.Connection, job: Job) -> bool:
    """Done. False if the lease was over and somebody else has it or has done it: then leave no effects."""
    return db.execute("DELETE FROM job WHERE id = ? AND tries = ?", (job.id, job.tries)).rowcount == 1


def fail(db: sqlite3.Connection, job: Job, note: str, *, now: float, least: float = 0.0) -> None:
    """It went wrong for a reason that may pass: try again later; after the last try ``bury`` has it at once.

    ``least``: seconds before which trying again makes no sense.
    """
    wait = max(least, BACKOFF * 4 ** (job.tries - 1)) if job.tries < MOST_TRIES else 0.0
    db.execute(
        "UPDATE job SET state = 'ready', due = ?, note = ? WHERE id = ? AND tries = ?",
        (now + wait, note, job.id, job.tries),
    )


def release(db: sqlite3.Connection, *, now: float) -> int:
    """Whoever had a lease is dead: the jobs are free; how many there were."""
    return db.execute("UPDATE job SET state = 'ready', due = ? WHERE state = 'leased'", (now,)).rowcount


def bury(db: sqlite3.Connection, kind: str, *, now: float) -> list[Job]:
    """The jobs that have had all their tries, now dead: tell who asked for them."""
    rows = db.execute(
        "UPDATE job SET state = 'dead' WHERE kind = ? AND state != 'dead' AND due <= ? AND tries >= ?"
        " RETURNING id, kind, key, tries",
        (kind, now, MOST_TRIES),
    ).fetchall()
    return [Job(row["id"], row["kind"], row["key"], row["tries"]) for row in rows]


def next_due(db: sqlite3.Connection, kind: str) -> float | None:
    """When the next job of this kind is due, or its lease over; None if there is none."""
    due: float | None = db.execute(
        "SELECT min(due) FROM job WHERE kind = ? AND state != 'dead'", (kind,)
    ).fetchone()[0]
    return due


def counts(db: sqlite3.Connection) -> dict[str, int]:
    """How many jobs stand in each state, for /metrics."""
    return dict(db.execute("SELECT state, count(*) FROM job GROUP BY state").fetchall())
