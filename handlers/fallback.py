"""Everything else: voice without words, links, stickers. One line that says what to do instead."""

from handlers.kit.context import Context
from handlers.kit.message import Incoming, Kind, Reply
from handlers.kit.texts import say

NAME = "fallback"
SUMMARY = "看不懂的消息"


def matches(incoming: Incoming) -> bool:  # noqa: ARG001 - every conversation has this shape
    """Whatever nobody else took."""
    return True


async def answer(incoming: Incoming, context: Context) -> Reply:  # noqa: ARG001 - every conversation has this shape
    """What to send instead."""
    match incoming.kind:
        case Kind.VOICE:
            return Reply(say("fallback.voice"))
        case Kind.LINK:
            return Reply(say("fallback.link"))
        case _:
            return Reply(say("fallback.other"))
