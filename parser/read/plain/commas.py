"""Tables of a plain text with commas or semicolons between the cells, as Excel saves them under the name .csv.

Every line of such a table has as many fields as the others, or it is none; a field may be quoted and hold line breaks.
Excel pads the sentences between the tables to the same number, so that a run of lines is cut like a sheet.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from parser.form.labels import column, group
from parser.model.document import Block, Grid, GridCell, Paragraph, Place
from parser.read.blocks import Text
from parser.read.plain.lines import Line
from parser.read.plain.worth import places
from parser.read.sheets.sheet import Row, cut

_SIGNS = (",", ";", "，", "；")
_FIELDS, _KNOWN = 4, 3
_QUOTED_LINES = 6


@dataclass(frozen=True, slots=True)
class Run:
    """Lines [start, end) of a text as rows of fields, each with the number of its first line."""

    start: int
    end: int
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def runs(lines: Sequence[Line]) -> Iterator[Run]:
    """The runs of lines that are tables of the form."""
    at = 0
    while at < len(lines):
        found = max((_run(lines, at, sign) for sign in _SIGNS), key=lambda run: run.end)
        if found.end > at and _is_form(found):
            yield found
        at = max(found.end, at + 1)


def _run(lines: Sequence[Line], start: int, sign: str) -> Run:
    rows: list[tuple[int, tuple[str, ...]]] = []
    end = start
    while end < len(lines) and (sign in lines[end].text or lines[end].text.startswith('"')):
        fields, behind = _fields(lines, end, sign)
        if len(fields) < _FIELDS or (rows and len(fields) != len(rows[0][1])):
            break
        rows.append((lines[end].number, fields))
        end = behind
    return Run(start, end, tuple(rows))


def _fields(lines: Sequence[Line], at: int, sign: str) -> tuple[tuple[str, ...], int]:
    """The fields of a line, and of the next ones while a quoted field goes on."""
    text, end = lines[at].text, at + 1
    while text.count('"') % 2 and end < min(at + _QUOTED_LINES, len(lines)):
        text, end = f"{text}\n{lines[end].text}", end + 1
    try:
        return tuple(next(csv.reader([text], delimiter=sign), ())), end
    except csv.Error:  # a line break outside quotes, a field of more than 128 KiB
        return (), end


def _is_form(run: Run) -> bool:
    known = (any(places(text) or column(4, text) or group(text) for text in fields) for _, fields in run.rows)
    return sum(known) >= _KNOWN


def blocks(run: Run) -> Iterator[Block]:
    """The paragraphs and tables of a run."""
    rows = [Row(place, list(fields)) for place, (_, fields) in enumerate(run.rows)]
    top = 0
    for part in cut(rows, {}):
        while not rows[top].filled:
            top += 1
        line = run.rows[top][0]
        if isinstance(part, Text):
            yield Paragraph(part.text, Place(line=line))
            top += 1
        else:
            cells = tuple(
                GridCell(
                    s.row,
                    s.column,
                    s.text,
                    place=Place(line=run.rows[top + s.row][0], row=s.row + 1, column=s.column + 1),
                )
                for s in part.slots
            )
            yield Grid(cells, place=Place(line=line))
            top += part.size[0]
