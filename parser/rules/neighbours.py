"""What the rules of group D ask of the world: other reports. parser.index can serve it; a list serves tests."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from parser.model.report import Report


@dataclass(frozen=True, slots=True)
class Alike:
    """Another report whose narrative resembles this one.

    ``share`` is the estimated Jaccard similarity of their 8-character shingles without boilerplate, 0 to 1;
    ``passages`` are pieces of 40 or more Chinese characters, as this report prints them, that stand in both and
    in no third report, the longest first.
    """

    organ: str
    year: int
    division: str | None
    share: float
    passages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Version:
    """The same organ's report of the same year from elsewhere, or (``same_place``) from the same address earlier."""

    source: str
    report: Report
    same_place: bool = False


class Neighbours(Protocol):
    """Other reports, seen from one report. All answers leave the report itself and its other versions out."""

    def alike(self, report: Report, *, least: float) -> Sequence[Alike]:
        """Reports of other organs that are similar by ``least`` or share a passage, the most similar first."""

    def carriers(self, report: Report, words: str) -> Sequence[tuple[str, int]]:
        """(organ, year) of reports of other organs that contain ``words``."""

    def peers(self, report: Report, code: str) -> Sequence[Decimal]:
        """The values of a cell in the reports of the same county and year."""

    def below(self, report: Report) -> Sequence[Report]:
        """The reports of the divisions directly below, of the same year; empty unless all of them are there."""

    def versions(self, report: Report) -> Sequence[Version]:
        """The same organ's report of the same year found elsewhere or earlier."""
