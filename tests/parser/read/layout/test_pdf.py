"""PDF pages made here, operator by operator: grids however they are drawn, prose, turned pages, attacks."""

import zlib
from decimal import Decimal
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parser.extract import extract
from parser.model.document import Grid, Paragraph, Source
from parser.model.errors import Damaged, InputError, TooLarge
from parser.read.layout import pdf
from parser.read.pictures import recognition

SLOW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def read(data):
    assert pdf.accepts(data, "x")
    return pdf.read(Source("x", data))


@pytest.mark.parametrize("style", ["lines", "boxes", "bars", "dashes"])
@SLOW
@given(data=st.data())
def test_random_tables_come_back_however_drawn(style, data, sketches, drawn, pdf_of, cells_of):
    sketch = data.draw(sketches)
    expected = {(b.row, b.column, b.rowspan, b.colspan, b.text) for b in on_drawn_lines(sketch)}
    if any(column for _, column, *_ in expected):  # one column is a frame around prose
        assert cells_of(read(pdf_of(drawn(sketch, style)))) == expected


def on_drawn_lines(sketch):
    """A page has a column or row only where a line is drawn."""
    xs = sorted({x for b in sketch.boxes for x in (b.column, b.column + b.colspan)})
    ys = sorted({y for b in sketch.boxes for y in (b.row, b.row + b.rowspan)})
    for b in sketch.boxes:
        left, right = xs.index(b.column), xs.index(b.column + b.colspan)
        top, bottom = ys.index(b.row), ys.index(b.row + b.rowspan)
        yield type(b)(top, left, bottom - top, right - left, b.text)


class Plain(NamedTuple):
    row: int
    column: int
    rowspan: int
    colspan: int
    text: str


class Boxes(NamedTuple):
    boxes: list[Plain]


@pytest.fixture
def ruled(drawn):
    """Operators for a plain table of texts."""

    def draw(rows, top=60.0, style="lines"):
        boxes = [Plain(r, c, 1, 1, text) for r, row in enumerate(rows) for c, text in enumerate(row)]
        return drawn(Boxes(boxes), style, top)

    return draw


def test_decimal_points_and_blanks_stay(ruled, pdf_of, outline):
    rows = [["收费", "1,204.50"], ["规章", ""], ["许可", "/"]]
    assert outline(read(pdf_of(ruled(rows)))) == [rows]


def test_a_grid_drawn_as_one_path_under_a_matrix(ink, pdf_of, outline):
    lines = "".join(f"0 {y} m 40 {y} l " for y in (0, 10, 20)) + "".join(
        f"{x} 0 m {x} 20 l " for x in (0, 20, 40)
    )
    content = (
        f"q 4 0 0 4 50 700 cm 0.2 w {lines} S Q\n"
        + ink("甲", 60, 70)
        + ink("12", 160, 70)
        + ink("乙", 60, 110)
    )
    assert outline(read(pdf_of(content))) == [[["甲", "12"], ["乙", ""]]]


def test_white_lines_and_frames_are_no_tables(ink, pdf_of, outline):
    frame = "30 30 535 782 re S\n"
    white = "1 1 1 RG " + "".join(
        f"40 {y} m 300 {y} l 40 600 m 40 700 l 300 600 m 300 700 l S\n" for y in (600, 650, 700)
    )
    assert outline(read(pdf_of(frame + white + ink("一、总体情况", 80, 100)))) == ["一、总体情况"]


def test_open_sides_count_as_drawn(ink, pdf_of, outline):
    across = "".join(f"40 {y} m 200 {y} l S\n" for y in (780, 756, 732))
    content = across + "120 732 m 120 780 l S\n" + ink("甲", 50, 66) + ink("1", 130, 66) + ink("乙", 50, 90)
    assert outline(read(pdf_of(content))) == [[["甲", "1"], ["乙", ""]]]


def test_bold_by_printing_twice_counts_once(ink, ruled, pdf_of, outline):
    content = ruled([["总计", "12"], ["其他", ""]]) + ink("12", 124.4, 66)
    assert outline(read(pdf_of(content))) == [[["总计", "12"], ["其他", ""]]]


def test_a_table_over_two_pages_is_one(ruled, ink, pdf_of, outline):
    head = ["项目", "件数"]
    one = ruled([head, ["甲", "1"]], 700) + ink("- 1 -", 280, 810)
    two = ruled([head, ["乙", "2"]], 60) + ink("一、总体情况", 80, 300)
    assert outline(read(pdf_of(one, two))) == [[head, ["甲", "1"], ["乙", "2"]], "一、总体情况"]


