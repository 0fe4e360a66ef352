"""Sheets: what is a table and what is prose, merged cells, and cells too far away."""

import io
import struct
import zipfile

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parser.model.document import Source
from parser.model.errors import Damaged, EmptyInput, Encrypted, InputError, TooLarge, Unsupported
from parser.read.sheets import xlsx


def saved(book):
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def sheet_of(rows, merged=()):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for area in merged:
        book.active.merge_cells(area)
    return saved(book)


def read(data):
    assert xlsx.accepts(data, "x")
    return xlsx.read(Source("x", data))


SHEETS = {
    "numbers as printed": ([["甲", 12, 1204.5, True, "１２"]], [[["甲", "12", "1204.5", "是", "１２"]]]),
    "headings and sentences": (
        [["一、总体情况"], ["全年主动公开政府信息12条。"], [], ["规章", 0], ["规范性文件", None]],
        ["一、总体情况", "全年主动公开政府信息12条。", [["规章", "0"], ["规范性文件", ""]]],
    ),
    "a label alone stays in its table": ([["甲", 1], ["乙"], ["丙", 3]], [[["甲", "1"], ["乙", ""], ["丙", "3"]]]),
    "a row without values is no heading": (
        [["2.重复申请", 1], ["3.其他"], ["（七）总计", 3]], [[["2.重复申请", "1"], ["3.其他", ""], ["（七）总计", "3"]]],
    ),
    "tables side by side": (
        [["规章", 1, None, "（一）予以公开", 2], ["行政许可", 3, None, "3.其他", 4]],
        [[["规章", "1"], ["行政许可", "3"]], [["（一）予以公开", "2"], ["3.其他", "4"]]],
    ),
    "a blank column in a table": (
        [["信息内容", None, "总计"], ["规章", None, 1], ["行政许可", None, 3]],
        [[["信息内容", "", "总计"], ["规章", "", "1"], ["行政许可", "", "3"]]],
    ),
    "a heading parts two tables": (
        [["甲", 1], ["乙", 2], ["三、收到和处理政府信息公开申请情况"], ["丙", 3], ["丁", 4]],
        [[["甲", "1"], ["乙", "2"]], "三、收到和处理政府信息公开申请情况", [["丙", "3"], ["丁", "4"]]],
    ),
    "lines in a cell": ([["一、总体情况\n全年公开12条"], [], ["甲", 1]], ["一、总体情况", "全年公开12条", [["甲", "1"]]]),
}  # fmt: skip


@pytest.mark.parametrize("case", SHEETS)
def test_sheets(case, outline):
    rows, expected = SHEETS[case]
    assert outline(read(sheet_of(rows))) == expected


def test_hidden_sheets_stay_out_and_others_follow(outline):
    book = openpyxl.Workbook()
    book.active.append(["甲", 1])
    book.create_sheet("旧").append(["乙", 2])
    book["旧"].sheet_state = "hidden"
    book.create_sheet("表三").append(["丙", 3])
    assert outline(read(saved(book))) == [[["甲", "1"]], [["丙", "3"]]]


def test_a_long_sheet_is_left_out_with_a_note(outline):
    book = openpyxl.Workbook()
    book.active.append(["甲", 1])
    long = book.create_sheet("台账")
    for number in range(600):
        long.append([number, "x"])
    reading = read(saved(book))
    assert outline(reading) == [[["甲", "1"]]]
    assert [(code, "台账" in message) for code, message, _ in reading.notes] == [("E009", True)]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_random_tables_come_back(data, sketches, cells_of):
    sketch = data.draw(sketches)
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["头"] * sketch.columns)
    for b in sketch.boxes:
        top, left = b.row + 2, b.column + 1
        cell = sheet.cell(top, left, b.text or None)
        cell.data_type = "s" if b.text else "n"
        if b.rowspan * b.colspan > 1:
            sheet.merge_cells(
                start_row=top, start_column=left, end_row=top + b.rowspan - 1, end_column=left + b.colspan - 1
            )
    for column in range(sketch.columns):
        sheet.cell(sketch.rows + 2, column + 1, "尾")
    filled = {
        r
        for b in sketch.boxes
        for r in range(b.row, b.row + b.rowspan)
        if b.text or b.rowspan * b.colspan > 1
    }
    if filled == set(range(sketch.rows)):
        found = {cell for cell in cells_of(read(saved(book))) if 0 < cell[0] <= sketch.rows}
        assert found == {(r + 1, c, h, w, t) for r, c, h, w, t in sketch.cells()}


