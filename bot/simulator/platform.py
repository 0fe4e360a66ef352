"""The platform's API as far as the bot uses it, with its quotas, and its faults when they are switched on."""

import asyncio
import hashlib
import json
import secrets
from typing import Any

from aiohttp import web

from bot.simulator.world import World

PATH = "/dev/platform"
FAULTS = {
    "": "正常",
    "45015": "窗口已关（45015）",
    "45047": "额度用完（45047）",
    "40001": "凭证失效（40001）",
    "-1": "系统繁忙（-1）",
    "slow": "没有回音",
    "html": "回一个网页（502）",
    "empty": "空回复",
    "500": "HTTP 500",
}
MOST_MEDIA = 60
SLOW = 60.0
_LIMIT_BYTES = 2048


class Api:
    """Token, customer-service messages, media. ``fault`` is what goes wrong now."""

    def __init__(self, world: World, app_id: str, secret: str) -> None:
        self.fault = ""
        self.calls: list[str] = []
        self.media: dict[str, bytes] = {}
        self._world = world
        self._app_id = app_id
        self._secret = secret
        self._token = secrets.token_hex(32)

    def routes(self) -> list[web.AbstractRouteDef]:
        """The API under its own prefix."""
        return [
            web.post(f"{PATH}/cgi-bin/stable_token", self.stable_token),
            web.post(f"{PATH}/cgi-bin/message/custom/send", self.send),
            web.post(f"{PATH}/cgi-bin/message/custom/typing", self.typing),
            web.get(f"{PATH}/cgi-bin/media/get", self.get_media),
        ]

    def keep(self, data: bytes) -> str:
        """A picture that a persona sent; its media_id."""
        media_id = secrets.token_hex(16)
        self.media[media_id] = data
        while len(self.media) > MOST_MEDIA:
            self.media.pop(next(iter(self.media)))
        return media_id

    async def stable_token(self, request: web.Request) -> web.Response:
        """The same token to everybody who knows the secret."""
        self.calls.append("token")
        given = await request.json()
        if given.get("appid") != self._app_id:
            return _error(40013, "invalid appid")
        if not secrets.compare_digest(str(given.get("secret", "")), self._secret):
            return _error(40125, "invalid appsecret")
        return web.json_response({"access_token": self._token, "expires_in": 7200})

    async def send(self, request: web.Request) -> web.Response:
        """A customer-service message becomes a bubble, if token, window and quota allow it."""
        self.calls.append("send")
        wrong = await self._trouble(request)
        if wrong is not None:
            return wrong
        given = json.loads(await request.read())
        text = given.get("text", {}).get("content", "")
        persona = self._world.by_openid(given.get("touser", ""))
        if persona is None:
            return _error(40003, "invalid openid")
        if not text or len(text.encode()) > _LIMIT_BYTES:
            return _error(45002 if text else 44004, "content size")
        code = self._world.spend(persona)
        if code:
            return _error(code, "out of time or count limit")
        self._world.add(persona, mine=False, kind="text", text=text, detail="客服消息")
        return web.json_response({"errcode": 0, "errmsg": "ok"})

    async def typing(self, request: web.Request) -> web.Response:
        """Taken, not shown."""
        wrong = await self._trouble(request)
        return wrong or web.json_response({"errcode": 0, "errmsg": "ok"})

    async def get_media(self, request: web.Request) -> web.Response:
        """The bytes of a picture, or 40007 as JSON with HTTP 200."""
        wrong = await self._trouble(request)
        if wrong is not None:
            return wrong
        data = self.media.get(request.query.get("media_id", ""))
        if data is None:
            return _error(40007, "invalid media_id")
        return web.Response(body=data, content_type="image/jpeg")

    async def _trouble(self, request: web.Request) -> web.Response | None:
        """The fault that is switched on, or a token that isn't ours."""
        match self.fault:
            case "slow":
                await asyncio.sleep(SLOW)
            case "html":
                return web.Response(status=502, text="<html>502 Bad Gateway</html>", content_type="text/html")
            case "empty":
                return web.Response(text="")
            case "500":
                return web.Response(status=500, text="internal error")
            case "":
                pass
            case code:
                return _error(int(code), "switched on in the simulator")
        if not secrets.compare_digest(request.query.get("access_token", ""), self._token):
            return _error(40001, "invalid credential")
        return None


def _error(code: int, message: str) -> web.Response:
    rid = hashlib.blake2b(secrets.token_bytes(8), digest_size=8).hexdigest()
    body: dict[str, Any] = {"errcode": code, "errmsg": f"{message} rid: {rid}"}
    return web.json_response(body)
