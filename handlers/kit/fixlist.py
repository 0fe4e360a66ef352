"""The fix list of a checked draft as one chat message: verdict, worst problems, what to write, the link."""

from collections.abc import Sequence

from handlers.kit.context import Draft, DraftLine
from handlers.kit.texts import say
from parser.model.finding import Check, Finding, Severity, Verdict

SHOWN = 5
"""How many problems a chat message lists; the page lists all."""
MOST_BYTES = 1800
"""Of UTF-8; the platform takes about 2,000, and what is cut off would be the link."""
_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


def summarise(draft: Draft) -> str:
    """Verdict, the worst findings (one a root cause), what was not read, the link: within ``MOST_BYTES``."""
    stories = worst(draft.check.findings)
    for shown in range(min(SHOWN, len(stories)), 0, -1):
        text = _message(draft, stories, shown)
        if len(text.encode()) <= MOST_BYTES:
            return text
    return _message(draft, stories, 0)


def _message(draft: Draft, stories: list[Finding], shown: int) -> str:
    parts = [_heading(draft), _verdict(draft), *_progress(draft)]
    parts += [
        say("draft.item", number=n, message=f.message, fix=f.fix) for n, f in enumerate(stories[:shown], 1)
    ]
    return "\n".join(parts + _rest(draft, len(stories) - shown))


def count(check: Check, severity: Severity) -> int:
    """How many mistakes weigh that much: a cause with all that it leads to is one, as on the result's page."""
    return sum(finding.severity is severity for finding in causes(check.findings))


def causes(findings: Sequence[Finding]) -> list[Finding]:
    """The worst finding of each root cause, errors first; places that could not be read are nobody's mistake."""
    ours = [finding for finding in findings if not finding.rule.startswith("E")]
    best: dict[object, Finding] = {}
    for number, finding in sorted(enumerate(ours), key=lambda item: _ORDER[item[1].severity]):
        best.setdefault(finding.root or number, finding)
    return list(best.values())


def worst(findings: Sequence[Finding]) -> list[Finding]:
    """The causes that have to be mended or explained: not the hints."""
    return [finding for finding in causes(findings) if finding.severity is not Severity.INFO]


def standing(draft: DraftLine) -> str:
    """How far a draft is, in a few words."""
    if draft.refused:
        return say("draft.standing_refused")
    if draft.errors is None:
        return say("draft.standing_waiting")
    words = say("draft.standing_errors", errors=draft.errors) if draft.errors else say("draft.standing_clean")
    return words + (say("draft.standing_handed") if draft.handed else "")


def progress(check: Check, before: Check) -> tuple[int, int, int]:
    """(mended, left, new) causes since the last draft; a cause is known by its rule and its place."""
    then, now = (
        {(f.rule, f.where.cells, f.where.section) for f in worst(c.findings)} for c in (before, check)
    )
    return len(then - now), len(then & now), len(now - then)


def _progress(draft: Draft) -> list[str]:
    if draft.before is None:
        return []
    mended, left, new = progress(draft.check, draft.before)
    return [say("draft.progress", mended=mended, left=left, new=new)]


def _heading(draft: Draft) -> str:
    organ = draft.report.organ or say("draft.unknown_organ")
    return say("draft.heading", organ=organ, year=draft.report.year or "")


def _verdict(draft: Draft) -> str:
    check = draft.check
    key = {Verdict.PASS: "pass", Verdict.JUSTIFY: "justify", Verdict.FAIL: "fail"}[check.verdict]
    return say(
        f"draft.verdict_{key}",
        errors=count(check, Severity.ERROR),
        warnings=count(check, Severity.WARNING),
    )


def _rest(draft: Draft, more: int) -> list[str]:
    lines = [say("draft.explained", count=draft.explained)] if draft.explained else []
    if more:
        lines.append(say("draft.more" if draft.link else "draft.more_no_link", count=more))
    unread = [n.message for n in draft.report.notes if n.code in ("E003", "E007", "E008", "E009", "E012")]
    if unread:
        lines.append(say("draft.unread", count=len(unread), notes="；".join(unread[:2])))
    hints = count(draft.check, Severity.INFO)
    if hints:
        lines.append(say("draft.hints", count=hints))
    if draft.link:
        lines.append(say("draft.link", link=draft.link))
    if draft.check.verdict is not Verdict.PASS:
        lines.append(say("draft.recheck"))
    return lines
