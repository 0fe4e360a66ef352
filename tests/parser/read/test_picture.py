"""Pictures drawn here and read back: every figure where it was drawn, or left out and said; never another one."""

import io
import json
import struct
from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random

import pytest

pytest.importorskip("cv2", reason="recognition (the extra ocr) is not installed here")
pytest.importorskip("rapidocr", reason="recognition (the extra ocr) is not installed here")

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from parser.extract import extract
from parser.form import CODES, COLUMNS3, TABLES
from parser.model.document import DOUBTFUL, Paragraph, Place, Source
from parser.model.errors import Damaged, EmptyInput, InputError, NotAReport, TooLarge, Unsupported
from parser.read import picture, read_all, reader, recognition, scanned, snapshot, upright
from parser.read.album import put_together
from parser.read.page import Char, Page, level
from parser.read.page import upright as standing
from parser.read.pages import in_order
from parser.read.snapshot import Snapshot, Strip

FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/System/Library/Fonts/PingFang.ttc",
    "C:/Windows/Fonts/simsun.ttc",
)
WIDTH, HEIGHT, ROW = 1240, 1754, 36
LEFT, LABEL, VALUE = 120, 420, 82


@cache
def font(size: int) -> ImageFont.FreeTypeFont:
    for path in FONTS:
        if Path(path).exists():
            return ImageFont.truetype(path, size)
    pytest.skip("no Chinese font is installed here to draw with")


class Sheet:
    """A page to draw on, from top to bottom."""

    def __init__(self) -> None:
        self.image = Image.new("L", (WIDTH, HEIGHT), 255)
        self.draw = ImageDraw.Draw(self.image)
        self.y = 120

    def line(self, text: str, size: int = 26) -> None:
        self.draw.text((LEFT, self.y), text, 20, font(size))
        self.y += int(size * 1.7)

    def rows(self, table: list[list[str]], widths: list[int]) -> None:
        for row in table:
            x = LEFT
            for text, width in zip(row, widths, strict=True):
                self.draw.rectangle((x, self.y, x + width, self.y + ROW), outline=0, width=2)
                size = 20 if len(text) * 20 < width - 8 else max(11, (width - 8) // len(text))
                long = self.draw.textlength(text, font(size))
                left = x + 8 if width == LABEL else x + (width - long) / 2
                self.draw.text((left, self.y + (ROW - size) / 2 - 4), text, 20, font(size))
                x += width
            self.y += ROW
        self.y += 40

    def png(self, quarters: int = 0) -> bytes:
        return png(np.rot90(np.asarray(self.image), quarters))


def png(pixels: np.ndarray) -> bytes:
    held = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(pixels)).save(held, "PNG")
    return held.getvalue()


def figures(seed: int) -> dict[str, str]:
    """What the cells of table three print: numbers of one to four digits, zeros, blanks and dashes."""
    random = Random(seed)  # noqa: S311 - no secret
    choices = ["0", "0", "", "/", "1", "7", "11", "38", "106", "2490"]
    return {
        code: random.choice([*choices, str(random.randrange(10_000))])
        for code in CODES
        if code.startswith("t3.")
    }


def table3(printed: dict[str, str]) -> list[list[str]]:
    head = ["", "自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
    rows = [row for row in TABLES[3] if not row.optional]
    return [head, *([r.label, *(printed[f"t3.{r.code}.{c.code}"] for c in COLUMNS3)] for r in rows)]


def first_page(printed: dict[str, str], rows: int = 99) -> Sheet:
    sheet = Sheet()
    sheet.line("青山乡人民政府2023年政府信息公开工作年度报告", 32)
    sheet.line("一、总体情况")
    sheet.line("2023年，我乡主动公开政府信息35条。")
    sheet.line("三、收到和处理政府信息公开申请情况")
    sheet.rows(table3(printed)[:rows], [LABEL, *[VALUE] * 7])
    return sheet


def second_page() -> Sheet:
    sheet = Sheet()
    sheet.line("四、政府信息公开行政复议、行政诉讼情况")
    sheet.line("本年度没有行政复议和行政诉讼。")
    sheet.line("五、存在的主要问题及改进情况")
    sheet.line("公开内容还不够及时，下一步将加强学习。")
    sheet.line("六、其他需要报告的事项")
    sheet.line("无。")
    return sheet


def source(sheet: Sheet, quarters: int = 0) -> Source:
    return Source("page.png", sheet.png(quarters))


def right(cells, printed) -> int:
    """How many figures came back; fails at the first that came back as another."""
    found = 0
    for code, text in printed.items():
        cell = cells.get(code)
        if cell is not None:
            assert cell.value == (Decimal(text) if text.isdigit() else None), code
            found += 1
    return found


def leaning(pixels: np.ndarray, degrees: float) -> np.ndarray:
    height, width = pixels.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 0.9)
    return cv2.warpAffine(pixels, turn, (width, height), borderValue=200)


