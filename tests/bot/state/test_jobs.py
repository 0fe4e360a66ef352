"""Leases: every job is done, by one at a time, and three tries are enough."""

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from sqlite_utils import Database

from bot.state import SCHEMA, jobs
from bot.state.database import connect, migrate

LEASE = 10.0


@pytest.fixture
def db(tmp_path):
    migrate(tmp_path / "inbox.db", SCHEMA)
    db = connect(tmp_path / "inbox.db")
    yield db
    db.close()


def take(db, now):
    return jobs.take(db, "check", now=now, lease=LEASE)


def test_asked_twice_done_once(db):
    assert jobs.enqueue(db, "check", "a", now=0.0)
    assert not jobs.enqueue(db, "check", "a", now=0.0)
    job = take(db, 1.0)
    assert not jobs.enqueue(db, "check", "a", now=1.0)
    assert take(db, 1.0) is None
    assert jobs.finish(db, job)
    assert take(db, 99.0) is None


def test_a_dead_takers_job_is_taken_again_and_his_late_result_does_not_count(db):
    jobs.enqueue(db, "check", "a", now=0.0)
    first = take(db, 0.0)
    assert take(db, 9.9) is None
    second = take(db, 10.0)
    assert (first.key, second.key, second.tries) == ("a", "a", 2)
    assert not jobs.finish(db, first)
    assert jobs.finish(db, second)


def test_after_a_restart_nobody_waits_for_dead_leases(db):
    jobs.enqueue(db, "check", "a", now=0.0)
    take(db, 0.0)
    assert jobs.release(db, now=1.0) == 1
    assert take(db, 1.0).tries == 2


def test_three_tries_then_it_is_dead_and_reported_once(db):
    jobs.enqueue(db, "check", "a", now=0.0)
    now, waits = 0.0, []
    for _ in range(3):
        due = jobs.next_due(db, "check")
        waits.append(due - now)
        now = due
        jobs.fail(db, take(db, now), "WorkerError", now=now)
    assert waits == [0.0, jobs.BACKOFF, 4 * jobs.BACKOFF]
    assert take(db, now + 1e6) is None
    (dead,) = jobs.bury(db, "check", now=now + 1e6)
    assert dead.key == "a"
    assert jobs.bury(db, "check", now=now + 1e6) == []
    assert jobs.counts(db) == {"dead": 1}


def test_a_job_that_kills_its_taker_three_times_is_dead_too(db):
    jobs.enqueue(db, "check", "poison", now=0.0)
    for now in (0.0, 10.0, 20.0):
        assert take(db, now)
    assert jobs.bury(db, "check", now=29.0) == []
    assert [j.key for j in jobs.bury(db, "check", now=30.0)] == ["poison"]


def test_a_dead_job_can_be_asked_for_again(db):
    jobs.enqueue(db, "check", "a", now=0.0)
    for now in (0.0, 10.0, 20.0):
        take(db, now)
    jobs.bury(db, "check", now=30.0)
    assert jobs.enqueue(db, "check", "a", now=31.0)
    assert take(db, 31.0).tries == 1


def test_kinds_are_apart(db):
    jobs.enqueue(db, "other", "a", now=0.0)
    assert take(db, 1.0) is None
    assert jobs.next_due(db, "check") is None


class Queue(RuleBasedStateMachine):
    """Whatever enqueues, takers and deaths do: a job is finished once, and never lost before that."""

    def __init__(self):
        super().__init__()
        self.db = connect(":memory:")
        jobs.SCHEMA.apply(Database(self.db))
        self.now = 0.0
        self.held = []
        self.asked, self.finished, self.buried = set(), [], set()

    @rule(key=st.sampled_from("abc"))
    def ask(self, key):
        if key not in self.finished and jobs.enqueue(self.db, "check", key, now=self.now):
            self.asked.add(key)
            self.buried.discard(key)

    @rule()
    def take(self):
        job = take(self.db, self.now)
        if job:
            assert job.key not in self.finished
            self.held.append(job)

    @rule(which=st.integers(0, 9))
    def finish(self, which):
        if self.held:
            job = self.held.pop(which % len(self.held))
            if jobs.finish(self.db, job):
                self.finished.append(job.key)

    @rule(which=st.integers(0, 9))
    def fail(self, which):
        if self.held:
            jobs.fail(self.db, self.held.pop(which % len(self.held)), "x", now=self.now)

    @rule(seconds=st.floats(0.0, 100.0))
    def wait(self, seconds):
        self.now += seconds

    @rule()
    def bury(self):
        self.buried |= {job.key for job in jobs.bury(self.db, "check", now=self.now)}

    @invariant()
    def nothing_is_lost_or_done_twice(self):
        there = {row["key"] for row in self.db.execute("SELECT key FROM job")}
        assert len(self.finished) == len(set(self.finished))
        assert there | set(self.finished) == self.asked

    def teardown(self):
        self.db.close()


Queue.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestQueue = Queue.TestCase
