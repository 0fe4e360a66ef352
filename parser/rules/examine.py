"""Run all rules on one report and put the result together.

Three states: a rule has findings, or could not be judged (with the reason), or passed. A rule may be judged on one
row and not on another; then it has both findings and a reason. Findings of one mistake share a root (roots.py).
Group E tells what the reader could not read; it never counts against the clerk.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from parser.model.finding import Check, Finding, NotAssessable, Severity, Verdict
from parser.model.report import Report
from parser.rules.case import Case, Hit, Skip, open_case
from parser.rules.catalogue import Rule, rules
from parser.rules.neighbours import Neighbours
from parser.rules.profile import Profile
from parser.rules.registry import CHECKS
from parser.rules.roots import name_roots

_WEIGHT = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


def check(
    report: Report,
    *,
    previous: Report | None = None,
    neighbours: Neighbours | None = None,
    profile: Profile | None = None,
    today: date | None = None,
    submitted: tuple[str | None, int | None] = (None, None),
) -> Check:
    """Judge a report by every rule that is on.

    Args:
        report: what was read, complete with tables and notes.
        previous: the same organ's report of the year before; without it group C is not assessable.
        neighbours: other reports; without them most of group D is not assessable.
        profile: the place's settings; the default is the national rulebook.
        today: for reminders of the deadline; None leaves them out.
        submitted: the organ and year that the sender named, to catch a wrong file.
    """
    case = open_case(
        report,
        profile or Profile(),
        previous=previous,
        neighbours=neighbours,
        today=today,
        submitted=submitted,
    )
    said = {rule.id: _judge(rule.id, case) for rule in _switched_on(case)}
    hits = [(rule, hit) for rule, outcomes in said.items() for hit in outcomes if isinstance(hit, Hit)]
    findings = _order(_findings(case.profile, hits))
    skips = {(rule, o.why): None for rule, outcomes in said.items() for o in outcomes if isinstance(o, Skip)}
    passed = tuple(rule for rule, outcomes in said.items() if not outcomes)
    return Check(verdict_of(findings), findings, tuple(NotAssessable(r, why) for r, why in skips), passed)


_SPELLING = frozenset({"T202", "T306", "W901", "W902", "W903", "W904", "W905", "W908", "W911"})
"""Rules about single characters, which say nothing where the characters were recognised from a picture."""


def _judge(rule: str, case: Case) -> list[Hit | Skip]:
    if rule in _SPELLING and case.is_recognised:
        return [Skip("文字由图片识别而来，字形可能有误，不评用字")]
    return list(CHECKS[rule](case))


def worst(result: Check, most: int) -> tuple[Finding, ...]:
    """The findings to tell first: one a root, errors before warnings before hints, the surest first.

    What the reader could not read (group E) comes last: the clerk cannot mend it.
    """
    seen: set[str] = set()
    first = [f for f in result.findings if not (f.root in seen or seen.add(f.root))]  # type: ignore[func-returns-value]  # add() returns None by design
    return tuple(sorted(first, key=lambda f: (f.rule.startswith("E"), _WEIGHT[f.severity], -f.sure))[:most])


def _switched_on(case: Case) -> list[Rule]:
    return [r for r in rules().values() if not r.retired and r.id not in case.profile.off]


def _findings(profile: Profile, hits: Sequence[tuple[str, Hit]]) -> list[Finding]:
    roots = name_roots(hits)
    return [
        _finding(profile, rules()[code], hit, root) for (code, hit), root in zip(hits, roots, strict=True)
    ]


def _finding(profile: Profile, rule: Rule, hit: Hit, root: str) -> Finding:
    severity = profile.severities.get(rule.id) or hit.severity or rule.severity
    return Finding(
        rule=rule.id,
        severity=severity,
        where=hit.where,
        found=hit.found,
        expected=hit.expected,
        message=hit.message.removesuffix(hit.fix),  # what to do is said once
        fix=hit.fix,
        basis=rule.cited,
        root=root,
        sure=hit.sure,
    )


def _order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda f: (f.rule.startswith("E"), _WEIGHT[f.severity], f.rule)))


def verdict_of(findings: Iterable[Finding]) -> Verdict:
    """Judge the whole: fail with any error, justify with any warning, else pass; group E doesn't count."""
    counted = {f.severity for f in findings if not f.rule.startswith("E")}
    if Severity.ERROR in counted:
        return Verdict.FAIL
    return Verdict.JUSTIFY if Severity.WARNING in counted else Verdict.PASS
