"""What a language model may do here: propose readings of a question that the grammar declined as not understood.

The model never answers. It fills a closed form: an operation of data/proposals.toml, a place and a year that the
question itself names, and words for what is measured that stand in the question or in a label of that place's
report. Each filled form becomes a whole question, is asked again through the grammar, and is offered as a choice
only if that has an answer. Whatever else the model says, figures above all, is dropped.

``slots_of`` gives what may be filled in (None where a model cannot help), ``schema`` and ``messages`` what a model
is told, ``offered`` what is made of its words. Nothing here knows of networks. Texts of reports reach the model as
short labels in a JSON value, never as instructions; a label that holds figures or is long is left out.

Source: questions.md 6.7; the division of labour (a model fills enums and spans, values come from the store) is
that of Data Commons' question service.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from parser.ask import places as places_
from parser.ask import years as years_
from parser.ask.compose import refused
from parser.ask.conversation import State, choice, complete
from parser.ask.labels import Shelf
from parser.ask.lexicon import table
from parser.ask.library import Library, library
from parser.ask.normalise import clean, is_too_long
from parser.ask.places import Refusal
from parser.ask.tokens import NUMBER, cut
from parser.ask.turn import Turn, ask
from parser.index import Index
from parser.model.answer import Reason, Status

MOST = 3
"""Options of a choice."""
_LABELS = 40
"""Labels of a report that a model is told."""
_SHORTEST, _LONGEST = 2, 20
"""Characters of a measure."""
_CONTENT = 4000
"""Characters of a model's words that are looked at."""
_LOOKED_AT = 6
"""Readings that are looked at, each of which costs a question."""


@dataclass(frozen=True, slots=True)
class Slots:
    """What may be filled in, beside the words of the cleaned question.

    ``places`` are full names, ``years`` as in 2023年 ("" for the newest), ``measures`` names of what the report of
    the one place states.
    """

    question: str
    places: tuple[str, ...]
    years: tuple[str, ...]
    measures: tuple[str, ...]


def slots_of(
    index: Index, question: str, turn: Turn, *, today: date, before: State | None = None
) -> Slots | None:
    """What a model may fill in for a question that got this turn; None unless it was declined as not understood.

    ``before`` is the memory with which it was asked: a follow-up's place is that of the question before.
    """
    answer = turn.answer
    if answer.status is not Status.DECLINED or answer.reason is not Reason.NOT_UNDERSTOOD:
        return None
    if is_too_long(question) or len(answer.options) >= MOST:
        return None
    text = clean(question)
    if choice(text) is not None or sum(map(str.isalpha, text)) < _SHORTEST:
        return None
    reports = library(index)
    whole = complete(text, before or State(), reports, today).text
    return _slots(whole, reports, today)


def _slots(text: str, reports: Library, today: date) -> Slots | None:
    named = places_.find(text, reports)
    if isinstance(named, Refusal) or named.regions:
        return None
    years = years_.find(named.text, today)
    if years.part or years.many or years.recent:
        return None
    entries = reports.of_place(named.places[0]) if len(named.places) == 1 else []
    asked = [e for e in entries if not years.years or e.year in years.years]
    stated = _labels(reports.shelf(asked[-1])) if asked else ()
    told = tuple(f"{year}年" for year in years.years) or ("",)
    return Slots(text, tuple(p.full for p in named.places), told, stated)


def _labels(shelf: Shelf) -> tuple[str, ...]:
    """The names of a report's figures that are safe and useful to tell: short, without figures."""
    names = dict.fromkeys(clean(line.brief) for line in shelf.stated)
    return tuple(name for name in names if _is_measure(name))[:_LABELS]


def _is_measure(text: str) -> bool:
    """Whether this can name what is measured: a few words, no figure among them."""
    return (
        _SHORTEST <= len(text) <= _LONGEST
        and not any(map(str.isdecimal, text))
        and not any(token.kind == NUMBER for token in cut(text))
    )


