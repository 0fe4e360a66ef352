"""Changes that are offered work: each makes every equation hold, and the slip that was made is among them."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from parser.form import CODES, COLUMNS3, RESULT_ROWS, TABLE4
from parser.rules.tables.identities import identities
from parser.rules.tables.mend import changes

CELLS = [c for c in CODES if not c.startswith("t2.")]
COUNTS = st.integers(0, 5).map(Decimal)


@st.composite
def balanced(draw: st.DrawFn) -> dict[str, Decimal]:
    """Values of tables three and four for which every equation holds."""
    values = dict.fromkeys(CELLS, Decimal(0))
    for column in COLUMNS3[:-1]:
        for row in draw(st.lists(st.sampled_from(RESULT_ROWS), max_size=4)):
            values[f"t3.{row}.{column.code}"] += 1
            values[f"t3.result_total.{column.code}"] += 1
            values[f"t3.{draw(st.sampled_from(('new', 'carried_in')))}.{column.code}"] += 1
        left = draw(COUNTS)
        values[f"t3.carried_out.{column.code}"] += left
        values[f"t3.new.{column.code}"] += left
    for code in CELLS:
        if code.startswith("t3.") and not code.endswith(".total"):
            values[f"{code.rsplit('.', 1)[0]}.total"] += values[code]
    for block in TABLE4:
        values[f"t4.{block.code}.upheld"] = values[f"t4.{block.code}.total"] = draw(COUNTS)
    return values


@given(balanced())
def test_what_is_balanced_needs_no_change(values: dict[str, Decimal]) -> None:
    """All 42 equations hold and nothing is offered."""
    assert len(identities()) == 42
    assert changes(values, identities()) == []


@settings(deadline=None)
@given(balanced(), st.sampled_from(CELLS), st.integers(1, 9))
def test_a_slip_in_one_cell_is_among_the_changes(values: dict[str, Decimal], cell: str, by: int) -> None:
    """One changed cell: taking it back is offered, and every change offered works."""
    wrong = values | {cell: values[cell] + by}
    offered = changes(wrong, identities())
    assert ((cell, values[cell]),) in [c.cells for c in offered]
    for change in offered:
        mended = wrong | dict(change.cells)
        assert not any(e.gap(mended) for e in identities())
