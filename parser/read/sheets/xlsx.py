"""Excel sheets (.xlsx, .xlsm and the older .xls) through calamine, after a look at how far their cells reach.

A sheet with two cells, A1 and XFD1048576, would make calamine ask for memory for all between and abort the whole
process, so the last cell is found first by running over the raw bytes. What calamine does not tell (what is hidden,
errors, formulas without a result) is found in them, too (parser.read.sheets.sheet_marks).
"""

import io
import re
import struct
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, time
from decimal import Decimal

import olefile
import python_calamine as calamine

from parser.model.document import Place, Reading, Source
from parser.model.errors import Damaged, Encrypted, TooLarge, Unsupported
from parser.read import compound, limits
from parser.read.blocks import Table, Text, settle
from parser.read.package import Package, looks_zipped
from parser.read.sheets import sheet_marks
from parser.read.sheets.sheet import Row, cut, is_far
from parser.read.word.doc import OLE_MAGIC, is_workbook

NAME = "xlsx"
LEFT_OUT = "E009"
"""The note's code for a sheet that was not read."""

_REFERENCE = re.compile(rb"""r\s*=\s*["']([A-Za-z]*)0*(\d+)["']""")
_CELLS = (b"<c", b":c")
"""How the name of a cell's tag begins, with or without a prefix; the few other tags that begin so count, too."""
_STRING = re.compile(rb"<(?:\w+:)?si[\s>]")
_SHEET = b"sheetData"
_BOOK = ("xl/workbook.xml", "xl/_rels/workbook.xml.rels")
_DIGITS = 9
"""More of a reference than any sheet has is as far away as the whole of it."""
_MOST_CELLS = 200_000
_WORKBOOK = "Workbook"
_SAVE_AS = "请另存为.xlsx或.docx后再发，或把表格直接粘贴过来。"
_FILEPASS = 0x2F
_SST, _DIMENSIONS = 0xFC, 0x200
_BOUND_SHEET = 0x85
"""Says where a sheet begins; calamine reads on from there."""
_STRINGS = (_SST, 0x3C)
_EXTENT = {10: "<HHHH", 14: "<IIHH"}
"""How a sheet of either age says its first and last row and column, by the length of the record."""
_ROOM = 5
"""Blank cells that weigh as much as a filled one."""
_LONGEST = 0xFFFF
"""Characters of a string in an old workbook."""
_REPEATED, _PERHAPS_REPEATED = 2 * 10**8, 10**9
"""Bytes of text in all cells together, if each held the longest string; the second where only a bound of it is known."""
_OVERLAPS = 10
_CELL_RECORDS = frozenset({0x06, 0xFD, 0x203, 0x204, 0x205, 0x27E, 0xBD, 0x0201, 0xBE, 0x00D6})


def accepts(data: bytes, name: str) -> bool:  # noqa: ARG001 - the name is never trusted
    """A zip with a workbook part, or an OLE2 file with a workbook stream."""
    if data.startswith(OLE_MAGIC):
        return is_workbook(data)
    return looks_zipped(data, b"xl/", b"xl\\")


def read(source: Source) -> Reading:
    """Read all visible sheets, without their hidden rows and columns.

    Raises:
        InputError: encrypted, damaged, over a limit, empty.
    """
    data = source.data
    if data.startswith(OLE_MAGIC):
        data, marks = _checked_old(data)
    else:
        marks = sheet_marks.of_parts(_checked(Package(data)))
    parts: list[Text | Table] = []
    notes: list[tuple[str, str, Place]] = []
    with _told_clearly():
        for place, sheet in _sheets(data):
            hers = marks.get(place, sheet_marks.NONE)
            rows = list(_rows(sheet, hers))
            said = f"工作表“{sheet.name}”"
            if is_far(rows):
                notes.append(
                    (
                        LEFT_OUT,
                        f"{said}有{len(rows)}行{len(rows[0].texts)}列，不像年度报告，没有读。",
                        Place(),
                    )
                )
                continue
            parts += cut(rows, _covered(sheet))
            if hers.rows or hers.columns:
                notes.append((LEFT_OUT, f"{said}里隐藏的行、列没有读；要读请取消隐藏后再发。", Place()))
    if notes and not parts:
        raise TooLarge(f"{notes[0][1]}{_SAVE_AS}")
    return Reading(settle(parts), NAME, notes=tuple(notes))


