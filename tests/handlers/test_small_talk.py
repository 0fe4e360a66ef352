"""Greeting, help, thanks, and what nobody understands: each says what is true and what to do next."""

import pytest

from handlers.kit.context import Person, Role
from handlers.kit.message import Kind
from parser.model.errors import NianbaoError


async def test_help_shows_questions_that_have_an_answer(talk):
    assert "· 西大沟镇2023年公示了多少次" in await talk("帮助")


@pytest.mark.parametrize(("text", "kind"), [("帮助", Kind.TEXT), ("", Kind.FOLLOW)])
async def test_an_index_that_cannot_be_read_is_not_called_empty(talk, memory, text, kind):
    async def broken():
        raise NianbaoError("年报库正在维护。")

    memory.examples = broken
    said = await talk(text, kind)
    assert "年报库正在维护" in said
    assert "没有收录" not in said


async def test_an_empty_index_is_called_empty(talk, memory):
    async def none():
        return ()

    memory.examples = none
    assert "还没有收录可以问的报告" in await talk("帮助")


@pytest.mark.parametrize("text", ["谢谢", "谢谢！", " 好的,谢谢 ", "辛苦了。"])
async def test_thanks_are_answered_and_are_no_question(talk, memory, text):
    assert "不客气" in await talk(text)
    assert memory.asked == []


@pytest.mark.parametrize("kind", [Kind.VOICE, Kind.LINK, Kind.OTHER])
async def test_what_cannot_be_read_is_told_what_to_do(talk, kind):
    said = await talk(kind=kind)
    assert "打字" in said or "上传" in said


@pytest.mark.parametrize(
    ("person", "said"),
    [
        (Person("p"), "还没有绑定"),
        (Person("p", Role.CLERK, "654202109"), "您是乌苏市西大沟镇的经办人"),
        (Person("p", Role.CLERK, "654202109", "西大沟镇人民政府"), "您是西大沟镇人民政府的经办人"),
        (Person("p", Role.SUPERVISOR, "654202"), "您负责督促"),
    ],
)
async def test_one_is_told_who_one_is_and_what_for(talk, memory, person, said):
    memory.people["p"] = person
    assert said in await talk("我是谁？")
    assert (said in await talk("帮助")) is (person.role is not Role.CITIZEN)
    assert memory.asked == []
