"""What can be asked next. Every question offered has been answered once before it is shown, so that none is a dead end."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from parser.ask.compose import Draft
from parser.ask.labels import Shelf
from parser.ask.library import Library
from parser.ask.normalise import clean
from parser.ask.places import Refusal
from parser.ask.single import question
from parser.ask.understand import Asked
from parser.model.answer import Reason

_MOST = 3
_CELLS = ("收到几件申请", "行政处罚几件", "行政复议几件")


def has_answer(text: str, reports: Library, today: date) -> bool:
    """Whether a question is answered with a figure or rows."""
    from parser.ask.turn import resolve  # noqa: PLC0415 - the turn offers the steps, the steps try the turn

    return not isinstance(resolve(clean(text), reports, today).result, Refusal)


def _working(candidates: Iterable[str], reports: Library, today: date, most: int = _MOST) -> tuple[str, ...]:
    found: list[str] = []
    for text in dict.fromkeys(candidates):
        if len(found) == most:
            break
        if has_answer(text, reports, today):
            found.append(text)
    return tuple(found)


def next_steps(asked: Asked, draft: Draft, reports: Library, today: date) -> tuple[str, ...]:
    """Up to three further questions on the same place."""
    if len(asked.places) != 1 or not draft.year:
        return ()
    place = f"{asked.place.full}{draft.year}年"
    words = "".join(
        t.text
        for t in asked.tokens
        if t.kind not in ("place", "year", "ask", "unit", "filler", "mark", "cue", "number")
    )
    ideas: list[str] = []
    if asked.operation == "value" and words:
        ideas += [f"{place}{words}由哪些组成"] if any(line.startswith("其中") for line in draft.lines) else []
        ideas += [
            f"{asked.place.full}{e.year}年{words}多少"
            for e in reversed(asked.entries)
            if e.year != draft.year
        ][:1]
    ideas += [place + c for c in _CELLS if words not in c]
    return _working((i for i in ideas if i != asked.original), reports, today)


def nearest(asked: Asked | None, refusal: Refusal, reports: Library, today: date) -> Refusal:
    """The refusal with options that have an answer, the nearest stated figures where it offers none."""
    if refusal.choose:
        working = _working(refusal.options, reports, today, most=len(refusal.options))
        return replace(refusal, options=working or refusal.options)
    candidates = list(refusal.options)
    if asked and len(asked.places) == 1 and refusal.reason in _OPEN:
        candidates += _stated(asked, reports)
    return replace(refusal, options=_working(candidates, reports, today))


_OPEN = (
    Reason.NOT_STATED,
    Reason.UNIT_MISMATCH,
    Reason.COMPOSITE,
    Reason.NOT_UNDERSTOOD,
    Reason.PART_OF_YEAR,
)


def _stated(asked: Asked, reports: Library) -> list[str]:
    """The figures that the asked report states at the top, as questions."""
    years = asked.years.years
    entries = [e for e in asked.entries if not years or e.year in years]
    if not entries:
        return []
    entry = entries[-1]
    shelf: Shelf = reports.shelf(entry)
    tops = [line for line in shelf.stated if line.fact.part_of is None and line.fact.value]
    return [question(asked.place, entry, line.brief, line.fact.unit) for line in tops[:4]]
