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
from parser.model.errors import InputError
from parser.model.finding import Check, Severity
from parser.model.report import Report
from parser.pipeline import check_report, read_sources
from parser.rules import Profile
from parser.rules.likeness.indexed import Indexed

PRELOAD = (__name__,)
"""What a worker imports before its first job's clock starts."""

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
    """What a check may know beside the files: the index's path, today, what holds in the place.

    ``division`` and ``organ`` are the sender's: they help to place a report that doesn't name its county, and
    catch the report of somebody else.
    """

    index: str
    today: date
    profile: Profile
    division: str | None = None
    organ: str | None = None


def inspect_files(files: Sequence[tuple[str, str]], setting: Setting) -> Checked:
    """Read the files, given as (name, path), as one report and check it.

    An index that cannot be read is not the draft's fault: the rules that compare with it are not assessable then.
    """
    sources = [Source(name, Path(path).read_bytes()) for name, path in files]
    report = read_sources(sources, division=setting.division)
    try:
        with Index.open(setting.index) as index:
            return Checked(report, _judge(report, setting, index))
    except InputError:
        return Checked(report, _judge(report, setting, None))


def judge_indexed(report: int, setting: Setting) -> Judged:
    """Check a report that is in the index."""
    with Index.open(setting.index) as index:
        found = index.report(report)
        revision = entry.revision if (entry := index.entry(report)) else 1
        errors = count(_judge(found, setting, index), Severity.ERROR)
        alike = next((a.organ for a in Indexed(index).alike(found, least=ALIKE)), None)
    return Judged(report, revision, errors, alike)


def _judge(report: Report, setting: Setting, index: Index | None) -> Check:
    """All rules, beside what the index has."""
    return check_report(
        report,
        index=index,
        profile=setting.profile,
        today=setting.today,
        submitted=(setting.organ, None),
    )
