"""What belongs together, one transaction each: a draft's way through inbox.db, run by ``Store.write``.

All of a function's effects are there or none is. Who may do what is decided here, from rows read in the same
transaction, never from what a page remembered.
"""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from bot.clock import CHINA
from bot.jobs.explaining import about, summary
from bot.jobs.inspection import Checked
from bot.settings import Settings
from bot.state import alerts, drafts, jobs, links, outbox, people, reasons
from bot.state.drafts import Piece
from bot.state.files import Stored
from bot.state.jobs import Job
from bot.state.links import Purpose
from handlers.kit.context import DraftLine, Person, Role
from handlers.kit.fixlist import count, summarise
from handlers.kit.place import place_name
from handlers.kit.texts import say
from parser.model.errors import EmptyInput, TooLarge
from parser.model.finding import Check, Severity

CHECK = "check"
"""The kind of the jobs that check a draft; their key is the draft's id."""
DAY = 24 * 3600.0
MEGA = 1024 * 1024
MOST_FILES = 30
"""Photos of one report."""
QUOTA = {Role.CITIZEN: (10, 40 * MEGA), Role.CLERK: (60, 400 * MEGA), Role.SUPERVISOR: (200, 1000 * MEGA)}
"""Drafts and bytes that one person may hand in within a day."""
SPENT = "今天送检的次数或大小已到上限，请明天再来。"
MOST_STORED = 4096 * MEGA
"""Bytes of all stored drafts together; more are refused until old ones have expired."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """A file that is safe on the disk, with its name for people."""

    name: str
    stored: Stored


def take_in(
    db: sqlite3.Connection,
    token: str,
    arrived: Sequence[Arrived],
    *,
    settings: Settings,
    opened: float,
    now: float,
) -> str:
    """An upload: uses the link, adds the draft, asks for the check; gives a link to the result."""
    link = links.use_link(db, token, Purpose.UPLOAD, now=opened)
    sender = people.person_of(db, link.person)
    announced = drafts.is_announced(link.about, [(a.stored.md5, a.stored.size) for a in arrived])
    draft = _add(db, sender, arrived, settings, now, announced=announced)
    if draft.state is drafts.State.WAITING:
        jobs.enqueue(db, CHECK, draft.id, now=now)
    return result_link(db, sender.key, draft.id, settings, now)


def note_pasted(
    db: sqlite3.Connection, person: Person, arrived: Sequence[Arrived], settings: Settings, now: float
) -> tuple[drafts.Draft, str]:
    """A text pasted in chat: the draft, and a link to its result."""
    draft = _add(db, person, arrived, settings, now)
    return draft, result_link(db, person.key, draft.id, settings, now)


def _add(
    db: sqlite3.Connection,
    sender: Person,
    arrived: Sequence[Arrived],
    settings: Settings,
    now: float,
    *,
    announced: bool | None = None,
) -> drafts.Draft:
    _check_quota(db, sender, arrived, now)
    pieces = [Piece(a.stored.sha256, a.name, a.stored.size) for a in arrived]
    digest = sha256("".join(piece.sha256 for piece in pieces).encode()).hexdigest()
    ttl = settings.jobs.result_days * DAY
    name = pieces[0].name
    return drafts.add_draft(db, sender, name, digest, pieces, now=now, ttl=ttl, announced=announced)


def _check_quota(db: sqlite3.Connection, sender: Person, arrived: Sequence[Arrived], now: float) -> None:
    size = sum(a.stored.size for a in arrived)
    if not arrived or not size:
        raise EmptyInput("没有收到内容：请选择文件或照片，或粘贴报告文字。")
    if len(arrived) > MOST_FILES:
        raise TooLarge(f"一次最多传 {MOST_FILES} 个文件。")
    check_count(db, sender, now)
    check_bytes(db, sender, size, now)


def check_count(db: sqlite3.Connection, sender: Person, now: float) -> None:
    """Whether the sender may hand in one more draft today. Raises TooLarge."""
    if drafts.spent(db, sender.key, since=now - DAY)[0] >= QUOTA[sender.role][0]:
        raise TooLarge(SPENT)


def check_bytes(db: sqlite3.Connection, sender: Person, size: int, now: float) -> None:
    """Whether the sender, and the disk, may have so many bytes more. Raises TooLarge."""
    if drafts.spent(db, sender.key, since=now - DAY)[1] + size > QUOTA[sender.role][1]:
        raise TooLarge(SPENT)
    if drafts.stored_bytes(db) + size > MOST_STORED:
        raise TooLarge("存放草稿的空间暂时满了，请联系管理员。")


def result_link(db: sqlite3.Connection, person: str, draft: str, settings: Settings, now: float) -> str:
    """The secret part of a link to the draft's result, for one person."""
    return links.make_link(db, person, Purpose.RESULT, draft, now=now, ttl=settings.jobs.result_days * DAY)


