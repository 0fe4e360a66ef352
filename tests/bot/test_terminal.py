"""``nianbao chat``: the same conversations as in WeChat, with the same roles and the same optional model."""

import io
import sys

import pytest
from aiohttp import web

from bot.cli import run
from bot.settings import validate
from bot.terminal import _talk
from handlers.kit.context import Role


@pytest.fixture(scope="module")
def index(tmp_path_factory, examples):
    path = tmp_path_factory.mktemp("terminal") / "index.db"
    assert run(["index", "--db", str(path), str(examples / "xinji-2023" / "report.docx")]) == 0
    return path


@pytest.fixture
def settings(index, tmp_path):
    return validate({"storage": {"index": index, "inbox": tmp_path / "inbox.db"}})


@pytest.fixture
def typed(monkeypatch, capsys):
    """Types these lines as somebody; what is printed."""

    async def talk(settings, role, *lines):
        monkeypatch.setattr(sys, "stdin", io.StringIO("\n".join(lines) + "\n\n"))
        await _talk(settings, role)
        return capsys.readouterr().out

    return talk


@pytest.mark.parametrize(
    ("role", "text", "said"),
    [
        (Role.SUPERVISOR, "概况2023", "彭阳县2023年年报概况"),
        (Role.CITIZEN, "概况2023", "邀请码"),
        (Role.CLERK, "草稿", "没有送检的草稿"),
        (Role.CITIZEN, "NB-AAAA-AAAA-AAAA", "邀请码"),
    ],
)
async def test_who_one_is_decides_what_is_said(typed, settings, role, text, said):
    assert said in await typed(settings, role, text)


async def test_a_place_is_needed_to_be_somebody(typed, settings, tmp_path):
    storage = settings.storage.model_copy(update={"index": tmp_path / "none.db"})
    with pytest.raises(Exception, match="先运行 nianbao index"):
        await typed(settings.model_copy(update={"storage": storage}), Role.CLERK, "草稿")


async def test_the_model_is_asked_here_too(typed, settings, aiohttp_server):
    asked = []

    async def reply(request):
        asked.append(await request.json())
        return web.json_response({"choices": [{"message": {"content": '{"readings": []}'}}]})

    app = web.Application()
    app.router.add_post("/v1/chat/completions", reply)
    server = await aiohttp_server(app)
    model = {"url": str(server.make_url("/v1")), "name": "stub"}
    await typed(
        validate({**settings.model_dump(), "model": model}), Role.CITIZEN, "新集乡2023年篮球联赛谁赢了"
    )
    assert len(asked) == 1
