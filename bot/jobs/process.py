"""One worker process as seen from outside: started with its limits, given jobs, killed on breach.

The inside is ``worker``; what its walls are is told in ``confine``. Whatever goes wrong in there becomes one
of three errors here: Damaged (it crashed), TooLarge (memory or time), WorkerError (our own fault).
"""

import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import Any, BinaryIO, NoReturn, TypeVar, cast

from pydantic import ValidationError

from bot.jobs.worker import (
    DONE,
    JOB,
    READY,
    REFUSED,
    SPENT,
    TOO_MUCH_MEMORY,
    name_of,
    read_frame,
    result_type,
    write_frame,
)
from parser.model import errors
from parser.model.errors import Damaged, InputError, NianbaoError, TooLarge

Result = TypeVar("Result")

STARTING = 90.0
"""Seconds a process may take to start; importing the readers counts here, not against a job."""
MOST_RESULT = 64 * 1024 * 1024
MOST_SENTENCE = 400
_KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TZ", "PYTHONPATH", "LD_LIBRARY_PATH")
_FROM_OUTSIDE = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
"""What ends a process without its file being at fault: the machine is stopped, or out of memory altogether."""
_QUIET = {"PYTHONDONTWRITEBYTECODE": "1", "OMP_NUM_THREADS": "2"}
CRASHED = "读取这个文件时，读取程序崩溃了，文件可能已损坏；请用 Word 或 WPS 打开后另存为 docx 再发。"
TOOK_TOO_LONG = "读取这个文件用时过长，已停止；请只留年度报告本身，另存为 docx 再发。"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one worker may take: bytes of address space, seconds of CPU and of wall time for a job.

    After ``jobs`` jobs the process is replaced anyhow, so that what a library leaks does not add up.
    """

    memory: int = 1 << 30
    cpu: int = 20
    wall: float = 30.0
    jobs: int = 100


TEXT = Limits()
PICTURES = Limits(memory=3 << 30, cpu=180, wall=300.0)
"""For what may need recognition of characters: pictures, and documents that may hold scanned pages."""
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"%PDF", b"II*\0", b"MM\0*", b"BM", b"GIF8", b"RIFF")


def limits_for(heads: Iterable[tuple[str, bytes]]) -> Limits:
    """PICTURES for what may need recognition, told by the (name, first 16 bytes) of the files; else TEXT.

    An archive may hold pictures unless it says that it is a Word or Excel file; if it lies, it gets less.
    Every further picture gets more time.
    """
    pictures = sum(_may_hold_pictures(name, head) for name, head in heads)
    if not pictures:
        return TEXT
    more = pictures - 1
    return replace(PICTURES, cpu=PICTURES.cpu + more * 90, wall=PICTURES.wall + more * 90.0)


def _may_hold_pictures(name: str, head: bytes) -> bool:
    if head.startswith(_PICTURES) or head[4:8] == b"ftyp":
        return True
    return head.startswith(b"PK") and not name.lower().endswith((".docx", ".xlsx"))


class WorkerError(NianbaoError):
    """Our own fault inside a worker; ``where`` is for the log, the sentence for the person."""

    def __init__(self, where: str) -> None:
        super().__init__("读取时程序出错，已记下，请稍后再试或联系管理员。")
        self.where = where


class Process:
    """One process and its pipes."""

    def __init__(self, memory: int, preload: tuple[str, ...], nice: int) -> None:
        self.memory = memory
        self.usable = True
        self._done = 0
        self._late = False
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-m", "bot.jobs.worker", str(memory), str(nice), *preload],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # what a reader prints may quote the document
            env={key: os.environ[key] for key in _KEPT if key in os.environ} | _QUIET,
            start_new_session=True,  # a process group of its own, so that its children die with it
        )
        self._to = cast("BinaryIO", self._process.stdin)
        self._from = cast("BinaryIO", self._process.stdout)

    def do(
        self, limits: Limits, job: tuple[Callable[..., Result], tuple[Any, ...], dict[str, Any]]
    ) -> Result:
        """Run a task with its arguments to its result; on breach the process is killed and an error raised."""
        if not self._done:
            self._expect_ready()
        self._done += 1
        self.usable = False
        kind, body = self._ask(limits, *job) or self._mourn()
        self.usable = self._done < limits.jobs
        match kind:
            case _ if kind == DONE:
                return self._believe(job[0], body)
            case _ if kind == REFUSED:
                raise _error(body)
            case _ if kind == SPENT:
                self.usable = False
                raise TooLarge(TOO_MUCH_MEMORY)
            case _:
                raise WorkerError(body.decode(errors="replace")[:200])

    def is_alive(self) -> bool:
        """Whether it waits for a job; what ended it while it was idle is no file's fault."""
        return os.waitid(os.P_PID, self._process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None

    def kill(self) -> None:
        """End the process and everything it started."""
        self.usable = False
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def close(self) -> None:
        """Kill it, and let go of its pipes; only when no job of it is waited for."""
        self.kill()
        for pipe in (self._to, self._from):
            with suppress(OSError):
                pipe.close()

    def _expect_ready(self) -> None:
        with self._clock(STARTING):
            frame = read_frame(self._from, MOST_RESULT)
        if not frame or frame[0] != READY:
            self.usable = False
            raise WorkerError("worker did not start")

    def _ask(
        self, limits: Limits, task: Callable[..., Any], arguments: tuple[Any, ...], keywords: dict[str, Any]
    ) -> tuple[bytes, bytes] | None:
        """Send the job and wait for its frame; None if the process ended first."""
        clocks = (limits.cpu, limits.wall + 5)
        job = pickle.dumps((name_of(task), arguments, keywords, *clocks), pickle.HIGHEST_PROTOCOL)
        with self._clock(limits.wall), suppress(OSError):
            write_frame(self._to, JOB, job)
            return read_frame(self._from, MOST_RESULT)
        return None

    @contextmanager
    def _clock(self, seconds: float) -> Iterator[None]:
        """Kill the process group when the time is over; a blocked pipe then ends, and with it the wait."""
        timer = threading.Timer(seconds, self._expire)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _expire(self) -> None:
        self._late = True
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)

    def _mourn(self) -> NoReturn:
        """The process is gone: say why, as far as it can be known."""
        self.kill()
        if self._late or self._process.returncode in (-signal.SIGXCPU, -signal.SIGALRM):
            raise TooLarge(TOOK_TOO_LONG)
        if self._process.returncode == -signal.SIGXFSZ:
            raise TooLarge(TOO_MUCH_MEMORY)
        if -self._process.returncode in _FROM_OUTSIDE:
            raise WorkerError(f"killed by signal {-self._process.returncode}")
        raise Damaged(CRASHED)

    def _believe(self, task: Callable[..., Result], body: bytes) -> Result:
        """What an honest worker would have sent; anything else is from a process taken over by its file."""
        try:
            return cast("Result", result_type(task).validate_json(body))
        except ValidationError:
            self.usable = False
            raise Damaged(CRASHED) from None


def _error(body: bytes) -> NianbaoError:
    """The error that the task raised, by its name in parser.model.errors."""
    name, _, sentence = body.decode(errors="replace").partition(":")
    kind = getattr(errors, name, InputError)
    known = isinstance(kind, type) and issubclass(kind, NianbaoError)
    return kind(sentence[:MOST_SENTENCE]) if known else InputError(sentence[:MOST_SENTENCE])
