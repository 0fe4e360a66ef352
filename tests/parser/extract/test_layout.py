"""What offices do to the form's tables: nothing is shifted, nothing invented, what is certain is read."""

from dataclasses import replace
from decimal import Decimal

import pytest

from parser.extract import extract
from parser.form import CODES, COLUMNS3, TABLE3
from parser.model.document import Grid, GridCell, Place

TOTAL = "t3.{}.total"


def report(kit, form, *, table2=None, table3=None, table4=None, exact=True):
    """A report whose tables are replaced by other grids (a matrix, or a list of matrices for a cut table)."""
    blocks = [form.title]
    for heading, body in form.parts():
        changed = {"二": table2, "三": table3, "四": table4}.get(heading[0])
        drawn = body if changed is None else changed
        blocks.append(heading)
        if isinstance(drawn, str):
            blocks.append(drawn)
        else:
            blocks.extend(drawn if isinstance(drawn[0], Grid) else [kit.grid(drawn, exact=exact)])
    return extract(kit.reading(*blocks))


def wrong(kit, found, raw):
    """Cells that hold another value than the form says."""
    wanted = kit.expected(raw)
    return {c: v for c, v in kit.values(found).items() if c in wanted and v != wanted[c]}


def missing(kit, found):
    return [c for c in CODES if c not in kit.values(found)]


def insert_column(rows, at, text=""):
    return [[*r[:at], text, *r[at:]] for r in rows]


@pytest.fixture
def raw(kit):
    return kit.distinct()


@pytest.fixture
def form(kit, raw):
    return kit.Form(raw)


@pytest.mark.parametrize("at", range(11))
def test_blank_columns_anywhere(kit, form, raw, at):
    found = report(kit, form, table3=insert_column(form.table3(), at))
    assert (wrong(kit, found, raw), missing(kit, found)) == ({}, [])


@pytest.mark.parametrize("at", range(16))
def test_blank_columns_in_table_four(kit, form, raw, at):
    found = report(kit, form, table4=insert_column(form.table4(), at))
    assert (wrong(kit, found, raw), missing(kit, found)) == ({}, [])


@pytest.mark.parametrize("exact", [True, False])
def test_blank_rows_between_all_rows(kit, form, raw, exact):
    def loose(rows):
        return [line for r in rows for line in (r, [""] * len(r))]

    tables = {"table2": loose(form.table2()), "table3": loose(form.table3()), "table4": loose(form.table4())}
    found = report(kit, form, **tables, exact=exact)
    assert (wrong(kit, found, raw), missing(kit, found)) == ({}, [])


@pytest.mark.parametrize("exact", [True, False])
@pytest.mark.parametrize("repeat", [True, False])
@pytest.mark.parametrize("size", [1, 2, 7])
def test_pages_break_at_every_few_rows(kit, raw, exact, repeat, size):
    form = kit.Form(raw)
    rows = form.table3()
    head, body = rows[:3], rows[3:]
    pieces = [body[i : i + size] for i in range(0, len(body), size)]
    grids = [kit.grid(head + p if repeat or not n else p, exact=exact) for n, p in enumerate(pieces)]
    found = report(kit, form, table3=grids)
    assert (wrong(kit, found, raw), missing(kit, found)) == ({}, [])


@pytest.mark.parametrize("cut", [1, 2, 3])
def test_table_four_is_cut_from_its_header(kit, form, raw, cut):
    rows = form.table4()
    found = report(kit, form, table4=[kit.grid(rows[:cut]), kit.grid(rows[cut:])])
    assert (wrong(kit, found, raw), missing(kit, found)) == ({}, [])


def test_all_tables_in_one_grid(kit, form, raw):
    wide = [[*r, *[""] * (15 - len(r))] for r in [*form.table2(), *form.table3(), *form.table4()]]
    found = report(kit, form, table2=wide, table3="", table4="")
    assert (wrong(kit, found, raw), missing(kit, found)) == ({}, [])


