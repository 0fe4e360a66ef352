"""Drafts: what somebody handed in to be checked, the result, and who may see it.

    collecting (photos.py) ──▶ waiting ──▶ done (report and check are there) ──hand in──▶ done, handed
                                  └──────▶ refused (the sentence says why)

A draft belongs to its sender. Others see it only as supervisors of the division that the sender was bound
to when it came; the division that the report names plays no part, or a forged draft would reach strangers.
The same bytes from the same sender are the same draft.
"""

import json
import secrets
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from bot.state.people import oversees
from handlers.kit.context import Person

SCHEMA = Migrations("drafts")


@SCHEMA()
def create_draft(db: Database) -> None:
    """Drafts, and the files that they consist of."""
    db.execute(
        """CREATE TABLE draft (
            id TEXT PRIMARY KEY, person TEXT NOT NULL, division TEXT, organ TEXT, name TEXT NOT NULL,
            digest TEXT NOT NULL, state TEXT NOT NULL, made REAL NOT NULL, expires REAL NOT NULL,
            announced INTEGER, note TEXT, year INTEGER, verdict TEXT, errors INTEGER, result BLOB,
            handed REAL, reason TEXT, UNIQUE (person, digest)) WITHOUT ROWID"""
    )
    db.execute("CREATE INDEX draft_person ON draft (person, made)")
    db.execute("CREATE INDEX draft_division ON draft (division, made) WHERE division IS NOT NULL")
    db.execute("CREATE INDEX draft_expires ON draft (expires)")
    db.execute(
        """CREATE TABLE draft_file (
            draft TEXT NOT NULL REFERENCES draft ON DELETE CASCADE, position INTEGER NOT NULL,
            sha256 TEXT NOT NULL, name TEXT NOT NULL, size INTEGER NOT NULL,
            PRIMARY KEY (draft, position)) WITHOUT ROWID"""
    )


class State(StrEnum):
    """How far a draft is."""

    COLLECTING = "collecting"
    WAITING = "waiting"
    DONE = "done"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Piece:
    """One file of a draft: its address, its name for people, its size in bytes."""

    sha256: str
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft's row. ``announced``: whether it is the very file told of in chat; None if none was.

    ``division`` and ``organ`` are the sender's, not the report's. ``note`` says why it was refused.
    """

    id: str
    person: str
    division: str | None
    organ: str | None
    name: str
    state: State
    made: float
    expires: float
    announced: bool | None
    note: str | None
    year: int | None
    verdict: str | None
    errors: int | None
    handed: float | None
    reason: str | None


_COLUMNS = (
    "id, person, division, organ, name, state, made, expires, announced, note, year, verdict, errors, handed,"
    " reason"
)


def add_draft(
    db: sqlite3.Connection,
    sender: Person,
    name: str,
    digest: str,
    pieces: Sequence[Piece],
    *,
    now: float,
    ttl: float,
    announced: bool | None = None,
    state: State = State.WAITING,
) -> Draft:
    """The sender's draft of these bytes, new or from before; a refused one is tried again."""
    identity = secrets.token_urlsafe(16)
    db.execute(
        "INSERT INTO draft (id, person, division, organ, name, digest, state, made, expires, announced)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (person, digest) DO UPDATE SET"
        " expires = excluded.expires, division = excluded.division, organ = excluded.organ,"
        " name = excluded.name, announced = excluded.announced,"
        " state = CASE state WHEN 'refused' THEN 'waiting' ELSE state END",
        (
            identity,
            sender.key,
            sender.division,
            sender.organ,
            name,
            digest,
            state.value,
            now,
            now + ttl,
            announced,
        ),
    )
    row = db.execute(
        f"SELECT {_COLUMNS} FROM draft WHERE person = ? AND digest = ?",  # noqa: S608 - our own column list
        (sender.key, digest),
    ).fetchone()
    add_pieces(db, row["id"], pieces)
    return _draft(row)


def add_pieces(db: sqlite3.Connection, draft: str, pieces: Sequence[Piece]) -> None:
    """The files of a draft, in order."""
    db.executemany(
        "INSERT OR IGNORE INTO draft_file VALUES (?, ?, ?, ?, ?)",
        [(draft, n, piece.sha256, piece.name, piece.size) for n, piece in enumerate(pieces)],
    )


def find_draft(db: sqlite3.Connection, draft: str, *, now: float) -> Draft | None:
    """The draft, unless it is unknown or over its time."""
    row = db.execute(
        f"SELECT {_COLUMNS} FROM draft WHERE id = ? AND expires > ?",  # noqa: S608 - our own column list
        (draft, now),
    ).fetchone()
    return _draft(row) if row else None


def may_see(person: Person, draft: Draft) -> bool:
    """The sender, and supervisors of the division that the sender was bound to."""
    return draft.person == person.key or oversees(person, draft.division)


