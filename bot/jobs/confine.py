"""The walls around a worker process: memory, CPU, file size, and no way into a network.

A report is read by large C libraries, and a file built to do harm may take over the process that reads it.
So the process gives up, before it reads anything, what reading does not need. What is enforced, and how:

* address space, open files, size of written files, core dumps: ``setrlimit``; CPU per job: ``allow``;
* wall time: the pool's timer kills the process group; ``alarm`` does so even if the pool is gone;
* no network, on Linux x86-64 and arm64: a seccomp filter refuses every socket that is not a local one, also
  to native code and to programs started from here, and ``io_uring``, which would be a way round;
* no network, elsewhere: an audit hook, which stops Python code only. ``network_wall`` says which one holds.

It does not hide the file system: run the bot as a user who owns nothing but its data.
"""

import ctypes
import os
import platform
import resource
import signal
import socket
import struct
import sys
from contextlib import suppress
from pathlib import Path

_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _FILTER_MODE = 38, 22, 2
_LOAD, _EQUAL, _RETURN = 0x20, 0x15, 0x06
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | 1  # SECCOMP_RET_ALLOW, SECCOMP_RET_ERRNO | EPERM
_IO_URING_SETUP = 425
_MACHINES = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}
"""AUDIT_ARCH_* and the number of socket(2), from linux/audit.h and the system call tables."""
MOST_FILES = 256
MOST_WRITTEN = 256 * 1024 * 1024


def confine(memory: int, nice: int = 5) -> None:
    """Give up for good all that reading does not need; ``memory`` is the address space in bytes."""
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_NOFILE, MOST_FILES),
        (resource.RLIMIT_FSIZE, MOST_WRITTEN),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    step_back(nice)
    sys.addaudithook(_refuse_network)
    _refuse_sockets()


def step_back(nice: int) -> None:
    """Let answers have the processor first: be at least so nice (nice(2)).

    Linux shares it between sessions before it looks at processes (sched(7), autogroups). A worker, or a command that
    a timer starts, is a session of its own: that has to be told too, or being nice has no effect. Somebody's terminal
    is left as it is. Where there are no autogroups, there is no such file.
    """
    total = os.nice(max(0, nice - os.nice(0)))
    if os.getsid(0) == os.getpid():
        with suppress(OSError):
            Path("/proc/self/autogroup").write_text(str(total), encoding="ascii")


def allow(cpu: int, wall: float) -> None:
    """Start the clocks of one job: SIGXCPU after ``cpu`` seconds of work, SIGALRM after ``wall`` seconds."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + cpu + 1, hard))
    signal.setitimer(signal.ITIMER_REAL, wall)


def rest() -> None:
    """Stop the wall clock of the job that is done: a process may wait for the next one as long as it takes."""
    signal.setitimer(signal.ITIMER_REAL, 0)


def network_wall() -> str:
    """Which wall holds here: "seccomp" or "audit"."""
    return "seccomp" if sys.platform == "linux" and platform.machine() in _MACHINES else "audit"


def _refuse_network(event: str, arguments: tuple[object, ...]) -> None:
    local = event == "socket.__new__" and arguments[1] == socket.AF_UNIX
    if event.startswith("socket.") and event in _FORBIDDEN and not local:
        raise PermissionError("a worker has no network")


_FORBIDDEN = frozenset({"socket.__new__", "socket.getaddrinfo", "socket.gethostbyname", "socket.bind"})


def _refuse_sockets() -> None:
    """The seccomp filter; nothing where the kernel or the machine has none (see ``network_wall``)."""
    if network_wall() != "seccomp":
        return
    program = _filter(*_MACHINES[platform.machine()])
    kept = ctypes.create_string_buffer(program)
    head = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(kept))
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    libc.prctl(_PR_SET_SECCOMP, _FILTER_MODE, ctypes.create_string_buffer(head), 0, 0)


def _filter(machine: int, socket_call: int) -> bytes:
    """Classic BPF over struct seccomp_data: call number at 0, machine at 4, first argument at 16."""
    steps = (
        (_LOAD, 0, 0, 4),
        (_EQUAL, 0, 6, machine),  # another machine's calls: refuse all
        (_LOAD, 0, 0, 0),
        (_EQUAL, 4, 0, _IO_URING_SETUP),
        (_EQUAL, 0, 2, socket_call),
        (_LOAD, 0, 0, 16),
        (_EQUAL, 0, 1, int(socket.AF_UNIX)),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _REFUSE),
    )
    return b"".join(struct.pack("HBBI", *step) for step in steps)
