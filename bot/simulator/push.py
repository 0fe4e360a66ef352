"""A message on its way to the callback, as the platform sends it: sealed, signed, 5 s patience, three tries.

Sealing and opening are wechatpy's, so that our own envelope is proved against somebody else's at every
message.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

import xmltodict
from aiohttp import ClientError, ClientSession, ClientTimeout
from wechatpy.crypto import WeChatCrypto
from wechatpy.exceptions import WeChatException

from bot.wechat.envelope import signature

PATIENCE = 5.0
TRIES = 3
UNAVAILABLE = "该公众号暂时无法提供服务，请稍后再试"
"""What WeChat shows for silence and for anything malformed."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What came back: the text to show (empty: acknowledged only), or that the service is unavailable."""

    text: str = ""
    failed: bool = False


class Courier:
    """Carries messages to the callback of one account."""

    def __init__(
        self, url: str, token: str, aes_key: str, app_id: str, *, patience: float = PATIENCE
    ) -> None:
        self._url = url
        self._token = token
        self._crypto = WeChatCrypto(token, aes_key, app_id)
        self._patience = patience

    async def carry(self, session: ClientSession, fields: Mapping[str, str], *, now: int) -> Answered:
        """Send a message until it is answered, three times at most."""
        for _ in range(TRIES):
            try:
                answered = await self._once(session, fields, now)
            except (TimeoutError, ClientError, OSError):
                continue
            return answered
        return Answered(failed=True)

    async def _once(self, session: ClientSession, fields: Mapping[str, str], now: int) -> Answered:
        stamp, nonce = str(now), secrets.token_hex(5)
        body = self._crypto.encrypt_message(xmltodict.unparse({"xml": dict(fields)}), nonce, stamp)
        sealed = xmltodict.parse(body)["xml"]
        query = {
            "signature": signature(self._token, stamp, nonce),
            "timestamp": stamp,
            "nonce": nonce,
            "openid": fields["FromUserName"],
            "encrypt_type": "aes",
            "msg_signature": sealed["MsgSignature"],
        }
        timeout = ClientTimeout(total=self._patience)
        async with session.post(self._url, params=query, data=body.encode(), timeout=timeout) as response:
            return self._open(response.status, await response.read())

    def _open(self, status: int, data: bytes) -> Answered:
        """The reply as the platform would take it: anything malformed is a failure."""
        if status != 200:  # noqa: PLR2004
            return Answered(failed=True)
        if data in (b"", b"success"):
            return Answered()
        try:
            wrapped = xmltodict.parse(data)["xml"]
            stamp, nonce = wrapped["TimeStamp"], wrapped["Nonce"]
            message = self._crypto.decrypt_message(data.decode(), wrapped["MsgSignature"], stamp, nonce)
            return Answered(xmltodict.parse(message)["xml"]["Content"])
        except (WeChatException, ValueError, KeyError, TypeError, xmltodict.expat.ExpatError):
            return Answered(failed=True)
