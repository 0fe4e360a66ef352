"""A small house: an inbox, a desk, a runner over a reader that does as it is told, and a clock that stands still."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from bot.clock import CHINA
from bot.jobs.desk import Desk
from bot.jobs.inspection import Checked
from bot.jobs.runner import Runner
from bot.jobs.shop import Shop
from bot.settings import Settings
from bot.state import open_state, people
from bot.state.database import Store
from handlers.bind import code_in
from handlers.kit.context import Person, Role
from parser.model.finding import Check, Finding, NotAssessable, Severity, Verdict, Where
from parser.model.report import Cell, Report, Section

MORNING = datetime(2024, 1, 15, 10, 0, tzinfo=CHINA).timestamp()
TOWN, OTHER_TOWN, COUNTY, OTHER_COUNTY = "654202109", "654202100", "654202", "654221"


@dataclass
class Clock:
    """Stands still until told otherwise."""

    now: float = MORNING

    def __call__(self) -> float:
        return self.now


@dataclass
class FakePool:
    """Stands in for the worker processes: does ``behave`` with the text of the first file."""

    behave: Callable[[str], Checked]
    seen: list = field(default_factory=list)

    async def run(self, limits, task, files, setting):
        self.seen.append((limits, files, setting))
        return self.behave(Path(files[0][1]).read_bytes().decode(errors="replace"))


@dataclass
class House:
    """All parts, joined."""

    store: Store
    pool: FakePool
    settings: Settings
    clock: Clock
    runner: Runner
    desk: Desk

    async def bind(self, key: str, role: Role, division: str, organ: str | None = None) -> Person:
        code = await self.store.write(people.invite, role, division, organ=organ, now=self.clock())
        return await self.desk.bind(key, code_in(code))

    async def work(self) -> None:
        await self.runner.work()
        await self.runner.settle()


def finding(
    rule: str = "T302", severity: Severity = Severity.ERROR, root: str = "", quote: str | None = None, **words
) -> Finding:
    """A finding on the column 自然人 of table three."""
    where = Where(cells=("t3.new.natural", "t3.carried_out.natural"), section=3, quote=quote)
    if quote:
        where = Where(section=1, quote=quote)
    given = {"found": "0+0=0", "expected": "1+0=1", "message": "收办不平衡", "fix": "把“本年新收”改为1。"}
    return Finding(rule, severity, where, **(given | words), basis="表内勾稽注", root=root)


def checked(
    *findings: Finding, text: str = "全年主动公开201条。", organ: str = "西大沟镇人民政府"
) -> Checked:
    """A report of 2023 with these findings."""
    errors = any(f.severity is Severity.ERROR for f in findings)
    verdict = Verdict.FAIL if errors else Verdict.JUSTIFY if findings else Verdict.PASS
    report = Report(
        organ=organ,
        division=TOWN,
        division_path="新疆维吾尔自治区/塔城地区/乌苏市/西大沟镇",
        year=2023,
        title=f"{organ}2023年政府信息公开工作年度报告",
        published=None,
        period=None,
        contact=None,
        sections=(Section(1, "一、总体情况", text), Section(3, "三、收到和处理", "")),
        cells={
            "t3.new.natural": Cell("t3.new.natural", "1", Decimal(1)),
            "t3.carried_out.natural": Cell("t3.carried_out.natural", "", None),
        },
        facts=(),
    )
    return Checked(report, Check(verdict, findings, (NotAssessable("D851", "没有上年报告"),)))


@pytest.fixture
def make_checked():
    return checked


@pytest.fixture
def make_finding():
    return finding


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
async def house(tmp_path, clock):
    settings = Settings.model_validate(
        {
            "storage": {"index": tmp_path / "index.db"},
            "server": {"public_url": "https://nianbao.example.gov.cn"},
            "alerts": {"quiet_from": 22, "quiet_until": 8, "digest_hour": 9},
        }
    )
    store = open_state(settings.inbox)
    pool = FakePool(lambda _: checked(finding()))
    runner = Runner(Shop(store, pool, settings, clock))
    yield House(store, pool, settings, clock, runner, Desk(store, runner, settings, now=clock))
    await store.close()
