"""Telling supervisors: when, in which words, and never twice.

At once or once a day, as each prefers; never in the night unless he chose so. What waits for one person goes
into one message, with the newest word on each thing; the rest is behind 概况. Owing the message and noting that
it was told are one transaction, so that a crash between them can neither lose nor double it.
"""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.clock import CHINA
from bot.settings import Settings
from bot.state import alerts, links, outbox, people
from bot.state.alerts import Alert
from bot.state.links import Purpose
from handlers.kit.context import Telling
from handlers.kit.texts import say

SHOWN = 6
"""So many, with their links, surely fit one message."""
DAY = 24 * 3600.0


@dataclass(frozen=True, slots=True)
class Hours:
    """When people may be disturbed; hours of the day in China."""

    quiet_from: int
    quiet_until: int
    digest: int

    def quiet(self, at: float) -> bool:
        """Whether this moment is in the night; the night may or may not go over midnight.

        >>> night = Hours(21, 8, 9)
        >>> [night.quiet(datetime(2024, 1, 5, h, 59, tzinfo=CHINA).timestamp()) for h in (7, 8, 20, 21, 23)]
        [True, False, False, True, True]
        """
        hour = datetime.fromtimestamp(at, CHINA).hour
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= hour < self.quiet_until
        return hour >= self.quiet_from or hour < self.quiet_until

    def digest_time(self, at: float) -> bool:
        """Whether the digest of the day may go out: from its hour on, and not in the night."""
        return datetime.fromtimestamp(at, CHINA).hour >= self.digest and not self.quiet(at)


def deliver(db: sqlite3.Connection, settings: Settings, *, now: float) -> int:
    """Owe everybody what they wait for, if it is time; how many messages."""
    return sum(_deliver_to(db, person, settings, now) for person in alerts.who_waits(db))


def _deliver_to(db: sqlite3.Connection, person: str, settings: Settings, now: float) -> bool:
    waiting = alerts.pending(db, person)
    allowed = [a for a in waiting if people.oversees(people.person_of(db, person), a.division)]
    telling, night = people.telling(db, person)
    key = _key(person, allowed, telling, now)
    if telling is Telling.NEVER or not allowed:
        alerts.mark_told(db, person, (a.id for a in waiting), now=now)
        return False
    if not _is_time(settings, telling, now, night=night):
        return False
    if not outbox.owe(db, key, person, _text(db, person, allowed, settings, now), now=now):
        return False  # today's digest is out: tomorrow
    alerts.mark_told(db, person, (a.id for a in waiting), now=now)
    return True


def _key(person: str, allowed: Sequence[Alert], telling: Telling, now: float) -> str:
    if telling is Telling.DAILY:
        return f"digest:{person}:{datetime.fromtimestamp(now, CHINA).date()}"
    return f"alerts:{person}:{max((a.id for a in allowed), default=0)}"


def _is_time(settings: Settings, telling: Telling, now: float, *, night: bool) -> bool:
    hours = hours_of(settings)
    return hours.digest_time(now) if telling is Telling.DAILY else night or not hours.quiet(now)


def hours_of(settings: Settings) -> Hours:
    """The hours of the configuration."""
    chosen = settings.alerts
    return Hours(chosen.quiet_from, chosen.quiet_until, chosen.digest_hour)


def _text(
    db: sqlite3.Connection, person: str, allowed: Sequence[Alert], settings: Settings, now: float
) -> str:
    """One message: the newest word on each thing, drafts with a link for this person alone."""
    newest = list({(a.kind, a.division): a for a in allowed}.values())
    lines = [say("alert.heading", count=len(newest))]
    for number, alert in enumerate(newest[:SHOWN], 1):
        lines.append(say("alert.item", number=number, text=alert.text))
        if alert.draft:
            token = links.make_link(
                db, person, Purpose.RESULT, alert.draft, now=now, ttl=settings.jobs.result_days * DAY
            )
            lines.append(f"   {settings.site}/d/{token}")
    if len(newest) > SHOWN:
        lines.append(say("alert.more", count=len(newest) - SHOWN))
    lines.append(say("alert.footer"))
    return "\n".join(lines)