def own_drafts(db: sqlite3.Connection, person: str, settings: Settings, now: float) -> tuple[DraftLine, ...]:
    """A person's own drafts as lines with links."""
    found = drafts.drafts_of(db, person, now=now)
    return tuple(draft_line(db, draft, person, settings, now) for draft in found)


def drafts_for(
    db: sqlite3.Connection, supervisor: Person, settings: Settings, now: float
) -> tuple[DraftLine, ...]:
    """The newest draft of each sender that was handed in below the supervisor, with links for him alone."""
    newest: dict[str, drafts.Draft] = {}
    for draft in drafts.drafts_below(db, supervisor.division or "-", now=now):
        if draft.handed is not None and people.oversees(supervisor, draft.division):
            newest.setdefault(draft.person, draft)
    return tuple(draft_line(db, draft, supervisor.key, settings, now) for draft in newest.values())


def draft_line(
    db: sqlite3.Connection, draft: drafts.Draft, viewer: str, settings: Settings, now: float
) -> DraftLine:
    """A line of a list, with a link for the viewer alone."""
    link = f"{settings.site}/d/{result_link(db, viewer, draft.id, settings, now)}"
    refused = draft.state is drafts.State.REFUSED
    return DraftLine(draft.name, draft.organ, draft.errors, draft.handed is not None, link, refused)


def note_result(
    db: sqlite3.Connection, draft: drafts.Draft, checked: Checked, packed: bytes, now: float
) -> None:
    """The result, and an alert where it has errors and its sender works for a place."""
    errors, year = count(checked.check, Severity.ERROR), checked.report.year
    drafts.keep_result(db, draft.id, packed, year=year, verdict=checked.check.verdict.value, errors=errors)
    if errors and draft.division:
        organ = draft.organ or place_name(draft.division)
        text = say("alert.errors", organ=organ, year=year or "", errors=errors)
        alerts.raise_alert(db, alerts.Kind.ERRORS, draft.id, draft.division, text, now=now, draft=draft.id)


def conclude(
    db: sqlite3.Connection,
    job: Job,
    draft: drafts.Draft,
    checked: Checked,
    packed: bytes,
    *,
    before: Check | None,
    settings: Settings,
    now: float,
) -> None:
    """The end of a job that went well, unless somebody else has ended it."""
    if not jobs.finish(db, job):
        return
    note_result(db, draft, checked, packed, now)
    link = f"{settings.site}/d/{result_link(db, draft.person, draft.id, settings, now)}"
    said = reasons.reasons_for(db, about(draft, checked))
    text = summarise(summary(checked, before, said, datetime.fromtimestamp(now, CHINA).date(), link))
    outbox.owe(db, f"draft:{draft.id}:{now:.0f}", draft.person, text, now=now)


def conclude_refused(
    db: sqlite3.Connection, job: Job, draft: drafts.Draft, sentence: str, now: float
) -> None:
    """The end of a job whose file is at fault."""
    if not jobs.finish(db, job):
        return
    drafts.refuse(db, draft.id, sentence)
    text = say("draft.refused", name=draft.name, why=sentence)
    outbox.owe(db, f"draft:{draft.id}:{now:.0f}", draft.person, text, now=now)


def bury(db: sqlite3.Connection, now: float) -> int:
    """Tell the senders of drafts that could not be checked for our own fault."""
    dead = jobs.bury(db, CHECK, now=now)
    for job in dead:
        draft = drafts.find_draft(db, job.key, now=now)
        if draft is None:
            continue
        drafts.refuse(db, draft.id, say("draft.dead_page"))
        text = say("draft.dead", name=draft.name)
        outbox.owe(db, f"draft:{draft.id}:{now:.0f}", draft.person, text, now=now)
    return len(dead)


def hand_in(db: sqlite3.Connection, draft: drafts.Draft, reason: str, now: float) -> bool:
    """The sender hands a draft in; supervisors are told once. False if it was handed in before."""
    if not drafts.hand_in(db, draft.id, reason, now=now):
        return False
    if draft.division:
        standing = say("draft.standing_errors", errors=draft.errors) if draft.errors else ""
        text = say(
            "alert.handed",
            organ=draft.organ or place_name(draft.division),
            year=draft.year or "",
            standing=standing or say("draft.standing_clean"),
        )
        if reason:
            text += say("alert.handed_reason", reason=reason)
        alerts.raise_alert(db, alerts.Kind.HANDED, draft.id, draft.division, text, now=now, draft=draft.id)
    return True
