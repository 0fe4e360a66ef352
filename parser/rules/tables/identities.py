"""The form's own sums as data (identities.toml), each spelled out in cells."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from parser.form import COLUMNS3, RESULT_ROWS, TABLE3, TABLE4
from parser.rules.case import say

Values = Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Identity:
    """One equation between cells: the sum of ``left`` equals the sum of ``right``; ``name`` is its column or row."""

    rule: str
    name: str
    words: str
    left: tuple[str, ...]
    right: tuple[str, ...]

    @property
    def cells(self) -> tuple[str, ...]:
        """All its cells."""
        return self.left + self.right

    def assessable(self, values: Values) -> bool:
        """Whether every cell has a number."""
        return all(code in values for code in self.cells)

    def gap(self, values: Values) -> Decimal:
        """Right minus left: 0 where it holds."""
        return sum((values[c] for c in self.right), Decimal(0)) - sum(
            (values[c] for c in self.left), Decimal(0)
        )

    def written(self, values: Values) -> str:
        """The sum as it stands in the report, zeros left out of long ones: 0+0≠1+0."""
        return f"{_side(self.left, values)}{'≠' if self.gap(values) else '='}{_side(self.right, values)}"


_SHORT = 6


def _side(codes: tuple[str, ...], values: Values) -> str:
    terms = [say(values[c]) for c in codes]
    if len(terms) <= _SHORT:
        return "+".join(terms)
    shown = "+".join(t for t in terms if t != "0") or "0"
    return f"({shown}={say(sum((values[c] for c in codes), Decimal(0)))})" if "+" in shown else shown


@cache
def identities() -> tuple[Identity, ...]:
    """All equations of the form: 7 + 7 + 25 + 3."""
    text = files(__package__).joinpath("identities.toml").read_text(encoding="utf-8")
    return tuple(i for row in tomllib.loads(text)["identity"] for i in _spell(row))


def _spell(row: dict[str, Any]) -> Iterator[Identity]:
    left = RESULT_ROWS if row["left"] == ["*results"] else tuple(row["left"])
    for name, form in _repeats(row["over"]):
        cells = tuple(form.format(x) for x in left), tuple(form.format(x) for x in row["right"])
        yield Identity(row["rule"], name, row["words"], *cells)


def _repeats(over: str) -> list[tuple[str, str]]:
    if over == "columns":
        return [(f"{c.label}列", f"t3.{{}}.{c.code}") for c in COLUMNS3]
    if over == "rows":
        return [(r.label, f"t3.{r.code}.{{}}") for r in TABLE3 if not r.optional]
    return [(b.label, f"t4.{b.code}.{{}}") for b in TABLE4]
