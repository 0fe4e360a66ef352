"""Binary Word documents, made here page by page as [MS-DOC] says, and the samples."""

import struct
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parser.model.document import Paragraph, Source
from parser.model.errors import Damaged, Encrypted, InputError, Unsupported
from parser.read import office
from parser.read.word import doc, docx

IN_TABLE = b"\x16\x24\x01"
ROW_END = b"\x16\x24\x01\x17\x24\x01"
LEVEL_2 = IN_TABLE + struct.pack("<HI", 0x6649, 2)


def tdef(edges, flags):
    """The property that defines a row: its borders and, for each cell, how it is merged."""
    count = len(edges) - 1
    body = bytes([count]) + struct.pack(f"<{len(edges)}h", *edges)
    body += b"".join(struct.pack("<H18x", flag) for flag in flags)
    return struct.pack("<HH", 0xD608, len(body) + 1) + body


def row(para, texts, edges=None, flags=None, *, huge=False):
    edges = edges or [1000 * i for i in range(len(texts) + 1)]
    end = ROW_END + tdef(edges, flags or [0] * len(texts))
    return [*(para(text + "\x07", IN_TABLE) for text in texts), para("\x07", end, huge=huge)]


def read(data):
    assert doc.accepts(data, "x.wps")
    return doc.read(Source("x", data))


SHOWN = {
    "paragraphs": (["一、总体情况\r", "正文\r"], ["一、总体情况", "正文"]),
    "field": (["共\x13 PAGE \x14\x31\x15页\r"], ["共1页"]),
    "field in a field": (["\x13 IF \x13 X \x14a\x15 \x14看见\x15\r"], ["看见"]),
    "field without result": (["甲\x13 TOC \x15乙\r"], ["甲乙"]),
    "anchors": (["\x01\x08甲\x02\r"], ["甲"]),
    "breaks": (["标题\x0b正文\x0c末\r"], ["标题", "正文", "末"]),
    "hyphens": (["1\x1e2\x1f3\r"], ["1-23"]),
}


@pytest.mark.parametrize("case", SHOWN)
def test_text_as_seen(case, doc_of, para, outline):
    texts, expected = SHOWN[case]
    assert outline(read(doc_of([para(text) for text in texts]))) == expected


def sheet(*styles):
    """A style sheet of styles: (kind, base, lists of properties)."""
    held = b""
    for kind, base, *lists in styles:
        own = [b"\0\0" + lists[0], *lists[1:]] if kind == 1 else lists
        one = struct.pack("<HHHHH", 0xFFE, kind | base << 4, len(own), 0, 0) + b"\0\0\0\0"
        for grpprl in own:
            one += struct.pack("<H", len(grpprl)) + grpprl + b"\0" * (len(grpprl) % 2)
        held += struct.pack("<H", len(one)) + one
    return struct.pack("<HHH", 4, len(styles), 10) + held


VANISH, NOT_VANISH, STRIKE = (
    struct.pack("<HB", code, on) for code, on in ((0x83C, 1), (0x83C, 0), (0x837, 1))
)
STYLES = sheet(
    (1, 0xFFF, b"", b""), (2, 0xFFF, VANISH), (2, 1, b""), (2, 1, NOT_VANISH), (1, 0xFFF, b"", VANISH), (1, 4, b"", b"")
)  # fmt: skip
RUNS = {
    "hidden": (VANISH, 0, "12件"),
    "other than its style": (struct.pack("<HB", 0x83C, 0x81), 0, "12件"),
    "deleted": (struct.pack("<HB", 0x800, 1), 0, "12件"),
    "not hidden": (NOT_VANISH, 0, "128件"),
    "bold": (struct.pack("<HB", 0x835, 1), 0, "128件"),
    "struck out": (STRIKE, 0, "12［删除线：8］件"),
    "struck out twice": (struct.pack("<HB", 0x2A53, 1), 0, "12［删除线：8］件"),
    "of a style that hides": (struct.pack("<HH", 0x4A30, 1), 0, "12件"),
    "of a style on one that hides": (struct.pack("<HH", 0x4A30, 2), 0, "12件"),
    "of a style that shows again": (struct.pack("<HH", 0x4A30, 3), 0, "128件"),
    "shown in spite of its style": (struct.pack("<HH", 0x4A30, 1) + NOT_VANISH, 0, "128件"),
    "in a paragraph whose style hides": (b"", 4, ""),
    "in a paragraph whose style is on one that hides": (b"", 5, ""),
}


