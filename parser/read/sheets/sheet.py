"""A sheet cut into what it means: what stands alone in a row is a paragraph, the rest between blank rows are tables.

Tables that stand side by side are parted at a blank column, if each has words of the form.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from parser.form.headings import heading
from parser.form.labels import column as column_of
from parser.read import limits
from parser.read.blocks import Slot, Table, Text
from parser.read.plain.worth import places

_SENTENCE = 45
_SINGLE = (1, 1)
_RESULTS = 12
"""Four results in each of three blocks."""

Covered = Mapping[int, set[int]]
"""The columns of each row that lie under a merged cell."""


@dataclass(slots=True)
class Row:
    """A row of texts; ``spans`` are the merged cells that begin in it, by column; ``filled`` the columns with text."""

    number: int
    texts: list[str]
    spans: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    filled: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.filled = [column for column, text in enumerate(self.texts) if text and not text.isspace()]


def is_far(rows: Sequence[Row]) -> bool:
    """Whether the last row or column with text is farther than any table reaches."""
    filled = [row for row in rows if row.filled]
    return bool(filled) and (
        filled[-1].number >= limits.GRID_ROWS or max(row.filled[-1] for row in filled) >= limits.GRID_COLUMNS
    )


def cut(rows: Iterable[Row], covered: Covered) -> Iterator[Text | Table]:
    """Paragraphs and tables of a sheet from top to bottom."""
    region: list[Row] = []
    for row in rows:
        filled = row.filled
        blank = not filled and not covered.get(row.number)
        if blank or (len(filled) == 1 and _is_prose(row.texts[filled[0]], region)):
            yield from _tables(region, covered)
            region = []
            yield from (Text(row.texts[column]) for column in filled)
        else:
            region.append(row)
    yield from _tables(region, covered)


def _is_prose(text: str, region: list[Row]) -> bool:
    """Whether a row's only text is a heading, a title or a sentence, not a table's label."""
    stripped = text.strip()
    if places(stripped):
        return False
    if heading(stripped) is not None:
        return True
    return (not region and not stripped.startswith("第二十条")) or (
        len(stripped) > _SENTENCE and stripped[-1] in "。；："
    )


def _tables(region: list[Row], covered: Covered) -> Iterator[Table]:
    """The tables of a region from left to right."""
    reach = [column + across for row in region for column, (_, across) in row.spans.items()]
    width = max(max(reach, default=0), max((row.filled[-1] + 1 for row in region if row.filled), default=0))
    used = {column for row in region for column in row.filled}.union(
        *(covered.get(row.number, ()) for row in region)
    )
    blank = [column for column in range(width) if column not in used]
    edges = [-1, *blank, width]
    spans = [(left + 1, right) for left, right in pairwise(edges) if right > left + 1]
    if len(spans) < 2 or not all(_is_form(region, left, right) for left, right in spans):  # noqa: PLR2004 - side by side
        spans = [(0, width)]
    for left, right in spans if region else ():
        yield _table(region, covered, left, right)


def _is_form(region: list[Row], left: int, right: int) -> bool:
    """Whether rows' labels of the form stand in these columns, or the whole header of table four, which has none."""
    texts = [row.texts[column] for row in region for column in row.filled if left <= column < right]
    results = sum(column_of(4, text) not in (None, "total") for text in texts)
    return any(map(places, texts)) or results >= _RESULTS


def _table(region: list[Row], covered: Covered, left: int, right: int) -> Table:
    """The table in these columns."""
    top, behind = region[0].number, region[-1].number + 1
    slots = []
    for row in region:
        under, spans, number = covered.get(row.number, ()), row.spans, row.number
        for column, text in enumerate(row.texts[left:right], left):
            if column not in under:
                down, across = spans.get(column, _SINGLE)
                slots.append(
                    Slot(number - top, column - left, [Text(text)], min(down, behind - number), across)
                )
    return Table(slots)
