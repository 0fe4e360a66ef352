"""The door to inbox.db: how it is opened, migrated, read and written.

inbox.db holds what can't be rebuilt: messages, owed answers, people, jobs. It is a file of its own so that
indexing never delays an answer (measured: p99 5.7 -> 5.8 ms beside a bulk writer; 14 ms if they share a
file).

- ``connect`` opens one connection with the PRAGMAs. State modules are plain functions that take it as their
  first argument, so that the command line and worker processes use them as they are.
- ``Store`` is the bot's way in. Reads run at once on the event loop (a point read is ~10 µs, less than
  handing it to a thread costs). Writes go through one thread: whatever waits is done in one transaction with
  one fsync, and ``write`` returns after the commit. If a function fails, all of them are run once more, each with a
  savepoint of its own, so that it takes nobody along; so they may do nothing but read and write the database.
- Each state module declares its tables as sqlite-utils migrations; ``bot.state.SCHEMA`` lists them.
"""

import asyncio
import fcntl
import sqlite3
import threading
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, Concatenate, ParamSpec, TypeVar

import structlog
from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from parser.model.errors import NianbaoError

log = structlog.get_logger()
P = ParamSpec("P")
T = TypeVar("T")

GROUP = 256
"""About so many writes share one commit at most."""
SOON = 0.05
"""Seconds that a write which nobody waits for may take to start."""
_PRAGMAS = """
PRAGMA busy_timeout=5000; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;
PRAGMA temp_store=MEMORY; PRAGMA trusted_schema=OFF; PRAGMA journal_size_limit=67108864;
"""


class StateError(NianbaoError):
    """The state cannot be read or written: a full disk, a damaged file, a folder without permission."""


def connect(path: Path) -> sqlite3.Connection:
    """A connection in autocommit mode (transactions by hand), durable at commit, waiting up to 5 s.

    Raises StateError where the file cannot be opened or is not a database.
    """
    try:
        with ExitStack() as opened:
            db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, cached_statements=256)
            opened.callback(db.close)
            db.row_factory = sqlite3.Row
            db.executescript(_PRAGMAS)
            opened.pop_all()
    except sqlite3.Error as error:
        raise StateError(f"打不开状态数据库 {path}：{error}。") from error
    return db


def migrate(path: Path, schema: Iterable[Migrations]) -> None:
    """Make or update the tables, after a look whether the file is sound; several processes may start at once.

    Raises StateError where it is damaged (restore the backup: nothing is mended by guessing).
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            db = connect(path)
            try:
                if db.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
                    raise StateError(f"状态数据库 {path} 已损坏，请用备份恢复。")
                for migrations in schema:
                    migrations.apply(Database(db))
            finally:
                db.close()
    except (OSError, sqlite3.Error) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise StateError(f"状态数据库 {path} 不能使用：{why}。") from error


@dataclass(slots=True)
class _Write:
    """A write that waits for its turn; ``future`` is None where nobody waits for it."""

    run: Callable[[sqlite3.Connection], Any]
    future: asyncio.Future[Any] | None
    result: Any = None
    error: Exception | None = None

    def settle(self) -> None:
        """Tell who waits, unless they have gone."""
        if self.future is None or self.future.done():
            return
        if self.error is None:
            self.future.set_result(self.result)
        else:
            self.future.set_exception(self.error)


class Store:
    """Reads inline, writes in one thread that commits groups; for the one event loop that writes first. Close it."""

    def __init__(self, path: Path) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._reader = connect(path)
        self._reader.execute("PRAGMA query_only=ON")
        self._writer = connect(path)
        self._queue: SimpleQueue[list[_Write] | None] = SimpleQueue()
        self._asked: list[_Write] = []
        self._flushing = False
        self._thread = threading.Thread(target=self._work, name="state-writer", daemon=True)
        self._thread.start()

    def read(
        self, function: Callable[Concatenate[sqlite3.Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """What the function reads, at once."""
        return function(self._reader, *args, **kwargs)

    async def write(
        self, function: Callable[Concatenate[sqlite3.Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """What the function returns, once its writes are on the disk. Its own errors come out here."""
        self._loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = self._loop.create_future()
        self._asked.append(_Write(partial(_call, function, args, kwargs), future))
        if not self._flushing:
            self._flushing = True
            self._loop.call_soon(self._flush)
        return await future

    def post(
        self,
        function: Callable[Concatenate[sqlite3.Connection, P], object],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> None:
        """The same without waiting: on the disk with the next write, at the latest after ``SOON`` seconds."""
        if not self._asked:
            asyncio.get_running_loop().call_later(SOON, self._flush)
        self._asked.append(_Write(partial(_call, function, args, kwargs), None))

    async def close(self) -> None:
        """Finish what was asked for, then close the file."""
        self._flush()
        self._queue.put(None)
        await asyncio.to_thread(self._thread.join)
        await asyncio.sleep(0)  # lets the last futures be settled
        self._reader.close()
        self._writer.close()

    def _flush(self) -> None:
        """Hand over what was asked for in this turn of the loop: one wake-up of the thread for all of it."""
        self._flushing = False
        if self._asked:
            self._queue.put(self._asked)
            self._asked = []

    def _work(self) -> None:
        last = False
        while not last:
            group, last = self._group()
            if not group:
                continue
            self._commit(group)
            for write in group:
                if write.error is not None and write.future is None:
                    log.error("state.write_failed", error=type(write.error).__name__)
            if self._loop is not None:
                self._loop.call_soon_threadsafe(_settle, group)

    def _group(self) -> tuple[list[_Write], bool]:
        """Wait for writes, then take whatever else waits; true when the end was asked for."""
        group: list[_Write] = []
        item = self._queue.get()
        while item is not None:
            group += item
            if len(group) >= GROUP:
                return group, False
            try:
                item = self._queue.get_nowait()
            except Empty:
                return group, False
        return group, True

    def _commit(self, group: list[_Write]) -> None:
        db = self._writer
        try:
            db.execute("BEGIN IMMEDIATE")
            if not _run_all(db, group):
                db.execute("BEGIN IMMEDIATE")
                for write in group:
                    _run(db, write)
            db.execute("COMMIT")
        except sqlite3.Error as error:
            if db.in_transaction:
                db.execute("ROLLBACK")
            for write in group:
                write.error = StateError(f"状态没有写成：{error}。")


def _call(function: Callable[..., T], args: Any, kwargs: Any, db: sqlite3.Connection) -> T:
    return function(db, *args, **kwargs)


def _run_all(db: sqlite3.Connection, group: list[_Write]) -> bool:
    """All writes, without the cost of savepoints; if one fails, the transaction is taken back."""
    try:
        for write in group:
            write.result = write.run(db)
    except Exception:  # noqa: BLE001 - whatever it is, it comes again, and then goes to who asked for the write
        if db.in_transaction:
            db.execute("ROLLBACK")
        return False
    return True


def _run(db: sqlite3.Connection, write: _Write) -> None:
    """One write in its savepoint. If the savepoint itself fails, the transaction is gone: that comes out."""
    db.execute("SAVEPOINT one")
    try:
        write.result = write.run(db)
    except Exception as error:  # noqa: BLE001 - whatever it is, it belongs to who asked for the write
        write.error = error
        db.execute("ROLLBACK TO one")
    db.execute("RELEASE one")


def _settle(group: list[_Write]) -> None:
    for write in group:
        write.settle()
