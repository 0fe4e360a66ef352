"""P1 to P3: what an encrypted push costs, beside an aiohttp handler that does nothing and one in wechatpy's own way.

Four servers, each a process of its own, are asked in turn by one client over 32 kept connections; what counts is the
CPU time of the server's process per request, because wall time swings with the neighbours; the least of many short
rounds, because even CPU time does (a neighbour empties the caches):

- bare: an aiohttp handler that answers an empty body
- look-up: the real callback (signature, AES, strict XML, sealed reply), understanding replaced by one indexed look-up
- wechatpy: the same answer by WeChatCrypto, parse_message and TextReply, as its documentation shows
- durable: the look-up through ``once``: claimed in inbox.db before, finished after

What understanding and composing take stands apart, as CPU time of one question of the examples. Every push is
different. A round in which the bare server takes 1.5 times its own best is thrown away.
"""

import asyncio
import secrets
import socket
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import date
from functools import partial
from pathlib import Path
from time import process_time, sleep

import xmltodict
from aiohttp import ClientSession, TCPConnector, web
from wechatpy import parse_message
from wechatpy.crypto import WeChatCrypto
from wechatpy.replies import TextReply
from wechatpy.utils import check_signature

from bench import Ratio, busy
from bot import clock
from bot.deadline import Limits, Replies, Request
from bot.routes import Callback
from bot.state import open_state
from bot.wechat.envelope import Account, Key, signature
from handlers.kit.message import Incoming
from parser.ask import ask
from parser.index import Index

KINDS = ("bare", "lookup", "wechatpy", "durable")
TOKEN, AES, APP = "token", "k" * 43, "wx0123456789abcdef"
CONNECTIONS = 32
BASE = 19_870


def run(full: bool = False) -> Iterator[Ratio]:  # noqa: FBT001, FBT002 - the shape of every bench
    """The rows of P1 to P3."""
    rounds, each = (120, 256) if full else (40, 192)
    with ExitStack() as stack:
        servers = {kind: stack.enter_context(_server(kind, BASE + n)) for n, kind in enumerate(KINDS)}
        best = asyncio.run(_measure(servers, rounds, each))
    yield Ratio(
        "P1 bare aiohttp as a share of a push with one look-up", best["bare"], best["lookup"], "µs", ">= 0.35"
    )
    yield Ratio("P1 understanding and composing: CPU a question", _understanding(), 1.0, "ms", "<= 1.0")
    yield Ratio(
        "P2 a push with one look-up, beside wechatpy's own way",
        best["lookup"],
        best["wechatpy"],
        "µs",
        "<= 0.55",
    )
    yield Ratio(
        "P3 a push with its durable inbox row, beside one without",
        best["durable"],
        best["lookup"],
        "µs",
        "<= 1.3",
    )


def _understanding() -> float:
    """Milliseconds of CPU a question, the least of some rounds."""
    with tempfile.TemporaryDirectory() as folder:
        db = Path(folder) / "index.db"
        busy.index_folder(db, busy.EXAMPLES).wait()
        with Index.open(db) as index:
            return min(_asking(index) for _ in range(20)) * 1000


def _asking(index: Index) -> float:
    start = process_time()
    for question in busy.QUESTIONS:
        ask(question, index=index, today=date(2025, 6, 1))
    return (process_time() - start) / len(busy.QUESTIONS)


async def _measure(servers: dict[str, tuple[int, int]], rounds: int, each: int) -> dict[str, float]:
    """Microseconds of server CPU per request, the least of the rounds."""
    best = dict.fromkeys(KINDS, float("inf"))
    async with ClientSession(connector=TCPConnector(limit=CONNECTIONS)) as session:
        for kind, (port, _) in servers.items():
            await _ask(session, kind, port, 256)
        for _ in range(rounds):
            took = {}
            for kind, (port, pid) in servers.items():
                before = _cpu(pid)
                await _ask(session, kind, port, each)
                took[kind] = (_cpu(pid) - before) / each * 1e6
            if took["bare"] <= 1.5 * best["bare"]:
                best = {kind: min(best[kind], took[kind]) for kind in KINDS}
    return best


async def _ask(session: ClientSession, kind: str, port: int, count: int) -> None:
    pushes = iter([_push() for _ in range(count)])

    async def worker() -> None:
        for query, body in pushes:
            url = f"http://127.0.0.1:{port}/wechat?{query}"
            async with session.post(url, data=body) as response:
                answer = await response.read()
                assert response.status == 200
                assert (b"<Encrypt>" in answer) == (kind != "bare")

    await asyncio.gather(*(worker() for _ in range(CONNECTIONS)))


