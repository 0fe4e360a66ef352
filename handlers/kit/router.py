"""First match wins: the one way from a message to its conversation."""

from collections.abc import Sequence
from typing import Protocol

from handlers.kit.context import Context
from handlers.kit.message import NOTHING, Incoming, Reply


class Conversation(Protocol):
    """What every conversation module exposes."""

    NAME: str
    SUMMARY: str

    def matches(self, incoming: Incoming) -> bool:
        """Whether this conversation answers the message."""
        ...

    async def answer(self, incoming: Incoming, context: Context) -> Reply:
        """The reply; ``NianbaoError`` may come out and is said to the person by the shell."""
        ...


async def dispatch(incoming: Incoming, context: Context, conversations: Sequence[Conversation]) -> Reply:
    """The reply of the first conversation that matches, or nothing."""
    for conversation in conversations:
        if conversation.matches(incoming):
            return await conversation.answer(incoming, context)
    return NOTHING
