"""From a request to the callback to a ``Push``: everything is checked before anything is believed.

Order (wechat.md E): size, query signature and its age, DOCTYPE, msg_signature, key, padding, length, AppID,
and only then the inner XML. With a key configured only encrypted pushes are taken; of a body that carries
plaintext beside ``Encrypt`` (compat mode) only ``Encrypt`` is looked at, because nothing signs the rest.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.wechat.envelope import Account, Key, Refused, is_signed, unseal
from bot.wechat.flat import NotFlat, is_number, read_json, read_xml

LIMIT = 64 * 1024
"""Bytes of a body; a text push is under 5 KiB even in compat mode."""
_ENCRYPT_XML = re.compile(rb"<Encrypt>\s*(?:<!\[CDATA\[)?([A-Za-z0-9+/]+={0,2})(?:\]\]>)?\s*</Encrypt>")
_DTD = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ECHO = re.compile(r"[\w.-]{1,128}", re.ASCII)
_CANDIDATES = 4
"""So many ``Encrypt`` fields are tried at most: a person's own text may hold one in compat mode."""


@dataclass(frozen=True, slots=True)
class Push:
    """An opened push: its fields, the bytes they were read from (hashed), and how to answer it."""

    fields: dict[str, str]
    digest: bytes
    key: Key | None
    json: bool

    @property
    def name(self) -> str:
        """What makes it the same push (wechat.md A2): not the MsgId alone, which collided between people."""
        f = self.fields
        job = f.get("MsgId") or f.get("MsgID") or ""
        parts = [f.get("ToUserName", ""), f.get("FromUserName", ""), f.get("CreateTime", ""), job]
        parts += [f.get("Event", ""), f.get("EventKey", "")]
        return hashlib.blake2b(
            "\x00".join(parts).encode("utf-8", "surrogatepass"), digest_size=16
        ).hexdigest()


class Unreadable(ValueError):
    """Signed by the platform, yet no push that we can read: acknowledged, so that it isn't sent again."""


def echo(account: Account, query: Mapping[str, str], *, now: float, window: float) -> str:
    """The handshake's answer. Raises Refused."""
    check_query(account, query, now=now, window=window)
    answer = query.get("echostr", "")
    if not _ECHO.fullmatch(answer):
        raise Refused("echostr", 400)
    return answer


def open_body(account: Account, query: Mapping[str, str], body: bytes) -> Push:
    """The push in a body whose query is checked. Raises Refused (don't answer) and Unreadable (acknowledge)."""
    if len(body) > LIMIT:
        raise Refused("size", 413)
    is_json = body.lstrip()[:1] == b"{"
    if not is_json and _declares(body):
        raise Refused("DTD", 400)
    if not account.keys:
        return _push(body, None, is_json=is_json)
    sealed = _signed(account, query, _sealed_json(body) if is_json else _sealed_xml(body))
    message, key = unseal(account, sealed)
    return _push(message, key, is_json=message.lstrip()[:1] == b"{")


def _declares(body: bytes) -> bool:
    """Whether a DTD stands before the root, the only place XML allows (a person may type one)."""
    root = body.find(b"<xml")
    return bool(_DTD.search(body, 0, root if root >= 0 else len(body)))


def check_query(account: Account, query: Mapping[str, str], *, now: float, window: float) -> None:
    """Who calls knows the token, and called just now. Raises Refused."""
    stamp, nonce = query.get("timestamp", ""), query.get("nonce", "")
    if not account.token or not is_signed(query.get("signature", ""), account.token, stamp, nonce):
        raise Refused("signature")
    if not is_number(stamp) or abs(now - int(stamp)) > window:
        raise Refused("timestamp")


def _sealed_xml(body: bytes) -> list[str]:
    return [found.decode("ascii") for found in _ENCRYPT_XML.findall(body)[:_CANDIDATES]]


def _sealed_json(body: bytes) -> list[str]:
    try:
        fields = read_json(body)
    except NotFlat:
        return []
    return [fields["Encrypt"]] if "Encrypt" in fields else []


def _signed(account: Account, query: Mapping[str, str], candidates: list[str]) -> str:
    """The encrypted text that the platform signed."""
    if not candidates:
        raise Refused("plaintext")
    given, stamp, nonce = query.get("msg_signature", ""), query["timestamp"], query["nonce"]
    for sealed in candidates:
        if is_signed(given, account.token, stamp, nonce, sealed):
            return sealed
    raise Refused("msg_signature")


def _push(message: bytes, key: Key | None, *, is_json: bool) -> Push:
    try:
        fields = read_json(message) if is_json else read_xml(message)
    except NotFlat as error:
        raise Unreadable(str(error)) from error
    if not fields.get("FromUserName") or not fields.get("MsgType"):
        raise Unreadable("no sender or kind")
    return Push(fields, hashlib.blake2b(message, digest_size=16).digest(), key, is_json)