def test_tables_of_other_width_stay_apart(ruled, pdf_of, outline):
    found = outline(
        read(pdf_of(ruled([["甲", "1"], ["乙", "2"]]), ruled([["甲", "1", "2"], ["乙", "3", "4"]])))
    )
    assert len(found) == 2


PROSE = [
    "二、主动公开政府信息情况",
    "我镇坚持以公开为常态不公开为例外的原则全面推进行政决策公开执行公开管理公开服务公开",
    "和结果公开全年主动公开政府信息12条。",
    "群众反映良好。",
]


def prose(ink, lines, left=80.0, top=100.0, right_shift=0.0):
    out = ""
    for number, line in enumerate(lines):
        indent = 20 if number in (1, 3) else 0
        out += ink(line, left + indent + right_shift, top + 16 * number)
    return out


def test_lines_join_to_paragraphs(ink, pdf_of, outline):
    assert outline(read(pdf_of(prose(ink, PROSE)))) == [PROSE[0], PROSE[1] + PROSE[2], PROSE[3]]


def test_rare_characters_of_names_are_whole(ink, pdf_of, outline):
    lines = ["镇长𠮷某某、副镇长𬭎某某二人负责此项工作，全年主动公开政府信息共12条。"]
    (told,) = outline(read(pdf_of(prose(ink, lines))))
    assert told.replace(" ", "") == lines[0]  # here its halves are printed apart


def test_half_a_character_is_none(ink, pdf_of, outline):
    (told,) = outline(read(pdf_of(prose(ink, ["主动公开政府\ud842信息12条，行政许可三件，行政处罚五件。"]))))
    assert told.replace(" ", "") == "主动公开政府信息12条，行政许可三件，行政处罚五件。"


@pytest.mark.parametrize(
    ("code", "following", "character"),
    [
        (0x4FE1, 0x606F, "信"),
        (0x20BB7, 0, "𠮷"),
        (0xD842, 0xDFB7, "𠮷"),
        (0xD842, 0x606F, " "),
        (0xD842, 0xD842, " "),
        (0xDFB7, 0xDFB7, " "),
        (0x110000, 0, " "),
        (0xFFFFFFFF, 0, " "),
    ],
)
def test_a_code_of_a_broken_font_is_a_character_or_white_space(code, following, character):
    assert pdf._character(code, following) == character


def test_a_paragraph_goes_on_over_the_page(ink, pdf_of, outline):
    one, two = prose(ink, PROSE[:2]) + ink("— 1 —", 280, 810), ink(PROSE[2], 80, 80) + ink("2", 290, 810)
    assert outline(read(pdf_of(one, two))) == [PROSE[0], PROSE[1] + PROSE[2]]


def test_two_columns_are_read_one_after_the_other(ink, pdf_of, outline):
    left = [f"左栏第{n}行文字写满这一行的宽度为止" for n in "一二三四五六七八"]
    right = [line.replace("左", "右") for line in left]
    content = "".join(ink(line, 60, 100 + 16 * i) for i, line in enumerate(left))
    content += "".join(ink(line, 320, 100 + 16 * i) for i, line in enumerate(right))
    assert "".join(outline(read(pdf_of(content)))) == "".join(left + right)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_pages_turned_by_their_dictionary(turn, ink, ruled, pdf_of, outline):
    rows = [["甲", "1"], ["乙", "2"]]
    straight = ruled(rows) + ink("一、总体情况", 80, 300)
    width, height = 595, 842
    back = {90: f"0 1 -1 0 {height} 0", 180: f"-1 0 0 -1 {width} {height}", 270: f"0 -1 1 0 0 {width}"}[turn]
    box = f"0 0 {height} {width}" if turn != 180 else "0 0 595 842"
    data = pdf_of(f"q {back} cm {straight} Q", box=box, extra=f"/Rotate {turn}")
    assert outline(read(data)) == [rows, "一、总体情况"]


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_upright_text_that_the_dictionary_lays_on_its_side(turn, ink, ruled, pdf_of, outline):
    rows = [["甲", "1"], ["乙", "2"]]
    data = pdf_of(ruled(rows) + ink("一、总体情况", 80, 300), extra=f"/Rotate {turn}")
    assert outline(read(data)) == [rows, "一、总体情况"]


