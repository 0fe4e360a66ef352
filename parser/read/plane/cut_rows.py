"""A row of the form that a page's end cut in two: its label begins on one page and ends on the next.

Only the form can tell such a row from two rows: the two halves of the label make a statutory one, the second half
alone makes none or a worse one, and the numbers stand in one half only, unless one of them was cut itself. Then the
halves are put together; otherwise nothing is.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from parser.form import TABLES
from parser.form.labels import row, spells_row
from parser.model.document import GridCell

_DEEPEST = 3
"""Labels stand in so many columns at most; a row of more words is a header."""
_UNIT = re.compile(r"(?:件|万元|元)\s*$")


def is_cut(above: Sequence[GridCell], below: Sequence[GridCell]) -> bool:
    """Whether the first row of a page is the rest of the last row of the page before."""
    if not _fits(above, below) or sum(_is_word(cell.text) for cell in above) > _DEEPEST:
        return False
    one, numbers = _split(above)
    two, more = _split(below)
    if not two:  # where both have numbers, one of them was cut: "250" and "0", which is no value
        return bool(more) and (not one or _known(one))
    if numbers and more:
        return _known(one + two) and not _spelled(two)
    return _known(one + two) and (_spelled(one + two) or not _known(two))


def joined(above: Sequence[GridCell], below: Sequence[GridCell]) -> list[GridCell]:
    """The row above with what stands below in the same columns; what stands below alone keeps its place there."""
    rest = {cell.column: cell for cell in below if cell.rowspan == 1}
    return [_both(cell, rest[cell.column]) if cell.column in rest else cell for cell in above]


def _both(one: GridCell, two: GridCell) -> GridCell:
    if one.text.strip() and two.text.strip():
        return one._replace(text=f"{one.text}\n{two.text}")
    if one.text or not two.text:
        return one
    return one._replace(text=two.text, place=replace(two.place, row=one.place.row))


def _split(cells: Sequence[GridCell]) -> tuple[str, list[str]]:
    """The label (the rightmost text) of a row without its line ends, and what is printed right of it."""
    texts = [cell.text for cell in sorted(cells, key=lambda cell: cell.column)]
    last = max((i for i, text in enumerate(texts) if _is_word(text)), default=-1)
    label = "".join(texts[last].split()) if last >= 0 else ""
    return label, [text for text in texts[last + 1 :] if text.strip()]


def _is_word(text: str) -> bool:
    return any(map(str.isalpha, _UNIT.sub("", text)))


def _fits(above: Sequence[GridCell], below: Sequence[GridCell]) -> bool:
    """Whether each cell of the lower half has one of the same columns above it."""
    columns = {(cell.column, cell.colspan) for cell in above}
    return all((cell.column, cell.colspan) in columns for cell in below if cell.rowspan == 1)


def _known(label: str) -> bool:
    return any(row(number, label) for number in TABLES)


def _spelled(label: str) -> bool:
    return any(spells_row(number, label) for number in TABLES)
