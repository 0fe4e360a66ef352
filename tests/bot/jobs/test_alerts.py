"""Supervisors: told once, at their time, only of their own division, and never in the night unless they chose so."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from bot.clock import CHINA
from bot.jobs.alerts import SHOWN, deliver
from bot.jobs.overview import take_stock
from bot.jobs.shop import Shop
from bot.jobs.sweep import Sweep, raise_changed, raise_late
from bot.settings import validate
from bot.state import alerts, outbox, people
from bot.state.alerts import Kind, raise_alert
from handlers.kit.context import Person, Role, Telling
from parser.index import Index
from parser.model.errors import InputError

TOWN, OTHER_TOWN, COUNTY, OTHER_COUNTY = "654202109", "654202100", "654202", "654221"


def at(hour: int, day: int = 15) -> float:
    return datetime(2024, 1, day, hour, 30, tzinfo=CHINA).timestamp()


async def messages(house) -> list[str]:
    """What the sender of the outbox would send now."""
    found = []
    while owed := await house.store.write(outbox.take, now=house.clock(), lease=60):
        found.append(f"{owed.person}: {owed.text}")
    return found


async def tell(
    house, subject="d1", kind=Kind.HANDED, *, division=TOWN, text="西大沟镇提交了草稿。", draft=None
):
    return await house.store.write(raise_alert, kind, subject, division, text, now=house.clock(), draft=draft)


async def send(house, hour, day=15):
    house.clock.now = at(hour, day)
    return await house.store.write(deliver, house.settings, now=house.clock())


@pytest.mark.parametrize(
    ("telling", "night", "hour", "told"),
    [
        (Telling.DAILY, False, 7, False),
        (Telling.DAILY, False, 8, False),
        (Telling.DAILY, False, 9, True),
        (Telling.DAILY, False, 21, True),
        (Telling.DAILY, False, 22, False),
        (Telling.DAILY, True, 23, False),
        (Telling.AT_ONCE, False, 8, True),
        (Telling.AT_ONCE, False, 21, True),
        (Telling.AT_ONCE, False, 22, False),
        (Telling.AT_ONCE, False, 3, False),
        (Telling.AT_ONCE, True, 3, True),
        (Telling.NEVER, True, 12, False),
    ],
)
async def test_when(house, telling, night, hour, told):
    supervisor = await house.bind("s", Role.SUPERVISOR, COUNTY)
    await house.desk.prefer(supervisor, telling, night=night)
    house.clock.now = at(23, day=14)
    assert await tell(house)
    assert await send(house, hour) == told
    assert len(await messages(house)) == told


async def test_once_and_only_once(house):
    supervisor = await house.bind("s", Role.SUPERVISOR, COUNTY)
    await house.desk.prefer(supervisor, Telling.AT_ONCE)
    assert await tell(house)
    assert not await tell(house)
    assert await send(house, 10) == 1
    assert await send(house, 10) == 0
    assert not await tell(house)
    assert await send(house, 11, day=16) == 0
    (message,) = await messages(house)
    assert message.startswith("s: 年报提醒（1条）\n1. 西大沟镇提交了草稿。")


async def test_a_digest_comes_once_a_day_with_the_newest_word_on_each_thing(house):
    await house.bind("s", Role.SUPERVISOR, COUNTY)
    house.clock.now = at(20, day=14)
    await tell(house, "a", Kind.ERRORS, text="有3处必须修改。")
    await tell(house, "b", Kind.ERRORS, text="有1处必须修改。")
    await tell(house, "c", Kind.ERRORS, division=OTHER_TOWN, text="有9处必须修改。")
    assert await send(house, 10) == 1
    await tell(house, "d", Kind.HANDED)
    assert [await send(house, hour) for hour in (12, 20, 23)] == [0, 0, 0]
    assert await send(house, 8, day=16) == 0
    assert await send(house, 9, day=16) == 1
    first, second = await messages(house)
    assert "有1处" in first
    assert "有9处" in first
    assert "有3处" not in first
    assert "提交了草稿" in second


async def test_who_changes_to_at_once_gets_what_waited(house):
    supervisor = await house.bind("s", Role.SUPERVISOR, COUNTY)
    await tell(house)
    assert await send(house, 11) == 0
    await house.desk.prefer(supervisor, Telling.AT_ONCE)
    assert await send(house, 11) == 1


async def test_many_things_fit_one_message(house):
    await house.bind("s", Role.SUPERVISOR, COUNTY)
    for n in range(30):
        await tell(
            house,
            str(n),
            division=f"654202{n:03}",
            text="乌苏市哈图布呼镇古尔图牧场街道办事处" * 3,
            draft="x" * 22,
        )
    await send(house, 10, day=16)
    (message,) = await messages(house)
    assert f"另有{30 - SHOWN}条" in message
    assert len(message.encode()) < 1800


async def test_only_ones_own_division_and_only_as_long_as_it_is(house):
    for key, division in (("own", COUNTY), ("other", OTHER_COUNTY), ("city", "6542"), ("left", COUNTY)):
        await house.desk.prefer(await house.bind(key, Role.SUPERVISOR, division), Telling.AT_ONCE)
    await house.bind("clerk", Role.CLERK, TOWN)
    await tell(house)
    left = house.store.read(people.people, now=house.clock())[3]
    await house.store.write(people.revoke, left.id, now=house.clock())
    await send(house, 10)
    assert sorted(m.split(":")[0] for m in await messages(house)) == ["city", "own"]
    assert house.store.read(alerts.who_waits) == []


async def test_a_draft_with_errors_is_told_with_a_link_that_opens(house):
    supervisor = await house.bind("s", Role.SUPERVISOR, COUNTY)
    await house.desk.prefer(supervisor, Telling.AT_ONCE)
    clerk = await house.bind("clerk", Role.CLERK, TOWN, "西大沟镇人民政府")
    for _ in range(2):
        await house.desk.check_text(clerk, "一、总体情况")
    (message,) = await messages(house)
    assert "西大沟镇人民政府送检的2023年报草稿有1处必须修改" in message
    assert "https://nianbao.example.gov.cn/d/" in message


@pytest.fixture
def published(house, make_checked):
    """Publishes a town's report of 2023 with this text."""

    def publish(division: str, text: str, *, digest: str, year: int = 2023):
        report = replace(
            make_checked(text=text).report, division=division, organ=f"某镇{division}人民政府", year=year
        )
        with Index.open(house.settings.storage.index, write=True) as index:
            return index.add(report, source_name="a", digest=digest)

    return publish