def test_text_turned_on_an_upright_page(ink, ruled, pdf_of, outline):
    rows = [["项目", "件数"], ["乙", "2"]]
    data = pdf_of(f"q 0 1 -1 0 842 0 cm {ruled(rows)} {ink('一、总体情况', 80, 300)} Q", box="0 0 842 595")
    assert outline(read(data)) == [rows, "一、总体情况"]


def test_a_table_without_lines(ink, pdf_of):
    rows = [("规章", "10", "2", "300"), ("规范性文件", "0", "1", "2"), ("行政许可", "5", "16", "7")]
    content = "".join(
        ink(text, 60 if c == 0 else 200 + 90 * c - 2.5 * len(text), 100 + 20 * r)
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
    )
    (grid,) = read(pdf_of(ink("二、主动公开政府信息情况", 60, 60) + content)).blocks[1:]
    assert isinstance(grid, Grid)
    assert not grid.exact
    assert {(c.row, c.column): c.text for c in grid.cells} == {
        (r, c): text for r, row in enumerate(rows) for c, text in enumerate(row)
    }


def test_a_wrapped_label_joins_its_numbers(ink, pdf_of):
    content = ""
    for r, label in enumerate(["规章", "规范性", "行政许可"]):
        y = 100 + 40 * r
        content += ink(label, 60, y - 7) + ink("文件", 60, y + 7) if r == 1 else ink(label, 60, y)
        content += "".join(ink(str(10 * r + c), 200 + 90 * c, y) for c in range(3))
    (grid,) = read(pdf_of(content)).blocks
    assert [c.text for c in grid.cells if c.row == 1] == ["规范性\n文件", "10", "11", "12"]


def test_pages_without_text_are_said_for_recognition(pdf_of, ink):
    image = "q 595 0 0 842 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x80 EI Q"
    reading = read(pdf_of(ink("一、总体情况", 80, 100), image))
    assert [(code, place.page) for code, _, place in reading.notes] == [("E012", 2)]
    assert [b.text for b in reading.blocks if isinstance(b, Paragraph)] == ["一、总体情况"]


def test_text_behind_a_scan_is_not_trusted(pdf_of, ink):
    image = "q 595 0 0 842 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x80 EI Q "
    reading = read(pdf_of(image + "3 Tr " + ink("一、总体情况公开12条", 80, 100).replace("BT", "BT 3 Tr")))
    assert reading.blocks == ()
    assert [code for code, _, _ in reading.notes] == ["E012"]


def test_a_page_number_on_a_scan_makes_no_page_of_text(pdf_of, ink):
    image = "q 595 0 0 842 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x80 EI Q "
    reading = read(pdf_of(ink("一、总体情况", 80, 100), image + ink("第2页共8页", 280, 810)))
    assert [(code, place.page) for code, _, place in reading.notes] == [("E012", 2)]


def test_places_say_page_and_box(ruled, pdf_of):
    (grid,) = read(pdf_of("", ruled([["甲", "1"], ["乙", "2"]]))).blocks
    cell = grid.cells[3]
    assert (cell.place.page, cell.place.table, cell.place.row, cell.place.column) == (2, 1, 2, 2)
    assert cell.place.box == pytest.approx((120, 84, 200, 108), abs=0.5)


def bomb(operators: int) -> bytes:
    return zlib.compress(b"0 0 m 9 9 l S " * operators, 9)


ATTACKS = {
    "packed operators": (lambda of: of(bomb(1_000_000)), TooLarge),
    "operators packed twice": (
        lambda of: of(zlib.compress(bomb(1_000_000))).replace(b"/FlateDecode", b"[/FlateDecode/Fl]"),
        TooLarge,
    ),
    "many segments": (lambda of: of("0 0 m 9 9 l S " * 55_000), TooLarge),
    "many segments on each page": (lambda of: of(*["0 0 m 9 9 l S " * 45_000] * 5), TooLarge),
    "many pages": (lambda of: of(*[""] * 61), TooLarge),
    "cut": (lambda of: of("")[:200], Damaged),
    "only a mark": (lambda _: b"%PDF-1.4\n", Damaged),
    "page tree in a loop": (lambda of: of("").replace(b"/Kids[6 0 R]", b"/Kids[2 0 R]"), InputError),
}


@pytest.mark.parametrize("case", ATTACKS)
def test_attacks_get_one_sentence(case, pdf_of):
    make, kind = ATTACKS[case]
    with pytest.raises(kind, match=r"。$"):
        pdf.read(Source("x", make(pdf_of)))


