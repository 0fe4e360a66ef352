"""The words of the rules: name, weight, requirement, basis and examples of each, one TOML file a group.

``verified`` is false where the basis has not been checked against the text of the document: it is then shown with
"待核实", so that nobody quotes it to a clerk as law. Ids are for ever: a dropped rule keeps its id as ``retired``.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from parser.model.finding import Severity

GROUPS = ("E", "S", "T2", "T3", "T4", "X", "N", "Y", "C", "D", "W", "P", "L")
"""The groups in the order of the rulebook."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule's words: ``id`` is letter and three digits, ``good``/``bad`` are examples, all else is in Chinese."""

    id: str
    group: str
    group_title: str
    name: str
    severity: Severity
    requirement: str
    basis: str
    verified: bool
    good: str
    bad: str
    retired: bool = False

    @property
    def cited(self) -> str:
        """The basis as shown to people, marked where it is not verified."""
        return self.basis if self.verified else f"{self.basis}（依据待核实）"


def _rules(group: str) -> list[Rule]:
    data: dict[str, Any] = tomllib.loads(
        files(__name__).joinpath(f"{group}.toml").read_text(encoding="utf-8")
    )
    about = data.pop("group")
    return [
        Rule(
            id=code,
            group=group,
            group_title=about["title"],
            name=words["name"],
            severity=Severity(words["severity"]),
            requirement=words["requirement"],
            basis=words.get("basis", about["basis"]),
            verified=words.get("verified", about["verified"]),
            good=words["good"],
            bad=words["bad"],
            retired=words.get("retired", False),
        )
        for code, words in data.items()
        if re.fullmatch(r"[A-Z]\d{3}", code)
    ]


@cache
def rules() -> Mapping[str, Rule]:
    """All rules by id, in the order of the rulebook."""
    return {rule.id: rule for group in GROUPS for rule in _rules(group)}
