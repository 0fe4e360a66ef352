"""What a rule sees and what it says.

A rule is a function ``(Case) -> Iterator[Hit | Skip]`` listed in its module's ``CHECKS`` under its id. It yields a
``Hit`` for each mistake and a ``Skip`` where it cannot judge; yielding nothing means the report passes. It never
knows its own severity, basis or name: those are data (catalogue/*.toml) and settings (profile).
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cache

from parser.form import CODES, label, parts
from parser.model.finding import Severity, Where
from parser.model.report import Cell, FormRow, FormTable, Report, Section
from parser.rules.flat import Flat, fold
from parser.rules.neighbours import Neighbours
from parser.rules.profile import Profile


@dataclass(frozen=True, slots=True)
class Hit:
    """One mistake. Hits of one report with the same ``story`` share their root, whatever their rules.

    ``severity`` overrides the catalogue's (for a milder sign of the same mistake); ``sure`` is 0 to 1.
    """

    where: Where
    found: str
    expected: str
    message: str
    fix: str
    story: str = ""
    sure: float = 1.0
    severity: Severity | None = None


@dataclass(frozen=True, slots=True)
class Skip:
    """The rule, or a part of it, cannot be judged on this report: why."""

    why: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of folded text in a passage: a sentence, a clause, a match."""

    passage: "Passage"
    start: int
    end: int

    @property
    def text(self) -> str:
        """The folded text."""
        return self.passage.flat.text[self.start : self.end]

    @property
    def printed(self) -> str:
        """The text as printed, an exact piece of the section's text."""
        return self.passage.flat.source[slice(*self.passage.flat.origin(self.start, self.end))]

    @property
    def where(self) -> Where:
        """Section, line and quote."""
        return self.passage.where(self.start, self.end)

    def piece(self, start: int, end: int) -> "Piece":
        """A part of this piece, by offsets within it."""
        return Piece(self.passage, self.start + start, self.start + end)


_SENTENCE = re.compile(r"[^。!?\n]+[。!?]*")
_ENDS = "。!?\n"
_CLAUSE = re.compile(r"[^。!?\n,;:]+[。!?,;:]*")


@dataclass(frozen=True, slots=True)
class Passage:
    """A section's text (0: what stands before the first section), folded."""

    section: Section
    flat: Flat

    def where(self, start: int, end: int) -> Where:
        """Where the folded piece stands."""
        first, last = self.flat.origin(start, end)
        line = self.section.place_of(first).line
        return Where(section=self.section.number, line=line, quote=self.flat.source[first:last] or None)

    def search(self, pattern: re.Pattern[str]) -> Iterator[tuple[re.Match[str], Piece]]:
        """All matches in the folded text."""
        for match in pattern.finditer(self.flat.text):
            yield match, Piece(self, match.start(), match.end())

    def sentences(self) -> Iterator[Piece]:
        """Its sentences: up to 。！？ or the end of the paragraph."""
        for match in _SENTENCE.finditer(self.flat.text):
            yield Piece(self, match.start(), match.end())

    def clauses(self) -> Iterator[Piece]:
        """Its clauses: up to the next punctuation mark but 、."""
        for match in _CLAUSE.finditer(self.flat.text):
            yield Piece(self, match.start(), match.end())

    def paragraphs(self) -> Iterator[Piece]:
        """Its paragraphs."""
        for match in re.finditer(r"[^\n]+", self.flat.text):
            yield Piece(self, match.start(), match.end())

    def sentence_at(self, start: int) -> Piece:
        """The sentence that holds the character at ``start``."""
        text = self.flat.text
        first = max(text.rfind(mark, 0, start) for mark in _ENDS) + 1
        last = min((at for mark in _ENDS if (at := text.find(mark, start)) >= 0), default=len(text) - 1)
        return Piece(self, first, last + 1)


_TOWNSHIP = re.compile(r"(乡|镇|街道|苏木)(人民政府|办事处|政府|党政|管委会|$)")


_LAST_TRIAL = 2020
TRIAL = "2020年度及以前适用2019年试行格式"
"""Why rules of today's form don't judge a report of those years."""


