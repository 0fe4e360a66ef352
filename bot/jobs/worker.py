"""The inside of a worker process: one job after another from standard input, the results to standard output.

Jobs come as pickles, because the pool is trusted. Results go back as JSON of the task's return type, because
a process that has read a hostile file is not: the pool validates what it gets and never unpickles it.
A frame is one byte of kind, four bytes of length, the body.
"""

import importlib
import os
import pickle
import struct
import sys
from collections.abc import Callable
from functools import cache
from typing import Any, BinaryIO, get_type_hints

from pydantic import TypeAdapter

from bot.jobs.confine import allow, confine, rest
from parser.model.errors import NianbaoError, TooLarge

JOB, READY, DONE, REFUSED, SPENT, FAILED = b"J", b"R", b"D", b"E", b"S", b"F"
HEAD = struct.Struct(">cI")
TOO_MUCH_MEMORY = "文件展开后太大，超出了可用的内存；请只留年度报告本身，另存后再发。"


def name_of(task: Callable[..., Any]) -> str:
    """How a task is named on the wire: ``package.module:function``."""
    return f"{task.__module__}:{task.__qualname__}"


@cache
def result_type(task: Callable[..., Any]) -> TypeAdapter[Any]:
    """The type that the task's result has on the wire."""
    return TypeAdapter(get_type_hints(task)["return"])


def read_frame(stream: BinaryIO, most: int) -> tuple[bytes, bytes] | None:
    """The next frame's kind and body; None at the stream's end.

    Raises:
        TooLarge: the body is longer than ``most`` bytes; nothing more can be read from the stream.
    """
    head = stream.read(HEAD.size)
    if len(head) < HEAD.size:
        return None
    kind, length = HEAD.unpack(head)
    if length > most:
        raise TooLarge(TOO_MUCH_MEMORY)
    body = stream.read(length)
    return (kind, body) if len(body) == length else None


def write_frame(stream: BinaryIO, kind: bytes, body: bytes = b"") -> None:
    """Send one frame."""
    stream.write(HEAD.pack(kind, len(body)))
    stream.write(body)
    stream.flush()


def main(memory: int, nice: int, preload: list[str]) -> None:
    """Confine the process, import what the jobs need, say ready, then serve until standard input ends."""
    jobs, results = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a library that prints must not talk into the frames
    confine(memory, nice)
    for module in preload:
        importlib.import_module(module)
    write_frame(results, READY)
    while frame := read_frame(jobs, 1 << 31):
        _serve(frame[1], results)


def _serve(body: bytes, results: BinaryIO) -> None:
    name, arguments, keywords, cpu, wall = pickle.loads(body)  # noqa: S301 - written by our own pool
    del body
    allow(cpu, wall)
    try:
        task = _task(name)
        write_frame(results, DONE, result_type(task).dump_json(task(*arguments, **keywords)))
    except NianbaoError as error:
        write_frame(results, REFUSED, f"{type(error).__name__}:{error}".encode())
    except MemoryError:
        write_frame(results, SPENT)  # whatever is left of this process is not to be trusted
    except Exception as error:  # noqa: BLE001 - a reader's own fault must not end the worker
        write_frame(results, FAILED, _where(error).encode())
    finally:
        rest()


def _task(name: str) -> Callable[..., Any]:
    module, function = name.split(":")
    found: Callable[..., Any] = getattr(importlib.import_module(module), function)
    return found


def _where(error: Exception) -> str:
    """The kind of error and the line it came from; never its message, which may quote the document."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    at = f" at {os.path.basename(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno}" if trace else ""  # noqa: PTH119
    return f"{type(error).__name__}{at}"


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:])
