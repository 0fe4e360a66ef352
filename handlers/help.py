"""帮助: what the account can do, with examples drawn from what is indexed, so that they have an answer."""

from handlers.kit.context import Context
from handlers.kit.guide import guide
from handlers.kit.message import Incoming, Kind, Reply

NAME = "help"
SUMMARY = "怎么用"
WORDS = frozenset({"帮助", "怎么用", "怎么提问", "使用说明", "help", "?", "？", "你好", "您好", "菜单"})


def matches(incoming: Incoming) -> bool:
    """The word alone, typed or from the menu."""
    return incoming.kind in (Kind.TEXT, Kind.CLICK) and incoming.text.strip().lower() in WORDS


async def answer(incoming: Incoming, context: Context) -> Reply:
    """The help text."""
    return Reply(await guide(context, incoming.person))
