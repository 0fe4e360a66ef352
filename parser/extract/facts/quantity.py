"""A figure in its clause: what the steps hand to each other."""

from dataclasses import dataclass
from decimal import Decimal

from parser.extract.facts.clauses import Reading
from parser.extract.facts.figures import Figure
from parser.extract.facts.vocabulary import pattern
from parser.model.report import Scope

STRENGTH = {"": 0, "、": 1, "，": 2, "：": 2, "；": 3, "。": 4}
"""How strongly a mark parts two figures."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure in its clause.

    ``level`` is the bracket it stands in (-1 for none), ``host`` the figure before that bracket. ``link`` is the
    connective that leads to it: "" (none), "closed", "dividing" (按渠道分), "open", "bracket" or "colon".
    ``sep`` is the strongest mark since the figure before; ``gap`` says that a clause without figures stands
    between. ``row`` is "first" or "next" where every figure has its own line.
    """

    figure: Figure
    start: int
    reading: Reading
    sentence: int
    level: int
    sep: str
    link: str = ""
    host: int | None = None
    ordinal: int | None = None
    gap: bool = False
    etcetera: bool = False
    excluded: bool = False
    row: str = ""
    scope: Scope = Scope.YEAR

    @property
    def value(self) -> Decimal:
        """The figure's value."""
        return self.figure.value

    @property
    def aside(self) -> bool:
        """A share, a rate or an audience (粉丝, 阅读量): neither a total nor a part."""
        return self.figure.unit == "%" or bool(pattern("lead", "audience").search(self.reading.measure))
