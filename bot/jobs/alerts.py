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

    def last_digest(self, at: float) -> float:
        """The newest moment for a digest that is not after ``at``; what happened later waits for the next.

        >>> hours = Hours(21, 8, 9)
        >>> moments = [datetime(2024, 1, 5, hour, tzinfo=CHINA).timestamp() for hour in (8, 9, 23)]
        >>> [datetime.fromtimestamp(hours.last_digest(at), CHINA).strftime("%d %H") for at in moments]
        ['04 09', '05 09', '05 09']
        """
        today = datetime.fromtimestamp(at, CHINA).replace(hour=self.digest, minute=0, second=0, microsecond=0)
        return today.timestamp() if today.timestamp() <= at else today.timestamp() - DAY


def deliver(db: sqlite3.Connection, settings: Settings, *, now: float) -> int:
    """Owe everybody what they wait for, if it is time; how many messages."""
    return sum(_deliver_to(db, person, settings, now) for person in alerts.who_waits(db))


def _deliver_to(db: sqlite3.Connection, person: str, settings: Settings, now: float) -> bool:
    known, (telling, night) = people.person_of(db, person), people.telling(db, person)
    waiting = alerts.pending(db, person)
    wanted = [a for a in waiting if telling is not Telling.NEVER and people.oversees(known, a.division)]
    alerts.mark_told(db, person, {a.id for a in waiting} - {a.id for a in wanted}, now=now)
    due = _due(wanted, telling, hours_of(settings), now, night=night)
    if not due:
        return False
    key = f"alerts:{person}:{due[-1].id}"
    alerts.mark_told(db, person, (a.id for a in due), now=now)
    return outbox.owe(db, key, person, _text(db, person, due, settings, now), now=now)


def _due(
    wanted: Sequence[Alert], telling: Telling, hours: Hours, now: float, *, night: bool
) -> Sequence[Alert]:
    """What may be said now: everything, or what happened before the last digest; in the night by wish only."""
    if hours.quiet(now) and not (night and telling is Telling.AT_ONCE):
        return ()
    if telling is Telling.DAILY:
        return [a for a in wanted if a.made <= hours.last_digest(now)]
    return wanted


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
