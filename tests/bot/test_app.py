"""The whole bot over HTTP: signed and sealed by wechatpy in, opened by wechatpy out, the real conversations between."""

import asyncio
import gzip
import io
import json
import re
import secrets
import sqlite3
from contextlib import closing

import pytest
import xmltodict
from wechatpy.crypto import WeChatCrypto

from bot import context, metrics, routes
from bot.app import build_app
from bot.cli import run
from bot.settings import Settings, validate
from bot.state import inbox, open_state
from bot.wechat.envelope import signature
from parser.ask import ask

ACCOUNT = {"app_id": "wx0123456789abcdef", "token": "tokenfortests", "aes_key": "k" * 43}


@pytest.fixture(scope="module")
def index(tmp_path_factory, examples):
    """Our own examples, indexed once."""
    path = tmp_path_factory.mktemp("app") / "index.db"
    assert run(["index", "--db", str(path), str(examples)]) in (0, 1)
    return path


@pytest.fixture
def settings(index, tmp_path) -> Settings:
    return validate({"storage": {"index": index, "inbox": tmp_path / "inbox.db"}, "wechat": ACCOUNT})


class Chat:
    """A person's WeChat in front of the bot."""

    def __init__(self, client, now):
        self.client = client
        self.now = now
        self.crypto = WeChatCrypto(ACCOUNT["token"], ACCOUNT["aes_key"], ACCOUNT["app_id"])
        self.openid = "oPerson"

    def fields(self, **changed):
        base = {"ToUserName": "gh_1", "FromUserName": self.openid, "CreateTime": str(int(self.now()))}
        return base | {"MsgType": "text", "MsgId": str(secrets.randbits(50))} | changed

    def seal(self, message: str, **changed) -> tuple[dict[str, str], bytes]:
        stamp, nonce = changed.get("stamp", str(int(self.now()))), secrets.token_hex(4)
        body = self.crypto.encrypt_message(message, nonce, stamp)
        sealed = xmltodict.parse(body)["xml"]["MsgSignature"]
        signed = signature(ACCOUNT["token"], stamp, nonce)
        return {
            "signature": signed,
            "timestamp": stamp,
            "nonce": nonce,
            "msg_signature": sealed,
        }, body.encode()

    async def post(self, query, body):
        return await self.client.post("/wechat", params=query, data=body)

    async def push(self, **fields) -> bytes:
        response = await self.post(*self.seal(xmltodict.unparse({"xml": self.fields(**fields)})))
        assert response.status == 200
        return await response.read()

    def open(self, body: bytes) -> str:
        outer = xmltodict.parse(body)["xml"]
        opened = self.crypto.decrypt_message(
            body.decode(), outer["MsgSignature"], outer["TimeStamp"], outer["Nonce"]
        )
        return xmltodict.parse(opened)["xml"]["Content"]

    async def say(self, text: str) -> str:
        return self.open(await self.push(Content=text))


@pytest.fixture
async def chat(aiohttp_client, settings, clock):
    return Chat(await aiohttp_client(build_app(settings, now=clock)), clock)


async def test_a_citizen_asks(chat):
    said = await chat.say("西大沟镇2023年公示了多少次")
    assert "201次" in said
    for part in (80, 2, 4, 12, 85):
        assert f"{part}次" in said
    assert len(said.encode()) <= 1800


async def test_an_answer_links_to_its_sentence_on_the_public_page(aiohttp_client, settings, clock):
    server = settings.server.model_copy(update={"public_url": "https://n.example"})
    bot = build_app(settings.model_copy(update={"server": server}), now=clock)
    chat = Chat(await aiohttp_client(bot), clock)
    for question, marked in (
        ("西大沟镇2023年公示了多少次", r'<mark id="here">[^<]*公示相关工作信息201次'),
        ("西大沟镇2023年行政处罚多少件", r'<td id="c-t2\.penalty\.decisions" class="asked">'),
    ):
        said = await chat.say(question)
        link = said.splitlines()[-1].removeprefix("看原文：https://n.example")
        assert re.search(marked, await (await chat.client.get(link)).text()), link