def seen_from_aside(pixels: np.ndarray) -> np.ndarray:
    """As a phone sees paper: in perspective, in uneven light, a little out of focus."""
    height, width = pixels.shape
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    moved = np.array([[70, 50], [width - 25, 20], [width - 60, height - 40], [20, height - 15]], np.float32)
    matrix = cv2.getPerspectiveTransform(corners, moved)
    paper = cv2.warpPerspective(pixels, matrix, (width, height), borderValue=90).astype(np.float32)
    light = np.linspace(0.65, 1.0, width, dtype=np.float32)[None, :]
    return cv2.GaussianBlur(np.clip(paper * light, 0, 255).astype(np.uint8), (0, 0), 0.8)


@pytest.mark.parametrize("change", [lambda p: p, seen_from_aside, lambda p: leaning(p, -4.0)])
def test_every_figure_is_where_it_was_drawn(change):
    printed = figures(3)
    data = png(change(np.asarray(first_page(printed).image)))
    report = extract(picture.read(Source("x", data)))
    assert right(report.cells, printed) >= 0.97 * len(printed)
    left_out = [code for code in printed if code not in report.cells]
    assert len([n for n in report.notes if n.code in ("E007", "E008")]) == len(left_out)
    assert report.organ == "青山乡人民政府"


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


def beside(change, text="3", other=None):
    """Table three with something drawn into one of its fields: what comes of that field."""
    printed = {code: "0" for code in CODES if code.startswith("t3.")} | {"t3.carried_in.natural": text}
    sheet, top = Sheet(), 120 + 44 + 2 * ROW
    sheet.line("三、收到和处理政府信息公开申请情况")
    rows = table3(printed)[:8]
    sheet.rows(rows, [LABEL, *[VALUE] * 7])
    pixels = np.array(sheet.image)
    change(pixels, (LEFT + LABEL, top))
    report = extract(picture.read(Source("x", png(pixels))))
    right(
        report.cells, {c: t for c, t in printed.items() if c in report.cells and c != "t3.carried_in.natural"}
    )
    return report.cells.get("t3.carried_in.natural"), [n.code for n in report.notes if n.code == "E008"]


def test_the_ghost_of_a_ruling_line_is_no_one():
    def ghost(pixels, at):
        pixels[at[1] + 3 : at[1] + 15, at[0] + 8 : at[0] + 10] = 236

    cell, _ = beside(ghost)
    assert cell is None or cell.value == 3


@pytest.mark.parametrize("unit", ["", "件"])
def test_numbers_below_each_other_are_not_one(unit):
    def second_row(pixels, at):
        x, y = at
        pixels[y + ROW - 2 : y + ROW + 3, x + 3 : x + VALUE - 3] = 255
        drawn = Image.fromarray(pixels)
        ImageDraw.Draw(drawn).text((x + 20, y + ROW + 6), f"92{unit}", 20, font(20))
        pixels[:] = np.asarray(drawn)

    cell, _ = beside(second_row, text=f"91{unit}")
    assert cell is None


