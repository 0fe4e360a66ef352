"""What a conversation may ask of the shell: everything that waits, remembers or knows the time."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from handlers.kit.message import FileInfo
from parser.model.answer import Answer
from parser.model.finding import Check
from parser.model.report import Report


class Role(StrEnum):
    """A citizen sees published reports; a clerk works for an organ, a supervisor for a division and below."""

    CITIZEN = "citizen"
    CLERK = "clerk"
    SUPERVISOR = "supervisor"


@dataclass(frozen=True, slots=True)
class Person:
    """Whom we talk to: an opaque key, and what an invitation bound them to."""

    key: str
    role: Role = Role.CITIZEN
    division: str | None = None
    organ: str | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A checked draft: what was read, what the rules say, the page that shows it (None if there is none).

    ``before`` is what the rules said of the sender's last draft of the same report; ``explained`` is how many warnings
    he gave reasons for, which are not in ``check``.
    """

    report: Report
    check: Check
    link: str | None = None
    before: Check | None = None
    explained: int = 0


@dataclass(frozen=True, slots=True)
class UploadLink:
    """A one-use link to the upload page, and for how many minutes it opens."""

    url: str
    minutes: int


class Telling(StrEnum):
    """When a supervisor wants to be told: at once, once a day, never."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A line in a list of drafts: its file's name, how far it is, where to see it.

    ``errors`` is None as long as it is not checked, and where it could not be (``refused``); ``organ`` is the
    sender's, where he is bound to one.
    """

    name: str
    organ: str | None
    errors: int | None
    handed: bool
    link: str
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Overview:
    """How the reports of one year stand in a division, organs by name. ``due`` is the last day for them.

    ``late`` are those not there yet; they are late only if ``overdue``.
    ``wrong`` are (organ, errors) of published reports, ``copied`` (organ, of whom), ``changed`` those that
    were published again with other content; ``drafts`` are those handed in. ``years`` are the others that
    there are reports of.
    """

    division: str
    year: int
    due: date
    expected: int
    published: int
    late: tuple[str, ...]
    wrong: tuple[tuple[str, int], ...]
    copied: tuple[tuple[str, str], ...]
    changed: tuple[str, ...]
    drafts: tuple[DraftLine, ...]
    overdue: bool = False
    years: tuple[int, ...] = ()


class Context(Protocol):
    """The shell's side of a conversation. Errors that a person may see are ``NianbaoError``."""

    @property
    def site(self) -> str | None:
        """What links to public pages start with; None where no phone could open them."""
        ...

    def today(self) -> date:
        """The date where the reports are: UTC+8."""
        ...

    async def rest(self, key: str) -> str:
        """What of the last reply to this person has not been shown; "" where nothing is left."""
        ...

    async def person(self, key: str) -> Person:
        """Who this is; a citizen if never bound."""
        ...

    async def ask(self, person: Person, question: str) -> Answer:
        """The answer to a question; the conversation's memory is kept by the shell."""
        ...

    async def check_text(self, person: Person, text: str) -> Draft:
        """Read and check a pasted draft."""
        ...

    async def examples(self) -> tuple[str, ...]:
        """Up to three complete questions that have an answer now; an error where the reports can't be read."""
        ...

    async def upload_link(self, person: Person, file: FileInfo | None = None) -> UploadLink:
        """A link for one upload; ``file`` is what was told of in chat, to be matched with it."""
        ...

    async def add_photo(self, person: Person, media: str, at: datetime) -> int:
        """Put a photo to those that this clerk is sending; how many there are. 0: this account can't get photos."""
        ...

    async def end_photos(self, person: Person) -> int:
        """There are no more photos: check them now; how many there are, 0 if none waited."""
        ...

    async def drafts(self, person: Person) -> tuple[DraftLine, ...]:
        """The person's own drafts, the newest first, with new links to their results."""
        ...

    async def bind(self, key: str, code: str) -> Person:
        """Bind a person by an invitation code's letters (see handlers.bind)."""
        ...

    async def prefer(self, person: Person, telling: Telling, *, night: bool = False) -> None:
        """Remember when somebody wants to be told, and whether at night too."""
        ...

    async def allow_record(self, person: Person, *, allowed: bool) -> None:
        """Remember whether this person's questions that got no answer may be kept, masked."""
        ...

    async def overview(self, person: Person, year: int | None = None) -> Overview:
        """How the reports of a year, else last year's, stand in a supervisor's own division."""
        ...
