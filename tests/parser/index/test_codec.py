"""A report that went through the index is equal to the one that went in, whatever is in it."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parser.form import CODES, OPTIONAL_CODES
from parser.index import codec
from parser.index.columns import ALL, COLUMNS, packed
from parser.model.document import Place
from parser.model.errors import Damaged
from parser.model.report import Cell, Fact, FormRow, FormTable, Note, Printed, Report, Scope, Section, Stretch

words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x1e"), max_size=30)
maybe = st.none() | words
counts = st.integers(0, 500)
places = st.builds(
    Place,
    line=st.none() | counts,
    page=st.none() | counts,
    box=st.none() | st.tuples(*[st.floats(0, 1000, allow_nan=False)] * 4),
)
decimals = st.decimals(allow_nan=False, allow_infinity=False) | st.integers(-5, 5).map(Decimal)
codes = st.sampled_from(CODES + OPTIONAL_CODES)
cells = st.dictionaries(codes, st.tuples(words, st.none() | decimals, places), max_size=20).map(
    lambda found: {code: Cell(code, raw, value, place) for code, (raw, value, place) in found.items()}
)
facts = st.builds(
    Fact,
    id=counts,
    measure=words,
    value=decimals,
    unit=maybe,
    section=st.integers(0, 6),
    sentence=words,
    start=counts,
    end=counts,
    number=st.tuples(counts, counts),
    approximate=st.booleans(),
    channels=st.lists(words, max_size=2).map(tuple),
    items=st.lists(words, max_size=2).map(tuple),
    part_of=st.none() | counts,
    closed=st.booleans(),
    scope=st.sampled_from(Scope),
    place=places,
)
printed = st.builds(Printed, words, maybe, places)
tables = st.builds(
    FormTable,
    number=st.integers(2, 4),
    headers=st.lists(printed, max_size=2).map(tuple),
    rows=st.lists(
        st.builds(FormRow, maybe, printed, st.lists(printed, max_size=2).map(tuple), counts, places),
        max_size=2,
    ).map(tuple),
)
sections = st.builds(
    Section,
    st.integers(1, 6),
    words,
    words,
    places,
    st.lists(st.builds(Stretch, counts, counts, places), max_size=2).map(tuple),
)
reports = st.builds(
    Report,
    organ=maybe,
    division=maybe,
    division_path=maybe,
    year=st.none() | st.integers(2008, 2100),
    title=maybe,
    published=st.none() | st.dates(),
    period=st.none() | st.tuples(st.dates(), st.dates()),
    contact=maybe,
    sections=st.lists(sections, max_size=4).map(tuple),
    cells=cells,
    facts=st.lists(facts, max_size=3).map(tuple),
    tables=st.lists(tables, max_size=2).map(tuple),
    notes=st.lists(st.builds(Note, words, words, places), max_size=2).map(tuple),
    preamble=st.builds(Section, st.just(0), words, words),
    absent_sections=st.lists(st.integers(1, 6), max_size=2).map(tuple),
    format=words,
    meta=st.lists(st.tuples(words, words), max_size=2).map(tuple),
)


@settings(deadline=None)
@given(reports)
def test_decode_is_the_inverse_of_encode(report: Report) -> None:
    encoded = codec.encode(report)
    assert codec.decode(encoded) == report
    assert codec.decode_cells(encoded.form) == report.cells


@settings(deadline=None)
@given(cells)
def test_the_wide_row_keeps_blank_zero_absent_and_odd_numbers_apart(found: dict[str, Cell]) -> None:
    row = packed(found)
    assert row.cells() == {code: cell.value for code, cell in found.items()}


@pytest.mark.parametrize(
    ("code", "value", "stored"),
    [
        ("t3.new.total", "0", 0),
        ("t3.new.total", "-3", -3),
        ("t3.new.total", "1.5", None),
        ("t3.new.total", "999999999999", 999999999999),
        ("t3.new.total", "1E+30", None),
        ("t2.fee.amount", "110.453490", 110453490),
        ("t2.fee.amount", "0.0000001", None),
        ("t2.fee.amount", "123456789012.5", None),
        ("t2.fee.amount", "0.00000000000000000000000000000000000000000001", None),
    ],
)
def test_numbers_that_no_column_holds_are_odd(code: str, value: str, stored: int | None) -> None:
    row = packed({code: Cell(code, value, Decimal(value))})
    assert row.values[ALL.index(code)] == stored
    assert (row.odd is None) is (stored is not None)


def test_columns_are_the_statutory_form_in_its_order() -> None:
    """Stored bitmaps and columns depend on it: a change of the form needs a migration."""
    assert len(set(COLUMNS)) == len(COLUMNS) == 214
    assert (COLUMNS[0], COLUMNS[199], COLUMNS[213]) == (
        "t2_regulation_made",
        "t4_after_review_total",
        "t3_other_total",
    )


def test_a_sentence_is_stored_once() -> None:
    text = "".join(chr(0x4E00 + i * 37 % 20000) for i in range(400))
    section = Section(1, "一", text)
    with_facts = [Fact(i, "", Decimal(1), "条", 1, text, 0, len(text), (0, 1)) for i in range(50)]
    report = Report(
        None, None, None, 2023, None, date(2024, 1, 1), None, None, (section,), {}, tuple(with_facts)
    )
    encoded = codec.encode(report)
    assert len(encoded.narrative) < 2 * len(text)
    assert codec.decode(encoded) == report


def test_cells_stored_by_the_names_of_their_fields_are_read() -> None:
    stored = '{"cells": {"t2.regulation.made": {"code": "t2.regulation.made", "raw": "3", "value": "3"}}, "tables": []}'
    found = codec.decode_cells(codec._pack(stored.encode()))
    assert found == {"t2.regulation.made": Cell("t2.regulation.made", "3", Decimal(3))}


def test_text_that_is_no_unicode_is_refused() -> None:
    section = Section(1, "一", "坏\ud800字")
    with pytest.raises(Damaged):
        codec.encode(Report(None, None, None, None, None, None, None, None, (section,), {}, ()))


@pytest.mark.parametrize("blob", [b"", b"\x00", b"\x63abc", b"\x01abc", b"\x01" + b"x" * 100])
def test_broken_blobs_are_said_to_be_broken(blob: bytes) -> None:
    with pytest.raises(Damaged):
        codec.decode_text(blob)
