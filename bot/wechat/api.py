"""What we ask of the platform: customer-service messages, the typing hint, the pictures that people sent.

Every call takes the token from one source; a refused token is refreshed once and the call made once more,
then the circuit opens (``token``). All failures are ``ApiError``, whose ``course`` says what they mean for a
message.
"""

import json
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from aiohttp import ClientConnectorError, ClientError, ClientSession

from bot.metrics import count
from bot.wechat.call import TIMEOUT, call, read_some
from bot.wechat.errors import TOKEN_CODES, ApiError, Course, refused
from bot.wechat.outbound import fit
from bot.wechat.token import TokenSource

log = structlog.get_logger()
LARGEST_MEDIA = 12 * 1024 * 1024


class Platform:
    """The account's side of the platform's API."""

    def __init__(self, session: ClientSession, api: str, tokens: TokenSource) -> None:
        self._session = session
        self._api = api
        self._tokens = tokens

    async def send_text(self, openid: str, text: str) -> None:
        """A customer-service message; cut to fit like any reply."""
        body = {"touser": openid, "msgtype": "text", "text": {"content": fit(text)}}
        await self._post("/cgi-bin/message/custom/send", body)

    async def show_typing(self, openid: str) -> None:
        """The hint 对方正在输入; within 30 s of a message, and it lasts 15."""
        await self._post("/cgi-bin/message/custom/typing", {"touser": openid, "command": "Typing"})

    async def fetch_media(self, media_id: str) -> bytes:
        """A picture or voice that a person sent, at most three days ago. 40007: it is gone, ask again."""
        data = b""

        async def fetch(token: str) -> dict[str, Any]:
            nonlocal data
            data = await self._bytes("/cgi-bin/media/get", {"access_token": token, "media_id": media_id})
            return _answer_in(data)

        await self._with_token(fetch)
        return data

    async def _post(self, path: str, body: object) -> dict[str, Any]:
        return await self._with_token(
            lambda token: call(
                self._session, "POST", self._api + path, query={"access_token": token}, body=body
            )
        )

    async def _with_token(self, attempt: Callable[[str], Awaitable[dict[str, Any]]]) -> dict[str, Any]:
        """The answer; with a refused token once more with a new one. Raises ApiError."""
        token = await self._tokens.token()
        answer = await attempt(token)
        if answer.get("errcode") in TOKEN_CODES:
            self._tokens.refuse(token)
            token = await self._tokens.token()
            answer = await attempt(token)
            if answer.get("errcode") in TOKEN_CODES:
                self._tokens.give_up()
        code = answer.get("errcode", 0)
        if code != 0:
            error = refused(code if isinstance(code, int) else 0, str(answer.get("errmsg", "")))
            count(f"api.errcode_{abs(error.code or 0)}")
            log.warning("api.refused", code=error.code, rid=error.rid)
            raise error
        return answer

    async def _bytes(self, path: str, query: dict[str, str]) -> bytes:
        try:
            async with self._session.get(
                self._api + path, params=query, timeout=TIMEOUT, allow_redirects=False
            ) as response:
                return await read_some(response, LARGEST_MEDIA)
        except ClientConnectorError:
            raise ApiError("连不上", Course.LATER) from None
        except (ClientError, OSError, TimeoutError):
            raise ApiError("连接中断", Course.UNKNOWN) from None


def _answer_in(data: bytes) -> dict[str, Any]:
    """The platform's JSON, if that is what came: media errors are JSON with HTTP 200."""
    if not data.lstrip().startswith(b"{"):
        return {}
    try:
        answer = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    return answer if isinstance(answer, dict) else {}