@pytest.mark.parametrize("width", [8, 13])
def test_a_dash_is_a_blank_without_doubt(width):
    def dash(pixels, at):
        middle = at[0] + VALUE // 2
        pixels[at[1] + ROW // 2 : at[1] + ROW // 2 + 3, middle - width // 2 : middle + width // 2] = 20

    cell, doubts = beside(dash, text="")
    assert (cell is not None and cell.value is None, doubts) == (True, [])


STROKES = {
    "a plumb one": (0, "1", 0.6, ("1", True)),
    "what leans a little and is read surely": (6, "1", 0.99, ("1", True)),
    "what may be a blurred seven": (7, "1", 0.86, ("1", False)),
    "between one and slash": (9, "1", 0.99, ("/", False)),
    "a slash taken for a one": (20, "1", 0.99, ("/", True)),
}


@pytest.mark.parametrize("case", STROKES)
def test_a_stroke_is_told_by_its_slant(case):
    degrees, read_as, sure, expected = STROKES[case]
    paper = np.full((60, 50), 255, np.uint8)
    shift = round(20 * np.tan(np.radians(degrees)))
    cv2.line(paper, (25 + shift, 10), (25 - shift, 50), 0, 3, cv2.LINE_AA)
    found = snapshot._stroke(recognition.Text(read_as, sure), paper)
    assert (found.text, found.sure >= DOUBTFUL) == expected


def test_a_dim_line_beside_a_table_is_read():
    """A photo in poor light: the table is painted over in the paper's colour, not in white."""
    sheet = Sheet()
    sheet.line("三、收到和处理政府信息公开申请情况")
    sheet.y -= 8
    sheet.rows(table3(figures(3))[:8], [LABEL, *[VALUE] * 7])
    dim = (np.asarray(sheet.image) * 0.55).astype(np.uint8)
    page = snapshot.take(dim, 1)
    assert [strip.text for strip in page.strips] == ["三、收到和处理政府信息公开申请情况"]


def test_what_is_smeared_is_left_out_and_shown_with_its_row():
    printed = figures(3) | {f"t3.carried_in.{c.code}": "5" for c in COLUMNS3} | {"t3.carried_in.total": "30"}
    sheet, top = Sheet(), 120 + 44 + 2 * ROW
    sheet.line("三、收到和处理政府信息公开申请情况")
    sheet.rows(table3(printed)[:8], [LABEL, *[VALUE] * 7])
    pixels = np.array(sheet.image)
    field = slice(top + 4, top + ROW - 4), slice(LEFT + LABEL + 6 * VALUE + 4, LEFT + LABEL + 7 * VALUE - 4)
    pixels[field] = cv2.GaussianBlur(pixels[field], (0, 0), 7)
    smeared = Source("x", png(pixels))
    after = extract(picture.read(smeared))
    assert "t3.carried_in.total" not in after.cells
    (note,) = [n for n in after.notes if n.code in ("E007", "E008")]
    assert "推算为30，" in note.message
    shown = picture.crop([smeared], note.place)
    assert shown
    with Image.open(io.BytesIO(shown)) as cut:
        grey = np.asarray(cut.convert("L"))
    assert "上年结转" in "".join(text.text for text in recognition.prose(grey, 2.0))
    assert picture.crop([smeared], Place(page=2, box=note.place.box)) is None


def blank(size: tuple[int, int], kind: str, mode: str = "L", **more: object) -> bytes:
    held = io.BytesIO()
    Image.new(mode, size).save(held, kind, **more)
    return held.getvalue()


def noise() -> bytes:
    return png(np.random.default_rng(1).integers(0, 256, (900, 700), dtype=np.uint8))


def cloudy() -> bytes:
    """A photo without a word on it."""
    soft = cv2.GaussianBlur(np.random.default_rng(2).integers(0, 256, (800, 900), dtype=np.uint8), (0, 0), 15)
    return png(cv2.normalize(soft, None, 0, 255, cv2.NORM_MINMAX))


def tiff(width: int, tag: int = 0x0100) -> bytes:
    """A TIFF that says another width, or says it under another tag."""
    whole = blank((300, 310), "TIFF")
    return whole.replace(struct.pack("<HHII", 0x0100, 4, 1, 300), struct.pack("<HHII", tag, 4, 1, width))


HOSTILE = {
    "a bomb of 400 million pixels": (lambda: blank((20_000, 20_000), "PNG", "1"), TooLarge),
    "50 million pixels": (lambda: blank((10_000, 5_000), "PNG", "1"), TooLarge),
    "one pixel": (lambda: blank((1, 1), "PNG"), Unsupported),
    "a strip": (lambda: blank((4_000, 210), "PNG"), Unsupported),
    "white": (lambda: png(np.full((900, 700), 255, np.uint8)), EmptyInput),
    "noise": (noise, (EmptyInput, NotAReport)),
    "no words": (cloudy, (EmptyInput, NotAReport)),
    "a gif of many pictures": (
        lambda: blank((400, 400), "GIF", save_all=True, append_images=[Image.new("L", (400, 400), 9)] * 300),
        EmptyInput,
    ),
    "torn": (lambda: second_page().png()[:4_000], Damaged),
    "only a head": (lambda: b"\x89PNG\r\n\x1a\n", Damaged),
    "a broken tiff": (lambda: b"II*\0" + bytes(range(256)), Damaged),
    "a tiff that says it is wide": (lambda: tiff(2_000_000), TooLarge),
    "a tiff without a width": (lambda: tiff(300, 0x01FF), Damaged),
    "a broken jpeg": (lambda: b"\xff\xd8\xff" + bytes(500), Damaged),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_bad_pictures_are_refused_in_a_sentence(name):
    make, expected = HOSTILE[name]
    with pytest.raises(expected) as refused:
        extract(read_all([Source("x", make())]))
    assert isinstance(refused.value, InputError)
    assert len(str(refused.value)) > 8


@pytest.mark.parametrize("kind", [b"heic", b"mif1"])
def test_a_photo_of_an_iphone_is_told_what_to_become(kind):
    data = b"\0\0\0\x18ftyp" + kind + bytes(range(256))
    with pytest.raises(Unsupported, match="HEIC.*JPG"):
        read_all([source(second_page()), Source("IMG_1.HEIC", data)])


def test_avif_is_a_picture():
    held = io.BytesIO()
    try:
        second_page().image.save(held, "AVIF")
    except (KeyError, OSError):
        pytest.skip("Pillow has no AVIF here")
    assert reader(Source("x", held.getvalue())) is picture


def test_a_grid_of_thousands_of_fields_is_not_read_whole(monkeypatch):
    monkeypatch.setattr(snapshot, "MOST_FIELDS", 50)
    taken = snapshot.take(np.asarray(first_page(figures(3)).image), 1)
    assert not taken.tables
    assert [code for code, _, _ in taken.notes] == ["E008"]


def test_without_the_extra_there_is_a_clear_line(monkeypatch):
    monkeypatch.setattr(recognition, "is_here", lambda: False)
    with pytest.raises(Unsupported, match="没有安装图片识别组件"):
        picture.read(source(second_page()))
    with pytest.raises(Unsupported, match="没有安装图片识别组件"):
        scanned.compose_all([scanned.Unread(1, lambda: None)])
    blocks, notes = scanned.compose_all([printed_page("一、总体情况"), scanned.Unread(2, lambda: None)])
    assert [b.text for b in blocks if isinstance(b, Paragraph)] == ["一、总体情况"]
    assert [(code, place.page) for code, _, place in notes] == [("E008", 2)]


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


def test_doubt_stays_with_its_cell():
    fields = [
        snapshot.Field((100 + 50 * n, 100, 150 + 50 * n, 120), t, s)
        for n, (t, s) in enumerate([("甲", 1.0), ("8", 0.4)])
    ]
    rules = tuple([level(y, 100, 200) for y in (100, 120)] + [standing(x, 100, 120) for x in (100, 150, 200)])
    page = Snapshot(7, 595, 842, tables=[snapshot.Table(tuple(fields), rules, (100, 100, 200, 120))])
    (grid,) = put_together([page])
    doubts = {cell.text: cell.confidence for cell in grid.cells}
    assert doubts["甲"] == 1.0
    assert doubts["8"] < DOUBTFUL
    assert {cell.place.page for cell in grid.cells} == {7}


SAMPLES = Path(__file__).resolve().parents[4] / "shared" / "reports"


def test_a_sample_photo():
    folder = SAMPLES / "probe-digits"
    if not folder.exists():
        pytest.skip("../shared is not here")
    gold = json.loads((folder / "gold.json").read_text(encoding="utf-8"))["cells"]
    cells = extract(picture.read(Source("x", (folder / "photo-2.jpg").read_bytes()))).cells
    assert len(cells) > 80
    for code, cell in cells.items():
        assert cell.value == (None if gold[code] is None else Decimal(gold[code])), code
