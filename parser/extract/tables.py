"""The statutory tables two to four, from the grids of any format: cells by label, not by position.

Grids are walked in document order, row by row; a table may be cut into any number of grids, repeat its header or have
none, and share a grid with another table. A row belongs to a table once words of the form vouch for it: table two's
row names (行政许可) and table three's 其他 and 总计 also stand in other tables. What is left out is said in a note.

Facts: the form of 国办公开办函〔2021〕30号; the 2019 form differs in table two's columns and in （六）其他处理.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from parser.extract.header import Header, announces, read_header, read_header4
from parser.extract.rows import Values, read_values
from parser.extract.sheet import Line, lines
from parser.extract.table4 import read_row4
from parser.extract.values import looks_like_value, read_value
from parser.form import TABLES, Row
from parser.form.labels import group, key, row, stem
from parser.model.document import DOUBTFUL, Grid, GridCell, Place
from parser.model.report import Cell, FormRow, FormTable, Note, Printed

_WEAK = ("other_misc", "result_total")
"""Rows of table three whose words (其他, 总计) prove nothing."""
_SUBROWS = {"denied": "denied_", "other": "other_"}
_SHOWN = 3
_HAN = {2: "二", 3: "三", 4: "四"}


@dataclass(frozen=True, slots=True)
class Tables:
    """What the grids hold of the form: its cells by code, its tables as printed, and what was left out."""

    cells: dict[str, Cell]
    tables: tuple[FormTable, ...]
    notes: tuple[Note, ...]
    used: frozenset[int]
    """The positions of the grids that belong to the form."""


@dataclass(slots=True)
class _Walk:
    """What is known while walking: the table at hand, its header, header rows not yet used, and the finds."""

    number: int | None = None
    header: Header | None = None
    pending: list[Line] = field(default_factory=list)
    rows: dict[int, list[FormRow]] = field(default_factory=dict)
    headers: dict[int, list[Printed]] = field(default_factory=dict)
    cells: dict[str, Cell] = field(default_factory=dict)
    clashes: dict[str, list[Cell]] = field(default_factory=dict)
    spare: tuple[Line, bool] | None = None
    weak: set[str] = field(default_factory=set)
    optional: list[tuple[Row, Line, list[tuple[str, GridCell]]]] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


def read_tables(grids: Sequence[Grid]) -> Tables:
    """The form's cells in these grids, which stand in document order."""
    walk = _Walk()
    used = []
    for position, grid in enumerate(grids):
        rows = lines(grid)
        active = _active(rows, walk)
        if active:
            used.append(position)
            for line in rows:
                _take(walk, line, active, exact=grid.exact)
    if walk.pending and walk.number:  # a header that no row follows is a table without data, not no table
        _turn_to(walk, walk.number)
    if walk.spare and not walk.rows.get(4):  # a blank row counts as table four's only if there is no other
        _take4(walk, walk.spare[0], exact=walk.spare[1])
    _settle_optional(walk)
    _settle_clashes(walk)
    walk.notes.extend(_absent(walk))
    tables = tuple(_form_table(walk, n) for n in sorted(walk.rows.keys() | walk.headers.keys()))
    return Tables(walk.cells, tables, tuple(walk.notes), frozenset(used))


def _absent(walk: _Walk) -> Iterator[Note]:
    """The statutory rows that a table does not have, in one note a table: absent is neither blank nor zero."""
    for number, rows in sorted(walk.rows.items()):
        codes = {r.code for r in rows} | ({"review", "direct", "after_review"} if number == 4 else set())  # noqa: PLR2004
        lost = [r for r in TABLES[number] if r.code not in codes and not r.optional]
        if "other" in codes:
            lost = [r for r in lost if not r.code.startswith(_SUBROWS["other"])]
        if lost:
            shown = "、".join(r.label for r in lost[:_SHOWN]) + ("等" if len(lost) > _SHOWN else "")
            yield Note("E011", f"表{_HAN[number]}没有找到{len(lost)}行：{shown}。", rows[0].place)
    if 4 in walk.headers and not walk.rows.get(4):  # noqa: PLR2004
        yield Note("E011", "表四只有表头，没有数据行。", walk.headers[4][0].place)


def _form_table(walk: _Walk, number: int) -> FormTable:
    headers, rows = walk.headers.get(number, []), walk.rows.get(number, [])
    places = [*(found.place for found in rows), *(found.place for found in headers), Place()]
    return FormTable(number, tuple(headers), tuple(rows), places[0])