def far(reference):
    """A workbook whose sheet holds A1 and one far cell."""
    data = sheet_of([["甲"]])
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name.endswith("sheet1.xml"):
                content = content.replace(
                    b"</sheetData>", f"<row><c r='{reference}'><v>1</v></c></row></sheetData>".encode()
                )
            new.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize("reference", ["XFD1048576", "A5001", "GS1"])
def test_far_cells_are_refused_before_the_sheet_is_opened(reference, monkeypatch):
    monkeypatch.setattr(xlsx.calamine, "load_workbook", lambda _: pytest.fail("opened"))
    with pytest.raises(TooLarge, match=r"。$"):
        xlsx.read(Source("x", far(reference)))


def test_a_far_row_is_told_without_a_column(zipped, told):
    data = zipped({"xl/worksheets/sheet1.xml": "<sheetData><row r='1048576'/></sheetData>"})
    assert "到第1048576行还有内容" in told(xlsx.read, Source("x", data))


def test_other_refusals(zipped, ole_of):
    for data, kind in (
        (zipped({"xl/worksheets/sheet1.bin": "x"}), Unsupported),
        (zipped({"xl/worksheets/sheet1.xml": "<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"}), Damaged),
        (zipped({"xl/worksheets/sheet1.xml": "<sheetData>" + "<c " * 200_001}), TooLarge),
        (zipped({"xl/workbook.xml": "<a/>"}), Damaged),
        (ole_of({"Workbook": struct.pack("<HHHH", 0x2F, 4, 0, 0)}), Encrypted),
        (ole_of({"Workbook": struct.pack("<HHHHHd", 0x203, 14, 65535, 255, 0, 1.0)}), TooLarge),
        (ole_of({"Workbook": b"junk"}), InputError),
        (sheet_of([[]]), EmptyInput),
    ):
        with pytest.raises(kind, match=r"。$"):
            read(data)


@settings(max_examples=60, deadline=None)
@given(place=st.floats(0, 1, exclude_max=True), junk=st.binary(max_size=8), cut=st.integers(0, 8))
def test_broken_bytes_raise_nothing_but_input_errors(place, junk, cut, told):
    at = int(place * len(WHOLE))
    said = told(xlsx.read, Source("x", WHOLE[:at] + junk + WHOLE[at + cut :]))
    assert said is None or said.endswith("。")


WHOLE = sheet_of([["一、总体情况"], [], ["甲", 1, 2.5], ["乙", None, "x"]], ["A3:A4"])


ROOM = struct.pack("<HHIIHHH", 0x200, 14, 0, 65536, 0, 256, 0)
BACKWARDS = struct.pack("<HHIIHHH", 0x200, 14, 9, 1, 0, 1, 0)
STRINGS = struct.pack("<HHII", 0xFC, 8, 1, 2**31 - 1)
WITHIN = struct.pack("<HHIH", 0x85, 6, 3, 0) + struct.pack("<HH", 0x0A, 0)
SHEET = b"<sheetData>"


@pytest.mark.parametrize(
    ("part", "kind"),
    [
        (SHEET + b'<row r="1048576"><c><v>1</v></c></row>', TooLarge),
        (SHEET + b"<c r = 'xfd9'/>", TooLarge),
        (SHEET + b"<c r='A" + b"3" * 5_000 + b"'/>", TooLarge),
        (SHEET + b"<c r='A0000000000000009999'/>", TooLarge),
        (SHEET + b"<x:c/>" * 200_001, TooLarge),
    ],
)
def test_a_sheet_cannot_hide_how_far_it_reaches(part, kind, zipped):
    """Wherever in the package it lies, however its references are written."""
    with pytest.raises(kind):
        read(zipped({"xl/workbook.xml": "<a/>", "xl/other.xml": part}))