def schema(slots: Slots) -> dict[str, Any]:
    """The closed form as JSON schema."""
    fields = {
        "operation": {"type": "string", "enum": list(_forms())},
        "place": {"type": "string", "enum": [*slots.places, ""]},
        "year": {"type": "string", "enum": list(slots.years)},
        "measure": {"type": "string"},
    }
    reading = {
        "type": "object",
        "properties": fields,
        "required": list(fields),
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "properties": {"readings": {"type": "array", "items": reading}},
        "required": ["readings"],
        "additionalProperties": False,
    }


def messages(slots: Slots, question: str) -> list[dict[str, str]]:
    """What a model is told: fixed instructions, then everything else as one JSON value.

    ``question`` is the wording to tell, from which the caller has taken what tells a person.
    """
    data = {
        "question": question,
        "operations": {row["name"]: row["says"] for row in table("proposals")["reading"]},
        "places": [*slots.places, ""],
        "years": list(slots.years),
        "measures": [*slots.measures, *_printed()],
    }
    return [
        {"role": "system", "content": table("proposals")["instruction"].strip()},
        {"role": "user", "content": json.dumps(data, ensure_ascii=False)},
    ]


def candidates(content: str, slots: Slots) -> tuple[str, ...]:
    """The whole questions in a model's words; what does not keep to the closed form gives none.

    >>> slots = Slots("新集乡2023年的低保咋样", ("彭阳县新集乡",), ("2023年",), ("低保资金",))
    >>> reading = {"operation": "value", "place": "彭阳县新集乡", "year": "2023年", "measure": "低保", "value": 9}
    >>> candidates(json.dumps({"readings": [reading]}), slots)
    ('彭阳县新集乡2023年低保多少',)
    """
    try:
        told = json.loads(content[:_CONTENT])
    except (ValueError, RecursionError):
        return ()
    readings = told.get("readings") if isinstance(told, dict) else None
    if not isinstance(readings, list):
        return ()
    found = (_question(reading, slots) for reading in readings[:_LOOKED_AT])
    return tuple(dict.fromkeys(question for question in found if question))


def offered(index: Index, content: str, slots: Slots, turn: Turn, *, today: date) -> Turn:
    """The turn with a choice of what the model proposed and the grammar can answer; the same turn if that is nothing."""
    own = [option for option in turn.answer.options if _holds_no_figure(option, slots)]
    new = [q for q in candidates(content, slots) if q not in own and _is_answered(q, index, today)]
    if not new:
        return turn
    options = tuple([*own, *new][:MOST])
    refusal = Refusal(Reason.NOT_UNDERSTOOD, table("proposals")["heading"], options, choose=True)
    answer = refused(replace(refusal, missing=turn.answer.missing))
    return Turn(answer, replace(turn.state, options=answer.options))


def _question(reading: object, slots: Slots) -> str | None:
    """One filled form as a question, or None where a slot holds what it may not."""
    if not isinstance(reading, dict):
        return None
    operation, place, year, measure = (reading.get(k) for k in ("operation", "place", "year", "measure"))
    form = _forms().get(operation) if isinstance(operation, str) else None
    if form is None or year not in slots.years:
        return None
    if "{place}" in form and place not in slots.places:
        return None
    if "{place}" not in form and slots.places:
        return None  # a question about a place is not turned into one about all
    if "{measure}" in form and not _may_measure(measure, slots):
        return None
    question = form.format(place=place, year=year, measure=measure)
    return question if _holds_no_figure(question, slots) else None


def _may_measure(measure: object, slots: Slots) -> bool:
    """Whether these words stand in the question or in what its report states."""
    if not isinstance(measure, str) or measure != clean(measure) or not _is_measure(measure):
        return False
    return any(measure in text for text in (slots.question, *slots.measures, *_printed()))


def _holds_no_figure(question: str, slots: Slots) -> bool:
    """Whether the only figures in a question are the years that were asked."""
    for year in filter(None, slots.years):
        question = question.replace(year, "")
    return not any(map(str.isdecimal, question))


def _is_answered(question: str, index: Index, today: date) -> bool:
    return ask(question, index=index, today=today).answer.status is Status.ANSWERED


def _forms() -> Mapping[str, str]:
    rows: Iterable[Mapping[str, str]] = table("proposals")["reading"]
    return {row["name"]: row["form"] for row in rows}


def _printed() -> Sequence[str]:
    names: Sequence[str] = table("proposals")["measures"]
    return names
