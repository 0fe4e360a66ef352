"""A report: who, where, when, its six sections, its statutory cells, the facts of its narrative.

Every figure keeps the place where it was read; a figure without a place does not exist.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from parser.model.document import Place


@dataclass(frozen=True, slots=True)
class Note:
    """Something the reader wants said: what could not be read (group E) or was inferred (I001…)."""

    code: str
    message: str
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of a section's text that stood in one paragraph of the source: [start, end) and its place."""

    start: int
    end: int
    place: Place


@dataclass(frozen=True, slots=True)
class Section:
    """One of the six statutory parts (``number`` 1 to 6) under the heading as printed.

    ``text`` leaves the tables out and joins what a page break cut; a newline separates paragraphs.
    ``stretches`` map offsets of ``text`` back to the source.
    """

    number: int
    heading: str
    text: str
    place: Place = Place()
    stretches: tuple[Stretch, ...] = ()

    def place_of(self, offset: int) -> Place:
        """Where in the source the character at ``offset`` of the text stands."""
        for stretch in self.stretches:
            if stretch.start <= offset < stretch.end:
                return stretch.place
        return self.place


class Cell(NamedTuple):
    """One statutory number: its code (contract/form.json), the text printed, its value, its place.

    A named tuple, as ``Printed`` is, because a report has hundreds: see ``parser.model.document.GridCell``.
    ``value`` is None for a cell that is there and holds no number: blank, or a dash. Counts are whole numbers;
    fees are in 万元. A cell that could not be read or placed with certainty has no ``Cell`` at all, but a note.
    """

    code: str
    raw: str
    value: Decimal | None
    place: Place = Place()
    confidence: float = 1.0


class Printed(NamedTuple):
    """A label or value of a statutory table as printed; ``code`` is the cell, row or column it was taken for."""

    raw: str
    code: str | None = None
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class FormRow:
    """A row of a statutory table as printed. ``code`` is "new", "regulation", "review"… or None if unknown.

    ``values`` holds what stands right of the label, left to right; ``expected`` how many values the form has there.
    """

    code: str | None
    label: Printed
    values: tuple[Printed, ...]
    expected: int
    place: Place = Place()
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FormTable:
    """A statutory table (``number`` 2, 3 or 4) as found: header labels and rows as printed, for the rules."""

    number: int
    headers: tuple[Printed, ...]
    rows: tuple[FormRow, ...]
    place: Place = Place()


class Scope(StrEnum):
    """Which time a fact speaks of: the report's year, all years (历年累计), another year, or a plan."""

    YEAR = "year"
    ALL_YEARS = "all_years"
    OTHER_YEAR = "other_year"
    PLAN = "plan"


@dataclass(frozen=True, slots=True)
class Fact:
    """A quantity that the narrative states, with the exact sentence that states it.

    ``measure`` is what is counted, in the report's own words (发展党员（包含发展对象、预备、转正等）公示公开).
    ``items`` are the things that share this one figure (低保金, 残疾人补助, 高龄补贴): none of them has its own.
    ``channels`` likewise: several names mean that the figure is theirs together.
    ``part_of`` is the id of the total, which may stand later; ``closed``, on the total, is false where its parts
    are only examples (等, 主要).
    ``approximate`` keeps 余/多/近/约/超. ``implicit`` is a zero said in words (未收到…申请).
    ``start``/``end`` are offsets of ``sentence`` in the section's text; ``number`` those of the figure in the
    sentence (for an implicit zero: of the words that say it).
    ``unit`` is as printed, with 万 multiplied out except in 万元; None where the report gives none.
    """

    id: int
    measure: str
    value: Decimal
    unit: str | None
    section: int
    sentence: str
    start: int
    end: int
    number: tuple[int, int]
    raw: str = ""
    approximate: bool = False
    implicit: bool = False
    channels: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    part_of: int | None = None
    closed: bool = True
    verb: str = ""
    scope: Scope = Scope.YEAR
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class Report:
    """All that was read from one document. None means that the document does not say.

    ``division`` is the code of the place (nine digits for a township), ``division_path`` its names from the
    province down, joined by "/". What was inferred rather than printed is said in ``notes``.
    ``preamble`` is the text before the first section, ``title`` its report title, if any.
    """

    organ: str | None
    division: str | None
    division_path: str | None
    year: int | None
    title: str | None
    published: date | None
    period: tuple[date, date] | None
    contact: str | None
    sections: tuple[Section, ...]
    cells: Mapping[str, Cell]
    facts: tuple[Fact, ...]
    tables: tuple[FormTable, ...] = ()
    notes: tuple[Note, ...] = ()
    preamble: Section = Section(0, "", "")
    absent_sections: tuple[int, ...] = ()
    format: str = ""
    meta: tuple[tuple[str, str], ...] = field(default=())

    def section(self, number: int) -> Section | None:
        """The statutory part of that number, or None."""
        return next((s for s in self.sections if s.number == number), None)

    def value(self, code: str) -> Decimal | None:
        """The number in a cell; None if it is blank, absent or unread (look in ``cells`` to tell)."""
        cell = self.cells.get(code)
        return cell.value if cell else None
