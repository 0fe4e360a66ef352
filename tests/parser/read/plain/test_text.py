"""Plain text to blocks: encodings, renderings, places."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parser.model.document import Grid, Paragraph, Source
from parser.model.errors import Damaged, EmptyInput, InputError, TooLarge, Unsupported
from parser.read import READERS, read, reader
from parser.read.encodings import decode
from parser.read.plain.text import read as read_text

REPORT = (
    "样例乡人民政府2023年政府信息公开工作年度报告\n一、总体情况\n全年主动公开政府信息12条，未收到申请。\n" * 3
)


def blocks(text):
    return read_text(Source("a.txt", text.encode())).blocks


def rows(grid):
    found = {}
    for cell in grid.cells:
        found.setdefault(cell.row, []).append(cell.text)
    return list(found.values())


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "big5"]
)
def test_encodings(encoding):
    text = (
        REPORT
        if encoding != "big5"
        else "樣例鄉人民政府政府信息公開工作年度報告,全年主動公開政府信息十二條,未收到申請。\n" * 3
    )
    assert decode(text.encode(encoding)).text == text


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
@pytest.mark.parametrize("torn", [1, 2, 3])
def test_a_file_cut_inside_a_character_loses_only_its_end(encoding, torn):
    text = REPORT + "公"
    found = decode(text.encode(encoding)[:-torn]).text
    assert text.startswith(found)
    assert len(found) >= len(text) - 3


@pytest.mark.parametrize("data", [b"", b"\0\0\0", b" \r\n\t", b"\xef\xbb\xbf", b"\xff\xfe"])
def test_empty_files(data):
    with pytest.raises(EmptyInput):
        read_text(Source("a.txt", data))


@pytest.mark.parametrize(
    "data", [bytes(range(256)) * 20, b"\x89\x01\x02\x03" * 200, b"\x00\x01\x02\x03\xff\xfe" * 300]
)
def test_binary_files_are_refused(data):
    with pytest.raises(InputError):
        read_text(Source("a.txt", data))


def test_stray_nul_bytes_do_not_hide_the_text():
    text = decode(REPORT.encode().replace("全年".encode(), "全\0年".encode())).text
    assert text == REPORT


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028"])
def test_line_ends_and_numbers(end):
    found = blocks(end.join(["一、总体情况", "", "公开12条。"]))
    assert [(b.text, b.place.line) for b in found] == [("一、总体情况", 1), ("公开12条。", 3)]


def test_tabs_as_rows():
    (grid,) = blocks("规章\t0\t1\t2\n行政规范性文件\t3\t\t4")
    assert isinstance(grid, Grid)
    assert not grid.exact
    assert rows(grid) == [["规章", "0", "1", "2"], ["行政规范性文件", "3", "", "4"]]
    assert [c.place.line for c in grid.cells] == [1] * 4 + [2] * 4


def test_cells_of_a_sheet_with_line_breaks():
    (grid,) = blocks('"1.属于\n国家秘密"\t0\t"1\n2"\n"他说""好"""\t1\t2')
    assert rows(grid)[0] == ["1.属于\n国家秘密", "0", "1\n2"]
    assert [c.place.line for c in grid.cells] == [1, 1, 1, 4, 4, 4]


def test_two_numbers_in_a_quoted_cell_stay_two():
    text = '二、主动公开政府信息情况\n信息内容\t本年处理决定数量\n行政处罚\t"1\n2"\n行政强制\t3'
    (_, grid) = blocks(text)
    assert ["行政处罚", "1\n2"] in rows(grid)


def test_tabs_before_cells():
    text = "\t规章\n\t0\n\n\t行政规\n范性文件\n\t3\n\n\t\n\n\n\n三、本年度办理结果\n"
    text += "\t（一）予以公开\n\t5\n\n\n四、政府信息公开行政复议、行政诉讼情况"
    grid, heading = blocks(text)
    assert rows(grid) == [
        ["规章", "0"],
        ["行政规\n范性文件", "3"],
        ["三、本年度办理结果", "（一）予以公开", "5"],
    ]
    assert isinstance(heading, Paragraph)


def test_paragraphs_indented_by_a_tab_are_no_cells():
    found = blocks("\t一、总体情况\n\t2023年，我乡认真落实规章制度，公开信息12条。\n\t（一）主动公开")
    assert all(isinstance(b, Paragraph) for b in found)
    assert len(found) == 3


@pytest.mark.parametrize(
    "text",
    [
        "| 规章 | 0 |  |\n| --- | --- | --- |\n| 行政许可 | 1 | 2 |",
        "规章 | 0 | \n行政许可 | 1 | 2",
        "|规章|0||\n|行政许可|1|2|",
        "｜ 规章 ｜ 0 ｜ ｜\n｜ 行政许可 ｜ 1 ｜ 2 ｜",
        "| 规章 | 0 | &nbsp; |\n|:---|:-:|--:|\n| 行政许可 | 1 | 2 |",
    ],
)
def test_bars(text):
    (grid,) = blocks(text)
    assert grid.exact
    assert rows(grid) == [["规章", "0", ""], ["行政许可", "1", "2"]]


def test_a_bar_on_its_own_line_is_no_row_but_the_cells_are_read():
    text = "信息内容\n|\n本年处理决定数量\n|\n行政处罚\n|\n8\n|\n行政强制\n|\n3"
    (grid,) = blocks(text)
    assert not grid.exact
    assert ["行政处罚", "8"] in rows(grid)
    assert ["行政强制", "3"] in rows(grid)


