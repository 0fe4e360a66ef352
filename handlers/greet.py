"""Someone follows the account: say what this is, with questions that work."""

from handlers.kit.context import Context
from handlers.kit.guide import guide
from handlers.kit.message import NOTHING, Incoming, Kind, Reply
from handlers.kit.texts import say

NAME = "greet"
SUMMARY = "关注时的问候"


def matches(incoming: Incoming) -> bool:
    """Following, and leaving."""
    return incoming.kind in (Kind.FOLLOW, Kind.UNFOLLOW)


async def answer(incoming: Incoming, context: Context) -> Reply:
    """A greeting and the help; nothing to someone who left."""
    if incoming.kind is Kind.UNFOLLOW:
        return NOTHING
    return Reply(f"{say('greet.welcome')}\n\n{await guide(context)}")