def pieces_of(db: sqlite3.Connection, draft: str) -> list[Piece]:
    """The draft's files in order."""
    rows = db.execute(
        "SELECT sha256, name, size FROM draft_file WHERE draft = ? ORDER BY position", (draft,)
    ).fetchall()
    return [Piece(row["sha256"], row["name"], row["size"]) for row in rows]


def keep_result(
    db: sqlite3.Connection, draft: str, result: bytes, *, year: int | None, verdict: str, errors: int
) -> None:
    """The worker's result, as bytes that only the worker's side understands, and what lists show of it."""
    db.execute(
        "UPDATE draft SET state = 'done', note = NULL, result = ?, year = ?, verdict = ?, errors = ?"
        " WHERE id = ?",
        (result, year, verdict, errors, draft),
    )


def refuse(db: sqlite3.Connection, draft: str, note: str) -> None:
    """It can't be checked, and why, in words for the sender."""
    db.execute(
        "UPDATE draft SET state = 'refused', note = ?, result = NULL WHERE id = ? AND state = 'waiting'",
        (note, draft),
    )


def result_of(db: sqlite3.Connection, draft: str) -> bytes | None:
    """The stored result, or None as long as there is none."""
    row = db.execute("SELECT result FROM draft WHERE id = ?", (draft,)).fetchone()
    return row["result"] if row else None


def earlier(db: sqlite3.Connection, draft: Draft) -> str | None:
    """The sender's newest other draft that was checked before this one came; None if there is none."""
    row = db.execute(
        "SELECT id FROM draft WHERE person = ? AND id != ? AND made <= ? AND state = 'done'"
        " ORDER BY made DESC LIMIT 1",
        (draft.person, draft.id, draft.made),
    ).fetchone()
    return row["id"] if row else None


def hand_in(db: sqlite3.Connection, draft: str, reason: str, *, now: float) -> bool:
    """Mark it as handed in, once; the reason is the sender's for what was left as it is."""
    done = db.execute(
        "UPDATE draft SET handed = ?, reason = ? WHERE id = ? AND state = 'done' AND handed IS NULL",
        (now, reason or None, draft),
    )
    return done.rowcount == 1


def drafts_of(db: sqlite3.Connection, person: str, *, now: float, limit: int = 5) -> list[Draft]:
    """A sender's drafts, the newest first."""
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM draft WHERE person = ? AND expires > ? ORDER BY made DESC LIMIT ?",  # noqa: S608
        (person, now, limit),
    ).fetchall()
    return [_draft(row) for row in rows]


def drafts_below(db: sqlite3.Connection, division: str, *, now: float, limit: int = 200) -> list[Draft]:
    """The checked drafts of bound clerks in a division and below it, the newest first."""
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM draft WHERE division >= ?1 AND division < ?1 || 'Z' AND expires > ?2"  # noqa: S608
        " AND state = 'done' ORDER BY made DESC LIMIT ?3",
        (division, now, limit),
    ).fetchall()
    return [_draft(row) for row in rows]


def spent(db: sqlite3.Connection, person: str, *, since: float) -> tuple[int, int]:
    """(drafts, bytes) that this person has handed in since then: for the quota."""
    row = db.execute(
        "SELECT count(DISTINCT draft.id) AS drafts, coalesce(sum(size), 0) AS bytes FROM draft"
        " LEFT JOIN draft_file ON draft_file.draft = draft.id WHERE person = ? AND made > ?",
        (person, since),
    ).fetchone()
    return row["drafts"], row["bytes"]


def stored_bytes(db: sqlite3.Connection) -> int:
    """How much all drafts' files take, each file once."""
    total: int = db.execute(
        "SELECT coalesce(sum(size), 0) FROM (SELECT DISTINCT sha256, size FROM draft_file)"
    ).fetchone()[0]
    return total


def wanted_files(db: sqlite3.Connection) -> frozenset[str]:
    """The addresses of all files that a draft needs."""
    return frozenset(row["sha256"] for row in db.execute("SELECT DISTINCT sha256 FROM draft_file"))


def forget_old(db: sqlite3.Connection, *, now: float) -> int:
    """Drop the drafts whose time is over; how many. Their files go with the next sweep."""
    return db.execute("DELETE FROM draft WHERE expires <= ?", (now,)).rowcount


def announcement(name: str, size: int, md5: str) -> str:
    """What a link remembers of a file told of in chat."""
    return json.dumps({"name": name, "size": size, "md5": md5}, ensure_ascii=False)


def is_announced(about: str, pieces: Sequence[tuple[str, int]]) -> bool | None:
    """Whether one of the (md5, size) is the file told of in chat; None if none was."""
    told: dict[str, Any] = json.loads(about) if about else {}
    return (told["md5"], told["size"]) in pieces if told.get("md5") else None


def _draft(row: sqlite3.Row) -> Draft:
    values = dict(row)
    announced = values.pop("announced")
    state = State(values.pop("state"))
    return Draft(**values, state=state, announced=None if announced is None else bool(announced))
