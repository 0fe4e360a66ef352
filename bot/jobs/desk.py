"""The desk where drafts are handed in, and asked for: behind it are the store and the runner.

upload page ──receive──▶ draft row + job row, in one transaction, before the upload is answered
chat ──check_text──▶ draft row, checked at once: the platform repeats the push if we die on the way
chat ──add_photo──▶ draft row + job row, checked when there are no more (bot.jobs.albums)
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

from bot.clock import CHINA
from bot.jobs import albums, transactions
from bot.jobs.explaining import Settled, about, explain, settle, summary
from bot.jobs.inspection import Checked
from bot.jobs.overview import compose, take_stock
from bot.jobs.process import WorkerError
from bot.jobs.result import pack, unpack
from bot.jobs.runner import Runner
from bot.jobs.transactions import CHECK, MEGA, Arrived
from bot.settings import Settings
from bot.state import drafts, files, jobs, links, people, reasons, survey
from bot.state.database import Store
from bot.state.drafts import Draft as Kept
from bot.state.files import Stored
from bot.state.links import Purpose
from handlers.kit.context import Draft, DraftLine, Overview, Person, Role, Telling, UploadLink
from handlers.kit.message import FileInfo
from handlers.kit.texts import say
from parser.model.document import Place
from parser.model.errors import InputError, NianbaoError
from parser.model.finding import Check
from parser.pipeline import PASTED

SHARE = 0.8
"""Of the time after which a reply is given up, for checking a pasted draft at once."""


class Postponed(NianbaoError):
    """The check could not be made at once; its result will be sent."""


class Desk:
    """What conversations and pages ask for about people and drafts."""

    def __init__(self, store: Store, runner: Runner, settings: Settings, *, now: Callable[[], float]) -> None:
        self.store = store
        self.settings = settings
        self.now = now
        self._runner = runner

    # what conversations ask for

    async def person(self, key: str) -> Person:
        """Who this is, at this moment."""
        return self.store.read(people.person_of, key)

    async def bind(self, key: str, code: str) -> Person:
        """Bind a person by an invitation code's letters."""
        return await self.store.write(people.bind, key, code, now=self.now())

    async def prefer(self, person: Person, telling: Telling, *, night: bool = False) -> None:
        """Remember when somebody wants to be told."""
        await self.store.write(people.prefer, person.key, telling, night=night)

    async def upload_link(self, person: Person, file: FileInfo | None = None) -> UploadLink:
        """A one-use link to the upload page, which may wait for a file told of in chat."""
        about = drafts.announcement(file.name, file.size, file.md5) if file else ""
        minutes = self.settings.jobs.link_minutes
        token = await self.store.write(
            links.make_link, person.key, Purpose.UPLOAD, about, now=self.now(), ttl=minutes * 60
        )
        return UploadLink(f"{self.settings.site}/u/{token}", int(minutes))

    async def add_photo(self, person: Person, media: str, at: datetime) -> int:
        """Put a photo to the clerk's open album; how many there are, 0 if the account can't get them."""
        if self._runner.fetch is None or not media:
            return 0
        count = await self.store.write(
            albums.add_photo, person, media, at=at, settings=self.settings, now=self.now()
        )
        self._runner.ring()
        return count

    async def end_photos(self, person: Person) -> int:
        """Check the photos that have come; how many there are."""
        count = await self.store.write(albums.end_photos, person.key, self.now())
        self._runner.ring()
        return count

    async def drafts(self, person: Person) -> tuple[DraftLine, ...]:
        """The person's own drafts with new links."""
        return await self.store.write(transactions.own_drafts, person.key, self.settings, self.now())

    async def check_text(self, person: Person, text: str) -> Draft:
        """Read and check a pasted draft; the result is stored, with a page to see it."""
        stored = await asyncio.to_thread(self._keep, text.encode(errors="replace"))
        arrived = [Arrived(PASTED, stored)]
        draft, token = await self.store.write(
            transactions.note_pasted, person, arrived, self.settings, self.now()
        )
        checked = await self.result(draft) or await self._check(draft)
        link = f"{self.settings.site}/d/{token}"
        said = self.store.read(reasons.reasons_for, about(draft, checked))
        return summary(checked, await self.before(draft, checked), said, self._today, link)

    async def overview(self, person: Person, year: int | None = None) -> Overview:
        """How the reports of a year (default: last year's) stand in the supervisor's own division."""
        if person.role is not Role.SUPERVISOR or person.division is None:
            raise InputError(say("watch.only_supervisors"))
        today = self._today
        year, division = min(year or today.year - 1, today.year - 1), person.division
        stock = await asyncio.to_thread(take_stock, self.settings.storage.index, division, year)
        standings = self.store.read(survey.standings, [entry.id for entry in stock.entries])
        lines = await self.store.write(transactions.drafts_for, person, self.settings, self.now())
        return compose(
            stock, standings, lines, division=division, year=year, today=today, settings=self.settings
        )

    # what the pages ask for

    @property
    def folder(self) -> Path:
        """Where uploaded files are."""
        return self.settings.files

    @property
    def most_bytes(self) -> int:
        """The largest upload."""
        return self.settings.jobs.upload_mb * MEGA

    async def receive(self, token: str, arrived: Sequence[Arrived], *, opened: float) -> str:
        """Take an upload in; gives the secret part of the link to its result.

        ``opened`` is when the upload began: a link that held then holds now. Raises LinkError; EmptyInput;
        TooLarge where a quota is used up. After an error nothing has changed, the link included.
        """
        result = await self.store.write(
            transactions.take_in, token, arrived, settings=self.settings, opened=opened, now=self.now()
        )
        self._runner.ring()
        return result

    async def result(self, draft: Kept) -> Checked | None:
        """What was found, or None as long as it isn't."""
        packed = self.store.read(drafts.result_of, draft.id)
        return await asyncio.to_thread(unpack, packed) if packed else None

    async def before(self, draft: Kept, checked: Checked) -> Check | None:
        """What the rules said of the sender's last draft of the same report."""
        return await self._runner.before(draft, checked)

    async def commented(self, draft: Kept) -> bytes:
        """The sender's own Word file with comments. Raises InputError where it is none."""
        return await self._runner.comment(draft)

    async def shown(self, draft: Kept, place: Place) -> bytes:
        """A png of a place in the sender's own pictures. Raises InputError where there is none."""
        return await self._runner.show(draft, place)

    def settled(self, draft: Kept, checked: Checked) -> Settled:
        """What is left to mend or explain beside the sender's reasons."""
        said = self.store.read(reasons.reasons_for, about(draft, checked))
        return settle(checked, said, self._today)

    async def explain(self, draft: Kept, checked: Checked, said: Mapping[str, str]) -> None:
        """Keep the sender's reasons, by the identities of findings."""
        given = explain(draft, checked, said, self._today)
        await self.store.write(reasons.keep, about(draft, checked), given)

    async def hand_in(self, draft: Kept, reason: str) -> bool:
        """The sender hands the checked draft in; his supervisors are told once. False if it was before."""
        done = await self.store.write(transactions.hand_in, draft, reason, self.now())
        await self._runner.tell()
        return done

    @property
    def _today(self) -> date:
        return datetime.fromtimestamp(self.now(), CHINA).date()

    async def _check(self, draft: Kept) -> Checked:
        try:
            async with asyncio.timeout(self.settings.replies.give_up_seconds * SHARE):
                checked = await self._runner.inspect(draft)
        except InputError as error:
            await self.store.write(drafts.refuse, draft.id, str(error))
            raise
        except (TimeoutError, WorkerError):  # it waits its turn like an upload
            await self.store.write(jobs.enqueue, CHECK, draft.id, now=self.now())
            self._runner.ring()
            raise Postponed(say("draft.postponed")) from None
        await self.store.write(transactions.note_result, draft, checked, pack(checked), self.now())
        await self._runner.tell()
        return checked

    def _keep(self, data: bytes) -> Stored:
        with files.Incoming(self.folder, most=self.most_bytes) as file:
            file.write(data)
            return file.keep()
