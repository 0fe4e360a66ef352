"""Reports to put into an index, made here so that a test can name every figure."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from parser.form import CODES
from parser.index import Index
from parser.model.report import Cell, Fact, Note, Report, Section

Make = Callable[..., Report]


def make_report(
    organ: str | None = "甲县乙镇人民政府",
    division: str | None = "130102100",
    year: int | None = 2023,
    text: str = "2023年主动公开政府信息51条。其中低保公示20次。",
    cells: dict[str, str | None] | None = None,
) -> Report:
    """A report with all 200 cells 0 but those given (None is blank, "absent" leaves the cell out)."""
    values = dict.fromkeys(CODES, "0") | (cells or {})
    section = Section(1, "一、总体情况", text)
    start = text.find("51")
    facts = (
        ()
        if start < 0
        else (Fact(0, "主动公开政府信息", Decimal(51), "条", 1, text, 0, len(text), (start, start + 2)),)
    )
    return Report(
        organ=organ,
        division=division,
        division_path="河北省/石家庄市/甲县/乙镇" if division else None,
        year=year,
        title="乙镇政府信息公开工作年度报告",
        published=date(2024, 1, 20),
        period=(date(2023, 1, 1), date(2023, 12, 31)),
        contact=None,
        sections=(section,),
        cells={
            code: Cell(code, raw or "", None if raw is None else Decimal(raw))
            for code, raw in values.items()
            if raw != "absent"
        },
        facts=facts,
        notes=(Note("I001", "推定"),),
        format="txt",
    )


@pytest.fixture
def make() -> Make:
    return make_report


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    with Index.open(tmp_path / "index.db", write=True) as opened:
        yield opened
