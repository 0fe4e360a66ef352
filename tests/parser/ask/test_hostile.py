"""What people and machines throw at a chat: each gets one short, typed refusal, and quickly enough to be cheap."""

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parser.model.answer import Status

_LIMIT = 1800
HOSTILE = [
    "",
    " ",
    "\u200b\u200d",
    "😀" * 50,
    "🏳️‍🌈👨‍👩‍👧",
    "公" * 10_000,
    "双桥镇2023年公开多少条" * 1000,
    "𠀀𠀁𠮷镇公开多少条",
    "'; DROP TABLE report; --",
    "<script>alert(1)</script>",
    "]]><xml>",
    "\u202e条少多开公年3202镇桥双",
    "a" * 159,
    "？？？",
    "\x00\x01\x02",
    "%s%n{0}{{}}",
    "双桥镇" * 40,
    "2023年" * 20,
    "多少多少多少",
    "9" * 150,
    "\ue000\ue001公开多少条",
    "１２３",
    "NULL",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_refusal_and_no_more(text: str, say) -> None:
    answer = say(text)
    assert answer.status is not Status.ANSWERED
    assert answer.value is None
    assert 0 < len(answer.text.encode()) <= _LIMIT


@pytest.mark.parametrize(
    "text",
    [
        "雙橋鎮2023年公開了多少條？",
        "双\u200b桥镇2023年公开多少条",
        "双桥镇２０２３年公开多少条😀",
        "\u202d双桥镇2023年公开多少条",
        "双 桥 镇 2 0 2 3 年公开多少条",
    ],
)
def test_dress_does_not_matter(text: str, say) -> None:
    assert say(text).value == say("双桥镇2023年公开多少条").value is not None


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=40))
def test_any_text_gets_an_answer_within_the_limit(text: str) -> None:
    say = sys.modules[__name__].SAY
    assert 0 < len(say(text).text.encode()) <= _LIMIT


_WORDS = [
    "双桥镇",
    "2023年",
    "公开",
    "公示",
    "多少",
    "条",
    "次",
    "和",
    "比",
    "占",
    "最多",
    "哪些",
    "没有",
    "除了",
    "申请",
    "行政处罚",
    "吗",
    "的",
    "其中",
    "太平镇",
    "5",
    "原文",
    "趋势",
    "合计",
    "大于",
    "不",
    "几",
    "件",
]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(_WORDS), max_size=8).map("".join))
def test_word_salad_never_crashes(text: str) -> None:
    answer = sys.modules[__name__].SAY(text)
    assert answer.status in Status
    assert answer.value is None or answer.evidence


@pytest.fixture(autouse=True)
def _say(say) -> None:
    sys.modules[__name__].SAY = say
