"""A draft and how it is written: as a reader would give it, as pasted text with tabs or pipes, as a Word file."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date

import docx

from parser.extract.facts import find_facts
from parser.form import CODES, COLUMNS3, COLUMNS4, SECTIONS, TABLE2, TABLE3, TABLE4, unit
from parser.model.document import Place
from parser.model.report import Cell, FormRow, FormTable, Printed, Report, Section
from parser.text import number

NUMERALS = "一二三四五六"
ROWS3 = tuple(r for r in TABLE3 if not r.optional)
GROUPS2 = (
    ("（一）", ("regulation", "normative")),
    ("（五）", ("licensing",)),
    ("（六）", ("penalty", "coercion")),
    ("（八）", ("fee",)),
)


@dataclass(frozen=True)
class Draft:
    """A report to be: texts by section (0 before the first), values as printed by cell code, what is left out."""

    organ: str = "青河县白石镇人民政府"
    year: int = 2023
    texts: dict[int, str] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    missing: frozenset[str] = frozenset()
    headings: tuple[str, ...] = tuple(f"{n}、{s}" for n, s in zip(NUMERALS, SECTIONS, strict=True))
    title: str | None = ""
    published: date | None = None

    @property
    def head(self) -> str | None:
        """The title; the regular one unless another or None was set."""
        return f"{self.organ}{self.year}年政府信息公开工作年度报告" if self.title == "" else self.title

    def write(self, section: int, text: str) -> "Draft":
        """Replace a section's text."""
        return replace(self, texts={**self.texts, section: text})

    def swap(self, old: str, new: str) -> "Draft":
        """Replace words wherever they stand in the narrative."""
        return replace(self, texts={n: t.replace(old, new) for n, t in self.texts.items()})

    def put(self, **values: str) -> "Draft":
        """Set cells; codes with __ for the dots: t3__new__total="2"."""
        return replace(self, values={**self.values, **{k.replace("__", "."): v for k, v in values.items()}})

    def raw(self, code: str) -> str:
        """What a cell prints."""
        return self.values.get(code, "0")

    def report(self) -> Report:
        """The report as if it had been read without a flaw."""
        sections = tuple(
            Section(n, self.headings[n - 1], self.texts.get(n, ""), Place(line=n * 10))
            for n in range(1, 7)
            if f"s{n}" not in self.missing
        )
        preamble = "\n".join(t for t in (self.head, self.texts.get(0, "")) if t)
        return Report(
            organ=self.organ,
            division=None,
            division_path=None,
            year=self.year,
            title=self.head,
            published=self.published,
            period=None,
            contact=None,
            sections=sections,
            cells=dict(self._cells()),
            facts=find_facts(sections, year=self.year),
            tables=tuple(self._tables()),
            preamble=Section(0, "", preamble),
        )

    def _cells(self) -> Iterator[tuple[str, Cell]]:
        for code in CODES:
            row = code.rsplit(".", 1)[0]
            value = number(self.raw(code))
            legal = value is not None and (unit(code) != "件" or value == value.to_integral_value())
            if (
                row not in self.missing
                and code not in self.missing
                and (legal or self.raw(code) in {"", "/", "—", "无"})
            ):
                yield code, Cell(code, self.raw(code), value if legal else None)

    def _tables(self) -> Iterator[FormTable]:
        for n, rows in ((2, TABLE2), (3, ROWS3), (4, TABLE4)):
            printed = tuple(
                FormRow(
                    r.code,
                    Printed(self.labels.get(f"t{n}.{r.code}", r.label), r.code),
                    tuple(
                        Printed(self.raw(c), c)
                        for col in r.columns
                        if (c := f"t{n}.{r.code}.{col.code}") not in self.missing
                    ),
                    len(r.columns),
                )
                for r in rows
                if f"t{n}.{r.code}" not in self.missing
            )
            heads = {2: TABLE2[0].columns, 3: COLUMNS3, 4: COLUMNS4}[n]
            if self._tabled(n):
                yield FormTable(
                    n,
                    tuple(Printed(self.labels.get(f"t{n}:{c.code}", c.label), c.code) for c in heads),
                    printed,
                )

    def lines(self, table: int) -> Iterator[list[str]]:
        """A table's rows as fields, the way office programs paste them."""
        if table == 2:
            for article, codes in GROUPS2:
                rows = [r for r in TABLE2 if r.code in codes]
                yield [f"第二十条第{article}项", "", "", ""]
                heads = [c.label + ("（单位：万元）" if c.unit == "万元" else "") for c in rows[0].columns]
                yield ["信息内容", *heads, *[""] * (3 - len(heads))]
                for r in rows:
                    if f"t2.{r.code}" not in self.missing:
                        cells = [self.raw(f"t2.{r.code}.{c.code}") for c in r.columns]
                        yield [self.labels.get(f"t2.{r.code}", r.label), *cells, *[""] * (3 - len(cells))]
        elif table == 3:
            yield [
                "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）",
                "",
                "",
                "申请人情况",
                *[""] * 5,
                "总计",
            ]
            yield ["", "", "", "自然人", "法人或其他组织", *[""] * 4, ""]
            yield ["", "", "", "", *[c.label for c in COLUMNS3[1:6]], ""]
            seen: set[str] = set()
            for r in ROWS3:
                if f"t3.{r.code}" not in self.missing:
                    names = ["" if g in seen else g for g in r.groups]
                    seen.update(r.groups)
                    label = [*names, self.labels.get(f"t3.{r.code}", r.label)]
                    values = [self.raw(f"t3.{r.code}.{c.code}") for c in COLUMNS3]
                    yield [*label, *[""] * (3 - len(label)), *values]
        else:
            yield ["行政复议", *[""] * 4, "行政诉讼", *[""] * 9]
            yield [*[c.label for c in COLUMNS4], "未经复议直接起诉", *[""] * 4, "复议后起诉", *[""] * 4]
            yield [*[""] * 5, *[c.label for c in COLUMNS4] * 2]
            yield [self.raw(f"t4.{b.code}.{c.code}") for b in TABLE4 for c in COLUMNS4]

    def _tabled(self, section: int) -> bool:
        return section in {2, 3, 4} and f"t{section}" not in self.missing

    def text(self, separator: str = "\t") -> str:
        """The report as pasted text: tables with tabs or pipes."""
        out = [self.head or "", self.texts.get(0, "")]
        for n in range(1, 7):
            if f"s{n}" in self.missing:
                continue
            out += ["", self.headings[n - 1], "", self.texts.get(n, "")]
            if self._tabled(n):
                out += ["", *(_line(row, separator) for row in self.lines(n)), ""]
        return "\n".join(out)

    def docx(self) -> bytes:
        """The report as a Word document."""
        document = docx.Document()
        for n in (n for n in range(7) if f"s{n}" not in self.missing):
            for paragraph in (
                (self.head or "") if n == 0 else self.headings[n - 1],
                *self.texts.get(n, "").split("\n"),
            ):
                document.add_paragraph(paragraph)
            if self._tabled(n):
                rows = list(self.lines(n))
                table = document.add_table(rows=len(rows), cols=len(rows[-1]))
                for cells, row in zip(table.rows, rows, strict=True):
                    for cell, text in zip(cells.cells, row, strict=True):
                        cell.text = text
        out = io.BytesIO()
        document.save(out)
        return out.getvalue()


def _line(row: list[str], separator: str) -> str:
    return f"| {' | '.join(row)} |" if separator == "|" else separator.join(row)
