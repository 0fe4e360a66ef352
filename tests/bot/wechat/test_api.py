"""The API client against a platform that is slow, silent, broken, or says no."""

import asyncio

import pytest
import structlog
from aiohttp import ClientSession, ClientTimeout, web
from pydantic import SecretStr

from bot.wechat import call as calling
from bot.wechat.api import Platform
from bot.wechat.errors import COURSES, ApiError, Course, refused
from bot.wechat.token import OPEN, TokenSource

SECRET = "s3cret" * 5


class Fake:
    """A platform that answers what it is told; every call is noted."""

    def __init__(self):
        self.calls: list[str] = []
        self.valid = "t1"
        self.answers: list[web.Response] = []
        self.token_answer: dict = {}

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/cgi-bin/stable_token", self.token)
        app.router.add_route("*", "/cgi-bin/{rest:.*}", self.other)
        return app

    async def token(self, request):
        self.calls.append("token")
        await asyncio.sleep(0)
        return web.json_response(self.token_answer or {"access_token": self.valid, "expires_in": 7200})

    async def other(self, request):
        self.calls.append(request.match_info["rest"])
        if self.answers:
            return self.answers.pop(0)
        if request.query["access_token"] != self.valid:
            return web.json_response({"errcode": 40001, "errmsg": "invalid credential rid: 6560-abc"})
        return web.json_response({"errcode": 0, "errmsg": "ok", "ip_list": ["1.2.3.4"]})


@pytest.fixture
async def fake(aiohttp_server):
    fake = Fake()
    fake.url = str((await aiohttp_server(fake.app())).make_url("")).rstrip("/")
    return fake


@pytest.fixture
async def session():
    async with ClientSession() as session:
        yield session


@pytest.fixture
def platform(fake, session, clock):
    tokens = TokenSource(session, fake.url, "wx0", SecretStr(SECRET), now=clock)
    return Platform(session, fake.url, tokens)


async def test_a_message_is_sent_with_one_token(fake, platform):
    await platform.send_text("o", "好")
    await platform.send_text("o", "好")
    assert fake.calls == ["token", "message/custom/send", "message/custom/send"]


async def test_fifty_at_once_fetch_one_token(fake, platform):
    await asyncio.gather(*(platform.send_text("o", "好") for _ in range(50)))
    assert fake.calls.count("token") == 1


async def test_a_refused_token_is_refreshed_once_for_all(fake, platform):
    await platform.send_text("o", "好")
    fake.valid = "t2"
    await asyncio.gather(*(platform.send_text("o", "好") for _ in range(50)))
    assert fake.calls.count("token") == 2
    assert fake.calls.count("message/custom/send") == 1 + 50 + 50


async def test_40001_for_ever_opens_the_circuit(fake, platform, clock):
    fake.answers = [web.json_response({"errcode": 40001, "errmsg": "no"}) for _ in range(2)]
    with pytest.raises(ApiError) as refusal:
        await platform.send_text("o", "好")
    assert refusal.value.course is Course.LATER
    for _ in range(100):
        with pytest.raises(ApiError):
            await platform.send_text("o", "好")
    assert fake.calls.count("token") == 2
    clock.now += OPEN + 1
    await platform.send_text("o", "好")
    assert fake.calls.count("token") == 3


async def test_a_wrong_secret_asks_once_a_minute(fake, platform):
    fake.token_answer = {"errcode": 40125, "errmsg": "invalid appsecret rid: 1-2"}
    for _ in range(10):
        with pytest.raises(ApiError):
            await platform.send_text("o", "好")
    assert fake.calls == ["token"]


@pytest.mark.parametrize("code", sorted(COURSES.keys() - {40001, 40014, 42001}))
async def test_every_code_has_its_course(fake, platform, code):
    fake.answers = [web.json_response({"errcode": code, "errmsg": "no rid: 65-ab"})]
    with pytest.raises(ApiError) as refusal:
        await platform.send_text("o", "好")
    assert (refusal.value.course, refusal.value.code, refusal.value.rid) == (COURSES[code], code, "65-ab")


BROKEN = {
    "empty": lambda: web.Response(text=""),
    "html": lambda: web.Response(text="<html>502</html>", status=502, content_type="text/html"),
    "cut off": lambda: web.Response(text='{"errcode": 0, "errm'),
    "500": lambda: web.Response(text='{"errcode": 0}', status=500),
    "a list": lambda: web.json_response([1]),
    "huge": lambda: web.Response(text='{"a": "' + "x" * 300_000 + '"}'),
    "deep": lambda: web.Response(text="[" * 100_000),
}


@pytest.mark.parametrize("kind", BROKEN)
async def test_what_is_no_answer_leaves_the_outcome_open(fake, platform, kind):
    fake.answers = [BROKEN[kind]()]
    with pytest.raises(ApiError) as refusal:
        await platform.send_text("o", "好")
    assert refusal.value.course is Course.UNKNOWN
    assert fake.calls.count("message/custom/send") == 1


async def test_a_connection_that_was_not_made_sent_nothing(session, clock, unused_tcp_port):
    url = f"http://127.0.0.1:{unused_tcp_port}"
    tokens = TokenSource(session, url, "wx0", SecretStr(SECRET), now=clock)
    with pytest.raises(ApiError) as refusal:
        await Platform(session, url, tokens).send_text("o", "好")
    assert refusal.value.course is Course.LATER


async def test_silence_ends_with_a_time_out(fake, platform, session, aiohttp_server, monkeypatch):
    async def silent(request):
        await asyncio.Event().wait()

    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", silent)
    server = await aiohttp_server(app)
    monkeypatch.setattr(calling, "TIMEOUT", ClientTimeout(total=0.05))
    with pytest.raises(ApiError, match="超时") as refusal:
        await calling.call(session, "GET", str(server.make_url("/x")))
    assert refusal.value.course is Course.UNKNOWN


async def test_media_errors_come_as_json_with_200(fake, platform):
    fake.answers = [web.json_response({"errcode": 40007, "errmsg": "invalid media_id"})]
    with pytest.raises(ApiError) as refusal:
        await platform.fetch_media("m")
    assert refusal.value.code == 40007
    fake.answers = [web.Response(body=b"\xff\xd8jpeg")]
    assert await platform.fetch_media("m") == b"\xff\xd8jpeg"


async def test_no_secret_gets_into_an_error_or_a_log(fake, platform):
    fake.token_answer = {"errcode": 40125, "errmsg": f"invalid appsecret {SECRET} rid: 1"}
    with structlog.testing.capture_logs() as logs, pytest.raises(ApiError) as refusal:
        await platform.send_text("o", "好")
    assert SECRET not in f"{refusal.value!r} {refusal.value} {logs} {platform.__dict__}"


def test_the_operator_is_told_which_address_to_put_on_the_whitelist():
    error = refused(40164, "invalid ip 203.0.113.9 ipv6 ::ffff:203.0.113.9, not in whitelist rid: 5f-1")
    assert (error.what, error.rid) == ("errcode 40164，出口 IP 203.0.113.9", "5f-1")
    assert refused(45015, "invalid ip 203.0.113.9").what == "errcode 45015"


def test_an_unknown_code_is_not_tried_again():
    assert refused(99999, "odd").course is Course.DROP
