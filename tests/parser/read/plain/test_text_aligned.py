"""Aligned columns with wrapped labels, and pasted rows with unknown words: whose values these are, or nobody's."""

import pytest

from parser.extract import extract
from parser.form import COLUMNS3, TABLE3
from parser.model.document import Source
from parser.read.plain.text import read

ROWS = [r for r in TABLE3 if not r.optional]
HEAD = "三、收到和处理政府信息公开申请情况\n"


def values(text):
    report = extract(read(Source("layout.txt", text.encode())))
    return {
        code: None if cell.value is None else int(cell.value) for code, cell in report.cells.items()
    }, report


def laid_out(width, numbers, *, blank=(), at="middle"):
    """Table three as pdftotext prints it: labels wrapped to a width, the values beside one of their lines."""
    lines = []
    for n, one in enumerate(ROWS):
        pieces = [one.label[i : i + width] for i in range(0, len(one.label), width)]
        line = {"first": 0, "middle": len(pieces) // 2, "last": len(pieces) - 1}[at]
        shown = [] if one.code in blank else numbers[n]
        if len(pieces) == 2 and at == "middle":
            pieces, line = [pieces[0], "", pieces[1]], 1
        group = "本年度办" if n % 5 == 3 else ""
        for k, piece in enumerate(pieces):
            cells = "".join(f"{v:>8}" for v in shown) if k == line else ""
            lines.append(f"{group if k == 0 else '':　<4}    {piece:　<{width + 2}}{cells}".rstrip())
    return HEAD + "\n".join(x for x in lines if x.strip())


def distinct():
    return [[1000 + 10 * n + c for c in range(7)] for n in range(len(ROWS))]


@pytest.mark.parametrize("at", ["first", "middle", "last"])
@pytest.mark.parametrize("width", [8, 12, 16, 40])
def test_wrapped_labels_keep_their_values(width, at):
    numbers = distinct()
    found, _ = values(laid_out(width, numbers, at=at))
    wanted = {
        f"t3.{r.code}.{c.code}": numbers[n][k] for n, r in enumerate(ROWS) for k, c in enumerate(COLUMNS3)
    }
    assert found == wanted


@pytest.mark.parametrize("width", [8, 12, 40])
def test_rows_without_values_are_blank_and_take_nobodys(width):
    numbers, blank = distinct(), ("refused_mass", "granted")
    found, _ = values(laid_out(width, numbers, blank=blank))
    for n, one in enumerate(ROWS):
        for k, column in enumerate(COLUMNS3):
            assert found[f"t3.{one.code}.{column.code}"] == (None if one.code in blank else numbers[n][k])


def test_values_that_no_label_claims_make_the_blank_row_beside_them_unread():
    rows = ["二、上年结转政府信息公开申请数量    0   0   0   0   0   0   0"]
    rows += [
        "    1.信访举报投诉类申请    1   2   3   4   5   6   7",
        "    2.重复申请",
        "            8   9   10   11   12   13   14",
    ]
    rows += ["    某某某某某某", "    3.要求提供公开出版    21   22   23   24   25   26   27", "    物"]
    found, _ = values(HEAD + "\n".join(rows))
    assert found["t3.refused_petition.total"] == 7
    assert found["t3.refused_publication.total"] == 27
    assert not any(
        code.startswith("t3.refused_repeat.") and value is not None for code, value in found.items()
    )
    assert "t3.refused_repeat.total" not in found


@pytest.mark.parametrize("sep", [" ", "\n"])
def test_an_unknown_word_between_label_and_values_leaves_the_row_out(sep):
    rows = [
        ["一、本年新收政府信息公开申请数量", *"1234567"],
        ["二、上年结转政府信息公开申请数量", "某项", *"1234567"],
    ]
    rows += [["四、结转下年度继续办理", *"7654321"]]
    found, report = values(HEAD + "\n".join(sep.join(r) for r in rows))
    assert [found[f"t3.new.{c.code}"] for c in COLUMNS3] == [1, 2, 3, 4, 5, 6, 7]
    assert [found[f"t3.carried_out.{c.code}"] for c in COLUMNS3] == [7, 6, 5, 4, 3, 2, 1]
    assert not any(code.startswith("t3.carried_in.") for code in found)
    assert [n.place.line for n in report.notes if n.code == "E003"] == [3 if sep == " " else 10]


def test_page_numbers_between_rows_are_no_values():
    rows = [
        "一、本年新收政府信息公开申请数量 1 2 3 4 5 6 7",
        "- 3 -",
        "第 4 页 共 6 页",
        "四、结转下年度继续办理 7 6 5 4 3 2 1",
    ]
    found, _ = values(HEAD + "\n".join(rows))
    assert found["t3.new.total"] == 7
    assert found["t3.carried_out.total"] == 1
