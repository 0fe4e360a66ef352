"""Write the examples: source/*.toml becomes <name>/report.txt, .html, .docx and gold.json.

Run ``python examples/build.py`` after changing a source; the same source always gives the same bytes.
The sources carry the figures and the faults of real reports in words of our own; gold.json is what a reader must
return (null: a blank cell, left out: the document has no such cell).
"""

import io
import json
import sys
import tomllib
import zipfile
from dataclasses import dataclass
from html import escape
from itertools import chain
from pathlib import Path

from docx import Document
from docx.shared import Pt

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from parser.form import TABLE2, TABLE3, TABLE4, Row  # noqa: E402

ARTICLES = {"regulation": "（一）", "licensing": "（五）", "penalty": "（六）", "fee": "（八）"}
NOTE = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"


@dataclass
class Box:
    """A cell of a table to write: its text and how many rows and columns it covers."""

    text: str
    columns: int = 1
    rows: int = 1


Table = list[list[Box]]


class Form:
    """The three tables of one source, with its labels, its values and its layout faults."""

    def __init__(self, source: dict) -> None:
        self.source, self.labels, self.values = source, source.get("labels", {}), source["cells"]
        self.old = source.get("form2019", False)

    def value(self, code: str) -> Box:
        return Box(self.values.get(code, self.values["default"]))

    def label(self, row: Row) -> str:
        return self.labels.get(row.code, row.label)

    def table2(self) -> Table:
        rows: Table = []
        for row in TABLE2:
            wide = 3 // len(row.columns)
            if row.code in ARTICLES:
                rows.append([Box(f"第二十条第{ARTICLES[row.code]}项", 4)])
                names = [self.labels.get(c.code, c.label) for c in row.columns]
                names = [n + "（单位：万元）" * (row.code == "fee") for n in names]
                rows.append([Box("信息内容"), *(Box(n, wide) for n in names)])
            cells = [self.value(f"t2.{row.code}.{c.code}") for c in row.columns]
            rows.append([Box(self.label(row)), *(Box(c.text, wide) for c in cells)])
        return rows

    def rows3(self) -> list[Row]:
        detail = ("other_no_correction", "other_unpaid", "other_misc")
        skip = ("denied", *detail) if self.old else ("denied", "other")
        listed = [r for r in TABLE3 if r.code not in skip]
        if self.old:  # the group row stands where its three items would
            listed.sort(key=lambda r: (r.code in ("result_total", "carried_out"), r.code == "carried_out"))
        return listed

    def table3(self) -> Table:
        heads = [c.label for c in TABLE3[0].columns]
        rows: Table = [
            [Box(NOTE, 3, 3), Box("申请人情况", 7)],
            [Box(heads[0], 1, 2), Box("法人或其他组织", 5), Box(heads[-1], 1, 2)],
            [Box(h) for h in heads[1:-1]],
        ]
        listed = self.rows3()
        seen: set[str] = set()
        for row in listed:
            groups = [g for g in row.groups if g not in seen]
            seen.update(groups)
            rows.append(self.row3(row, listed, groups))
        return rows

    def row3(self, row: Row, listed: list[Row], groups: list[str]) -> list[Box]:
        covers = [Box(g, 1, sum(g in r.groups for r in listed)) for g in groups]
        label = Box(self.label(row), 3 - len(row.groups))
        return [*covers, label, *(self.value(f"t3.{row.code}.{c.code}") for c in row.columns)]

    def table4(self) -> Table:
        names = [c.label for c in TABLE4[0].columns]
        rows: Table = [
            [Box("行政复议", 5), Box("行政诉讼", 10)],
            [*(Box(n, 1, 2) for n in names), Box(TABLE4[1].label, 5), Box(TABLE4[2].label, 5)],
            [Box(n) for n in names * 2],
        ]
        if not self.source.get("no_table4_values"):
            rows.append([self.value(f"t4.{b.code}.{c.code}") for b in TABLE4 for c in b.columns])
        return rows

    def gold(self) -> dict[str, str | None]:
        codes = [f"t2.{r.code}.{c.code}" for r in TABLE2 for c in r.columns]
        codes += [f"t3.{r.code}.{c.code}" for r in self.rows3() for c in r.columns]
        if not self.source.get("no_table4_values"):
            codes += [f"t4.{b.code}.{c.code}" for b in TABLE4 for c in b.columns]
        return {code: self.value(code).text or None for code in codes}


def blocks(source: dict) -> list[str | Table]:
    """Paragraphs and tables of a source in document order."""
    form, prose = Form(source), source["prose"]
    out: list[str | Table] = [source["mark"], *source.get("title", []), *source.get("preamble", [])]
    tables = {2: [form.table2()], 3: [form.table3()], 4: [form.table4()]}
    if source.get("cut_table3"):
        tables[3] = list(cut(tables[3][0], 8))
    for number, heading in enumerate(source["headings"], 1):
        out += [heading, *prose.get(str(number), []), *tables.get(number, [])]
    return out + prose.get("7", [])


def cut(table: Table, at: int) -> tuple[Table, Table]:
    """The table in two, as a page break leaves it: what reached over the break goes on as an empty cell."""
    first, rest = [], [list(row) for row in table[at:]]
    going_on = []
    for r, row in enumerate(table[:at]):
        going_on += [Box("", b.columns, r + b.rows - at) for b in row if r + b.rows > at]
        first.append([Box(b.text, b.columns, min(b.rows, at - r)) for b in row])
    rest[0] = [*going_on, *rest[0]]
    return first, rest


