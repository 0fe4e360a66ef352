"""What is owed is sent once; what the platform says decides what becomes of it."""

import asyncio

import pytest

from bot.delivery import BACKOFF, LEASE, STOPPED, Delivery
from bot.state import open_state, outbox
from bot.wechat.errors import ApiError, Course

MORNING = 0.0


class Fake:
    """A platform that notes what it is sent, and fails as it is told."""

    def __init__(self):
        self.sent: list[tuple[str, str]] = []
        self.fails: ApiError | None = None

    async def send_text(self, openid: str, text: str) -> None:
        if self.fails:
            raise self.fails
        self.sent.append((openid, text))


@pytest.fixture
async def store(tmp_path):
    store = open_state(tmp_path / "inbox.db")
    yield store
    await store.close()


@pytest.fixture
async def platform():
    return Fake()


@pytest.fixture
async def delivery(store, platform, clock):
    await store.write(outbox.heard_from, "p", "oUser", now=clock())
    return Delivery(store, platform, asyncio.Event(), now=clock)


@pytest.fixture
def owe(store, clock):
    async def _owe(key="k", text="好", person="p"):
        await store.write(outbox.owe, key, person, text, now=clock())

    return _owe


def states(store):
    return store.read(
        lambda db: [tuple(r) for r in db.execute("SELECT key, state, text FROM outbox ORDER BY id")]
    )


async def test_what_is_owed_is_sent_once_and_forgotten(store, platform, delivery, owe):
    await owe()
    await owe()
    while await delivery.deliver_one():
        pass
    assert platform.sent == [("oUser", "好")]
    assert states(store) == [("k", "sent", None)]


@pytest.mark.parametrize(
    ("course", "after"),
    [
        (Course.UNKNOWN, ("unknown", None)),
        (Course.DROP, ("failed", None)),
        (Course.WAIT, ("waiting", "好")),
        (Course.STOP, ("waiting", "好")),
        (Course.LATER, ("owed", "好")),
    ],
)
async def test_the_course_decides(store, platform, delivery, course, after):
    await store.write(outbox.owe, "k", "p", "好", now=MORNING)
    platform.fails = ApiError("x", course)
    assert await delivery.deliver_one()
    assert states(store) == [("k", *after)]
    platform.fails = None
    await delivery.deliver_one()
    assert platform.sent == []


async def test_later_is_tried_again_and_in_the_end_waits(store, platform, delivery, owe, clock):
    await owe()
    platform.fails = ApiError("x", Course.LATER)
    await store.write(outbox.heard_from, "p", "oUser", now=clock(), click=True)
    for pause in (*BACKOFF, 0.0):
        await store.write(outbox.heard_from, "p", "oUser", now=clock())
        assert await delivery.deliver_one()
        clock.now += pause + 1
    assert states(store) == [("k", "waiting", "好")]


async def test_the_quota_of_a_message_is_five_then_it_waits(store, platform, delivery, owe):
    for number in range(7):
        await owe(f"k{number}")
    while await delivery.deliver_one():
        pass
    assert len(platform.sent) == 5
    assert [state for _, state, _ in states(store)] == ["sent"] * 5 + ["waiting"] * 2


async def test_a_click_gives_three_for_a_minute(store, platform, clock, owe):
    await store.write(outbox.heard_from, "p", "oUser", now=clock(), click=True)
    delivery = Delivery(store, platform, asyncio.Event(), now=clock)
    for number in range(4):
        await owe(f"k{number}")
    while await delivery.deliver_one():
        pass
    assert len(platform.sent) == 3
    await store.write(outbox.heard_from, "p", "oUser", now=clock(), click=True)
    clock.now += 61
    await owe("late")
    await delivery.deliver_one()
    assert len(platform.sent) == 3


async def test_after_48_hours_the_window_is_closed(store, platform, delivery, owe, clock):
    clock.now += 48 * 3600 + 1
    await owe()
    await delivery.deliver_one()
    assert (platform.sent, states(store)[0][1]) == ([], "waiting")


async def test_somebody_unknown_is_waited_for(store, platform, delivery, owe):
    await owe(person="stranger")
    await delivery.deliver_one()
    assert states(store) == [("k", "waiting", "好")]


async def test_a_configuration_that_cannot_send_stops_the_loop(store, platform, delivery, owe, clock):
    await owe("a")
    await owe("b")
    platform.fails = ApiError("x", Course.STOP)
    assert await delivery.deliver_one()
    assert not await delivery.deliver_one()
    clock.now += STOPPED + 1
    platform.fails = None
    assert await delivery.deliver_one()
    assert platform.sent == [("oUser", "好")]


async def test_a_sender_that_died_in_between_is_not_trusted_with_a_second_try(
    store, platform, delivery, owe, clock
):
    await owe()
    await store.write(outbox.take, now=clock(), lease=LEASE)
    assert await store.write(outbox.give_up_lost, now=clock()) == 0
    clock.now += LEASE + 1
    assert await store.write(outbox.give_up_lost, now=clock()) == 1
    assert not await delivery.deliver_one()
    assert states(store) == [("k", "unknown", None)]


async def test_two_loops_on_one_database_send_each_message_once(tmp_path, clock, platform):
    stores = [open_state(tmp_path / "both.db") for _ in range(2)]
    await stores[0].write(outbox.heard_from, "p", "oUser", now=clock())
    for number in range(5):
        await stores[0].write(outbox.owe, f"k{number}", "p", f"{number}", now=clock())
    loops = [Delivery(store, platform, asyncio.Event(), now=clock) for store in stores]

    async def all_of(loop):
        while await loop.deliver_one():
            pass

    await asyncio.gather(*map(all_of, loops))
    assert sorted(text for _, text in platform.sent) == ["0", "1", "2", "3", "4"]
    for store in stores:
        await store.close()


async def test_the_loop_wakes_at_the_bell(store, platform, clock, owe):
    bell = asyncio.Event()
    await store.write(outbox.heard_from, "p", "oUser", now=clock())
    running = asyncio.create_task(Delivery(store, platform, bell, now=clock).run())
    await asyncio.sleep(0)
    await owe()
    bell.set()
    while not platform.sent:
        await asyncio.sleep(0.001)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
