"""不要记录, 可以记录: whether questions that got no answer may be kept (masked, without the person) to improve."""

from handlers.kit.context import Context
from handlers.kit.message import Incoming, Kind, Reply
from handlers.kit.texts import say
from parser.text import fold

NAME = "record"
SUMMARY = "提问记录：不要记录、可以记录"
WORDS = {
    "不要记录": False,
    "别记录": False,
    "不要记录我的提问": False,
    "可以记录": True,
    "可以记录我的提问": True,
}
"""What can be said, folded, and whether questions may be kept then."""


def matches(incoming: Incoming) -> bool:
    """One of the words alone, typed, spoken or from the menu."""
    return incoming.kind in (Kind.TEXT, Kind.VOICE, Kind.CLICK) and _word(incoming) in WORDS


async def answer(incoming: Incoming, context: Context) -> Reply:
    """A word that the wish is kept."""
    allowed = WORDS[_word(incoming)]
    await context.allow_record(await context.person(incoming.person), allowed=allowed)
    return Reply(say("record.on" if allowed else "record.off"))


def _word(incoming: Incoming) -> str:
    return fold(incoming.text).rstrip("。.!?")
