"""E-mails (.eml) with their attachments, and web pages saved as one file (.mht), which are written the same way."""

import email
import email.policy
import re
from email.errors import MessageError
from email.message import EmailMessage

from parser.model.document import Reading, Source
from parser.model.errors import Damaged, EmptyInput, InputError
from parser.read.archive import choose, unfold
from parser.read.likeness import likeness

NAME = "eml"

_HEAD = 4096
_LEADING = b"\xef\xbb\xbf\r\n"
_BODY = "正文"
_FEW = 300
"""Characters; a body that is no report and shorter only speaks of it."""
_FIELD = re.compile(
    rb"^(?:from|to|subject|date|received|return-path|mime-version|message-id|content-type):", re.IGNORECASE
)
_MIME = re.compile(rb"^(?:mime-version|content-type):", re.IGNORECASE | re.MULTILINE)
_MOST_PARTS = 200
_MULTIPART = re.compile(rb"^content-type:\s*multipart/", re.IGNORECASE | re.MULTILINE)
_MOST_MULTIPARTS = 50
_BOUNDARY = b"\n--"
_MOST_BOUNDARIES = 300
_LONG_FIELD = re.compile(rb"^content-[a-z-]+:(?:[^\r\n]|\r?\n[ \t]){900}", re.IGNORECASE | re.MULTILINE)
"""The library takes quadratic time over a field of comments or parameters, and reads it once for each question."""


def accepts(data: bytes, name: str) -> bool:  # noqa: ARG001 - the name is never trusted
    """Header fields from the first line on, one of which speaks of MIME."""
    head = data[:_HEAD].lstrip(_LEADING)
    return bool(_FIELD.match(head) and _MIME.search(head))


def read(source: Source) -> Reading:
    """Read the report in a message: an attachment, or its own text.

    Raises:
        InputError: damaged, or nothing readable in it.
    """
    _check(source.data)
    try:
        message = email.message_from_bytes(source.data.lstrip(_LEADING), policy=email.policy.default)
        parts = [part for part in message.walk() if not part.is_multipart()][:_MOST_PARTS]
        sources = [made for part in parts if isinstance(part, EmailMessage) for made in _sources(part)]
    except InputError:
        raise
    except (MessageError, ValueError, LookupError, AttributeError, TypeError, IndexError, KeyError) as error:
        raise Damaged("邮件文件不完整或已损坏。请直接发年度报告本身。") from error
    if not sources:
        raise EmptyInput("邮件里没有正文和附件。请直接发年度报告本身。")
    reading = choose([*unfold(sources)])
    if all(made.name == _BODY for made in sources) and not likeness(reading) and len(sources[0].data) < _FEW:
        raise EmptyInput(
            "邮件里没有年度报告，也没有附件（网盘、超大附件的链接打不开）。请直接发年度报告本身。"
        )
    return reading


def _check(data: bytes) -> None:
    """Refuse what the library would take minutes for."""
    nested = len(_MULTIPART.findall(data)) > _MOST_MULTIPARTS
    if nested or data.count(_BOUNDARY) > _MOST_BOUNDARIES or _LONG_FIELD.search(data):
        raise Damaged("邮件的结构不正常，没有读。请直接发年度报告本身。")


def _sources(part: EmailMessage) -> list[Source]:
    """An attachment, or the part's text as a file of its own; pictures without a name and styles of a page are none."""
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes) or not content.strip():
        return []
    kind = part.get_content_type()
    name = part.get_filename()
    attached = name and (part.get_content_disposition() == "attachment" or kind.startswith("image/"))
    if attached or kind.startswith("application/"):
        return [Source(name or "附件", content)]
    if kind in ("text/html", "text/plain", "application/xhtml+xml"):
        charset = part.get_content_charset() or ""
        text = _decoded(content, charset)
        return [Source(_BODY, text.encode("utf-8") if text is not None else content)]
    return []


def _decoded(content: bytes, charset: str) -> str | None:
    """The text where the label is right, so that the readers need not guess; None to let them."""
    if charset.lower() in ("", "gb2312", "us-ascii"):
        return None
    try:
        return content.decode(charset)
    except (LookupError, UnicodeDecodeError):
        return None
