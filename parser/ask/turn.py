"""One turn of a conversation: a message in, an answer and the new memory out."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from parser.ask import field, heard, many, narrative, same, single
from parser.ask.compose import Draft, answered, refused
from parser.ask.conversation import INHERITED, State, Whole, choice, complete, named_option
from parser.ask.lexicon import table
from parser.ask.library import Library, library
from parser.ask.normalise import clean, is_too_long, plainly
from parser.ask.places import Refusal
from parser.ask.steps import example, nearest, next_steps
from parser.ask.tokens import PLACE_MARK
from parser.ask.understand import Asked, understand
from parser.ask.years import YEAR_MARK
from parser.index import Index
from parser.model.answer import Answer, Reason, Status

Handler = Callable[[Asked, Library], single.Result]

_MODULES = (single, heard, many, field, narrative)
HANDLERS: Mapping[str, Handler] = {
    name: next(getattr(module, name) for module in _MODULES if hasattr(module, name))
    for name in dict.fromkeys(row["name"] for row in table("operations")["operation"])
}
"""The operations of operations.toml."""


_OTHERWISE = (Reason.NOT_STATED, Reason.NOT_UNDERSTOOD, Reason.UNIT_MISMATCH)
"""Refusals after which other spellings are tried, so many of them."""
_SPELLINGS = 4


@dataclass(frozen=True, slots=True)
class Turn:
    """What is said, and what is remembered for the next message."""

    answer: Answer
    state: State


@dataclass(frozen=True, slots=True)
class Outcome:
    """A question answered: how it was read (None if it was not), and the result."""

    asked: Asked | None
    result: single.Result


def ask(
    question: str, *, index: Index, today: date, state: State | None = None, now: datetime | None = None
) -> Turn:
    """Answer a message.

    Args:
        question: as it came, of any length.
        index: the reports.
        today: gives 去年 its meaning.
        state: what the last turn returned; None at the beginning.
        now: lets old options (10 minutes) and an old context (30 minutes) lapse; without it they do not.

    Returns:
        The answer, always within 1,800 bytes, and the memory to hand in next time.
    """
    kept = (state or State()).fresh(now)
    kept = replace(kept, when=now.isoformat() if now else None)
    if is_too_long(question):
        return _fixed(Refusal(Reason.NOT_UNDERSTOOD, _settings()["too_long"]), kept)
    text = plainly(clean(question))
    return (
        _command(text, kept, library(index), today)
        or _chosen(text, kept, library(index), today)
        or _turn(text, kept, library(index), today)
    )


def _settings() -> Mapping[str, str]:
    texts: Mapping[str, str] = table("texts")["settings"]
    return texts


def _fixed(refusal: Refusal, state: State) -> Turn:
    return Turn(refused(refusal), replace(state, misses=state.misses + 1))


def _said(text: str, state: State) -> Turn:
    return Turn(Answer(Status.ANSWERED, text, understood="使用说明"), state)


def _command(text: str, state: State, reports: Library, today: date) -> Turn | None:
    """Exact words that are not questions."""
    plain, texts, settings = re.sub(r"[?？。!,，、.]+$", "", text), table("texts"), _settings()
    if not re.sub(r"\W", "", text) and text not in texts["help"]["words"]:
        return _fixed(Refusal(Reason.NOT_UNDERSTOOD, settings["nothing"]), state)
    if plain in texts["help"]["words"]:
        return _said(texts["help"]["text"].format(example=example(reports, today)), state)
    if plain in settings["short"]:
        return _said(settings["short_text"], replace(state, short=True))
    if plain in settings["full"]:
        return _said(settings["full_text"], replace(state, short=False))
    return _said(settings["quit_text"], State(short=state.short)) if plain in settings["quit"] else None


def _chosen(text: str, state: State, reports: Library, today: date) -> Turn | None:
    """A digit picks one of the options last offered, which are whole questions."""
    number = choice(text)
    number = named_option(text, state) if number is None else number
    if number is None:
        return None
    if number >= len(state.options):
        return _fixed(Refusal(Reason.NOT_UNDERSTOOD, _settings()["no_option"]), state)
    return _turn(clean(state.options[number]), state, reports, today)


def _turn(text: str, state: State, reports: Library, today: date) -> Turn:
    if reports.is_empty():
        return _fixed(Refusal(Reason.NOTHING_INDEXED, "还没有收录任何年度报告。"), state)
    whole = complete(text, state, reports, today)
    outcome = resolve(whole.text, reports, today)
    if isinstance(outcome.result, Refusal):
        return _declined(outcome, whole, state, reports, today)
    draft = outcome.result
    steps = next_steps(outcome.asked, draft, reports, today) if outcome.asked else ()
    draft = replace(draft, steps=steps, reading=_marked(draft.reading, whole))
    return Turn(answered(draft, short=state.short), _remembered(outcome, draft, state))


def _declined(outcome: Outcome, whole: Whole, state: State, reports: Library, today: date) -> Turn:
    assert isinstance(outcome.result, Refusal)  # noqa: S101 - narrows the type
    options = tuple(complete(clean(o), state, reports, today).text for o in outcome.result.options)
    refusal = nearest(outcome.asked, replace(outcome.result, options=options), reports, today)
    if state.misses and not refusal.options:
        refusal = replace(refusal, text=f"{refusal.text}\n{_settings()['lost']}")
    refusal = replace(refusal, missing=refusal.missing or _lacking(outcome.asked, refusal.reason))
    answer = refused(refusal, understood="｜".join(whole.inherited) + (INHERITED if whole.inherited else ""))
    kept = replace(state, options=answer.options, misses=state.misses + 1)
    asked = outcome.asked
    if asked is None or (asked.places and refusal.reason is Reason.OUT_OF_SCOPE):
        kept = replace(kept, template="", place="", year="")  # what follows is not about what went before
    elif asked.places or asked.words:
        kept = _remember_slots(asked, kept, "")
    return Turn(answer, kept)


def _lacking(asked: Asked | None, reason: Reason) -> tuple[str, ...]:
    """What a refusal lacks where it does not say so itself: the measure, or the one place with its years."""
    if asked is None:
        return ()
    if reason in (Reason.NOT_STATED, Reason.UNIT_MISMATCH):
        measure = "".join(word.text for word in asked.words)
        return (measure,) if measure else ()
    if reason is Reason.YEAR_NOT_INDEXED and len(asked.places) == 1:
        return tuple(f"{asked.place.full}{year}年" for year in asked.years.years)
    return ()


def resolve(text: str, reports: Library, today: date) -> Outcome:
    """The result of a whole, cleaned question; one that is not understood is read again in the report's own words."""
    outcome = _resolved(text, reports, today)
    if not isinstance(outcome.result, Refusal) or outcome.result.reason not in _OTHERWISE:
        return outcome
    again = [_resolved(t, reports, today) for t in _respelled(text, outcome.asked, reports)]
    found = [o for o in again if isinstance(o.result, Draft)]
    alike = (
        len({(o.result.value, o.result.unit, o.result.rows) for o in found if isinstance(o.result, Draft)})
        == 1
    )
    return found[0] if alike else outcome


