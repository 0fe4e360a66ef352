"""The header of a statutory table: which column holds what.

Columns are known by their words, read from the lowest header cell upwards (a label may be split over two rows), never
by their place. One column whose word is unreadable is still known when its two neighbours are and nothing else lies
between. A header with foreign columns (法人小计) says so, because rows that print no blanks cannot be told apart then.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache

from parser.extract.sheet import Line, columns, end
from parser.form import COLUMNS3, COLUMNS4, REQUESTS, TABLE4, TABLES
from parser.form.labels import column, group, heads, key, row, sums
from parser.model.document import GridCell
from parser.model.report import Printed

_UNIT = "单位"
_DEEPEST = 3
"""A label is split over at most this many header rows."""
_REMEMBERED = 1024
"""Texts of cells whose votes are kept: every report prints the same labels."""


@dataclass(frozen=True)
class Header:
    """``at`` maps a column's code to its range of grid columns; ``lines`` are the rows it was read from.

    ``extra`` are the grid columns under a word that the form does not know.
    """

    number: int
    at: dict[str, tuple[int, int]] = field(default_factory=dict)
    extra: frozenset[int] = frozenset()
    lines: tuple[Line, ...] = ()

    @cached_property
    def printed(self) -> tuple[Printed, ...]:
        """Its cells as printed, with the codes that they were taken for."""
        cells = [cell for line in self.lines for cell in line.filled]
        return tuple(Printed(c.text, column(self.number, c.text), c.place) for c in cells)

    @cached_property
    def in_order(self) -> bool:
        """Whether its rows name the columns in the form's order.

        Flattened text prints a header row by row, so 总计 may stand behind 申请人情况 or 法人或其他组织.
        """
        return self.number != REQUESTS or all(map(_in_order, self.lines))


def read_header(number: int, lines: Sequence[Line]) -> Header:
    """The header that these rows are, for table two or three."""
    words = columns(lines)
    found = {at: code for at, cells in words.items() if (code := _code(number, cells))}
    at = _ranges(number, found, words)
    if number == REQUESTS:
        _repair(at, words, [c.code for c in COLUMNS3])
    known = {c for first, last in at.values() for c in range(first, last)}
    foreign = {id(cell) for line in lines for cell in _foreign(number, line)}
    extra = frozenset(
        c for c, cells in words.items() if c not in known and (c in found or id(cells[-1]) in foreign)
    )
    return Header(number, at, extra, tuple(lines))


def read_header4(lines: Sequence[Line]) -> Header:
    """The header of table four: fifteen columns, each known by its block and its result (review.upheld)."""
    words = columns(lines)
    blocks = sorted({(c.column, code) for cells in words.values() for c in cells if (code := row(4, c.text))})
    at: dict[str, tuple[int, int]] = {}
    for column_, cells in sorted(words.items()):
        block = next((code for first, code in reversed(blocks) if first <= column_), None)
        leaf = _code(4, cells)
        if block and leaf:
            first = at.get(f"{block}.{leaf}", (column_, column_))[0]
            at[f"{block}.{leaf}"] = (first, column_ + 1)
    return Header(4, at, frozenset(), tuple(lines))


def announces(cells: Iterable[GridCell]) -> int | None:
    """The table whose header a row of cells belongs to, by its words; None if by none."""
    votes = [number for cell in cells for number in _votes(cell.text)]
    return max(TABLES, key=votes.count) if votes else None


@lru_cache(maxsize=_REMEMBERED)
def _votes(text: str) -> tuple[int, ...]:
    """The tables for whose header a cell's words speak, each as often as they do."""
    ours = column(2, text) is not None or (heads(text) and key(text).startswith(("第二十条", "信息内容")))
    named = column(3, text) not in (None, "other", "total")
    above = key(text) in ("申请人情况", "法人或其他组织") or "勾稽关系" in text
    result = column(4, text) not in (None, "total")
    block = row(4, text) is not None or group(text) == "行政诉讼"
    return (2,) * ours + (3,) * (named + above) + (4,) * (result + block)


def complete(header: Header) -> bool:
    """Whether every column of table three or four was found."""
    wanted = len(COLUMNS3) if header.number == REQUESTS else len(COLUMNS4) * len(TABLE4)
    return len(header.at) == wanted


def _code(number: int, cells: Sequence[GridCell]) -> str | None:
    """The column that the header cells over a grid column name: the lowest alone, or joined with those above."""
    for depth in range(1, min(_DEEPEST, len(cells)) + 1):
        code = column(number, "".join(cell.text for cell in cells[-depth:]))
        if code:
            return code
    return None


def _ranges(
    number: int, found: dict[int, str], words: dict[int, list[GridCell]]
) -> dict[str, tuple[int, int]]:
    """Code to range; a code that two different cells claim goes to the one with the statutory word, or to none."""
    owners: dict[str, list[GridCell]] = {}
    for at, code in sorted(found.items()):
        cell = words[at][-1]
        if cell not in owners.setdefault(code, []):
            owners[code].append(cell)
    ranges = {}
    for code, cells in owners.items():
        best = cells if len(cells) == 1 else [c for c in cells if key(c.text) == _statutory(number)[code]]
        if len(best) == 1:
            ranges[code] = (best[0].column, end(best[0]))
    return ranges


@cache
def _statutory(number: int) -> dict[str, str]:
    """The key of each value column's label in the form."""
    return {c.code: key(c.label) for r in TABLES[number] for c in r.columns}


def _repair(at: dict[str, tuple[int, int]], words: dict[int, list[GridCell]], order: Sequence[str]) -> None:
    """Gives a single unreadable column its code: the one that lies between known neighbours, or the last."""
    missing = [code for code in order if code not in at]
    if len(missing) != 1 or missing[0] == order[0]:
        return
    place = order.index(missing[0])
    first = at[order[place - 1]][1]
    last = at[order[place + 1]][0] if place + 1 < len(order) else max(words) + 1
    if last - first == 1:
        at[missing[0]] = (first, last)


def _foreign(number: int, line: Line) -> list[GridCell]:
    """The cells of a header row that name no column of the form; left of its first column stand other words."""
    ours = [bool(column(number, cell.text) or heads(cell.text)) for cell in line.filled]
    first = ours.index(True) if any(ours) else 0
    return [
        cell
        for n, (cell, own) in enumerate(zip(line.filled, ours, strict=True))
        if (n > first and not own and not group(cell.text) and not key(cell.text).startswith(_UNIT))
        or sums(cell.text)
    ]


def _in_order(line: Line) -> bool:
    codes = [code for cell in line.filled if (code := column(3, cell.text))]
    order = [c.code for c in COLUMNS3]
    places = [order.index(code) for code in codes if code != "total"]
    if places != sorted(places):
        return False
    if "total" not in codes or codes[-1] == "total":
        return True
    texts = [key(cell.text) for cell in line.filled]
    before = texts[: next(n for n, t in enumerate(texts) if column(3, t) == "total")]
    return any(t in ("申请人情况", "法人或其他组织") for t in before)
