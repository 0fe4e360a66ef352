"""The index as the bot uses it: for one look (``opened``), or kept open for questions (``Library``).

An index that is damaged, gone or of another version is the operator's matter: the log says what is wrong, a
person is only asked to come back later.
"""

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

import structlog

from handlers.kit.texts import say
from parser.ask import State, Turn, ask
from parser.index import Index
from parser.model.errors import InputError, NianbaoError

log = structlog.get_logger()
P = ParamSpec("P")
T = TypeVar("T")
THREADS = 2


class IndexUnusable(NianbaoError):
    """The index is damaged or of another version: the operator's matter, the person is only asked to wait."""


@contextmanager
def opened(path: Path) -> Iterator[Index]:
    """The index for one look; a missing file reads as an empty one. Raises IndexUnusable."""
    try:
        with Index.open(path) as index:
            yield index
    except (InputError, sqlite3.Error) as error:
        log.warning("index.unusable", why=str(error))
        raise IndexUnusable(say("shell.closed")) from error


class Library:
    """The index, open in each thread that asks; opened again when the file has been replaced.

    There are two threads, so that a slow question never holds up the loop and with it everybody's five seconds.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._local = threading.local()
        self._seen = False
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="ask")
        self._opened: list[Index] = []

    async def ask(self, question: str, today: date, state: State | None, now: datetime) -> Turn:
        """Answer a question in a thread."""
        return await self.run(lambda index: ask(question, index=index, today=today, state=state, now=now))

    async def look(self) -> None:
        """See whether the index can be read. Raises IndexUnusable."""
        await self.run(lambda index: index.entries(year=0))

    async def run(self, function: Callable[Concatenate[Index, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do something with the index in a thread. Raises IndexUnusable."""
        return await asyncio.get_running_loop().run_in_executor(
            self._threads, lambda: self._with_index(lambda index: function(index, *args, **kwargs))
        )

    def close(self) -> None:
        """Let the threads end, and the index go."""
        self._threads.shutdown(cancel_futures=True)
        for index in self._opened:
            index.close()

    def _with_index(self, work: Callable[[Index], T]) -> T:
        try:
            return work(self._index())
        except (InputError, sqlite3.Error) as error:
            self._local.stamp = None  # it may be mended by the next question
            log.warning("index.unusable", why=str(error))
            raise IndexUnusable(say("shell.closed")) from error

    def _index(self) -> Index:
        stamp = self._path.stat().st_ino if self._path.exists() else 0
        if self._seen and not stamp:
            raise InputError(f"没有索引文件 {self._path}，刚才还有。")
        self._seen = bool(stamp)
        if getattr(self._local, "stamp", None) != stamp:
            self._let_go()
            self._local.index = Index.open(self._path)
            self._local.stamp = stamp
            self._opened.append(self._local.index)
        index: Index = self._local.index
        return index

    def _let_go(self) -> None:
        """Close what this thread has open: a file that was replaced keeps its room on the disk until then."""
        index = getattr(self._local, "index", None)
        if index in self._opened:
            self._opened.remove(index)
            index.close()
