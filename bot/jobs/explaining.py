"""What a sender says of warnings that stay as they are, and what is left to mend or explain then.

explain ──▶ a reason for each finding of a card, kept a year (bot.state.reasons)
settle  ──▶ the check without what is explained; it comes back when its figure changes (parser.rules.progress)
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.jobs.inspection import Checked
from bot.state.drafts import Draft
from bot.state.reasons import About
from handlers.kit.context import Draft as Told
from handlers.kit.fixlist import causes
from parser.model.finding import Check, Finding, Severity
from parser.rules import RULES, Justification, excuse, identity, justify

HOLDS = timedelta(days=365)
LONGEST = 300
"""Characters of one reason."""


@dataclass(frozen=True, slots=True)
class Settled:
    """A check with its reasons: ``rest`` is what remains, ``excused`` what a reason stands for ``today``.

    ``reasons`` are all that are kept, by the identities of findings.
    """

    rest: Check
    excused: tuple[Finding, ...]
    reasons: Mapping[str, Justification]
    today: date

    @property
    def explained(self) -> tuple[tuple[Finding, Justification], ...]:
        """Each explained cause with its reason."""
        return tuple((f, self.reasons[identity(f)]) for f in causes(self.excused))

    @property
    def told(self) -> str:
        """All reasons that hold, in one text."""
        return "；".join(f"{RULES[f.rule].name}——{r.reason}" for f, r in self.explained)


def about(draft: Draft, checked: Checked) -> About:
    """Whose reasons count for a draft."""
    return About(draft.person, checked.report.organ or "", checked.report.year or 0)


def settle(checked: Checked, reasons: Sequence[Justification], today: date) -> Settled:
    """What is left to do beside the reasons that hold today."""
    rest, excused = excuse(checked.check, reasons, today=today)
    return Settled(rest, excused, {r.finding: r for r in reasons}, today)


def summary(
    checked: Checked, before: Check | None, reasons: Sequence[Justification], today: date, link: str
) -> Told:
    """What the chat is told: the rest of a check beside the rest of the one before."""
    settled = settle(checked, reasons, today)
    earlier = excuse(before, reasons, today=today)[0] if before else None
    return Told(checked.report, settled.rest, link, earlier, len(settled.explained))


def explain(draft: Draft, checked: Checked, said: Mapping[str, str], today: date) -> list[Justification]:
    """The reasons that a form gives, by the identity of a card's first finding: for all that its cause leads to."""
    who = draft.organ or checked.report.organ or "送检人"
    given = {
        cause.root or identity(cause): text.strip()[:LONGEST]
        for cause in causes(checked.check.findings)
        if cause.severity is Severity.WARNING and (text := said.get(identity(cause), "")).strip()
    }
    return [
        justify(finding, reason, who=who, when=today, until=today + HOLDS)
        for finding in checked.check.findings
        if finding.severity is not Severity.ERROR and (reason := given.get(finding.root or identity(finding)))
    ]
