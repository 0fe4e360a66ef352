"""Which operation a question asks for: the first row of data/operations.toml whose conditions all hold.

A row names the cues that it needs and those that may stand beside them; any other cue rules it out. So no word
that says what is wanted is ever passed over.
"""

from dataclasses import dataclass, fields
from functools import cache
from typing import Any, Self

from parser.ask.lexicon import table

_MANY = (0, 9)
_EMPTY = frozenset({"do", "case", "handle", "decide"})
_PLAIN = frozenset({"object", "act"})
_PLAINER = _PLAIN | {"do", "handle", "count", "decide"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What of a question decides its operation: how many places, figures, years; the kinds of its words; its cues."""

    places: int
    numbers: int
    years: int
    kinds: frozenset[str]
    cues: tuple[frozenset[str], ...]
    negation: bool = False
    many: bool = False
    region: bool = False
    question: bool = False
    counted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """A row of the table.

    ``many``, ``region`` and ``question`` are demanded only where they are true, ``counted`` (a unit is asked for)
    is ruled out where it is false.
    """

    name: str
    needs: tuple[frozenset[str], ...] = ()
    may: frozenset[str] = frozenset()
    places: tuple[int, int] = _MANY
    numbers: tuple[int, int] = (0, 0)
    years: tuple[int, int] = (0, 1)
    words: str = "any"
    negation: bool = False
    many: bool = False
    region: bool = False
    question: bool = False
    counted: bool = True

    @classmethod
    def of(cls, row: dict[str, Any]) -> Self:
        """A row as it stands in the file."""
        known: dict[str, Any] = {f.name: row[f.name] for f in fields(cls) if f.name in row}
        needs = tuple(frozenset(group.split("|")) for group in row.get("needs", []))
        return cls(**{**known, "needs": needs, "may": frozenset(row.get("may", ())).union(*needs)})

    def holds(self, shape: Shape) -> bool:
        """Whether a question of that shape asks for this."""
        return (
            self.places[0] <= shape.places <= self.places[1]
            and self.numbers[0] <= shape.numbers <= self.numbers[1]
            and self.years[0] <= shape.years <= self.years[1]
            and self.negation == shape.negation
            and self.many <= shape.many <= (self.many or self.years[1] > 1)
            and self.region <= shape.region
            and self.question <= shape.question
            and shape.counted <= self.counted
            and all(cue & self.may for cue in shape.cues)
            and all(any(group & cue for cue in shape.cues) for group in self.needs)
            and self._measures(shape.kinds)
        )

    def _measures(self, kinds: frozenset[str]) -> bool:
        """Whether what is measured is named as this operation wants it."""
        match self.words:
            case "any":
                return True
            case "yes":
                return bool(kinds - _EMPTY)
            case "no":
                return kinds <= _PLAIN
        return kinds <= _PLAINER


@cache
def _all() -> tuple[Operation, ...]:
    return tuple(Operation.of(row) for row in table("operations")["operation"])


def name_of(shape: Shape) -> str | None:
    """The operation, None where no one reading explains all cues."""
    return next((o.name for o in _all() if o.holds(shape)), None)
