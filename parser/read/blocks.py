"""From nested tables and paragraphs, as Word and HTML have them, to the flat list of blocks that a Reading is.

A reader of a tree builds ``Text`` and ``Table`` (whose slots hold texts and tables again); ``settle`` decides which
tables are only layout, joins what stands in a cell, and numbers everything in document order.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from parser.model.document import NOT_READ, Block, Grid, GridCell, Paragraph, Place
from parser.model.errors import EmptyInput, TooLarge
from parser.read import limits

_LONG = 60
_FEW = 2
_FORM_TABLES = 3
PICTURE = "［图片］"
"""What a cell says that holds a picture or a drawn formula and no text: it is not blank."""


@dataclass(slots=True)
class Text:
    """A paragraph; a line break inside is a newline."""

    text: str
    level: int | None = None


@dataclass(slots=True)
class Slot:
    """A cell at its top left position with all that stands in it."""

    row: int
    column: int
    content: list["Text | Table"]
    rowspan: int = 1
    colspan: int = 1

    @property
    def text(self) -> str:
        """The cell's own paragraphs, one a line (those of tables inside are not its own, those of frames are)."""
        content = self.content
        if len(content) == 1 and isinstance(content[0], Text):
            return content[0].text
        own = (part.slots[0] if isinstance(part, Table) and part.is_frame else part for part in content)
        return "\n".join(part.text for part in own if not isinstance(part, Table) and part.text.strip())

    @property
    def has_tables(self) -> bool:
        """Whether tables stand in the cell."""
        return any(isinstance(part, Table) and not part.is_frame for part in self.content)


@dataclass(slots=True)
class Table:
    """A table as its slots, in reading order."""

    slots: list[Slot] = field(default_factory=list)

    @property
    def size(self) -> tuple[int, int]:
        """Rows and columns."""
        rows = max([slot.row + slot.rowspan for slot in self.slots], default=0)
        return rows, max([slot.column + slot.colspan for slot in self.slots], default=0)

    @property
    def tables(self) -> list["Table"]:
        """The tables that stand in its cells."""
        return [
            part
            for slot in self.slots
            for part in slot.content
            if isinstance(part, Table) and not part.is_frame
        ]

    @property
    def is_frame(self) -> bool:
        """Whether it is a single cell around a few words or a number."""
        if len(self.slots) != 1:
            return False
        content = self.slots[0].content
        return Table not in map(type, content) and len(self.slots[0].text) <= _LONG

    @property
    def is_layout(self) -> bool:
        """Whether the table only arranges text or tables on the page, so that its cells are no data.

        So are: a frame around tables with hardly a filled cell of its own, and a single column of long text.
        """
        if self.tables:
            inner = sum(slot.has_tables for slot in self.slots)
            own = sum(bool(slot.text.strip()) and not slot.has_tables for slot in self.slots)
            return own <= _FEW + 2 * inner
        return self.size[1] <= 1 and any(
            len(slot.text) > _LONG or len(slot.content) > _FEW for slot in self.slots
        )


@dataclass(slots=True)
class Cell:
    """A cell before it has a position: its spans as the source states them, and its content."""

    content: list[Text | Table]
    rowspan: int = 1
    colspan: int = 1


def arrange(rows: Sequence[Sequence[Cell]]) -> Table:
    """Find each cell's position as HTML does: a cell goes to the first column that no span from above covers.

    Spans end with the table. Raises TooLarge over the cap on the whole grid.
    """
    limits.check_grid(len(rows), 0)
    table, covered = Table(), [0] * limits.GRID_COLUMNS
    for number, row in enumerate(rows):
        column = 0
        for cell in row:
            while column < limits.GRID_COLUMNS and covered[column] > number:
                column += 1
            limits.check_grid(0, column + cell.colspan)
            rowspan = min(cell.rowspan, len(rows) - number)
            table.slots.append(Slot(number, column, cell.content, rowspan, cell.colspan))
            covered[column : column + cell.colspan] = [number + rowspan] * cell.colspan
            column += cell.colspan
    return table


