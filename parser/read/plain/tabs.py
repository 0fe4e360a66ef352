"""Tables of a plain text whose cells are set apart by tabs, in the two ways that word processors print them.

*Rows*: a line is a row, tabs stand between its cells. *Cells*: a line is a cell with a tab before it, an empty line
ends the row, a line without a tab goes on with the cell above (结果 / 纠正). Neither can be trusted to have kept
every blank cell, so the grids are inexact.
"""

from collections.abc import Sequence

from parser.form.headings import BARE, heading
from parser.form.labels import column, group, heads, row
from parser.model.document import Grid, GridCell, Place
from parser.read.limits import GRID_COLUMNS, check_grid
from parser.read.plain.lines import Line
from parser.read.plain.worth import is_value, places

Cells = list[tuple[str, int]]
Rows = list[Cells]

_TABS = 2
"""The tab before a cell and a stray one behind it."""
_PATIENCE = 60
"""A run of so many lines without a word of the form is no table; without a limit a long list costs its square."""
_LONG = 90
"""A cell's label is shorter; a longer line after a tab is an indented paragraph."""


def take(lines: Sequence[Line], start: int) -> tuple[Grid | None, int] | None:
    """The table that starts at this line and the index behind it, or None if none starts here.

    Without a grid the index says up to where no table starts.
    """
    first = lines[start].text
    if _single(first):
        return _cells(lines, start)
    return _rows(lines, start) if "\t" in first or _leads(lines, start) else None


def _leads(lines: Sequence[Line], start: int) -> bool:
    """Whether a row of one cell (第二十条第（一）项) stands right before rows with tabs."""
    following = lines[start + 1].text if start + 1 < len(lines) else ""
    return "\t" in following and not _single(following) and _lone(lines[start])


def _single(text: str) -> bool:
    """Whether the line is one cell: a tab, then at most a cell's text; more tabs are the blank cells of a row."""
    return text.startswith("\t") and text.count("\t") <= _TABS and "\t" not in text[1:].strip("\t ")


def _rows(lines: Sequence[Line], start: int) -> tuple[Grid, int] | None:
    end = start
    while end < len(lines) and (_goes_on_in_rows(lines[end]) or _answers(lines[end - 1 : end + 1])):
        end += 1
    rows = [[(part, line.number) for part in line.text.split("\t")] for line in lines[start:end]]
    return (grid(_with_values(rows)), end) if len(rows) > 1 or len(rows[0]) > 2 else None  # noqa: PLR2004 - a, b is no table


def _goes_on_in_rows(line: Line) -> bool:
    """Whether a line is a row; a heading behind a tab is none."""
    return not (_single(line.text) and _prose(line.text)) if "\t" in line.text else _lone(line)


def _answers(lines: Sequence[Line]) -> bool:
    """Whether the second of two lines is the value of the label that stands alone in the first."""
    first, *rest = ([(line.text, line.number)] for line in lines)
    return bool(rest) and _only_values(rest[0]) and _only_label(first)


def _with_values(rows: Rows) -> Rows:
    """The rows with those that hold nothing but values joined to the label that stands alone before them."""
    joined: Rows = []
    for one in rows:
        if joined and _only_values(one) and _only_label(joined[-1]):
            joined[-1] = [*joined[-1], *one]
        else:
            joined.append(one)
    return joined


def _only_values(cells: Cells) -> bool:
    filled = [text for text, _ in cells if text.strip()]
    return bool(filled) and all(map(is_value, filled))


def _only_label(cells: Cells) -> bool:
    filled = [text for text, _ in cells if text.strip()]
    return bool(filled and places(filled[-1]))


def _lone(line: Line) -> bool:
    """Whether a line without a tab is a row whose other cells are blank, so that their tabs were trimmed."""
    return not line.blank and not _prose(line.text) and _form(line.text)


def _cells(lines: Sequence[Line], start: int) -> tuple[Grid | None, int]:
    rows: Rows = [[]]
    end = at = start
    broken = False
    while at < len(lines):
        text, number = lines[at].text, lines[at].number
        if not text.strip(" \u3000\u00a0\t") and not text.startswith("\t"):
            broken = True
        elif _single(text) and not _prose(text):
            if broken:
                rows.append([])
            rows[-1].append((text.strip("\t"), number))
            broken, end = False, at + 1
        elif "\t" not in text and rows[-1] and _goes_on(text, broken=broken):
            _join(rows[-1], text, number, broken=broken)
            broken, end = False, at + 1
        else:
            break
        at += 1
        if at - start == _PATIENCE and not _known(rows):
            break
    return (grid(rows), end) if _known(rows) else (None, max(at, start + 1))


def _known(rows: Rows) -> bool:
    """Whether some cell holds words of the form."""
    return any(_form(text) for one in rows for text, _ in one)


def _join(cells: Cells, text: str, number: int, *, broken: bool) -> None:
    """Lets a line go on with the last cell; the place stays where the cell's text begins."""
    before, line = cells[-1]
    cells[-1] = (f"{before}\n{text}", line) if before.strip() else (text, number)
    del broken


def _goes_on(text: str, *, broken: bool) -> bool:
    """Whether a line without a tab belongs to the cell above it: after an empty line only if the form says so."""
    if _prose(text):
        return False
    if broken:
        return bool(group(text) or row(3, text))
    found = heading(text)
    return found is None or found.strength < BARE


def _prose(text: str) -> bool:
    bare = text.strip()
    return len(bare) > _LONG or bare.endswith("。") or (heading(bare) or _NO).strength >= BARE


class _NO:
    strength = 0


def _form(text: str) -> bool:
    return any(column(t, text) or row(t, text) for t in (2, 3, 4)) or heads(text) or group(text) is not None


def grid(rows: Sequence[Sequence[tuple[str, int]]], *, exact: bool = False) -> Grid:
    """A grid of rows of (text, line number); a row that is longer than any is no table's: its rest is one cell."""
    rows = [one if exact or len(one) <= GRID_COLUMNS else _shortened(one) for one in rows]
    check_grid(len(rows), max(map(len, rows), default=0))
    cells = [
        GridCell(r, c, text, place=Place(line=line, row=r + 1, column=c + 1))
        for r, one in enumerate(rows)
        for c, (text, line) in enumerate(one)
    ]
    first = next((cell.place.line for cell in cells), None)
    return Grid(tuple(cells), exact=exact, place=Place(line=first))


def _shortened(cells: Sequence[tuple[str, int]]) -> Cells:
    kept, rest = list(cells[: GRID_COLUMNS - 1]), cells[GRID_COLUMNS - 1 :]
    return [*kept, ("\n".join(text for text, _ in rest), rest[0][1])]
