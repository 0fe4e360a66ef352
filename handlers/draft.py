"""A draft's text pasted into the chat: verdict, the worst problems with what to write instead, the link to all."""

from handlers.kit.context import Context, Draft
from handlers.kit.message import Incoming, Kind, Reply
from handlers.kit.texts import say
from parser.form import SECTIONS
from parser.model.finding import Finding, Severity, Verdict
from parser.text import fold

NAME = "draft"
SUMMARY = "检查粘贴来的年报草稿"
SHOWN = 5
"""How many problems a chat message lists; the page lists all."""
SHORTEST = 120
"""A text shorter than this is a question, whatever it mentions."""
_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


def matches(incoming: Incoming) -> bool:
    """A long text that holds the form's headings or several lines about 政府信息公开."""
    if incoming.kind is not Kind.TEXT or len(incoming.text) < SHORTEST:
        return False
    folded = fold(incoming.text)
    return sum(fold(heading) in folded for heading in SECTIONS) >= 1 or "信息公开" in folded


async def answer(incoming: Incoming, context: Context) -> Reply:
    """The fix list."""
    person = await context.person(incoming.person)
    return Reply(summarise(await context.check_text(person, incoming.text)))


def summarise(draft: Draft) -> str:
    """Verdict, the worst findings (one a root cause), what was not read, the link: fit for one chat message."""
    stories = _stories(draft.check.findings)
    parts = [_heading(draft), _verdict(draft)]
    parts += [
        say("draft.item", number=n, message=f.message, fix=f.fix) for n, f in enumerate(stories[:SHOWN], 1)
    ]
    parts += _rest(draft, max(0, len(stories) - SHOWN))
    return "\n".join(parts)


def _stories(findings: tuple[Finding, ...]) -> list[Finding]:
    """The worst finding of each root cause, errors first; hints and reader's notes apart."""
    weighty = [f for f in findings if f.severity is not Severity.INFO and not f.rule.startswith("E")]
    best: dict[str, Finding] = {}
    for finding in sorted(weighty, key=lambda f: _ORDER[f.severity]):
        best.setdefault(finding.root or f"{finding.rule}{finding.where}", finding)
    return list(best.values())


def _heading(draft: Draft) -> str:
    organ = draft.report.organ or say("draft.unknown_organ")
    return say("draft.heading", organ=organ, year=draft.report.year or "")


def _verdict(draft: Draft) -> str:
    check = draft.check
    key = {Verdict.PASS: "pass", Verdict.JUSTIFY: "justify", Verdict.FAIL: "fail"}[check.verdict]
    return say(
        f"draft.verdict_{key}",
        errors=check.count(Severity.ERROR),
        warnings=check.count(Severity.WARNING),
    )


def _rest(draft: Draft, more: int) -> list[str]:
    lines = []
    if more:
        lines.append(say("draft.more" if draft.link else "draft.more_no_link", count=more))
    unread = [n.message for n in draft.report.notes if n.code in ("E003", "E007")]
    if unread:
        lines.append(say("draft.unread", count=len(unread), notes="；".join(unread[:2])))
    hints = draft.check.count(Severity.INFO)
    if hints:
        lines.append(say("draft.hints", count=hints))
    if draft.link:
        lines.append(say("draft.link", link=draft.link))
    if draft.check.verdict is not Verdict.PASS:
        lines.append(say("draft.recheck"))
    return lines
