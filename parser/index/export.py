"""The index for other programs: csv and xlsx (a line a report, a column a cell), json (as ``nianbao read --json``).

Blank, zero and absent stay apart: in tables a blank cell is 空, one that the report does not have (or that
could not be read) is empty; in json they are null and left out. A text that a spreadsheet would take for a
formula is quoted.
"""

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import IO, TYPE_CHECKING, Any

from parser.form import CODES, OPTIONAL_CODES, label
from parser.index.index import Index

if TYPE_CHECKING:
    from parser.index.entry import Entry

BLANK = "空"
_CODES = CODES + OPTIONAL_CODES
_WHO = ("机关", "地区", "区划代码", "年度", "版本", "文件")
_FACTS = (*_WHO[:4], "部分", "计量内容", "数值", "单位", "约数", "原句")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

Value = str | int | float | Decimal | None


@dataclass(frozen=True, slots=True)
class Selection:
    """Which reports: a division (a prefix of its code) and a year; None is all."""

    index: Index
    division: str | None = None
    year: int | None = None

    def entries(self) -> "list[Entry]":
        """The entries of the selection, by place, newest year first."""
        return self.index.entries(division=self.division, year=self.year)


def quoted(text: str) -> str:
    """The text such that no spreadsheet runs it, and without characters that no spreadsheet can hold.

    >>> quoted("=1+1"), quoted("新集乡"), quoted("-5")
    ("'=1+1", '新集乡', "'-5")
    """
    clean = _CONTROL.sub("", text)
    return "'" + clean if clean.startswith(_FORMULA) else clean


def header() -> list[str]:
    """The columns of the table of reports: who and when, then every cell by its label and code."""
    return [*_WHO, *(f"{label(code)} [{code}]" for code in _CODES)]


def rows(selection: Selection) -> Iterator[list[Value]]:
    """A line for each report."""
    for entry in selection.entries():
        cells = selection.index.cells(entry.id)
        values = [
            (BLANK if cells[code] is None else cells[code]) if code in cells else None for code in _CODES
        ]
        yield [*_who(entry), entry.revision, entry.source_name, *values]


def fact_rows(selection: Selection) -> Iterator[list[Value]]:
    """A line for each fact of each report."""
    for entry in selection.entries():
        for fact in selection.index.facts(entry.id):
            approximate = "是" if fact.approximate else "否"
            yield [
                *_who(entry),
                fact.section,
                fact.measure,
                fact.value,
                fact.unit,
                approximate,
                fact.sentence,
            ]


def _who(entry: "Entry") -> list[Value]:
    return [entry.organ, entry.path, entry.division, entry.year]


def write_export(index: Index, out: IO[bytes], *, form: str, division: str | None, year: int | None) -> None:
    """Write the reports of a division and year as ``csv``, ``xlsx`` or ``json``; KeyError for another form."""
    {"csv": _write_csv, "xlsx": _write_xlsx, "json": _write_json}[form](Selection(index, division, year), out)


def _write_csv(selection: Selection, out: IO[bytes]) -> None:
    """The table of reports, with the mark that makes spreadsheets read UTF-8."""
    text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="")
    writer = csv.writer(text)
    writer.writerow(header())
    writer.writerows([_text(value) for value in row] for row in rows(selection))
    text.flush()
    text.detach()


def _text(value: Value) -> str:
    if isinstance(value, str):
        return quoted(value)
    return "" if value is None else f"{value:f}" if isinstance(value, Decimal) else str(value)


def _write_xlsx(selection: Selection, out: IO[bytes]) -> None:
    """A workbook of two sheets, the reports and their facts; texts are typed as texts, never formulas."""
    from openpyxl import Workbook  # noqa: PLC0415 - half a second that only this needs

    book = Workbook(write_only=True)
    for title, first, lines in (
        ("报告", header(), rows(selection)),
        ("数量事实", list(_FACTS), fact_rows(selection)),
    ):
        sheet = book.create_sheet(title)
        sheet.append(first)
        for line in lines:
            sheet.append([_typed(sheet, value) for value in line])
    book.save(out)


def _typed(sheet: Any, value: Value) -> Any:
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 - see _write_xlsx

    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, _CONTROL.sub("", value)[:32_767])
    cell.data_type = "s"
    return cell


def _write_json(selection: Selection, out: IO[bytes]) -> None:
    """One document: {"reports": […]}, each with its cells (null is blank, absent ones are left out) and facts."""
    out.write(b'{"reports": [')
    for i, entry in enumerate(selection.entries()):
        document = json.dumps(_document(selection.index, entry), ensure_ascii=False)
        out.write(f"{',' if i else ''}\n{document}".encode())
    out.write(b"\n]}\n")


def _document(index: Index, entry: "Entry") -> dict[str, Any]:
    facts = [
        {
            "id": fact.id,
            "measure": fact.measure,
            "value": _number(fact.value),
            "unit": fact.unit,
            "approximate": fact.approximate,
            "part_of": fact.part_of,
            "section": fact.section,
            "sentence": fact.sentence,
        }
        for fact in index.facts(entry.id)
    ]
    cells = {code: None if value is None else _number(value) for code, value in index.cells(entry.id).items()}
    return {
        "organ": entry.organ,
        "division": entry.division,
        "place": entry.path,
        "year": entry.year,
        "title": entry.title,
        "published": entry.published,
        "revision": entry.revision,
        "source": entry.source_name,
        "cells": cells,
        "facts": facts,
    }


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)
