"""Excel sheets (.xlsx, .xlsm and the older .xls) through calamine, after a look at how far their cells reach.

A sheet with two cells, A1 and XFD1048576, would make calamine ask for memory for all between and abort the whole
process, so the last cell is found first by running over the raw bytes. A sheet is then cut into what it means:
headings and sentences that stand alone in a row are paragraphs, the rest between blank rows are tables.
"""

import io
import re
import struct
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal

import olefile
import python_calamine as calamine

from parser.form.headings import heading
from parser.model.document import Place, Reading, Source
from parser.model.errors import Damaged, Encrypted, TooLarge, Unsupported
from parser.read import compound, limits
from parser.read.blocks import Slot, Table, Text, settle
from parser.read.doc import OLE_MAGIC, is_workbook
from parser.read.package import Package, looks_zipped

NAME = "xlsx"
LEFT_OUT = "E009"
"""The note's code for a sheet that was not read."""

_REFERENCE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]*)0*(\d+)["']""")
_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_STRING = re.compile(rb"<(?:\w+:)?si[\s>]")
_SHEET = b"sheetData"
_DIGITS = 9
"""More of a reference than any sheet has is as far away as the whole of it."""
_MOST_CELLS = 200_000
_WORKBOOK = "Workbook"
_SENTENCE = 45
_SAVE_AS = "请另存为.xlsx或.docx后再发，或把表格直接粘贴过来。"
_FILEPASS = 0x2F
_SST, _DIMENSIONS = 0xFC, 0x200
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
    """Read all visible sheets.

    Raises:
        InputError: encrypted, damaged, over a limit, empty.
    """
    data = source.data
    if data.startswith(OLE_MAGIC):
        data = _checked_old(data)
    else:
        _check(Package(data))
    parts: list[Text | Table] = []
    notes: list[tuple[str, str, Place]] = []
    with _told_clearly():
        for sheet in _sheets(data):
            if sheet.total_height > limits.GRID_ROWS or sheet.total_width > limits.GRID_COLUMNS:
                message = f"工作表“{sheet.name}”有{sheet.total_height}行，不像年度报告，没有读。"
                notes.append((LEFT_OUT, message, Place()))
            else:
                parts += _parts(sheet)
    return Reading(settle(parts), NAME, notes=tuple(notes))


def _check(package: Package) -> None:
    """Find the last cell of each sheet, and refuse what calamine could not survive."""
    if any(name.endswith(".bin") and name.startswith("xl/worksheets/") for name in package.members):
        raise Unsupported(f"这是.xlsb文件，这里不读。{_SAVE_AS}")
    cells = longest = 0
    for name in package.members:
        content = package.read(name) or b""
        if b"<!DOCTYPE" in content[:2000]:
            raise Damaged(f"Excel文件里有不该有的声明（DTD），没有打开。{_SAVE_AS}")
        if _SHEET in content:
            cells += len(_CELL.findall(content))
            _refuse_far(set(_REFERENCE.findall(content)))
        else:
            longest = max([longest, *map(len, _STRING.split(content)[1:])])
    _refuse_many(cells, longest)


def _refuse_far(references: Iterable[tuple[bytes, bytes]]) -> None:
    for letters, digits in references:
        _refuse_over(int(digits[:_DIGITS]), _column(letters[:_DIGITS]))


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


def _checked_old(data: bytes) -> bytes:
    """The same for .xls, run over record by record ([MS-XLS] 2.1.4), in a container that can be trusted."""
    try:
        with olefile.OleFileIO(io.BytesIO(data + b"\0" * (-len(data) % 512))) as ole:
            name = _WORKBOOK if ole.exists(_WORKBOOK) else "Book"
            stream = ole.openstream(name).read()
    except (OSError, ValueError, IndexError, KeyError, TypeError, AttributeError, struct.error) as error:
        raise Damaged(f"Excel文件不完整或已损坏。{_SAVE_AS}") from error
    if len(stream) > compound.MOST:
        raise TooLarge(f"Excel文件太大，不像年度报告。{_SAVE_AS}")
    _check_records(stream)
    return compound.packed(name, stream)


