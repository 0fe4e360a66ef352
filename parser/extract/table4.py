"""Table four's one row of numbers: fifteen, in three blocks, with no label of its own."""

from dataclasses import dataclass

from parser.extract.header import Header, complete
from parser.extract.sheet import Line, end
from parser.extract.values import looks_like_value
from parser.form import TABLE4, Row
from parser.model.document import GridCell
from parser.model.report import FormRow, Note, Printed

_KEYS: tuple[tuple[str, Row], ...] = tuple((c.code, block) for block in TABLE4 for c in block.columns)
_ALL = len(_KEYS)


@dataclass(frozen=True, slots=True)
class Row4:
    """The named cells, the rows as printed (a block each), and what was left out."""

    cells: tuple[tuple[str, GridCell], ...] = ()
    rows: tuple[FormRow, ...] = ()
    notes: tuple[Note, ...] = ()


def read_row4(line: Line, header: Header | None, *, exact: bool) -> Row4:
    """The fifteen values of a row under table four's header.

    A true grid is read by its header; else the row must print all fifteen values. A row of blanks counts as the row
    of numbers only where the grid has a cell for each.
    """
    cells = _by_columns(line, header) if exact and header and complete(header) else None
    filled = list(line.filled)
    if cells is None and filled and not all(looks_like_value(c.text) for c in filled):
        filled = filled[1:] if all(looks_like_value(c.text) for c in filled[1:]) else []
    if cells is None and len(filled) == _ALL and all(end(c) - c.column == 1 or not exact for c in filled):
        cells = filled
    if cells is None and exact and len(line.own) == _ALL:
        cells = list(line.own)
    if cells is None:
        return _short(filled)
    named = tuple(
        (f"t4.{row.code}.{code}", cell, row) for (code, row), cell in zip(_KEYS, cells, strict=True)
    )
    return Row4(tuple((code, cell) for code, cell, _ in named), tuple(_printed(b, named) for b in TABLE4))


def _by_columns(line: Line, header: Header) -> list[GridCell] | None:
    """Each value under its header, nothing elsewhere; None if the row does not keep to the columns."""
    ranges = [header.at[f"{block.code}.{code}"] for code, block in _KEYS]
    if len(line.own) == len(ranges) and line.ends_with(ranges):
        return list(line.own)
    cells = []
    for first, last in ranges:
        standing = line.under(first, last)
        filled = [c for c in standing if c.text.strip()]
        if not standing or len(filled) > 1:
            return None
        cells.append(filled[0] if filled else standing[0])
    taken = {id(c) for c in cells}
    if len(taken) != _ALL:
        return None
    left = min(first for first, _ in ranges)
    strays = [c for c in line.filled if id(c) not in taken and c.column >= left]
    return None if strays else cells


def _short(filled: list[GridCell]) -> Row4:
    if not filled:
        return Row4()
    place = filled[0].place
    values = tuple(Printed(c.text, None, c.place) for c in filled)
    row = FormRow(None, Printed("", None, place), values, _ALL, place)
    note = Note("E003", f"表四的数据行有{len(filled)}个数，应有{_ALL}个，整行未采用，不补零，不移位。", place)
    return Row4((), (row,), (note,))


def _printed(block: Row, named: tuple[tuple[str, GridCell, Row], ...]) -> FormRow:
    own = [(code, cell) for code, cell, row in named if row is block]
    place = own[0][1].place
    values = tuple(Printed(cell.text, code, cell.place) for code, cell in own)
    return FormRow(block.code, Printed(block.label, block.code, place), values, len(own), place, block.groups)
