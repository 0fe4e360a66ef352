"""Worker processes with limits: the only way by which a file from outside is opened.

``await pool.run(limits, read_sources, sources)`` runs the function in a process of its own and gives its
result, or raises the ``InputError`` that it raised. A process that hangs, crashes or takes too much is killed
with its children and replaced; the caller gets an ``InputError`` that says so. The command line uses
``call``, which waits; ``submit`` gives a future, so that a folder is read on all cores.

>>> from bot.jobs.process import TEXT
>>> from parser.form import label
>>> with Pool(1) as pool:
...     pool.call(TEXT, label, "t3.new.natural")
'表三“一、本年新收政府信息公开申请数量”·自然人'
"""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, ParamSpec, Self, TypeVar

from bot.jobs.process import Limits, Process, WorkerError

Given = ParamSpec("Given")
Result = TypeVar("Result")


class Pool:
    """At most ``size`` jobs at once, each in a process of its own; processes are kept for the next job.

    A process has its amount of memory for life, so jobs of two kinds (text, pictures) that take turns need processes
    of both: up to ``size`` of them wait while ``size`` others work, for to start one costs more than to read a file.
    The future, ``run`` and ``call`` all raise: the task's own ``NianbaoError``; Damaged if the process
    crashed; TooLarge if it took too much memory or time; WorkerError if the task itself is broken.
    """

    def __init__(self, size: int = 2, *, preload: tuple[str, ...] = (), nice: int = 5) -> None:
        """``preload`` names modules that a process imports before its first job's clock starts.

        ``nice`` is how far the processes stand back (nice(2)) behind what people wait for.
        """
        self._size = size
        self._preload = preload
        self._nice = nice
        self._threads = ThreadPoolExecutor(size, thread_name_prefix="worker")
        self._lock = threading.Lock()
        self._idle: list[Process] = []
        self._busy: set[Process] = set()
        self._closed = False

    def submit(
        self, limits: Limits, task: Callable[Given, Result], *arguments: Given.args, **keywords: Given.kwargs
    ) -> Future[Result]:
        """The result to come of ``task``, a function at the top of a module with a declared return type."""
        return self._threads.submit(self._work, limits, task, arguments, keywords)

    async def run(
        self, limits: Limits, task: Callable[Given, Result], *arguments: Given.args, **keywords: Given.kwargs
    ) -> Result:
        """The result, without holding up the loop."""
        return await asyncio.wrap_future(self.submit(limits, task, *arguments, **keywords))

    def call(
        self, limits: Limits, task: Callable[Given, Result], *arguments: Given.args, **keywords: Given.kwargs
    ) -> Result:
        """The result; waits for it."""
        return self.submit(limits, task, *arguments, **keywords).result()

    def close(self) -> None:
        """Kill all processes and wait for their threads."""
        with self._lock:
            self._closed = True
            workers = [*self._idle, *self._busy]
        for worker in workers:
            worker.kill()
        self._threads.shutdown(cancel_futures=True)
        for worker in workers:
            worker.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _work(
        self,
        limits: Limits,
        task: Callable[..., Result],
        arguments: tuple[Any, ...],
        keywords: dict[str, Any],
    ) -> Result:
        worker = self._take(limits.memory)
        try:
            return worker.do(limits, (task, arguments, keywords))
        finally:
            self._give_back(worker)

    def _take(self, memory: int) -> Process:
        with self._lock:
            if self._closed:
                raise WorkerError("pool is closed")
            self._drop_dead()
            worker = next((w for w in self._idle if w.memory == memory), None)
            if worker:
                self._idle.remove(worker)
            else:
                self._make_room()
                worker = Process(memory, self._preload, self._nice)
            self._busy.add(worker)
            return worker

    def _drop_dead(self) -> None:
        """Let go of idle processes that were ended from outside: the next file shall not be blamed for it."""
        for worker in [w for w in self._idle if not w.is_alive()]:
            self._idle.remove(worker)
            worker.close()

    def _make_room(self) -> None:
        """End an idle process with another amount of memory where one more would be too many."""
        if len(self._idle) + len(self._busy) >= 2 * self._size and self._idle:
            self._idle.pop(0).close()

    def _give_back(self, worker: Process) -> None:
        with self._lock:
            self._busy.discard(worker)
            if worker.usable and not self._closed:
                self._idle.append(worker)
                return
        worker.close()
