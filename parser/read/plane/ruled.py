"""A ruled table over the pages on which its pieces stand: which continue it, what a browser spilled, one grid of all.

A table that the page's end cut is put together again: its columns are those of all its pieces, a repeated head is left
out, a row that the break went through is one row again (cut_rows).
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from parser.model.document import Grid, GridCell, Place
from parser.read.plane.borderless import Piece, pieces
from parser.read.plane.cut_rows import is_cut, joined
from parser.read.plane.grid import Lattice
from parser.read.plane.page import Line

_SAME_EDGE = 5.0
_SPANNED = 3
"""The form's labels stand in three columns at most, of which the first two span rows."""
_SPILL = 0.8
"""Heights of a line: what stands nearer below a table's last line may belong to its last row."""


@dataclass(slots=True)
class Ruled:
    """A ruled table while its continuation may still follow on the next page."""

    lattice: Lattice
    texts: list[str]
    page: int

    @property
    def top(self) -> float:
        """Where it begins on its page."""
        return self.lattice.ys[0]

    def column_of(self, piece: Piece) -> int | None:
        """The column in which words, not figures, stand as a whole."""
        xs, at = self.lattice.xs, bisect_left(self.lattice.xs, piece.left)
        words = any(map(str.isalpha, piece.text)) and not any(map(str.isdigit, piece.text))
        return at - 1 if words and at == bisect_left(xs, piece.right) and 0 < at < len(xs) else None


def without_spilled(table: Ruled, text: list[Line]) -> list[Line]:
    """The lines of a page but for those at its end that its last table printed below its last line.

    A browser that cuts a spanning cell at the page's end draws no line there and prints on in the space left.
    """
    bottom = table.lattice.ys[-1]
    below = [line for line in text if line.top + line.bottom > 2 * bottom]
    found = [(piece, table.column_of(piece)) for line in below for piece in pieces(line)]
    for line in below:
        if line.top - bottom > _SPILL * line.size:
            return text
        bottom = line.bottom
    if not all(column is not None for _, column in found):
        return text
    for piece, column in found:
        owner = table.lattice.owners[-1][column or 0]
        table.texts[owner] = f"{table.texts[owner]}\n{piece.text}".strip()
    return text[: len(text) - len(below)]


def continues(above: Sequence[Ruled], below: Ruled) -> bool:
    """Whether a table at the top of a page continues the one that ended the page before.

    A browser does not draw the rest of a cell that spans the page's end, so a piece may lack its first columns.
    """
    if not above or below.page != above[-1].page + 1:
        return False
    last, following = above[-1].lattice.xs, below.lattice.xs
    lefts = [x for one in above for x in one.lattice.xs[:_SPANNED]]
    return abs(last[-1] - following[-1]) < _SAME_EDGE and (
        any(abs(x - following[0]) < _SAME_EDGE for x in lefts)
        or any(abs(x - last[0]) < _SAME_EDGE for x in following[:_SPANNED])
    )


def grid_of(table: Sequence[Ruled], table_number: int) -> Grid:
    """One grid of all pieces: their columns are those of the whole table, a repeated head is left out."""
    xs = _all_borders(table)
    cells: list[GridCell] = []
    offset = 0
    for number, part in enumerate(table):
        skipped = _repeated_rows(table[0], part) if number else 0
        added = list(_cells(part, xs, table_number, skipped, offset))
        above = [cell for cell in cells if cell.row + cell.rowspan == offset]
        below = [cell for cell in added if cell.row == offset]
        height = len(part.lattice.ys) - 1 - skipped
        if number and is_cut(above, below):
            cells = [cell for cell in cells if cell not in above] + joined(above, below)
            added = [_moved_up(cell, offset) for cell in added if cell.row > offset or cell.rowspan > 1]
            height -= 1
        cells += added
        offset += height
    place = Place(page=table[0].page, box=rounded(table[0].lattice.box), table=table_number)
    return Grid(tuple(sorted(cells, key=_position)), place=place)


def _cells(part: Ruled, xs: list[float], number: int, skipped: int, offset: int) -> Iterator[GridCell]:
    """The cells of one page's piece, from the row after the repeated head on."""
    columns = [_nearest(xs, x) for x in part.lattice.xs]
    across, down = ([round(at, 1) for at in ats] for ats in (part.lattice.xs, part.lattice.ys))
    for (first, column, rowspan, colspan, _), text in zip(part.lattice.fields, part.texts, strict=True):
        left, right = columns[column], columns[column + colspan]
        gap = right == left and not text  # between the lines of a double rule
        if first >= skipped and not gap:
            row = offset + first - skipped
            box = across[column], down[first], across[column + colspan], down[first + rowspan]
            place = Place(None, None, part.page, box, number, row + 1, left + 1)
            yield GridCell(row, left, text, rowspan, max(right - left, 1), place)


def _moved_up(cell: GridCell, offset: int) -> GridCell:
    """A cell below a row that was put together with the one above; one that began in that row begins after it."""
    row, rowspan = (offset, cell.rowspan - 1) if cell.row == offset else (cell.row - 1, cell.rowspan)
    return cell._replace(row=row, rowspan=rowspan, place=replace(cell.place, row=row + 1))


def _position(cell: GridCell) -> tuple[int, int]:
    return cell.row, cell.column


def _all_borders(table: Sequence[Ruled]) -> list[float]:
    borders: list[float] = []
    for place in sorted(x for part in table for x in part.lattice.xs):
        if not borders or place - borders[-1] > _SAME_EDGE:
            borders.append(place)
    return borders


def _nearest(borders: list[float], place: float) -> int:
    index = bisect_left(borders, place - _SAME_EDGE)
    return min(index, len(borders) - 1)


def _repeated_rows(first: Ruled, part: Ruled) -> int:
    """How many rows at the top of the part repeat the table's head."""
    head, again = _row_texts(first), _row_texts(part)
    count = 0
    for one, two in zip(head, again, strict=False):
        if one != two or not any(character.isalpha() for text in one for character in text):
            break
        count += 1
    return count


def _row_texts(part: Ruled) -> list[list[str]]:
    rows: list[list[str]] = [[] for _ in range(len(part.lattice.ys) - 1)]
    for field, text in zip(part.lattice.fields, part.texts, strict=True):
        rows[field.row].append("".join(text.split()))
    return rows


def rounded(box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    """A box as places state it: to a tenth of a point."""
    left, top, right, bottom = box
    return round(left, 1), round(top, 1), round(right, 1), round(bottom, 1)
