"""Links to the reports that an answer quotes, and 更多."""

import pytest

from handlers.kit.message import Kind
from handlers.kit.sources import links
from parser.model.answer import Answer, Evidence, Status

SITE = "https://n.example"


def piece(report=7, section=3, **marks):
    return Evidence(f"{report}镇", 2023, section, "原文", report=report, **marks)


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [
        ([piece(fact=0)], ["看原文：https://n.example/r/7?fact=0#here"]),
        ([piece(cell="t3.new.total")], ["看原文：https://n.example/r/7?cell=t3.new.total#c-t3.new.total"]),
        (
            [piece(fact=2), piece(cell="t3.new.total"), piece(fact=5)],
            ["看原文：https://n.example/r/7?fact=2&cell=t3.new.total#here"],
        ),
        ([piece(section=5)], ["看原文：https://n.example/r/7#s5"]),
        (
            [piece(1, fact=1), piece(2, fact=2), piece(1, fact=3)],
            [
                "1镇2023年原文：https://n.example/r/1?fact=1#here",
                "2镇2023年原文：https://n.example/r/2?fact=2#here",
            ],
        ),
        ([piece(n, fact=1) for n in range(4)], []),
        ([Evidence("甲镇", 2023, 1, "原文")], []),
        ([], []),
    ],
)
def test_one_line_a_report(evidence, expected):
    assert list(links(evidence, SITE)) == expected


def test_without_an_address_there_is_no_link():
    assert links([piece(fact=1)], None) == ()


async def test_an_answer_ends_in_its_links(talk, memory):
    memory.found = Answer(Status.ANSWERED, "201次", evidence=(piece(fact=3),), more="其余")
    assert await talk("西大沟镇2023年公示了多少次") == "201次\n看原文：https://n.example/r/7?fact=3#here"
    assert memory.more == "其余"


@pytest.mark.parametrize(
    ("text", "kind"), [("更多", Kind.TEXT), ("下一页。", Kind.VOICE), ("更多", Kind.CLICK)]
)
async def test_more_is_what_was_left(talk, memory, text, kind):
    memory.left = "第二页"
    assert await talk(text, kind) == "第二页"
    memory.left = ""
    assert "再问一次" in await talk(text, kind)
    assert memory.asked == []
