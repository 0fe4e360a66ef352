"""Photos from the chat: one draft for all of them, in order, once, whatever the platform does meanwhile."""

import asyncio
from datetime import datetime

import pytest

from bot.clock import CHINA
from bot.jobs.albums import GONE, QUIET
from bot.jobs.runner import PLATFORM_REST
from bot.jobs.transactions import MOST_FILES, QUOTA
from bot.state import drafts, jobs, leases, outbox
from bot.state.drafts import State
from bot.wechat.errors import ApiError, Course, refused
from handlers.kit.context import Role
from parser.model.errors import TooLarge

TOWN = "654202109"


class Media:
    """The platform's store of pictures."""

    def __init__(self):
        self.asked = []
        self.error = None

    async def __call__(self, media):
        self.asked.append(media)
        if self.error:
            raise self.error
        return f"content of {media}".encode()


@pytest.fixture
def media(house):
    house.runner.fetch = Media()
    return house.runner.fetch


@pytest.fixture
async def clerk(house):
    return await house.bind("clerk", Role.CLERK, TOWN)


@pytest.fixture
def send(house, clerk):
    async def photo(name, *, late=0.0):
        sent = datetime.fromtimestamp(house.clock() - late, CHINA)
        return await house.desk.add_photo(clerk, name, sent)

    return photo


def mine(house):
    return house.store.read(drafts.drafts_of, "clerk", now=house.clock())


def names(house, draft):
    folder = house.settings.files
    pieces = house.store.read(drafts.pieces_of, draft.id)
    return [(folder / p.sha256[:2] / p.sha256).read_text().removeprefix("content of ") for p in pieces]


async def test_photos_are_one_draft_in_the_order_they_were_sent(house, clerk, media, send):
    assert [await send("a"), await send("c"), await send("b", late=5)] == [1, 2, 3]
    await house.work()
    assert media.asked == []
    assert await house.desk.end_photos(clerk) == 3
    await house.work()
    (draft,) = mine(house)
    assert draft.state is State.DONE
    assert names(house, draft) == ["b", "a", "c"]
    owed = await house.store.write(outbox.take, now=house.clock(), lease=60)
    assert "检查结果" in owed.text


async def test_a_while_without_a_photo_ends_them_too(house, media, send):
    await send("a")
    house.clock.now += QUIET - 1
    await send("b")
    house.clock.now += QUIET - 1
    await house.work()
    assert mine(house)[0].state is State.COLLECTING
    house.clock.now += 1
    await house.work()
    assert names(house, mine(house)[0]) == ["a", "b"]


async def test_the_same_photo_told_of_twice_is_one_page(house, media, send):
    assert [await send("a"), await send("a")] == [1, 1]


async def test_a_photo_that_comes_while_they_are_fetched_begins_the_next_draft(house, clerk, media, send):
    fetching, go_on = asyncio.Event(), asyncio.Event()

    async def slow(name):
        fetching.set()
        await go_on.wait()
        return name.encode()

    house.runner.fetch = slow
    await send("a")
    await house.desk.end_photos(clerk)
    await house.runner.work()
    await fetching.wait()
    assert await send("b") == 1
    go_on.set()
    await house.runner.settle()
    assert [d.state for d in mine(house)].count(State.COLLECTING) == 1
    assert len(mine(house)) == 2


async def test_a_photo_that_is_gone_is_said(house, clerk, media, send):
    media.error = refused(GONE, "invalid media_id")
    await send("a")
    await house.desk.end_photos(clerk)
    await house.work()
    (draft,) = mine(house)
    assert draft.state is State.REFUSED
    assert "重新发一次" in draft.note


async def test_a_platform_that_is_down_is_asked_again_later(house, clerk, media, send):
    media.error = ApiError("连不上", Course.LATER)
    await send("a")
    await house.desk.end_photos(clerk)
    await house.work()
    house.clock.now += PLATFORM_REST - 1
    await house.work()
    assert media.asked == ["a"]
    media.error = None
    house.clock.now += 1
    await house.work()
    assert mine(house)[0].state is State.DONE


async def test_a_process_killed_while_fetching_loses_no_photo(house, clerk, media, send):
    media.error = RuntimeError("killed")
    await send("a")
    await house.desk.end_photos(clerk)
    await house.work()
    media.error = None
    await house.store.write(leases.void, now=house.clock())
    await house.work()
    assert names(house, mine(house)[0]) == ["a"]
    assert house.store.read(jobs.counts) == {}


async def test_limits(house, clerk, media, send):
    for n in range(MOST_FILES):
        await send(str(n))
    with pytest.raises(TooLarge, match="好了"):
        await send("one more")
    assert await house.desk.end_photos(clerk) == MOST_FILES
    await house.work()
    house.clock.now += 1
    for n in range(QUOTA[Role.CLERK][0] - 1):
        await house.desk.check_text(clerk, f"草稿{n}")
    with pytest.raises(TooLarge, match="明天"):
        await send("of another draft")


async def test_too_many_bytes_are_refused_when_they_are_known(house, clerk, send):
    async def huge(_):
        return b"x" * (house.desk.most_bytes + 1)

    house.runner.fetch = huge
    await send("a")
    await house.desk.end_photos(clerk)
    await house.work()
    assert "20 MB" in mine(house)[0].note


async def test_an_account_that_cannot_fetch_collects_nothing(house, clerk, send):
    assert await send("a") == 0
    assert mine(house) == []
    assert await house.desk.end_photos(clerk) == 0


async def test_a_picture_without_a_name_is_not_collected(house, media, send):
    assert await send("") == 0
