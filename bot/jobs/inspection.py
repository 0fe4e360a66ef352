"""The tasks that run in worker processes: read what was handed in, and judge it beside what is indexed.

They take paths and give frozen types of the parser; the index is opened for reading only.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from handlers.kit.fixlist import count
from parser.index import Index
from parser.model.document import Source
from parser.model.finding import Check, Severity
from parser.model.report import Report
from parser.pipeline import read_sources
from parser.rules import Profile, check
from parser.rules.likeness.corpus import Corpus

PRELOAD = (__name__,)
"""What a worker imports before its first job's clock starts."""

COUNTY = 6
"""Digits of a county's code."""
MOST_BESIDE = 80
"""Reports of the county that one is compared with."""
ALIKE = 0.4
"""From this share of common text on, a report counts as copied (rule D852)."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A report as read, and what the rules say."""

    report: Report
    check: Check


@dataclass(frozen=True, slots=True)
class Judged:
    """What an overview says of a published report: its errors, and whose report it resembles."""

    report: int
    revision: int
    errors: int
    alike: str | None


@dataclass(frozen=True, slots=True)
class Setting:
    """What a check may know beside the files: the index's path, today, the last day for reports.

    ``division`` and ``organ`` are the sender's: they help to place a report that doesn't name its county, and
    catch the report of somebody else.
    """

    index: str
    today: date
    due: tuple[int, int]
    division: str | None = None
    organ: str | None = None


def inspect_files(files: Sequence[tuple[str, str]], setting: Setting) -> Checked:
    """Read the files, given as (name, path), as one report and check it."""
    sources = [Source(name, Path(path).read_bytes()) for name, path in files]
    report = read_sources(sources, division=setting.division)
    return _judge(report, setting, _neighbours(report, setting.index))


def judge_indexed(report: int, setting: Setting) -> Judged:
    """Check a report that is in the index."""
    with Index.open(setting.index) as index:
        found = index.report(report)
        revision = entry.revision if (entry := index.entry(report)) else 1
        beside = _beside(index, found, leave_out=report)
    checked = _judge(found, setting, beside)
    alike = [other.organ for other in beside.alike(found, least=ALIKE)] if beside else []
    return Judged(report, revision, count(checked.check, Severity.ERROR), alike[0] if alike else None)


def _judge(report: Report, setting: Setting, beside: Corpus | None) -> Checked:
    """All rules, with last year's report and the neighbours' where the index has them."""
    found = check(
        report,
        previous=_previous(report, setting.index),
        neighbours=beside,
        profile=Profile(due=setting.due),
        today=setting.today,
        submitted=(setting.organ, None),
    )
    return Checked(report, found)


def _neighbours(report: Report, path: str) -> Corpus | None:
    if not Path(path).exists():
        return None
    with Index.open(path) as index:
        return _beside(index, report)


def _beside(index: Index, report: Report, *, leave_out: int | None = None) -> Corpus | None:
    """The reports of the same county and year; None where the county or the year is not known."""
    if report.division is None or report.year is None:
        return None
    county = report.division[:COUNTY]
    entries = index.entries(division=county, year=report.year)
    others = [index.report(entry.id) for entry in entries if entry.id != leave_out]
    return Corpus(others[:MOST_BESIDE]) if others else None


def _previous(report: Report, path: str) -> Report | None:
    """The one report of the same place for the year before; None where place or index are not known."""
    if report.division is None or report.year is None or not Path(path).exists():
        return None
    with Index.open(path) as index:
        entries = index.entries(division=report.division, year=report.year - 1)
        same = [entry for entry in entries if entry.division == report.division]
        return index.report(same[0].id) if len(same) == 1 else None
