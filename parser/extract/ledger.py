"""What was read of the form so far: cells, rows and headers as printed, notes; and what two readings of a cell mean.

A cell has one value. A second, different one makes it a clash, and neither is taken; so does a value that is illegal
or doubtful in one place. Only a blank of pasted text is no rival, because there a field may simply be lost.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from parser.extract.header import Header
from parser.extract.values import read_value
from parser.form import COLUMNS3, Row, label, unit
from parser.model.document import DOUBTFUL, GridCell, Place
from parser.model.report import Cell, FormRow, FormTable, Note, Printed


@dataclass(slots=True)
class Ledger:
    """Grows while the grids are walked; ``settle`` ends it."""

    cells: dict[str, Cell] = field(default_factory=dict)
    rows: dict[int, list[FormRow]] = field(default_factory=dict)
    headers: dict[int, list[Printed]] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    weak: set[str] = field(default_factory=set)
    clashes: dict[str, list[Cell]] = field(default_factory=dict)
    doubtful: dict[str, Note] = field(default_factory=dict)

    def enter_header(self, header: Header) -> None:
        """A header's cells as printed."""
        self.headers.setdefault(header.number, []).extend(header.printed)

    def enter_row(self, number: int, row: FormRow) -> None:
        """A row as printed."""
        self.rows.setdefault(number, []).append(row)

    def enter_cells(self, cells: Iterable[tuple[str, GridCell]], *, exact: bool) -> None:
        """Cells with their codes: a legal value or a blank is taken; anything else is said and left out."""
        for code, cell in cells:
            value = read_value(cell.text, unit(code))
            if value.kind == "illegal" or cell.confidence < DOUBTFUL:
                self._leave_out(code, cell)
            else:
                found = Cell(code, cell.text, value.number, cell.place, cell.confidence)
                self._take(found, blank=value.number is None and not exact)

    def _leave_out(self, code: str, cell: GridCell) -> None:
        shown = cell.text.strip()
        if cell.confidence < DOUBTFUL:
            said = f"识别为“{shown or '空白'}”，把握不足，未采用。"
            note = self.doubtful[code] = Note("E008", label(code) + said, cell.place)
        else:
            note = Note("E007", f"{label(code)}印的是“{shown}”，不能确定数值，未采用。", cell.place)
        self.notes.append(note)
        self.clashes.setdefault(code, [])

    def _take(self, found: Cell, *, blank: bool) -> None:
        """``blank`` cells of pasted text are weak: any value replaces them."""
        code, before = found.code, self.cells.get(found.code)
        if before is None or (code in self.weak and not blank):
            self.cells[code] = found
            (self.weak.add if blank else self.weak.discard)(code)
        elif before.value != found.value and not blank:
            self.clashes.setdefault(code, []).append(found)

    def settle(self) -> None:
        """Takes out the cells that were read differently, and says which."""
        for code, others in self.clashes.items():
            first = self.cells.pop(code, None)
            if first and others:
                shown = "、".join(dict.fromkeys(c.raw.strip() or "空白" for c in (first, *others)))
                message = f"{label(code)}在文中不止一处，数值不同（{shown}），未采用。"
                self.notes.append(Note("E009", message, first.place))
        self._say_sums()

    def _say_sums(self) -> None:
        """To a doubtful cell's note, what the rest of its row says it must be; it is still left out."""
        for code, note in self.doubtful.items():
            value = implied(code, self.cells)
            if value is not None:
                said = replace(note, message=f"{note.message}按同一行的合计推算为{value}，请对照原件确认。")
                self.notes[self.notes.index(note)] = said

    def tables(self) -> tuple[FormTable, ...]:
        """The tables as printed."""
        return tuple(self._table(number) for number in sorted(self.rows.keys() | self.headers.keys()))

    def _table(self, number: int) -> FormTable:
        headers, rows = self.headers.get(number, []), self.rows.get(number, [])
        places = [*(row.place for row in rows), *(cell.place for cell in headers), Place()]
        return FormTable(number, tuple(headers), tuple(rows), places[0])


def printed_row(row: Row, at: GridCell, values: tuple[Printed, ...], groups: tuple[str, ...] = ()) -> FormRow:
    """A row of the form as it stands in the document."""
    return FormRow(row.code, Printed(at.text, row.code, at.place), values, len(row.columns), at.place, groups)


def implied(code: str, cells: Mapping[str, Cell]) -> Decimal | None:
    """What a cell of table three must be for its row to add up; None where the row does not tell.

    >>> def cell(code, n): return Cell(code, str(n), Decimal(n))
    >>> cells = {c: cell(c, n) for n, c in enumerate(f"t3.new.{column.code}" for column in COLUMNS3[:6])}
    >>> implied("t3.new.total", cells), implied("t3.new.natural", cells)
    (Decimal('15'), None)
    """
    table, row, column, *_ = *code.split("."), "", ""
    others = [cells.get(f"{table}.{row}.{c.code}") for c in COLUMNS3 if c.code != column]
    values = [cell.value for cell in others if cell is not None and cell.value is not None]
    if table != "t3" or len(values) < len(COLUMNS3) - 1:
        return None
    *parts, last = values  # the columns stand in the form's order, the total at the end
    value = sum((*parts, last), Decimal(0)) if column == "total" else last - sum(parts, Decimal(0))
    return value if value >= 0 else None
