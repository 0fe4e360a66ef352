"""From a reply's text to the bytes of the answer.

The platform shows 该公众号暂时无法提供服务 for anything malformed, so the text is made fit first: characters that XML
can't hold and lone surrogates are dropped, ``]]>`` is split over two CDATA sections (every SDK looked at lets
it through), and what is longer than ``LIMIT`` bytes is cut at a line, else between two characters as a person
sees them. No text means ``success``, the one answer that needs no envelope.
"""

import json
import re
import secrets
import unicodedata

from bot.wechat.envelope import Account, seal, signature
from bot.wechat.inbound import Push

LIMIT = 2000
"""Bytes of UTF-8 in a reply; users measured 2,047 as the last that is delivered."""
SUCCESS = b"success"
CUT = "\n……（内容较长，后面的没有显示）"
_ILLEGAL = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_JOINER = "\u200d"
_MODIFIERS = range(0x1F3FB, 0x1F400)
_REGIONAL = range(0x1F1E6, 0x1F200)


def clean(text: str) -> str:
    """The text without what XML can't hold; line ends as XML reads them."""
    return _ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def fit(text: str, limit: int = LIMIT) -> str:
    """The text within ``limit`` bytes of UTF-8, saying so where something was cut."""
    text = clean(text)
    if len(text.encode()) <= limit:
        return text
    room = limit - len(CUT.encode())
    kept = text.encode()[:room].decode(errors="ignore")
    line = kept.rfind("\n")
    if line * 2 > len(kept):
        return kept[:line].rstrip() + CUT
    return kept[: _boundary(text, len(kept))] + CUT


def _boundary(text: str, cut: int) -> int:
    """The last place at or before ``cut`` that doesn't split what is seen as one character."""
    while cut > 0 and _joined(text, cut):
        cut -= 1
    return cut


def _joined(text: str, at: int) -> bool:
    """Whether the character at ``at`` belongs to the one before it (marks, skin tones, joiners, flags)."""
    here, before = text[at], text[at - 1]
    if _JOINER in (here, before) or unicodedata.category(here) in ("Mn", "Me", "Mc"):
        return True
    if ord(here) in _MODIFIERS:
        return True
    if ord(here) not in _REGIONAL:
        return False
    run = 0
    while at - run > 0 and ord(text[at - run - 1]) in _REGIONAL:
        run += 1
    return run % 2 == 1


def answer(account: Account, push: Push, text: str, *, now: int) -> bytes:
    """The answer to this push, in its format and sealed with the key that opened it."""
    text = fit(text)
    if not text.strip():
        return SUCCESS
    message = _json(push, text, now) if push.json else _xml(push, text, now)
    if push.key is None:
        return message.encode()
    stamp, nonce = str(now), secrets.token_hex(8)
    sealed = seal(account, push.key, message.encode())
    signed = signature(account.token, stamp, nonce, sealed)
    if push.json:
        wrapped = {"Encrypt": sealed, "MsgSignature": signed, "TimeStamp": now, "Nonce": nonce}
        return json.dumps(wrapped).encode()
    return _WRAPPER.format(sealed=sealed, signed=signed, stamp=stamp, nonce=nonce).encode()


def content_type(body: bytes) -> str:
    """What the platform expects for these bytes; text/plain for an XML reply is said to break encrypted mode."""
    return {b"<": "text/xml", b"{": "application/json"}.get(body[:1], "text/plain")


_WRAPPER = (
    "<xml><Encrypt><![CDATA[{sealed}]]></Encrypt><MsgSignature><![CDATA[{signed}]]></MsgSignature>"
    "<TimeStamp>{stamp}</TimeStamp><Nonce><![CDATA[{nonce}]]></Nonce></xml>"
)
_TEXT = (
    "<xml><ToUserName><![CDATA[{to}]]></ToUserName><FromUserName><![CDATA[{sender}]]></FromUserName>"
    "<CreateTime>{now}</CreateTime><MsgType><![CDATA[text]]></MsgType>"
    "<Content><![CDATA[{text}]]></Content></xml>"
)


def _xml(push: Push, text: str, now: int) -> str:
    to, sender = push.fields["FromUserName"], push.fields.get("ToUserName", "")
    return _TEXT.format(to=_cdata(clean(to)), sender=_cdata(clean(sender)), now=now, text=_cdata(text))


def _cdata(text: str) -> str:
    return text.replace("]]>", "]]]]><![CDATA[>")


def _json(push: Push, text: str, now: int) -> str:
    fields = {"ToUserName": push.fields["FromUserName"], "FromUserName": push.fields.get("ToUserName", "")}
    return json.dumps({**fields, "CreateTime": now, "MsgType": "text", "Content": text}, ensure_ascii=False)
