"""Sentences in the manner of real reports, each with all its facts (sentences.toml).

One line a fact: dashes for its depth below its total, ``~`` if approximate, the value with its unit (or 零 for a
zero in words), the measure, then ``@`` channels, ``{}`` items, ``>n`` where the total with id n comes later,
``open`` where the parts are only examples, ``#`` the scope.
"""

import tomllib
from collections.abc import Sequence
from pathlib import Path

import pytest

from parser.extract.facts import find_facts
from parser.model.report import Fact, Scope, Section

CASES = tomllib.loads(Path(__file__).with_name("sentences.toml").read_text(encoding="utf-8"))["case"]


def lines(facts: Sequence[Fact]) -> list[str]:
    return [line(facts, fact) for fact in facts]


def line(facts: Sequence[Fact], fact: Fact) -> str:
    depth, parent = 0, fact.part_of
    while parent is not None:
        depth, parent = depth + 1, facts[parent].part_of
    said = "零" if fact.implicit else f"{fact.value:f}{fact.unit or ''}"
    words = ["-" * depth] if depth else []
    words += [("~" if fact.approximate else "") + said, fact.measure]
    words += ["@" + "+".join(fact.channels)] if fact.channels else []
    words += ["{" + "+".join(fact.items) + "}"] if fact.items else []
    words += [f">{fact.part_of}"] if fact.part_of is not None and fact.part_of > fact.id else []
    words += [] if fact.closed else ["open"]
    words += [] if fact.scope is Scope.YEAR else [f"#{fact.scope}"]
    return " ".join(words)


def read(text: str, year: int | None = 2023) -> tuple[Fact, ...]:
    return find_facts([Section(1, "一、总体情况", text)], year=year)


def check_spans(text: str, facts: Sequence[Fact]) -> None:
    for n, fact in enumerate(facts):
        assert fact.id == n
        assert text[fact.start : fact.end] == fact.sentence
        assert fact.sentence[fact.number[0] : fact.number[1]] == fact.raw
        assert fact.raw
        assert fact.measure
        assert fact.part_of is None or fact.part_of in range(len(facts))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:24])
def test_all_facts_of_a_sentence(case: dict[str, list[str] | str]) -> None:
    text = str(case["text"])
    facts = read(text)
    check_spans(text, facts)
    assert lines(facts) == case["facts"]


@pytest.mark.parametrize(("number", "later"), [(5, Scope.PLAN), (1, Scope.YEAR)])
def test_what_follows_a_plan_in_the_part_on_problems_is_planned_too(number: int, later: Scope) -> None:
    text = "针对以上问题，我镇将公开信息300条。2.培训信息员60名。"
    facts = find_facts([Section(number, "", text)], year=2023)
    assert [(f.value, f.scope) for f in facts] == [(300, Scope.PLAN), (60, later)]


def test_the_table_is_wide_enough() -> None:
    assert len(CASES) >= 150
    assert len({case["text"] for case in CASES}) == len(CASES)