def test_one_text_repeated_in_every_cell_is_too_large(zipped):
    parts = {"xl/sheet.xml": SHEET + b"<c/>" * 1_000, "xl/strings.xml": b"<sst><si>" + b"x" * 300_000}
    with pytest.raises(TooLarge):
        read(zipped(parts))


@pytest.mark.parametrize(
    ("records", "kind"),
    [(ROOM, TooLarge), (BACKWARDS, Damaged), (STRINGS, Damaged), (WITHIN, Damaged)],
)
def test_an_old_workbook_cannot_ask_for_room(records, kind, ole_of):
    """Each of them made calamine ask for more memory than there is, which ends the process.

    The last says that its sheet begins within a record, so what calamine would take for records is not what we looked at.
    """
    with pytest.raises(kind):
        read(ole_of({"Workbook": records}))


def test_a_stream_that_says_it_is_larger_than_any_workbook_is_not_read(ole_of):
    data = bytearray(ole_of({"Workbook": struct.pack("<HHHHHH", 0x809, 8, 0x0600, 0x10, 0, 0)}))
    entry = data.index("Workbook".encode("utf-16-le"))
    struct.pack_into("<I", data, entry + 120, 2**31)
    with pytest.raises(TooLarge):
        read(bytes(data))


def test_sectors_in_a_circle(ole_of, monkeypatch):
    """A directory whose sectors run in a circle made calamine fill the memory: it never sees that container."""
    data = bytearray(ole_of({"Workbook": struct.pack("<HHHHHH", 0x809, 8, 0x0600, 0x10, 0, 0)}))
    table = len(data) - 512
    struct.pack_into("<I", data, table, 0)
    given = []
    monkeypatch.setattr(xlsx, "_sheets", lambda packed: given.append(packed) or [])
    with pytest.raises(EmptyInput):
        read(bytes(data))
    assert given[0][-512:-508] != data[table : table + 4]


def test_a_panic_of_the_library_is_a_damaged_file(monkeypatch):
    class PanicException(BaseException):
        pass

    def panic(_):
        raise PanicException

    monkeypatch.setattr(xlsx.calamine, "load_workbook", panic)
    with pytest.raises(Damaged):
        read(WHOLE)


def test_merged_cells_over_one_another(zipped):
    book = openpyxl.Workbook()
    book.active.append(["甲", 1])
    held = io.BytesIO()
    book.save(held)
    with zipfile.ZipFile(held) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    merges = (
        "<mergeCells>" + '<mergeCell ref="A1:BH500"/>' * 50 + '<mergeCell ref="B3:A1"/>' + "</mergeCells>"
    )
    name = "xl/worksheets/sheet1.xml"
    parts[name] = parts[name].replace(b"</sheetData>", b"</sheetData>" + merges.encode())
    with pytest.raises(Damaged, match="合并单元格"):
        read(zipped(parts))


def with_sheet(change):
    """A workbook of two rows whose sheet's source is changed."""
    data = sheet_of([["甲", 1, 2, 3], ["乙", 4, 5, 6], ["丙", 7, 8, 9]], ["B3:C3"])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = "xl/worksheets/sheet1.xml"
    parts[name] = change(parts[name].decode()).encode()
    return parts


