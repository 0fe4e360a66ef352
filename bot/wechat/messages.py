"""From a push to ``Incoming``: wechatpy's typed messages over fields that we have read and checked.

Two things that wechatpy doesn't know are added: the file message, which the platform delivers without
documenting it (name, size and md5, never the content: wechat.md A8), and the sentence by which it announces a
kind that it does not deliver. The openid stops here: conversations get an opaque key.
"""

import hashlib
from datetime import datetime, timedelta, timezone
from typing import Any

from wechatpy.events import (
    EVENT_TYPES,
    BaseEvent,
    ClickEvent,
    ScanEvent,
    SubscribeEvent,
    SubscribeScanEvent,
    UnsubscribeEvent,
)
from wechatpy.fields import StringField
from wechatpy.messages import (
    MESSAGE_TYPES,
    BaseMessage,
    ImageMessage,
    LinkMessage,
    TextMessage,
    UnknownMessage,
    VoiceMessage,
    register_message,
)

from bot.wechat.flat import is_number
from bot.wechat.inbound import Push
from handlers.kit.message import FileInfo, Incoming, Kind

CHINA = timezone(timedelta(hours=8))
UNSUPPORTED = "【收到不支持的消息类型，暂无法显示】"
"""What the platform writes as the text of a kind that it doesn't deliver."""
LONGEST = 20_000
"""Characters of a text that are read; WeChat's own limit for typing is below that."""
_LATEST = 4_102_444_800
"""2100-01-01: a CreateTime beyond it is nonsense."""


@register_message("file")
class FileMessage(BaseMessage):  # type: ignore[misc]  # wechatpy has no types
    """A file sent in chat, as captured: Title, FileMd5, FileTotalLen."""

    type = "file"
    title = StringField("Title")
    md5 = StringField("FileMd5")
    size = StringField("FileTotalLen")


_KINDS: tuple[tuple[Any, Kind, str], ...] = (
    (TextMessage, Kind.TEXT, "content"),
    (VoiceMessage, Kind.VOICE, "recognition"),
    (ImageMessage, Kind.IMAGE, "image"),
    (FileMessage, Kind.FILE, "title"),
    (LinkMessage, Kind.LINK, "url"),
    (ClickEvent, Kind.CLICK, "key"),
    ((SubscribeEvent, SubscribeScanEvent, ScanEvent), Kind.FOLLOW, ""),
    (UnsubscribeEvent, Kind.UNFOLLOW, ""),
)
"""wechatpy's class, what it is to us, and the attribute that is its text."""


def person_key(secret: bytes, openid: str) -> str:
    """The opaque key of a person: without the secret nobody gets back to the openid."""
    return hashlib.blake2b(openid.encode("utf-8", "surrogatepass"), key=secret, digest_size=16).hexdigest()


def understand(push: Push, person: str, *, now: datetime) -> Incoming | None:
    """The message, or None for an event that nobody answers (a position, a sent template, a view menu)."""
    view = _typed(push.fields)
    at = _time(push.fields.get("CreateTime", ""), now)
    kind, text = _kind(view)
    if kind is None:
        return None
    if text == UNSUPPORTED:
        kind, text = Kind.OTHER, ""
    file = _file(view) if isinstance(view, FileMessage) else None
    media = view.media_id or "" if isinstance(view, ImageMessage) else ""
    return Incoming(kind, text[:LONGEST], person, at, file, media)


def _typed(fields: dict[str, str]) -> object:
    """The class of wechatpy for these fields, as its own parser picks it, minus the parsing."""
    kind = fields["MsgType"].lower()
    if kind != "event":
        return MESSAGE_TYPES.get(kind, UnknownMessage)(dict(fields))
    return EVENT_TYPES.get(fields.get("Event", "").lower(), BaseEvent)(dict(fields))


def _kind(view: object) -> tuple[Kind | None, str]:
    """What it is, and its text; None for events that nobody answers."""
    for kinds, kind, attribute in _KINDS:
        if isinstance(view, kinds):
            return kind, (getattr(view, attribute) or "") if attribute else ""
    return (None if isinstance(view, BaseEvent) else Kind.OTHER), ""


def _file(view: FileMessage) -> FileInfo:
    size = view.size or ""
    return FileInfo(view.title or "", int(size) if is_number(size) else 0, (view.md5 or "").lower())


def _time(stamp: str, now: datetime) -> datetime:
    """The sender's clock if it makes sense, else ours."""
    if is_number(stamp) and int(stamp) < _LATEST:
        return datetime.fromtimestamp(int(stamp), CHINA)
    return now
