"""The statutory cells in words: 自然人申请 is t3.new.natural, 行政诉讼 the sum of two blocks' totals.

The same reading serves questions and the labels of facts, so that a sentence (未收到申请) and a cell that speak of
the same thing are found together and can be held against each other.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from parser.ask.lexicon import table
from parser.form import TABLE2, TABLE3, TABLE4

Pair = tuple[str, str]

_APPLICANTS = ("natural", "enterprise", "research", "welfare", "legal", "organisations")
_RESULTS = ("upheld", "corrected", "other_result", "pending")
_ROWS2 = {row.code: tuple(c.code for c in row.columns) for row in TABLE2}
_ROWS3 = {row.code for row in TABLE3} | {"unable", "refused"}
_ROWS4 = {row.code for row in TABLE4} | {"litigation"}


@dataclass(frozen=True, slots=True)
class Concept:
    """One quantity of the form: the cells whose sum it is, its name, its unit, and the row's code."""

    cells: tuple[str, ...]
    name: str
    unit: str
    row: str
    group: str | None = None


def read(codes: Collection[Pair]) -> tuple[Concept, ...]:
    """The quantities that these words can mean: none, one, or several to choose from."""
    kinds = {kind for kind, _ in codes}
    if kinds - {"handle", "request", "receive", "reply", "row", "column", "object", "act", "charge"}:
        return ()
    rows = _narrowest([code for kind, code in codes if kind == "row"])
    columns = [code for kind, code in codes if kind == "column"]
    acts = {code for kind, code in codes if kind == "act"}
    if len(rows) > 1 or len(columns) > 1 or acts - {"公开"} or "charge" in kinds:
        return ()
    return _row(rows[0], columns, kinds) if rows else _requests(columns, kinds)


def _narrowest(rows: list[str]) -> list[str]:
    """Without the groups that another row already lies in (保护第三方合法权益不予公开)."""
    sums = table("cells")["sums"]
    return [r for r in rows if not any(other in sums.get(r, ()) for other in rows)]


def _requests(columns: list[str], kinds: set[str]) -> tuple[Concept, ...]:
    applicant = bool(columns) and columns[0] in _APPLICANTS and kinds == {"column"}
    if not applicant and ("request" not in kinds or ("reply" in kinds and "receive" not in kinds)):
        return ()
    return _third("result_total" if "handle" in kinds and "receive" not in kinds else "new", columns)


def _row(row: str, columns: list[str], kinds: set[str]) -> tuple[Concept, ...]:
    if row in _ROWS2:
        return () if kinds & {"request", "reply", "act", "object", "receive"} else _second(row, columns)
    if row in _ROWS4:
        return () if kinds & {"request", "reply"} else _fourth(row, columns)
    return _third(row, columns)


def _second(row: str, columns: list[str]) -> tuple[Concept, ...]:
    has = _ROWS2[row]
    if columns and columns[0] not in has:
        return ()
    unit = "万元" if row == "fee" else "件"
    picked = columns or list(has)
    return tuple(Concept((f"t2.{row}.{c}",), _name(row, c, lone=len(has) == 1), unit, row) for c in picked)


def _third(row: str, columns: list[str]) -> tuple[Concept, ...]:
    if row not in _ROWS3 or (columns and columns[0] not in _APPLICANTS):
        return ()
    sums = table("cells")["sums"]
    over = sums["organisations"] if columns == ["organisations"] else (columns or ["total"])
    cells = tuple(f"t3.{r}.{c}" for r in sums.get(row, [row]) for c in over)
    who = table("cells")["columns"][columns[0]] if columns else ""
    group = f"t3.{row}.{over[0]}" if row in ("denied", "other") and len(over) == 1 else None
    return (Concept(cells, who + table("cells")["names"][row], "件", row, group),)


def _fourth(row: str, columns: list[str]) -> tuple[Concept, ...]:
    if columns and columns[0] not in _RESULTS:
        return ()
    column = columns[0].removesuffix("_result") if columns else "total"
    blocks = table("cells")["sums"].get(row, [row])
    what = table("cells")["columns"].get(columns[0], "") if columns else ""
    name = table("cells")["names"][row] + what
    return (Concept(tuple(f"t4.{b}.{column}" for b in blocks), name, "件", row),)


def _name(row: str, column: str, *, lone: bool) -> str:
    words = table("cells")
    name: str = words["names"][row]
    return name + ("" if lone else words["columns"][column])


def bears(concept: Concept, unit: str | None) -> bool:
    """Whether the thing counted may be counted in that unit (None is given where a sentence says zero in words)."""
    if unit is None:
        return True
    words = table("cells")
    if concept.unit == "万元":
        return unit in words["units"]["钱"]
    if concept.row in _ROWS3 and concept.row not in _ROWS2:
        return unit in words["requests"]["units"]
    return unit in words["cases"]["units"] if concept.row in _ROWS4 else unit in (*words["units"]["件"], "个")


def all_named(rows: Iterable[str]) -> tuple[str, ...]:
    """The shortest questions for some rows, for menus."""
    return tuple(table("cells")["asked"][r] for r in rows)
