"""What the web sees of the bot itself: the callback, and how it is doing. The pages add their own routes.

The callback never answers 500: a refused request gets its status with no detail, one that is signed but can't
be read is acknowledged (or the platform would send it twice more), a conversation's failure is said politely
(deadline).
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from urllib.parse import unquote

import structlog
from aiohttp import web

from bot.clock import CHINA
from bot.deadline import Forged, Replies, Request
from bot.metrics import count, exposition
from bot.state import inbox, jobs, outbox
from bot.state.database import Store
from bot.wechat import inbound, outbound
from bot.wechat.envelope import Account, Refused
from bot.wechat.inbound import LIMIT, Push, Unreadable
from bot.wechat.messages import person_key, understand
from parser.model.errors import NianbaoError

log = structlog.get_logger()
PATH = "/wechat"
PATIENCE = 10.0
"""Seconds in which a push's body must have come."""
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


class Callback:
    """GET is the console's handshake, POST a push."""

    def __init__(
        self,
        account: Account,
        replies: Replies,
        person_secret: bytes,
        *,
        window: float,
        now: Callable[[], float],
    ) -> None:
        self._account = account
        self._replies = replies
        self._secret = person_secret
        self._window = window
        self._now = now

    def routes(self) -> list[web.AbstractRouteDef]:
        """Both methods."""
        return [web.get(PATH, self.shake, allow_head=False), web.post(PATH, self.receive)]

    async def shake(self, request: web.Request) -> web.Response:
        """Prove to the console that we know the token."""
        try:
            answer = inbound.echo(self._account, _query(request), now=self._now(), window=self._window)
        except Refused as refusal:
            return _refusal(refusal)
        return web.Response(text=answer)

    async def receive(self, request: web.Request) -> web.Response:
        """A push: open, answer once, in time."""
        try:
            body = await self._answer(request)
        except Refused as refusal:
            return _refusal(refusal)
        except Forged:
            return _refusal(Refused("forged"))
        except Unreadable as error:
            count("push.unreadable")
            log.warning("push.unreadable", why=str(error))
            body = outbound.SUCCESS
        except Exception:
            count("push.broken")
            log.exception("push.broken")
            body = outbound.SUCCESS
        return web.Response(body=body, content_type=outbound.content_type(body))

    async def _answer(self, request: web.Request) -> bytes:
        now = self._now()
        query = _query(request)
        inbound.check_query(self._account, query, now=now, window=self._window)
        push = inbound.open_body(self._account, query, await _body(request))
        count("push.received")
        openid = push.fields["FromUserName"]
        person = person_key(self._secret, openid)
        incoming = understand(push, person, now=datetime.fromtimestamp(now, CHINA))
        if incoming is None:
            return outbound.SUCCESS
        return await self._replies.once(
            Request(push.name, push.digest, openid, incoming, self._render(push, int(now)))
        )

    def _render(self, push: Push, now: int) -> Callable[[str], bytes]:
        return lambda text: outbound.answer(self._account, push, text, now=now)


class Health:
    """/healthz: the process answers. /readyz: what it needs is there. /metrics: counters."""

    def __init__(
        self, store: Store, look: Callable[[], Awaitable[None]], *, configured: bool, can_send: bool
    ) -> None:
        self._store = store
        self._look = look
        self._configured = configured
        self._can_send = can_send

    def routes(self) -> list[web.AbstractRouteDef]:
        """All three."""
        return [
            web.get("/healthz", self.healthz),
            web.get("/readyz", self.readyz),
            web.get("/metrics", self.metrics),
        ]

    async def healthz(self, _: web.Request) -> web.Response:
        """Alive."""
        return web.Response(text="ok")

    async def readyz(self, _: web.Request) -> web.Response:
        """200 if pushes can be stored and answered, else 503 with what is missing."""
        missing = [] if self._configured else ["account"]
        try:
            await self._store.write(inbox.try_writing)
        except Exception:  # noqa: BLE001 - whatever it is, it can't be written
            missing.append("state")
        try:
            await self._look()
        except NianbaoError:
            missing.append("index")
        report = {"ready": not missing, "missing": missing, "customer_messages": self._can_send}
        return web.json_response(report, status=503 if missing else 200)

    async def metrics(self, _: web.Request) -> web.Response:
        """Counters, and how much is owed."""
        gauges = {f"outbox_{state}": float(n) for state, n in self._store.read(outbox.counts).items()}
        gauges |= {f"jobs_{state}": float(n) for state, n in self._store.read(jobs.counts).items()}
        return web.Response(text=exposition(gauges))


async def add_headers(_: web.Request, response: web.StreamResponse) -> None:
    """Safe headers wherever a page hasn't set its own."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers["Server"] = "nianbao"


def _query(request: web.Request) -> dict[str, str]:
    """The query, each name once. Raises Refused for a doubled one."""
    query: dict[str, str] = {}
    for pair in request.raw_path.partition("?")[2].split("&"):
        name, _, value = pair.partition("=")
        if name in query:
            raise Refused("doubled query", 400)
        query[name] = unquote(value)
    return query


async def _body(request: web.Request) -> bytes:
    """The body, at most ``LIMIT`` bytes, within ``PATIENCE``. Raises Refused."""
    if (request.content_length or 0) > LIMIT:
        raise Refused("size", 413)
    try:
        data = request.content.read_nowait()
        if not request.content.at_eof():
            async with asyncio.timeout(PATIENCE):
                data = await _rest(request, bytearray(data))
    except TimeoutError:
        raise Refused("slow", 408) from None
    except (web.RequestPayloadError, ConnectionError):
        raise Refused("cut off", 400) from None
    if len(data) > LIMIT:
        raise Refused("size", 413)
    return data


async def _rest(request: web.Request, data: bytearray) -> bytes:
    """What is still on its way, but no more than shows that it is too much."""
    while len(data) <= LIMIT and (piece := await request.content.readany()):
        data += piece
    return bytes(data)


def _refusal(refusal: Refused) -> web.Response:
    """The status and nothing else; the connection ends, a body still on its way isn't read."""
    count(f"push.refused_{refusal.reason.replace(' ', '_')}")
    log.warning("push.refused", reason=refusal.reason)
    response = web.Response(status=refusal.status)
    response.force_close()
    return response
