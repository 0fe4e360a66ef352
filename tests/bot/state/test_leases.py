"""A server that is alone takes up at once what a dead one was at; one that isn't leaves the living their work."""

import signal
import subprocess
import sys

import pytest

from bot.state import inbox, jobs, leases, open_state, outbox


@pytest.fixture
async def store(tmp_path):
    store = open_state(tmp_path / "inbox.db")
    yield store
    await store.close()


async def test_a_dead_servers_work_is_taken_up_at_once(store):
    await store.write(inbox.claim, "k", b"d", "{}", now=0.0, lease=120.0)
    await store.write(jobs.enqueue, "check", "draft", now=0.0)
    await store.write(jobs.take, "check", now=0.0, lease=3600.0)
    await store.write(outbox.owe, "k", "p", "好", now=0.0)
    await store.write(outbox.take, now=0.0, lease=60.0)
    assert await store.write(inbox.abandoned, now=1.0, lease=9.0) == []
    await store.write(leases.void, now=1.0)
    assert await store.write(inbox.abandoned, now=1.0, lease=9.0) == [("k", "{}")]
    assert (await store.write(jobs.take, "check", now=1.0, lease=9.0)).key == "draft"
    assert await store.write(outbox.take, now=99.0, lease=60.0) is None
    assert store.read(outbox.counts) == {"unknown": 1}


async def test_what_is_done_stays_done(store):
    await store.write(inbox.claim, "k", b"d", "{}", now=0.0, lease=120.0)
    await store.write(inbox.finish, "k", b"answer")
    await store.write(leases.void, now=1.0)
    assert await store.write(inbox.abandoned, now=1.0, lease=9.0) == []


def test_only_one_stands_alone(tmp_path):
    one = leases.stand_alone(tmp_path / "inbox.db")
    assert leases.stand_alone(tmp_path / "inbox.db") is None
    one.close()
    leases.stand_alone(tmp_path / "inbox.db").close()


def test_a_killed_server_leaves_no_lock(tmp_path):
    hold = (
        "import os, pathlib, signal, sys; from bot.state import leases;"
        " assert leases.stand_alone(pathlib.Path(sys.argv[1])); os.kill(os.getpid(), signal.SIGKILL)"
    )
    killed = subprocess.run([sys.executable, "-c", hold, str(tmp_path / "inbox.db")], check=False)
    assert killed.returncode == -signal.SIGKILL
    leases.stand_alone(tmp_path / "inbox.db").close()
