"""Tasks that do what a hostile file can make a reader do. They run in worker processes only."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path

from parser.model.errors import Encrypted
from parser.model.finding import Check, NotAssessable, Verdict


def echo(value: str) -> str:
    return value


def process_id() -> int:
    return os.getpid()


def standing() -> tuple[int, str]:
    group = Path("/proc/self/autogroup")
    return os.nice(0), group.read_text().split()[-1] if group.exists() else ""


def environment() -> dict[str, str]:
    return dict(os.environ)


def judge(rule: str) -> Check:
    return Check(Verdict.PASS, (), (NotAssessable(rule, "没有上年报告"),), ("T301",))


def figure() -> Decimal:
    return Decimal("110.45349")


def encrypted() -> str:
    raise Encrypted("文件有密码，请去掉密码后再发。")


def broken(secret: str) -> str:
    raise ValueError(secret)


def starve() -> str:
    raise MemoryError


def eat_memory() -> int:
    return len(bytearray(8 << 30))


def babble() -> str:
    return "公" * (30 << 20)


def spin() -> int:
    while True:
        pass


def hang() -> int:
    time.sleep(3600)
    return 0


def hang_with_child(pidfile: str) -> int:
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(3600)"])
    Path(pidfile).write_text(str(child.pid))
    return child.wait()


def crash() -> int:
    return die(signal.SIGSEGV)


def die(number: int) -> int:
    os.kill(os.getpid(), number)
    return 0


def leave() -> int:
    os._exit(0)


def chatter() -> str:
    sys.stdout.write("D\0\0\0\2{}")
    sys.stdout.flush()
    os.write(1, b"D\0\0\0\2{}")
    return "clean"


def lie() -> int:
    return "not a number"  # type: ignore[return-value]


def fill_disk(path: str) -> int:
    with Path(path).open("wb") as file:
        while True:
            file.write(bytes(1 << 22))


def connect_python() -> str:
    try:
        socket.create_connection(("127.0.0.1", 9))
    except PermissionError as error:
        return str(error)
    return "connected"


def connect_native() -> int:
    """The errno of socket(AF_INET) asked of libc, past any Python hook."""
    libc = ctypes.CDLL(None, use_errno=True)
    return ctypes.get_errno() if libc.socket(socket.AF_INET, socket.SOCK_STREAM, 0) < 0 else 0


def connect_from_child() -> int:
    code = "import socket; socket.socket()"
    return subprocess.run([sys.executable, "-c", code], check=False, stderr=subprocess.DEVNULL).returncode


def local_socket() -> bool:
    socket.socket(socket.AF_UNIX).close()
    return True
