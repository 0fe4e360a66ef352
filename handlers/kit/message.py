"""A message as a conversation sees it, and its reply. No openid gets here: ``person`` is an opaque key."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    """What arrived. CLICK is a menu key in ``text``; FOLLOW and UNFOLLOW are 关注 and 取消关注."""

    TEXT = "text"
    IMAGE = "image"
    VOICE = "voice"
    FILE = "file"
    LINK = "link"
    CLICK = "click"
    FOLLOW = "follow"
    UNFOLLOW = "unfollow"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class FileInfo:
    """A file sent in chat: WeChat tells its name, size in bytes and md5, never its content (wechat.md A8)."""

    name: str
    size: int
    md5: str


@dataclass(frozen=True, slots=True)
class Incoming:
    """One message. ``text`` is what was typed, spoken, linked (the URL) or the key of the menu item.

    ``media`` is the name under which the platform keeps a picture for three days.
    """

    kind: Kind
    text: str
    person: str
    at: datetime
    file: FileInfo | None = None
    media: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """What to send back: plain text, on as many pages as the platform's limit needs; empty means no reply.

    ``more`` goes on another page even if there were room: what only some will want to read.
    """

    text: str
    more: str = ""


NOTHING = Reply("")
"""The platform is acknowledged and the person sees nothing."""
