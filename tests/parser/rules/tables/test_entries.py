"""A bad value that was printed is found, whatever else of the file was not read."""

from dataclasses import replace
from pathlib import Path

import pytest

from parser.model.document import NOT_READ, Source
from parser.model.report import Note
from parser.pipeline import read_sources
from parser.rules import check

EXAMPLE = Path(__file__).resolve().parents[4] / "examples" / "xidagou-2023" / "report.html"


@pytest.mark.parametrize(("code", "found"), [(NOT_READ, True), ("E008", False)])
def test_a_plainly_bad_value_beside_a_part_that_was_not_read(code: str, found: bool) -> None:  # noqa: FBT001 - a column of the table
    """Only where recognition doubted fields of the same file (E008) may the value be its own slip."""
    page = EXAMPLE.read_text(encoding="utf-8")
    cell = page.index("<td", page.index("属于国家秘密"))
    start = page.index(">", cell) + 1
    bad = page[:start] + "若干件" + page[page.index("</td>", start) :]
    report = read_sources([Source("report.html", bad.encode())])
    noted = replace(report, notes=(*report.notes, Note(code, "没有读")))
    told = [f for f in check(noted).findings if "若干件" in f.found]
    assert bool(told) is found
