"""One effect and the same bytes for every try of a push; an answer, or word of it, in time."""

import asyncio
from datetime import datetime

import pytest

from bot.clock import CHINA
from bot.deadline import SUCCESS, Forged, Limits, Replies, Request
from bot.state import inbox, open_state, outbox
from bot.state.database import StateError
from handlers.kit.message import FileInfo, Incoming, Kind
from parser.model.errors import NotAReport

AT = datetime(2024, 1, 15, 10, tzinfo=CHINA)
LIMITS = Limits(seconds=0.05, give_up=5.0, per_minute=1000)


class Slow:
    """A conversation that says how often it was asked, when it is let go."""

    def __init__(self, *, free: bool = True, fails: Exception | None = None):
        self.asked: list[str] = []
        self.free = asyncio.Event()
        self.fails = fails
        if free:
            self.free.set()

    async def __call__(self, incoming: Incoming) -> str:
        self.asked.append(incoming.text)
        await self.free.wait()
        if self.fails:
            raise self.fails
        return f"{incoming.text}：第{len(self.asked)}次"


def request(key="k", text="问", digest=b"d", kind=Kind.TEXT, person="p"):
    return Request(key, digest, "oUser", Incoming(kind, text, person, AT), lambda said: f"<{said}>".encode())


@pytest.fixture
async def store(tmp_path):
    store = open_state(tmp_path / "inbox.db")
    yield store
    await store.close()


def replies(store, respond, clock, *, limits=LIMITS, can_send=True):
    return Replies(store, respond, limits, can_send=can_send, now=clock)


async def test_three_tries_one_effect_the_same_bytes(store, clock):
    talk = Slow()
    bot = replies(store, talk, clock)
    answers = [await bot.once(request()) for _ in range(3)]
    assert answers == ["<问：第1次>".encode()] * 3
    assert talk.asked == ["问"]


async def test_tries_that_overlap_wait_for_the_first(store, clock):
    talk = Slow()
    bot = replies(store, talk, clock)
    answers = await asyncio.gather(*(bot.once(request()) for _ in range(20)))
    assert set(answers) == {"<问：第1次>".encode()}
    assert talk.asked == ["问"]


async def test_a_try_after_a_restart_gets_the_same_bytes(tmp_path, clock):
    answers = []
    for talk in (Slow(), Slow()):
        store = open_state(tmp_path / "inbox.db")
        answers.append(await replies(store, talk, clock).once(request()))
        await store.close()
    assert answers[0] == answers[1]
    assert talk.asked == []


async def test_two_instances_on_one_database_have_one_effect(tmp_path, clock):
    talk = Slow()
    stores = [open_state(tmp_path / "inbox.db") for _ in range(2)]
    bots = [replies(store, talk, clock, limits=Limits(2.0, 5.0, 1000)) for store in stores]
    pushes = [request(f"k{n}", f"问{n}") for n in range(10)]
    answers = await asyncio.gather(*(bot.once(push) for push in pushes for bot in bots))
    assert sorted(talk.asked) == sorted(f"问{n}" for n in range(10))
    assert answers[0::2] == answers[1::2]
    for store in stores:
        await store.close()


@pytest.mark.parametrize("overlapping", [True, False])
async def test_a_known_key_with_another_message_is_refused(store, clock, overlapping):
    talk = Slow(free=not overlapping)
    bot = replies(store, talk, clock, limits=Limits(1.0, 5.0, 1000))
    first = asyncio.ensure_future(bot.once(request()))
    if not overlapping:
        await first
    while not talk.asked:
        await asyncio.sleep(0)
    with pytest.raises(Forged):
        await bot.once(request(digest=b"other"))
    talk.free.set()
    await first
    assert talk.asked == ["问"]


async def test_a_slow_answer_is_acknowledged_and_owed(store, clock):
    talk = Slow(free=False)
    bot = replies(store, talk, clock)
    assert await bot.once(request()) == SUCCESS
    assert await bot.once(request()) == SUCCESS
    talk.free.set()
    await bot.drain(5)
    owed = await store.write(outbox.take, now=clock(), lease=9)
    assert (owed.text, owed.openid) == ("问：第1次", "oUser")
    assert await store.write(outbox.take, now=clock(), lease=9) is None
    assert talk.asked == ["问"]


async def test_without_messages_of_our_own_it_goes_with_the_next_reply(store, clock):
    talk = Slow(free=False)
    bot = replies(store, talk, clock, can_send=False)
    assert "正在处理" in (await bot.once(request())).decode()
    talk.free.set()
    await bot.drain(5)
    assert await store.write(outbox.take, now=clock(), lease=9) is None
    second = (await bot.once(request("k2", "二"))).decode()
    assert "问：第1次" in second
    assert "二：第2次" in second
    assert "问：第1次" not in (await bot.once(request("k3", "三"))).decode()


async def test_what_does_not_fit_beside_it_comes_with_the_reply_after(store, clock):
    await store.write(outbox.owe, "x", "p", "早先的" * 214, now=clock(), waiting=True)
    bot = replies(store, Slow(), clock, can_send=False)
    first = (await bot.once(request())).decode()
    assert "早先的" in first
    assert "再发一个字" in first
    assert "问：第1次" not in first
    assert "问：第1次" in (await bot.once(request("k2", "二"))).decode()


async def test_who_has_to_wait_is_told_once(store, clock):
    hinted = []
    talk = Slow(free=False)
    bot = Replies(store, talk, LIMITS, can_send=True, now=clock, slow=hinted.append)
    await bot.once(request())
    await bot.once(request())
    assert hinted == ["oUser"]
    talk.free.set()
    await bot.drain(5)