@settings(max_examples=60, deadline=None)
@given(place=st.floats(0, 1, exclude_max=True), junk=st.binary(max_size=8), cut=st.integers(0, 8))
def test_broken_bytes_raise_nothing_but_input_errors(place, junk, cut, pdf_of, ink, told):
    whole = pdf_of(ink("一、总体情况", 80, 100) + "40 40 100 100 re S")
    at = int(place * len(whole))
    said = told(pdf.read, Source("x", whole[:at] + junk + whole[at + cut :]))
    assert said is None or said.endswith("。")


def aslant(words, x, y, size=12.0, colour="0.8"):
    codes = words.encode("utf-16-be").hex()
    return f"BT {colour} g /F1 {size} Tf 0.87 0.5 -0.5 0.87 {x} {842 - y} Tm <{codes}> Tj 0 g ET\n"


WATERMARKS = {
    "aslant, as high as the text": lambda _: "".join(
        aslant("内部资料2023", x, y) for x in range(30, 300, 50) for y in range(60, 300, 30)
    ),
    "aslant, in black": lambda _: aslant("2023", 125, 75, colour="0") + aslant("仅供参考", 60, 90, 30, "0"),
    "level, large and pale": lambda ink: f"0.8 g {ink('2023内部资料', 60, 56, 40)} 0 g\n",
    "level, large and nearly transparent": lambda ink: f"/G gs {ink('2023内部资料', 60, 56, 40)}\n",
}
THIN = "/ExtGState<</G<</ca 0.15>>>>"


@pytest.mark.parametrize("case", WATERMARKS)
def test_watermarks_are_no_text(case, ink, ruled, pdf_of, outline):
    rows = [["规章", "12"], ["行政许可", ""], ["总计", "305"]]
    content = "q " + WATERMARKS[case](ink) + "Q " + ruled(rows) + ink("一、总体情况", 80, 300)
    data = pdf_of(content, extra="").replace(b"/Resources<<", b"/Resources<<" + THIN.encode())
    assert outline(read(data)) == [rows, "一、总体情况"]


def test_pale_letters_of_the_usual_height_and_a_large_black_title_are_text(ink, ruled, pdf_of, outline):
    rows = [["规章", "12"], ["行政许可", "7"]]
    content = ink("年度报告", 80, 30, 22) + "q 0.8 g " + ruled(rows) + "Q " + ink("一、总体情况", 80, 300)
    assert outline(read(pdf_of(content))) == ["年度报告", rows, "一、总体情况"]


@pytest.mark.parametrize("apart", [1.5, 2.5, 3.5])
def test_lines_of_dots_that_are_paths_of_their_own(apart, ink, pdf_of, outline):
    rows = [["甲", "12"], ["乙", ""]]
    steps = [apart * n for n in range(round(160 / apart) + 1)]
    content = "".join(f"{40 + s} {782 - 24 * row} 0.75 0.75 re f\n" for row in range(3) for s in steps)
    down = [s for s in steps if s <= 48]
    content += "".join(f"{40 + 80 * column} {734 + s} 0.75 0.75 re f\n" for column in range(3) for s in down)
    content += ink("甲", 50, 66) + ink("12", 130, 66) + ink("乙", 50, 90)
    assert outline(read(pdf_of(content))) == [rows]


def test_a_page_of_figures_alone_is_text(ruled, pdf_of, outline):
    rows = [["1204", "0", "35"], ["17", "286", "9"]]
    assert outline(read(pdf_of(ruled(rows)))) == [rows]


def test_words_below_the_last_line_of_a_cut_table_are_its_last_cells(ruled, ink, pdf_of, outline):
    """As browsers print a cell that spans the page's end."""
    one = ruled([["自然", "法人或其他组织", "总"]], 700) + ink("人", 44, 727) + ink("计", 204, 727)
    two = ruled([["", "商业企业", ""], ["1", "2", "3"]], 60)
    assert outline(read(pdf_of(one, two))) == [
        [["自然\n人", "法人或其他组织", "总\n计"], ["", "商业企业", ""], ["1", "2", "3"]]
    ]


@pytest.mark.parametrize(
    ("words", "y"), [("注：此表由各单位填报，无此项的填零。", 751), ("12", 751), ("说明", 762)]
)
def test_what_else_stands_below_a_table_is_not_of_it(words, y, ruled, ink, pdf_of, outline):
    """A line over several columns, a figure, words at a distance."""
    rows = [["规章", "本年制发件数"], ["行政许可", "7"]]
    assert outline(read(pdf_of(ruled(rows, 700) + ink(words, 44, y)))) == [rows, words]


