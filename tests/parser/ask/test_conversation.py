"""Dialogues: what is merged, what is forgotten, what a digit picks."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bench.questions import Corpus
from parser.ask import State, ask
from parser.model.answer import Reason, Status

TODAY = date(2025, 6, 1)


@pytest.mark.parametrize(
    ("messages", "value"),
    [
        (["双桥镇2023年公开多少条", "那2022年呢"], 240),
        (["双桥镇2023年公开多少条", "2021年"], 180),
        (["双桥镇2023年公开多少条", "上一年呢"], 240),
        (["双桥镇2023年公开多少条", "昌图县太平镇呢"], 205),
        (["双桥镇2023年公开多少条", "行政处罚呢"], 5),
        (["双桥镇2023年公开多少条", "其中政策文件呢"], 141),
        (["双桥镇2023年公开多少条", "2022年行政处罚几件"], 2),
        (["双桥镇2023年公开多少条", "原文在哪"], 225),
        (["双桥镇2023年公开多少条", "不是双桥镇是昌图县太平镇"], 205),
        (["双桥镇2023年公开多少条", "我问的是2022年"], 240),
        (["双桥镇2022年公开多少条", "帮助", "行政处罚呢"], 2),
        (["双桥镇2022年公开多少条", "昌图县太平镇行政处罚几件"], 7),
    ],
)
def test_follow_ups(messages: list[str], value: int, say) -> None:
    assert say(*messages).value == value


def test_what_was_inherited_is_printed(say) -> None:
    assert "（沿用上一问）" in say("双桥镇2023年公开多少条", "行政处罚呢").understood
    assert "沿用" not in say("双桥镇2023年公开多少条").understood


def test_without_a_conversation_the_place_is_missing(say) -> None:
    assert say("行政处罚几件").reason is Reason.PLACE_MISSING


def test_leaving_forgets(say) -> None:
    assert say("双桥镇2023年公开多少条", "退出", "行政处罚几件").reason is Reason.PLACE_MISSING


@pytest.mark.parametrize("pick", ["1", "①", "第一个", "一", "选1"])
def test_a_digit_picks_an_option(pick: str, say) -> None:
    offered = say("太平镇2023年公开了多少条信息")
    assert offered.status is Status.CHOOSE
    assert say("太平镇2023年公开了多少条信息", pick).value == say(offered.options[0]).value is not None


@pytest.mark.parametrize("pick", ["9", "3"])
def test_a_digit_without_an_option(pick: str, say) -> None:
    assert say("太平镇2023年公开了多少条信息", pick).status is Status.DECLINED
    assert say("1").status is Status.DECLINED


def test_the_choice_holds_no_figure(say) -> None:
    offered = say("太平镇2023年公开了多少条信息")
    assert offered.value is None
    assert "318" not in offered.text
    assert "205" not in offered.text


def test_short_replies_until_told_otherwise(say) -> None:
    long, short = say("双桥镇2023年公开多少条"), say("大字版", "双桥镇2023年公开多少条")
    assert short.value == long.value
    assert len(short.text) < len(long.text)
    assert "出处" not in short.text
    assert say("大字版", "普通版", "双桥镇2023年公开多少条").text == long.text


def test_the_memory_survives_json(corpus: Corpus) -> None:
    state = ask("双桥镇2023年公开多少条", index=corpus.index, today=TODAY).state
    again = State.from_json(state.to_json())
    assert again == state
    assert ask("2022年呢", index=corpus.index, today=TODAY, state=again).answer.value == 240


@pytest.mark.parametrize("text", ["", "[]", "null", "{", '{"template": 1, "x": 2}', '{"options": 5}'])
def test_a_broken_memory_is_no_memory(text: str, corpus: Corpus) -> None:
    state = State.from_json(text)
    assert ask("双桥镇2023年公开多少条", index=corpus.index, today=TODAY, state=state).answer.value == 225


@pytest.mark.parametrize(("minutes", "value"), [(5, 2), (45, None)])
def test_an_old_context_lapses(minutes: int, value: int | None, corpus: Corpus) -> None:
    began = datetime(2025, 6, 1, 8, tzinfo=UTC)
    first = ask("双桥镇2022年公开多少条", index=corpus.index, today=TODAY, now=began)
    later = began + timedelta(minutes=minutes)
    answer = ask("行政处罚呢", index=corpus.index, today=TODAY, state=first.state, now=later).answer
    assert answer.value == value


def test_old_options_lapse(corpus: Corpus) -> None:
    began = datetime(2025, 6, 1, 8, tzinfo=UTC)
    first = ask("太平镇公开多少条", index=corpus.index, today=TODAY, now=began)
    later = began + timedelta(minutes=11)
    assert (
        ask("1", index=corpus.index, today=TODAY, state=first.state, now=later).answer.status
        is Status.DECLINED
    )
