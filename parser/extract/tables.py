"""The statutory tables two to four, from the grids of any format: cells by label, not by position.

Grids are walked in document order, row by row; a table may be cut into any number of grids, repeat its header or have
none, and share a grid with another table. Words decide whose row it is (recognise), the header or the row itself which
value stands under which column (header, rows, table4), and the ledger what is taken. What is left out is said.

Facts: the form of 国办公开办函〔2021〕30号; the 2019 form differs in table two's columns and in （六）其他处理.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from parser.extract.header import Header, announces, read_header, read_header4
from parser.extract.ledger import Ledger, printed_row
from parser.extract.recognise import WEAK, tables_of
from parser.extract.rows import Values, read_values
from parser.extract.sheet import Line, end, lines
from parser.extract.table4 import read_row4
from parser.extract.values import looks_like_value
from parser.form import REQUESTS, REVIEWS, TABLES, Row
from parser.form.labels import find_row, group, key, row, spells_row, stem
from parser.model.document import Grid, GridCell, Place
from parser.model.report import Cell, FormRow, FormTable, Note, Printed

_SUBROWS = {"denied": "denied_", "other": "other_"}
_HAN = {2: "二", 3: "三", 4: "四"}
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Tables:
    """What the grids hold of the form; ``used`` are the positions of the grids that belong to it."""

    cells: dict[str, Cell]
    tables: tuple[FormTable, ...]
    notes: tuple[Note, ...]
    used: frozenset[int]


@dataclass(slots=True)
class _Walk:
    """Where the walk stands: the table at hand, its header, header rows not yet used, rows to be decided at the end."""

    ledger: Ledger = field(default_factory=Ledger)
    number: int | None = None
    header: Header | None = None
    width: int = 0
    pending: list[Line] = field(default_factory=list)
    blank4: tuple[Line, bool] | None = None
    groups: list[tuple[Row, GridCell, Values]] = field(default_factory=list)


def read_tables(grids: Sequence[Grid]) -> Tables:
    """The form's cells in these grids, which stand in document order."""
    walk, used = _Walk(), []
    for position, grid in enumerate(grids):
        rows = lines(grid)
        shown = tables_of(rows, walk.number)
        if shown:
            used.append(position)
            _go_on(walk, grid)
            for line in rows:
                _take(walk, line, shown, exact=grid.exact)
    _finish(walk)
    ledger = walk.ledger
    return Tables(ledger.cells, ledger.tables(), tuple(ledger.notes), frozenset(used))


def _go_on(walk: _Walk, grid: Grid) -> None:
    """A header of the grid before holds for this one only if both are equally wide."""
    width = max([end(cell) for cell in grid.cells])
    if grid.exact and width != walk.width:
        walk.header = None
    walk.width = width


def _take(walk: _Walk, line: Line, shown: frozenset[int], *, exact: bool) -> None:
    """One row of a grid: a row of the form, a header, table four's numbers, or something else."""
    announced = None if line.valued else announces(line.words)
    found = None if announced else _labelled(line, shown, walk.number, exact=exact)
    if found:
        _turn_to(walk, found[0])
        _read(walk, line, found[1], found[2], exact=exact)
    elif announced in shown:
        if announced != walk.number:
            walk.pending.clear()
        walk.number = announced
        walk.pending.append(line)
    elif walk.pending and line.filled and not line.valued:
        walk.pending.extend([line] if len(line.filled) > 1 or walk.number == REVIEWS else [])
    elif walk.number == REVIEWS and REVIEWS in shown:
        _read4(walk, line, exact=exact)
    elif walk.number and line.valued:
        _keep_foreign(walk, line)


def _labelled(
    line: Line, shown: frozenset[int], current: int | None, *, exact: bool
) -> tuple[int, GridCell, Row] | None:
    """The rightmost cell that is the label of a row, its table and its row.

    Where lines were put together to cells by guess, pieces of two labels may look like one: no slip is forgiven there.
    """
    order = sorted(shown, key=lambda number: number != current)
    for cell in reversed(line.words):
        for number in order:
            code = row(number, cell.text)
            if code and not exact and "\n" in cell.text.strip() and not spells_row(number, cell.text):
                continue
            if code and (line.valued or not _also_header(number, code, cell.text)):
                return number, cell, find_row(number, code)
    return None


def _also_header(number: int, code: str, text: str) -> bool:
    """Whether the words are those of a header cell, too: 其他 and 总计 without their number, 行政复议."""
    return number == REVIEWS or (code in WEAK and key(text) == stem(text))


def _turn_to(walk: _Walk, number: int) -> None:
    """Makes the header rows read so far the header of the table at hand."""
    if walk.pending:
        walk.header = read_header4(walk.pending) if number == REVIEWS else read_header(number, walk.pending)
        walk.ledger.enter_header(walk.header)
        walk.pending = []
    elif walk.header and walk.header.number != number:
        walk.header = None
    walk.number = number


def _read(walk: _Walk, line: Line, label: GridCell, form_row: Row, *, exact: bool) -> None:
    """A labelled row: its values to cells, or a note why not."""
    number = walk.number or 0
    values = read_values(line, label, form_row, walk.header, exact=exact)
    if form_row.optional and not any(c and c.text.strip() for c in values.cells):
        walk.groups.append((form_row, label, values))
        return
    groups = tuple([c.text for c in (*line.inherited, *line.words) if c is not label and group(c.text)])
    if values.trouble:
        walk.ledger.notes.append(_trouble(number, form_row, values, label.place))
    _enter(walk.ledger, number, form_row, label, values, groups=groups, exact=exact)


