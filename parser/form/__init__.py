"""The statutory form as data: 200 cells and their codes, labels and units (form.toml, 国办公开办函〔2021〕30号).

>>> len(CODES)
200
>>> label("t3.denied_law.natural")
'表三“2.其他法律行政法规禁止公开”·自然人'
>>> unit("t2.fee.amount"), unit("t3.new.total")
('万元', '件')
"""

import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Column:
    """A value column: its code, statutory label, unit, and other spellings seen."""

    code: str
    label: str
    unit: str = "件"
    alias: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A row (tables 2 and 3) or a block of five columns (table 4).

    ``groups`` are the labels above it, outermost first; ``optional`` rows are not among the 200 cells.
    """

    code: str
    label: str
    columns: tuple[Column, ...]
    groups: tuple[str, ...] = ()
    alias: tuple[str, ...] = ()
    optional: bool = False


def _load() -> dict[str, Any]:
    return tomllib.loads(files(__name__).joinpath("form.toml").read_text(encoding="utf-8"))


def _columns(rows: list[dict[str, Any]]) -> tuple[Column, ...]:
    return tuple(Column(c["code"], c["label"], c.get("unit", "件"), tuple(c.get("alias", ()))) for c in rows)


def _row(row: dict[str, Any], columns: tuple[Column, ...]) -> Row:
    groups, alias = tuple(row.get("groups", ())), tuple(row.get("alias", ()))
    return Row(row["code"], row["label"], columns, groups, alias, row.get("optional", False))


_FORM = _load()

SECTIONS: tuple[str, ...] = tuple(_FORM["sections"])
"""The six statutory headings without their numbers; SECTIONS[0] is 总体情况."""

SECTION_ALIASES: tuple[tuple[str, ...], ...] = tuple(tuple(a) for a in _FORM["section_aliases"])
"""Other titles seen for each of the six parts."""

SECTION_WORDS: tuple[str, ...] = tuple(_FORM["section_words"])
"""For each part the words (a regular expression) by which a numbered heading with a free title is still known."""

TABLE2: tuple[Row, ...] = tuple(_row(r, _columns(r["columns"])) for r in _FORM["table2"])
COLUMNS3: tuple[Column, ...] = _columns(_FORM["table3_column"])
TABLE3: tuple[Row, ...] = tuple(_row(r, COLUMNS3) for r in _FORM["table3_row"])
"""The 25 data rows in order, then the two optional ones."""
COLUMNS4: tuple[Column, ...] = _columns(_FORM["table4_column"])
TABLE4: tuple[Row, ...] = tuple(_row(r, COLUMNS4) for r in _FORM["table4_block"])

DISCLOSURES, REQUESTS, REVIEWS = 2, 3, 4
"""The numbers of the three statutory tables, after the parts in which they stand."""

TABLES: dict[int, tuple[Row, ...]] = {2: TABLE2, 3: TABLE3, 4: TABLE4}

_ALL: dict[str, tuple[int, Row, Column]] = {
    f"t{number}.{row.code}.{column.code}": (number, row, column)
    for number, rows in TABLES.items()
    for row in rows
    for column in row.columns
}

CODES: tuple[str, ...] = tuple(code for code, (_, row, _c) in _ALL.items() if not row.optional)
"""The 200 cells of the form, in its order."""

OPTIONAL_CODES: tuple[str, ...] = tuple(code for code, (_, row, _c) in _ALL.items() if row.optional)
"""The 14 cells of the two group rows, which carry data only in older or odd forms."""

RESULT_ROWS: tuple[str, ...] = tuple(
    r.code
    for r in TABLE3
    if r.code not in ("new", "carried_in", "result_total", "carried_out") and not r.optional
)
"""The 21 rows whose sum is （七）总计."""


def parts(code: str) -> tuple[int, Row, Column]:
    """Table number, row and column of a cell; KeyError for a code that the form does not have."""
    return _ALL[code]


def label(code: str) -> str:
    """The cell's name for people: table, row and column in the statutory words."""
    number, row, column = _ALL[code]
    return f"表{'二三四'[number - 2]}“{row.label}”·{column.label}"


def unit(code: str) -> str:
    """件 for counts, 万元 for the fee."""
    return _ALL[code][2].unit