def _active(rows: Sequence[Line], walk: _Walk) -> frozenset[int]:
    """The tables that this grid shows words enough of, or goes on with."""
    texts = [cell.text for line in rows for cell in line.own if cell.text.strip()]
    announced = [n for line in rows if (n := announces(line.filled))]
    active = set()
    for number in (2, 3):
        codes = {code for t in texts if (code := row(number, t)) and code not in _WEAK}
        if (
            number == 2
            and number not in announced
            and walk.number != number
            and not any(map(_has_values, rows))
        ):  # noqa: PLR2004
            continue
        enough = 1 if number in announced or walk.number == number else 3 if number == 3 else 4  # noqa: PLR2004
        if len(codes) >= enough or (number in announced and _heads(rows, number)):
            active.add(number)
        elif walk.number == number and any(row(number, t) and key(t) != stem(t) for t in texts):
            active.add(number)
    if 4 in announced or (walk.number == 4 and not active and _only_values(rows)):  # noqa: PLR2004
        active.add(4)
    return frozenset(active)


def _heads(rows: Sequence[Line], number: int) -> bool:
    """Whether a grid is nothing but the header of a table whose rows come in the next one."""
    cues = sum(announces(line.filled) == number for line in rows)
    return cues >= 1 and not any(looks_like_value(c.text) for line in rows for c in line.filled)


def _only_values(rows: Sequence[Line]) -> bool:
    filled = [cell for line in rows for cell in line.filled]
    return bool(filled) and all(looks_like_value(cell.text) for cell in filled)


def _take(walk: _Walk, line: Line, active: frozenset[int], *, exact: bool) -> None:
    """One row of a grid: a header, a row of the form, or something else."""
    announced = announces(line.filled)
    found = None if announced and not _has_values(line) else _labelled(line, active, walk)
    if found:
        number, label, form_row = found
        _turn_to(walk, number)
        _read(walk, line, label, form_row, exact=exact)
    elif announced and announced in active and not _has_values(line):
        if announced != walk.number:
            walk.pending.clear()
        walk.number = announced
        walk.pending.append(line)
    elif walk.number == 4 and 4 in active:  # noqa: PLR2004
        _read4(walk, line, exact=exact)
    elif walk.pending and len(line.filled) > 1 and not _has_values(line):
        walk.pending.append(line)
    elif walk.number and _has_values(line):
        _foreign_row(walk, line)


def _has_values(line: Line) -> bool:
    return any(looks_like_value(cell.text) for cell in line.own)


def _labelled(line: Line, active: Iterable[int], walk: _Walk) -> tuple[int, GridCell, Row] | None:
    """The rightmost cell that is the label of a row, and its row."""
    order = sorted(active, key=lambda n: n != walk.number)
    for cell in reversed(line.filled):
        for number in order:
            code = row(number, cell.text)
            if code and (_has_values(line) or not _also_header(number, code, cell.text)):
                return number, cell, next(r for r in TABLES[number] if r.code == code)
    return None


def _also_header(number: int, code: str, text: str) -> bool:
    """Whether the words are those of a header cell, too: 其他 and 总计 without their number, 行政复议."""
    return number == 4 or (code in _WEAK and key(text) == stem(text))  # noqa: PLR2004


def _turn_to(walk: _Walk, number: int) -> None:
    """Makes the header rows read so far the header of the table at hand."""
    if walk.pending:
        walk.header = read_header4(walk.pending) if number == 4 else read_header(number, walk.pending)  # noqa: PLR2004
        walk.headers.setdefault(number, []).extend(walk.header.printed)
        walk.pending = []
    elif walk.header and walk.header.number != number:
        walk.header = None
    walk.number = number


def _read(walk: _Walk, line: Line, label: GridCell, form_row: Row, *, exact: bool) -> None:
    """A labelled row: its values to cells, or a note why not."""
    number = walk.number or 0
    values = read_values(line, label, form_row, walk.header, exact=exact)
    codes = [f"t{number}.{form_row.code}.{column.code}" for column in form_row.columns]
    named = [] if values.trouble else [(c, v) for c, v in zip(codes, values.cells, strict=True) if v]
    if form_row.optional and not any(c and c.text.strip() for c in values.cells):
        walk.optional.append((form_row, line, named))
        return
    _record(walk, label, form_row, values, named, line)
    if values.trouble:
        walk.notes.append(_trouble(number, form_row, values, label.place))
    for code, cell in named:
        _keep(walk, code, cell, form_row, exact=exact)


def _record(
    walk: _Walk, label: GridCell, form_row: Row, values: Values, named: list[tuple[str, GridCell]], line: Line
) -> None:
    by_cell = {id(cell): code for code, cell in named}
    printed = [Printed(c.text, by_cell.get(id(c)), c.place) for c in values.cells if c]
    groups = tuple(c.text for c in (*line.inherited, *line.filled) if c is not label and group(c.text))
    walk.rows.setdefault(walk.number or 0, []).append(
        FormRow(
            form_row.code,
            Printed(label.text, form_row.code, label.place),
            tuple(printed),
            len(form_row.columns),
            label.place,
            groups,
        )
    )