@dataclass(slots=True)
class Placed:
    """A cell whose column is known; ``merge`` says how it joins the cell above: "", "restart", "continue"."""

    column: int
    colspan: int
    merge: str
    content: list[Text | Table]


def stack(rows: Sequence[Sequence[Placed]]) -> Table:
    """Join cells downwards as Word does: one that continues belongs to the cell above of the same columns.

    What stands in a cell that continues is left over from before the cells were joined; no page shows it. The cells
    of a row come from left to right.
    """
    limits.check_grid(len(rows), 0)
    table = Table()
    above: dict[int, Slot] = {}
    for number, row in enumerate(rows):
        current: dict[int, Slot] = {}
        limits.check_grid(0, row[-1].column + row[-1].colspan if row else 0)
        for cell in row:
            slot = above.get(cell.column) if cell.merge == "continue" else None
            if slot is not None and slot.colspan == cell.colspan:
                slot.rowspan = number - slot.row + 1
            else:
                slot = Slot(number, cell.column, cell.content, 1, cell.colspan)
                table.slots.append(slot)
            if cell.merge:
                current[cell.column] = slot
        above = current
    return table


def settle(raw: Iterable[Text | Table]) -> tuple[Block, ...]:
    """The blocks of a document, without empty paragraphs and empty tables, numbered from 1.

    Raises:
        EmptyInput: nothing is left; TooLarge: more blocks than any report has.
    """
    blocks: list[Block] = []
    paragraphs = tables = cells = characters = 0
    for part in _flatten(raw):
        if isinstance(part, Text):
            for line in part.text.split("\n"):
                if line.strip():
                    paragraphs += 1
                    characters += len(line)
                    blocks.append(Paragraph(line, Place(paragraph=paragraphs), part.level))
        else:
            tables += 1
            cells += len(part.slots)
            grid = _grid(part, tables)
            characters += sum([len(cell.text) for cell in grid.cells])
            blocks.append(grid)
        limits.check_characters(characters)
        if paragraphs + cells > limits.BLOCKS:
            raise TooLarge("文件太长，不像一份年度报告。请只发年度报告本身。")
    if not blocks:
        raise EmptyInput("文件里没有文字。如果内容是图片，请直接发图片或PDF；否则请把文字粘贴过来。")
    return tuple(blocks)


def struck(text: str) -> str:
    """Text that is struck out is seen, and is not meant: in brackets it joins no number."""
    return f"［删除线：{text}］" if text.strip() else text


def picture_notes(blocks: Iterable[Block], count: Callable[[], int]) -> tuple[tuple[str, str, Place], ...]:
    """A note that pictures were not read, where a table of the form may be one of them; ``count`` tells how many."""
    if sum(isinstance(block, Grid) for block in blocks) >= _FORM_TABLES or not (pictures := count()):
        return ()
    message = f"文件里有{pictures}张图片，图片里的内容没有读。如果表格或正文是图片，请把图片直接发来。"
    return ((NOT_READ, message, Place()),)


def _flatten(raw: Iterable[Text | Table]) -> Iterator[Text | Table]:
    for part in raw:
        if isinstance(part, Text):
            yield part
        elif part.is_layout:
            for slot in part.slots:
                yield from _flatten(slot.content)
        else:
            if any(slot.text.strip() for slot in part.slots):
                yield part
            yield from _flatten(part.tables)


def _grid(table: Table, number: int) -> Grid:
    limits.check_grid(*table.size)
    cells = [
        GridCell(s.row, s.column, s.text, s.rowspan, s.colspan, _place(number, s.row + 1, s.column + 1))
        for s in table.slots
    ]
    return Grid(tuple(cells), place=Place(table=number))


@lru_cache(maxsize=2_000)
def _place(table: int, row: int, column: int) -> Place:
    """Where a cell stands; reports have the same few hundred places again and again, so they share them."""
    return Place(table=table, row=row, column=column)
