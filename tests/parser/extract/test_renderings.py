"""A form written in any rendering is read back cell for cell; what a rendering loses is left out, never invented."""

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parser.form import CODES, SECTIONS, TABLES

QUICK = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
SEEDS = st.integers(0, 2**32)
ROWS = [[f"t{n}.{r.code}.{c.code}" for c in r.columns] for n in (2, 3) for r in TABLES[n] if not r.optional]
ROWS.append([code for code in CODES if code.startswith("t4.")])
TABBED = ("tab_before", "tab_behind", "tab_lines", "tab_behind_gaps", "label_line")
GRIDS = ("pipes", "bare_pipes", "commas", "semicolons", "drawn", "crossed", "markup")
ALL = (*GRIDS, "colons", "tabs", "cells", "spaces", "lines", *TABBED, "one_line")


def filled(seed: int, *, holes: bool) -> dict[str, str]:
    """Numbers in every cell; whole rows are blank or dashed, and with ``holes`` single cells too.

    A seed for ``random`` instead of two hundred draws: hypothesis would take longer to draw than we take to read.
    """
    pick = Random(seed)  # noqa: S311 - a test case, no secret
    raw = {}
    for codes in ROWS:
        kind = pick.choice(["number"] * 6 + ["", "/"]) if len(codes) < 15 else "number"
        for code in codes:
            number = str(pick.choice([0, pick.randrange(10), pick.randrange(100_000)]))
            raw[code] = "" if holes and not pick.randrange(10) else number if kind == "number" else kind
    return raw


@pytest.mark.parametrize("name", ALL)
def test_distinct_values_come_back_in_their_cells(kit, name: str) -> None:
    draw = (kit.EXACT | kit.PASTED)[name]
    raw = kit.distinct()
    report = kit.read_text(kit.Form(raw).text(draw, between=" " if name == "one_line" else "\n"))
    assert kit.values(report) == kit.expected(raw)
    assert [s.number for s in report.sections] == [1, 2, 3, 4, 5, 6]
    assert not report.section(2).text
    assert not report.section(3).text


@pytest.mark.parametrize("number", ["", "（{}）", "第{}部分 ", "{} "])
@pytest.mark.parametrize("name", ALL[:-1])
def test_headings_on_their_own_lines_part_the_tables(kit, name: str, number: str) -> None:
    draw = (kit.EXACT | kit.PASTED)[name]
    raw = kit.distinct()
    text = kit.Form(raw).text(draw)
    for n, title in zip("一二三四五六", SECTIONS, strict=True):
        text = text.replace(f"{n}、{title}", number.format(n) + title)
    report = kit.read_text(text)
    assert kit.values(report) == kit.expected(raw)
    assert [s.number for s in report.sections] == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("name", ALL)
@QUICK
@given(seed=SEEDS)
def test_whole_rows_come_back(kit, name: str, seed: int) -> None:
    raw = filled(seed, holes=False)
    draw = (kit.EXACT | kit.PASTED)[name]
    report = kit.read_text(kit.Form(raw).text(draw, between=" " if name == "one_line" else "\n"))
    assert kit.values(report) == kit.expected(raw)


@pytest.mark.parametrize("name", GRIDS)
@QUICK
@given(seed=SEEDS)
def test_true_grids_keep_single_blanks(kit, name: str, seed: int) -> None:
    raw = filled(seed, holes=True)
    report = kit.read_text(kit.Form(raw).text(kit.EXACT[name]))
    assert kit.values(report) == kit.expected(raw)


@pytest.mark.parametrize("name", ["tabs", "cells", "spaces", "lines", "one_line", "tab_before", "tab_behind"])
@QUICK
@given(seed=SEEDS)
def test_pasted_rows_with_holes_are_left_out_with_a_note(kit, name: str, seed: int) -> None:
    raw = filled(seed, holes=True)
    report = kit.read_text(kit.Form(raw).text(kit.PASTED[name], between=" " if name == "one_line" else "\n"))
    wanted, found = kit.expected(raw), kit.values(report)
    assert {code: found[code] for code in found} == {code: wanted[code] for code in found}
    for codes in ROWS:
        printed = [raw[c] for c in codes if raw[c]]
        if len(printed) not in (0, len(codes)):
            assert not any(code in found for code in codes)
    short = [codes for codes in ROWS if any(raw[c] for c in codes) and not all(raw[c] for c in codes)]
    assert len([n for n in report.notes if n.code == "E003"]) == len(short)


@pytest.mark.parametrize(
    "name", ["values_before", "values_before_tabs", "values_above", "labels_first", "run_together"]
)
def test_what_cannot_be_told_is_left_out(kit, name: str) -> None:
    """Table four has no labels and table two's rows of one value stay with them; nothing may be moved or made blank."""
    raw = kit.distinct()
    report = kit.read_text(kit.Form(raw).text(kit.DISORDERED[name]))
    wanted, found = kit.expected(raw), kit.values(report)
    assert {code: found[code] for code in found} == {code: wanted[code] for code in found}
    assert not any(code.startswith("t3.") for code in found)
    assert any(note.code in ("E003", "E011") for note in report.notes)
