"""The runner: a result for every draft, or a sentence that says why not; nothing twice."""

import asyncio

import pytest

from bot.jobs import desk
from bot.jobs.desk import Postponed
from bot.jobs.process import PICTURES, TEXT, WorkerError
from bot.jobs.runner import IDLE
from bot.jobs.transactions import CHECK, Arrived
from bot.state import drafts, jobs, leases, outbox
from bot.state.database import StateError
from bot.state.drafts import State
from bot.state.files import Incoming
from handlers.kit.context import Role
from parser.model.errors import NotAReport, TooLarge

TOWN = "654202109"


@pytest.fixture
async def upload(house):
    """Hands in a file as the clerk; gives its draft."""
    clerk = await house.bind("clerk", Role.CLERK, TOWN)

    async def send(data: bytes = b"draft", name: str = "a.docx"):
        link = await house.desk.upload_link(clerk)
        with Incoming(house.settings.files, most=1 << 20) as file:
            file.write(data)
            arrived = [Arrived(name, file.keep())]
        await house.desk.receive(link.url.rpartition("/")[2], arrived, opened=house.clock())
        return newest(house)

    return send


def newest(house):
    return house.store.read(drafts.drafts_of, "clerk", now=house.clock())[0]


async def told(house) -> list[str]:
    found = []
    while owed := await house.store.write(outbox.take, now=house.clock(), lease=60):
        found.append(owed.text)
    return found


def fails(error):
    def behave(_):
        raise error

    return behave


def fails_in(error):
    async def run(*arguments):
        raise error

    return run


async def test_our_own_fault_is_tried_three_times_then_the_sender_is_told_once(house, upload):
    house.pool.behave = fails(WorkerError("ValueError at docx.py:1"))
    await upload()
    for _ in range(10):
        await house.work()
        house.clock.now += 20
    assert len(house.pool.seen) == 3
    assert newest(house).state is State.REFUSED
    (message,) = await told(house)
    assert "我们的程序出了问题" in message
    assert house.store.read(jobs.counts) == {"dead": 1}


async def test_a_dead_draft_handed_in_again_is_tried_again(house, upload):
    good, house.pool.behave = house.pool.behave, fails(WorkerError("x"))
    await upload()
    for _ in range(4):
        await house.work()
        house.clock.now += 30
    house.pool.behave = good
    await upload()
    await house.work()
    assert newest(house).state is State.DONE


@pytest.mark.parametrize("error", [NotAReport("这不像年度报告。"), TooLarge("用时过长。")])
async def test_a_file_at_fault_is_refused_at_once(house, upload, error):
    house.pool.behave = fails(error)
    await upload(name="预算表.xlsx")
    (line,) = await house.desk.drafts(await house.desk.person("clerk"))
    assert not line.refused
    await house.work()
    await house.work()
    assert len(house.pool.seen) == 1
    assert newest(house).note == str(error)
    assert await told(house) == [f"“预算表.xlsx”没有查成：{error}"]
    assert house.store.read(jobs.counts) == {}
    (line,) = await house.desk.drafts(await house.desk.person("clerk"))
    assert line.refused


async def test_a_bad_file_does_not_hold_up_the_next(house, upload, make_checked):
    house.pool.behave = lambda text: make_checked() if text == "good" else fails(TooLarge("大"))(text)
    await upload(b"bad")
    await upload(b"good", "b.docx")
    await house.work()
    await house.work()
    states = {d.name: d.state for d in house.store.read(drafts.drafts_of, "clerk", now=house.clock())}
    assert states == {"a.docx": State.REFUSED, "b.docx": State.DONE}


async def test_a_job_whose_process_died_is_done_after_the_restart(house, upload, make_checked):
    await upload()
    await house.store.write(jobs.take, CHECK, now=house.clock(), lease=1e9)
    await house.work()
    assert not house.pool.seen
    await house.store.write(leases.void, now=house.clock())
    await house.work()
    assert newest(house).state is State.DONE
    assert len(await told(house)) == 1


