"""Whose leases are void: a server that finds itself alone knows that all others are dead, and waits for none of them.

A server holds a lock on a file beside inbox.db as long as it lives; the kernel lets go of it however the process
ends, kill -9 included. Whoever gets the lock is the only server. Where it is taken, another server is at work on
this inbox.db, and the leases of a third one that died run out by themselves.
"""

import fcntl
import math
import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import TextIO

from bot.state import inbox, jobs, outbox


def stand_alone(path: Path) -> TextIO | None:
    """The lock, to be closed at the end, or None where another server works on this inbox.db."""
    lock = path.with_suffix(".serving").open("w")
    with suppress(OSError):
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return lock
    lock.close()
    return None


def void(db: sqlite3.Connection, *, now: float) -> None:
    """End all leases: what was being worked on is taken up at once, what was being sent may have left."""
    inbox.release(db, now=now)
    jobs.release(db, now=now)
    outbox.give_up_lost(db, now=math.inf)
