"""Which function judges which rule: the modules of the rulebook, listed by hand, in its order.

Nothing registers itself: a module that isn't here isn't run, and the tests hold this list against the catalogue.
"""

from collections.abc import Mapping
from types import ModuleType

from parser.rules import continuity, scope, unread
from parser.rules.agreement import contradictions, requests
from parser.rules.arithmetic import figures, lists, sums
from parser.rules.case import Check
from parser.rules.likeness import rules as likeness
from parser.rules.likeness import strangers
from parser.rules.privacy import names, numbers
from parser.rules.structure import contents, finish, parts, title
from parser.rules.tables import entries, fees, layout, scale
from parser.rules.tables import sums as table_sums
from parser.rules.wording import marks, slips
from parser.rules.years import dates, stale, wrong_year

MODULES: tuple[ModuleType, ...] = (
    unread,
    parts,
    title,
    contents,
    finish,
    layout,
    entries,
    fees,
    table_sums,
    scale,
    requests,
    contradictions,
    sums,
    lists,
    figures,
    wrong_year,
    dates,
    stale,
    continuity,
    likeness,
    strangers,
    slips,
    marks,
    numbers,
    names,
    scope,
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
