"""What a supervisor may ask for: 概况 (who is late, wrong, copied, changed), 订阅 and 退订 of reminders.

Only their own division is shown, and nobody is ranked: the list is for helping, not for a league table.
"""

import re
from collections.abc import Sequence

from handlers.kit.context import Context, DraftLine, Overview, Role, Telling
from handlers.kit.fixlist import standing
from handlers.kit.message import Incoming, Kind, Reply
from handlers.kit.place import place_name
from handlers.kit.texts import say
from parser.text import fold

NAME = "watch"
SUMMARY = "督促：概况、订阅、退订"
OVERVIEW = re.compile(r"(?:(?P<before>\d{4})年?的?)?(?:年报)?(?:概况|督促|进度|情况汇总)(?P<after>\d{4})?年?")
"""概况, of last year's reports or those of the year that is named."""
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
"""How many names a line of a chat message lists; 更多 shows all."""
ABREAST = 10
"""How many names a line of all of them holds."""
DRAFTS = 3


def matches(incoming: Incoming) -> bool:
    """One of the words alone, typed or from the menu."""
    word = _word(incoming)
    return incoming.kind in (Kind.TEXT, Kind.CLICK) and bool(word in TELLINGS or OVERVIEW.fullmatch(word))


async def answer(incoming: Incoming, context: Context) -> Reply:
    """The overview, or a word that the preference is kept; a hint for who is no supervisor."""
    person = await context.person(incoming.person)
    if person.role is not Role.SUPERVISOR:
        return Reply(say("watch.only_supervisors"))
    if asked := OVERVIEW.fullmatch(_word(incoming)):
        year = asked["before"] or asked["after"]
        return summarise(await context.overview(person, int(year) if year else None))
    telling, night, sentence = TELLINGS[_word(incoming)]
    await context.prefer(person, telling, night=night)
    return Reply(say(sentence))


def summarise(overview: Overview) -> Reply:
    """The overview as one chat message, and all names of what it shortens."""
    groups = _groups(overview)
    lines = [_heading(overview), *(_shortened(what, names) for what, names in groups)]
    if overview.published and not (overview.wrong or overview.copied or overview.changed):
        lines.append(say("watch.fine"))
    if overview.years:
        words = "、".join(f"概况{year}" for year in sorted(overview.years, reverse=True))
        lines.append(say("watch.other_years", words=words))
    drafts = [_draft(draft) for draft in overview.drafts]
    if drafts:
        lines += [say("watch.drafts", count=len(drafts)), *drafts[:DRAFTS]]
    more = [_all(what, names) for what, names in groups if len(names) > NAMES]
    return Reply("\n".join(lines), "\n".join([*more, *drafts[DRAFTS:]]))


def _word(incoming: Incoming) -> str:
    return fold(incoming.text).lower().rstrip("。.!?")


def _heading(overview: Overview) -> str:
    return say(
        "watch.heading",
        place=place_name(overview.division),
        year=overview.year,
        expected=overview.expected,
        published=overview.published,
        due=f"{overview.due.month}月{overview.due.day}日",
    )


def _groups(overview: Overview) -> list[tuple[str, Sequence[str]]]:
    """What there is to say, each with the names that it holds for."""
    groups: list[tuple[str, Sequence[str]]] = [
        ("late" if overview.overdue else "missing", overview.late),
        ("wrong", [say("watch.wrong_item", organ=o, errors=n) for o, n in overview.wrong]),
        ("copied", [say("watch.copied_item", organ=o, other=w) for o, w in overview.copied]),
        ("changed", overview.changed),
    ]
    return [(say(f"watch.{key}"), names) for key, names in groups if names]


def _shortened(what: str, names: Sequence[str]) -> str:
    shown = "、".join(names[:NAMES]) + (say("watch.more") if len(names) > NAMES else "")
    return say("watch.some", what=what, count=len(names), names=shown)


def _all(what: str, names: Sequence[str]) -> str:
    rows = ["、".join(names[at : at + ABREAST]) for at in range(0, len(names), ABREAST)]
    return say("watch.all", what=what, count=len(names), names="\n".join(rows))


def _draft(draft: DraftLine) -> str:
    return say("watch.draft_item", organ=draft.organ or draft.name, standing=standing(draft), link=draft.link)
