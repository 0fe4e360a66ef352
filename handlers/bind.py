"""An invitation code sent in chat: whoever sends it first is bound as clerk or supervisor. 身份 says as what.

>>> spell("7K2MQRSTWXYZ")
'NB-7K2M-QRST-WXYZ'
>>> code_in("邀请码：nb 7k2m-qrst-wxyz。")
'7K2MQRSTWXYZ'
>>> code_in("NB公示了多少次") is None
True
"""

from handlers.kit.context import Context
from handlers.kit.message import Incoming, Kind, Reply
from handlers.kit.roles import describe
from handlers.kit.texts import say
from parser.text import fold

NAME = "bind"
SUMMARY = "用邀请码绑定身份，看自己的身份"
WORDS = frozenset({"身份", "我的身份", "我是谁", "绑定", "绑定身份"})
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
    """A code and nothing else, with or without 邀请码 before it; or the word for who one is."""
    if incoming.kind not in (Kind.TEXT, Kind.CLICK):
        return False
    return _word(incoming) in WORDS or code_in(incoming.text) is not None


async def answer(incoming: Incoming, context: Context) -> Reply:
    """Who the person is now and what that lets them do; the shell's error where the code opens nothing."""
    if _word(incoming) in WORDS:
        return Reply(describe(await context.person(incoming.person)) or say("bind.citizen"))
    person = await context.bind(incoming.person, code_in(incoming.text) or "")
    return Reply(f"{say('bind.done')}{describe(person)}")


def _word(incoming: Incoming) -> str:
    return fold(incoming.text).rstrip("。.!?")