async def test_the_conversation_is_remembered(chat):
    await chat.say("西大沟镇2023年公示了多少次")
    assert "新集乡" in await chat.say("新集乡呢")


async def test_two_people_do_not_share_a_conversation(chat):
    await chat.say("西大沟镇2023年公示了多少次")
    chat.openid = "oSomebodyElse"
    assert "西大沟" not in await chat.say("那2022年呢")


async def test_following_shows_questions_that_have_an_answer(chat):
    said = chat.open(await chat.push(MsgType="event", Event="subscribe", MsgId=""))
    examples = [line.removeprefix("· ") for line in said.splitlines() if line.startswith("· ")]
    assert len(examples) == 3
    for example in examples:
        assert "没有" not in (await chat.say(example)).splitlines()[0]


@pytest.mark.parametrize(
    "text",
    ["问" * 10_000, "😀🎉" * 20, "'; DROP TABLE report; --", "<script>alert(1)</script>", "]]>", "%", '"'],
)
async def test_odd_questions_get_one_clear_answer(chat, text):
    said = await chat.say(text)
    assert said.strip()
    assert len(said.encode()) <= 1800
    assert "抱歉" not in said


async def test_a_file_is_acknowledged_by_name_and_size(chat):
    said = chat.open(
        await chat.push(MsgType="file", Title="年报.docx", FileMd5="0" * 32, FileTotalLen="41000")
    )
    assert "年报.docx" in said
    assert "/u/" in said


async def test_unfollowing_and_unknown_events_are_acknowledged(chat):
    assert await chat.push(MsgType="event", Event="unsubscribe") == b"success"
    assert await chat.push(MsgType="event", Event="VIEW") == b"success"


async def test_duplicates_in_parallel_get_the_same_bytes(chat):
    query, body = chat.seal(xmltodict.unparse({"xml": chat.fields(Content="帮助")}))
    responses = await asyncio.gather(*(chat.post(query, body) for _ in range(12)))
    assert len({await response.read() for response in responses}) == 1


async def test_the_handshake(chat):
    query, _ = chat.seal("x")
    response = await chat.client.get("/wechat", params=query | {"echostr": "12345"})
    assert (response.status, await response.text()) == (200, "12345")


