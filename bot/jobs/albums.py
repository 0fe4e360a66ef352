"""Photos from the chat: collected until the clerk says that there are no more, then fetched and checked as one draft.

    photo ──▶ row + job due in ``QUIET`` seconds, put off by every further photo, due at once after 好了
    job due ──▶ no photo joins any more ──▶ contents fetched, kept as files ──▶ checked like an upload

A photo is safe once its row is: the platform keeps its content for three days, so fetching may fail and be tried again.
"""

import asyncio
import secrets
import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from bot.jobs.transactions import CHECK, DAY, MEGA, MOST_FILES, Arrived, check_bytes, check_count
from bot.settings import Settings
from bot.state import drafts, files, jobs, people, photos
from bot.state.database import Store
from bot.state.drafts import Draft, Piece
from bot.state.files import Stored
from bot.wechat.errors import ApiError
from handlers.kit.context import Person
from handlers.kit.texts import say
from parser.model.errors import EmptyInput, TooLarge

QUIET = 120.0
"""Seconds without a further photo after which they are checked."""
GONE = 40007
"""The platform's code for a picture that it does not have any more."""
Fetch = Callable[[str], Awaitable[bytes]]
"""Gives the content of a picture by its media id. Raises ApiError."""


def add_photo(
    db: sqlite3.Connection, sender: Person, media: str, *, at: datetime, settings: Settings, now: float
) -> int:
    """Put a photo to the sender's open album, which begins with it if there is none; how many there are."""
    album = photos.album_of(db, sender.key, now=now) or _begin(db, sender, settings, now)
    count = photos.add_photo(db, album, media, at=at.timestamp())
    if count > MOST_FILES:
        raise TooLarge(f"一份报告最多{MOST_FILES}张照片，请回复“好了”开始检查。")
    jobs.move(db, CHECK, album, due=now + QUIET)
    return count


def end_photos(db: sqlite3.Connection, person: str, now: float) -> int:
    """Check the person's open album now; how many photos it has, 0 if there is none."""
    album = photos.album_of(db, person, now=now)
    if album is None:
        return 0
    jobs.move(db, CHECK, album, due=now)
    return len(photos.photos_of(db, album))


async def complete(draft: Draft, store: Store, settings: Settings, fetch: Fetch | None, now: float) -> None:
    """Fetch what a draft still lacks. Raises ApiError to be tried again; InputError if it never can be."""
    wanted = await store.write(photos.seal, draft.id)
    if not wanted:
        return
    kept: list[Arrived] = []
    for number, media in enumerate(wanted, 1):
        content = await _fetched(media, fetch)
        stored = await asyncio.to_thread(_keep, content, settings)
        kept.append(Arrived(say("draft.photo_name", number=number), stored))
    await store.write(_fill, draft, kept, now)


def _begin(db: sqlite3.Connection, sender: Person, settings: Settings, now: float) -> str:
    check_count(db, sender, now)
    album = drafts.add_draft(
        db,
        sender,
        say("draft.chat_photos"),
        f"album:{secrets.token_hex(16)}",  # its files, whose digest it would be, are not there yet
        (),
        now=now,
        ttl=settings.jobs.result_days * DAY,
        state=drafts.State.COLLECTING,
    )
    jobs.enqueue(db, CHECK, album.id, now=now + QUIET)
    return album.id


async def _fetched(media: str, fetch: Fetch | None) -> bytes:
    if fetch is None:
        raise EmptyInput(say("draft.photo_gone"))
    try:
        return await fetch(media)
    except ApiError as error:
        if error.code == GONE:
            raise EmptyInput(say("draft.photo_gone")) from None
        raise


def _keep(content: bytes, settings: Settings) -> Stored:
    with files.Incoming(settings.files, most=settings.jobs.upload_mb * MEGA) as file:
        file.write(content)
        return file.keep()


def _fill(db: sqlite3.Connection, draft: Draft, kept: Sequence[Arrived], now: float) -> None:
    """The contents are there: from now on it is a draft like any other."""
    check_bytes(db, people.person_of(db, draft.person), sum(item.stored.size for item in kept), now)
    pieces = [Piece(item.stored.sha256, item.name, item.stored.size) for item in kept]
    drafts.add_pieces(db, draft.id, pieces)
    photos.forget(db, draft.id)