def _checked(package: Package) -> dict[str, bytes]:
    """The parts that tell of the sheets; refused is what calamine could not survive."""
    if any(name.endswith(".bin") and name.startswith("xl/worksheets/") for name in package.members):
        raise Unsupported(f"这是.xlsb文件，这里不读。{_SAVE_AS}")
    parts: dict[str, bytes] = {}
    cells = longest = 0
    for name in package.members:
        content = package.read(name) or b""
        if b"<!DOCTYPE" in content[:2000]:
            raise Damaged(f"Excel文件里有不该有的声明（DTD），没有打开。{_SAVE_AS}")
        if _SHEET in content:
            parts[name] = content
            cells += sum(map(content.count, _CELLS))
            _refuse_far(_REFERENCE.findall(content))
        elif name.startswith(_BOOK):
            parts[name] = content
        else:
            longest = max([longest, *map(len, _STRING.split(content)[1:])])
    _refuse_many(cells, longest)
    return parts


def _refuse_far(references: Sequence[tuple[bytes, bytes]]) -> None:
    """Look at each row's and each column's name once: a sheet has far fewer of them than cells."""
    columns, rows = map(set, zip(*references, strict=True)) if references else ((), ())
    row = max((int(digits[:_DIGITS]) for digits in rows), default=0)
    _refuse_over(row, max((_column(letters[:_DIGITS]) for letters in columns), default=0))


def _column(letters: bytes) -> int:
    """The number of a column; 0 for a row's own reference, which has no letters."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _refuse_many(cells: int, longest: int = 0, most: int = _REPEATED) -> None:
    """Refuse more cells than any report has, or so many that may all hold one long text."""
    if cells > _MOST_CELLS or cells * longest > most:
        raise TooLarge(f"Excel表的单元格太多，不像年度报告。{_SAVE_AS}")


def _refuse_over(row: int, column: int) -> None:
    if row > limits.SHEET_ROWS or column > limits.SHEET_COLUMNS:
        where = f"第{row}行第{column}列" if column else f"第{row}行"
        raise TooLarge(
            f"Excel表到{where}还有内容，超过{limits.SHEET_ROWS}行{limits.SHEET_COLUMNS}列的上限。"
            "请删掉多余的行列，只留年度报告的表后再发。"
        )


def _checked_old(data: bytes) -> tuple[bytes, dict[int, sheet_marks.Marks]]:
    """The same for .xls, run over record by record ([MS-XLS] 2.1.4), in a container that can be trusted."""
    try:
        with olefile.OleFileIO(io.BytesIO(data + b"\0" * (-len(data) % 512))) as ole:
            name = _WORKBOOK if ole.exists(_WORKBOOK) else "Book"
            if ole.get_size(name) > compound.MOST:
                raise TooLarge(f"Excel文件太大，不像年度报告。{_SAVE_AS}")
            stream = ole.openstream(name).read()
    except (OSError, ValueError, IndexError, KeyError, TypeError, AttributeError, struct.error) as error:
        raise Damaged(f"Excel文件不完整或已损坏。{_SAVE_AS}") from error
    _check_records(stream)
    return compound.packed(name, stream), sheet_marks.of_records(_records(stream))


def _check_records(stream: bytes) -> None:
    """Refuse a password, cells far away or too many, counts that nothing stands behind, sheets within a record."""
    cells = shared = 0
    places: set[int] = set()
    sheets: set[int] = set()
    for place, kind, body in _records(stream):
        places.add(place)
        if kind == _FILEPASS:
            raise Encrypted(f"Excel文件加了密码。请去掉密码后再发。{_SAVE_AS}")
        if kind in _CELL_RECORDS and len(body) >= 4:  # noqa: PLR2004 - row and column
            row, column = struct.unpack_from("<HH", body)
            cells += 1
            _refuse_over(row + 1, column + 1)
        elif kind == _DIMENSIONS:
            _refuse_wide(body)
        elif kind == _BOUND_SHEET:
            sheets.update(struct.unpack_from("<I", body))
        elif kind in _STRINGS:
            shared += len(body)
            _refuse_count(kind, body, len(stream))
    if not sheets <= places:
        raise Damaged(f"Excel文件不完整或已损坏。{_SAVE_AS}")
    _refuse_many(cells, min(shared, _LONGEST), _PERHAPS_REPEATED)


def _records(stream: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Place, kind and body of each record."""
    position = 0
    while position + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, position)
        yield position, kind, stream[position + 4 : position + 4 + size]
        position += 4 + size


