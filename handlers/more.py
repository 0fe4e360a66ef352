"""更多: the next page of a reply that was too long for one message."""

import re

from handlers.kit.context import Context
from handlers.kit.message import Incoming, Kind, Reply
from handlers.kit.texts import say

NAME = "more"
SUMMARY = "接着看没显示完的内容"
WORDS = frozenset({"更多", "更多内容", "下一页", "下页", "接着看", "继续看", "继续", "接着", "还有吗"})


def matches(incoming: Incoming) -> bool:
    """The word alone, typed, spoken or from the menu."""
    spoken = incoming.kind in (Kind.TEXT, Kind.VOICE, Kind.CLICK)
    return spoken and re.sub(r"\W", "", incoming.text) in WORDS


async def answer(incoming: Incoming, context: Context) -> Reply:
    """What is left; the shell cuts the next page off it."""
    return Reply(await context.rest(incoming.person) or say("more.nothing"))
