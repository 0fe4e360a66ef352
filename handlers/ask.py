"""A question in words: the answer with its sentence, a choice, or why there is none."""

from handlers.kit.context import Context
from handlers.kit.message import Incoming, Kind, Reply
from handlers.kit.sources import links

NAME = "ask"
SUMMARY = "查年报里的数字"


def matches(incoming: Incoming) -> bool:
    """Any text, typed, spoken or from the menu."""
    return incoming.kind in (Kind.TEXT, Kind.VOICE, Kind.CLICK) and bool(incoming.text.strip())


async def answer(incoming: Incoming, context: Context) -> Reply:
    """The composed text, links to the pages of the reports that it quotes, and what had no room."""
    person = await context.person(incoming.person)
    found = await context.ask(person, incoming.text)
    return Reply("\n".join([found.text, *links(found.evidence, context.site)]), found.more)
