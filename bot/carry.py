r"""Results that waited for a person's next message, put into its reply: what fits goes, nothing is cut or lost.

For accounts without customer-service messages, where an answer can only ride on a reply.

>>> from handlers.kit.texts import say
>>> pack([(7, "早先的")], "现在的").text == say("shell.earlier") + "\n\n早先的\n\n现在的"
True
>>> full = pack([(7, "长" * 630), (8, "下一份")], "现在的")
>>> full.carried, full.left
((7,), '现在的')
"""

from collections.abc import Sequence
from dataclasses import dataclass

from handlers.kit.texts import say

ROOM = 1950
"""Bytes of UTF-8 that all of it may take; a reply's limit is 2,000."""
_BETWEEN = "\n\n"


@dataclass(frozen=True, slots=True)
class Packed:
    """What to reply, the ids of the results in it, and the new answer if it has to wait in its turn."""

    text: str
    carried: tuple[int, ...] = ()
    left: str | None = None


def pack(waiting: Sequence[tuple[int, str]], text: str) -> Packed:
    """The oldest results first, at least one, then the answer itself if there is room for all of it."""
    if not waiting:
        return Packed(text)
    parts = [say("shell.earlier"), waiting[0][1]]
    carried = [waiting[0][0]]
    for number, earlier in waiting[1:]:
        if not _fits([*parts, earlier, say("shell.next")]):
            break
        parts.append(earlier)
        carried.append(number)
    if len(carried) == len(waiting) and _fits([*parts, text]):
        return Packed(_BETWEEN.join([*parts, text]), tuple(carried))
    return Packed(_BETWEEN.join([*parts, say("shell.next")]), tuple(carried), text)


def _fits(parts: Sequence[str]) -> bool:
    return len(_BETWEEN.join(parts).encode(errors="replace")) <= ROOM