@pytest.mark.parametrize(
    ("label", "variant"),
    [
        ("本年废止件数", "本年度止件数"),
        ("商业企业", "商业\n企业"),
        ("社会公益组织", "社会 公益 组织"),
        ("法律服务机构", "法律服物机构"),
        ("总计", "合计"),
        ("总计", "总  计"),
        ("科研机构", "科炎机构"),
        ("其他", "其它"),
        ("1.属于国家秘密", "（1）属于国家秘密"),
        ("2.其他法律行政法规禁止公开", "2、其他法律法规禁止公开"),
        ("（二）部分公开（区分处理的，只计这一情形，不计其他情形）", "(二)部分公开"),
        ("3.其他", "3、其他"),
        ("（七）总计", "（七）总  计"),
        ("（六）其他处理", "（六）其他"),
        ("四、结转下年度继续办理", "四、结转下年继续办理"),
        ("一、本年新收政府信息公开申请数量", "一、本年新收政府信息公开申请数最"),
        ("结果维持", "结果\n维持"),
        ("未经复议直接起诉", "未经复议\n直接起诉"),
    ],
)
@pytest.mark.parametrize("exact", [True, False])
def test_labels_with_slips(kit, raw, label, variant, exact):
    form = kit.Form(raw, relabel={label: variant})
    found = report(kit, form, table2=form.table2(), table3=form.table3(), table4=form.table4(), exact=exact)
    assert (wrong(kit, found, raw), missing(kit, found)) == ({}, [])


def test_header_labels_split_over_two_rows(kit, form, raw):
    rows = form.table3()
    top = [c[:2] if 4 <= n <= 7 else c for n, c in enumerate(rows[2])]
    low = [c[2:] if 4 <= n <= 7 else "" for n, c in enumerate(rows[2])]
    found = report(kit, form, table3=[*rows[:2], top, low, *rows[3:]])
    assert (wrong(kit, found, raw), missing(kit, found)) == ({}, [])


@pytest.mark.parametrize("word", ["小计", "法人小计", "合计", "法人或其他组织小计"])
@pytest.mark.parametrize("at", [4, 9])
def test_a_subtotal_column_is_no_column_of_the_form(kit, form, raw, word, at):
    rows = insert_column(form.table3(), at, "77")
    rows[0][at] = rows[1][at] = ""
    rows[2][at] = word
    found = report(kit, form, table3=rows)
    assert (wrong(kit, found, raw), missing(kit, found)) == ({}, [])
    pasted = report(kit, form, table3=rows, exact=False)
    assert wrong(kit, pasted, raw) == {}
    assert not any(c.startswith("t3.") for c in kit.values(pasted))


def test_columns_in_another_order_are_known_by_their_words(kit, form, raw):
    order = [0, 1, 2, 9, 3, 4, 5, 6, 7, 8]
    rows = [[r[i] for i in order] for r in form.table3()]
    found = report(kit, form, table3=rows)
    assert (wrong(kit, found, raw), missing(kit, found)) == ({}, [])
    pasted = report(kit, form, table3=rows, exact=False)
    assert wrong(kit, pasted, raw) == {}


@pytest.mark.parametrize("exact", [True, False])
@pytest.mark.parametrize("row", [3, 5, 7, 20, 27])
def test_a_full_row_out_of_line_is_read_by_its_count(kit, form, raw, exact, row):
    rows = form.table3()
    rows[row] = ["", *rows[row]]
    found = report(kit, form, table3=[[*r, *[""] * (11 - len(r))] for r in rows], exact=exact)
    assert (wrong(kit, found, raw), missing(kit, found)) == ({}, [])


@pytest.mark.parametrize("exact", [True, False])
@pytest.mark.parametrize("lost", range(7))
def test_a_row_that_lost_a_cell_is_left_out(kit, form, raw, exact, lost):
    rows = form.table3()
    del rows[5][3 + lost]
    found = report(kit, form, table3=rows, exact=exact)
    assert wrong(kit, found, raw) == {}
    assert {c.split(".")[1] for c in missing(kit, found)} == {"granted"}
    assert [n.code for n in found.notes if n.code.startswith("E")] == ["E003"]


def spanned(rows, spans):
    """A grid of these cells with spans (row, column) -> (rowspan, colspan); covered places hold no cell."""
    covered = {
        (r + dr, c + dc)
        for (r, c), (down, right) in spans.items()
        for dr in range(down)
        for dc in range(right)
        if (dr, dc) != (0, 0)
    }
    cells = [
        GridCell(r, c, text, *spans.get((r, c), (1, 1)), place=Place(row=r + 1))
        for r, one in enumerate(rows)
        for c, text in enumerate(one)
        if (r, c) not in covered
    ]
    return Grid(tuple(cells))


