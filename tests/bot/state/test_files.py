"""Files on the disk: whole or not at all, one for the same bytes, and nobody's name in a path."""

import hashlib
import os

import pytest

from bot.state import files
from bot.state.files import STALE, Incoming, path_of
from parser.model.errors import TooLarge


def put(folder, data: bytes):
    with Incoming(folder, most=100) as file:
        for start in range(0, len(data), 7):
            file.write(data[start : start + 7])
        return file.keep()


def everything(folder):
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def test_a_file_is_found_by_its_sha256_and_known_by_its_md5(tmp_path):
    data = "一、总体情况".encode()
    stored = put(tmp_path, data)
    assert stored.sha256 == hashlib.sha256(data).hexdigest()
    assert stored.md5 == hashlib.md5(data).hexdigest()  # noqa: S324 - what WeChat tells
    assert stored.size == len(data)
    assert path_of(tmp_path, stored.sha256).read_bytes() == data


def test_the_same_bytes_are_there_once(tmp_path):
    assert put(tmp_path, b"same") == put(tmp_path, b"same")
    assert len(everything(tmp_path)) == 1


def break_off(folder, error, *pieces):
    with Incoming(folder, most=10) as file:
        for piece in pieces:
            file.write(piece)
        if error:
            raise error


def test_what_is_not_kept_is_gone(tmp_path):
    break_off(tmp_path, None, b"half")
    with pytest.raises(ConnectionError):
        break_off(tmp_path, ConnectionError(), b"half")
    assert everything(tmp_path) == []


def test_the_limit_holds_at_the_piece_that_goes_over_it(tmp_path):
    break_off(tmp_path, None, b"x" * 10)
    with pytest.raises(TooLarge):
        break_off(tmp_path, None, b"x" * 10, b"x")
    assert everything(tmp_path) == []


def test_a_sweep_takes_only_what_is_old_and_unwanted(tmp_path):
    wanted, unwanted, fresh = (put(tmp_path, name) for name in (b"wanted", b"unwanted", b"fresh"))
    (tmp_path / "dead.part").write_bytes(b"half")
    (tmp_path / "live.part").write_bytes(b"half")
    for old in (path_of(tmp_path, wanted.sha256), path_of(tmp_path, unwanted.sha256), tmp_path / "dead.part"):
        os.utime(old, (1000.0, 1000.0))
    for new in (path_of(tmp_path, fresh.sha256), tmp_path / "live.part"):
        os.utime(new, (9000.0, 9000.0))
    assert files.sweep(tmp_path, frozenset({wanted.sha256}), now=1001.0 + STALE) == 2
    left = {path_of(tmp_path, s.sha256).relative_to(tmp_path).as_posix() for s in (wanted, fresh)}
    assert set(everything(tmp_path)) == left | {"live.part"}


def test_what_comes_again_is_fresh_again(tmp_path):
    stored = put(tmp_path, b"again")
    os.utime(path_of(tmp_path, stored.sha256), (1000.0, 1000.0))
    put(tmp_path, b"again")
    assert files.sweep(tmp_path, frozenset(), now=1001.0 + STALE) == 0
