"""Each push has one effect and one answer, in time. Duplicates and the five-second rule live only here.

WeChat waits 5 s and sends a push three times in all; the tries may overlap. ``once`` makes them one: a push
is claimed in inbox.db before its conversation starts, a try that comes meanwhile waits for the first one's
answer, a later one (even after a restart) gets the stored bytes. ``answer_within`` races the conversation
against the clock:

- in time: the answer goes back at once;
- too slow, the account can send: ``success`` now, the answer is owed in the outbox;
- too slow, the account can't: a line that says how to fetch it, and it goes with the person's next message.

A conversation that fails says a fixed apology. If the state can't be written (a full disk) questions are
still answered, because reading needs no writing; only what comes too late is then lost, and the person is
told so.
"""

import asyncio
import json
import sqlite3
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

import structlog

from bot.carry import Packed, pack
from bot.clock import CHINA
from bot.metrics import count
from bot.pace import Pace
from bot.state import inbox, outbox
from bot.state.database import StateError, Store
from handlers.kit.message import FileInfo, Incoming, Kind
from handlers.kit.texts import say
from parser.model.errors import NianbaoError

log = structlog.get_logger()
SUCCESS = b"success"
LOOK = 0.1
"""Seconds between two looks whether another process has answered."""
_CLICKS = (Kind.CLICK, Kind.FOLLOW)


class Forged(Exception):
    """The key of a push that is known, with another message."""


@dataclass(frozen=True, slots=True)
class Request:
    """A push to answer: its key and digest, who sent it, and how a text becomes the answer's bytes."""

    key: str
    digest: bytes
    openid: str
    incoming: Incoming
    render: Callable[[str], bytes]


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds until an answer is late, and until it is given up; answers a person gets in a minute."""

    seconds: float
    give_up: float
    per_minute: int


@dataclass(frozen=True, slots=True)
class _Running:
    digest: bytes
    reply: asyncio.Future[bytes]


class Replies:
    """Answers pushes by ``respond``. ``can_send``: whether the account has customer-service messages.

    ``owed`` is called when something was put into the outbox, ``slow`` with the openid of who has to wait.
    """

    def __init__(
        self,
        store: Store,
        respond: Callable[[Incoming], Awaitable[str]],
        limits: Limits,
        *,
        can_send: bool,
        now: Callable[[], float],
        owed: Callable[[], object] = lambda: None,
        slow: Callable[[str], object] = lambda _: None,
    ) -> None:
        self._store = store
        self._respond = respond
        self._limits = limits
        self._can_send = can_send
        self._now = now
        self._owed = owed
        self._slow = slow
        self._pace = Pace(limits.per_minute)
        self._running: dict[str, _Running] = {}
        self._late: set[asyncio.Task[None]] = set()

    async def once(self, request: Request) -> bytes:
        """The answer's bytes, the same for every try of a push. Raises Forged."""
        running = self._running.get(request.key)
        if running is None:
            return await self._first(request)
        count("push.overlapping")
        if running.digest != request.digest:
            raise Forged
        return await asyncio.shield(running.reply)

    async def answer_within(self, request: Request, *, stored: bool = True) -> bytes:
        """Run the conversation against the clock; ``stored`` is false where the state can't be written."""
        task = asyncio.ensure_future(self._say(request.incoming))
        done, _ = await asyncio.wait({task}, timeout=self._limits.seconds)
        if not done:
            return await self._answer_later(request, task) if stored else request.render(say("shell.busy"))
        if not stored:
            return request.render(task.result())
        packed = pack(self._waiting(request.incoming.person), task.result())
        reply = request.render(packed.text)
        if packed.carried:
            await self._quietly(self._store.write(_finish, request, reply, packed, self._now()))
        else:  # if we die before it is on the disk, the push is worked on again: at worst an answer comes twice
            self._store.post(inbox.finish, request.key, reply)
        return reply

    async def recover(self) -> int:
        """Work on pushes whose process died before they were answered; how many. Their answers are owed."""
        lost = await self._store.write(inbox.abandoned, now=self._now(), lease=self._limits.give_up)
        for key, message in lost:
            incoming = _unpack(message)
            self._follow(key, incoming.person, asyncio.ensure_future(self._say(incoming)))
        return len(lost)

    async def drain(self, seconds: float) -> None:
        """Wait so long for what is being worked on; the rest is taken up at the next start."""
        working = {*self._late}
        if working:
            await asyncio.wait(working, timeout=seconds)
        for task in self._late:
            task.cancel()
        await asyncio.gather(*self._late, return_exceptions=True)

    async def _first(self, request: Request) -> bytes:
        reply: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self._running[request.key] = _Running(request.digest, reply)
        try:
            reply.set_result(await self._claimed(request))
        except BaseException as error:
            reply.set_exception(Forged() if isinstance(error, Forged) else asyncio.CancelledError())
            reply.exception()  # looked at: nobody else may be waiting
            raise
        finally:
            del self._running[request.key]
        return reply.result()

    async def _claimed(self, request: Request) -> bytes:
        lease = self._limits.seconds + 2
        try:
            claim = await self._store.write(
                _arrive, request, now=self._now(), lease=lease, wake=self._can_send
            )
        except StateError as error:
            count("push.unstored")
            log.warning("inbox.unwritable", error=str(error))
            return await self.answer_within(request, stored=False)
        match claim:
            case inbox.Claim(inbox.Verdict.FORGED):
                raise Forged
            case inbox.Claim(inbox.Verdict.ANSWERED, bytes() as reply):
                count("push.repeated")
                return reply
            case inbox.Claim(inbox.Verdict.BUSY):
                return await self._others(request)
        if self._can_send:
            self._owed()
        return await self.answer_within(request)

    async def _others(self, request: Request) -> bytes:
        """The answer of the process that works on this push; if it takes too long (or has died), how to get it."""
        end = asyncio.get_running_loop().time() + self._limits.seconds
        while asyncio.get_running_loop().time() < end:
            await asyncio.sleep(LOOK)
            reply = self._store.read(inbox.answer_of, request.key)
            if reply is not None:
                return reply
        return self._not_yet(request)

    async def _say(self, incoming: Incoming) -> str:
        """The conversation's text; whatever goes wrong is said politely."""
        if not self._pace.allows(incoming.person, self._now()):
            count("push.paced")
            return say("shell.pace")
        try:
            return await self._respond(incoming)
        except StateError as error:  # its sentence is for the operator
            log.warning("conversation.unwritable", kind=incoming.kind.value, error=str(error))
            return say("shell.sorry")
        except NianbaoError as error:
            return str(error)
        except Exception:
            count("push.failed")
            log.exception("conversation.failed", kind=incoming.kind.value)
            return say("shell.sorry")

    async def _answer_later(self, request: Request, task: asyncio.Future[str]) -> bytes:
        count("push.late")
        reply = self._not_yet(request)
        lease = self._now() + self._limits.give_up
        await self._quietly(self._store.write(inbox.acknowledge, request.key, reply, lease=lease))
        self._follow(request.key, request.incoming.person, task)
        self._slow(request.openid)
        return reply

    def _not_yet(self, request: Request) -> bytes:
        """Nothing, if we can write later by ourselves; else a line that says how to fetch the answer."""
        return SUCCESS if self._can_send else request.render(say("shell.later"))

    def _follow(self, key: str, person: str, task: asyncio.Future[str]) -> None:
        late = asyncio.ensure_future(self._owe(key, person, task))
        self._late.add(late)
        late.add_done_callback(self._late.discard)

    async def _owe(self, key: str, person: str, task: asyncio.Future[str]) -> None:
        """Owe the late answer; cancelled by ``drain`` it stays open in inbox.db."""
        try:
            async with asyncio.timeout(self._limits.give_up):
                text = await task
        except TimeoutError:
            text = say("shell.sorry")
        await self._quietly(
            self._store.write(_finish_late, key, person, text, now=self._now(), waiting=not self._can_send)
        )
        self._owed()

    def _waiting(self, person: str) -> list[tuple[int, str]]:
        """What has to ride on this person's reply, because the account can't send it by itself."""
        return [] if self._can_send else self._store.read(outbox.waiting, person)

    async def _quietly(self, write: Awaitable[object]) -> None:
        """A write after which nothing can be mended: the answer goes out all the same."""
        try:
            await write
        except StateError as error:
            count("push.unstored")
            log.warning("inbox.unwritable", error=str(error))


