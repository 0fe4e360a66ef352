"""What the index gives back: one frozen type for each kind of answer."""

from dataclasses import dataclass
from decimal import Decimal

from parser.model.report import Cell


@dataclass(frozen=True, slots=True)
class Outcome:
    """What ``add`` did: ``new``, ``unchanged`` or ``revised``, to which report, now at which revision."""

    kind: str
    id: int
    revision: int = 1


@dataclass(frozen=True, slots=True)
class Unit:
    """An organ that has reports here, under its newest printed name.

    ``path`` is its place from the province down, joined by "/"; ``division`` the place's code; both None
    where no report says which of several places it is.
    """

    number: int
    organ: str | None
    division: str | None
    path: str | None

    @property
    def place_name(self) -> str:
        """The name to show: the last step of the path, else the organ as printed.

        >>> Unit(1, "彭阳县新集乡人民政府", "640425200", "宁夏回族自治区/固原市/彭阳县/新集乡").place_name
        '新集乡'
        """
        return self.path.rpartition("/")[2] if self.path else self.organ or "（未署名）"


@dataclass(frozen=True, slots=True)
class Entry:
    """A report in the index, as a line of a list: who, where, which year, which revision, from which file."""

    id: int
    unit: Unit
    year: int | None
    revision: int
    organ: str | None
    division: str | None
    path: str | None
    title: str | None
    published: str | None
    format: str
    source_name: str

    @property
    def place_name(self) -> str:
        """The name of the place to show, 新集乡."""
        return self.unit.place_name


@dataclass(frozen=True, slots=True)
class Revision:
    """One version of a report. ``seen`` is the ISO date on which it came in, where the caller knew it."""

    revision: int
    source_name: str
    digest: str
    seen: str | None


@dataclass(frozen=True, slots=True)
class Change:
    """A cell that differs between two revisions; None where a revision has no such cell."""

    code: str
    before: Cell | None
    after: Cell | None


@dataclass(frozen=True, slots=True)
class Hit:
    """A report whose text holds what was searched, and the exact piece of the section that holds it.

    ``section`` is 0 for what stands before the first section.
    """

    entry: Entry
    section: int
    quote: str


@dataclass(frozen=True, slots=True)
class Ranked:
    """A place in a ranking. ``fact`` is the fact's id where facts were ranked."""

    entry: Entry
    value: Decimal
    fact: int | None = None


@dataclass(frozen=True, slots=True)
class Ranking:
    """The first rows, and what they are the first of.

    ``stated`` reports of ``reports`` give a number; ``tied`` further ones share the last row's. Only
    townships are ranked: a county's own report and its bureaus' are not.
    """

    rows: tuple[Ranked, ...]
    reports: int
    stated: int
    tied: int = 0


@dataclass(frozen=True, slots=True)
class Total:
    """A sum over the townships of a region: ``stated`` of ``reports`` give a number; None where none does."""

    region: str
    year: int
    value: Decimal | None
    reports: int
    stated: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a region has: how many reports, of how many organs, in which years."""

    reports: int
    units: int
    years: tuple[int, ...]
