"""The catalogue is complete, and every rule of it is words, function and cases at once."""

import json
import re
import tomllib
from pathlib import Path

import pytest

from parser.rules import RULES, catalogue, describe, rulebook
from parser.rules.agreement.claims import patterns
from parser.rules.registry import CHECKS, MODULES
from parser.rules.words import dictionary

CASES = {
    rule: cases
    for path in (Path(__file__).parent / "cases").glob("*.toml")
    for rule, cases in tomllib.loads(path.read_text(encoding="utf-8")).items()
}


def test_every_rule_has_words_a_function_and_cases() -> None:
    """Each in the catalogue, in the registry and in the cases, and nothing else there."""
    assert set(CHECKS) == set(RULES) == set(CASES)


def test_no_rule_has_two_functions() -> None:
    """A rule is judged by one module."""
    assert sum(len(module.CHECKS) for module in MODULES) == len(CHECKS)


@pytest.mark.parametrize("rule", catalogue(), ids=lambda r: r.id)
def test_a_rule_is_explained(rule: object) -> None:
    """Requirement, basis, a good and a bad example that differ, a passing and a failing case."""
    assert re.fullmatch(r"[A-Z]\d{3}", rule.id)
    assert rule.id[0] == rule.group[0]
    assert rule.requirement.endswith("。")
    assert rule.basis
    assert rule.good
    assert rule.bad
    assert rule.good != rule.bad
    assert CASES[rule.id]["fail"]
    assert CASES[rule.id]["pass"]


def test_names_and_requirements_are_unique_in_their_group() -> None:
    """Nobody mistakes one rule for another by its words."""
    assert len({(r.group, r.name) for r in catalogue()}) == len(RULES)
    assert len({(r.group, r.requirement) for r in catalogue()}) == len(RULES)


def test_ids_names_and_severities_are_the_agreed_ones(shared: Path) -> None:
    """The catalogue keeps to the reference: its ids with the same default severities; L967 is a place's own demands."""
    data = json.loads((shared / "reference" / "rules_catalogue.json").read_text(encoding="utf-8"))
    assert {r["code"]: r["default_severity"] for r in data["rules"]} == {
        r.id: r.severity.value for r in catalogue() if r.id != "L967"
    }


def test_the_origin_of_a_rule_is_never_shown() -> None:
    """What the rules were learnt from is for us; people see the basis."""
    assert "KIRO" not in rulebook()


def test_an_unverified_basis_says_so() -> None:
    """Nobody quotes an unchecked basis as law."""
    assert "依据待核实" in describe("L961")
    assert "依据待核实" not in describe("T302")


def test_the_rulebook_prints_every_rule() -> None:
    """The Markdown has one heading a rule and one a group."""
    book = rulebook()
    assert len(re.findall(r"^### ", book, re.MULTILINE)) == len(RULES)
    assert len(re.findall(r"^## ", book, re.MULTILINE)) == 13


def test_a_rule_is_described_whatever_the_case_of_its_code() -> None:
    """People type t302; a code that doesn't exist is a KeyError."""
    assert describe(" t302 ").startswith("T302 收办平衡")
    with pytest.raises(KeyError):
        describe("T999")


def test_all_patterns_of_the_dictionaries_compile() -> None:
    """A dictionary with a broken pattern fails here, not at a clerk's desk."""
    for pattern in patterns():
        re.compile(pattern.regex.replace("LAST", "2022").replace("NEXT", "2024"))
    for table, lists in dictionary().items():
        for words in lists.values() if isinstance(lists, dict) else [[s["wrong"] for s in lists]]:
            assert re.compile("|".join(words)), table
