"""From one check to the next: what was mended, what is new, what remains; and which warnings are justified.

A finding is the same one as long as its rule and its place are the same (``identity``). A justification holds for one
warning at one place with one figure: it ends on its day, and the warning comes back as soon as the figure changes.
Errors can't be justified.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256

from parser.model.finding import Check, Finding, Severity
from parser.rules.examine import verdict_of
from parser.rules.flat import folded

_QUOTED = 24
Key = tuple[str, tuple[str, ...], int | None, str]


def key(finding: Finding) -> Key:
    """Rule and place: the cells, else the part and the beginning of the quote without its figures."""
    where = finding.where
    words = "".join(c for c in folded(where.quote or "") if not c.isdigit())[:_QUOTED]
    return finding.rule, where.cells, None if where.cells else where.section, "" if where.cells else words


def identity(finding: Finding) -> str:
    """The key in a few letters, the same in every process."""
    return sha256(repr(key(finding)).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Progress:
    """The findings of two checks of one draft, sorted."""

    mended: tuple[Finding, ...]
    new: tuple[Finding, ...]
    remaining: tuple[Finding, ...]


def compare(before: Check, after: Check) -> Progress:
    """What became of the findings of an earlier check."""
    old, now = {key(f) for f in before.findings}, {key(f) for f in after.findings}
    return Progress(
        mended=tuple(f for f in before.findings if key(f) not in now),
        new=tuple(f for f in after.findings if key(f) not in old),
        remaining=tuple(f for f in after.findings if key(f) in old),
    )


@dataclass(frozen=True, slots=True)
class Justification:
    """Why a warning stands: for which finding, with which figure, who said so and when, until when it holds."""

    finding: str
    found: str
    reason: str
    who: str
    when: date
    until: date

    def covers(self, finding: Finding, *, today: date) -> bool:
        """Whether it still holds for a finding: not an error, the same figure, in time."""
        same = (self.finding, self.found) == (identity(finding), finding.found)
        return same and today <= self.until and finding.severity is not Severity.ERROR


def justify(finding: Finding, reason: str, *, who: str, when: date, until: date) -> Justification:
    """Keep a reason for a warning or hint.

    Raises:
        ValueError: an error must be mended, and a reason must say something.
    """
    if finding.severity is Severity.ERROR:
        raise ValueError(f"{finding.rule}是错误，须改正，不能以说明理由代替。")
    if not reason.strip():
        raise ValueError("请写明理由。")
    return Justification(identity(finding), finding.found, reason.strip(), who, when, until)


def excuse(
    result: Check, reasons: Iterable[Justification], *, today: date
) -> tuple[Check, tuple[Finding, ...]]:
    """The check without the findings that are justified today, its verdict anew, and what was excused."""
    known = {r.finding: r for r in reasons}
    excused = tuple(f for f in result.findings if (r := known.get(identity(f))) and r.covers(f, today=today))
    rest = tuple(f for f in result.findings if f not in excused)
    return replace(result, findings=rest, verdict=verdict_of(rest)), excused
