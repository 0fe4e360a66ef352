"""Marks on a page: lines of text, spaces, double print, turning."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parser.read.plane.grid import fill, lattices
from parser.read.plane.page import Char, Page, Rule, level, line_of, lines, turned, upright


def row(text, left=0.0, top=0.0, size=10.0, step=10.0):
    """Characters side by side; a blank leaves its place empty."""
    places = [(c, left + step * i) for i, c in enumerate(text)]
    return [Char(c, x, top, x + size, top + size) for c, x in places if c != " "]


TEXTS = {
    "side by side": (row("公开12条"), "公开12条"),
    "a gap is a space": (row("公开 12条"), "公开 12条"),
    "thousandths of a gap are none": (row("公开", step=10.5), "公开"),
    "printed twice": (sorted(row("12") + row("12", left=0.4), key=lambda c: c.left), "12"),
    "the same digit again is another": (row("1100"), "1100"),
    "one character": (row("0"), "0"),
}


@pytest.mark.parametrize("case", TEXTS)
def test_text_of_a_line(case):
    characters, expected = TEXTS[case]
    assert line_of(list(characters)).text == expected


def test_characters_of_other_height_share_a_line():
    found = lines([*row("公开"), Char("1", 20, 3, 25, 9.5), *row("第二行", top=16)])
    assert [line.text for line in found] == ["公开1", "第二行"]


def test_order_of_arrival_does_not_matter():
    characters = [*row("第一行"), *row("第二行", top=14)]
    assert [line.text for line in lines(reversed(characters))] == ["第一行", "第二行"]


@given(st.integers(-8, 8))
def test_four_quarters_are_a_whole_turn(quarters):
    page = Page(1, 60, 40, row("公开"), [level(5, 30, 0), upright(7, 0, 9)])
    assert turned(turned(page, quarters), -quarters) == page


def test_a_quarter_turns_clockwise():
    page = turned(
        Page(1, 60, 40, [Char("左", 0, 30, 10, 40)], [Rule(horizontal=True, at=40, start=0, end=60)]), 1
    )
    assert (page.width, page.height) == (40, 60)
    assert page.characters == [Char("左", 0, 0, 10, 10)]
    assert page.rules == [upright(0, 0, 60)]


NARROW = {
    "a number that the cell broke": (["101", "9"], 24, "1019"),
    "twice": (["18", "95", "5"], 21, "18955"),
    "with its point": (["120", "4.5"], 24, "1204.5"),
    "two numbers in a wide cell": (["101", "9"], 40, "101\n9"),
    "single digits": (["1", "9"], 14, "1\n9"),
    "a longer second line": (["10", "119"], 24, "10\n119"),
    "words": (["未审", "结"], 24, "未审\n结"),
}


@pytest.mark.parametrize("case", NARROW)
def test_lines_of_a_field(case):
    """Only where no digit more had room is a second line the rest of the first."""
    printed, width, expected = NARROW[case]
    frame = [level(0, 0, 2 * width), level(60, 0, 2 * width), *(upright(width * i, 0, 60) for i in range(3))]
    step = 5 if printed[0].isascii() else 10
    characters = [c for i, text in enumerate(printed) for c in row(text, 3, 3 + 12 * i, step, step)]
    texts, _ = fill(lattices(frame)[0], characters)
    assert texts == [expected, ""]
