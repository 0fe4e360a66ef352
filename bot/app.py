"""The only place where objects are made and joined: ``build_app(settings)`` is the whole bot.

Everything that needs a running loop is made when the application starts and ended, in the reverse order, when
it stops: store, workers, conversations, callback, delivery, sweeps. With ``settings.dev`` the simulator's
page and its platform are served beside the callback, and the API client talks to that platform instead of the
real one.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import suppress

import structlog
from aiohttp import ClientSession, web

from bot import clock, pages
from bot.context import Shell
from bot.deadline import Limits, Replies
from bot.delivery import Delivery
from bot.jobs.desk import Desk
from bot.jobs.inspection import PRELOAD
from bot.jobs.pool import Pool
from bot.jobs.runner import Runner
from bot.jobs.shop import Shop
from bot.jobs.sweep import Sweep
from bot.library import IndexUnusable, Library, opened
from bot.model import Model
from bot.pages.guard import guard
from bot.routes import Callback, Health, add_headers
from bot.settings import Settings
from bot.simulator import Simulator
from bot.state import inbox, keys, leases, memory, open_state, outbox, people, questions
from bot.state.database import StateError
from bot.wechat.api import Platform
from bot.wechat.envelope import Account, Key
from bot.wechat.errors import ApiError
from bot.wechat.token import TokenSource
from handlers import CONVERSATIONS
from handlers.kit.context import Role
from handlers.kit.message import Incoming
from handlers.kit.router import dispatch
from parser.index.entry import Entry

log = structlog.get_logger()
HOUSEKEEPING = 30.0
"""Seconds between two looks for abandoned pushes and old rows."""
SPARE = 1
"""Processes beside those for handed-in files: a pasted text does not wait behind somebody's thirty photos."""
_COUNTY = 6
"""Digits of a county's code."""
Respond = Callable[[Incoming], Awaitable[str]]


def moment() -> float:
    """Seconds since 1970, by the wall clock."""
    return clock.now().timestamp()


def build_app(
    settings: Settings, *, now: Callable[[], float] = moment, respond: Respond | None = None
) -> web.Application:
    """The bot as an aiohttp application. ``now`` and ``respond`` let tests bring a clock and a conversation.

    Raises StateError where inbox.db can't be used.
    """
    bot = Bot(settings, now, respond)
    app = web.Application(client_max_size=64 * 1024, middlewares=[guard])
    app.on_response_prepare.append(add_headers)
    app.add_routes(bot.routes())
    app.cleanup_ctx.append(bot.live)
    if bot.simulator:
        app.on_shutdown.append(bot.simulator.stop)
    return app


