"""Pages of a long reply: each fits, together they are the whole, and nobody gets another's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.paging import KEPT, MOST, PAGE, Pages, turn
from handlers.kit.message import Reply
from handlers.kit.texts import say

FOOTER = "\n" + say("more.footer")


def pages_of(reply: Reply) -> list[str]:
    found, (page, rest) = [], turn(reply)
    while rest:
        found.append(page.removesuffix(FOOTER))
        assert page.endswith(FOOTER)
        assert len(page.encode(errors="replace")) <= PAGE
        page, rest = turn(Reply(rest))
    return [*found, page]


@given(st.lists(st.text("报告年度一二三😀ab ", min_size=1, max_size=900), min_size=1, max_size=12))
def test_all_pages_together_are_the_whole_text(lines):
    text = "\n".join(lines)
    squeezed = "".join("".join(pages_of(Reply(text))).split())
    assert squeezed == "".join(text.split())


@pytest.mark.parametrize("text", ["短", "", "长" * 650])
def test_what_fits_is_one_page_without_a_footer(text):
    assert turn(Reply(text)) == (text, "")


def test_a_page_ends_at_a_line():
    text = "\n".join(f"第{n}个乡镇：2023年" for n in range(300))
    assert [line for page in pages_of(Reply(text)) for line in page.splitlines()] == text.splitlines()


def test_what_only_some_want_is_on_another_page():
    assert pages_of(Reply("答", "其余")) == ["答", "其余"]


def test_the_rest_is_ones_own_newest_and_not_old(clock):
    pages = Pages(clock)
    pages.show("a", Reply("答", "甲的其余"))
    pages.show("b", Reply("答", "乙的其余"))
    assert (pages.rest("a"), pages.rest("b"), pages.rest("c")) == ("甲的其余", "乙的其余", "")
    pages.show("a", Reply("另一个答"))
    assert pages.rest("a") == ""
    clock.now += KEPT
    assert pages.rest("b") == ""


def test_the_rests_of_so_many_people_are_kept(clock):
    pages = Pages(clock)
    for n in range(MOST + 1):
        pages.show(str(n), Reply("答", "其余"))
    assert (pages.rest("0"), pages.rest("1")) == ("", "其余")
