"""What a conversation may ask of the shell. Everything that waits, remembers or knows the time is behind this."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from parser.model.answer import Answer
from parser.model.finding import Check
from parser.model.report import Report


class Role(StrEnum):
    """A citizen sees published reports; a clerk works for one organ, a supervisor for a division and below."""

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
    """A checked draft: what was read, what the rules say, and the page that shows it (None where there is none)."""

    report: Report
    check: Check
    link: str | None = None


class Context(Protocol):
    """The shell's side of a conversation. Errors that a person may see are ``NianbaoError``."""

    def today(self) -> date:
        """The date where the reports are: UTC+8."""
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
        """Up to three complete questions that have an answer now, for help and refusals."""
        ...
