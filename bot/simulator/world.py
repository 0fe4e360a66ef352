"""Who chats with the account, what has been said, and what the platform would still let the account send."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.state.outbox import CLICK_QUOTA, CLICK_WINDOW, MESSAGE_QUOTA, MESSAGE_WINDOW

MOST = 500
"""Bubbles kept of each chat."""


@dataclass(frozen=True, slots=True)
class Bubble:
    """One message of a chat. ``kind``: text, picture, file, notice; ``mine`` is the persona's own."""

    id: int
    mine: bool
    kind: str
    text: str
    at: float
    detail: str = ""


@dataclass(slots=True)
class Persona:
    """Somebody with a phone. The windows count what the account may send (wechat.md A3)."""

    name: str
    title: str
    openid: str
    bubbles: list[Bubble] = field(default_factory=list)
    messaged: float = 0.0
    message_left: int = 0
    clicked: float = 0.0
    click_left: int = 0
    following: bool = False


class World:
    """All personas, and a bell for who waits for a new bubble."""

    def __init__(self, now: Callable[[], float]) -> None:
        self.now = now
        self.personas = {
            name: Persona(name, title, f"oSim-{name}")
            for name, title in (("citizen", "市民"), ("clerk", "乡镇经办人"), ("supervisor", "县级主管"))
        }
        self.open = True
        self._last = 0
        self._bell = asyncio.Event()

    def by_openid(self, openid: str) -> Persona | None:
        """The persona behind an openid."""
        return next((p for p in self.personas.values() if p.openid == openid), None)

    def add(self, persona: Persona, *, mine: bool, kind: str, text: str, detail: str = "") -> Bubble:
        """A new bubble in a chat."""
        self._last += 1
        bubble = Bubble(self._last, mine, kind, text, self.now(), detail)
        persona.bubbles.append(bubble)
        del persona.bubbles[:-MOST]
        self._ring()
        return bubble

    def touch(self, persona: Persona, *, click: bool) -> None:
        """The persona did something that lets the account send."""
        persona.following = True
        if click:
            persona.clicked, persona.click_left = self.now(), CLICK_QUOTA
        else:
            persona.messaged, persona.message_left = self.now(), MESSAGE_QUOTA

    def spend(self, persona: Persona) -> int:
        """Take one message from the account's quota: 0, or the platform's error code."""
        now = self.now()
        in_click = now - persona.clicked < CLICK_WINDOW
        in_message = now - persona.messaged < MESSAGE_WINDOW
        if not persona.following or not (in_click or in_message):
            return 45015
        if in_click and persona.click_left:
            persona.click_left -= 1
        elif in_message and persona.message_left:
            persona.message_left -= 1
        else:
            return 45047
        return 0

    async def after(self, persona: Persona, last: int, patience: float) -> list[Bubble]:
        """The bubbles after ``last``; waits for one, but not longer than ``patience``."""
        end = asyncio.get_running_loop().time() + patience
        while self.open:
            new = [bubble for bubble in persona.bubbles if bubble.id > last]
            left = end - asyncio.get_running_loop().time()
            if new or left <= 0:
                return new
            bell = self._bell
            try:
                async with asyncio.timeout(left):
                    await bell.wait()
            except TimeoutError:
                return []
        return []

    def close(self) -> None:
        """Let everybody go who waits."""
        self.open = False
        self._ring()

    def _ring(self) -> None:
        self._bell.set()
        self._bell = asyncio.Event()
