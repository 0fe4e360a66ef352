"""Photos of one report: which way is up, in what order, what stands on two of them, what lies between printed pages."""

import pytest

pytest.importorskip("cv2", reason="recognition (the extra ocr) is not installed here")
pytest.importorskip("rapidocr", reason="recognition (the extra ocr) is not installed here")

import numpy as np
from PIL import Image, ImageDraw

from parser.extract import extract
from parser.model.document import Paragraph, Source
from parser.model.errors import Unsupported
from parser.read import read_all
from parser.read.pictures import picture, recognition, scanned, upright
from parser.read.pictures.overlap import counted_once, overlap
from parser.read.pictures.pages import in_order
from parser.read.pictures.snapshot import Snapshot, Strip
from parser.read.plane.page import Char, Page
from tests.parser.read.pictures.drawing import (
    HEIGHT,
    LABEL,
    LEFT,
    ROW,
    VALUE,
    WIDTH,
    Sheet,
    figures,
    first_page,
    font,
    leaning,
    png,
    right,
    second_page,
    source,
    table3,
)


def test_photos_in_any_order_sideways_and_twice():
    printed = figures(5)
    one, two = first_page(printed, 9), second_page()
    report = extract(read_all([source(two, 1), source(one, 3), source(two)]))
    assert right(report.cells, {code: printed[code] for code in report.cells}) >= 54
    assert [s.number for s in report.sections] == [1, 3, 4, 5, 6]
    assert [n.message[:1] for n in report.notes if n.code == "I005"] == ["第", "图"]
    assert report.cells["t3.new.total"].place.page == 2


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_page_is_turned_upright(quarters):
    pixels = np.asarray(second_page().image)
    assert np.array_equal(upright.turned(np.ascontiguousarray(np.rot90(pixels, quarters))), pixels)


def test_a_table_goes_on_on_the_next_photo():
    printed = figures(8)
    whole, cut = table3(printed)[:13], 7
    one, two = Sheet(), Sheet()
    one.line("三、收到和处理政府信息公开申请情况")
    one.rows(whole[:cut], [LABEL, *[VALUE] * 7])
    two.rows(whole[cut:], [LABEL, *[VALUE] * 7])
    two.line("四、政府信息公开行政复议、行政诉讼情况")
    moved = leaning(np.asarray(two.image), 1.5)
    report = extract(read_all([source(one), Source("b", png(moved))]))
    assert right(report.cells, {code: printed[code] for code in report.cells}) >= 0.97 * 12 * 7


def narrow_page() -> np.ndarray:
    """A table whose labels stand in narrow columns, two characters a line, as sideways text does."""
    image = Image.new("L", (WIDTH, HEIGHT), 255)
    draw = ImageDraw.Draw(image)
    draw.text((LEFT, 120), "法人或其他组织申请人情况", 20, font(26))
    for column in range(9):
        for row in range(2):
            x, y = LEFT + 110 * column, 200 + 600 * row
            draw.rectangle((x, y, x + 110, y + 600), outline=0, width=2)
            text = "\n".join(["无正", "当理", "由大", "量反", "复申", "请信", "息公", "开件"][row:])
            draw.multiline_text((x + 30, y + 40), text, 20, font(26), spacing=4)
    return np.asarray(image)


@pytest.mark.parametrize("quarters", range(4))
def test_narrow_columns_do_not_turn_a_page(quarters):
    turned = np.ascontiguousarray(np.rot90(narrow_page(), quarters))
    assert np.array_equal(upright.turned(turned), narrow_page())


def printed_page(text: str) -> Page:
    return Page(1, 595, 842, [Char(c, 90 + 12 * i, 100, 102 + 12 * i, 112) for i, c in enumerate(text)])


def test_scanned_pages_stand_between_printed_ones():
    image = np.asarray(second_page().image)
    last = scanned.Unread(2, lambda: image)
    blocks, notes = scanned.compose_all([printed_page("一、总体情况"), last])
    texts = [b.text for b in blocks if isinstance(b, Paragraph)]
    assert texts[0] == "一、总体情况"
    assert "六、其他需要报告的事项" in texts
    assert {b.place.page for b in blocks} == {1, 2}
    assert notes == ()


def page_of(number: int, *texts: str) -> Snapshot:
    strips = [Strip(text, (90, 100 + 30 * n, 500, 115 + 30 * n)) for n, text in enumerate(texts)]
    return Snapshot(number, 595, 842, strips=strips)


ORDERS = {
    "headings": (
        ["五、存在的主要问题及改进情况", "无。"],
        ["一、总体情况", "很好。"],
        ["六、其他需要报告的事项"],
    ),
    "a sentence goes on": (
        ["乡主动公开信息，其中网站公开了", "很多。"],
        ["二、主动公开政府信息情况", "如下。"],
        ["某乡2023年度政府信息公开工作年度报告", "一、总体情况", "全"],
    ),
    "a numbering goes on": (
        ["（三）政府信息管理。", "很好。"],
        ["三、收到和处理政府信息公开申请情况", "无。"],
        ["一、总体情况", "（一）主动公开。", "（二）依申请公开。"],
    ),
    "page numbers": (["第三页的话"], ["第一页的话"], ["第二页的话"]),
}
EXPECTED = {
    "headings": [2, 1, 3],
    "a sentence goes on": [3, 1, 2],
    "a numbering goes on": [3, 1, 2],
    "page numbers": [2, 3, 1],
}


