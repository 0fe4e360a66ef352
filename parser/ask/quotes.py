"""Evidence: an exact piece of a report that holds the figure, or the label of its cell as printed."""

import re
from functools import lru_cache

from parser.ask.labels import Line, Shelf
from parser.form import parts
from parser.model.answer import Evidence
from parser.model.report import FormTable, Report

LONGEST = 120
"""Characters of a quote; it is cut at clause marks only."""
_CLAUSE_ENDS = "，,；;。：:、\n！？"


def window(sentence: str, start: int, end: int, longest: int = LONGEST) -> str:
    """The clauses of a sentence around [start, end), as many as fit, whole ones only.

    >>> window("一年来，共发布信息51条，其中动态20条。", 9, 11, 14)
    '一年来，共发布信息51条，'
    """
    bounds = [0, *(m.end() for m in re.finditer(f"[{_CLAUSE_ENDS}]", sentence)), len(sentence)]
    left = max(b for b in bounds if b <= start)
    right = min((b for b in bounds if b >= end), default=len(sentence))
    while True:
        more_right = min((b for b in bounds if b > right), default=None)
        more_left = max((b for b in bounds if b < left), default=None)
        if more_left is not None and right - more_left <= longest:
            left = more_left
        elif more_right is not None and more_right - left <= longest:
            right = more_right
        else:
            return sentence[left:right].strip()


def line_quote(shelf: Shelf, line: Line) -> Evidence:
    """The clauses that state a fact."""
    fact, report = line.fact, shelf.report
    part = fact.part_of is not None
    start = fact.sentence.rfind(fact.measure, 0, fact.number[0]) if part and fact.measure else -1
    start = start if start >= 0 else fact.number[0]
    quote = window(fact.sentence, start, fact.number[1], 0 if part else LONGEST)
    return Evidence(
        report.organ or _place(report), report.year, fact.section, quote, shelf.number, fact=fact.id
    )


def cell_quote(shelf: Shelf, code: str) -> Evidence:
    """The label of a cell's row (of its block and column in table four) as the report prints it."""
    report = shelf.report
    number, row, column = parts(code)
    label = _printed(report.tables, number, row.code, column.code) or row.label
    return Evidence(report.organ or _place(report), report.year, number, label, shelf.number, cell=code)


def _place(report: Report) -> str | None:
    return (report.division_path or "").rpartition("/")[2] or None


def _printed(tables: tuple[FormTable, ...], number: int, row: str, column: str) -> str | None:
    for table in tables:
        if table.number != number:
            continue
        for printed in table.rows:
            if printed.code == row and printed.label.raw.strip():
                return printed.label.raw.strip()
        wanted = (f"t{number}.{row}.{column}", row, column)
        labels = [h.raw.strip() for h in table.headers if h.code in wanted and h.raw.strip()]
        if labels:
            return max(labels, key=len)
    return None


@lru_cache(maxsize=1024)
def flat(quote: str) -> str:
    """A quote on one line, for the reply."""
    return re.sub(r"\s*\n\s*", "", quote).strip()
