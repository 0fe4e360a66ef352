"""Whatever a file makes a worker do, the caller gets a result or one clear error, and the next job runs."""

import asyncio
import errno
import io
import os
import pickle
import resource
import select
import signal
import sys
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from bot.jobs import worker
from bot.jobs.confine import network_wall
from bot.jobs.pool import Pool
from bot.jobs.process import CRASHED, PICTURES, TEXT, TOOK_TOO_LONG, Limits, WorkerError, limits_for
from bot.jobs.worker import TOO_MUCH_MEMORY
from parser.model.errors import Damaged, Encrypted, TooLarge
from parser.model.finding import Check, NotAssessable, Verdict

HERE = Path(__file__).parent
sys.path.append(str(HERE))
import misbehave  # noqa: E402 - a module that the worker can import by its name, too

SHORT = Limits(wall=1.0)


@pytest.fixture
def pool(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(HERE))
    with Pool(1) as pool:
        yield pool


def test_results_keep_their_types(pool):
    assert pool.call(TEXT, misbehave.echo, "公示") == "公示"
    assert pool.call(TEXT, misbehave.figure) == Decimal("110.45349")
    expected = Check(Verdict.PASS, (), (NotAssessable("D851", "没有上年报告"),), ("T301",))
    assert pool.call(TEXT, misbehave.judge, "D851") == expected


def test_a_process_serves_many_jobs_and_retires(pool):
    two = Limits(jobs=2)
    seen = [pool.call(two, misbehave.process_id) for _ in range(4)]
    assert seen[0] == seen[1] != seen[2] == seen[3]
    assert os.getpid() not in seen


def test_the_readers_own_error_comes_out(pool):
    with pytest.raises(Encrypted, match="去掉密码"):
        pool.call(TEXT, misbehave.encrypted)


def test_a_broken_reader_is_our_fault_and_says_nothing_of_the_text(pool):
    with pytest.raises(WorkerError) as caught:
        pool.call(TEXT, misbehave.broken, "村民张三的电话")
    assert "ValueError at misbehave.py:" in caught.value.where
    assert "张三" not in caught.value.where + str(caught.value)


BREACHES = [
    (misbehave.eat_memory, TEXT, TooLarge, TOO_MUCH_MEMORY),
    (misbehave.babble, TEXT, TooLarge, TOO_MUCH_MEMORY),
    (misbehave.spin, Limits(cpu=0, wall=30.0), TooLarge, TOOK_TOO_LONG),
    (misbehave.hang, SHORT, TooLarge, TOOK_TOO_LONG),
    (misbehave.crash, TEXT, Damaged, CRASHED),
    (misbehave.leave, TEXT, Damaged, CRASHED),
    (misbehave.lie, TEXT, Damaged, CRASHED),
]


@pytest.mark.parametrize(
    ("task", "limits", "error", "sentence"), BREACHES, ids=lambda v: getattr(v, "__name__", "")
)
def test_a_breach_is_one_clear_error_and_the_next_job_runs(pool, task, limits, error, sentence):
    with pytest.raises(error) as caught:
        pool.call(limits, task)
    assert str(caught.value) == sentence
    assert pool.call(TEXT, misbehave.echo, "还在") == "还在"


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_what_is_killed_from_outside_is_not_the_files_fault(pool, number):
    with pytest.raises(WorkerError):
        pool.call(TEXT, misbehave.die, int(number))
    assert pool.call(TEXT, misbehave.echo, "还在") == "还在"


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGALRM])
def test_a_process_that_ended_while_it_was_idle_is_replaced(pool, number):
    idle = pool.call(TEXT, misbehave.process_id)
    ended = os.pidfd_open(idle)
    os.kill(idle, number)
    assert select.select([ended], [], [], 30)[0] == [ended]
    os.close(ended)
    assert pool.call(TEXT, misbehave.process_id) != idle


@pytest.mark.parametrize(
    ("task", "arguments", "kind"),
    [
        ("echo", ("公示",), worker.DONE),
        ("encrypted", (), worker.REFUSED),
        ("broken", ("公示",), worker.FAILED),
        ("starve", (), worker.SPENT),
    ],
)
def test_no_clock_runs_on_when_a_job_is_done(task, arguments, kind):
    """Else it would end the process while it waits, and the next file would be told that it took too long."""
    cpu = resource.getrlimit(resource.RLIMIT_CPU)
    results = io.BytesIO()
    try:
        worker._serve(pickle.dumps((f"misbehave:{task}", arguments, {}, 10_000, 3_600.0)), results)
        assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        resource.setrlimit(resource.RLIMIT_CPU, cpu)
    assert results.getvalue()[:1] == kind


