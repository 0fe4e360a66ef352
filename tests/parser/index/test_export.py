"""Exports: what stands in them, what a spreadsheet must not run."""

import csv
import io
import json
from decimal import Decimal

import openpyxl
import pytest

from parser.form import CODES
from parser.index import Index
from parser.index.export import write_export


@pytest.fixture
def filled(index, make) -> Index:
    cells = {
        "t2.fee.amount": "110.45349",
        "t3.new.total": "12",
        "t3.granted.total": None,
        "t3.new.legal": "absent",
    }
    index.add(make("=HYPERLINK(1)镇人民政府", cells=cells), source_name="@a\x07.docx", digest="a")
    index.add(make(division="640425200", year=2022), source_name="b.docx", digest="b")
    return index


def exported(index: Index, form: str, division: str | None = None, year: int | None = None) -> bytes:
    out = io.BytesIO()
    write_export(index, out, form=form, division=division, year=year)
    return out.getvalue()


def column(header: list[str], code: str) -> int:
    return next(i for i, name in enumerate(header) if name.endswith(f"[{code}]"))


def test_csv(filled: Index) -> None:
    data = exported(filled, "csv")
    assert data.startswith(b"\xef\xbb\xbf")
    header, first, second = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert len(header) == len(first) == len(second) == 6 + 214
    assert first[:6] == [
        "'=HYPERLINK(1)镇人民政府",
        "河北省/石家庄市/甲县/乙镇",
        "130102100",
        "2023",
        "1",
        "'@a.docx",
    ]
    figures = {
        code: first[column(header, code)]
        for code in ("t2.fee.amount", "t3.new.total", "t3.granted.total", "t3.new.legal")
    }
    assert figures == {
        "t2.fee.amount": "110.45349",
        "t3.new.total": "12",
        "t3.granted.total": "空",
        "t3.new.legal": "",
    }
    assert second[column(header, "t3.new.total")] == "0"


def test_xlsx(filled: Index) -> None:
    book = openpyxl.load_workbook(io.BytesIO(exported(filled, "xlsx")))
    assert book.sheetnames == ["报告", "数量事实"]
    header, first, _ = list(book["报告"].values)
    assert first[0] == "=HYPERLINK(1)镇人民政府"
    assert book["报告"]["A2"].data_type == "s"  # a text, not a formula
    assert (first[3], first[column(header, "t3.new.total")], first[column(header, "t3.granted.total")]) == (
        2023,
        12,
        "空",
    )
    assert first[column(header, "t3.new.legal")] is None
    assert next(iter(book["数量事实"].iter_rows(min_row=2, values_only=True)))[4:8] == (
        1,
        "主动公开政府信息",
        51,
        "条",
    )


def test_json(filled: Index) -> None:
    first, second = json.loads(exported(filled, "json"))["reports"]
    assert set(first["cells"]) == set(CODES) - {"t3.new.legal"}
    assert (
        first["cells"]["t2.fee.amount"],
        first["cells"]["t3.new.total"],
        first["cells"]["t3.granted.total"],
    ) == (110.45349, 12, None)
    assert first["facts"][0]["value"] == 51
    assert second["division"] == "640425200"


@pytest.mark.parametrize("form", ["csv", "json", "xlsx"])
@pytest.mark.parametrize(
    ("division", "year", "left"), [("64", None, 1), (None, 2023, 1), ("64", 2023, 0), (None, None, 2)]
)
def test_filters(filled: Index, form: str, division: str | None, year: int | None, left: int) -> None:
    data = exported(filled, form, division, year)
    if form == "json":
        assert len(json.loads(data)["reports"]) == left
    elif form == "csv":
        assert len(list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))) == left + 1
    else:
        assert openpyxl.load_workbook(io.BytesIO(data))["报告"].max_row == left + 1


def test_numbers_no_column_holds_are_exported_as_printed(index, make) -> None:
    index.add(make(cells={"t3.new.total": "1.5"}), source_name="a", digest="a")
    (report,) = json.loads(exported(index, "json"))["reports"]
    assert Decimal(str(report["cells"]["t3.new.total"])) == Decimal("1.5")