def _enter(
    ledger: Ledger,
    number: int,
    form_row: Row,
    label: GridCell,
    values: Values,
    *,
    groups: tuple[str, ...],
    exact: bool,
) -> None:
    codes: list[str | None] = [None] * len(values.cells)
    if not values.trouble:
        codes = [f"t{number}.{form_row.code}.{column.code}" for column in form_row.columns]
    pairs = [(code, cell) for code, cell in zip(codes, values.cells, strict=True) if cell]
    printed = tuple([Printed(cell.text, code, cell.place) for code, cell in pairs])
    ledger.enter_row(number, printed_row(form_row, label, printed, groups))
    ledger.enter_cells([(code, cell) for code, cell in pairs if code], exact=exact)


def _trouble(number: int, form_row: Row, values: Values, place: Place) -> Note:
    name, wanted = f"表{_HAN[number]}“{form_row.label}”", len(form_row.columns)
    if values.trouble == "foreign":
        return Note("E010", f"{name}的列名不是规定格式的列名，分不清各数属于哪一列，整行未采用。", place)
    if values.trouble == "merged":
        return Note("E003", f"{name}的数值格有合并，分不清各数属于哪一列，整行未采用。", place)
    if values.trouble == "mixed":
        return Note(
            "E003", f"{name}的数值中间夹有别的字，分不清各数属于哪一列，整行未采用，不补零，不移位。", place
        )
    have = f"只有{values.count}" if values.count < wanted else f"有{values.count}"
    return Note("E003", f"{name}{have}个数，应有{wanted}个，整行未采用，不补零，不移位。", place)


def _keep_foreign(walk: _Walk, line: Line) -> None:
    """A row with values that the form does not have: kept as printed, for the rules."""
    first, *rest = line.filled
    if looks_like_value(first.text):
        _doubt_group(walk)
    else:
        walk.pending = []
        printed = tuple(Printed(c.text, None, c.place) for c in rest)
        found = FormRow(None, Printed(first.text, None, first.place), printed, 0, first.place)
        walk.ledger.enter_row(walk.number or 0, found)


def _doubt_group(walk: _Walk) -> None:
    """A group's figures right above a row without a label may be those of its first row, whose label is lost, too."""
    for last in walk.ledger.rows.get(REQUESTS, [])[-1:]:
        codes = [cell.code for cell in last.values if cell.code] if last.code in _SUBROWS else []
        if codes and codes[0] not in walk.ledger.clashes:
            walk.ledger.clashes.update((code, []) for code in codes)
            said = f"表三“{last.label.raw.strip()}”下面一行没有行名，分不清各数属于哪一行，整行未采用。"
            walk.ledger.notes.append(Note("E003", said, last.place))


def _read4(walk: _Walk, line: Line, *, exact: bool) -> None:
    """A row under table four's header; a blank one counts only if no other comes."""
    if walk.pending:
        _turn_to(walk, REVIEWS)
    if not line.filled:
        walk.blank4 = walk.blank4 or (line, exact)
        return
    _enter4(walk, line, exact=exact)


def _enter4(walk: _Walk, line: Line, *, exact: bool) -> None:
    result = read_row4(line, walk.header, exact=exact)
    walk.ledger.notes.extend(result.notes)
    for found in result.rows:
        walk.ledger.enter_row(REVIEWS, found)
    walk.ledger.enter_cells(result.cells, exact=exact)


def _finish(walk: _Walk) -> None:
    """What can only be decided when everything is read."""
    ledger = walk.ledger
    if walk.pending and walk.number:  # a header that no row follows is a table without data, not no table
        _turn_to(walk, walk.number)
    if walk.blank4 and not ledger.rows.get(REVIEWS):
        _enter4(walk, walk.blank4[0], exact=walk.blank4[1])
    _settle_groups(walk)
    ledger.settle()
    ledger.notes.extend(_absent(ledger))


def _settle_groups(walk: _Walk) -> None:
    """A blank group row is a data row only where its sub-rows are missing (2019 form), else only a label."""
    codes = [r.code for r in walk.ledger.rows.get(REQUESTS, ()) if r.code]
    for form_row, label, values in walk.groups:
        below = any(code.startswith(_SUBROWS[form_row.code]) for code in codes)
        if not below and values.cells and not values.trouble:
            _enter(walk.ledger, REQUESTS, form_row, label, values, groups=(), exact=False)


def _absent(ledger: Ledger) -> Iterator[Note]:
    """The statutory rows that a table does not have, in one note a table: absent is neither blank nor zero."""
    for number, rows in sorted(ledger.rows.items()):
        codes = {r.code for r in rows}
        lost = [r for r in TABLES[number] if r.code not in codes and not r.optional and number != REVIEWS]
        if "other" in codes:
            lost = [r for r in lost if not r.code.startswith(_SUBROWS["other"])]
        if lost:
            shown = "、".join(r.label for r in lost[:_SHOWN]) + ("等" if len(lost) > _SHOWN else "")
            yield Note("E011", f"表{_HAN[number]}没有找到{len(lost)}行：{shown}。", rows[0].place)
    if REVIEWS in ledger.headers and not ledger.rows.get(REVIEWS):
        yield Note("E011", "表四只有表头，没有数据行。", ledger.headers[REVIEWS][0].place)
