"""A question in words: the answer with its sentence, a choice, or why there is none."""

from handlers.kit.context import Context
from handlers.kit.message import Incoming, Kind, Reply

NAME = "ask"
SUMMARY = "查年报里的数字"


def matches(incoming: Incoming) -> bool:
    """Any text, typed, spoken or from the menu."""
    return incoming.kind in (Kind.TEXT, Kind.VOICE, Kind.CLICK) and bool(incoming.text.strip())


async def answer(incoming: Incoming, context: Context) -> Reply:
    """The composed text; parser.ask keeps it within the platform's limit."""
    person = await context.person(incoming.person)
    return Reply((await context.ask(person, incoming.text)).text)
