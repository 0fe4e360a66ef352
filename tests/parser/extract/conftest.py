"""Writes the statutory form in the renderings that offices send, for tests that read it back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import pytest

from parser.extract import extract
from parser.form import CODES, COLUMNS3, COLUMNS4, TABLE2, TABLE3, TABLE4
from parser.model.document import Block, Grid, GridCell, Paragraph, Place, Reading, Source
from parser.model.report import Report
from parser.read.plain.text import read

REMARK = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
ROWS3 = tuple(r for r in TABLE3 if not r.optional)
BLOCKS = {"regulation": "一", "licensing": "五", "penalty": "六", "fee": "八"}
Matrix = list[list[str]]


@dataclass
class Form:
    """A filled form: code to the text in its cell; rows can be dropped, changed or added before drawing."""

    raw: Mapping[str, str]
    title: str = "平安县样例乡人民政府2024年政府信息公开工作年度报告"
    relabel: dict[str, str] = field(default_factory=dict)

    def row(self, number: int, code: str, columns: Sequence[str]) -> list[str]:
        return [self.raw.get(f"t{number}.{code}.{c}", "") for c in columns]

    def name(self, label: str) -> str:
        return self.relabel.get(label, label)

    def table2(self) -> Matrix:
        rows = []
        for one in TABLE2:
            if one.code in BLOCKS:
                unit = "（单位：万元）" if one.code == "fee" else ""
                heads = [self.name(c.label) + unit for c in one.columns]
                rows += [[f"第二十条第（{BLOCKS[one.code]}）项"], ["信息内容", *heads]]
            rows.append([self.name(one.label), *self.row(2, one.code, [c.code for c in one.columns])])
        return [[*r, *[""] * (4 - len(r))] for r in rows]

    def table3(self) -> Matrix:
        names = [self.name(c.label) for c in COLUMNS3]
        head: Matrix = [
            [REMARK, "", "", "申请人情况", "", "", "", "", "", ""],
            ["", "", "", names[0], "法人或其他组织", "", "", "", "", names[6]],
            ["", "", "", "", *names[1:6], ""],
        ]
        seen: set[str] = set()
        for one in ROWS3:
            groups = ["" if g in seen else self.name(g) for g in one.groups]
            seen |= set(one.groups)
            labels = [*groups, self.name(one.label)]
            labels += [""] * (3 - len(labels))
            head.append([*labels, *self.row(3, one.code, [c.code for c in COLUMNS3])])
        return head

    def table4(self) -> Matrix:
        leaf = [self.name(c.label) for c in COLUMNS4]
        values = [v for b in TABLE4 for v in self.row(4, b.code, [c.code for c in COLUMNS4])]
        return [
            ["行政复议", "", "", "", "", "行政诉讼", *[""] * 9],
            [*leaf, "未经复议直接起诉", "", "", "", "", "复议后起诉", "", "", "", ""],
            [*[""] * 5, *leaf, *leaf],
            values,
        ]

    def parts(self) -> list[tuple[str, Matrix | str]]:
        return [
            ("一、总体情况", "2024年，我乡主动公开政府信息12条。"),
            ("二、主动公开政府信息情况", self.table2()),
            ("三、收到和处理政府信息公开申请情况", self.table3()),
            ("四、政府信息公开行政复议、行政诉讼情况", self.table4()),
            ("五、存在的主要问题及改进情况", "存在公开不够及时的问题，下一步将加强培训。"),
            ("六、其他需要报告的事项", "无其他需要报告的事项。"),
        ]

    def text(self, draw: Callable[[Matrix], str], between: str = "\n") -> str:
        pieces = [self.title]
        for heading, body in self.parts():
            pieces += [heading, body if isinstance(body, str) else draw(body)]
        return between.join(pieces)


def pipes(rows: Matrix) -> str:
    lines = ["| " + " | ".join(r) + " |" for r in rows]
    return "\n" + "\n".join([lines[0], "|" + " --- |" * len(rows[0]), *lines[1:]]) + "\n"


def bare_pipes(rows: Matrix) -> str:
    return "\n" + "\n".join(" | ".join(r) for r in rows) + "\n"


def tabs(rows: Matrix) -> str:
    return "\n".join("\t".join(r) for r in rows)


def cells(rows: Matrix) -> str:
    return "\n\n".join("\n".join(f"\t{c}" for c in r) for r in rows) + "\n\n"


def spaces(rows: Matrix) -> str:
    return "\n".join(" ".join(c for c in r if c) for r in rows)


def lines(rows: Matrix) -> str:
    return "\n".join(c for r in rows for c in r if c)


def one_line(rows: Matrix) -> str:
    return " ".join(c for r in rows for c in r if c)


def tab_before(rows: Matrix) -> str:
    """Each cell on a line of its own behind a tab, nothing between the rows, as a browser copies from Word's table."""
    return "\n".join(f"\t{c}" for r in rows for c in r)


def tab_behind(rows: Matrix) -> str:
    return "\n".join(f"{c}\t" for r in rows for c in r)


def tab_lines(rows: Matrix) -> str:
    """A tab on a line of its own between the cells."""
    return "\n".join("\n\t\n".join(r) for r in rows)


def tab_behind_gaps(rows: Matrix) -> str:
    return "\n\n".join("\n\n".join(f"\t{c}" for c in r) for r in rows)