def _check_records(stream: bytes) -> None:
    """Refuse a password, cells far away or too many, and counts that nothing stands behind."""
    cells = shared = 0
    for kind, body in _records(stream):
        if kind == _FILEPASS:
            raise Encrypted(f"Excel文件加了密码。请去掉密码后再发。{_SAVE_AS}")
        if kind in _CELL_RECORDS and len(body) >= 4:  # noqa: PLR2004 - row and column
            row, column = struct.unpack_from("<HH", body)
            cells += 1
            _refuse_over(row + 1, column + 1)
        elif kind == _DIMENSIONS:
            _refuse_wide(body)
        elif kind in _STRINGS:
            shared += len(body)
            _refuse_count(kind, body, len(stream))
    _refuse_many(cells, min(shared, _LONGEST), _PERHAPS_REPEATED)


def _records(stream: bytes) -> Iterator[tuple[int, bytes]]:
    """Kind and body of each record."""
    position = 0
    while position + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, position)
        yield kind, stream[position + 4 : position + 4 + size]
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


def _sheets(data: bytes) -> Iterator[calamine.CalamineSheet]:
    """The visible sheets in order."""
    with calamine.load_workbook(io.BytesIO(data)) as book:
        for sheet in book.sheets_metadata:
            if (
                sheet.visible == calamine.SheetVisibleEnum.Visible
                and sheet.typ == calamine.SheetTypeEnum.WorkSheet
            ):
                yield book.get_sheet_by_name(sheet.name)


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


@dataclass(slots=True)
class _Row:
    """A row of texts; ``spans`` are the merged cells that begin in it, by column."""

    number: int
    texts: list[str]
    spans: dict[int, tuple[int, int]]

    @property
    def filled(self) -> list[int]:
        """Columns with text."""
        return [column for column, text in enumerate(self.texts) if text.strip()]


def _parts(sheet: calamine.CalamineSheet) -> Iterator[Text | Table]:
    """Paragraphs and tables of a sheet from top to bottom."""
    region: list[_Row] = []
    hidden = _covered(sheet)
    for row in _rows(sheet):
        filled = row.filled
        covered = any((row.number, column) in hidden for column in range(len(row.texts)))
        if (not filled and not covered) or (len(filled) == 1 and _is_prose(row.texts[filled[0]], region)):
            yield from _table(region, hidden)
            region = []
            yield from (Text(row.texts[column]) for column in filled)
        else:
            region.append(row)
    yield from _table(region, hidden)


def _rows(sheet: calamine.CalamineSheet) -> Iterator[_Row]:
    spans: dict[int, dict[int, tuple[int, int]]] = {}
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        spans.setdefault(top, {})[left] = (max(bottom - top + 1, 1), max(right - left + 1, 1))
    for number, values in enumerate(sheet.to_python(skip_empty_area=False)):
        yield _Row(number, [_printed(value) for value in values], spans.get(number, {}))


def _covered(sheet: calamine.CalamineSheet) -> set[tuple[int, int]]:
    """Positions of the sheet that lie under a merged cell, its own corner left out.

    Raises:
        Damaged: merged cells lie over one another so often that they hold the sheet many times.
    """
    covered: set[tuple[int, int]] = set()
    work = 0
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        down = range(top, min(bottom + 1, limits.GRID_ROWS))
        across = range(left, min(right + 1, limits.GRID_COLUMNS))
        work += 1 + len(down) * len(across)
        if work > _OVERLAPS * limits.GRID_ROWS * limits.GRID_COLUMNS:
            raise Damaged(f"Excel文件的合并单元格不正常，没有读。{_SAVE_AS}")
        covered.update((row, column) for row in down for column in across)
        covered.discard((top, left))
    return covered


def _is_prose(text: str, region: list[_Row]) -> bool:
    """Whether a row's only text is a heading, a title or a sentence, not a table's label."""
    stripped = text.strip()
    if heading(stripped) is not None:
        return True
    return (not region and not stripped.startswith("第二十条")) or (
        len(stripped) > _SENTENCE and stripped[-1] in "。；："
    )


def _table(region: list[_Row], hidden: set[tuple[int, int]]) -> Iterator[Table]:
    """A table of the region, as wide as its text and its merged cells reach."""
    if not region:
        return
    top = region[0].number
    width = (
        max(
            max([*row.filled, *(column + span[1] - 1 for column, span in row.spans.items())], default=0)
            for row in region
        )
        + 1
    )
    last = region[-1].number
    table = Table()
    for row in region:
        for column in range(min(width, len(row.texts))):
            if (row.number, column) not in hidden:
                down, across = row.spans.get(column, (1, 1))
                down = min(down, last - row.number + 1)
                table.slots.append(Slot(row.number - top, column, [Text(row.texts[column])], down, across))
    yield table


def _printed(value: object) -> str:
    """A cell's value as text: whole numbers without a decimal point, dates in ISO form."""
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