@pytest.mark.parametrize("name", ORDERS)
def test_pages_are_put_in_order_by_content(name):
    pages = [page_of(number, *texts) for number, texts in enumerate(ORDERS[name], 1)]
    if name == "page numbers":
        for page, printed in zip(pages, "312", strict=True):
            page.strips.append(Strip(f"- {printed} -", (280, 800, 300, 812)))
    ordered, notes = in_order(pages)
    assert [page.number for page in ordered] == EXPECTED[name]
    assert [code for code, _, _ in notes] == ["I005"]


def test_pages_that_tell_nothing_stay_as_they_were_sent():
    ordered, notes = in_order([page_of(1, "甲乙丙。"), page_of(2, "丁戊己。"), page_of(3, "庚辛。")])
    assert [page.number for page in ordered] == [1, 2, 3]
    assert notes == []


LINES = (
    "某乡2023年政府信息公开工作年度报告",
    "一、总体情况",
    "2023年，我乡主动公开政府信息186条，其中政策文件24条、财政信",
    "息36条、其他信息126条。",
    "全年召开政务公开培训会3次，参训人员142人次。",
    "二、主动公开政府信息情况",
    "（一）公开制度。修订公开目录1次，发放宣传资料1250份。",
)
CUT = "ー丶忌悴惰况"
"""What may be read of a line that the photo's edge cuts through."""
OVERLAPS = {
    "lines on both": (LINES[:5], LINES[3:]),
    "the last line is cut": ((*LINES[:4], CUT), LINES[2:]),
    "the first line is cut": (LINES[:5], (CUT, *LINES[3:])),
    "both are cut": ((*LINES[:5], CUT), (CUT, *LINES[3:])),
    "the next shows nothing new": (LINES, LINES[4:]),
    "read a little differently": (
        LINES[:5],
        (LINES[3], "全年召开政务公幵培训会3次,参训人员142人次。", *LINES[5:]),
    ),
}


@pytest.mark.parametrize("sent", [(1, 2), (2, 1)])
@pytest.mark.parametrize("name", OVERLAPS)
def test_what_two_photos_show_counts_once_in_any_order(name, sent):
    pages = [page_of(number, *texts) for number, texts in zip(sent, OVERLAPS[name], strict=True)]
    pages.sort(key=lambda page: page.number)
    ordered, notes = in_order(pages)
    assert [strip.text for page in ordered for strip in page.strips] == list(LINES)
    assert any("重复的文字只算一次" in message for _, message, _ in notes)


APART = {
    "no line on both": (LINES[:3], LINES[3:]),
    "a short line by chance": ((*LINES[:2], "很好。"), ("很好。", *LINES[5:])),
    "a line inside only": ((LINES[0], LINES[4], *LINES[1:4]), (LINES[6], LINES[4], LINES[5])),
}


@pytest.mark.parametrize("name", APART)
def test_what_does_not_overlap_stays(name):
    one, two = (page_of(number, *texts) for number, texts in enumerate(APART[name], 1))
    assert overlap(one, two) is None
    assert counted_once([one, two]) == ([one, two], [])


def test_a_figure_read_differently_on_two_photos_stays_to_be_seen():
    other = LINES[4].replace("142", "742")
    pages = [page_of(1, *LINES[:5]), page_of(2, LINES[3], other, *LINES[5:])]
    ordered, _ = in_order(pages)
    texts = [strip.text for page in ordered for strip in page.strips]
    assert texts == [*LINES[:5], other, *LINES[5:]]


def test_an_album_whose_photos_overlap_in_text_and_rows():
    printed = figures(8)
    sheet = first_page(printed, 14)
    whole = np.asarray(sheet.image)
    head = 120 + 54 + 3 * 44
    above, below = whole[: head + 9 * ROW + 14], whole[200 : head + 16 * ROW]
    report = extract(read_all([Source("b", png(below)), Source("a", png(above))]))
    assert right(report.cells, {code: printed[code] for code in report.cells}) >= 0.97 * 13 * 7
    assert [fact.value for fact in report.facts] == [35]
    assert report.sections[0].text.count("35条") == 1


def test_without_the_extra_there_is_a_clear_line(monkeypatch):
    monkeypatch.setattr(recognition, "is_here", lambda: False)
    with pytest.raises(Unsupported, match="没有安装图片识别组件"):
        picture.read(source(second_page()))
    with pytest.raises(Unsupported, match="没有安装图片识别组件"):
        scanned.compose_all([scanned.Unread(1, lambda: None)])
    blocks, notes = scanned.compose_all([printed_page("一、总体情况"), scanned.Unread(2, lambda: None)])
    assert [b.text for b in blocks if isinstance(b, Paragraph)] == ["一、总体情况"]
    assert [(code, place.page) for code, _, place in notes] == [("E012", 2)]
