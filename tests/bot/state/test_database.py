"""inbox.db: grouped commits that keep apart what fails, durability under kill -9, clear refusals."""

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database

from bot.state import SCHEMA, inbox, keys, memory, open_state
from bot.state.database import StateError, connect, migrate

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
async def store(tmp_path):
    store = open_state(tmp_path / "inbox.db")
    yield store
    await store.close()


def note(db: sqlite3.Connection, key: str) -> str:
    db.execute("INSERT INTO memory VALUES (?, 'x', 0)", (key,))
    return key


def fail_after(db: sqlite3.Connection, key: str) -> None:
    note(db, key)
    raise ZeroDivisionError


def known(db: sqlite3.Connection) -> set[str]:
    return {row["person"] for row in db.execute("SELECT person FROM memory")}


async def test_a_write_that_fails_takes_nobody_along(store):
    written = await asyncio.gather(
        store.write(note, "a"), store.write(fail_after, "b"), store.write(note, "c"), return_exceptions=True
    )
    assert (written[0], written[2]) == ("a", "c")
    assert isinstance(written[1], ZeroDivisionError)
    assert store.read(known) == {"a", "c"}


async def test_writes_of_one_turn_share_a_commit(store):
    statements: list[str] = []
    store._writer.set_trace_callback(statements.append)
    await asyncio.gather(*(store.write(note, f"k{n}") for n in range(50)))
    assert statements.count("COMMIT") == 1
    assert len(store.read(known)) == 50


async def test_what_is_posted_is_there_before_what_is_written_after_it(store):
    store.post(note, "first")
    assert await store.write(known) == {"first"}


async def test_closing_finishes_what_was_posted(tmp_path):
    store = open_state(tmp_path / "inbox.db")
    store.post(note, "posted")
    await store.close()
    with closing(connect(tmp_path / "inbox.db")) as db:
        assert known(db) == {"posted"}


async def test_the_reader_cannot_write(store):
    with pytest.raises(sqlite3.OperationalError):
        store.read(note, "x")


async def test_who_stopped_waiting_does_not_stop_the_writer(store):
    waiting = asyncio.ensure_future(store.write(note, "a"))
    await asyncio.sleep(0)
    waiting.cancel()
    assert await store.write(note, "b") == "b"


def test_migrating_is_idempotent_and_many_may_start_at_once(tmp_path):
    path = tmp_path / "deep" / "inbox.db"
    code = f"from pathlib import Path; from bot.state import SCHEMA, migrate; migrate(Path({str(path)!r}), SCHEMA)"
    started = [subprocess.Popen([sys.executable, "-c", code], cwd=ROOT) for _ in range(4)]
    assert [process.wait(60) for process in started] == [0] * 4
    migrate(path, SCHEMA)


@pytest.mark.parametrize("damage", [b"not a database at all" * 100, b"SQLite format 3\x00" + b"\xff" * 5000])
def test_a_damaged_file_is_refused_and_left_alone(tmp_path, damage):
    path = tmp_path / "inbox.db"
    path.write_bytes(damage)
    with pytest.raises(StateError, match="inbox.db"):
        migrate(path, SCHEMA)
    assert path.read_bytes() == damage


def test_a_place_that_cannot_be_is_refused(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StateError):
        migrate(tmp_path / "file" / "inbox.db", SCHEMA)


WRITER = """
import asyncio, sys
from pathlib import Path
from bot.state import inbox, open_state

async def main():
    store = open_state(Path(sys.argv[1]))
    number = 0
    while True:
        keys = [f"{sys.argv[2]}-{number + n}" for n in range(8)]
        await asyncio.gather(*(store.write(inbox.claim, k, b"d", "{}", now=1.0, lease=5.0) for k in keys))
        print("\\n".join(keys), flush=True)
        number += 8

asyncio.run(main())
"""


def test_what_was_acknowledged_survives_kill_9(tmp_path):
    path = tmp_path / "inbox.db"
    acknowledged: set[str] = set()
    for run in range(3):
        process = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path), str(run)], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        lines = [process.stdout.readline().strip() for _ in range(200 + run * 37)]
        os.kill(process.pid, signal.SIGKILL)
        acknowledged |= {line for line in lines if line}
        process.stdout.close()
        process.wait()
    with closing(connect(path)) as db:
        stored = {row["key"] for row in db.execute("SELECT key FROM push")}
        assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    assert acknowledged <= stored


async def test_memory_is_over_after_a_day(store):
    await store.write(memory.remember, "p", "{}", now=0.0)
    await store.write(memory.remember, "p", '{"a": 1}', now=10.0)
    assert store.read(memory.recall, "p", now=20.0) == '{"a": 1}'
    assert store.read(memory.recall, "p", now=11.0 + memory.KEPT) is None
    assert await store.write(memory.forget_old, now=11.0 + memory.KEPT) == 1


def test_the_key_for_people_is_drawn_once(tmp_path):
    path = tmp_path / "inbox.db"
    migrate(path, SCHEMA)
    assert keys.person_key(path) == keys.person_key(path)
    assert len(keys.person_key(path)) == 32


async def test_a_claim_by_two_processes_is_ours_once(tmp_path):
    stores = [open_state(tmp_path / "inbox.db") for _ in range(2)]
    for number in range(20):
        claims = await asyncio.gather(
            *(s.write(inbox.claim, f"k{number}", b"d", "{}", now=1.0, lease=5.0) for s in stores)
        )
        assert sorted(claim.verdict for claim in claims) == [inbox.Verdict.BUSY, inbox.Verdict.OURS]
    for store in stores:
        await store.close()


def test_pushes_are_known_after_their_table_was_put_in_order(tmp_path):
    path = tmp_path / "inbox.db"
    with closing(connect(path)) as db:
        inbox.SCHEMA.apply(Database(db), stop_before="order_push")
        for key in ("answered", "open"):
            inbox.claim(db, key, b"d", "{}", now=0, lease=9)
        inbox.finish(db, "answered", b"reply")
    migrate(path, SCHEMA)
    with closing(connect(path)) as db:
        told = [inbox.claim(db, key, b"d", "{}", now=1, lease=9) for key in ("answered", "open", "new")]
    assert told == [
        inbox.Claim(inbox.Verdict.ANSWERED, b"reply"),
        inbox.Claim(inbox.Verdict.BUSY),
        inbox.Claim(inbox.Verdict.OURS),
    ]
