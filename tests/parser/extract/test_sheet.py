"""A grid's lines: what they print, which of it is words, and whether it stands in the columns of a header."""

import pytest

from parser.extract.sheet import Line, lines
from parser.form import COLUMNS4, TABLES
from parser.form.labels import GROUPS, HEADER_WORDS
from parser.model.document import Grid, GridCell

LABELS = {
    *GROUPS,
    *HEADER_WORDS,
    *(text for rows in TABLES.values() for row in rows for text in (row.label, *row.alias)),
    *(text for rows in TABLES.values() for row in rows for c in row.columns for text in (c.label, *c.alias)),
}


def cell(column: int, text: str, *, colspan: int = 1, rowspan: int = 1, row: int = 0) -> GridCell:
    return GridCell(row, column, text, rowspan, colspan)


def line(*cells: GridCell) -> Line:
    return lines(Grid(cells))[0]


@pytest.mark.parametrize("label", sorted(LABELS))
def test_no_label_is_taken_for_a_value(label: str) -> None:
    assert [c.text for c in line(cell(0, label), cell(1, "0")).words] == [label]


def test_blanks_print_nothing_and_values_are_no_words() -> None:
    row = line(cell(2, "/"), cell(0, "规章"), cell(1, " "), cell(3, "１２"))
    assert [c.text for c in row.filled] == ["规章", "/", "１２"]
    assert [c.text for c in row.words] == ["规章"]
    assert row.valued


@pytest.mark.parametrize("texts", [(), (" ", "\n"), ("结果维持", "总计")])
def test_a_line_without_values_is_not_valued(texts: tuple[str, ...]) -> None:
    assert not line(cell(9, ""), *(cell(n, text) for n, text in enumerate(texts))).valued


def test_what_spans_downwards_is_inherited_by_every_line_below() -> None:
    rows = lines(Grid((cell(0, "三", rowspan=3), cell(1, "a"), cell(1, "b", row=1), cell(1, "c", row=2))))
    assert [[c.text for c in row.inherited] for row in rows] == [[], ["三"], ["三"]]


@pytest.mark.parametrize(
    ("cells", "fits"),
    [
        ((cell(0, "规章"), cell(1, "0"), cell(2, "0")), True),
        ((cell(1, "0"), cell(2, "")), True),
        ((cell(0, "规章"), cell(1, "0"), cell(3, "0")), False),
        ((cell(0, "规章"), cell(1, "0"), cell(2, "0", colspan=2)), False),
        ((cell(0, "规章"), cell(2, "0")), False),
        ((cell(1, "0"), cell(2, "0"), cell(3, "")), False),
        ((cell(0, "规章", colspan=2), cell(1, "0"), cell(2, "0")), False),
    ],
)
def test_a_line_ends_with_columns_that_its_last_cells_fill_one_for_one(
    cells: tuple[GridCell, ...], *, fits: bool
) -> None:
    assert line(*cells).ends_with([(1, 2), (2, 3)]) is fits


def test_under_names_the_cells_that_reach_into_the_columns() -> None:
    row = line(cell(0, "a", colspan=2), cell(2, "b"), cell(3, "c", colspan=len(COLUMNS4)))
    assert [c.text for c in row.under(1, 3)] == ["a", "b"]
    assert [c.text for c in row.under(5, 6)] == ["c"]