class Bot:
    """All parts, joined. ``live`` is their life with the application."""

    def __init__(self, settings: Settings, now: Callable[[], float], respond: Respond | None) -> None:
        self.settings = settings
        self.now = now
        self.store = open_state(settings.inbox)
        self.bell = asyncio.Event()
        self.pool = Pool(settings.jobs.workers + SPARE, preload=PRELOAD)
        self.shop = Shop(self.store, self.pool, settings, now, self.bell.set)
        self.runner = Runner(self.shop)
        self.desk = Desk(self.store, self.runner, settings, now=now)
        self.library = Library(settings.storage.index)
        self.shell = Shell(self.desk, self.library, now=now)
        self.account = account_of(settings)
        limits = Limits(
            settings.replies.seconds, settings.replies.give_up_seconds, settings.replies.per_minute
        )
        self.replies = Replies(
            self.store,
            respond or self.respond,
            limits,
            can_send=self.can_send,
            now=now,
            owed=self.bell.set,
            slow=self.show_typing,
        )
        self.platform: Platform | None = None
        self.hints: set[asyncio.Task[None]] = set()
        self.simulator = Simulator(settings, self.invite, now=now) if settings.dev else None

    @property
    def can_send(self) -> bool:
        """Whether customer-service messages can be sent: the account's kind has them, and its secret is known."""
        wechat = self.settings.wechat
        return wechat.kind.can_send and bool(wechat.app_id and wechat.app_secret.get_secret_value())

    def routes(self) -> list[web.AbstractRouteDef]:
        """The callback, the pages, health; in development the simulator."""
        secret = keys.person_key(self.settings.inbox)
        window = self.settings.replies.window_seconds
        callback = Callback(self.account, self.replies, secret, window=window, now=self.now)
        health = Health(
            self.store, self.library.look, configured=bool(self.account.keys), can_send=self.can_send
        )
        dev = self.simulator.routes() if self.simulator else []
        return [*callback.routes(), *health.routes(), *pages.routes(self.desk), *dev]

    async def respond(self, incoming: Incoming) -> str:
        """What the conversations say, as much as one message holds."""
        reply = await dispatch(incoming, self.shell, CONVERSATIONS)
        return self.shell.pages.show(incoming.person, reply)

    def show_typing(self, openid: str) -> None:
        """Let somebody who has to wait see that something is being written; if that fails, he just waits."""
        if self.platform is None:
            return
        hint = asyncio.create_task(_quietly(self.platform.show_typing(openid)))
        self.hints.add(hint)
        hint.add_done_callback(self.hints.discard)

    async def invite(self, role: str) -> str | None:
        """A code for the simulator's clerk or supervisor, in the place of the first report; None for a citizen.

        None also where no report can be found, because nothing is indexed or the index is unusable.
        """
        entry = None
        with suppress(IndexUnusable):
            entry = await asyncio.to_thread(self._first_entry)
        if role == Role.CITIZEN or entry is None or entry.division is None:
            return None
        supervisor = role == Role.SUPERVISOR
        division = entry.division[:_COUNTY] if supervisor else entry.division
        organ = None if supervisor else entry.organ
        return await self.store.write(people.invite, Role(role), division, organ=organ, now=self.now())

    def _first_entry(self) -> Entry | None:
        with opened(self.settings.storage.index) as index:
            return next((entry for entry in index.entries() if entry.division), None)

    async def live(self, app: web.Application) -> AsyncIterator[None]:  # noqa: ARG002 - aiohttp's shape
        """Start what runs in the background; end it when the application stops, everything owed still stored."""
        alone = leases.stand_alone(self.settings.inbox)
        if alone:
            await self.store.write(leases.void, now=self.now())
        async with ClientSession() as session:
            self.add_model(session)
            tasks = [asyncio.create_task(work) for work in self._background(session)]
            yield
            await self.replies.drain(self.settings.server.drain_seconds)
            ending = [*tasks, *self.hints]
            for task in ending:
                task.cancel()
            await asyncio.gather(*ending, return_exceptions=True)
        await self.close()
        if alone:
            alone.close()

    async def close(self) -> None:
        """Let go of what was opened at the start."""
        self.library.close()
        await asyncio.to_thread(self.pool.close)
        await self.store.close()

    def add_model(self, session: ClientSession) -> None:
        """Let the configured model, if there is one, propose readings; the session is the caller's."""
        if self.settings.model.url:
            self.shell.model = Model(session, self.settings.model, now=self.now)

    def _background(self, session: ClientSession) -> list[Coroutine[None, None, None]]:
        work = [self.runner.run(), self._keep_house(), self.shell.warm()]
        work.append(Sweep(self.shop).run())
        if self.can_send:
            wechat = self.settings.wechat
            api = self.simulator.api if self.simulator else wechat.api
            tokens = TokenSource(session, api, wechat.app_id, wechat.app_secret, now=self.now)
            self.platform = Platform(session, api, tokens)
            self.runner.fetch = self.platform.fetch_media
            work.append(Delivery(self.store, self.platform, self.bell, now=self.now).run())
        return work

    async def _keep_house(self) -> None:
        """Answer what a crash left open; forget what is old."""
        while True:
            try:
                await self.replies.recover()
                await self.store.write(outbox.give_up_lost, now=self.now())
                for kept in (inbox, memory, outbox, questions):
                    await self.store.write(kept.forget_old, now=self.now())
            except StateError as error:
                log.warning("housekeeping.failed", error=type(error).__name__)
            await asyncio.sleep(HOUSEKEEPING)


async def _quietly(hint: Awaitable[None]) -> None:
    with suppress(ApiError):
        await hint


def account_of(settings: Settings) -> Account:
    """The account as the envelope needs it; the current key first, then the one that is being replaced."""
    wechat = settings.wechat
    given = (wechat.aes_key.get_secret_value(), wechat.previous_aes_key.get_secret_value())
    return Account(wechat.app_id, wechat.token.get_secret_value(), tuple(Key(k) for k in given if k))
