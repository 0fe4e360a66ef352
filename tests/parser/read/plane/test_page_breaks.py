"""The whole form on pages that break after any row, or inside one: the same cells, none lost, none moved."""

from decimal import Decimal

import pytest

from parser.extract import extract
from parser.form import COLUMNS3, TABLE3
from parser.model.document import GridCell, Paragraph, Source
from parser.read.layout import pdf
from parser.read.plane.cut_rows import is_cut

LEFT, TOP, SIZE = 40.0, 60.0, 9.0
EDGES = [40.0, 80.0, 140.0, 260.0, *(260.0 + 44 * i for i in range(1, 8))]
ROWS = [row for row in TABLE3 if not row.optional]
HEAD = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
GROUPS = {0: "三、本年度办理结果"}


def values():
    return {
        f"t3.{r.code}.{c.code}": 100 + 7 * i + j for i, r in enumerate(ROWS) for j, c in enumerate(COLUMNS3)
    }


def wrap(text, width):
    per_line = max(int(width // SIZE) - 1, 1)
    return [text[i : i + per_line] for i in range(0, len(text), per_line)]


class Sheet:
    """Draws a table row by row and starts a new page where it is told to."""

    def __init__(self, ink, breaks, cut=None, *, at=0.5, align=0.5, draws_rest=True):
        """Row ``cut`` is broken ``at`` this share of its height; single lines stand at ``align`` of it.

        Browsers do not draw (``draws_rest``) what is left of a spanning cell on the next page.
        """
        self.ink, self.breaks, self.cut, self.at, self.align = ink, breaks, cut, at, align
        self.draws_rest = draws_rest
        self.pages, self.y = [""], TOP

    def line(self, x0, y0, x1, y1):
        self.pages[-1] += f"{x0} {842 - y0} m {x1} {842 - y1} l S\n"

    def turn(self):
        self.pages.append("")
        self.y = TOP

    def row(self, number, cells, open_left=0):
        """Cells are (first edge, last edge, text); ``open_left`` columns have no line above (a cell from above)."""
        texts = [wrap(text, EDGES[b] - EDGES[a]) for a, b, text in cells]
        height = 14.0 * max([len(lines) for lines in texts] or [1]) + 6
        parts = [(0, 1, height)]
        if number == self.cut and height > 30:
            parts = [(0, self.at, height * self.at), (self.at, 1, height * (1 - self.at))]
        for begin, end, part in parts:
            if begin:
                self.turn()
            first = 0 if self.draws_rest or len(self.pages) == 1 else open_left
            top = first if begin or self.y == TOP else open_left
            self.line(EDGES[top], self.y, EDGES[-1], self.y)
            for (a, b, _), lines in zip(cells, texts, strict=True):
                for x in (EDGES[a], EDGES[b]):
                    self.line(x, self.y, x, self.y + part)
                for i, line in enumerate(lines):
                    share = (i + 0.5) / len(lines) if len(lines) > 1 else self.align
                    if begin <= share < end:
                        at = (
                            self.y + 3 + 14 * (i - begin * len(lines))
                            if len(lines) > 1
                            else self.y + min(max((share - begin) / (end - begin) * part - 5, 2), part - 12)
                        )
                        self.pages[-1] += self.ink(line, EDGES[a] + 2, at, SIZE)
            for x in EDGES[first : open_left + 1]:
                self.line(x, self.y, x, self.y + part)
            self.y += part
        if number in self.breaks:
            self.line(EDGES[first], self.y, EDGES[-1], self.y)
            self.turn()

    def end(self):
        self.line(EDGES[0], self.y, EDGES[-1], self.y)
        return self.pages


def form(ink, breaks, cut=None, **how):
    sheet = Sheet(ink, breaks, cut, **how)
    sheet.pages[-1] += ink("三、收到和处理政府信息公开申请情况", 60, 40)
    head = [(0, 3, HEAD), *((3 + i, 4 + i, c.label) for i, c in enumerate(COLUMNS3))]
    sheet.row(-1, head)
    shown = ()
    for number, row in enumerate(ROWS):
        numbers = [str(100 + 7 * number + j) for j in range(7)]
        depth = len(row.groups)
        cells = [(depth, 3, row.label)]
        new = [(i, i + 1, g) for i, g in enumerate(row.groups) if row.groups[: i + 1] != shown[: i + 1]]
        kept = depth - len(new)
        shown = row.groups
        sheet.row(number, [*new, *cells, *((3 + j, 4 + j, n) for j, n in enumerate(numbers))], open_left=kept)
    pages = sheet.end()
    pages[-1] += ink("六、其他需要报告的事项", 60, sheet.y + 30) + ink("无。", 60, sheet.y + 60)
    return pages


def read(pdf_of, pages):
    report = extract(pdf.read(Source("x.pdf", pdf_of(*pages))))
    return {code: cell.value for code, cell in report.cells.items() if code.startswith("t3.")}


@pytest.mark.parametrize("last", range(-1, len(ROWS) - 1))
def test_a_break_after_any_row(last, ink, pdf_of):
    middle = {last, (last + len(ROWS) // 2) % (len(ROWS) - 1)}
    found = read(pdf_of, form(ink, middle))
    assert {c: v for c, v in found.items() if v is not None} == {c: Decimal(v) for c, v in values().items()}


@pytest.mark.parametrize("draws_rest", [True, False], ids=["office", "browser"])
@pytest.mark.parametrize("last", range(len(ROWS) - 1))
def test_blank_cells_stay_blank_behind_a_break(last, draws_rest, ink, pdf_of):
    pages = form(ink, {last, (last + len(ROWS) // 2) % (len(ROWS) - 1)}, draws_rest=draws_rest)
    blank = {f"t3.{r.code}.{COLUMNS3[i % 7].code}" for i, r in enumerate(ROWS)}
    for code in blank:
        mark = f"<{str(values()[code]).encode('utf-16-be').hex()}>"
        pages = [page.replace(mark, "<>") for page in pages]
    expected = {c: None if c in blank else Decimal(v) for c, v in values().items()}
    assert {c: v for c, v in read(pdf_of, pages).items() if c in expected} == expected


@pytest.mark.parametrize("align", [0.1, 0.5], ids=["numbers above", "numbers below"])
@pytest.mark.parametrize("at", [0.35, 0.5])
@pytest.mark.parametrize("cut", range(len(ROWS)))
def test_a_break_inside_a_row_costs_nothing(cut, at, align, ink, pdf_of):
    found = read(pdf_of, form(ink, {len(ROWS) // 2}, cut, at=at, align=align))
    assert {c: v for c, v in found.items() if v is not None} == {c: Decimal(v) for c, v in values().items()}


@pytest.mark.parametrize(
    "cut", [row for row in range(len(ROWS)) if len(ROWS[row].label) > 20 and ROWS[row].groups]
)
def test_a_number_that_the_break_cuts_is_left_out(cut, ink, pdf_of):
    pages = form(ink, set(), cut, align=0.1)
    pages[1] = ink("9", EDGES[5] + 2, TOP + 3, SIZE) + pages[1]
    found = read(pdf_of, pages)
    rest = {c: v for c, v in found.items() if v is not None}
    expected = {c: Decimal(v) for c, v in values().items()}
    del expected[f"t3.{ROWS[cut].code}.{COLUMNS3[2].code}"]
    assert rest == expected


def test_two_rows_stay_two(ink, pdf_of):
    """A blank row at a page's end and a full one after it are two rows of the form, whatever their labels."""
    pages = form(ink, {4})
    for j in range(7):
        pages[0] = pages[0].replace(
            ink(str(128 + j), EDGES[3 + j] + 2, 0, SIZE).split("Td")[1], " <> Tj ET\n"
        )
    found = read(pdf_of, pages)
    assert found["t3.denied_secret.natural"] is None
    assert found["t3.denied_law.natural"] == 135


@pytest.mark.parametrize("drawn", ["no lines", "lines between rows", "and a frame"])
def test_the_form_without_column_lines(drawn, ink, pdf_of, monkeypatch):
    line = Sheet.line

    def some(self, x0, y0, x1, y1):
        if drawn != "no lines" and (y0 == y1 or (drawn == "and a frame" and x0 in {EDGES[0], EDGES[-1]})):
            line(self, x0, y0, x1, y1)

    monkeypatch.setattr(Sheet, "line", some)
    pages = form(ink, {len(ROWS) // 2})
    found = read(pdf_of, pages)
    assert {c: v for c, v in found.items() if v is not None} == {c: Decimal(v) for c, v in values().items()}
    text = [b.text for b in pdf.read(Source("x", pdf_of(*pages))).blocks if isinstance(b, Paragraph)]
    assert not [t for t in text if "总计" in t]


@pytest.mark.parametrize("align", [0.05, 0.95], ids=["top", "bottom"])
def test_labels_wrapped_beside_numbers_without_lines_give_no_wrong_number(align, ink, pdf_of, monkeypatch):
    """Where a label's first line stands nearer to the numbers above than to its own, nobody can tell whose they are."""
    monkeypatch.setattr(Sheet, "line", lambda *_: None)
    found = read(pdf_of, form(ink, {4}, align=align))
    expected = {c: Decimal(v) for c, v in values().items()}
    assert {c: v for c, v in found.items() if v is not None and v != expected.get(c)} == {}


def test_a_row_without_lines_that_lacks_a_number_is_left_out(ink, pdf_of, monkeypatch):
    monkeypatch.setattr(Sheet, "line", lambda *_: None)
    (page,) = form(ink, set())
    found = read(pdf_of, [page.replace("<" + "135".encode("utf-16-be").hex() + ">", "<>")])
    expected = {c: Decimal(v) for c, v in values().items() if not c.startswith("t3.denied_law.")}
    assert {c: v for c, v in found.items() if v is not None} == expected


HEADERS = {
    "总计 names a column and a row": ("结果维持 结果纠正 其他结果 尚未审结 总计", "1 2 3 4 10"),
    "规章 is a row by itself": ("信息内容 本年制发件数 本年废止件数 现行有效件数", "规章 1 2 3"),
}


@pytest.mark.parametrize("case", HEADERS)
def test_a_break_between_a_header_and_its_row_joins_nothing(case):
    above, below = ([GridCell(0, n, text) for n, text in enumerate(row.split())] for row in HEADERS[case])
    assert not is_cut(above, below)


CUT = {
    "the rest of a number": ("（七）总计 1 250 3", "_ _ 0 _"),
    "of a number behind a short label": ("三、本年度办理结果 （二）部分公开 148 2", "_ （区分处理的，不计其他情形） 2 _"),
    "of a number of table four": ("593 25 1", "_ 2 _"),
}  # fmt: skip


@pytest.mark.parametrize("case", CUT)
def test_a_number_that_goes_on_behind_the_break_is_not_the_part_before_it(case):
    above, below = (
        [GridCell(0, n, text.strip("_")) for n, text in enumerate(row.split())] for row in CUT[case]
    )
    assert is_cut(above, below)
