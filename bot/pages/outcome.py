"""What the result page shows of a checked draft: what to mend, what to explain, what was explained, what was mended."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.clock import CHINA
from bot.jobs.explaining import Settled
from bot.jobs.inspection import Checked
from bot.pages.view import Card, Table, Text, cards, looks_of, tables, texts
from bot.state.drafts import Draft
from handlers.kit.fixlist import causes, progress
from parser.model.finding import Check, Severity, Verdict
from parser.model.report import Report
from parser.rules import Justification, compare, excuse, identity

UNREAD = frozenset({"E003", "E005", "E007", "E008", "E009", "E012"})
"""Notes that tell of something that could not be read."""

PICTURE = "picture"
"""The format of photos and scans (parser.read.pictures.picture.NAME, a module that the server has no need to load)."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a warning stands as it is; ``holds`` is false where its figure has changed since, or its time is over."""

    words: str
    who: str
    when: str
    until: str
    found: str
    holds: bool


@dataclass(frozen=True, slots=True)
class Unread:
    """What could not be read; ``number`` is that of the note whose place a picture shows, None where none does."""

    message: str
    number: int | None = None


@dataclass(frozen=True, slots=True)
class View:
    """All that the result page shows. ``pointed``: findings point into the tables, so these are open.

    ``reasons`` and ``fresh`` go by the ids of cards: what was said of them, which are new since the last draft.
    """

    organ: str | None
    year: int | None
    verdict: str
    headline: str
    progress: tuple[int, int, int] | None
    mended: list[str]
    fresh: frozenset[str]
    made: str
    until: str
    errors: list[Card]
    warnings: list[Card]
    explained: list[Card]
    reasons: Mapping[str, Reason]
    hints: list[Card]
    unread: list[Unread]
    skipped: list[str]
    pointed: bool
    tables: list[Table]
    sections: list[Text]


def show(draft: Draft, checked: Checked, settled: Settled, before: Check | None) -> View:
    """The page's content, without what reasons stand for."""
    report, check = checked.report, settled.rest
    found = {severity: cards(report, check.findings, severity) for severity in Severity}
    then = excuse(before, settled.reasons.values(), today=settled.today)[0] if before else None
    changes = compare(then, check) if then else None
    return View(
        organ=report.organ,
        year=report.year,
        verdict=check.verdict.value,
        headline=_headline(check.verdict, found, len(settled.explained)),
        progress=progress(check, then) if then else None,
        mended=[f.message for f in causes(changes.mended) if f.severity is not Severity.INFO]
        if changes
        else [],
        fresh=frozenset(map(identity, changes.new)) if changes else frozenset(),
        made=f"{datetime.fromtimestamp(draft.made, CHINA):%m月%d日 %H:%M} 送检",
        until=f"{datetime.fromtimestamp(draft.expires, CHINA):%m月%d日}",
        errors=found[Severity.ERROR],
        warnings=found[Severity.WARNING],
        explained=cards(report, settled.excused, Severity.WARNING),
        reasons={key: _reason(r, settled) for key, r in settled.reasons.items()},
        hints=found[Severity.INFO],
        unread=[
            Unread(note.message, number if is_shown(report, number) else None)
            for number, note in enumerate(report.notes)
            if note.code in UNREAD
        ],
        skipped=[f"{skipped.rule}：{skipped.why}" for skipped in check.not_assessable],
        pointed=any(spot.anchor for card in _weighty(found) for spot in card.spots),
        tables=tables(report, looks_of(check)),
        sections=texts((report.preamble, *report.sections)),
    )


def is_shown(report: Report, number: int) -> bool:
    """Whether a picture of the note's place can be cut out of what was sent."""
    place = report.notes[number].place
    return report.format == PICTURE and bool(place.page and place.box)


def _reason(reason: Justification, settled: Settled) -> Reason:
    holds = reason.finding in {identity(f) for f in settled.excused}
    return Reason(reason.reason, reason.who, _day(reason.when), _day(reason.until), reason.found, holds)


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _weighty(found: Mapping[Severity, Sequence[Card]]) -> list[Card]:
    return [*found[Severity.ERROR], *found[Severity.WARNING]]


def _headline(verdict: Verdict, found: Mapping[Severity, Sequence[Card]], explained: int) -> str:
    errors, warnings = len(found[Severity.ERROR]), len(found[Severity.WARNING])
    match verdict:
        case Verdict.FAIL:
            return f"有 {errors} 个问题必须修改" + (f"，{warnings} 个请修改或说明理由" if warnings else "")
        case Verdict.JUSTIFY:
            return f"没有硬性错误；有 {warnings} 个问题请修改或说明理由"
        case _:
            return f"{explained} 个问题已说明理由" if explained else "没有发现必须修改的问题"
