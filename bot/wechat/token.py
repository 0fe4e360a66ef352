"""The access token, from stable_token: many may ask, one call is made; a bad secret can't start a storm.

stable_token returns the same token to everybody until it runs out, so that processes don't invalidate each
other's (the classic endpoint does: reported against nearly every SDK). ``force_refresh`` is never used by
itself: it has 20 calls a day. After a failure the circuit is open for a while and every caller gets the same
error at once; wechatpy made 489 token calls in 68 s here.
"""

import asyncio
from collections.abc import Callable

import structlog
from aiohttp import ClientSession
from pydantic import SecretStr

from bot.metrics import count
from bot.wechat.call import call
from bot.wechat.errors import ApiError, Course, refused

log = structlog.get_logger()
EARLY = 300.0
"""Seconds before its end at which a token is renewed; old and new both hold then."""
OPEN = 60.0
"""Seconds for which nobody asks again after a failure."""


class TokenSource:
    """Gives the token; ``refuse`` tells it that the platform does not take it any more."""

    def __init__(
        self, session: ClientSession, api: str, app_id: str, secret: SecretStr, *, now: Callable[[], float]
    ) -> None:
        self._session = session
        self._url = f"{api}/cgi-bin/stable_token"
        self._app_id = app_id
        self._secret = secret
        self._now = now
        self._lock = asyncio.Lock()
        self._token = ""
        self._until = 0.0
        self._closed_until = 0.0

    async def token(self) -> str:
        """A token that should hold. Raises ApiError; while the circuit is open without a call."""
        if self._holds():
            return self._token
        async with self._lock:
            if not self._holds():
                await self._fetch()
            return self._token

    def refuse(self, token: str) -> None:
        """The platform refused this token: the next caller fetches, unless somebody has already."""
        if token == self._token:
            self._until = 0.0

    def give_up(self) -> None:
        """A fresh token was refused too: stop asking for a while."""
        self._closed_until = self._now() + OPEN
        self._until = 0.0
        count("token.circuit_opened")
        log.error("token.refused_twice", seconds=OPEN)

    def _holds(self) -> bool:
        return self._now() < self._until

    async def _fetch(self) -> None:
        if self._now() < self._closed_until:
            raise ApiError("凭证暂停获取", Course.LATER)
        body = {
            "grant_type": "client_credential",
            "appid": self._app_id,
            "secret": self._secret.get_secret_value(),
        }
        count("token.fetched")
        try:
            answer = await call(self._session, "POST", self._url, body=body)
            self._take(answer)
        except ApiError as error:
            self._closed_until = self._now() + OPEN
            log.warning("token.failed", what=error.what, rid=error.rid)
            course = Course.STOP if error.course is Course.STOP else Course.LATER
            raise ApiError(error.what, course, code=error.code, rid=error.rid) from None

    def _take(self, answer: dict[str, object]) -> None:
        token, seconds = answer.get("access_token"), answer.get("expires_in")
        if not isinstance(token, str) or not token or not isinstance(seconds, int):
            code = answer.get("errcode")
            raise refused(code if isinstance(code, int) else 0, str(answer.get("errmsg", "")))
        self._token = token
        self._until = self._now() + max(EARLY, seconds - EARLY)