def test_running_heads_do_not_part_a_table(ruled, ink, pdf_of, outline):
    head = [["项目", "件数"], ["甲", "1"]]
    foot = ink("http://www.example.gov.cn/zwgk/2024/art.html", 40, 815, 7)
    top = ink("青石镇政府信息公开", 40, 20, 7)
    one, two = ruled(head, 700) + top + foot, ruled([["乙", "2"]], 60) + top + foot
    assert outline(read(pdf_of(one, two))) == ["青石镇政府信息公开", [*head, ["乙", "2"]]]


def test_radicals_stand_for_their_characters(ink, pdf_of, outline):
    """As Ghostscript and Cairo leave the text of a browser's pages."""
    found = outline(read(pdf_of(ink("⻘⽯镇⼈⺠政府⻓期公开第⼀批⾏政许可", 80, 100))))
    assert found == ["青石镇人民政府长期公开第一批行政许可"]


def test_a_page_whose_font_has_wrong_codes_is_a_picture(ink, pdf_of, outline, monkeypatch):
    """Where brackets have become letters, a full stop may have become a figure."""
    monkeypatch.setattr(recognition, "is_here", lambda: False)
    disorder = "ó一ò主动公开2我镇坚持以公开为常态1ó二ò主动公开2"
    reading = read(pdf_of(ink("一、总体情况", 80, 100), ink(disorder, 80, 100)))
    assert outline(reading) == ["一、总体情况"]
    assert [(code, place.page) for code, _, place in reading.notes] == [("E012", 2)]


def loose(ink, rows, size=10.0, step=40.0, pitch=20.0, top=100.0):
    """Texts without lines: labels from x = 60, numbers centred ``step`` apart; a cell of several lines is a list."""
    out = ""
    for r, (label, *values) in enumerate(rows):
        out += ink(label, 60, top + pitch * r, size)
        for c, value in enumerate(values):
            for n, text in enumerate(value if isinstance(value, list) else [value]):
                out += ink(
                    text, 220 + step * c - size * len(text) / 4, top + pitch * r + 1.2 * size * n, size
                )
    return out


RESULTS = ["（一）予以公开", "1.属于国家秘密", "2.重复申请", "（七）总计"]


def t3(report):
    return {code: cell.value for code, cell in report.cells.items() if code.startswith("t3.")}


def test_numbers_that_stand_close_are_two_without_lines(ink, pdf_of):
    rows = [[label, *(str(1000 + 10 * r + c) for c in range(7))] for r, label in enumerate(RESULTS)]
    found = t3(extract(read(pdf_of(loose(ink, rows, step=26.0)))))
    assert sorted(found.values()) == [1000 + 10 * r + c for r in range(4) for c in range(7)]


@pytest.mark.parametrize("broken", [[0, 1], [0], [1, 2], [3]])
@pytest.mark.parametrize("columns", [range(7), [0], [2, 5]])
def test_numbers_that_narrow_cells_broke_are_left_out_without_lines(broken, columns, ink, pdf_of):
    rows = [
        [label, *(["78", "3"] if r in broken and c in columns else str(10 * r + c + 10) for c in range(7))]
        for r, label in enumerate(RESULTS)
    ]
    found = t3(extract(read(pdf_of(loose(ink, rows, pitch=26.0)))))
    whole = {Decimal(10 * r + c + 10) for r in range(4) for c in range(7)}
    assert set(found.values()) <= whole


def test_tables_two_and_four_without_lines(ink, pdf_of):
    two = [
        ["规章", "1", "2", "3"],
        ["行政规范性文件", "4", "5", "6"],
        ["信息内容", "", "本年处理决定数量"],
        ["行政许可", "", "7"],
        ["行政处罚", "", "8"],
    ]
    blocks = ink("行政复议", 100, 380) + ink("未经复议直接起诉", 230, 380) + ink("复议后起诉", 420, 380)
    four = "".join(ink(str(n), 60 + 30 * n, 420) for n in range(15))
    parts = ink("二、主动公开政府信息情况", 60, 60), ink("四、政府信息公开行政复议、行政诉讼情况", 60, 350)
    report = extract(read(pdf_of(parts[0] + loose(ink, two, step=90.0) + parts[1] + blocks + four)))
    values = [cell.value for code, cell in report.cells.items() if code.startswith("t2.")]
    assert sorted(values) == [1, 2, 3, 4, 5, 6, 7, 8]
    assert [cell.value for code, cell in report.cells.items() if code.startswith("t4.")] == list(range(15))
    assert [section.number for section in report.sections] == [2, 4]