@pytest.mark.parametrize(
    ("spoil", "status"),
    [
        (lambda q, b: (q | {"signature": "0" * 40}, b), 401),
        (lambda q, b: (q | {"msg_signature": "0" * 40}, b), 401),
        (lambda _, b: ({}, b), 401),
        (lambda q, b: (q, b[: len(b) // 2]), 401),
        (lambda q, _: (q, b""), 401),
        (lambda q, b: (q, b'<!DOCTYPE a [<!ENTITY b "c">]>' + b), 400),
        (lambda q, _: (q, b"<xml>" + b"<a>" * 15_000), 401),
        (lambda q, _: (q, io.BytesIO(b"x" * 20_000_000)), 413),
        (lambda q, _: (q, "<xml>问</xml>".encode("gb18030")), 401),
        (lambda q, _: (q, b"\x00\xff" * 100), 401),
        (lambda q, b: ([*q.items(), ("signature", q["signature"])], b), 400),
    ],
    ids=["signature", "msg", "no query", "cut", "empty", "dtd", "nested", "20 MB", "gbk", "noise", "doubled"],
)
async def test_what_is_not_the_platform_is_refused_and_the_bot_lives(chat, spoil, status):
    response = await chat.post(*spoil(*chat.seal(xmltodict.unparse({"xml": chat.fields(Content="帮助")}))))
    assert (response.status, await response.text()) == (status, "")
    assert "我能做" in await chat.say("帮助")


async def test_a_replay_after_the_window_is_refused(chat, clock):
    query, body = chat.seal(xmltodict.unparse({"xml": chat.fields(Content="帮助")}))
    assert (await chat.post(query, body)).status == 200
    clock.now += 86_400
    assert (await chat.post(query, body)).status == 401


async def test_what_is_signed_but_unreadable_is_acknowledged(chat):
    for message in ("<xml/>", "问", "<xml><MsgType>text</MsgType><MsgType>x</MsgType></xml>"):
        response = await chat.post(*chat.seal(message))
        assert (response.status, await response.read()) == (200, b"success")


async def test_a_body_without_a_length_is_cut_off_too(chat):
    async def endless():
        for _ in range(2000):
            yield b"x" * 10_000

    query, _ = chat.seal("x")
    response = await chat.client.post("/wechat", params=query, data=endless())
    assert response.status == 413


async def test_a_push_that_does_not_come_is_given_up(chat, monkeypatch):
    async def drip():
        yield b"<xml>"
        await asyncio.Event().wait()

    monkeypatch.setattr(routes, "PATIENCE", 0.05)
    query, _ = chat.seal("x")
    assert (await chat.client.post("/wechat", params=query, data=drip())).status == 408
    assert "我能做" in await chat.say("帮助")


async def test_a_small_body_that_unpacks_to_a_large_one_is_cut_off(chat):
    query, _ = chat.seal("x")
    bomb = gzip.compress(bytes(64 << 20))
    for path in ("/wechat", "/u/x", "/healthz"):
        answer = await chat.client.post(path, params=query, data=bomb, headers={"Content-Encoding": "gzip"})
        assert answer.status in (405, 410, 413)


@pytest.mark.parametrize(
    "path", ["/", "/nothing", "/wechat/", "/dev/", "/dev/platform/cgi-bin/stable_token", "/../etc/passwd"]
)
async def test_there_is_nothing_else(chat, path):
    assert (await chat.client.get(path)).status == 404


async def test_health(chat, clock):
    assert (await chat.client.get("/healthz")).status == 200
    ready = await chat.client.get("/readyz")
    assert (await ready.json())["ready"]
    before = metrics.COUNTS["push.received"]
    await chat.say("帮助")
    text = await (await chat.client.get("/metrics")).text()
    assert f"nianbao_push_received_total {before + 1}" in text
    assert "oPerson" not in text


async def test_readyz_tells_of_a_disk_that_takes_nothing(chat, monkeypatch):
    """A look that would write nothing when nothing is old would not find out."""
    wrote = []
    monkeypatch.setattr(inbox, "try_writing", lambda db: wrote.append(_changes(db, original)))
    assert (await chat.client.get("/readyz")).status == 200
    assert wrote == [True]

    def full(_):
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr(inbox, "try_writing", full)
    ready = await chat.client.get("/readyz")
    assert ready.status == 503
    assert "state" in (await ready.json())["missing"]


original = inbox.try_writing


def _changes(db, write) -> bool:
    before = db.total_changes
    write(db)
    return db.total_changes > before and not db.execute("SELECT 1 FROM push").fetchone()


async def test_every_answer_has_safe_headers(chat):
    for path in ("/healthz", "/nothing", "/u/x"):
        headers = (await chat.client.get(path)).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert "Python" not in headers.get("Server", "")


async def test_without_an_account_it_serves_and_says_so(aiohttp_client, settings):
    bare = settings.model_copy(update={"wechat": Settings().wechat})
    client = await aiohttp_client(build_app(bare))
    assert (await client.get("/readyz")).status == 503
    assert (await client.post("/wechat", data=b"<xml/>")).status == 401


async def test_a_handler_that_breaks_is_apologised_for(aiohttp_client, settings, clock):
    async def broken(_):
        raise ZeroDivisionError

    chat = Chat(await aiohttp_client(build_app(settings, now=clock, respond=broken)), clock)
    assert "抱歉" in await chat.say("问")


async def test_two_bots_on_one_inbox_answer_a_push_once(aiohttp_client, settings, clock):
    asked = []

    async def talk(incoming):
        asked.append(incoming.text)
        await asyncio.sleep(0.05)
        return "好"

    chats = [
        Chat(await aiohttp_client(build_app(settings, now=clock, respond=talk)), clock) for _ in range(2)
    ]
    query, body = chats[0].seal(xmltodict.unparse({"xml": chats[0].fields(Content="问")}))
    answers = [
        await r.read() for r in await asyncio.gather(*(c.post(query, body) for c in chats for _ in range(3)))
    ]
    assert asked == ["问"]
    assert len(set(answers)) == 1


async def test_nothing_about_a_person_is_logged(chat, capfd):
    await chat.say("我的电话是13912345678")
    await chat.post(*chat.seal("<xml><FromUserName>oPerson</FromUserName><MsgType/></xml>"))
    out = "".join(capfd.readouterr())
    for secret in ("oPerson", "13912345678", ACCOUNT["token"], ACCOUNT["aes_key"]):
        assert secret not in out


async def test_the_bot_warms_up_before_it_is_asked(aiohttp_client, settings, clock, monkeypatch):
    asked = []
    monkeypatch.setattr(
        context, "ask", lambda question, **kept: asked.append(question) or ask(question, **kept)
    )
    loaded = asyncio.Event()
    warm = context.Shell.warm

    async def told(shell):
        await warm(shell)
        loaded.set()

    monkeypatch.setattr(context.Shell, "warm", told)
    await aiohttp_client(build_app(settings, now=clock))
    await asyncio.wait_for(loaded.wait(), 30)
    assert asked


async def test_an_index_that_has_gone_is_not_called_empty(aiohttp_client, settings, clock, tmp_path):
    index = tmp_path / "index.db"
    index.write_bytes(settings.storage.index.read_bytes())
    storage = settings.storage.model_copy(update={"index": index})
    chat = Chat(
        await aiohttp_client(build_app(settings.model_copy(update={"storage": storage}), now=clock)), clock
    )
    assert "201次" in await chat.say("西大沟镇2023年公示了多少次")
    index.unlink()
    for text in ("西大沟镇2023年公示了多少次", "收录了哪些乡镇"):
        assert "请稍后再问" in await chat.say(text)


@pytest.mark.parametrize("damage", [b"no database at all" * 999, None])
async def test_a_broken_index_is_the_operators_matter(chat, settings, damage, monkeypatch):
    path = settings.storage.index
    whole = path.read_bytes()
    spoiled = path.with_suffix(".spoiled")
    spoiled.write_bytes(damage or whole[: len(whole) // 2])
    spoiled.replace(path)
    try:
        logged = []
        for level in ("error", "warning", "exception"):
            monkeypatch.setattr(
                f"bot.library.log.{level}", lambda event, **_: logged.append(event), raising=False
            )
        said = await chat.say("西大沟镇2023年公示了多少次")
        assert "备份" not in said
        assert "请稍后再问" in said
        assert "index.unusable" in logged
        helped = await chat.say("帮助")
        assert "查数字" in helped
        assert "没有收录" not in helped
        assert "index" in (await (await chat.client.get("/readyz")).json())["missing"]
    finally:
        mended = path.with_suffix(".mended")
        mended.write_bytes(whole)
        mended.replace(path)
    assert "201次" in await chat.say("西大沟镇2023年公示了多少次")
    assert (await chat.client.get("/readyz")).status == 200


async def test_what_a_killed_server_was_at_is_done_at_once(aiohttp_client, settings, clock):
    store = open_state(settings.inbox)
    message = {"kind": "text", "text": "帮助", "person": "p", "file": None, "at": clock()}
    await store.write(inbox.claim, "k", b"d", json.dumps(message), now=clock(), lease=120.0)
    await store.close()
    await aiohttp_client(build_app(settings, now=clock))
    with closing(sqlite3.connect(settings.inbox)) as db:
        async with asyncio.timeout(30):
            while db.execute("SELECT state FROM push").fetchone() != ("done",):
                await asyncio.sleep(0.02)
        (owed,) = db.execute("SELECT text FROM outbox").fetchone()
    assert "查数字" in owed