@pytest.mark.parametrize(
    "text",
    [
        "小李 2025/1/10 10:05:00\n行政许可\t8\t1\n小李 2025-01-10 10:06\n行政处罚\t3\t2",
        "> 行政许可\t8\t1\n> 行政处罚\t3\t2",
        "小李  2025年1月10日 10:05\n>> 行政许可\t8\t1\n>> 行政处罚\t3\t2",
    ],
)
def test_what_a_chat_puts_around_its_messages(text):
    (grid,) = blocks(text)
    assert rows(grid) == [["行政许可", "8", "1"], ["行政处罚", "3", "2"]]


def test_the_time_of_a_publication_is_no_sender():
    text = "发布时间： 2025-01-10 10:05\n1 > 0"
    assert [b.text for b in blocks(text)] == text.split("\n")


def test_fields_between_commas():
    found = blocks(
        '某镇年报,,,\n"一、总体\n情况",,,\n规章,0,,2\n行政规范性文件,3,4,\n,,,\n行政许可,5,,\n"其他,无",,6,'
    )
    assert [(b.text, b.place.line) for b in found[:2]] == [("某镇年报", 1), ("一、总体\n情况", 2)]
    tables = [rows(b) for b in found if isinstance(b, Grid)]
    assert [["规章", "0", "", "2"], ["行政规范性文件", "3", "4", ""]] in tables
    assert all(b.exact for b in found if isinstance(b, Grid))
    (last,) = [c for b in found if isinstance(b, Grid) for c in b.cells if c.text == "6"]
    assert last.place.line == 8


def test_commas_in_prose_are_no_table():
    text = "\n".join(["规章,行政许可,行政处罚,行政强制。"] * 2 + ["一,二,三,四"] * 5)
    assert all(isinstance(b, Paragraph) for b in blocks(text))


def test_a_table_of_a_page_in_a_text():
    before, grid, after = blocks("甲\n\n<table>\n<tr><td>规章</td>\n<td>0</td></tr></table>\n乙")
    assert [(before.text, before.place.line), (after.text, after.place.line)] == [("甲", 1), ("乙", 6)]
    assert (rows(grid), grid.exact, grid.place.line) == ([["规章", "0"]], True, 3)


def test_a_table_without_anything_in_a_text_hides_nothing():
    assert [b.text for b in blocks("甲\n<table></table>\n乙<table>")] == ["甲", "乙<table>"]


def test_a_bar_in_prose_is_no_table():
    assert blocks("首页 | 政务公开 | 年报\n公开12条。") == blocks("首页 | 政务公开 | 年报\n公开12条。")
    assert all(isinstance(b, Paragraph) for b in blocks("首页 | 政务公开 | 年报\n公开12条。"))


@pytest.mark.parametrize(
    "text",
    [
        "我镇制定规章、规范性文件、行政许可、行政处罚、行政强制清单。",
        "其他 总计 自然人",
        "行政许可 办理指南\n行政处罚 公示\n欢迎访问",
    ],
)
def test_prose_with_the_forms_words_is_no_table(text):
    assert all(isinstance(b, Paragraph) for b in blocks(text))


def test_lines_broken_by_width_are_marked():
    line = "全面贯彻落实上级关于政务公开工作的各项部署要求不断提升公开"
    found = blocks("\n".join(["　　" + line] + [line] * 12 + ["水平。"]))
    assert all(b.wrapped for b in found)
    assert not any(b.wrapped for b in blocks("\n".join([line + "。"] * 12)))


def test_a_form_pasted_on_one_line_is_cut_at_its_headings():
    text = "一、总体情况 公开12条。 二、主动公开政府信息情况 信息内容 本年处理决定数量 "
    text += "行政处罚 8 行政强制 3 三、收到和处理政府信息公开申请情况 未收到。"
    found = blocks(text)
    assert [b.text.strip() for b in found if isinstance(b, Paragraph)] == [
        "一、总体情况",
        "公开12条。",
        "二、主动公开政府信息情况",
        "三、收到和处理政府信息公开申请情况",
        "未收到。",
    ]
    grid = next(b for b in found if isinstance(b, Grid))
    assert rows(grid)[-2:] == [["行政处罚", "8"], ["行政强制", "3"]]


PIECES = st.sampled_from(
    [
        "规章",
        "0",
        "\t",
        "\n",
        "|",
        " ",
        "一、总体情况",
        "总计",
        "3.其他",
        "、",
        "。",
        "我乡公开",
        "/",
        "\r",
        "\u3000",
    ]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(PIECES, max_size=60).map("".join))
def test_no_visible_character_is_lost(text):
    """Whatever the text looks like, what is printed stands in some block (bars and rules apart)."""
    if not text.strip():
        return
    found = blocks(text)
    kept = "".join(c.text for b in found for c in (b.cells if isinstance(b, Grid) else (b,)))
    visible = {c for c in text if not c.isspace() and c != "|"}
    assert sorted(c for c in kept if c in visible) == sorted(c for c in text if c in visible)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data):
    with suppress(EmptyInput, Damaged):
        assert read_text(Source("a.txt", data)).format == "text"


def test_dispatch_is_by_content():
    assert READERS[-1] == "plain.text"
    assert reader(Source("report.docx", REPORT.encode())).NAME == "text"
    with pytest.raises(EmptyInput):
        read(Source("a.txt", b""))
    with pytest.raises(TooLarge):
        read(Source("a.txt", b"x" * (20 * 2**20 + 1)))


@pytest.mark.parametrize("data", [b"\x7fELF" + bytes(200), b"MZ" + bytes(300), b"BM" + bytes(300)])
def test_kinds_that_nobody_reads_are_refused(data):
    with pytest.raises((Unsupported, Damaged, InputError)):
        read(Source("a.bin", data))
