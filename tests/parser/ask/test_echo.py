"""Ask for every fact of every report in its own words: its figure comes back, or a refusal, never another figure."""

from datetime import date

from bench.questions import Corpus
from parser.ask import ask
from parser.ask.labels import Line
from parser.ask.library import library
from parser.model.answer import Status

TODAY = date(2025, 6, 1)
FORMS = (
    "{place}{year}年{name}多少{unit}",
    "{place}{year}年{name}一共多少{unit}",
    "{place}{name}{year}年有几{unit}",
)
_LEAST_ANSWERED = 0.75


def names(line: Line) -> set[str]:
    return {n for n in (line.brief, line.name) if len(n) > 1 and "占比" not in n}


def test_every_fact_answers_for_itself(corpus: Corpus) -> None:
    reports = library(corpus.index)
    answered = asked = 0
    other: list[str] = []
    for entry in corpus.index.entries():
        place, shelf = reports.place(entry.division or ""), reports.shelf(entry)
        for line in (x for x in shelf.stated if not x.channels):
            for question in (
                form.format(place=place.full, year=entry.year, name=name, unit=line.fact.unit or "")
                for name in names(line)
                for form in FORMS
            ):
                answer = ask(question, index=corpus.index, today=TODAY).answer
                asked += 1
                if answer.status is Status.ANSWERED and answer.value is not None:
                    answered += 1
                    other += [question] if answer.value != line.fact.value else []
    assert other == []
    assert answered >= _LEAST_ANSWERED * asked, (answered, asked)
