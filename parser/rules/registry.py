"""Which function judges which rule: the modules of the rulebook, listed by hand, in its order.

Nothing registers itself: a module that isn't here isn't run, and the tests hold this list against the catalogue.
"""

from collections.abc import Mapping
from types import ModuleType

from parser.rules import unread
from parser.rules.agreement import requests
from parser.rules.arithmetic import lists, sums
from parser.rules.case import Check
from parser.rules.privacy import numbers
from parser.rules.structure import parts, title
from parser.rules.tables import entries, fees, layout
from parser.rules.tables import sums as table_sums
from parser.rules.years import wrong_year

MODULES: tuple[ModuleType, ...] = (
    unread,
    parts,
    title,
    layout,
    entries,
    fees,
    table_sums,
    requests,
    sums,
    lists,
    wrong_year,
    numbers,
)


def _collect() -> dict[str, Check]:
    found: dict[str, Check] = {}
    for module in MODULES:
        twice = found.keys() & module.CHECKS.keys()
        if twice:
            raise ValueError(f"{module.__name__}: {', '.join(sorted(twice))} has a function already")
        found |= module.CHECKS
    return found


CHECKS: Mapping[str, Check] = _collect()
"""The function of every rule, by id."""