async def test_what_waits_for_somebody_else_stays(store, clock):
    await store.write(outbox.owe, "x", "other", "别人的", now=clock(), waiting=True)
    bot = replies(store, Slow(), clock, can_send=False)
    assert "别人的" not in (await bot.once(request())).decode()


async def test_a_new_message_wakes_what_waited(store, clock):
    await store.write(outbox.owe, "x", "p", "早先的", now=clock(), waiting=True)
    await replies(store, Slow(), clock).once(request())
    assert (await store.write(outbox.take, now=clock(), lease=9)).text == "早先的"


@pytest.mark.parametrize(
    ("error", "said"),
    [(NotAReport("这不是年报。"), "这不是年报"), (ZeroDivisionError(), "抱歉"), (TimeoutError(), "抱歉")],
)
async def test_a_failure_is_said(store, clock, error, said):
    assert said in (await replies(store, Slow(fails=error), clock).once(request())).decode()


async def test_flooding_gets_a_cheap_reply_and_others_do_not_notice(store, clock):
    talk = Slow()
    bot = replies(store, talk, clock, limits=Limits(1.0, 5.0, 3))
    said = [(await bot.once(request(f"k{n}"))).decode() for n in range(5)]
    assert ["太快" in text for text in said] == [False, False, False, True, True]
    assert "太快" not in (await bot.once(request("k9", person="q"))).decode()
    assert len(talk.asked) == 4


async def test_a_push_whose_process_died_is_worked_on_and_owed(tmp_path, clock):
    store = open_state(tmp_path / "inbox.db")
    bot = replies(store, Slow(free=False), clock)
    assert await bot.once(request()) == SUCCESS
    await bot.drain(0)
    clock.now += 60
    talk = Slow()
    after = replies(store, talk, clock)
    assert await after.recover() == 1
    assert await after.recover() == 0
    await after.drain(5)
    assert (await store.write(outbox.take, now=clock(), lease=9)).text == "问：第1次"
    assert await after.once(request()) == SUCCESS
    await store.close()


@pytest.mark.parametrize(
    "message",
    [
        Incoming(Kind.TEXT, "问", "p", AT),
        Incoming(Kind.IMAGE, "https://p/1", "p", AT, media="m1"),
        Incoming(Kind.FILE, "年报.docx", "p", AT, FileInfo("年报.docx", 3, "ab")),
    ],
)
async def test_a_message_comes_back_whole_after_a_crash(store, clock, message):
    seen = []

    async def die(_):
        raise asyncio.CancelledError

    async def look(incoming):
        seen.append(incoming)
        return ""

    asked = Request("k", b"d", "oUser", message, lambda said: said.encode())
    with pytest.raises(asyncio.CancelledError):
        await replies(store, die, clock).once(asked)
    clock.now += 60
    after = replies(store, look, clock)
    await after.recover()
    await after.drain(5)
    assert seen == [message]


async def test_a_person_who_left_is_not_written_to(store, clock):
    bot = replies(store, Slow(), clock)
    await bot.once(request("a"))
    await bot.once(request("b", kind=Kind.UNFOLLOW))
    assert not await store.write(outbox.spend, "p", now=clock())


class Full:
    """A store on a full disk: reads work, writes fail."""

    def __init__(self, store):
        self.read = store.read

    async def write(self, *_, **__):
        raise StateError("disk full")


async def test_a_full_disk_does_not_silence_the_bot(store, clock):
    talk = Slow()
    bot = replies(Full(store), talk, clock)
    assert await bot.once(request()) == "<问：第1次>".encode()


async def test_a_full_disk_and_a_slow_answer_are_said(store, clock):
    bot = replies(Full(store), Slow(free=False), clock)
    assert "有点忙" in (await bot.once(request())).decode()


async def test_a_lease_that_ran_out_is_taken_over(store, clock):
    await store.write(inbox.claim, "k", b"d", "{}", now=clock(), lease=5)
    assert await store.write(inbox.claim, "k", b"d", "{}", now=clock(), lease=5) == inbox.Claim(
        inbox.Verdict.BUSY
    )
    later = await store.write(inbox.claim, "k", b"d", "{}", now=clock() + 6, lease=5)
    assert later.verdict is inbox.Verdict.OURS


async def test_old_pushes_are_forgotten_open_ones_are_not(store, clock):
    await replies(store, Slow(), clock).once(request("done"))
    await store.write(inbox.claim, "open", b"d", "{}", now=clock(), lease=5)
    assert await store.write(inbox.forget_old, now=clock() + inbox.KEPT + 1) == 1
    assert len(await store.write(inbox.abandoned, now=clock() + inbox.KEPT, lease=1)) == 1


async def test_the_message_is_forgotten_when_it_is_answered(store, clock, tmp_path):
    await replies(store, Slow(), clock).once(request(text="我的身份证号"))
    await store.write(inbox.forget_old, now=0.0)
    row = store.read(lambda db: dict(db.execute("SELECT * FROM push").fetchone()))
    assert row["message"] is None


async def test_what_the_operator_has_to_know_is_not_said_to_a_person(store, clock):
    slow = Slow(fails=StateError("打不开 /srv/inbox.db"))
    said = (await replies(store, slow, clock).once(request())).decode()
    assert "抱歉" in said
    assert "/srv" not in said


async def test_who_waits_for_a_dead_process_is_told_how_to_get_his_answer(store, clock):
    """The account can't write by itself: silence would be all that the person sees."""
    await store.write(inbox.claim, "k", b"d", "{}", now=clock(), lease=60)
    assert "发一个字" in (await replies(store, Slow(), clock, can_send=False).once(request())).decode()
