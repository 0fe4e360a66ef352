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
from parser.read import xlsx


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


@pytest.mark.parametrize(("records", "kind"), [(ROOM, TooLarge), (BACKWARDS, Damaged), (STRINGS, Damaged)])
def test_an_old_workbook_cannot_ask_for_room(records, kind, ole_of):
    """Each of them made calamine ask for more memory than there is, which ends the process."""
    with pytest.raises(kind):
        read(ole_of({"Workbook": records}))


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
