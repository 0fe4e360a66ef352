"""Someone follows the account: say what this is, with questions that work. Someone says thanks: so do we."""

import re

from handlers.kit.context import Context
from handlers.kit.guide import guide
from handlers.kit.message import NOTHING, Incoming, Kind, Reply
from handlers.kit.texts import say

NAME = "greet"
SUMMARY = "关注时的问候"
THANKS = frozenset(
    {"谢谢", "谢谢你", "谢谢您", "多谢", "感谢", "辛苦了", "好的", "好的谢谢", "再见", "知道了", "收到"}
)
"""Words that end a conversation, folded."""


def matches(incoming: Incoming) -> bool:
    """Following, leaving, and thanks."""
    return incoming.kind in (Kind.FOLLOW, Kind.UNFOLLOW) or _is_thanks(incoming)


async def answer(incoming: Incoming, context: Context) -> Reply:
    """A greeting and the help; nothing to someone who left."""
    if incoming.kind is Kind.UNFOLLOW:
        return NOTHING
    if _is_thanks(incoming):
        return Reply(say("greet.thanks"))
    return Reply(f"{say('greet.welcome')}\n\n{await guide(context, incoming.person)}")


def _is_thanks(incoming: Incoming) -> bool:
    return incoming.kind in (Kind.TEXT, Kind.VOICE) and re.sub(r"\W", "", incoming.text) in THANKS
