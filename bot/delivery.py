"""The loop that sends what the outbox owes, one message at a time, each at most once.

A message is taken under a lease, paid for from the person's quota, and sent; the error's course says what
becomes of it (bot.wechat.errors). Whatever may have left is not sent again. A configuration that can't send
closes the loop for a while instead of failing message after message.
"""

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import suppress

import structlog

from bot.metrics import count
from bot.state import outbox
from bot.state.database import StateError, Store
from bot.state.outbox import Owed, State
from bot.wechat.api import Platform
from bot.wechat.errors import ApiError, Course

log = structlog.get_logger()
LEASE = 60.0
IDLE = 30.0
BACKOFF = (5.0, 30.0, 120.0, 600.0, 1800.0)
"""Seconds until the next try of a message that certainly wasn't sent; after the last one it waits for the person."""
STOPPED = 600.0


class Delivery:
    """Delivers until cancelled; the bell tells it that something is owed."""

    def __init__(
        self, store: Store, platform: Platform, bell: asyncio.Event, *, now: Callable[[], float]
    ) -> None:
        self._store = store
        self._platform = platform
        self._now = now
        self._bell = bell
        self._closed_until = 0.0

    async def run(self) -> None:
        """Send what is due, then wait for the bell or the next due time."""
        while True:
            self._bell.clear()
            try:
                while await self.deliver_one():
                    pass
            except StateError as error:
                log.warning("outbox.unwritable", error=str(error))
            with suppress(
                TimeoutError
            ):  # wait_for would lose a cancellation that comes with the bell (Python 3.11)
                async with asyncio.timeout(self._pause()):
                    await self._bell.wait()

    async def deliver_one(self) -> bool:
        """Send the next message that is due; false if there is none or nothing can be sent now."""
        if self._now() < self._closed_until:
            return False
        owed = await self._store.write(_take, self._now())
        if owed is None:
            return False
        if owed.openid is None or not owed.paid:
            await self._settle(owed.message, State.WAITING, "no window")
            return True
        try:
            await self._platform.send_text(owed.openid, owed.message.text)
        except ApiError as error:
            await self._failed(owed.message, error)
        else:
            count("outbox.sent")
            await self._settle(owed.message, State.SENT)
        return True

    async def _failed(self, owed: Owed, error: ApiError) -> None:
        count(f"outbox.{error.course.value}")
        log.warning("outbox.not_sent", id=owed.id, what=error.what, course=error.course.value, rid=error.rid)
        match error.course:
            case Course.WAIT:
                await self._store.write(outbox.close_window, owed.person)
                await self._settle(owed, State.WAITING, error.what)
            case Course.LATER if owed.tries <= len(BACKOFF):
                due = self._now() + BACKOFF[owed.tries - 1]
                await self._store.write(outbox.postpone, owed.id, due=due, note=error.what)
            case Course.LATER:
                await self._settle(owed, State.WAITING, error.what)
            case Course.STOP:
                self._closed_until = self._now() + STOPPED
                await self._settle(owed, State.WAITING, error.what)
            case Course.UNKNOWN:
                await self._settle(owed, State.UNKNOWN, error.what)
            case Course.DROP:
                await self._settle(owed, State.FAILED, error.what)

    async def _settle(self, owed: Owed, state: State, note: str = "") -> None:
        await self._store.write(outbox.settle, owed.id, state, note)

    def _pause(self) -> float:
        if self._now() < self._closed_until:
            return min(IDLE, self._closed_until - self._now())
        due = self._store.read(outbox.next_due)
        return IDLE if due is None else min(IDLE, max(0.1, due - self._now()))


class _Taken:
    """A message taken, with its address, and whether the quota paid for it."""

    __slots__ = ("message", "openid", "paid")

    def __init__(self, message: Owed, openid: str | None, *, paid: bool) -> None:
        self.message = message
        self.openid = openid
        self.paid = paid


def _take(db: sqlite3.Connection, now: float) -> _Taken | None:
    """Take and pay in one transaction."""
    owed = outbox.take(db, now=now, lease=LEASE)
    if owed is None:
        return None
    return _Taken(owed, owed.openid, paid=outbox.spend(db, owed.person, now=now))
