"""A context that answers from memory and remembers what it was asked."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone

import pytest

from handlers import CONVERSATIONS
from handlers.kit.context import Draft, DraftLine, Overview, Person, Role, UploadLink
from handlers.kit.message import FileInfo, Incoming, Kind
from handlers.kit.router import dispatch
from parser.model.answer import Answer, Status
from parser.model.errors import InputError
from parser.model.finding import Check, Verdict
from parser.model.report import Report

REPORT = Report("西大沟镇人民政府", None, None, 2023, None, None, None, None, (), {}, ())
MORNING = datetime(2024, 1, 15, 10, tzinfo=timezone(timedelta(hours=8)))

FINE = Check(Verdict.PASS, (), ())


@dataclass
class Memory:
    """The shell's side, made of lists."""

    people: dict = field(default_factory=dict)
    check: Check = FINE
    lines: tuple[DraftLine, ...] = ()
    view: Overview | None = None
    asked: list = field(default_factory=list)
    found: Answer | None = None
    left: str = ""
    fetches: bool = True
    photos: int = 0
    more: str = ""
    site: str | None = "https://n.example"

    async def rest(self, key):
        return self.left

    def today(self) -> date:
        return MORNING.date()

    async def person(self, key):
        return self.people.get(key, Person(key))

    async def ask(self, person, question):
        self.asked.append(("ask", question))
        return self.found or Answer(Status.ANSWERED, f"答：{question}")

    async def check_text(self, person, text):
        self.asked.append(("check", text))
        return Draft(REPORT, self.check, "https://n.example/d/abc")

    async def examples(self):
        return ("西大沟镇2023年公示了多少次",)

    async def upload_link(self, person, file=None):
        self.asked.append(("link", file))
        return UploadLink("https://n.example/u/abc", 10)

    async def add_photo(self, person, media, at):
        self.asked.append(("photo", media))
        self.photos += self.fetches
        return self.photos

    async def end_photos(self, person):
        self.asked.append(("end",))
        return self.photos

    async def drafts(self, person):
        return self.lines

    async def bind(self, key, code):
        if code != "7K2MQRSTWXYZ":
            raise InputError("没有这个邀请码。")
        return Person(key, Role.CLERK, "654202109", None)

    async def prefer(self, person, telling, *, night=False):
        self.asked.append(("prefer", telling, night))

    async def allow_record(self, person, *, allowed):
        self.asked.append(("record", allowed))

    async def overview(self, person, year=None):
        self.asked.append(("overview", year))
        return self.view


@pytest.fixture
def memory():
    return Memory()


@pytest.fixture
def talk(memory):
    """Says something as somebody and gives the reply's text."""

    async def say(text="", kind=Kind.TEXT, person="p", file: FileInfo | None = None) -> str:
        incoming = Incoming(kind, text, person, MORNING, file, "m1" if kind is Kind.IMAGE else "")
        reply = await dispatch(incoming, memory, CONVERSATIONS)
        memory.more = reply.more
        return reply.text

    return say