def test_merged_cells_of_word(kit, form, raw):
    rows = form.table3()
    spans = {(0, 0): (3, 3), (0, 3): (1, 7), (1, 3): (2, 1), (1, 4): (1, 5), (1, 9): (2, 1), (5, 0): (22, 1)}
    spans |= {(n, 0): (1, 3) for n in (3, 4, 27)} | {(n, 1): (1, 2) for n in (5, 6, 26)}
    spans |= {(7, 1): (8, 1), (15, 1): (3, 1), (18, 1): (5, 1), (23, 1): (3, 1)}
    found = report(kit, form, table3=[spanned(rows, spans)])
    assert (wrong(kit, found, raw), missing(kit, found)) == ({}, [])


def test_a_value_merged_over_columns_or_rows_belongs_to_none(kit, form, raw):
    rows = form.table3()
    found = report(kit, form, table3=[spanned(rows, {(3, 3): (1, 7), (8, 4): (2, 1)})])
    assert wrong(kit, found, raw) == {}
    lost = {"new", "denied_law", "denied_stability"}
    assert {c.split(".")[1] for c in missing(kit, found)} == lost


def test_a_group_row_with_figures_is_a_row(kit, form, raw):
    rows = form.table3()
    group = ["", "（三）不予公开", "", *[str(n) for n in range(1, 8)]]
    rows[7][1] = ""
    found = report(kit, form, table3=[*rows[:7], group, *rows[7:]])
    assert (wrong(kit, found, raw), missing(kit, found)) == ({}, [])
    assert found.value("t3.denied.total") == Decimal(7)


def test_a_group_takes_no_figures_of_rows_that_lost_their_labels(kit, form, raw):
    rows = form.table3()
    bare = [[rows[7][0], rows[7][1], "", *rows[7][3:]], *[["", "", "", *row[3:]] for row in rows[8:15]]]
    found = report(kit, form, table3=[*rows[:7], *bare, *rows[15:]])
    assert wrong(kit, found, raw) == {}
    assert not [code for code in found.cells if code.startswith("t3.denied")]
    assert any(n.code == "E003" and "没有行名" in n.message for n in found.notes)


def test_a_blank_group_row_is_only_a_label(kit, form, raw):
    rows = form.table3()
    group = ["", "（三）不予公开", *[""] * 8]
    rows[7][1] = ""
    found = report(kit, form, table3=[*rows[:7], group, *rows[7:]])
    assert (wrong(kit, found, raw), missing(kit, found)) == ({}, [])
    assert "t3.denied.total" not in found.cells


def test_form_of_2019(kit, form, raw):
    heads = ["信息内容", "本年新制作数量", "本年新公开数量", "对外公开总数量"]
    table2 = [
        ["第二十条第（一）项", "", "", ""],
        heads,
        ["规章", "1", "2", "3"],
        ["规范性文件", "4", "5", "6"],
        ["第二十条第（五）项", "", "", ""],
        ["信息内容", "上一年项目数量", "本年增/减", "处理决定数量"],
        ["行政许可", "7", "+1", "9"],
        ["其他对外管理服务事项", "1", "0", "1"],
        ["第二十条第（六）项", "", "", ""],
        ["信息内容", "上一年项目数量", "本年增/减", "处理决定数量"],
        ["行政处罚", "", "", "12"],
        ["行政强制", "1", "-1", "13"],
        ["第二十条第（八）项", "", "", ""],
        ["信息内容", "上一年项目数量", "本年增/减", ""],
        ["行政事业性收费", "3", "", ""],
        ["第二十条第（九）项", "", "", ""],
        ["信息内容", "采购项目数量", "采购总金额", ""],
        ["政府集中采购", "23", "110.45", ""],
    ]
    rows = [r for r in form.table3() if r[2][:2] not in ("1.", "2.", "3.") or "申请人" not in r[2]]
    rows = [r for r in rows if r[2] != "3.其他"]
    rows.insert(-2, ["", "（六）其他处理", "", *"1234567"])
    found = report(kit, form, table2=table2, table3=rows)
    t2 = {c: v for c, v in kit.values(found).items() if c.startswith("t2.")}
    assert t2 == {"t2.licensing.decisions": 9, "t2.penalty.decisions": 12, "t2.coercion.decisions": 13}
    assert [found.value(f"t3.other.{c.code}") for c in COLUMNS3] == list(map(Decimal, range(1, 8)))
    assert "t3.other_misc.total" not in found.cells
    pasted = report(kit, form, table2=table2, table3=rows, exact=False)
    assert not any(c.startswith("t2.") for c in kit.values(pasted))
    assert pasted.value("t3.other.total") == 7


