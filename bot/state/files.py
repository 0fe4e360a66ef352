"""Uploaded files on the disk, each under the sha256 of its bytes: the same file is there once.

A file's own name never touches the disk. What arrives is written beside, under a name that nothing reads, and
gets its real name by one atomic rename after it is safe on the disk; an upload that breaks off leaves only a
``.part``, which ``sweep`` removes. The database row that makes a file count is written after that, so that a
row never points to half a file.
"""

import hashlib
import os
import secrets
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from parser.model.errors import TooLarge

_MOVING = threading.Lock()
"""Held while a file gets its name or loses it: a sweep must not take what has just come again."""
STALE = 3600.0
"""Seconds after which a part that nobody finished is rubbish."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A file on the disk: its sha256 is its address; md5 and size are what WeChat tells of a file message."""

    sha256: str
    md5: str
    size: int


class Incoming:
    """A file that is arriving: ``write`` its pieces, ``keep`` it; leaving the block drops what wasn't kept.

    >>> with Incoming(folder, most=20 << 20) as file:  # doctest: +SKIP
    ...     file.write(piece)
    ...     stored = file.keep()
    """

    def __init__(self, folder: Path, *, most: int) -> None:
        """``most`` is the largest size in bytes; a piece that goes over it raises TooLarge at once."""
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._folder = folder
        self._part = folder / f"{secrets.token_hex(16)}.part"
        self._file = self._part.open("xb")
        self._most = most
        self._sha256 = hashlib.sha256()
        self._md5 = hashlib.md5(usedforsecurity=False)
        self.size = 0

    def write(self, piece: bytes) -> None:
        """Add a piece. Raises TooLarge, OSError (a full disk)."""
        self.size += len(piece)
        if self.size > self._most:
            raise TooLarge(too_large(self._most))
        self._sha256.update(piece)
        self._md5.update(piece)
        self._file.write(piece)

    def keep(self) -> Stored:
        """Make it safe on the disk and give it its address."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        stored = Stored(self._sha256.hexdigest(), self._md5.hexdigest(), self.size)
        target = path_of(self._folder, stored.sha256)
        target.parent.mkdir(exist_ok=True, mode=0o700)
        with _MOVING:
            self._part.replace(target)
        _sync(target.parent)
        _sync(self._folder)
        return stored

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
        self._part.unlink(missing_ok=True)


def too_large(most: int) -> str:
    """The sentence for a file over the limit of ``most`` bytes."""
    return f"文件超过 {most // (1024 * 1024)} MB 的上限；请只留年度报告本身，或把图片压缩后再传。"


def path_of(folder: Path, sha256: str) -> Path:
    """Where a file of this sha256 is."""
    return folder / sha256[:2] / sha256


def sweep(folder: Path, wanted: frozenset[str], *, now: float) -> int:
    """Remove files that no row wants and parts that nobody finished, both older than ``STALE``; how many."""
    gone = 0
    for path in [*folder.glob("*.part"), *folder.glob("??/*")]:
        if path.name in wanted:
            continue
        with _MOVING, suppress(FileNotFoundError):
            if path.stat().st_mtime < now - STALE:
                path.unlink()
                gone += 1
    return gone


def _sync(folder: Path) -> None:
    """Make a rename in the folder safe on the disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
