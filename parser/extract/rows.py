"""The values of one row of a statutory table, each under its column, or the reason why they cannot be told.

A true grid (``exact``) is read by its header: a value belongs to the column it stands in, and nothing may stand
elsewhere. Where that fails, and in pasted text always, the row must speak for itself: right of its label it prints
either all its values, or none (blanks), or it is left out as a whole. A value is never moved to make a row fit, and one
that reaches over more rows than the label belongs to nobody knows which.
"""

from dataclasses import dataclass
from typing import Literal

from parser.extract.header import Header, complete
from parser.extract.sheet import Line, end
from parser.extract.values import looks_like_value
from parser.form import DISCLOSURES, Row
from parser.model.document import GridCell

Trouble = Literal["short", "foreign", "merged", "mixed"]


@dataclass(frozen=True, slots=True)
class Values:
    """One cell for each column of the row in its order, or (``trouble``) what is printed and why it was not read.

    A column in the row whose meaning the header does not give has no cell (2019 form): None.
    """

    cells: tuple[GridCell | None, ...]
    trouble: Trouble | None = None
    count: int = 0


def read_values(line: Line, label: GridCell, row: Row, header: Header | None, *, exact: bool) -> Values:
    """The cells right of a row's label under their columns."""
    printed = [cell for cell in line.right_of(label) if cell.text.strip()]
    if any(cell.rowspan > label.rowspan for cell in printed):
        return Values(tuple(printed), "merged", len(printed))
    if exact and header and header.at:
        mapped = _by_columns(line, label, row, header)
        if mapped:
            return mapped
    if header and _unlike(header):
        return Values(tuple(printed), "foreign", len(printed))
    return _by_count(line, label, row, printed, exact=exact)


def _by_columns(line: Line, label: GridCell, row: Row, header: Header) -> Values | None:
    """Each value where its header stands; None if the row does not keep to the header's columns."""
    ranges = [header.at.get(column.code) for column in row.columns]
    if header.number != DISCLOSURES and not complete(header):
        return None
    known = [r for r in ranges if r]
    if not known or end(label) > min(first for first, _ in known):
        return None
    cells = [_standing(line, r) if r else None for r in ranges]
    if any(cell is None for cell, r in zip(cells, ranges, strict=True) if r):
        return None
    taken = {c for cell in cells if cell for c in range(cell.column, end(cell))}
    strays = [c for c in line.right_of(label) if c.text.strip() and c not in cells]
    if any(c.column not in header.extra and c.column not in taken for c in strays):
        return None
    if any(r is None for r in ranges) and not header.extra:
        return None
    return Values(tuple(cells))


def _standing(line: Line, columns: tuple[int, int]) -> GridCell | None:
    """The one cell of a line that stands under a header; a second one may only be blank."""
    first, last = columns
    cells = [cell for cell in line.own if cell.column < last and end(cell) > first]
    filled = [cell for cell in cells if cell.text.strip()]
    if len(filled) > 1 or not cells:
        return None
    cell = filled[0] if filled else cells[0]
    inside = cell.column >= first and (end(cell) <= last or last - first > 1 or not filled)
    return cell if inside else None


def _unlike(header: Header) -> bool:
    """Whether the header gives foreign columns or another order, so that counting would mistake one for another."""
    return bool(header.extra) or not header.in_order


def _by_count(line: Line, label: GridCell, row: Row, printed: list[GridCell], *, exact: bool) -> Values:
    """All values, or none, right of the label."""
    wanted = len(row.columns)
    right = line.right_of(label)
    if any(_is_words(cell.text) for cell in printed) or sum(_is_several(cell.text) for cell in printed) > 1:
        return Values(tuple(printed), "mixed", len(printed))
    if any(end(cell) - cell.column > 1 for cell in printed) and exact and wanted > 1:
        return Values(tuple(printed), "merged", len(printed))
    if len(printed) == wanted:
        return Values(tuple(printed))
    if not printed and (not exact or len(right) > wanted):
        return Values((*right[:wanted], *_blanks(label, wanted - len(right))))
    if not printed and not any(looks_like_value(cell.text) for cell in line.inherited):
        return Values((), "short", 0)
    return Values(tuple(printed), "short", len(printed))


def _is_words(text: str) -> bool:
    """Whether it is no value, not even a misprinted one: perhaps the rest of a label, which must not count as one."""
    return not looks_like_value(text) and not any(map(str.isdigit, text))


def _is_several(text: str) -> bool:
    """Whether two numbers stand in it, or one with a space in it: nobody can tell."""
    return sum(any(map(str.isdigit, part)) for part in text.split()) > 1


def _blanks(label: GridCell, count: int) -> list[GridCell]:
    """Cells that pasted text lost because nothing stood in them."""
    return [GridCell(label.row, end(label) + n, "", place=label.place) for n in range(count)]
