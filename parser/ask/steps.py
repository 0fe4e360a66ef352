"""What can be asked next. Every question offered has been answered once before it is shown, so that none is a dead end."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING

from parser.ask import near, verbatim
from parser.ask.compose import Draft
from parser.ask.library import Library
from parser.ask.normalise import clean
from parser.ask.places import Refusal
from parser.ask.single import question
from parser.ask.understand import Asked
from parser.model.answer import Reason

if TYPE_CHECKING:
    from parser.ask.turn import Outcome

_MOST = 3
_OFFERED, _TRIED = 5, 12
"""Questions offered in place of an answer, and the figures that are tried for them."""
_CELLS = ("收到几件申请", "行政处罚几件", "行政复议几件")


def _outcome(text: str, reports: Library, today: date) -> "Outcome":
    from parser.ask.turn import resolve  # noqa: PLC0415 - the turn offers the steps, the steps try the turn

    return resolve(clean(text), reports, today)


def has_answer(text: str, reports: Library, today: date) -> bool:
    """Whether a question is answered with a figure or rows."""
    return not isinstance(_outcome(text, reports, today).result, Refusal)


def _working(candidates: Iterable[str], reports: Library, today: date, most: int = _MOST) -> tuple[str, ...]:
    found: list[str] = []
    for text in dict.fromkeys(candidates):
        if len(found) == most:
            break
        if has_answer(text, reports, today):
            found.append(text)
    return tuple(found)


def example(reports: Library, today: date) -> str:
    """A question about the newest report there is that has an answer; one about some town where there is none."""
    newest = reports.index.newest(1)
    ideas = [f"{e.place_name}{e.year}年{what}" for e in newest for what in ("主动公开多少条", *_CELLS)]
    return next(iter(_working(ideas, reports, today, most=1)), "某镇2023年主动公开多少条")


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
    """The refusal with options that have an answer: its own, and the nearest figures that the asked report states."""
    if refusal.choose:
        each = (_standing(option, reports, today) for option in refusal.options)
        working = tuple(dict.fromkeys(option for option in each if option))
        return replace(refusal, options=working or refusal.options)
    own = _working(refusal.options, reports, today)
    near_by = tuple(islice(_near(asked, reports, today), _OFFERED)) if refusal.reason in _OPEN else ()
    first_near = asked is not None and asked.words and refusal.reason in _FAR
    found = (*near_by, *own) if first_near else (*own, *near_by)
    return replace(refusal, options=tuple(dict.fromkeys(found))[:_OFFERED])


def _standing(option: str, reports: Library, today: date) -> str | None:
    """An option of a choice, or where it has no answer the nearest question that has one."""
    asked = _outcome(option, reports, today).asked
    return _answerable(option, reports, today) or next(_near(asked, reports, today), None)


def _near(asked: Asked | None, reports: Library, today: date) -> Iterator[str]:
    """The figures of the asked report that are nearest to what was asked, as questions that have that answer."""
    if asked is None or len(asked.places) != 1:
        return
    years = asked.years.years
    entries = [e for e in asked.entries if not years or e.year in years]
    if not entries:
        return
    for stated in islice(near.nearest(reports.shelf(entries[-1]), asked.tokens, asked.unit), _TRIED):
        plainly = question(asked.place, entries[-1], stated.name, stated.unit)
        option = _answerable(plainly, reports, today, stated.value)
        if option:
            yield option


_FORM = re.compile(r"(?P<head>.*\d{4}年)(?P<name>.+)(?P<tail>多少[^多少]*)")


def _answerable(option: str, reports: Library, today: date, value: Decimal | None = None) -> str | None:
    """A question, or the same with its measure quoted, if that has an answer (this one)."""
    form = _FORM.fullmatch(option)
    quoted = [f"{form['head']}{verbatim.quote(form['name'])}{form['tail']}"] if form else []
    for text in (option, *quoted):
        result = _outcome(text, reports, today).result
        if not isinstance(result, Refusal) and value in (None, result.value):
            return text
    return None


_OPEN = (
    Reason.NOT_STATED,
    Reason.UNIT_MISMATCH,
    Reason.COMPOSITE,
    Reason.NOT_UNDERSTOOD,
    Reason.PART_OF_YEAR,
)
"""Refusals beside which the figures that the report does state are offered."""
_FAR = (Reason.NOT_STATED, Reason.NOT_UNDERSTOOD, Reason.UNIT_MISMATCH)
