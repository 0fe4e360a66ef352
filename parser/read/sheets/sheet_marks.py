"""What a workbook says of its cells beyond their values, which the library that reads the values does not tell.

Rows and columns that are hidden, which nobody who prints the sheet sees; errors (#REF!); formulas that were never worked
out, as programs write them: their cells look empty and are not. Sources: ECMA-376 part 1, 18.3.1 (sheets), 18.2.19
(order of the sheets); [MS-XLS] 2.4.28 (BoundSheet8), 2.4.35 (ColInfo), 2.4.221 (Row), 2.4.24 (BoolErr), 2.5.133.
"""

import re
import struct
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from posixpath import basename

_SHEET = re.compile(rb"<(?:\w+:)?sheet\b[^>]*>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")
_TARGET, _ID = re.compile(rb"""\bTarget=["']([^"']*)"""), re.compile(rb"""\bId=["']([^"']*)""")
_REFERS = re.compile(rb"""\b\w+:id=["']([^"']*)""")
_ROW = re.compile(rb"""<(?:\w+:)?row\b(?=[^>]*\bhidden=["'](?:1|true))[^>]*\br=["'](\d{1,7})""")
_COLUMNS = re.compile(rb"""<(?:\w+:)?col\b(?=[^>]*\bhidden=["'](?:1|true))[^>]*>""")
_FROM, _TO = re.compile(rb"""\bmin=["'](\d{1,5})"""), re.compile(rb"""\bmax=["'](\d{1,5})""")
_CELL = re.compile(
    rb"""<(?:\w+:)?c\b(?=[^>]*\br=["']([A-Za-z]{1,3})(\d{1,7}))(?![^>]*/>)([^>]*)>(.*?)</(?:\w+:)?c>""",
    re.DOTALL,
)
_FORMULA, _RESULT = re.compile(rb"<(?:\w+:)?f\b[^>]*>([^<]*)"), re.compile(rb"<(?:\w+:)?v>([^<]+)")
_ERROR_CODES = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
}  # fmt: skip
_FORMULA_RECORD, _BOOL_ERR, _ROW_RECORD, _COL_INFO = 0x06, 0x205, 0x208, 0x7D
_BOUND_SHEET, _BOF = 0x85, 0x809
_ZERO_HEIGHT, _HIDDEN = 0x20, 0x01
_WIDEST = 255


@dataclass(frozen=True, slots=True)
class Marks:
    """Hidden rows and columns of a sheet, and what to print in cells that only look empty; all counts start at 0."""

    rows: frozenset[int] = frozenset()
    columns: frozenset[int] = frozenset()
    texts: Mapping[tuple[int, int], str] = field(default_factory=dict)


NONE = Marks()


def of_parts(parts: Mapping[str, bytes]) -> dict[int, Marks]:
    """The marks of each sheet that has any by its place in the workbook, from a package's parts by name."""
    marked = {basename(name): marks for name, part in parts.items() if (marks := _of_part(part)) is not NONE}
    if not marked:
        return {}
    relations, book = parts.get("xl/_rels/workbook.xml.rels", b""), parts.get("xl/workbook.xml", b"")
    targets = {_first(_ID, tag): basename(_first(_TARGET, tag)) for tag in _RELATION.findall(relations)}
    sheets = [targets.get(_first(_REFERS, tag)) for tag in _SHEET.findall(book)]
    return {place: marked[name] for place, name in enumerate(sheets) if name in marked}


def _of_part(content: bytes) -> Marks:
    rows = columns = frozenset[int]()
    if b"hidden=" in content:
        rows = frozenset(int(number) - 1 for number in _ROW.findall(content))
        columns = frozenset(number for tag in _COLUMNS.findall(content) for number in _numbers(tag))
    calculated = b"<f" in content or b":f" in content or b't="e"' in content
    texts = dict(_texts(content)) if calculated else {}
    return Marks(rows, columns, texts) if rows or columns or texts else NONE


def _numbers(tag: bytes) -> range:
    return range(int(_first(_FROM, tag) or "1") - 1, min(int(_first(_TO, tag) or "0"), _WIDEST))


def _texts(content: bytes) -> Iterator[tuple[tuple[int, int], str]]:
    """The errors as printed, and formulas for their results that are not there (an empty text is one)."""
    for letters, digits, attributes, body in _CELL.findall(content):
        formula, result = _FORMULA.search(body), _RESULT.search(body)
        if b't="e"' in attributes:
            shown = result[1] if result else b"#"
        elif formula and not result and b't="str"' not in attributes:
            shown = b"=" + (formula[1] or letters + digits)
        else:
            continue
        column = 0
        for letter in letters.upper():
            column = column * 26 + letter - 64
        yield (int(digits) - 1, column - 1), shown.decode("utf-8", "replace")


def _first(pattern: re.Pattern[bytes], tag: bytes) -> str:
    found = pattern.search(tag)
    return found[1].decode("utf-8", "replace") if found else ""


def of_records(records: Iterable[tuple[int, int, bytes]]) -> dict[int, Marks]:
    """The marks of each sheet of an old workbook, from the place, kind and body of its records."""
    starts: list[int] = []
    found: dict[int, tuple[set[int], set[int], dict[tuple[int, int], str]]] = {}
    sheet = None
    for position, kind, body in records:
        if kind == _BOUND_SHEET and len(body) >= 4:  # noqa: PLR2004 - where the sheet begins
            starts.append(int.from_bytes(body[:4], "little"))
        elif kind == _BOF:
            sheet = starts.index(position) if position in starts else None
        elif sheet is not None:
            rows, columns, texts = found.setdefault(sheet, (set(), set(), {}))
            if kind == _ROW_RECORD and len(body) >= 14 and body[12] & _ZERO_HEIGHT:  # noqa: PLR2004 - up to the flags
                rows.add(int.from_bytes(body[:2], "little"))
            elif kind == _COL_INFO and len(body) >= 10 and body[8] & _HIDDEN:  # noqa: PLR2004 - up to the flags
                first, last = struct.unpack_from("<HH", body)
                columns.update(range(first, min(last, _WIDEST) + 1))
            elif (code := _error(kind, body)) is not None:
                texts[struct.unpack_from("<HH", body)] = _ERROR_CODES.get(code, "#")
    return {place: Marks(frozenset(r), frozenset(c), t) for place, (r, c, t) in found.items()}


def _error(kind: int, body: bytes) -> int | None:
    """The code of the error that a cell holds or that its formula has given."""
    if kind == _BOOL_ERR and len(body) >= 8 and body[7] == 1:  # noqa: PLR2004 - row, column, format, value, is it an error
        return body[6]
    if kind == _FORMULA_RECORD and len(body) >= 14 and body[6] == 2 and body[12:14] == b"\xff\xff":  # noqa: PLR2004
        return body[8]
    return None
