"""What a rule says of a report: pass, fail, or not assessable. Never a guess, never blame for a scan's blemish."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding weighs; a setting, never part of a rule's id."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Verdict(StrEnum):
    """pass; justify: fix each warning or give a reason; fail: errors must be fixed."""

    PASS = "pass"  # noqa: S105 - a verdict, not a password
    JUSTIFY = "justify"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Where:
    """Where to look: form cells, or a quote in a section; ``line`` is the source's line where it has lines."""

    cells: tuple[str, ...] = ()
    section: int | None = None
    line: int | None = None
    quote: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem, in three beats: where and both numbers, which requirement, what to do.

    Findings that one mistake causes share ``root``. ``sure`` is how sure the rule is, 0 to 1.
    """

    rule: str
    severity: Severity
    where: Where
    found: str
    expected: str
    message: str
    fix: str
    basis: str
    root: str = ""
    sure: float = 1.0


@dataclass(frozen=True, slots=True)
class NotAssessable:
    """A rule that could not be judged, and why (a missing row, no report of last year)."""

    rule: str
    why: str


@dataclass(frozen=True, slots=True)
class Check:
    """The result of all rules on one report."""

    verdict: Verdict
    findings: tuple[Finding, ...]
    not_assessable: tuple[NotAssessable, ...]
    passed: tuple[str, ...] = ()

    def count(self, severity: Severity) -> int:
        """How many findings weigh that much."""
        return sum(f.severity is severity for f in self.findings)
