"""The tasks that run in worker processes: read what was handed in, and judge it beside what is indexed.

They take paths and give frozen types of the parser; the index is opened for reading only.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from parser.index import Index
from parser.model.document import Source
from parser.model.finding import Check
from parser.model.report import Report
from parser.pipeline import read_sources
from parser.rules import Profile, check

PRELOAD = (__name__,)
"""What a worker imports before its first job's clock starts."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A report as read, and what the rules say."""

    report: Report
    check: Check


@dataclass(frozen=True, slots=True)
class Setting:
    """What a check may know beside the files: the index (None: no index), today, the last day for reports.

    ``division`` and ``organ`` are the sender's: they help to place a report that doesn't name its county, and
    catch the report of somebody else.
    """

    index: str | None
    today: date
    due: tuple[int, int]
    division: str | None = None
    organ: str | None = None


def inspect_files(files: Sequence[tuple[str, str]], setting: Setting) -> Checked:
    """Read the files, given as (name, path), as one report and check it."""
    sources = [Source(name, Path(path).read_bytes()) for name, path in files]
    return _judge(read_sources(sources, division=setting.division), setting)


def inspect_indexed(report: int, setting: Setting) -> Checked:
    """Check a report that is in the index."""
    assert setting.index is not None  # noqa: S101 - there is nothing to inspect without an index
    with Index.open(Path(setting.index)) as index:
        found = index.report(report)
    return _judge(found, setting)


def _judge(report: Report, setting: Setting) -> Checked:
    """All rules, with last year's report where the index has it."""
    return Checked(
        report,
        check(
            report,
            previous=_previous(report, setting.index),
            profile=Profile(due=setting.due),
            today=setting.today,
            submitted=(setting.organ, None),
        ),
    )


def _previous(report: Report, index: str | None) -> Report | None:
    """The one report of the same place for the year before; None where the place or the index is not known."""
    if index is None or report.division is None or report.year is None or not Path(index).exists():
        return None
    with Index.open(Path(index)) as store:
        entries = store.entries(division=report.division, year=report.year - 1)
        same = [entry for entry in entries if entry.division == report.division]
        return store.report(same[0].id) if len(same) == 1 else None
