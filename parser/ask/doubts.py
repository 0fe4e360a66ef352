"""Reasons to doubt a figure that a report does state: it is answered with a warning, never silently.

Two kinds: a count beside a list of another length (23 said, 18 listed), and an odd figure (three significant digits
behind a point, or ten thousand and more) that stands in two unlike places.
"""

import re
from decimal import Decimal

from parser.ask.figures import Figure, plain
from parser.ask.labels import Line, Shelf
from parser.form import label

_LIST = re.compile(r"(?:为|是|包括|如下|分别为|有)[:：]([^。]*)")
_LEAST_ITEMS = 3
_ODD_DIGITS = 4


def doubts(shelf: Shelf, figure: Figure) -> tuple[str, ...]:
    """Warnings to print under a figure."""
    found = [*_list_length(shelf, figure.line), *_twice(shelf, figure), *_balance(shelf, figure)]
    return tuple(dict.fromkeys(found))


def _list_length(shelf: Shelf, line: Line | None) -> list[str]:
    if line is None or line.fact.approximate or line.fact.value < _LEAST_ITEMS or shelf.parts(line):
        return []
    section = shelf.report.section(line.fact.section)
    behind = section.text[line.fact.start + line.fact.number[1] :] if section else ""
    found = _LIST.search(behind)
    if (
        not found
        or "。" in behind[: found.start()].replace("。", "", 1)
        or re.search(r"\d", behind[: found.start()].replace("\n", "")[:0])
    ):
        return []
    items = [i for i in re.split(r"[;；\n]", found[1]) if i.strip()]
    if len(items) < _LEAST_ITEMS or len(items) == line.fact.value or not _counts_items(line):
        return []
    return [f"报告说{plain(line.fact.value)}{line.fact.unit or ''}，随后只列出{len(items)}项" if len(items) < line.fact.value
            else f"报告说{plain(line.fact.value)}{line.fact.unit or ''}，随后列出{len(items)}项"]  # fmt: skip


def _counts_items(line: Line) -> bool:
    return line.fact.unit in ("次", "项", "个", "件", "条", "份", "场", "期", "起")


def _twice(shelf: Shelf, figure: Figure) -> list[str]:
    """The same odd figure in a place that counts something else."""
    if not _odd(figure.value):
        return []
    cells = [
        c.code for c in shelf.report.cells.values() if c.value == figure.value and c.code not in figure.cells
    ]
    lines = [x for x in shelf.lines if x.fact.value == figure.value and figure.line is None]
    where = [label(c) for c in cells] + [
        f"“{x.name}”" for x in lines if not figure.line or x.name != figure.line.name
    ]
    return [f"同一个数{plain(figure.value)}还出现在{where[0]}，两处所指不同，请留意"] if where else []


def _odd(value: Decimal) -> bool:
    digits = plain(value).replace(".", "").strip("0")
    return len(digits) >= _ODD_DIGITS


def _balance(shelf: Shelf, figure: Figure) -> list[str]:
    """Received and carried in must equal handled and carried out, where all four are printed."""
    column = (
        figure.cells[0].rpartition(".")[2]
        if len(figure.cells) == 1 and figure.cells[0].startswith("t3.")
        else ""
    )
    rows = ("new", "carried_in", "result_total", "carried_out")
    if not column or figure.cells[0].split(".")[1] not in rows:
        return []
    values = [shelf.report.value(f"t3.{row}.{column}") for row in rows]
    new, carried_in, handled, carried_out = values
    if (
        new is None
        or carried_in is None
        or handled is None
        or carried_out is None
        or new + carried_in == handled + carried_out
    ):
        return []
    left, right = f"{plain(new)}+{plain(carried_in)}", f"{plain(handled)}+{plain(carried_out)}"
    return [f"表三勾稽不平：新收加上年结转{left}，办理总计加结转下年{right}"]
