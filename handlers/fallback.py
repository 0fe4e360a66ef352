"""Everything else: pictures, files, voice without words, stickers. One line that says what to do instead."""

from handlers.kit.context import Context
from handlers.kit.message import Incoming, Kind, Reply
from handlers.kit.texts import say

NAME = "fallback"
SUMMARY = "看不懂的消息"


def matches(incoming: Incoming) -> bool:  # noqa: ARG001 - every conversation has this shape
    """Whatever nobody else took."""
    return True


async def answer(incoming: Incoming, context: Context) -> Reply:
    """What to send instead."""
    hint = say("fallback.paste_hint")
    match incoming.kind:
        case Kind.IMAGE:
            return Reply(say("fallback.picture", hint=hint))
        case Kind.VOICE:
            return Reply(say("fallback.voice"))
        case Kind.LINK:
            return Reply(say("fallback.link"))
        case Kind.FILE if incoming.file:
            return Reply(say("fallback.file", name=incoming.file.name, size=_size(incoming.file.size), hint=hint))
        case _:
            examples = await context.examples()
            return Reply(say("fallback.other", example=examples[0] if examples else "帮助"))


def _size(size: int) -> str:
    mega = 1024 * 1024
    return f"{size / mega:.1f} MB" if size >= mega else f"{max(1, size // 1024)} KB"