def _respelled(text: str, asked: Asked | None, reports: Library) -> tuple[str, ...]:
    """The question in other spellings that the asked report uses."""
    if asked is None or len(asked.places) != 1 or asked.negated:
        return ()
    entries = [e for e in asked.entries if e.year in (asked.years.years or (e.year,))]
    labels = "\n".join(line.text for e in entries[-1:] for line in reports.shelf(e).stated)
    return same.respelled(text, labels, [asked.unit])[:_SPELLINGS]


def _resolved(text: str, reports: Library, today: date) -> Outcome:
    ready = narrative.definition(text) or narrative.mention(text, reports)
    if ready is not None:
        return Outcome(None, ready)
    reading = understand(text, reports, today)
    asked = reading.asked
    if reading.refusal or asked is None:
        return Outcome(asked, reading.refusal or Refusal(Reason.NOT_UNDERSTOOD, ""))
    return Outcome(asked, HANDLERS[asked.operation](asked, reports))


def _marked(reading: tuple[str, ...], whole: Whole) -> tuple[str, ...]:
    return (*reading[:-1], reading[-1] + INHERITED) if whole.inherited and reading else reading


def _remembered(outcome: Outcome, draft: Draft, state: State) -> State:
    kept = replace(state, options=draft.steps, misses=0)
    if outcome.asked is None:
        return kept
    return _remember_slots(outcome.asked, kept, f"{draft.year}年" if draft.year else "")


def _remember_slots(asked: Asked, state: State, year: str) -> State:
    """The question as a template, its place by its full name, its year as it was asked or answered."""
    place = asked.places[0].full if len(asked.places) == 1 else ""
    if len(asked.places) > 1:
        return replace(state, template="", place="", year="")
    asked_year = "和".join(f"{y}年" for y in asked.years.years) if YEAR_MARK in asked.text else year
    return replace(state, template=asked.text, place=place, year=asked_year)


__all__ = ["HANDLERS", "PLACE_MARK", "State", "Turn", "ask", "resolve"]