@pytest.mark.parametrize("case", RUNS)
def test_runs_out_of_sight(case, doc_of, para, outline):
    look, style, expected = RUNS[case]
    held = para("128件\r", runs=((2, 3, look),), style=style)
    assert outline(read(doc_of([para("前\r"), held, para("后\r")], STYLES))) == [
        text for text in ("前", expected, "后") if text
    ]


DELETED = struct.pack("<HB", 0x800, 1)


def test_a_row_is_deleted_with_all_its_cells_or_not(doc_of, para, outline):
    def gone(paragraph):
        return replace(paragraph, runs=((0, len(paragraph.text), DELETED),))

    kept, other = row(para, ["甲", "1"]), row(para, ["乙", "2"])
    whole = doc_of([*kept, *map(gone, other), *row(para, ["丙", "3"])])
    assert outline(read(whole)) == [[["甲", "1"], ["丙", "3"]]]
    end_only = doc_of([*kept[:-1], gone(kept[-1]), *other])
    assert outline(read(end_only)) == [[["甲", "1"], ["乙", "2"]]]


PICTURED = {
    "picture": ("\x01\x07", "［图片］"),
    "picture and number": ("\x0112\x07", "12"),
    "anchor": ("\x08\x07", ""),
    "embedded formula": ("\x13 EMBED Equation.3 \x14\x01\x15\x07", "［图片］"),
    "drawn by a field": ("\x13 EQ \\o\\ac(○,1)\x15\x07", "［图片］"),
    "empty form field": ("\x13 FORMTEXT \x01\x14\x15\x07", ""),
}


@pytest.mark.parametrize("case", PICTURED)
def test_a_cell_with_a_picture_is_not_blank(case, doc_of, para, outline):
    text, expected = PICTURED[case]
    cells = [para("甲\x07", IN_TABLE), para(text, IN_TABLE), row(para, ["", ""])[-1]]
    assert outline(read(doc_of([*cells, *row(para, ["乙", "2"])]))) == [[["甲", expected], ["乙", "2"]]]


def test_pictures_that_may_be_tables_are_told(doc_of, para):
    picture = b"\x89PNG\r\n".decode("utf-16-le")
    (note,) = read(doc_of([para("正文\r"), para(picture + "\r")])).notes
    assert note[0] == "E012"
    assert "1张图片" in note[1]
    assert read(doc_of([para("正文\r")])).notes == ()


def test_rows_of_cells(doc_of, para, outline):
    data = doc_of([para("前\r"), *row(para, ["甲", "", "2"]), *row(para, ["乙", "/", ""]), para("后\r")])
    assert outline(read(data)) == ["前", [["甲", "", "2"], ["乙", "/", ""]], "后"]


def test_characters_outside_the_basic_plane_are_two(doc_of, para, outline):
    """𠀀 takes the room of two: properties are found by where a paragraph ends, and cells are short."""
    data = doc_of(
        [para("𠀀𠀁𠀂镇\r"), *row(para, ["甲", "1", "2"]), *row(para, ["𠀃", "3", ""]), para("后\r")]
    )
    assert outline(read(data)) == ["𠀀𠀁𠀂镇", [["甲", "1", "2"], ["𠀃", "3", ""]], "后"]


def test_properties_in_the_data_stream(doc_of, para, outline):
    rows = [["甲", *"1234567890"], ["乙", *"0987654321"]]
    data = doc_of([para("前\r"), *(p for texts in rows for p in row(para, texts, huge=True)), para("后\r")])
    assert outline(read(data)) == ["前", rows, "后"]


def test_cells_with_several_paragraphs(doc_of, para, outline):
    data = doc_of([para("总\r", IN_TABLE), *row(para, ["计", "1"])])
    assert outline(read(data)) == [[["总\n计", "1"]]]


