"""What conversations may ask of the shell, answered: ``Shell`` implements handlers.kit.context.Context.

Questions are asked of the library in threads (bot.library). Drafts and people are the desk's (bot.jobs). The
conversation's memory is written before the answer is, in the order asked, without waiting for the disk.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime

from bot.clock import CHINA
from bot.jobs.desk import Desk
from bot.library import IndexUnusable, Library
from bot.model import Model
from bot.paging import Pages
from bot.state import memory, questions
from bot.state.database import Store
from handlers.kit.context import Draft, DraftLine, Overview, Person, Telling, UploadLink
from handlers.kit.message import FileInfo
from parser.ask import State, Turn, ask
from parser.ask.proposals import offered, slots_of
from parser.index import Index
from parser.model.answer import Answer, Reason, Status

EXAMPLES = 3
_LOOKED_AT = 12
"""Reports that are tried for examples."""
_FORMS = (
    "{place}{year}年收到多少件政府信息公开申请",
    "{place}{year}年行政处罚多少件",
    "{place}{year}年的报告什么时候公布的",
)


class Shell:
    """The context of all conversations; one object for the life of the bot."""

    def __init__(self, desk: Desk, library: Library, *, now: Callable[[], float]) -> None:
        self._desk = desk
        self._library = library
        self._now = now
        self._examples: tuple[float, tuple[str, ...]] = (0.0, ())
        self.pages = Pages(now)
        self.model: Model | None = None
        """Proposes what a question meant that the grammar did not read; set where one is configured."""

    @property
    def _store(self) -> Store:
        return self._desk.store

    def _moment(self) -> datetime:
        return datetime.fromtimestamp(self._now(), CHINA)

    @property
    def site(self) -> str | None:
        """What links to public pages start with, if an address is configured."""
        return self._desk.settings.public_site

    def today(self) -> date:
        """The date in China."""
        return self._moment().date()

    async def rest(self, key: str) -> str:
        """What of the last reply has not been shown."""
        return self.pages.rest(key)

    async def ask(self, person: Person, question: str) -> Answer:
        """The answer; what it leaves in memory is for this person's next question."""
        kept = self._store.read(memory.recall, person.key, now=self._now())
        state = State.from_json(kept) if kept else None
        turn = await self._library.ask(question, self.today(), state, self._moment())
        self._store.post(questions.note, person.key, question, turn.answer, now=self._now())
        turn = await self._proposed(question, turn, state)
        if turn.state != state:
            self._store.post(memory.remember, person.key, turn.state.to_json(), now=self._now())
        return turn.answer

    async def _proposed(self, question: str, turn: Turn, before: State | None) -> Turn:
        """The turn, as a choice of readings where the model has any that can be answered in time."""
        if self.model is None or turn.answer.reason is not Reason.NOT_UNDERSTOOD:
            return turn
        today = self.today()
        with suppress(TimeoutError):
            async with asyncio.timeout(self.model.seconds):
                kept = before.fresh(self._moment()) if before else None
                slots = await self._library.run(slots_of, question, turn, today=today, before=kept)
                content = await self.model.propose(slots) if slots else None
                if slots and content:
                    return await self._library.run(offered, content, slots, turn, today=today)
        return turn

    async def examples(self) -> tuple[str, ...]:
        """Up to three questions with an answer; looked for at most once a minute. Raises IndexUnusable."""
        made, known = self._examples
        if self._now() - made > 60 or not known:  # noqa: PLR2004 - seconds
            known = await self._library.run(_examples, self.today())
            self._examples = (self._now(), known)
        return known

    async def warm(self) -> None:
        """Load what the first question needs (places, grammar, index), so that it isn't late on a busy machine."""
        with suppress(IndexUnusable):
            await self.examples()

    async def overview(self, person: Person, year: int | None = None) -> Overview:
        """How the reports of a year stand in a supervisor's division."""
        return await self._desk.overview(person, year)

    async def person(self, key: str) -> Person:
        """Who this is."""
        return await self._desk.person(key)

    async def check_text(self, person: Person, text: str) -> Draft:
        """Read and check a pasted draft."""
        return await self._desk.check_text(person, text)

    async def upload_link(self, person: Person, file: FileInfo | None = None) -> UploadLink:
        """A one-use link to the upload page."""
        return await self._desk.upload_link(person, file)

    async def add_photo(self, person: Person, media: str, at: datetime) -> int:
        """Put a photo to those that a clerk is sending."""
        return await self._desk.add_photo(person, media, at)

    async def end_photos(self, person: Person) -> int:
        """Check the photos that have come."""
        return await self._desk.end_photos(person)

    async def drafts(self, person: Person) -> tuple[DraftLine, ...]:
        """The person's own drafts."""
        return await self._desk.drafts(person)

    async def bind(self, key: str, code: str) -> Person:
        """Bind a person by an invitation's letters."""
        return await self._desk.bind(key, code)

    async def prefer(self, person: Person, telling: Telling, *, night: bool = False) -> None:
        """Remember when somebody wants to be told."""
        await self._desk.prefer(person, telling, night=night)

    async def allow_record(self, person: Person, *, allowed: bool) -> None:
        """Remember whether questions without an answer may be kept."""
        if allowed:
            await self._store.write(questions.allow, person.key)
        else:
            await self._store.write(questions.refuse, person.key, now=self._now())


def _examples(index: Index, today: date) -> tuple[str, ...]:
    """One question a report, the newest first, of forms that differ; only those that are answered."""
    found: list[str] = []
    for entry in sorted(index.entries(), key=lambda e: -(e.year or 0))[:_LOOKED_AT]:
        for question in _questions(index, entry.id, entry.place_name, entry.year or 0, len(found)):
            if ask(question, index=index, today=today).answer.status is Status.ANSWERED:
                found.append(question)
                break
        if len(found) == EXAMPLES:
            break
    return tuple(found)


def _questions(index: Index, report: int, place: str, year: int, turn: int) -> list[str]:
    """What may be asked about a report: first a total that its text states, else a cell of the form."""
    totals = {fact.part_of for fact in index.facts(report)}
    stated = [
        f"{place}{year}年{fact.measure}多少{fact.unit}"
        for fact in index.facts(report)
        if fact.id in totals and fact.unit and fact.measure
    ]
    forms = [form.format(place=place, year=year) for form in _FORMS]
    shift = turn % len(forms)
    return [*forms[shift:], *forms[:shift]] if turn else [*stated, *forms]