@dataclass(frozen=True, slots=True)
class Case:
    """One report under examination, and whatever it may be compared with.

    ``previous`` is the same organ's report of the year before, ``neighbours`` other reports (an index),
    ``submitted`` what the sender said the file is: (organ or None, year or None).
    """

    report: Report
    profile: Profile
    previous: Report | None = None
    neighbours: Neighbours | None = None
    today: date | None = None
    submitted: tuple[str | None, int | None] = (None, None)
    passages: tuple[Passage, ...] = field(default=(), repr=False)
    form: Mapping[int, tuple[FormTable, ...]] = field(default_factory=dict, repr=False)

    def passage(self, number: int) -> Passage | None:
        """A section's passage."""
        return next((p for p in self.passages if p.section.number == number), None)

    @property
    def parts(self) -> tuple[Passage, ...]:
        """The passages of the statutory sections, without what stands before them."""
        return tuple(p for p in self.passages if p.section.number)

    @property
    def words(self) -> str:
        """All folded narrative text."""
        return "\n".join(p.flat.text for p in self.passages)

    @property
    def is_township(self) -> bool:
        """Whether a township, town or subdistrict reports: by its code, else by its name."""
        code, organ = self.report.division, self.report.organ or ""
        return len(code or "") >= 9 or bool(_TOWNSHIP.search(organ))  # noqa: PLR2004 - nine digits: a township

    @property
    def is_of_trial_form(self) -> bool:
        """Whether the report is for a year up to 2020: its form was that of 2019, 国办公开办函〔2019〕60号."""
        return self.report.year is not None and self.report.year <= _LAST_TRIAL

    @property
    def is_recognised(self) -> bool:
        """Whether the text was recognised from a picture: then its spelling is the reader's, not the clerk's."""
        return self.report.format == "picture" or any(c.confidence < 1 for c in self.report.cells.values())

    def cell(self, code: str) -> Cell | None:
        """The cell, if the document has it and it was read."""
        return self.report.cells.get(code)

    def value(self, code: str) -> Decimal | None:
        """The cell's number; None if blank, absent or unread."""
        return self.report.value(code)

    def values(self, codes: tuple[str, ...]) -> tuple[Decimal, ...] | None:
        """The cells' numbers, or None unless every one has a number."""
        values = tuple(v for c in codes if (v := self.value(c)) is not None)
        return values if len(values) == len(codes) else None

    def rows(self, table: int) -> tuple[FormRow, ...]:
        """The rows of a statutory table as printed."""
        return tuple(row for t in self.form.get(table, ()) for row in t.rows)

    def has_table(self, table: int) -> bool:
        """Whether the document shows that table at all."""
        return any(t.rows or t.headers for t in self.form.get(table, ()))

    def at(self, *codes: str) -> Where:
        """Where these cells stand; the line is the first's."""
        line = next((c.place.line for code in codes if (c := self.cell(code)) and c.place.line), None)
        section = parts(codes[0])[0] if codes else None
        return Where(cells=codes, section=section, line=line)


LONGEST = 40_000
"""Characters of a section that rules look at; real sections have up to 4,000. What is longer is no narrative."""


def open_case(report: Report, profile: Profile, **others: object) -> Case:
    """Prepare a report for all rules: fold its passages once, sort its tables."""
    sections = (report.preamble, *report.sections)
    passages = tuple(Passage(s, fold(s.text[:LONGEST])) for s in sections if s.text)
    form: dict[int, tuple[FormTable, ...]] = {}
    for table in report.tables:
        form[table.number] = (*form.get(table.number, ()), table)
    return replace(Case(report, profile), passages=passages, form=form, **others)  # type: ignore[arg-type]  # the caller's keywords are Case's


Check = Callable[[Case], Iterator[Hit | Skip]]
"""The type of a rule."""


@cache
def table_codes(table: int) -> tuple[str, ...]:
    """The statutory cells of a table, in the form's order."""
    return tuple(c for c in CODES if c.startswith(f"t{table}."))


def name_cells(codes: tuple[str, ...], most: int = 6) -> str:
    """Name cells for people, the first few of many."""
    shown = "、".join(label(c) for c in codes[:most])
    return shown + (f"等{len(codes)}格" if len(codes) > most else "")


def say(number: Decimal) -> str:
    """A number as people write it: no exponent, no needless zeros.

    >>> say(Decimal("407")), say(Decimal("0.50")), say(Decimal("1E+2"))
    ('407', '0.5', '100')
    """
    text = f"{number:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"