def test_table_inside_a_cell(doc_of, para, outline):
    inner_cell = LEVEL_2 + b"\x4b\x24\x01"
    inner_end = LEVEL_2 + b"\x4b\x24\x01\x4c\x24\x01" + tdef([0, 500, 1000], [0, 0])
    inner = [para("甲\r", inner_cell), para("1\r", inner_cell), para("\r", inner_end)]
    data = doc_of([para("说明\r", IN_TABLE), *inner, *row(para, ["", ""])])
    assert outline(read(data)) == ["说明", [["甲", "1"]]]


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_random_tables_come_back(data, sketches, doc_of, para, cells_of):
    sketch = data.draw(sketches)
    paragraphs = []
    for number in range(sketch.rows):
        across = sorted(
            (b for b in sketch.boxes if b.row <= number < b.row + b.rowspan), key=lambda b: b.column
        )
        texts = [b.text if b.row == number else "" for b in across]
        flags = [0 if b.rowspan == 1 else 0x60 if b.row == number else 0x20 for b in across]
        edges = [1000 * b.column + 7 * (number % 2) for b in across] + [1000 * sketch.columns]
        paragraphs += row(para, texts, edges, flags)
    assert cells_of(read(doc_of(paragraphs))) == {
        (r, c, h, w, t) for r, c, h, w, t in sketch_on_used_columns(sketch)
    }


def sketch_on_used_columns(sketch):
    """A binary table has a column only where some cell has a border."""
    used = sorted({b.column for b in sketch.boxes} | {b.column + b.colspan for b in sketch.boxes})
    for b in sketch.boxes:
        left, right = used.index(b.column), used.index(b.column + b.colspan)
        yield b.row, left, b.rowspan, right - left, b.text


def test_cells_joined_to_the_left(doc_of, para, outline):
    data = doc_of([*row(para, ["甲", "", "1"], flags=[1, 2, 0]), *row(para, ["乙", "丙", "2"])])
    assert outline(read(data)) == [[["甲", "1"], ["乙", "丙", "2"]]]


def test_a_short_last_sector(doc_of, para, outline):
    data = doc_of([para("正文\r")])
    assert outline(read(data[:-100])) == ["正文"]


REFUSED = {
    "encrypted package": ({"EncryptedPackage": b"x"}, Encrypted),
    "presentation": ({"PowerPoint Document": b"x"}, Unsupported),
    "encrypted document": ({"WordDocument": struct.pack("<HH6xH", 0xA5EC, 0xC1, 0x0100)}, Encrypted),
    "rubbish document": (
        {"WordDocument": b"\xec\xa5\xc1\x00" + b"\xff" * 5000, "1Table": b"\xff" * 5000},
        InputError,
    ),
    "no text": ({"WordDocument": struct.pack("<HH6xH", 0xA5EC, 0xC1, 0), "0Table": b""}, Damaged),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refusals(case, ole_of):
    streams, kind = REFUSED[case]
    with pytest.raises(kind, match=r"。$"):
        doc.read(Source("x.doc", ole_of(streams)))


def test_word_95_needs_libreoffice(ole_of, monkeypatch):
    monkeypatch.setattr(office.shutil, "which", lambda _: None)
    with pytest.raises(Unsupported, match="docx"):
        doc.read(Source("x.doc", ole_of({"WordDocument": struct.pack("<HH", 0xA5DC, 0x68)})))


def test_truncated_container():
    with pytest.raises(Damaged):
        doc.read(Source("x.doc", doc.OLE_MAGIC + b"\0" * 600))


@settings(max_examples=60, deadline=None)
@given(place=st.floats(0, 1, exclude_max=True), junk=st.binary(max_size=8))
def test_broken_bytes_raise_nothing_but_input_errors(place, junk, doc_of, para, told):
    whole = bytearray(doc_of([para("前\r"), *row(para, ["甲", "1"], huge=True), para("后\r")]))
    at = int(place * len(whole))
    whole[at : at + len(junk)] = junk
    said = told(doc.read, Source("x", bytes(whole)))
    assert said is None or said.endswith("。")


@pytest.mark.shared
def test_samples_read_like_their_docx(shared):
    def fold(reading):
        blocks = []
        for b in reading.blocks:
            if isinstance(b, Paragraph):
                blocks.append("".join(b.text.split()))
            else:
                blocks.append(
                    [(c.row, c.column, c.rowspan, c.colspan, "".join(c.text.split())) for c in b.cells]
                )
        return blocks

    for path in sorted(shared.glob("reports/*/report.doc")):
        word = path.with_suffix(".docx")
        assert fold(doc.read(Source("", path.read_bytes()))) == fold(docx.read(Source("", word.read_bytes())))