NOT_SEEN = {
    "a row": (lambda s: s.replace('<row r="2"', '<row hidden="1" r="2"'), [["甲", "1", "2", "3"], ["丙", "7", "9"]]),
    "a column": (
        lambda s: s.replace("<sheetData>", '<cols><col min="3" max="4" width="0" hidden="true"/></cols><sheetData>'),
        [["甲", "1", ""], ["乙", "4", ""], ["丙", "7"]],
    ),
    "part of a merged cell": (
        lambda s: s.replace("<sheetData>", '<cols><col hidden="1" min="2" max="2"/></cols><sheetData>'),
        [["甲", "", "2", "3"], ["乙", "", "5", "6"], ["丙", "7", "9"]],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", NOT_SEEN)
def test_what_is_hidden_is_not_read_and_that_is_said(case, zipped, outline):
    change, expected = NOT_SEEN[case]
    reading = read(zipped(with_sheet(change)))
    assert outline(reading) == [expected]
    assert [("隐藏" in message) for _, message, _ in reading.notes] == [True]


LOOKS_EMPTY = {
    "a formula without a result": ('<c r="B2"><f>B1+2</f><v></v></c>', "=B1+2"),
    "with nothing for a result": ('<c r="B2"><f>B1+2</f></c>', "=B1+2"),
    "a shared formula": ('<c r="B2"><f t="shared" si="0"></f><v/></c>', "=B2"),
    "a result": ('<c r="B2"><f>B1+2</f><v>3</v></c>', "3"),
    "an empty text for a result": ('<c r="B2" t="str"><f>IF(B1,"")</f><v></v></c>', ""),
    "an error": ('<c r="B2" t="e"><v>#REF!</v></c>', "#REF!"),
    "an error of a formula": ('<c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c>', "#DIV/0!"),
    "nothing": ('<c r="B2" s="0"/>', ""),
}


@pytest.mark.parametrize("case", LOOKS_EMPTY)
def test_a_cell_that_only_looks_empty_is_not_blank(case, zipped, outline):
    cell, expected = LOOKS_EMPTY[case]
    parts = with_sheet(lambda s: s.replace(s[s.index('<c r="B2"') : s.index('<c r="C2"')], cell))
    assert outline(read(zipped(parts)))[0][1] == ["乙", expected, "5", "6"]


def test_blanks_far_away_do_not_hide_a_sheet(outline):
    book = openpyxl.Workbook()
    book.active.append(["甲", 1])
    book.active.cell(900, 150, " ")
    assert outline(read(saved(book))) == [[["甲", "1"]]]


def test_a_ledger_alone_is_refused_by_its_size(told):
    said = told(read, sheet_of([[n, "x"] for n in range(600)]))
    assert "600行" in said
    assert said.endswith("。")


def record(kind, body):
    return struct.pack("<HH", kind, len(body)) + body


def old_book(*records):
    """A workbook of Excel 97 with one sheet whose cells B1 to D3 hold the numbers of their rows."""
    start = record(0x809, struct.pack("<HHHHII", 0x0600, 0x10, 0, 0, 0, 0))
    cells = [
        record(0x203, struct.pack("<HHHd", row, column, 0, row + 1.0))
        for row in range(3)
        for column in (1, 2, 3)
    ]
    sheet = start + b"".join([*records, *cells]) + record(0x0A, b"")
    opening = record(0x809, struct.pack("<HHHHII", 0x0600, 0x05, 0, 0, 0, 0))
    name = struct.pack("<HBB", 0, 1, 0) + b"a"
    begins = len(opening) + len(record(0x85, b"\0" * 4 + name)) + len(record(0x0A, b""))
    return opening + record(0x85, struct.pack("<I", begins) + name) + record(0x0A, b"") + sheet


ROWS = [["", "1", "1", "1"], ["", "2", "2", "2"], ["", "3", "3", "3"]]
OLD = {
    "all": ((), ROWS),
    "a hidden row": ((record(0x208, struct.pack("<HHHHHHHH", 1, 0, 2, 0, 0, 0, 0x20, 0)),), [ROWS[0], ROWS[2]]),
    "a hidden column": ((record(0x7D, struct.pack("<HHHHH", 3, 3, 0, 0, 1)),), [row[:3] for row in ROWS]),
    "an error": ((record(0x205, struct.pack("<HHHBB", 1, 0, 0, 0x17, 1)),), [ROWS[0], ["#REF!", *ROWS[1][1:]], ROWS[2]]),
    "an error of a formula": (
        (record(0x06, struct.pack("<HHHBBBBBBHHI", 1, 0, 0, 2, 0, 7, 0, 0, 0, 0xFFFF, 0, 0) + b"\0\0"),),
        [ROWS[0], ["#DIV/0!", *ROWS[1][1:]], ROWS[2]],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", OLD)
def test_old_workbooks(case, ole_of, outline):
    records, expected = OLD[case]
    assert outline(read(ole_of({"Workbook": old_book(*records)}))) == [expected]
