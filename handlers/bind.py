"""An invitation code sent in chat: whoever sends it first is bound as clerk or supervisor.

>>> spell("7K2MQRSTWXYZ")
'NB-7K2M-QRST-WXYZ'
>>> code_in("邀请码：nb 7k2m-qrst-wxyz。")
'7K2MQRSTWXYZ'
>>> code_in("NB公示了多少次") is None
True
"""

from handlers.kit.context import Context, Person, Role
from handlers.kit.message import Incoming, Kind, Reply
from handlers.kit.place import place_name
from handlers.kit.texts import say
from parser.text import fold

NAME = "bind"
SUMMARY = "用邀请码绑定身份"
PREFIX = "NB"
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""No I, O, 0 or 1: codes are read out on the telephone."""
LENGTH = 12
"""Twelve of 32 letters: 60 bits, out of reach of guessing in chat."""
_AROUND = ":,。.!“”\"'()"


def spell(letters: str) -> str:
    """The code as people see it."""
    return "-".join((PREFIX, *(letters[i : i + 4] for i in range(0, LENGTH, 4))))


def code_in(text: str) -> str | None:
    """The letters of the code that a message consists of, however it was typed; None if it is no code."""
    folded = fold(text).upper().strip(_AROUND).removeprefix("绑定").removeprefix("邀请码").strip(_AROUND)
    letters = folded.replace("-", "").replace("—", "").removeprefix(PREFIX)
    return letters if len(letters) == LENGTH and set(letters) <= set(LETTERS) else None


def matches(incoming: Incoming) -> bool:
    """A code and nothing else, with or without 邀请码 before it."""
    return incoming.kind is Kind.TEXT and code_in(incoming.text) is not None


async def answer(incoming: Incoming, context: Context) -> Reply:
    """Who the person is now and what that lets them do; the shell's error where the code opens nothing."""
    person = await context.bind(incoming.person, code_in(incoming.text) or "")
    key = "bind.supervisor" if person.role is Role.SUPERVISOR else "bind.clerk"
    return Reply(say(key, where=whereabouts(person)))


def whereabouts(person: Person) -> str:
    """The organ that a clerk works for, or the place, as people call it."""
    return person.organ or (place_name(person.division) if person.division else "")