@pytest.mark.parametrize("exact", [True, False])
def test_extra_rows_are_kept_as_printed_but_are_no_cells(kit, form, raw, exact):
    rows = form.table3()
    rows.insert(10, ["", "", "9.属于其他情形", *["5"] * 7])
    found = report(kit, form, table3=rows, exact=exact)
    assert (wrong(kit, found, raw), missing(kit, found)) == ({}, [])
    (extra,) = [r for t in found.tables for r in t.rows if r.code is None]
    assert extra.label.raw == "9.属于其他情形"
    assert [v.raw for v in extra.values] == ["5"] * 7


@pytest.mark.parametrize(
    ("text", "exact"),
    [(text, exact) for text in ("-1", "3.5", "1 0", "00", "1O", "2²") for exact in (True, False)]
    + [("若干", True)],
)
def test_illegal_values_are_no_cells_but_stay_printed(kit, raw, exact, text):
    form = kit.Form(raw | {"t3.partial.welfare": text})
    found = report(kit, form, table3=form.table3(), exact=exact)
    assert wrong(kit, found, raw) == {}
    assert missing(kit, found) == ["t3.partial.welfare"]
    (note,) = [n for n in found.notes if n.code == "E007"]
    assert text in note.message
    row = next(r for t in found.tables for r in t.rows if r.code == "partial")
    assert [v.raw for v in row.values][3] == text


@pytest.mark.parametrize("exact", [True, False])
@pytest.mark.parametrize("word", ["（五）不予处理", "若干", "的信息"])
@pytest.mark.parametrize("place", [3, 6, 9])
def test_a_word_takes_no_value_s_place_in_a_count(kit, form, raw, place, word, exact):
    rows = form.table3()[3:]  # without a header only the count can tell
    rows[4][place] = word
    found = report(kit, form, table3=rows, exact=exact)
    assert wrong(kit, found, raw) == {}
    lost = {f"t3.denied_secret.{c.code}" for c in COLUMNS3}
    assert set(missing(kit, found)) == lost
    assert [n.code for n in found.notes if n.code.startswith("E")] == ["E003"]


@pytest.mark.parametrize("exact", [True, False])
def test_two_cells_that_hold_two_numbers_leave_their_row_out(kit, form, raw, exact):
    rows = form.table3()
    rows[7][4], rows[7][5] = "12 13", "14 15"
    found = report(kit, form, table3=rows[3:], exact=exact)
    assert wrong(kit, found, raw) == {}
    assert {c.split(".")[1] for c in missing(kit, found)} == {"denied_secret"}


def test_doubtful_recognition_is_left_out(kit, form, raw):
    made = kit.grid(form.table3())
    cells = tuple(c._replace(confidence=0.5) if (c.row, c.column) == (3, 3) else c for c in made.cells)
    found = report(kit, form, table3=[replace(made, cells=cells)])
    assert missing(kit, found) == ["t3.new.natural"]
    assert [n.code for n in found.notes if n.code.startswith("E")] == ["E008"]


@pytest.mark.parametrize("exact", [True, False])
def test_a_table_printed_twice(kit, form, raw, exact):
    once = kit.grid(form.table3(), exact=exact)
    same = report(kit, form, table3=[once, once])
    assert (wrong(kit, same, raw), missing(kit, same)) == ({}, [])
    other = kit.grid(kit.Form(raw | {"t3.new.legal": "5"}).table3(), exact=exact)
    found = report(kit, form, table3=[once, other])
    assert missing(kit, found) == ["t3.new.legal"]
    (note,) = [n for n in found.notes if n.code == "E009"]
    assert raw["t3.new.legal"] in note.message


