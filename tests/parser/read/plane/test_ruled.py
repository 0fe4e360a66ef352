"""Ruled tables as grids."""

import pytest

from parser.read.plane.flow import compose
from parser.read.plane.page import Char, Page, level, upright


@pytest.mark.parametrize("apart", [0, 1, 3, 4.5])
def test_a_double_rule_has_no_fields_between_its_lines(apart):
    """However far its lines stand apart, each value is the only cell in its place."""
    xs = [at + more for at in (0, 100, 200) for more in dict.fromkeys((0, apart))]
    rules = [upright(x, 0, 60) for x in xs] + [level(y, 0, xs[-1]) for y in (0, 30, 60)]
    texts = [(40, 10, "甲"), (140, 10, "乙"), (40, 40, "3"), (140, 40, "4")]
    marks = [Char(text, x, y, x + 10, y + 10) for x, y, text in texts]
    (grid,) = compose([Page(1, 300, 100, marks, rules)])
    assert [(c.row, c.column, c.colspan, c.text) for c in grid.cells] == [
        (0, 0, 1, "甲"),
        (0, 1, 1, "乙"),
        (1, 0, 1, "3"),
        (1, 1, 1, "4"),
    ]
