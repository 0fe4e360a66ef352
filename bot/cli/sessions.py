"""The memory of ``nianbao ask --session NAME``: conversations that outlast a call, kept in inbox.db as the bot's are."""

from datetime import datetime
from pathlib import Path

from bot.state import SCHEMA
from bot.state.database import connect, migrate
from bot.state.memory import recall, remember
from parser.ask import State


class Sessions:
    """The conversations in an inbox.db; a session's name cannot be a person's, whose conversations are there too."""

    def __init__(self, inbox: Path) -> None:
        migrate(inbox, SCHEMA)
        self._inbox = connect(inbox)

    def recall(self, name: str, at: datetime) -> State | None:
        """Where the conversation stopped; None if it is new or too old."""
        kept = recall(self._inbox, _key(name), now=at.timestamp())
        return State.from_json(kept) if kept else None

    def remember(self, name: str, state: State, at: datetime) -> None:
        """Keep where it stops now."""
        remember(self._inbox, _key(name), state.to_json(), now=at.timestamp())

    def close(self) -> None:
        """Let the inbox go."""
        self._inbox.close()


def _key(name: str) -> str:
    return f"cli:{name}"
