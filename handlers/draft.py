"""A draft to be checked: pasted text is checked at once, photos are collected, a file gets a link to the upload page.

WeChat tells an account the name, size and md5 of a file, never its content (wechat.md A8), so the person is
asked to hand in the same file on a page; the md5 then tells whether it is the same. Photos can be fetched by
accounts that have the media API: a clerk's photos are the pages of one draft until he says that there are no
more, or sends none for a while. What was checked is answered with a fix list.
"""

from handlers.kit.context import Context, DraftLine, Person, Role
from handlers.kit.fixlist import standing, summarise
from handlers.kit.message import Incoming, Kind, Reply
from handlers.kit.texts import say
from parser.form import SECTIONS
from parser.text import fold

NAME = "draft"
SUMMARY = "检查年报草稿"
SHORTEST = 120
"""A text shorter than this is a question, whatever it mentions."""
UPLOAD = frozenset({"上传", "上传草稿", "送检", "检查草稿", "检查年报", "传文件", "查错"})
DONE = frozenset(
    {"好了", "发完了", "传完了", "拍完了", "完了", "没有了", "就这些", "开始检查", "检查吧", "查吧"}
)
LIST = frozenset({"草稿", "我的草稿", "检查结果", "结果"})
_MEGA = 1024 * 1024


def matches(incoming: Incoming) -> bool:
    """A file, a picture, a word for uploading, for the last photo or for one's drafts, or the text of a report."""
    if incoming.kind in (Kind.FILE, Kind.IMAGE):
        return True
    if incoming.kind not in (Kind.TEXT, Kind.CLICK):
        return False
    return _word(incoming) in UPLOAD | LIST | DONE or _is_report(incoming.text)


async def answer(incoming: Incoming, context: Context) -> Reply:
    """The fix list, the link to the upload page, or the list of one's drafts."""
    person = await context.person(incoming.person)
    if incoming.kind is Kind.FILE and incoming.file:
        name, size = incoming.file.name, spell_size(incoming.file.size)
        upload = await context.upload_link(person, incoming.file)
        return Reply(say("draft.file", name=name, size=size, link=upload.url, minutes=upload.minutes))
    if incoming.kind is Kind.IMAGE:
        return Reply(await _photo(incoming, person, context))
    if incoming.kind is Kind.FILE or _word(incoming) in UPLOAD:
        return Reply(await _link("draft.upload", person, context))
    if _word(incoming) in DONE:
        count = await context.end_photos(person)
        return Reply(say("draft.photos_end", count=count) if count else say("draft.no_photos"))
    if _word(incoming) in LIST:
        return Reply(_list(await context.drafts(person)))
    return Reply(summarise(await context.check_text(person, incoming.text)))


async def _photo(incoming: Incoming, person: Person, context: Context) -> str:
    """A clerk's photo is a page of his draft; what others photograph is no draft."""
    if person.role is not Role.CLERK:
        return say("draft.picture_of_others")
    count = await context.add_photo(person, incoming.media, incoming.at)
    if not count:
        return await _link("draft.picture", person, context)
    return say("draft.photo" if count > 1 else "draft.first_photo", count=count)


async def _link(key: str, person: Person, context: Context) -> str:
    upload = await context.upload_link(person)
    return say(key, link=upload.url, minutes=upload.minutes)


def spell_size(size: int) -> str:
    """A size in bytes as people read it.

    >>> spell_size(10203788), spell_size(300)
    ('9.7 MB', '1 KB')
    """
    return f"{size / _MEGA:.1f} MB" if size >= _MEGA else f"{max(1, size // 1024)} KB"


def _word(incoming: Incoming) -> str:
    return fold(incoming.text).rstrip("。.!?")


def _is_report(text: str) -> bool:
    """A long text that holds a heading of the form or speaks of 政府信息公开."""
    folded = fold(text)
    long = len(text) >= SHORTEST
    return long and (any(fold(heading) in folded for heading in SECTIONS) or "信息公开" in folded)


def _list(drafts: tuple[DraftLine, ...]) -> str:
    if not drafts:
        return say("draft.no_drafts")
    lines = [
        say("draft.list_item", number=n, name=d.name, standing=standing(d), link=d.link)
        for n, d in enumerate(drafts, 1)
    ]
    return "\n".join([say("draft.list_heading"), *lines])
