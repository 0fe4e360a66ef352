"""The regular round: tell what waits, look for what is late or changed, judge what is new, throw away what is old.

Every step is idempotent: it may be cut off anywhere and is simply done again on the next round.
"""

import asyncio
import sqlite3
from collections.abc import Sequence
from datetime import date, datetime, timedelta

import structlog

from bot.clock import CHINA
from bot.jobs.alerts import deliver
from bot.jobs.due import due_date, profile_of
from bot.jobs.inspection import Setting, judge_indexed
from bot.jobs.overview import Stock, take_stock
from bot.jobs.process import TEXT
from bot.jobs.shop import Shop
from bot.settings import Settings
from bot.state import alerts, drafts, files, links, people, reasons, survey
from bot.state.alerts import Kind
from handlers.kit.place import place_name
from handlers.kit.texts import say
from parser.index.entry import Entry
from parser.model.errors import NianbaoError

log = structlog.get_logger()
ROUND = 60.0
"""Seconds between two rounds."""
HOURLY = 60
"""Rounds between two looks at what is late, changed, old."""
LATE_FOR = timedelta(days=120)
"""After so long nobody is told of a late report any more."""
AT_A_TIME = 40
"""Reports that one look judges; the rest waits for the next."""


class Sweep:
    """Goes round until cancelled."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop

    async def run(self) -> None:
        """A round a minute, a long one an hour. What goes wrong in one round is tried again in the next."""
        rounds = 0
        while True:
            try:
                await self.round(long=rounds % HOURLY == 0)
            except (NianbaoError, OSError, sqlite3.Error) as error:
                log.warning("sweep.failed", error=type(error).__name__)
            rounds += 1
            await asyncio.sleep(ROUND)

    async def round(self, *, long: bool) -> None:
        """Tell what waits; in a long round look for more first, and clean up."""
        if long:
            await self._look()
            await self._clean()
        if await self._shop.store.write(deliver, self._shop.settings, now=self._shop.now()):
            self._shop.owed()

    async def _look(self) -> None:
        """What is late, changed or not yet judged, in the divisions that somebody supervises."""
        today = datetime.fromtimestamp(self._shop.now(), CHINA).date()
        for division in self._shop.store.read(people.supervised):
            for year in (today.year - 1, today.year - 2):
                stock = await asyncio.to_thread(take_stock, self._shop.settings.storage.index, division, year)
                await self._shop.store.write(raise_changed, stock.entries, self._shop.now())
                if stock.entries:  # where nothing of the year was indexed, nobody is late: it isn't used yet
                    await self._shop.store.write(
                        raise_late,
                        stock,
                        year,
                        today=today,
                        settings=self._shop.settings,
                        now=self._shop.now(),
                    )
                await self._judge(stock.entries, today)

    async def _judge(self, entries: Sequence[Entry], today: date) -> None:
        known = self._shop.store.read(survey.standings, [entry.id for entry in entries])
        for entry in [e for e in entries if e.id not in known or known[e.id].revision != e.revision][
            :AT_A_TIME
        ]:
            profile = profile_of(self._shop.settings, entry.division)
            setting = Setting(str(self._shop.settings.storage.index), today, profile)
            try:
                judged = await self._shop.pool.run(TEXT, judge_indexed, entry.id, setting)
            except NianbaoError as error:
                log.warning("sweep.not_judged", report=entry.id, error=type(error).__name__)
                continue
            await self._shop.store.write(
                survey.note_standing, judged.report, judged.revision, judged.errors, judged.alike
            )

    async def _clean(self) -> None:
        now = self._shop.now()
        for forget in (drafts.forget_old, links.forget_old, alerts.forget_old):
            await self._shop.store.write(forget, now=now)
        await self._shop.store.write(reasons.forget_old, now=datetime.fromtimestamp(now, CHINA).date())
        wanted = self._shop.store.read(drafts.wanted_files)
        if self._shop.settings.files.exists():
            await asyncio.to_thread(files.sweep, self._shop.settings.files, wanted, now=now)


def raise_changed(db: sqlite3.Connection, entries: Sequence[Entry], now: float) -> None:
    """Reports that were indexed again with other content."""
    for entry in entries:
        if entry.revision > 1 and entry.division:
            organ = entry.organ or entry.place_name
            text = say("alert.changed", organ=organ, year=entry.year, revision=entry.revision)
            alerts.raise_alert(
                db, Kind.CHANGED, f"{entry.id}:{entry.revision}", entry.division, text, now=now
            )


def raise_late(
    db: sqlite3.Connection, stock: Stock, year: int, *, today: date, settings: Settings, now: float
) -> None:
    """Townships whose last day is over and whose report is not there, for some months after that day."""
    for place in stock.missing:
        due = due_date(settings, place.code, year)
        if due < today <= due + LATE_FOR:
            text = say("alert.late", organ=place_name(place.code), year=year, due=f"{due:%-m月%-d日}")
            alerts.raise_alert(db, Kind.LATE, f"{place.code}:{year}", place.code, text, now=now)