def expand(table: Table) -> list[list[str | None]]:
    """The grid with every position filled: "" for what a span covers to the right, None for what it covers below."""
    grid: list[list[str | None]] = []
    hanging: dict[int, int] = {}
    for row in table:
        line: list[str | None] = []
        boxes = iter(row)
        while True:
            if hanging.get(len(line), 0):
                hanging[len(line)] -= 1
                line.append(None)
                continue
            box = next(boxes, None)
            if box is None:
                break
            start = len(line)
            line += [box.text] + [""] * (box.columns - 1)
            for column in range(start, len(line)):
                hanging[column] = box.rows - 1
        grid.append(line)
    return grid


def tabs(table: Table) -> str:
    return "\n".join("\t".join(cell or "" for cell in row) for row in expand(table))


def short(table: Table) -> str:
    """As a text extractor prints it that lost a column: rows with group labels lose one or two values."""
    lines = []
    for row in table:
        labels = [b for b in row if not b.text.isdigit()]
        lost = 2 if any(b.text[:1].isdigit() for b in labels if b.text) else 1 if len(labels) else 0
        plain = len(row) != 8 + len(labels) - 1 or row[0].text.startswith(("一、", "二、"))
        kept = row if plain else row[: len(row) - lost]
        lines.append("\t".join(b.text for b in kept))
    return "\n".join(lines)


def lines(table: Table) -> str:
    """One cell a line with a tab before it, an empty line after each row."""
    out = []
    for row in expand(table):
        cells = [c for n, c in enumerate(row) if c is None or c or not _covered(row, n)]
        out.append("\n".join(f"\t{c or ''}" for c in cells) + "\n")
    return "\n".join(out)


def _covered(row: list[str | None], n: int) -> bool:
    """Whether an empty text at n is the rest of a label that spans to the right."""
    return n > 0 and bool(row[n - 1]) and not str(row[n - 1])[0].isdigit() and row[n] == ""


def text(source: dict) -> str:
    draw = {"tabs": tabs, "lines": lines, "short": tabs}[source["txt"]]
    out = []
    for block in blocks(source):
        if isinstance(block, str):
            out.append(block)
        elif source["txt"] == "short" and len(block) > 20:
            out.append(short(block))
        else:
            out.append(draw(block))
    return "\n\n".join(out) + "\n"


def html(source: dict, name: str) -> str:
    body = [
        f"<p>{escape(b)}</p>" if isinstance(b, str) else html_table(b) for b in blocks(source)
    ]
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>政府信息公开年报</title></head><body>\n'
        '<ul class="nav"><li><a href="/">首页</a></li><li><a href="/zwgk">政务公开</a></li></ul>\n'
        f'<div class="article" id="{name}">\n' + "\n".join(body) + "\n</div>\n<p>版权所有　网站地图</p></body></html>\n"
    )


def html_table(table: Table) -> str:
    rows = []
    for row in table:
        cells = []
        for box in row:
            span = f' colspan="{box.columns}"' * (box.columns > 1) + f' rowspan="{box.rows}"' * (box.rows > 1)
            cells.append(f"<td{span}>{escape(box.text)}</td>")
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return '<table border="1">\n' + "\n".join(rows) + "\n</table>"


def docx(source: dict) -> bytes:
    document = Document()
    document.styles["Normal"].font.size = Pt(12)
    for block in blocks(source):
        if isinstance(block, str):
            document.add_paragraph(block)
        else:
            docx_table(document, block)
    raw = io.BytesIO()
    document.save(raw)
    return timeless(raw.getvalue())


def docx_table(document, table: Table) -> None:
    grid = expand(table)
    made = document.add_table(len(grid), max(map(len, grid)), style="Table Grid")
    free = [[True] * len(made.columns) for _ in grid]
    for r, row in enumerate(table):
        column = 0
        for box in row:
            while not free[r][column]:
                column += 1
            for dr in range(box.rows):
                for dc in range(box.columns):
                    free[r + dr][column + dc] = False
            cell = made.cell(r, column)
            if box.rows > 1 or box.columns > 1:
                cell = cell.merge(made.cell(r + box.rows - 1, column + box.columns - 1))
            cell.text = box.text
    document.add_paragraph("")


def timeless(package: bytes) -> bytes:
    """The same package with fixed dates, so that the same source gives the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for item in sorted(old.namelist()):
            data = old.read(item)
            if item == "docProps/core.xml":
                data = data.replace(b"python-docx", b"examples")
            info = zipfile.ZipInfo(item, (2024, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, data)
    return out.getvalue()


def main() -> None:
    for path in sorted((HERE / "source").glob("*.toml")):
        source = tomllib.loads(path.read_text(encoding="utf-8"))
        folder = HERE / path.stem
        folder.mkdir(exist_ok=True)
        (folder / "report.txt").write_text(text(source), encoding="utf-8")
        (folder / "report.html").write_text(html(source, path.stem), encoding="utf-8")
        (folder / "report.docx").write_bytes(docx(source))
        gold = {"txt": source["txt"], "cells": Form(source).gold()}
        (folder / "gold.json").write_text(json.dumps(gold, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
