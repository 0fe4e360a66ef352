"""The trial form of 2019 has （六）其他处理 in one row: right for its years, a missing row in later ones."""

from dataclasses import replace
from types import ModuleType

import pytest

from parser.model.report import FormRow, FormTable, Report
from parser.rules import check

GONE = ("other_no_correction", "other_unpaid")


def tried(report: Report, year: int) -> Report:
    """The report with the three items of （六） in one row, on a year."""
    cells = {code: cell for code, cell in report.cells.items() if not code.startswith("t3.other_")}
    return replace(report, year=year, cells=cells, tables=tuple(map(one_row, report.tables)))


def one_row(table: FormTable) -> FormTable:
    rows = [row for row in table.rows if row.code not in GONE]
    return replace(table, rows=tuple(map(renamed, rows)))


def renamed(row: FormRow) -> FormRow:
    label = row.label._replace(raw="（六）其他处理", code="other")
    return replace(row, code="other", label=label) if row.code == "other_misc" else row


@pytest.mark.parametrize(("year", "rule"), [(2019, False), (2020, False), (2021, True), (2024, True)])
def test_one_row_of_other_results_by_year(drafts: ModuleType, year: int, rule: bool) -> None:  # noqa: FBT001 - a column of the table
    found = {f.rule for f in check(tried(drafts.plain().report(), year)).findings}
    assert ("T305" in found) is rule


def test_other_rows_are_missed_in_every_year(drafts: ModuleType) -> None:
    report = tried(drafts.plain().report(), 2020)
    tables = tuple(replace(t, rows=tuple(r for r in t.rows if r.code != "granted")) for t in report.tables)
    cells = {code: cell for code, cell in report.cells.items() if not code.startswith("t3.granted.")}
    found = {f.rule for f in check(replace(report, tables=tables, cells=cells)).findings}
    assert "T305" in found