def label_line(rows: Matrix) -> str:
    """The labels of a row on a line, its values on the next, with tabs."""
    lines = [line for r in rows for line in ("\t".join(r[: _values(r)]), "\t".join(r[_values(r) :]))]
    return "\n".join(filter(str.strip, lines))


def _values(one: list[str]) -> int:
    """Where the values of a row begin."""
    words = [n for n, c in enumerate(one) if any("\u4e00" <= x <= "\u9fff" for x in c)]
    return max(words, default=-1) + 1


def values_before(rows: Matrix) -> str:
    """The label at the end of its line."""
    return "\n".join(" ".join(c for c in [*r[_values(r) :], *r[: _values(r)]] if c) for r in rows)


def values_before_tabs(rows: Matrix) -> str:
    return "\n".join("\t".join([*r[_values(r) :], *r[: _values(r)]]) for r in rows)


def values_above(rows: Matrix) -> str:
    return "\n".join(
        "\n".join(filter(None, (" ".join(r[_values(r) :]), "".join(r[: _values(r)])))) for r in rows
    )


def labels_first(rows: Matrix) -> str:
    """All labels, then all lines of values."""
    values = [" ".join(r[_values(r) :]) for r in rows]
    return "\n".join(["".join(r[: _values(r)]) for r in rows] + [v for v in values if v.strip()])


def run_together(rows: Matrix) -> str:
    """The tabs swallowed."""
    return "\n".join("".join(r) for r in rows)


def commas(rows: Matrix) -> str:
    """As Excel saves it: fields with a comma or a line break in quotes."""
    return "\n".join(",".join(f'"{c}"' if "，" in c or "," in c else c for c in r) for r in rows)


def semicolons(rows: Matrix) -> str:
    return "\n".join(";".join(r) for r in rows)


def drawn(rows: Matrix) -> str:
    """With the characters for lines, a rule between all rows."""
    rule = "─" * 6
    inner = f"\n├{'┼'.join(rule for _ in rows[0])}┤\n".join("│" + "│".join(r) + "│" for r in rows)
    return f"┌{rule}┐\n{inner}\n└{rule}┘"


def crossed(rows: Matrix) -> str:
    """With plus, minus and bar."""
    rule = "+" + "-----+" * len(rows[0])
    return f"{rule}\n" + f"\n{rule}\n".join("| " + " | ".join(r) + " |" for r in rows) + f"\n{rule}"


def markup(rows: Matrix) -> str:
    """A table of a web page in a text."""
    inner = "\n".join("<tr>" + "".join(f"<td>{c}</td>" for c in r) + "</tr>" for r in rows)
    return f"\n<table>\n{inner}\n</table>\n"


def colons(rows: Matrix) -> str:
    """A colon between labels and values."""
    pairs = [("".join(r[: _values(r)]), " ".join(r[_values(r) :])) for r in rows]
    return "\n".join(
        f"{a}：{b}" if a and b.strip() else " ".join(r) for (a, b), r in zip(pairs, rows, strict=True)
    )


EXACT = {"pipes": pipes, "bare_pipes": bare_pipes, "commas": commas, "semicolons": semicolons}
EXACT |= {"drawn": drawn, "crossed": crossed, "markup": markup}
PASTED = {"tabs": tabs, "cells": cells, "spaces": spaces, "lines": lines, "one_line": one_line}
PASTED |= {"tab_before": tab_before, "tab_behind": tab_behind, "tab_lines": tab_lines}
PASTED |= {"tab_behind_gaps": tab_behind_gaps, "label_line": label_line, "colons": colons}
DISORDERED = {
    "values_before": values_before,
    "values_before_tabs": values_before_tabs,
    "values_above": values_above,
    "labels_first": labels_first,
    "run_together": run_together,
}
"""Renderings in which a value may be taken for another row's: what cannot be told must be left out."""


def grid(rows: Matrix, *, exact: bool = True) -> Grid:
    made = [
        GridCell(r, c, text, place=Place(row=r + 1))
        for r, one in enumerate(rows)
        for c, text in enumerate(one)
    ]
    return Grid(tuple(made), exact=exact)


def reading(*blocks: Block | str) -> Reading:
    made = [Paragraph(b, Place(paragraph=n)) if isinstance(b, str) else b for n, b in enumerate(blocks, 1)]
    return Reading(tuple(made), "test")


def read_text(text: str) -> Report:
    return extract(read(Source("draft.txt", text.encode())))


def distinct() -> dict[str, str]:
    """Every cell its own number: a value in the wrong row or column shows."""
    return {code: str(1000 + n) for n, code in enumerate(CODES)}


def expected(raw: Mapping[str, str]) -> dict[str, Decimal | None]:
    return {code: Decimal(raw[code]) if raw.get(code, "").isdigit() else None for code in CODES}


def values(report: Report) -> dict[str, Decimal | None]:
    return {code: cell.value for code, cell in report.cells.items()}


@dataclass(frozen=True)
class Kit:
    """What the tests of this folder draw and read with."""

    Form = Form
    EXACT = EXACT
    PASTED = PASTED
    DISORDERED = DISORDERED
    grid = staticmethod(grid)
    reading = staticmethod(reading)
    read_text = staticmethod(read_text)
    distinct = staticmethod(distinct)
    expected = staticmethod(expected)
    values = staticmethod(values)


@pytest.fixture(scope="session")
def kit() -> Kit:
    return Kit()