def _arrive(db: sqlite3.Connection, request: Request, *, now: float, lease: float, wake: bool) -> inbox.Claim:
    """Claim a push; if it is new, the sender has opened a window, or has left."""
    incoming = request.incoming
    claim = inbox.claim(db, request.key, request.digest, _pack(incoming), now=now, lease=lease)
    if claim.verdict is not inbox.Verdict.OURS:
        return claim
    if incoming.kind is Kind.UNFOLLOW:
        outbox.gone(db, incoming.person)
        return claim
    outbox.heard_from(db, incoming.person, request.openid, now=now, click=incoming.kind in _CLICKS)
    if wake:
        outbox.wake(db, incoming.person, now=now)
    return claim


def _finish(db: sqlite3.Connection, request: Request, reply: bytes, packed: Packed, now: float) -> None:
    """Done with a reply that carried earlier results, and perhaps left its own answer for the next one."""
    inbox.finish(db, request.key, reply)
    for owed in packed.carried:
        outbox.settle(db, owed, outbox.State.SENT, "with a reply")
    if packed.left:
        outbox.owe(db, f"next:{request.key}", request.incoming.person, packed.left, now=now, waiting=True)


def _finish_late(
    db: sqlite3.Connection, key: str, person: str, text: str, *, now: float, waiting: bool
) -> None:
    inbox.finish(db, key, SUCCESS)
    if text:
        outbox.owe(db, f"late:{key}", person, text, now=now, waiting=waiting)


def _pack(incoming: Incoming) -> str:
    """The message as JSON, so that it can be worked on again after a crash."""
    file = incoming.file and {
        "name": incoming.file.name,
        "size": incoming.file.size,
        "md5": incoming.file.md5,
    }
    fields = {"kind": incoming.kind.value, "text": incoming.text, "person": incoming.person, "file": file}
    told = {"at": incoming.at.timestamp(), "media": incoming.media}
    return json.dumps({**fields, **told}, ensure_ascii=False)


def _unpack(message: str) -> Incoming:
    fields = json.loads(message)
    file = FileInfo(**fields["file"]) if fields["file"] else None
    at = datetime.fromtimestamp(fields["at"], CHINA)
    return Incoming(Kind(fields["kind"]), fields["text"], fields["person"], at, file, fields.get("media", ""))
