"""What we owe people: late answers and alerts, each sent at most once, and what the platform lets us send.

    owed ──take──▶ sending ──▶ sent | failed | unknown
      ▲               │
      └── waiting ◀───┘    no window open, or the account can't send: goes with the person's next message

- A message is owed under a ``key`` of its own, so that owing it twice is owing it once.
- ``unknown``: the connection broke after the message may have left. It is never sent again by itself (a
  doubled message was the peers' most reported fault); a ``sending`` row whose worker died ends there too.
- The ledger counts what the platform grants: 5 messages within 48 h of the person's last message, 3 within a
  minute of a menu click, a follow or a scan (wechat.md A3). Spent is spent, even if the send then fails.
- ``contact`` is the only place where an openid is kept: nothing can be sent without it.
"""

import sqlite3
from dataclasses import dataclass
from enum import StrEnum

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

SCHEMA = Migrations("outbox")
MESSAGE_WINDOW, MESSAGE_QUOTA = 48 * 3600.0, 5
CLICK_WINDOW, CLICK_QUOTA = 60.0, 3
KEPT = 30 * 24 * 3600.0
"""Seconds for which a settled message is remembered (without its text)."""


@SCHEMA()
def create_outbox(db: Database) -> None:
    """Owed messages; who can be written to and how often."""
    db.execute(
        """CREATE TABLE outbox (
            id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, person TEXT NOT NULL, text TEXT, state TEXT NOT
            NULL, due REAL NOT NULL, lease REAL NOT NULL DEFAULT 0, tries INTEGER NOT NULL DEFAULT 0, made
            REAL NOT NULL, note TEXT)"""
    )
    db.execute("CREATE INDEX outbox_due ON outbox (due) WHERE state = 'owed'")
    db.execute("CREATE INDEX outbox_waiting ON outbox (person) WHERE state = 'waiting'")
    db.execute("CREATE INDEX outbox_sending ON outbox (lease) WHERE state = 'sending'")
    db.execute(
        """CREATE TABLE contact (
            person TEXT PRIMARY KEY, openid TEXT NOT NULL, messaged REAL NOT NULL DEFAULT 0,
            message_left INTEGER NOT NULL DEFAULT 0, clicked REAL NOT NULL DEFAULT 0,
            click_left INTEGER NOT NULL DEFAULT 0, following INTEGER NOT NULL DEFAULT 1) WITHOUT ROWID"""
    )


class State(StrEnum):
    """Where an owed message stands."""

    OWED = "owed"
    SENDING = "sending"
    SENT = "sent"
    WAITING = "waiting"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Owed:
    """A message taken for sending. ``tries`` counts this one; ``openid`` is None where we know no address."""

    id: int
    person: str
    text: str
    tries: int
    openid: str | None


def owe(
    db: sqlite3.Connection,
    key: str,
    person: str,
    text: str,
    *,
    now: float,
    due: float | None = None,
    waiting: bool = False,
) -> bool:
    """Owe a person a message from ``due`` on (default: now); false if this key was owed before.

    ``waiting`` where the account can't send: it goes with the person's next message.
    """
    state = State.WAITING if waiting else State.OWED
    added = db.execute(
        "INSERT INTO outbox (key, person, text, state, due, made) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (key) DO NOTHING",
        (key, person, text, state.value, now if due is None else due, now),
    )
    return added.rowcount == 1


def take(db: sqlite3.Connection, *, now: float, lease: float) -> Owed | None:
    """The next message that is due, marked as being sent for ``lease`` seconds."""
    row = db.execute(
        "UPDATE outbox SET state = 'sending', lease = ?, tries = tries + 1 WHERE id ="
        " (SELECT id FROM outbox WHERE state = 'owed' AND due <= ? ORDER BY due, id LIMIT 1)"
        " RETURNING id, person, text, tries",
        (now + lease, now),
    ).fetchone()
    if row is None:
        return None
    known = db.execute(
        "SELECT openid FROM contact WHERE person = ? AND following", (row["person"],)
    ).fetchone()
    return Owed(row["id"], row["person"], row["text"], row["tries"], known["openid"] if known else None)


def next_due(db: sqlite3.Connection) -> float | None:
    """When the next owed message is due, or None where nothing is owed."""
    due: float | None = db.execute("SELECT min(due) FROM outbox WHERE state = 'owed'").fetchone()[0]
    return due


