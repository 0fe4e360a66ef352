"""nianbao questions: what the operator sees of what could not be answered, from the chat to the list."""

import asyncio
import json

import pytest

from bot.app import Bot
from bot.cli import run
from bot.clock import now
from bot.settings import validate
from handlers.kit.message import Incoming, Kind


@pytest.fixture
def database(tmp_path, examples):
    path = tmp_path / "index.db"
    assert run(["index", "--db", str(path), str(examples)]) in (0, 1)
    return path


@pytest.fixture
def nianbao(database, capfd):
    def call(*arguments: str) -> tuple[int, str]:
        capfd.readouterr()
        code = run(["questions", "--db", str(database), *arguments])
        return code, capfd.readouterr().out

    return call


@pytest.fixture
def chat(database):
    """Says messages to the bot; its replies."""

    async def talk(messages: tuple[str, ...], person: str) -> list[str]:
        bot = Bot(validate({"storage": {"index": database}}), lambda: now().timestamp(), None)
        replies = [await bot.respond(Incoming(Kind.TEXT, m, person, now())) for m in messages]
        bot.library.close()
        bot.pool.close()
        await bot.store.close()
        return replies

    return lambda *messages, person="the-key-of-a-person": asyncio.run(talk(messages, person))


def test_nothing_was_asked(nianbao):
    assert nianbao() == (0, "最近30天没有答不上的提问。\n")
    assert json.loads(nianbao("--json", "--days", "7")[1])["count"] == 0


def test_words_places_and_years_that_are_missing(nianbao, chat):
    chat(
        "新集乡2023年篮球联赛怎么安排的",
        "新集乡2023年篮球联赛怎么安排的",
        "新集乡2011年收到多少件申请",
        "东湖街道2023年收到多少件申请，我电话13800138000",
        "新集乡2023年收到多少件申请",
    )
    code, out = nianbao("--json")
    got = json.loads(out)
    assert code == 0
    assert got["words"][0]["count"] == 2
    assert "篮球" in got["words"][0]["text"]
    assert got["years"] == [{"text": "彭阳县新集乡2011年", "count": 1}]
    assert any("东湖街道" in place["text"] for place in got["places"])
    assert got["count"] == sum(got["reasons"].values()) == sum(s["count"] for s in got["samples"]) == 4
    assert got["samples"][0]["text"] == "新集乡2023年篮球联赛怎么安排的"
    assert "138" not in out
    assert "the-key-of-a-person" not in out
    screen = nianbao()[1]
    assert "没看懂的词：" in screen
    assert "篮球" in screen
    assert "彭阳县新集乡2011年  1" in screen


def test_who_says_so_is_not_recorded(nianbao, chat):
    replies = chat("不要记录。", "新集乡2023年篮球联赛怎么安排的")
    assert "不再留存" in replies[0]
    assert json.loads(nianbao("--json")[1])["count"] == 0
    chat("可以记录", "新集乡2023年篮球联赛怎么安排的")
    assert json.loads(nianbao("--json")[1])["count"] == 1


def test_help_says_it_in_one_line(chat):
    (reply,) = chat("帮助")
    assert [line for line in reply.splitlines() if "不要记录" in line]
