"""What a supervisor may ask for: 概况 (who is late, wrong, copied, changed), 订阅 and 退订 of reminders.

Only their own division is shown, and nobody is ranked: the list is for helping, not for a league table.
"""

from collections.abc import Sequence

from handlers.kit.context import Context, DraftLine, Overview, Role, Telling
from handlers.kit.fixlist import standing
from handlers.kit.message import Incoming, Kind, Reply
from handlers.kit.place import place_name
from handlers.kit.texts import say
from parser.text import fold

NAME = "watch"
SUMMARY = "督促：概况、订阅、退订"
OVERVIEW = frozenset({"概况", "督促", "进度", "年报概况"})
TELLINGS: dict[str, tuple[Telling, bool, str]] = {
    "订阅": (Telling.DAILY, False, "watch.daily"),
    "订阅日报": (Telling.DAILY, False, "watch.daily"),
    "日报": (Telling.DAILY, False, "watch.daily"),
    "订阅即时": (Telling.AT_ONCE, False, "watch.at_once"),
    "即时": (Telling.AT_ONCE, False, "watch.at_once"),
    "订阅夜间": (Telling.AT_ONCE, True, "watch.night"),
    "退订": (Telling.NEVER, False, "watch.never"),
    "td": (Telling.NEVER, False, "watch.never"),
}
"""What can be said, folded: how to be told, whether at night too, what we say to it."""
NAMES = 8
"""How many names a line of a chat message lists."""
DRAFTS = 3


def matches(incoming: Incoming) -> bool:
    """One of the words alone, typed or from the menu."""
    return incoming.kind in (Kind.TEXT, Kind.CLICK) and _word(incoming) in OVERVIEW | TELLINGS.keys()


async def answer(incoming: Incoming, context: Context) -> Reply:
    """The overview, or a word that the preference is kept; a hint for who is no supervisor."""
    person = await context.person(incoming.person)
    if person.role is not Role.SUPERVISOR:
        return Reply(say("watch.only_supervisors"))
    if _word(incoming) in OVERVIEW:
        return Reply(summarise(await context.overview(person)))
    telling, night, sentence = TELLINGS[_word(incoming)]
    await context.prefer(person, telling, night=night)
    return Reply(say(sentence))


def summarise(overview: Overview) -> str:
    """The overview as one chat message."""
    lines = [
        say(
            "watch.heading",
            place=place_name(overview.division),
            year=overview.year,
            expected=overview.expected,
            published=overview.published,
            due=f"{overview.due.month}月{overview.due.day}日",
        )
    ]
    lines += _names("late" if overview.overdue else "missing", overview.late)
    lines += _names("wrong", [say("watch.wrong_item", organ=o, errors=n) for o, n in overview.wrong])
    lines += _names("copied", [say("watch.copied_item", organ=o, other=w) for o, w in overview.copied])
    lines += _names("changed", overview.changed)
    if overview.published and not (overview.wrong or overview.copied or overview.changed):
        lines.append(say("watch.fine"))
    return "\n".join(lines + _drafts(overview.drafts))


def _word(incoming: Incoming) -> str:
    return fold(incoming.text).lower().rstrip("。.!?")


def _names(key: str, names: Sequence[str]) -> list[str]:
    if not names:
        return []
    shown = "、".join(names[:NAMES]) + (say("watch.more") if len(names) > NAMES else "")
    return [say(f"watch.{key}", count=len(names), names=shown)]


def _drafts(drafts: Sequence[DraftLine]) -> list[str]:
    if not drafts:
        return []
    lines = [
        say("watch.draft_item", organ=d.organ or d.name, standing=standing(d), link=d.link)
        for d in drafts[:DRAFTS]
    ]
    return [say("watch.drafts", count=len(drafts)), *lines]
