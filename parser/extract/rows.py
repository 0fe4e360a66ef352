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
    right = line.right_of(label)
    printed = [cell for cell in right if cell.text.strip()]
    if any(cell.rowspan > label.rowspan for cell in printed):
        return Values(tuple(printed), "merged", len(printed))
    if exact and header and header.at:
        mapped = _by_columns(line, label, right, row, header)
        if mapped:
            return mapped
    if header and (_unlike(header) or (exact and _beyond(right, header))):
        return Values(tuple(printed), "foreign", len(printed))
    return _by_count(line, label, row, right, exact=exact)


def _by_columns(
    line: Line, label: GridCell, right: list[GridCell], row: Row, header: Header
) -> Values | None:
    """Each value where its header stands; None if the row does not keep to the header's columns."""
    ranges = [header.at.get(column.code) for column in row.columns]
    if len(right) == len(ranges) and line.ends_with(ranges):
        return Values(tuple(right))
    known = [r for r in ranges if r]
    untold = len(known) < len(ranges) and not header.extra
    if not known or untold or (header.number != DISCLOSURES and not complete(header)):
        return None
    if end(label) > min(first for first, _ in known):
        return None
    cells = [_standing(line, *r) if r else None for r in ranges]
    if any(r and not cell for cell, r in zip(cells, ranges, strict=True)):
        return None
    taken = {column for cell in cells if cell for column in range(cell.column, end(cell))}
    if any(c.text.strip() and c.column not in taken and c.column not in header.extra for c in right):
        return None
    return Values(tuple(cells))


def _standing(line: Line, first: int, last: int) -> GridCell | None:
    """The one cell of a line that stands under a header; a second one may only be blank."""
    under = line.under(first, last)
    if len(under) > 1:
        under = [cell for cell in under if cell.text.strip()] or under[:1]
    if len(under) != 1:
        return None
    cell = under[0]
    within = end(cell) <= last or last - first > 1 or not cell.text.strip()
    return cell if within and cell.column >= first else None


def _unlike(header: Header) -> bool:
    """Whether the header gives foreign columns or another order, so that counting would mistake one for another."""
    return bool(header.extra) or not header.in_order


def _beyond(right: list[GridCell], header: Header) -> bool:
    """Whether a value stands apart behind the header's last column: a remark's, which counting would take for the row's.

    A row that is only out of line reaches one column too far, without a gap.
    """
    last = max((behind for _, behind in header.at.values()), default=0)
    filled = [cell.column for cell in right if cell.text.strip()]
    if not last or not filled or filled[-1] < last:
        return False
    gap = any(filled[0] < cell.column < filled[-1] and not cell.text.strip() for cell in right)
    return gap or (filled[-1] > last and not right[0].text.strip())


def _by_count(line: Line, label: GridCell, row: Row, right: list[GridCell], *, exact: bool) -> Values:
    """All values, or none, right of the label."""
    wanted = len(row.columns)
    printed = [cell for cell in right if cell.text.strip()]
    if any(_is_words(cell.text) for cell in printed) or sum(_is_several(cell.text) for cell in printed) > 1:
        return Values(tuple(printed), "mixed", len(printed))
    if any(end(cell) - cell.column > 1 for cell in printed) and exact and wanted > 1:
        return Values(tuple(printed), "merged", len(printed))
    if len(printed) == wanted:
        return Values(tuple(printed))
    elsewhere = line.valued  # left of the label
    if not printed and not elsewhere and (not exact or len(right) > wanted):
        return Values((*right[:wanted], *_blanks(label, wanted - len(right))))
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