async def test_a_report_changed_after_publication_is_told_once_a_revision(house, published):
    await house.bind("s", Role.SUPERVISOR, COUNTY)
    published(TOWN, "公示201次。", digest="a")
    stock = take_stock(house.settings.storage.index, COUNTY, 2023)
    await house.store.write(raise_changed, stock.entries, house.clock())
    assert not house.store.read(alerts.pending, "s")
    assert published(TOWN, "公示210次。", digest="b").kind == "revised"
    stock = take_stock(house.settings.storage.index, COUNTY, 2023)
    for _ in range(2):
        await house.store.write(raise_changed, stock.entries, house.clock())
    (alert,) = house.store.read(alerts.pending, "s")
    assert "第2版" in alert.text


@pytest.mark.parametrize(
    ("today", "late"),
    [
        (date(2024, 1, 20), False),
        (date(2024, 1, 21), True),
        (date(2024, 3, 1), True),
        (date(2024, 12, 1), False),
    ],
)
@pytest.mark.parametrize("by", ["deadlines", "profile"])
async def test_a_township_is_late_the_day_after_its_own_deadline(house, published, tmp_path, today, late, by):
    published("654202100", "公示201次。", digest="a")
    (tmp_path / "county.toml").write_text('division = "654202"\ndue = "01-20"\n', encoding="utf-8")
    chosen = {
        "deadlines": {"alerts": {"deadlines": {"654202": "01-20"}}},
        "profile": {
            "rules": {"profiles": tmp_path},
            "alerts": {"deadlines": {"65": "01-01", "654202": "01-02"}},
        },
    }[by]
    settings = house.settings.model_copy(update=dict(validate(chosen)) | {"storage": house.settings.storage})
    await house.bind("s", Role.SUPERVISOR, COUNTY)
    stock = take_stock(settings.storage.index, COUNTY, 2023)
    await house.store.write(raise_late, stock, 2023, today=today, settings=settings, now=house.clock())
    told = {alert.division for alert in house.store.read(alerts.pending, "s")}
    assert (TOWN in told) is late
    assert "654202100" not in told
    assert all(code.startswith(COUNTY) for code in told)


class Judge:
    """Stands in for the workers: runs the task here."""

    def __init__(self):
        self.asked = []

    async def run(self, limits, task, report, setting):
        self.asked.append(report)
        return task(report, setting)


async def test_the_overview_of_a_supervisor(house, published, make_checked):
    house.clock.now = at(10, 31) + 5 * 86400
    text = "".join(chr(0x4E00 + n * n % 5003) for n in range(800))  # nobody else's words
    first = published(TOWN, text, digest="a")
    published(OTHER_TOWN, text, digest="b")
    published(OTHER_TOWN, text + "改。", digest="c")
    published("654221100", text, digest="d")
    supervisor = await house.bind("s", Role.SUPERVISOR, COUNTY)
    judge = Judge()
    sweep = Sweep(Shop(house.store, judge, house.settings, house.clock))
    await sweep.round(long=True)
    asked = len(judge.asked)
    await sweep.round(long=True)
    assert (asked, len(judge.asked)) == (2, 2)
    overview = await house.desk.overview(supervisor)
    assert (overview.year, overview.published, overview.overdue) == (2023, 2, True)
    assert overview.expected == overview.published + len(overview.late)
    assert overview.expected > 10
    assert len(overview.changed) == 1
    assert len(overview.copied) == 2
    assert first.id in judge.asked
    with pytest.raises(InputError):
        await house.desk.overview(Person("citizen"))
    with pytest.raises(InputError):
        await house.desk.overview(await house.bind("clerk", Role.CLERK, TOWN))