def settle(db: sqlite3.Connection, owed_id: int, state: State, note: str = "") -> None:
    """sent, failed or unknown for good (the text is forgotten), or waiting for the person's next message."""
    db.execute(
        "UPDATE outbox SET state = ?1, note = ?2,"
        " text = CASE WHEN ?1 = 'waiting' THEN text END WHERE id = ?3",
        (state.value, note, owed_id),
    )


def postpone(db: sqlite3.Connection, owed_id: int, *, due: float, note: str = "") -> None:
    """It certainly wasn't sent: owe it again from ``due`` on."""
    db.execute("UPDATE outbox SET state = 'owed', due = ?, note = ? WHERE id = ?", (due, note, owed_id))


def give_up_lost(db: sqlite3.Connection, *, now: float) -> int:
    """Messages whose sender died in between: nobody knows whether they left, so they stay unsent."""
    return db.execute(
        "UPDATE outbox SET state = 'unknown', text = NULL, note = 'sender died'"
        " WHERE state = 'sending' AND lease <= ?",
        (now,),
    ).rowcount


def waiting(db: sqlite3.Connection, person: str) -> list[tuple[int, str]]:
    """(id, text) of what waits for this person's next message, oldest first."""
    rows = db.execute(
        "SELECT id, text FROM outbox WHERE person = ? AND state = 'waiting' ORDER BY id", (person,)
    )
    return [(row["id"], row["text"]) for row in rows]


def wake(db: sqlite3.Connection, person: str, *, now: float) -> int:
    """The person has opened a window: owe again what waited; how many."""
    return db.execute(
        "UPDATE outbox SET state = 'owed', due = ? WHERE person = ? AND state = 'waiting'", (now, person)
    ).rowcount


_WROTE = """
INSERT INTO contact (person, openid, messaged, message_left) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (person)
DO UPDATE SET openid = ?2, following = 1, messaged = ?3, message_left = ?4
"""
_CLICKED = """
INSERT INTO contact (person, openid, clicked, click_left) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (person)
DO UPDATE SET openid = ?2, following = 1, clicked = ?3, click_left = ?4
"""


def heard_from(db: sqlite3.Connection, person: str, openid: str, *, now: float, click: bool = False) -> None:
    """The person wrote (5 messages for 48 h) or clicked, followed, scanned (3 for a minute)."""
    statement, quota = (_CLICKED, CLICK_QUOTA) if click else (_WROTE, MESSAGE_QUOTA)
    db.execute(statement, (person, openid, now, quota))


def gone(db: sqlite3.Connection, person: str) -> None:
    """The person has left the account: there is no window any more."""
    db.execute(
        "UPDATE contact SET following = 0, message_left = 0, click_left = 0 WHERE person = ?", (person,)
    )


_SPEND_CLICK = """
UPDATE contact SET click_left = click_left - 1 WHERE person = ? AND following AND click_left > 0 AND clicked > ?
"""
_SPEND_MESSAGE = """
UPDATE contact SET message_left = message_left - 1
WHERE person = ? AND following AND message_left > 0 AND messaged > ?
"""


def spend(db: sqlite3.Connection, person: str, *, now: float) -> bool:
    """Take one message from the person's window, the shorter one first; false where none is open."""
    windows = ((_SPEND_CLICK, CLICK_WINDOW), (_SPEND_MESSAGE, MESSAGE_WINDOW))
    return any(db.execute(statement, (person, now - window)).rowcount for statement, window in windows)


def close_window(db: sqlite3.Connection, person: str) -> None:
    """The platform says that the window is closed or used up: believe it."""
    db.execute("UPDATE contact SET message_left = 0, click_left = 0 WHERE person = ?", (person,))


def forget_old(db: sqlite3.Connection, *, now: float) -> int:
    """Drop what was settled longer than ``KEPT`` ago; how many."""
    return db.execute(
        "DELETE FROM outbox WHERE state IN ('sent', 'failed', 'unknown') AND made < ?", (now - KEPT,)
    ).rowcount


def counts(db: sqlite3.Connection) -> dict[str, int]:
    """How many messages stand in each state, for /metrics."""
    return dict(db.execute("SELECT state, count(*) FROM outbox GROUP BY state").fetchall())
