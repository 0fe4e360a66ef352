"""The answer to a question, as in contract/cli.md: answered, a choice of complete questions, or a typed refusal."""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum


class Status(StrEnum):
    """``choose``: several readings or places, the text holds no figure; ``declined``: ``reason`` says why."""

    ANSWERED = "answered"
    CHOOSE = "choose"
    DECLINED = "declined"


class Reason(StrEnum):
    """Why there is no answer."""

    PLACE_MISSING = "place_missing"
    PLACE_UNKNOWN = "place_unknown"
    PLACE_NOT_INDEXED = "place_not_indexed"
    YEAR_NOT_INDEXED = "year_not_indexed"
    NOT_STATED = "not_stated"
    UNIT_MISMATCH = "unit_mismatch"
    BLANK = "blank"
    UNREADABLE = "unreadable"
    COMPOSITE = "composite"
    CONFLICT = "conflict"
    PART_OF_YEAR = "part_of_year"
    NOT_UNDERSTOOD = "not_understood"
    OUT_OF_SCOPE = "out_of_scope"
    NOTHING_INDEXED = "nothing_indexed"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a breakdown, comparison, ranking, list or trend."""

    label: str
    value: Decimal | None
    unit: str | None
    place: str | None = None
    division: str | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """An exact piece of a report that holds the number, or is the label of its cell.

    ``report`` is the report's number in the index, ``fact`` or ``cell`` what the piece states: for a link to it.
    They play no part when two pieces are compared.
    """

    organ: str | None
    year: int | None
    section: int
    quote: str
    report: int | None = field(default=None, compare=False)
    fact: int | None = field(default=None, compare=False)
    cell: str | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said, and every part of it as data. ``text`` is complete and within 1,800 bytes of UTF-8.

    ``missing`` is what a refusal lacks: words that nobody knows, a measure that is not stated, a place, a place
    with its year. It is for who tends the vocabulary and the reports, and never shown to who asked.
    ``more`` is what follows ``text`` where a list was too long for it: for a channel that can turn pages.
    """

    status: Status
    text: str
    reason: Reason | None = None
    value: Decimal | None = None
    unit: str | None = None
    organ: str | None = None
    division: str | None = None
    year: int | None = None
    rows: tuple[Row, ...] = ()
    approximate: bool = False
    warnings: tuple[str, ...] = ()
    understood: str = ""
    evidence: tuple[Evidence, ...] = ()
    options: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    more: str = ""
