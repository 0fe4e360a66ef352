"""The chat page and what its script calls: send something as a persona, wait for new bubbles, switch faults."""

import asyncio
import hashlib
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from functools import cache
from importlib.resources import files

from aiohttp import BodyPartReader, ClientSession, web

from bot.settings import Settings
from bot.simulator.platform import FAULTS, Api
from bot.simulator.platform import PATH as API_PATH
from bot.simulator.push import UNAVAILABLE, Courier
from bot.simulator.world import Persona, World

PATH = "/dev"
GH_ID = "gh_simulator"
POLL = 25.0
LONGEST = 15_000
"""Characters of a text; WeChat's own typing area ends about there."""
LARGEST = 100 * 1024 * 1024
"""Bytes of a file; WeChat sends up to 100 MB."""
ASSETS = {"chat.css": "text/css", "chat.js": "text/javascript", "account.svg": "image/svg+xml"}
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:;"
    " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
}


Invite = Callable[[str], Awaitable[str | None]]
"""Gives a fresh invitation code for a persona's role; None for a citizen, or where nothing is indexed."""


class Simulator:
    """Everything under /dev."""

    def __init__(self, settings: Settings, invite: Invite, *, now: Callable[[], float]) -> None:
        self._invite = invite
        server, wechat = settings.server, settings.wechat
        self._base = settings.local
        self._hosts = set() if server.everywhere else {server.host, "localhost", "127.0.0.1"}
        self.world = World(now)
        self.platform = Api(self.world, wechat.app_id, wechat.app_secret.get_secret_value())
        self._courier = Courier(
            f"{self._base}/wechat",
            wechat.token.get_secret_value(),
            wechat.aes_key.get_secret_value(),
            wechat.app_id,
        )
        self._sending: set[asyncio.Task[None]] = set()

    @property
    def api(self) -> str:
        """Where the API client finds the platform."""
        return self._base + API_PATH

    def routes(self) -> list[web.AbstractRouteDef]:
        """The page, its assets, its calls, and the platform's API."""
        return [
            web.get("/", self.enter),
            web.get(f"{PATH}/", self.show),
            *(web.get(f"{PATH}/{name}", self.asset) for name in ASSETS),
            web.get(f"{PATH}/picture/{{media_id}}", self.picture),
            web.get(f"{PATH}/state", self.state),
            web.get(f"{PATH}/known", self.known),
            web.get(f"{PATH}/bubbles", self.bubbles),
            web.post(f"{PATH}/send", self.send),
            web.post(f"{PATH}/fault", self.switch),
            *self.platform.routes(),
        ]

    async def stop(self, _: web.Application) -> None:
        """Let the waiting pages go, so that the server can end."""
        self.world.close()
        for task in self._sending:
            task.cancel()

    async def enter(self, _: web.Request) -> web.Response:
        """The front door leads to the chat."""
        raise web.HTTPFound(f"{PATH}/")

    async def show(self, _: web.Request) -> web.Response:
        """The page."""
        return web.Response(text=_asset("chat.html"), content_type="text/html", headers=HEADERS)

    async def asset(self, request: web.Request) -> web.Response:
        """Its style, script and picture."""
        name = request.path.rpartition("/")[2]
        return web.Response(text=_asset(name), content_type=ASSETS[name])

    async def picture(self, request: web.Request) -> web.Response:
        """A picture that a persona sent, as its PicUrl; never shown by a browser as anything else."""
        data = self.platform.media.get(request.match_info["media_id"])
        if data is None:
            raise web.HTTPNotFound
        return web.Response(body=data, content_type="application/octet-stream")

    async def state(self, _: web.Request) -> web.Response:
        """Personas and faults, for the page's switches."""
        personas = [{"name": p.name, "title": p.title} for p in self.world.personas.values()]
        return web.json_response({"personas": personas, "faults": FAULTS, "fault": self.platform.fault})

    async def known(self, request: web.Request) -> web.Response:
        """Whether a persona follows the account already."""
        return web.json_response({"following": self._persona(request.query.get("as", "")).following})

    async def bubbles(self, request: web.Request) -> web.Response:
        """What is new in a chat; waits for it."""
        persona = self._persona(request.query.get("as", ""))
        after = request.query.get("after", "0")
        new = await self.world.after(persona, int(after) if after.isdigit() else 0, POLL)
        return web.json_response([asdict(bubble) for bubble in new])

    async def switch(self, request: web.Request) -> web.Response:
        """Switch a fault of the platform on or off."""
        self._same_site(request)
        fault = str((await request.json()).get("fault", ""))
        if fault not in FAULTS:
            raise web.HTTPBadRequest
        self.platform.fault = fault
        return web.json_response({"fault": fault})

    async def send(self, request: web.Request) -> web.Response:
        """A persona sends a text, a menu click, a picture, a file, or follows: form fields as, kind, text, file."""
        self._same_site(request)
        fields, name, data = await _form(request)
        persona = self._persona(fields.get("as", ""))
        kind, text = fields.get("kind", "text"), fields.get("text", "")
        if len(text) > LONGEST:
            raise web.HTTPBadRequest(text=f"文字太长，最多 {LONGEST} 字。")
        push = self._note(persona, kind, text, name, data)
        task = asyncio.create_task(
            self._follow(persona, push) if kind == "follow" else self._carry(persona, push)
        )
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)
        return web.json_response({"ok": True})

    def _note(self, persona: Persona, kind: str, text: str, name: str, data: bytes) -> dict[str, str]:
        """Show the persona's own bubble; the fields of the push."""
        self.world.touch(persona, click=kind in ("click", "follow"))
        number = str(secrets.randbits(60))
        match kind:
            case "text":
                self.world.add(persona, mine=True, kind="text", text=text)
                return {"MsgType": "text", "Content": text, "MsgId": number}
            case "click":
                self.world.add(persona, mine=True, kind="notice", text=f"点了菜单“{text}”")
                return {"MsgType": "event", "Event": "CLICK", "EventKey": text}
            case "follow":
                self.world.add(persona, mine=True, kind="notice", text="关注了公众号")
                return {"MsgType": "event", "Event": "subscribe", "EventKey": ""}
            case "picture":
                media_id = self.platform.keep(data)
                self.world.add(persona, mine=True, kind="picture", text=name)
                url = f"{self._base}/dev/picture/{media_id}"
                return {"MsgType": "image", "PicUrl": url, "MediaId": media_id, "MsgId": number}
            case "file":
                self.world.add(persona, mine=True, kind="file", text=name, detail=str(len(data)))
                md5 = hashlib.md5(data, usedforsecurity=False).hexdigest()
                file = {"Title": name, "Description": "", "FileKey": number, "FileMd5": md5}
                return {"MsgType": "file", **file, "FileTotalLen": str(len(data)), "MsgId": number}
        raise web.HTTPBadRequest

    async def _follow(self, persona: Persona, push: dict[str, str]) -> None:
        """Follow the account; a clerk or supervisor then sends the code that an operator would have given."""
        await self._carry(persona, push)
        code = await self._invite(persona.name)
        if code is not None:
            await self._carry(persona, self._note(persona, "text", code, "", b""))

    async def _carry(self, persona: Persona, push: dict[str, str]) -> None:
        """To the callback and back, as the platform does it."""
        now = int(self.world.now())
        head = {"ToUserName": GH_ID, "FromUserName": persona.openid, "CreateTime": str(now)}
        async with ClientSession() as session:
            answered = await self._courier.carry(session, {**head, **push}, now=now)
        if answered.failed:
            self.world.add(persona, mine=False, kind="notice", text=UNAVAILABLE)
        elif answered.text:
            self.world.add(persona, mine=False, kind="text", text=answered.text)

    def _persona(self, name: str) -> Persona:
        if name not in self.world.personas:
            raise web.HTTPNotFound
        return self.world.personas[name]

    def _same_site(self, request: web.Request) -> None:
        """Only the page itself may send: another site open in the same browser may not."""
        origin = request.headers.get("Origin")
        if origin is not None and origin.partition("://")[2] != request.host:
            raise web.HTTPForbidden
        if self._hosts and request.url.host not in self._hosts:
            raise web.HTTPForbidden


async def _form(request: web.Request) -> tuple[dict[str, str], str, bytes]:
    """The text fields, and the file's name and bytes if there is one."""
    if not request.content_type.startswith("multipart/"):
        raise web.HTTPBadRequest
    fields: dict[str, str] = {}
    name, data = "", b""
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader):
            raise web.HTTPBadRequest
        content = bytearray()
        while piece := await part.read_chunk(64 * 1024):
            content += piece
            if len(content) > LARGEST:
                raise web.HTTPRequestEntityTooLarge(LARGEST, len(content))
        if part.name == "file":
            name, data = part.filename or "文件", bytes(content)
        else:
            fields[part.name or ""] = content.decode(errors="replace")
    return fields, name, data


@cache
def _asset(name: str) -> str:
    return files("bot.simulator").joinpath("static", name).read_text(encoding="utf-8")
