"""Rich text: code pages, groups, tables by their borders."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parser.model.document import Source
from parser.model.errors import EmptyInput, TooLarge
from parser.read.word import rtf

HEAD = r"{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0\fnil\fcharset134 \'cb\'ce\'cc\'e5;}{\f1\fnil\fcharset0 Arial;}}"


def coded(text):
    return "".join(f"\\u{ord(c) if ord(c) < 32768 else ord(c) - 65536}?" if ord(c) > 126 else c for c in text)


def read(body):
    data = (HEAD + body + "}").encode("latin-1")
    assert rtf.accepts(data, "x.doc")
    return rtf.read(Source("x", data))


SHOWN = {
    "unicode": (r"\u20844?\u24320?\par", ["公开"]),
    "unicode with two substitutes": (r"\uc2\u20844\'8c\'f6\u24320 xx\par", ["公开"]),
    "negative unicode": (r"\u-244?1\par", ["．1".replace("．", "\uff0c")]),
    "code page": (r"\'b9\'ab\'bf\'aa\par", ["公开"]),
    "hidden": (r"\u20844?{\v \u31192?}\u24320?\par", ["公开"]),
    "struck out": (r"\u20844?{\strike 8}12\striked1 9\striked0 3\par", ["公［删除线：8］12［删除线：9］3"]),
    "struck out till plain": (r"\strike 8\plain 12\par", ["［删除线：8］12"]),
    "deleted": (r"\u20844?{\deleted 12}\u24320?\par", ["公开"]),
    "destinations": (
        r"{\stylesheet{\s0 Normal;}}{\info{\title x}}{\*\generator y;}{\header z}12\par",
        ["12"],
    ),
    "field": (r"{\field{\*\fldinst PAGE}{\fldrslt 12}}\par", ["12"]),
    "numbers of lists": (r"{\listtext\pard\plain \u19968?\u12289?}\u30002?\par", ["一、甲"]),
    "escapes": (r"\{1\}\\2\~3\_4\par", ["{1}\\2\xa03-4"]),
    "line and tab": (r"\u30002?\tab 1\line 2\par", ["甲\t1", "2"]),
}


@pytest.mark.parametrize("case", SHOWN)
def test_text(case, outline):
    body, expected = SHOWN[case]
    assert outline(read(body)) == expected


def row(cells, edges=None, flags=None):
    edges = edges or [1000 * (i + 1) for i in range(len(cells))]
    flags = flags or [""] * len(cells)
    definition = "".join(f"{flag}\\cellx{edge}" for flag, edge in zip(flags, edges, strict=True))
    return "\\trowd" + definition + "".join(f"\\pard\\intbl {coded(c)}\\cell" for c in cells) + "\\row\n"


def test_rows_with_blank_cells(outline):
    body = "\\pard 1\\par" + row(["甲", "", "2"]) + row(["乙", "/", ""]) + "\\pard 2\\par"
    assert outline(read(body)) == ["1", [["甲", "", "2"], ["乙", "/", ""]], "2"]


def test_definition_repeated_before_the_row_ends(outline):
    body = row(["甲", "1"]).replace("\\row", "\\trowd\\cellx1000\\cellx2000\\row")
    assert outline(read(body)) == [[["甲", "1"]]]


def test_table_inside_a_cell(outline):
    inner = (
        r"\pard\intbl\itap2 \u30002?\nestcell\pard\intbl\itap2 1\nestcell"
        r"{\*\nesttableprops\trowd\cellx500\cellx900\nestrow}{\nonesttables\par}"
    )
    body = rf"\trowd\cellx1000\cellx2000 {inner}\pard\intbl\cell\pard\intbl 2\cell\row"
    assert outline(read(body)) == [[["甲", "1"]], "2"]


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_random_tables_come_back(data, sketches, cells_of):
    sketch = data.draw(sketches)
    body = ""
    for number in range(sketch.rows):
        across = sorted(
            (b for b in sketch.boxes if b.row <= number < b.row + b.rowspan), key=lambda b: b.column
        )
        flags = ["" if b.rowspan == 1 else "\\clvmgf" if b.row == number else "\\clvmrg" for b in across]
        edges = [1000 * (b.column + b.colspan) for b in across]
        body += row([b.text if b.row == number else "" for b in across], edges, flags)
    used = sorted({0} | {b.column + b.colspan for b in sketch.boxes})
    expected = {
        (
            b.row,
            used.index(b.column),
            b.rowspan,
            used.index(b.column + b.colspan) - used.index(b.column),
            b.text,
        )
        for b in sketch.boxes
    }
    assert cells_of(read(body)) == expected


def test_endless_rows():
    with pytest.raises(TooLarge, match="。"):
        read(row(["甲", "1"]) * 600)


def test_endless_cells():
    with pytest.raises(TooLarge, match=r"61列.*。"):
        read(r"\trowd\cellx1000" + r"\cell" * 61)


def test_nothing():
    with pytest.raises(EmptyInput, match="。"):
        read("")


@pytest.mark.parametrize("body", ["{" * 5000, "\\bin99999999 x", "\\u99999999?\\'zz\\"])
def test_odd_structures_are_bounded(body, told):
    said = told(read, body)
    assert said is None or said.endswith("。")


@settings(max_examples=100, deadline=None)
@given(place=st.floats(0, 1, exclude_max=True), junk=st.binary(max_size=8), cut=st.integers(0, 8))
def test_broken_bytes_raise_nothing_but_input_errors(place, junk, cut, told):
    whole = (HEAD + row(["甲", "1"]) + r"\pard\u20844?\par}").encode("latin-1")
    at = int(place * len(whole))
    said = told(rtf.read, Source("x", whole[:at] + junk + whole[at + cut :]))
    assert said is None or said.endswith("。")
