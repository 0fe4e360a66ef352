r"""Replies longer than a message: cut into pages at line ends, what is left kept for the person's 更多.

The rest is kept in memory only, for a while and for some people: who comes later asks again.

>>> pages = Pages(lambda: 0.0)
>>> first = pages.show("p", Reply("\n".join(f"第{n}行" for n in range(400))))
>>> len(first.encode()) <= PAGE, first.endswith(say("more.footer"))
(True, True)
>>> pages.rest("p").splitlines()[0] == f"第{len(first.splitlines()) - 1}行"
True
"""

from collections import OrderedDict
from collections.abc import Callable

from handlers.kit.message import Reply
from handlers.kit.texts import say

PAGE = 1950
"""Bytes of UTF-8 on a page; the platform delivers about 2,000."""
KEPT = 30 * 60.0
"""Seconds for which the rest of a reply can be asked for."""
MOST = 1000
"""People whose rest is kept; the longest known goes first."""


class Pages:
    """The rests of all people. ``now`` is the clock."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._rests: OrderedDict[str, tuple[float, str]] = OrderedDict()

    def show(self, person: str, reply: Reply) -> str:
        """The first page of a reply; whatever was left of the one before is forgotten."""
        page, rest = turn(reply)
        self._rests.pop(person, None)
        if rest:
            self._rests[person] = (self._now(), rest)
            if len(self._rests) > MOST:
                self._rests.popitem(last=False)
        return page

    def rest(self, person: str) -> str:
        """What of the last reply has not been shown; "" if nothing, or if that was long ago."""
        at, rest = self._rests.get(person, (0.0, ""))
        return rest if self._now() - at < KEPT else ""


def turn(reply: Reply) -> tuple[str, str]:
    """The first page with its footer, and what is left."""
    if not reply.more and _size(reply.text) <= PAGE:
        return reply.text, ""
    footer = "\n" + say("more.footer")
    page = _head(reply.text, PAGE - _size(footer))
    left = reply.text[len(page) :].removeprefix("\n")
    return page.rstrip() + footer, "\n".join(part for part in (left, reply.more) if part)


def _head(text: str, room: int) -> str:
    """As many whole lines as have room; of a line that is longer than a page, as many characters."""
    if _size(text) <= room:
        return text
    kept = text.encode(errors="replace")[:room].decode(errors="ignore")
    line = kept.rfind("\n")
    return kept[:line] if line > 0 else kept


def _size(text: str) -> int:
    return len(text.encode(errors="replace"))
