"""A sheet cut into what it means: what stands alone in a row is a paragraph, the rest between blank rows are tables."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from parser.form.headings import heading
from parser.read import limits
from parser.read.blocks import Slot, Table, Text
from parser.read.worth import places

_SENTENCE = 45
_SINGLE = (1, 1)

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
            yield from _table(region, covered)
            region = []
            yield from (Text(row.texts[column]) for column in filled)
        else:
            region.append(row)
    yield from _table(region, covered)


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


def _table(region: list[Row], covered: Covered) -> Iterator[Table]:
    """A table of the region, as wide as its text and its merged cells reach."""
    if not region:
        return
    reach = [column + across for row in region for column, (_, across) in row.spans.items()]
    width = max(max(reach, default=0), max((row.filled[-1] + 1 for row in region if row.filled), default=0))
    top, behind = region[0].number, region[-1].number + 1
    slots = []
    for row in region:
        under, spans, number = covered.get(row.number, ()), row.spans, row.number
        for column, text in enumerate(row.texts[:width]):
            if column not in under:
                down, across = spans.get(column, _SINGLE)
                slots.append(Slot(number - top, column, [Text(text)], min(down, behind - number), across))
    yield Table(slots)
