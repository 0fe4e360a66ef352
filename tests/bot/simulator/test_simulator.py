"""The simulator keeps the platform's rules: it speaks only through the callback, counts, and waits no longer."""

import asyncio

import pytest
from aiohttp import ClientSession, FormData, web

from bot.app import build_app
from bot.settings import load
from bot.simulator.push import Answered, Courier
from bot.simulator.world import World


@pytest.fixture
async def site(aiohttp_client, aiohttp_server, tmp_path, unused_tcp_port):
    """The whole bot in development, on a port that it knows."""
    settings = load(db=tmp_path / "index.db", port=unused_tcp_port, dev=True, environment={})
    server = await aiohttp_server(build_app(settings), port=unused_tcp_port)
    return await aiohttp_client(server)


async def send(site, kind="text", *, text="", name="", persona="citizen", file=None):
    form = FormData(quote_fields=False, default_to_multipart=True)
    form.add_field("as", persona)
    form.add_field("kind", kind)
    form.add_field("text", text)
    if file is not None:
        form.add_field("file", file, filename=name)
    return await site.post("/dev/send", data=form)


async def bubbles(site, count, persona="citizen"):
    """The chat as soon as it has so many bubbles."""
    found = []
    async with asyncio.timeout(20):
        while len(found) < count:
            last = found[-1]["id"] if found else 0
            found += await (await site.get("/dev/bubbles", params={"as": persona, "after": str(last)})).json()
    return found


async def test_a_message_goes_through_the_callback_and_comes_back(site):
    assert (await send(site, text="帮助")).status == 200
    mine, theirs = await bubbles(site, 2)
    assert (mine["text"], mine["mine"], theirs["mine"]) == ("帮助", True, False)
    assert "我能做" in theirs["text"]


async def test_a_file_is_announced_without_its_content(site):
    await send(site, "file", name="年报.docx", file=b"x" * 2048)
    mine, theirs = await bubbles(site, 2)
    assert (mine["kind"], mine["detail"]) == ("file", "2048")
    assert "年报.docx" in theirs["text"]


async def test_a_picture_is_answered(site):
    await send(site, "picture", name="p.jpg", file=b"\xff\xd8")
    assert len(await bubbles(site, 2)) == 2


@pytest.mark.parametrize("kind", ["telepathy", ""])
async def test_other_kinds_are_refused(site, kind):
    assert (await send(site, kind)).status == 400


async def test_too_long_a_text_is_refused_with_a_sentence(site):
    response = await send(site, text="长" * 15_001)
    assert response.status == 400
    assert "15000" in await response.text()


async def test_another_site_may_not_send(site):
    form = FormData()
    form.add_field("as", "citizen")
    for headers in ({"Origin": "http://evil.example"}, {"Host": "evil.example"}):
        assert (await site.post("/dev/send", data=form, headers=headers)).status == 403


async def test_personas_are_apart(site):
    await send(site, text="帮助")
    await bubbles(site, 2)
    await send(site, text="帮助", persona="clerk")
    assert len(await bubbles(site, 2, "clerk")) == 2


@pytest.mark.parametrize("path", ["/dev/", "/dev/chat.js", "/dev/chat.css", "/dev/account.svg", "/dev/state"])
async def test_the_page_is_complete(site, path):
    assert (await site.get(path)).status == 200


async def test_the_page_runs_no_inline_script(site):
    response = await site.get("/dev/")
    text = await response.text()
    assert "script-src 'self'" in response.headers["Content-Security-Policy"]
    assert "<script>" not in text
    assert " onclick" not in text
    assert " style=" not in text


@pytest.fixture
def world(clock):
    return World(clock)


def test_the_quota_is_the_platforms(world, clock):
    citizen = world.personas["citizen"]
    assert world.spend(citizen) == 45015
    world.touch(citizen, click=False)
    assert [world.spend(citizen) for _ in range(6)] == [0] * 5 + [45047]
    world.touch(citizen, click=True)
    assert [world.spend(citizen) for _ in range(4)] == [0, 0, 0, 45047]
    clock.now += 48 * 3600 + 1
    assert world.spend(citizen) == 45015


async def post(site, path, body):
    return await (await site.post(f"/dev/platform/cgi-bin/{path}", json=body)).json()


async def test_the_token_is_given_to_the_right_secret_only(site):
    assert (await post(site, "stable_token", {"appid": "wx0", "secret": "x"}))["errcode"] == 40013


async def test_a_send_without_a_token_is_40001(site):
    assert (await post(site, "message/custom/send?access_token=x", {"touser": "oSim-citizen"}))[
        "errcode"
    ] == 40001


@pytest.mark.parametrize("fault", ["45015", "45047", "40001", "-1"])
async def test_faults_can_be_switched_on(site, fault):
    assert (await site.post("/dev/fault", json={"fault": fault})).status == 200
    assert (await post(site, "message/custom/send?access_token=x", {}))["errcode"] == int(fault)


async def courier_to(aiohttp_server, handler, patience=0.05):
    app = web.Application()
    app.router.add_post("/wechat", handler)
    server = await aiohttp_server(app)
    return Courier(str(server.make_url("/wechat")), "token", "k" * 43, "wx0", patience=patience)


FIELDS = {"ToUserName": "gh", "FromUserName": "o", "CreateTime": "1", "MsgType": "text", "Content": "问"}


async def test_silence_is_tried_three_times_then_unavailable(aiohttp_server):
    tries = []

    async def silent(request):
        tries.append(await request.read())
        await asyncio.sleep(5)

    courier = await courier_to(aiohttp_server, silent)
    async with ClientSession() as session:
        assert await courier.carry(session, FIELDS, now=1) == Answered(failed=True)
    assert len(tries) == 3


@pytest.mark.parametrize("body", ["{}", "<xml/>", "<xml><Encrypt>x</Encrypt></xml>", "sucess", "<xml>"])
async def test_anything_malformed_is_unavailable(aiohttp_server, body):
    async def odd(_):
        return web.Response(text=body)

    courier = await courier_to(aiohttp_server, odd, patience=5)
    async with ClientSession() as session:
        assert (await courier.carry(session, FIELDS, now=1)).failed


@pytest.mark.parametrize("body", ["", "success"])
async def test_an_acknowledgement_shows_nothing(aiohttp_server, body):
    async def fine(_):
        return web.Response(text=body)

    courier = await courier_to(aiohttp_server, fine, patience=5)
    async with ClientSession() as session:
        assert await courier.carry(session, FIELDS, now=1) == Answered()