async def test_a_result_that_comes_after_the_lease_was_lost_leaves_nothing(house, upload, make_checked):
    async def slow(*arguments):
        house.clock.now += 1e6
        job = await house.store.write(jobs.take, CHECK, now=house.clock(), lease=60)
        assert job.tries == 2
        return make_checked()

    house.pool.run = slow
    await upload()
    await house.work()
    assert newest_anyhow(house) == State.WAITING
    assert await told(house) == []


def newest_anyhow(house):
    return house.store.read(lambda db: State(db.execute("SELECT state FROM draft").fetchone()[0]))


async def test_a_draft_that_expired_before_its_turn_is_let_go(house, upload):
    await upload()
    house.clock.now += 8 * 86400
    await house.work()
    assert not house.pool.seen
    assert house.store.read(jobs.counts) == {}


@pytest.mark.parametrize(
    ("data", "name", "kind"), [(b"\xff\xd8\xff", "a.jpg", PICTURES), (b"PK\x03\x04", "a.docx", TEXT)]
)
async def test_pictures_get_the_limits_of_pictures(house, upload, data, name, kind):
    await upload(data, name)
    await house.work()
    ((limits, _, _),) = house.pool.seen
    assert limits.cpu == kind.cpu
    assert limits.memory >= kind.memory


async def test_pasted_text_that_is_no_report_says_so_and_is_not_left_waiting(house, upload):
    house.pool.behave = fails(NotAReport("这不像年度报告。"))
    with pytest.raises(NotAReport):
        await house.desk.check_text(await house.desk.person("clerk"), "今天天气不错")
    assert newest(house).state is State.REFUSED
    assert await told(house) == []


async def never(*arguments):
    await asyncio.Event().wait()


@pytest.mark.parametrize("trouble", [never, fails_in(WorkerError("x"))])
async def test_a_pasted_draft_that_cannot_be_checked_at_once_is_checked_later(house, monkeypatch, trouble):
    clerk = await house.bind("clerk", Role.CLERK, TOWN)
    monkeypatch.setattr(desk, "SHARE", 0.0001)
    with monkeypatch.context() as patch:
        patch.setattr(house.pool, "run", trouble)
        with pytest.raises(Postponed, match="查完把结果发给您"):
            await house.desk.check_text(clerk, "一、总体情况")
    assert newest(house).state is State.WAITING
    await house.work()
    assert newest(house).state is State.DONE
    (message,) = await told(house)
    assert "检查结果" in message


async def test_a_full_disk_does_not_end_the_loop(house, upload, monkeypatch):
    """The loop goes on where one round failed, and does the work when the disk has room again."""
    await upload()
    good, tries = house.store.write, []

    async def full(*arguments, **keywords):
        tries.append(arguments)
        raise StateError("状态没有写成：database or disk is full。")

    monkeypatch.setattr(house.store, "write", full)
    assert await house.runner._round() == IDLE
    assert tries
    monkeypatch.setattr(house.store, "write", good)
    await house.work()
    assert newest(house).state is State.DONE


async def test_a_mended_draft_is_told_what_is_mended_and_what_is_left(
    house, upload, make_checked, make_finding
):
    drafts_ = {
        "first": make_checked(make_finding("T302"), make_finding("T301"), make_finding("S101")),
        "second": make_checked(make_finding("T302"), make_finding("X501")),
        "other": make_checked(make_finding("T302"), organ="别处人民政府"),
    }
    house.pool.behave = drafts_.__getitem__
    for text in drafts_:
        house.clock.now += 60
        await upload(text.encode(), f"{text}.docx")
        await house.work()
    first, second, other = await told(house)
    assert "与上次相比：改好2处，还剩1处，新出现1处。" in second
    assert "与上次相比" not in first + other


async def test_the_list_of_ones_drafts_has_links_that_work(house, upload):
    await upload()
    await house.work()
    (line,) = await house.desk.drafts(await house.desk.person("clerk"))
    assert (line.name, line.errors, line.handed) == ("a.docx", 1, False)
    assert line.link.startswith("https://nianbao.example.gov.cn/d/")
