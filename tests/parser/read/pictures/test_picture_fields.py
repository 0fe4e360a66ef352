"""The fields of drawn tables, one by one: what is not sure is left out and shown, never guessed."""

import io

import pytest

pytest.importorskip("cv2", reason="recognition (the extra ocr) is not installed here")
pytest.importorskip("rapidocr", reason="recognition (the extra ocr) is not installed here")

import cv2
import numpy as np
from PIL import Image, ImageDraw

from parser.extract import extract
from parser.form import CODES, COLUMNS3
from parser.model.document import DOUBTFUL, Place, Source
from parser.read.pictures import picture, recognition, snapshot, straight
from parser.read.pictures.album import put_together
from parser.read.pictures.snapshot import Snapshot
from parser.read.plane.page import level
from parser.read.plane.page import upright as standing
from tests.parser.read.pictures.drawing import (
    HEIGHT,
    LABEL,
    LEFT,
    ROW,
    VALUE,
    WIDTH,
    Sheet,
    bent,
    figures,
    first_page,
    font,
    png,
    right,
    table3,
)


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


def cut_off(columns: float) -> np.ndarray:
    """A page of numbers of two digits, photographed so that it ends after so many columns."""
    image = Image.new("L", (WIDTH, HEIGHT), 255)
    draw = ImageDraw.Draw(image)
    for row in range(12):
        for column in range(4):
            x, y = 100 + 220 * column, 160 + 48 * row
            draw.rectangle((x, y, x + 220, y + 48), outline=0, width=2)
            draw.text((x + 98, y + 8), f"{10 * row + 11}", 20, font(22))
    return np.ascontiguousarray(np.asarray(image)[:, : round(100 + 220 * columns)])


@pytest.mark.parametrize("columns", [3.45, 3.5, 3.56])
def test_a_number_that_the_edge_of_the_photo_may_have_cut_is_in_doubt(columns):
    fields = snapshot.take(cut_off(columns), 1).tables[0].fields
    last = max(field.box[2] for field in fields)
    cut = [field for field in fields if field.box[2] > last - 5]
    assert len(cut) == 12
    assert all(field.sure < DOUBTFUL for field in cut)
    assert [(f.text, f.sure >= DOUBTFUL) for f in fields if f not in cut] == [
        (f"{10 * row + 11}", True) for row in range(12) for _ in range(3)
    ]


def test_a_table_without_side_borders_keeps_its_outer_columns():
    pixels = np.array(first_page(figures(3), 8).image)
    right_side = LEFT + LABEL + 7 * VALUE
    pixels[:, right_side - 3 : right_side + 4] = 255
    pixels[:, LEFT - 3 : LEFT + 4] = 255
    report = extract(picture.read(Source("x", png(pixels))))
    assert right(report.cells, {c: t for c, t in figures(3).items() if c in report.cells}) >= 0.97 * 7 * 7


@pytest.mark.parametrize("rise", [-0.03, 0.05])
def test_a_bent_table_is_made_flat(rise):
    pixels = bent(np.asarray(first_page(figures(3)).image), rise)
    (table,) = straight.tables(pixels, snapshot.scale_of(pixels))
    (_, lattice), *more = snapshot.standing_apart([table], snapshot.scale_of(pixels))
    assert (len(lattice.ys) - 1, len(lattice.xs) - 1, more) == (26, 8, [])
    outline = table.outline
    assert cv2.contourArea(outline) == pytest.approx((LABEL + 7 * VALUE) * 26 * ROW, rel=0.02)


def test_lines_that_never_reach_a_column_are_no_table():
    """Rows of dashes across, and two short strokes that two of them end on."""
    pixels = np.full((HEIGHT, WIDTH), 255, np.uint8)
    for row in range(6):
        cv2.line(pixels, (200, 300 + 60 * row), (900, 300 + 60 * row), 0, 3)
    cv2.line(pixels, (196, 300), (196, 600), 0, 3)
    assert snapshot.standing_apart(straight.tables(pixels, 2.0), 2.0) == []