def test_table_four_with_blocks_as_rows(kit, form, raw):
    rows = [["", "结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]]
    for name, code in (
        ("行政复议", "review"),
        ("未经复议直接起诉", "direct"),
        ("复议后起诉", "after_review"),
    ):
        rows.append([name, *form.row(4, code, ["upheld", "corrected", "other", "pending", "total"])])
    found = report(kit, form, table4=rows)
    assert (wrong(kit, found, raw), missing(kit, found)) == ({}, [])


def test_table_three_without_any_header(kit, form, raw):
    found = report(kit, form, table3=form.table3()[3:])
    assert (wrong(kit, found, raw), missing(kit, found)) == ({}, [])


@pytest.mark.parametrize("exact", [True, False])
@pytest.mark.parametrize(
    "rows",
    [
        [["项目", "金额"], ["其他", "5"], ["总计", "12"]],
        [["事项类别", "数量"], ["行政许可", "12"], ["行政处罚", "30"], ["行政强制", "3"], ["其他", "1"]],
        [["姓名", "自然人"], ["张三", "1"]],
    ],
)
def test_other_tables_with_the_same_words_are_not_the_form(kit, form, raw, exact, rows):
    found = report(kit, form, table4=[kit.grid(rows, exact=exact), kit.grid(form.table4())])
    assert (wrong(kit, found, raw), missing(kit, found)) == ({}, [])


def test_every_row_keeps_what_is_printed(kit, form, raw):
    found = report(kit, form)
    assert [t.number for t in found.tables] == [2, 3, 4]
    codes = [r.code for r in found.tables[1].rows]
    assert codes == [r.code for r in TABLE3 if not r.optional]
    assert all(r.expected == len(r.values) == 7 for r in found.tables[1].rows)
    assert all(found.cells[v.code].raw == v.raw for t in found.tables for r in t.rows for v in r.values)


@pytest.mark.parametrize("word", ["项目", "指标", "办理情况"])
def test_a_word_over_the_labels_is_no_foreign_column(kit, form, raw, word):
    rows = form.table3()
    rows[1][0] = word
    found = report(kit, form, table3=rows, exact=False)
    assert (wrong(kit, found, raw), missing(kit, found)) == ({}, [])


def test_a_header_does_not_hold_for_a_wider_continuation(kit, raw):
    """A second piece with one more label column, whose last value is blank: nothing may move into its place."""
    form = kit.Form(raw | {"t3.granted.total": "", "t3.granted.natural": ""})
    rows = form.table3()
    tail = [["", *r] for r in rows[4:]]
    found = report(kit, form, table3=[kit.grid(rows[:4]), kit.grid(tail)])
    assert wrong(kit, found, form.raw) == {}
    assert {c.split(".")[1] for c in missing(kit, found)} == {"granted"}


@pytest.mark.parametrize("hole", ["t2.penalty.decisions", "t3.granted.total", "t3.granted.legal"])
def test_a_number_apart_behind_the_table_is_no_value(kit, hole: str) -> None:
    """A remark's number fills no blank cell, and makes none of its neighbours step forward."""
    raw = {**kit.distinct(), hole: ""}
    form = kit.Form(raw)
    tables = [
        [[*row, "", "5" if n > 2 else ""] for n, row in enumerate(t)] for t in (form.table2(), form.table3())
    ]
    found = kit.values(extract(kit.reading("二、主动公开政府信息情况", *map(kit.grid, tables))))
    wanted = kit.expected(raw)
    assert found
    assert {code: found[code] for code in found} == {code: wanted[code] for code in found}


def test_rows_of_unpadded_cells_are_read_by_their_count(kit) -> None:
    """A header whose merged cells are not padded stands left of its values."""
    raw = kit.distinct()
    tables = [[[c for c in row if c] for row in t] for t in (kit.Form(raw).table2(), kit.Form(raw).table3())]
    found = kit.values(extract(kit.reading("二、主动公开政府信息情况", *map(kit.grid, tables))))
    assert found == {code: value for code, value in kit.expected(raw).items() if not code.startswith("t4")}
