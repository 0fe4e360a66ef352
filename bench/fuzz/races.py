"""A run over many inputs in processes that live under a worker's limits and are replaced when they die.

A process says the number of each input before it tries it, in memory that it shares with its parent, so that whatever
ends it is laid to the right input: the CPU clock (SIGPROF ends the process), a signal, memory that ran out in C.
"""

import json
import mmap
import os
import resource
import signal
import struct
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.fuzz.judge import Fault, refusal, where
from bench.fuzz.targets import TARGETS, Target, make
from bot.jobs.confine import confine
from parser.model.errors import InputError
from parser.read.pictures import recognition

SECONDS = 8
"""CPU seconds that an input may take; a worker has more, but these files are small."""
MEMORY = 1536 * 2**20
"""A worker's address space (bot.settings)."""
_BATCH = 4_000
"""Inputs of one process."""
_KEPT = 400
_DEAD_ENDS = {"fault", *(kind.__name__ for kind in InputError.__subclasses__())}
_NOW = struct.Struct("<q")


@dataclass
class Run:
    """What a run found."""

    name: str
    seed: int
    done: int = 0
    cpu: float = 0.0
    peak: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    seen: set[str] = field(default_factory=set)
    kept: list[int] = field(default_factory=list)
    slowest: list[tuple[float, int]] = field(default_factory=list)
    faults: dict[str, list[int]] = field(default_factory=dict)

    def take(self, number: int, words: Sequence[str], spent: float) -> None:
        """Count an outcome; an input that shows something new, and was read, is kept to be damaged further."""
        self.done += 1
        self.cpu += spent
        self.kinds[words[0]] += 1
        if words[0] == "fault":
            self.faults.setdefault(words[1], []).append(number)
        elif self.grows_with(words):
            self.kept.append(number)
        self.seen.update(words)
        self.slowest = sorted([*self.slowest, (round(spent, 2), number)], reverse=True)[:5]

    def grows_with(self, words: Sequence[str]) -> bool:
        """Whether an input of this outcome is worth damaging further; what is refused leads to its like only."""
        return words[0] not in _DEAD_ENDS and bool(set(words) - self.seen) and len(self.kept) < _KEPT


def race(name: str, *, seed: int, first: int, inputs: int, seconds: float) -> Run:
    """Try so many inputs, or as many as fit into the seconds."""
    run, end, number = Run(name, seed), time.monotonic() + seconds, first
    while number < first + inputs and time.monotonic() < end:
        number = _batch(run, number, min(_BATCH, first + inputs - number), end)
    return run


def _batch(run: Run, first: int, inputs: int, end: float) -> int:
    """One process; the number after the last input that it tried."""
    now = mmap.mmap(-1, _NOW.size)
    _NOW.pack_into(now, 0, first - 1)
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        _child(run, range(first, first + inputs), end, now, writer)
    os.close(writer)
    with os.fdopen(reader) as results:
        for line in results:
            number, words, spent, peak = json.loads(line)
            run.peak = max(run.peak, peak)
            run.take(number, words, spent)
    _, status, usage = os.wait4(child, 0)
    run.peak = max(run.peak, usage.ru_maxrss)
    last: int = _NOW.unpack_from(now)[0]
    if os.WIFSIGNALED(status):
        number = signal.Signals(os.WTERMSIG(status))
        run.take(last, ("fault", "hang" if number is signal.SIGPROF else f"killed by {number.name}"), 0.0)
    elif status:
        run.take(last, ("fault", f"process ended with {os.waitstatus_to_exitcode(status)}"), 0.0)
    return last + 1


def _child(run: Run, numbers: range, end: float, now: mmap.mmap, writer: int) -> None:
    """Try inputs until they or the time are at an end; never returns."""
    target = TARGETS[run.name]
    parents = list(target.seeds())
    for number in run.kept:
        parents.append(make(target, run.seed, number, parents))
    _alone()
    with os.fdopen(writer, "w", buffering=1) as results:
        for number in numbers:
            if time.monotonic() > end:
                break
            _NOW.pack_into(now, 0, number)
            data = make(target, run.seed, number, parents)
            start = time.process_time()
            words = tried(target, data, number)
            spent = time.process_time() - start
            if run.grows_with(words):
                parents.append(data)
                run.kept.append(number)
            run.seen.update(words)
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            results.write(json.dumps((number, words, spent, peak)) + "\n")
    sys.stdout.flush()
    os._exit(0)


def _alone() -> None:
    """A worker's walls; no office program, no recognition of pictures, no noise."""
    os.environ["PATH"] = ""
    recognition.is_here = lambda: False
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())
    confine(MEMORY)


def tried(target: Target, data: bytes, number: int) -> tuple[str, ...]:
    """The outcome of an input, the clock running."""
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        return target.act(data, number)
    except InputError as error:
        memory = isinstance(error.__cause__, MemoryError)
        return ("fault", f"memory {where(error.__cause__ or error)}") if memory else refusal(error)
    except Fault as fault:
        return "fault", f"{fault} {where(fault)}"
    except BaseException as error:  # noqa: BLE001 - a panic of a library is no Exception
        return "fault", f"{type(error).__name__} {where(error)}: {error}"[:160]
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def inputs_of(run: Run, numbers: Sequence[int]) -> Iterator[tuple[int, bytes]]:
    """Some inputs of a run, made again."""
    target = TARGETS[run.name]
    parents = list(target.seeds())
    kept = sorted({*run.kept, *numbers})
    for number in kept:
        data = make(target, run.seed, number, parents)
        if number in numbers:
            yield number, data
        if number in run.kept:
            parents.append(data)


def save(run: Run, folder: Path) -> Iterator[Path]:
    """Write the first input of each fault, and the slowest."""
    folder.mkdir(parents=True, exist_ok=True)
    numbers = [found[0] for found in run.faults.values()] + [n for spent, n in run.slowest if spent > 1]
    for number, data in inputs_of(run, numbers):
        path = folder / f"{run.name}-{run.seed}-{number}"
        path.write_bytes(data)
        yield path