def _push() -> tuple[str, bytes]:
    now, nonce = str(int(clock.now().timestamp())), secrets.token_hex(5)
    fields = {
        "ToUserName": "gh_0",
        "FromUserName": f"o{secrets.token_hex(12)}",
        "CreateTime": now,
        "MsgType": "text",
    }
    fields |= {"Content": "西大沟镇2023年公示了多少次", "MsgId": str(secrets.randbits(62))}
    body = WeChatCrypto(TOKEN, AES, APP).encrypt_message(xmltodict.unparse({"xml": fields}), nonce, now)
    sealed = xmltodict.parse(body)["xml"]["MsgSignature"]
    signed = signature(TOKEN, now, nonce)
    return (
        f"signature={signed}&timestamp={now}&nonce={nonce}&encrypt_type=aes&msg_signature={sealed}",
        body.encode(),
    )


def _cpu(pid: int) -> float:
    """Seconds of CPU that the threads of the process have used."""
    threads = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(thread.read_text().split()[0]) for thread in threads) / 1e9


@contextmanager
def _server(kind: str, port: int) -> Iterator[tuple[int, int]]:
    """(port, pid) of a server process."""
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen([sys.executable, "-m", "bench.push", kind, str(port), folder])
        try:
            _wait_for(port)
            yield port, process.pid
        finally:
            process.terminate()
            process.wait()


def _wait_for(port: int) -> None:
    """Until the server listens."""
    for _ in range(600):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        sleep(0.1)


def _serve(kind: str, port: int, folder: Path) -> None:
    app = web.Application()
    routes = {"bare": _bare, "wechatpy": partial(_wechatpy, folder)}.get(
        kind, partial(_callback, kind, folder)
    )
    app.add_routes(routes())
    web.run_app(app, host="127.0.0.1", port=port, print=None, access_log=None)


def _bare() -> list[web.AbstractRouteDef]:
    async def empty(_: web.Request) -> web.Response:
        return web.Response()

    return [web.post("/wechat", empty)]


def _wechatpy(folder: Path) -> list[web.AbstractRouteDef]:
    look_up = _look_up(folder / "figures.db")
    crypto = WeChatCrypto(TOKEN, AES, APP)

    async def answer(request: web.Request) -> web.Response:
        query = request.query
        check_signature(TOKEN, query["signature"], query["timestamp"], query["nonce"])
        sealed = await request.text()
        opened = crypto.decrypt_message(sealed, query["msg_signature"], query["timestamp"], query["nonce"])
        message = parse_message(opened)
        reply = TextReply(content=look_up(message.content), message=message).render()
        return web.Response(text=crypto.encrypt_message(reply, query["nonce"]), content_type="text/xml")

    return [web.post("/wechat", answer)]


def _callback(kind: str, folder: Path) -> list[web.AbstractRouteDef]:
    moment: Callable[[], float] = lambda: clock.now().timestamp()  # noqa: E731
    look_up = _look_up(folder / "figures.db")
    account = Account(APP, TOKEN, (Key(AES),))

    async def answer(incoming: Incoming) -> str:
        return look_up(incoming.text)

    class Direct:
        """In the place of ``Replies``: no store."""

        async def once(self, request: Request) -> bytes:
            return request.render(await answer(request.incoming))

    replies = Direct()
    if kind == "durable":
        replies = Replies(
            open_state(folder / "inbox.db"), answer, Limits(3.5, 60, 10**6), can_send=True, now=moment
        )
    return Callback(account, replies, b"x" * 32, window=600, now=moment).routes()


def _look_up(path: Path) -> Callable[[str], str]:
    """One point query in a table of 100,000 figures."""
    db = sqlite3.connect(path)
    db.executescript("PRAGMA journal_mode=WAL; PRAGMA mmap_size=268435456;")  # as the index is opened
    db.execute("CREATE TABLE figure (name TEXT PRIMARY KEY, value INTEGER) WITHOUT ROWID")
    db.executemany("INSERT INTO figure VALUES (?, ?)", ((f"n{n}", n) for n in range(100_000)))
    db.commit()

    def found(question: str) -> str:
        value = db.execute(
            "SELECT value FROM figure WHERE name = ?", (f"n{hash(question) % 100_000}",)
        ).fetchone()
        return f"西大沟镇2023年公示：{value[0]}次"

    return found


if __name__ == "__main__":
    _serve(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
