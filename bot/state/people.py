"""Who is a clerk, who a supervisor: one-time invitations, and the bindings they turn into.

An operator makes an invitation (``nianbao invite``) and hands its code over by a way of his own; whoever
sends it in chat is bound. Both are one row: an invitation is a binding that nobody has taken yet. Of the code
only a hash is kept. A person has at most one binding that holds: a new one ends the old. Everything is read
anew at every request, so that a binding that was ended a second ago opens nothing any more.

How somebody wants to be told (at once, once a day, never; at night or not) is theirs, and kept beside it.
"""

import hashlib
import secrets
import sqlite3
from dataclasses import dataclass
from enum import StrEnum

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from handlers.bind import LENGTH, LETTERS, spell
from handlers.kit.context import Person, Role, Telling
from parser.model.errors import InputError

SCHEMA = Migrations("people")
LASTING = 7 * 24 * 3600.0
"""Seconds for which an invitation can be used, unless said otherwise."""


@SCHEMA()
def create_people(db: Database) -> None:
    """Invitations and bindings; preferences."""
    db.execute(
        """CREATE TABLE binding (
            id INTEGER PRIMARY KEY, code BLOB NOT NULL UNIQUE, role TEXT NOT NULL, division TEXT NOT NULL,
            organ TEXT, made REAL NOT NULL, expires REAL NOT NULL, person TEXT, bound REAL, ended REAL)"""
    )
    db.execute("CREATE UNIQUE INDEX binding_holds ON binding (person) WHERE ended IS NULL")
    db.execute(
        """CREATE TABLE preference (
            person TEXT PRIMARY KEY, telling TEXT NOT NULL, night INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID"""
    )


class Standing(StrEnum):
    """What became of an invitation."""

    OPEN = "open"
    EXPIRED = "expired"
    BOUND = "bound"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Binding:
    """A line of ``nianbao people``."""

    id: int
    role: Role
    division: str
    organ: str | None
    standing: Standing
    made: float
    expires: float
    bound: float | None


class InvitationError(InputError):
    """The code opens nothing; the sentence says why and what to do."""


def invite(
    db: sqlite3.Connection,
    role: Role,
    division: str,
    *,
    now: float,
    organ: str | None = None,
    ttl: float = LASTING,
) -> str:
    """A new one-time code, as ``NB-XXXX-XXXX-XXXX``; it cannot be shown again."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    db.execute(
        "INSERT INTO binding (code, role, division, organ, made, expires) VALUES (?, ?, ?, ?, ?, ?)",
        (_hash(letters), role.value, division, organ, now, now + ttl),
    )
    return spell(letters)


def bind(db: sqlite3.Connection, person: str, code: str, *, now: float) -> Person:
    """Bind a person by a code's letters; ends a former binding. InvitationError leaves all as it was."""
    row = db.execute("SELECT * FROM binding WHERE code = ?", (_hash(code),)).fetchone()
    if row is None:
        raise InvitationError("没有这个邀请码，请核对后再发一次，或向管理员要一个新的。")
    if row["ended"] is not None or (row["person"] is None and row["expires"] <= now):
        raise InvitationError("这个邀请码已经失效，请向管理员要一个新的。")
    if row["person"] not in (None, person):
        raise InvitationError("这个邀请码已经用过，请向管理员要一个新的。")
    if row["person"] is None:
        _end(db, "person = ? AND ended IS NULL", person, now)
        db.execute("UPDATE binding SET person = ?, bound = ? WHERE id = ?", (person, now, row["id"]))
    return person_of(db, person)


def person_of(db: sqlite3.Connection, key: str) -> Person:
    """Who this is now: a citizen, unless a binding holds."""
    row = db.execute(
        "SELECT role, division, organ FROM binding WHERE person = ? AND ended IS NULL", (key,)
    ).fetchone()
    return Person(key, Role(row["role"]), row["division"], row["organ"]) if row else Person(key)


def supervisors_of(db: sqlite3.Connection, division: str) -> list[Person]:
    """The supervisors of this division or of one above it."""
    rows = db.execute(
        "SELECT person, division, organ FROM binding WHERE role = 'supervisor' AND person IS NOT NULL"
        " AND ended IS NULL AND substr(?, 1, length(division)) = division ORDER BY id",
        (division,),
    )
    return [Person(row["person"], Role.SUPERVISOR, row["division"], row["organ"]) for row in rows]


def supervised(db: sqlite3.Connection) -> list[str]:
    """The divisions that have a supervisor, each once."""
    rows = db.execute(
        "SELECT DISTINCT division FROM binding WHERE role = 'supervisor' AND person IS NOT NULL"
        " AND ended IS NULL ORDER BY division"
    )
    return [row["division"] for row in rows]


def people(db: sqlite3.Connection, *, now: float) -> list[Binding]:
    """All invitations and bindings, oldest first."""
    return [_binding(row, now) for row in db.execute("SELECT * FROM binding ORDER BY id")]


def revoke(db: sqlite3.Connection, binding: int, *, now: float) -> bool:
    """End a binding or take an invitation back; false if there is none of this number that holds."""
    return _end(db, "id = ? AND ended IS NULL", binding, now) > 0


def telling(db: sqlite3.Connection, person: str) -> tuple[Telling, bool]:
    """How a person wants to be told, and whether at night too; the default is once a day."""
    row = db.execute("SELECT telling, night FROM preference WHERE person = ?", (person,)).fetchone()
    return (Telling(row["telling"]), bool(row["night"])) if row else (Telling.DAILY, False)


def prefer(db: sqlite3.Connection, person: str, telling: Telling, *, night: bool = False) -> None:
    """Remember how a person wants to be told."""
    db.execute(
        "INSERT INTO preference VALUES (?, ?, ?)"
        " ON CONFLICT (person) DO UPDATE SET telling = excluded.telling, night = excluded.night",
        (person, telling.value, night),
    )


def oversees(person: Person, division: str | None) -> bool:
    """Whether this is a supervisor of the division or of one above it."""
    return bool(
        person.role is Role.SUPERVISOR
        and person.division
        and division
        and division.startswith(person.division)
    )


def _end(db: sqlite3.Connection, which: str, value: object, now: float) -> int:
    return db.execute(f"UPDATE binding SET ended = ? WHERE {which}", (now, value)).rowcount  # noqa: S608 - ours


def _hash(letters: str) -> bytes:
    return hashlib.sha256(letters.encode()).digest()


def _binding(row: sqlite3.Row, now: float) -> Binding:
    if row["ended"] is not None:
        standing = Standing.ENDED
    elif row["person"] is not None:
        standing = Standing.BOUND
    else:
        standing = Standing.OPEN if row["expires"] > now else Standing.EXPIRED
    kept = (row["made"], row["expires"], row["bound"])
    return Binding(row["id"], Role(row["role"]), row["division"], row["organ"], standing, *kept)