def _refuse_wide(body: bytes) -> None:
    """Refuse a sheet that says it has more cells than may be: calamine makes room for them at once."""
    layout = _EXTENT.get(len(body))
    if layout is None:
        return
    first_row, last_row, first_column, last_column = struct.unpack_from(layout, body)
    rows, columns = last_row - first_row, last_column - first_column
    if rows < 0 or columns < 0:
        raise Damaged(f"Excel文件不完整或已损坏。{_SAVE_AS}")
    _refuse_many(rows * columns // _ROOM)


def _refuse_count(kind: int, body: bytes, most: int) -> None:
    """Refuse a table of more strings than the stream has bytes."""
    if kind == _SST and int.from_bytes(body[4:8], "little") > most:
        raise Damaged(f"Excel文件不完整或已损坏。{_SAVE_AS}")


def _sheets(data: bytes) -> Iterator[tuple[int, calamine.CalamineSheet]]:
    """The visible sheets in order, each with its place in the workbook."""
    with calamine.load_workbook(io.BytesIO(data)) as book:
        for place, sheet in enumerate(book.sheets_metadata):
            if (
                sheet.visible == calamine.SheetVisibleEnum.Visible
                and sheet.typ == calamine.SheetTypeEnum.WorkSheet
            ):
                yield place, book.get_sheet_by_name(sheet.name)


@contextmanager
def _told_clearly() -> Iterator[None]:
    """What calamine raises becomes an error of ours; its panics are no ``Exception`` and known by their name only."""
    try:
        yield
    except calamine.PasswordError as error:
        raise Encrypted(f"Excel文件加了密码。请去掉密码后再发。{_SAVE_AS}") from error
    except (calamine.CalamineError, OSError, ValueError, KeyError) as error:
        raise Damaged(f"Excel文件不完整或已损坏。{_SAVE_AS}") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise Damaged(f"Excel文件不完整或已损坏。{_SAVE_AS}") from error


def _rows(sheet: calamine.CalamineSheet, marks: sheet_marks.Marks) -> Iterator[Row]:
    """The rows that are seen, each as wide as its sheet."""
    spans: dict[int, dict[int, tuple[int, int]]] = {}
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        spans.setdefault(top, {})[left] = (max(bottom - top + 1, 1), max(right - left + 1, 1))
    lines = [list(map(_printed, values)) for values in sheet.to_python(skip_empty_area=False)]
    for (number, column), text in marks.texts.items():
        lines += [[] for _ in range(number + 1 - len(lines))]
        lines[number] += [""] * (column + 1 - len(lines[number]))
        lines[number][column] = lines[number][column] or text
    for number, texts in enumerate(lines):
        if number not in marks.rows:
            own = spans.get(number, {})
            for column in marks.columns.intersection(range(len(texts))):
                if marks.columns.issuperset(range(column, column + own.get(column, (1, 1))[1])):
                    texts[column] = ""
            yield Row(number, texts, own)


def _covered(sheet: calamine.CalamineSheet) -> dict[int, set[int]]:
    """The columns of each row that lie under a merged cell, its own corner left out.

    Raises:
        Damaged: merged cells lie over one another so often that they hold the sheet many times.
    """
    covered: dict[int, set[int]] = {}
    work = 0
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        down = range(top, min(bottom + 1, limits.GRID_ROWS))
        across = range(left, min(right + 1, limits.GRID_COLUMNS))
        work += 1 + len(down) * len(across)
        if work > _OVERLAPS * limits.GRID_ROWS * limits.GRID_COLUMNS:
            raise Damaged(f"Excel文件的合并单元格不正常，没有读。{_SAVE_AS}")
        for row in down:
            covered.setdefault(row, set()).update(across)
        covered.get(top, set()).discard(left)
    return covered


def _printed(value: object) -> str:
    """A cell's value as text: whole numbers without a decimal point, dates in ISO form."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        whole = value.is_integer() and abs(value) < _EXACT
        return str(int(value)) if whole else format(Decimal(repr(value)), "f")
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    return str(value)


_EXACT = 10.0**15
"""Beyond, a float cannot tell neighbouring whole numbers apart."""
