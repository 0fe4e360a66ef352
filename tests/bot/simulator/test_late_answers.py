"""A slow answer on its whole way: acknowledged, owed, sent by the platform's API, shown; and when that fails."""

import asyncio

import pytest
from aiohttp import FormData

from bot.app import build_app
from bot.settings import load, validate


class Talk:
    """Slow as long as it is told to be."""

    def __init__(self):
        self.slow = True

    async def __call__(self, incoming):
        if incoming.text and self.slow:
            await asyncio.sleep(0.3)
        return incoming.text and f"答：{incoming.text}"


@pytest.fixture
def talk():
    return Talk()


@pytest.fixture
async def site(aiohttp_client, aiohttp_server, tmp_path, unused_tcp_port, talk):
    dev = load(db=tmp_path / "index.db", port=unused_tcp_port, dev=True, environment={})
    account = {k: getattr(dev.wechat, k).get_secret_value() for k in ("token", "aes_key", "app_secret")}
    settings = validate(
        {
            "server": {"port": unused_tcp_port},
            "storage": {"index": tmp_path / "index.db"},
            "wechat": {**account, "app_id": dev.wechat.app_id, "kind": "test"},
            "replies": {"seconds": 0.1},
            "dev": True,
        }
    )
    server = await aiohttp_server(build_app(settings, respond=talk), port=unused_tcp_port)
    return await aiohttp_client(server)


async def say(site, text):
    form = FormData(default_to_multipart=True)
    for name, value in (("as", "citizen"), ("kind", "text"), ("text", text)):
        form.add_field(name, value)
    assert (await site.post("/dev/send", data=form)).status == 200


async def heard(site, count):
    """The bot's texts, as soon as there are so many."""
    last, found = 0, []
    async with asyncio.timeout(30):
        while len(found) < count:
            query = {"as": "citizen", "after": str(last)}
            for bubble in await (await site.get("/dev/bubbles", params=query)).json():
                last = bubble["id"]
                if not bubble["mine"]:
                    found.append((bubble["text"], bubble["detail"]))
    return found


async def outbox(site):
    text = await (await site.get("/metrics")).text()
    return {
        line.split()[0]: float(line.split()[1]) for line in text.splitlines() if "nianbao_outbox_" in line
    }


async def until(site, state):
    async with asyncio.timeout(30):
        while not (await outbox(site)).get(f"nianbao_outbox_{state}"):
            await asyncio.sleep(0.02)


async def test_a_slow_answer_comes_as_a_message_of_its_own(site):
    await say(site, "慢")
    assert await heard(site, 1) == [("答：慢", "客服消息")]


@pytest.mark.parametrize("fault", ["45015", "45047"])
async def test_a_closed_window_makes_it_wait_for_the_next_message(site, talk, fault):
    await site.post("/dev/fault", json={"fault": fault})
    await say(site, "慢")
    await until(site, "waiting")
    await site.post("/dev/fault", json={"fault": ""})
    talk.slow = False
    await say(site, "快")
    assert {text for text, _ in await heard(site, 2)} == {"答：慢", "答：快"}


@pytest.mark.parametrize("fault", ["html", "500", "empty", "-1"])
async def test_an_unknown_outcome_is_never_sent_again(site, talk, fault):
    await site.post("/dev/fault", json={"fault": fault})
    await say(site, "慢")
    await until(site, "unknown")
    await site.post("/dev/fault", json={"fault": ""})
    talk.slow = False
    await say(site, "快")
    assert await heard(site, 1) == [("答：快", "")]
    assert (await outbox(site))["nianbao_outbox_unknown"] == 1


async def test_a_refused_token_is_retried_later_not_lost(site):
    await site.post("/dev/fault", json={"fault": "40001"})
    await say(site, "慢")
    await until(site, "owed")