def test_a_full_disk_is_bounded(pool, tmp_path):
    with pytest.raises((Damaged, TooLarge, WorkerError)):
        pool.call(Limits(cpu=60), misbehave.fill_disk, str(tmp_path / "big"))
    assert (tmp_path / "big").stat().st_size <= 256 * 1024 * 1024


def test_children_die_with_their_worker(pool, tmp_path):
    with pytest.raises(TooLarge):
        pool.call(SHORT, misbehave.hang_with_child, str(tmp_path / "pid"))
    child = int((tmp_path / "pid").read_text())
    with suppress(ProcessLookupError):  # gone already
        ended = os.pidfd_open(child)
        assert select.select([ended], [], [], 30)[0] == [ended]
        os.close(ended)


def test_printing_does_not_disturb_the_frames(pool):
    assert pool.call(TEXT, misbehave.chatter) == "clean"


@pytest.mark.parametrize("nice", [3, 9])
def test_workers_stand_behind_what_people_wait_for_as_a_session_too(monkeypatch, nice):
    monkeypatch.setenv("PYTHONPATH", str(HERE))
    with Pool(1, nice=nice) as pool:
        total, session = pool.call(TEXT, misbehave.standing)
    assert total == max(os.nice(0), nice)
    assert session in ("", str(total))


def test_no_secret_gets_into_a_worker(pool, monkeypatch):
    monkeypatch.setenv("NIANBAO_APP_SECRET", "hush")
    assert "NIANBAO_APP_SECRET" not in pool.call(TEXT, misbehave.environment)


def test_there_is_no_network(pool):
    assert "no network" in pool.call(TEXT, misbehave.connect_python)
    assert pool.call(TEXT, misbehave.local_socket)


@pytest.mark.skipif(
    network_wall() != "seccomp", reason="no seccomp filter for this machine: only the audit hook"
)
def test_there_is_no_network_for_native_code_and_children_either(pool):
    assert pool.call(TEXT, misbehave.connect_native) == errno.EPERM
    assert pool.call(TEXT, misbehave.connect_from_child) != 0


async def test_the_loop_runs_on_while_a_worker_hangs(pool):
    ticks = 0
    job = asyncio.ensure_future(pool.run(SHORT, misbehave.hang))
    while not job.done():
        ticks += 1
        await asyncio.sleep(0.01)
    with pytest.raises(TooLarge):
        await job
    assert ticks > 10


def test_closing_ends_what_runs(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(HERE))
    pool = Pool(1)
    pool.call(TEXT, misbehave.echo, "warm")
    hanging = pool.submit(TEXT, misbehave.hang)
    while not hanging.running():
        pass
    pool.close()
    with pytest.raises(WorkerError):
        hanging.result()
    with pytest.raises(RuntimeError):
        pool.call(TEXT, misbehave.echo, "too late")


@pytest.mark.parametrize(
    ("name", "head", "limits"),
    [
        ("a.docx", b"PK\x03\x04", TEXT),
        ("a.doc", b"\xd0\xcf\x11\xe0", TEXT),
        ("a.txt", "一、总体情况".encode(), TEXT),
        ("a.ofd", b"PK\x03\x04", PICTURES),
        ("a.zip", b"PK\x03\x04", PICTURES),
        ("photo.docx", b"\xff\xd8\xff\xe0", PICTURES),
        ("a.heic", b"\0\0\0\x18ftypheic", PICTURES),
        ("a.pdf", b"%PDF-1.7", PICTURES),
    ],
)
def test_pictures_get_more_room(name, head, limits):
    assert limits_for([("a.txt", b"x"), (name, head)]) == limits


def test_more_pictures_get_more_time_not_more_memory():
    many = limits_for([(f"{n}.jpg", b"\xff\xd8\xff\xe0") for n in range(4)])
    assert many.wall == PICTURES.wall + 3 * 90
    assert many.cpu == PICTURES.cpu + 3 * 90
    assert many.memory == PICTURES.memory


def test_processes_are_shared_by_jobs_of_unlike_time_but_not_of_unlike_memory(pool):
    first = pool.call(TEXT, misbehave.process_id)
    assert pool.call(replace(TEXT, wall=7.0), misbehave.process_id) == first
    assert pool.call(replace(TEXT, memory=TEXT.memory + 4096), misbehave.process_id) != first


def test_kinds_of_job_that_take_turns_start_no_process_each_time_and_keep_no_more_than_two_for_a_job(pool):
    kinds = [replace(TEXT, memory=TEXT.memory + 4096 * n) for n in range(3)]
    two = [pool.call(kind, misbehave.process_id) for kind in kinds[:2] * 3]
    assert len(set(two)) == 2
    third = pool.call(kinds[2], misbehave.process_id)
    assert third not in two
    assert pool.call(kinds[0], misbehave.process_id) not in two