def _keep(walk: _Walk, code: str, cell: GridCell, form_row: Row, *, exact: bool) -> None:
    """A cell with a legal value or a blank is kept; anything else is said."""
    column = next(c for c in form_row.columns if code.endswith(f".{c.code}"))
    value = read_value(cell.text, column.unit)
    name = f"表{_HAN[int(code[1])]}“{form_row.label}”·{column.label}"
    if cell.confidence < DOUBTFUL:
        walk.notes.append(
            Note("E008", f"{name}识别为“{cell.text.strip()}”，把握不足，未采用，请核对原件。", cell.place)
        )
        walk.clashes.setdefault(code, [])
    elif value.kind == "illegal":
        walk.notes.append(
            Note("E007", f"{name}印的是“{cell.text.strip()}”，不能确定数值，未采用。", cell.place)
        )
        walk.clashes.setdefault(code, [])
    else:
        _store(walk, Cell(code, cell.text, value.number, cell.place, cell.confidence), exact=exact)


def _store(walk: _Walk, found: Cell, *, exact: bool) -> None:
    """One value for a cell; a second one must be the same. A blank of pasted text is no rival: it may be a loss."""
    code, blank = found.code, found.value is None and not exact
    before = walk.cells.get(code)
    if before is None or (code in walk.weak and not blank):
        walk.cells[code] = found
        (walk.weak.add if blank else walk.weak.discard)(code)
    elif before.value != found.value and not blank:
        walk.clashes.setdefault(code, []).append(found)


def _trouble(number: int, form_row: Row, values: Values, place: Place) -> Note:
    name, wanted = f"表{_HAN[number]}“{form_row.label}”", len(form_row.columns)
    if values.trouble == "foreign":
        return Note("E010", f"{name}的列名不是规定格式的列名，分不清各数属于哪一列，整行未采用。", place)
    if values.trouble == "merged":
        return Note("E003", f"{name}的数值格有合并，分不清各数属于哪一列，整行未采用。", place)
    have = f"只有{values.count}" if values.count < wanted else f"有{values.count}"
    return Note("E003", f"{name}{have}个数，应有{wanted}个，整行未采用，不补零，不移位。", place)


def _foreign_row(walk: _Walk, line: Line) -> None:
    """A row with values that the form does not have: kept as printed, for the rules."""
    first, *rest = line.filled
    if looks_like_value(first.text):
        return
    walk.pending = []
    printed = tuple(Printed(c.text, None, c.place) for c in rest)
    found = FormRow(None, Printed(first.text, None, first.place), printed, 0, first.place)
    walk.rows.setdefault(walk.number or 0, []).append(found)


def _read4(walk: _Walk, line: Line, *, exact: bool) -> None:
    """A row under table four's header: its fifteen values."""
    if walk.pending and line.filled and not _has_values(line):
        walk.pending.append(line)
        return
    if walk.pending:
        _turn_to(walk, 4)
    if not line.filled:
        walk.spare = walk.spare or (line, exact)
        return
    _take4(walk, line, exact=exact)


def _take4(walk: _Walk, line: Line, *, exact: bool) -> None:
    result = read_row4(line, walk.header, exact=exact)
    walk.rows.setdefault(4, []).extend(result.rows)
    walk.notes.extend(result.notes)
    for code, cell, form_row in result.cells:
        _keep(walk, code, cell, form_row, exact=exact)


def _settle_optional(walk: _Walk) -> None:
    """A blank group row is a data row only where its sub-rows are missing (2019 form), else only a label."""
    codes = {r.code for r in walk.rows.get(3, ()) if r.code}
    for form_row, line, named in walk.optional:
        below = _SUBROWS[form_row.code]
        if any(code.startswith(below) for code in codes) or not named:
            continue
        label = next(c for c in reversed(line.filled) if row(3, c.text) == form_row.code)
        walk.number = 3
        _record(walk, label, form_row, Values(tuple(c for _, c in named)), named, line)
        for code, cell in named:
            _keep(walk, code, cell, form_row, exact=False)


def _settle_clashes(walk: _Walk) -> None:
    """Two different values for one cell: neither is taken."""
    for code, others in walk.clashes.items():
        first = walk.cells.pop(code, None)
        if first is None or not others:
            continue
        shown = "、".join(dict.fromkeys(c.raw.strip() or "空白" for c in (first, *others)))
        message = f"{code} 在文中出现不止一次而数值不同（{shown}），未采用。"
        walk.notes.append(Note("E009", message, replace(first.place)))
