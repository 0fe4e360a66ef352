"""The rulebook: what a careful reviewer finds in a draft, and nothing that isn't there.

    case.py         what a rule sees (Case) and says (Hit, Skip)
    catalogue/      the rules' words as data, one TOML file a group
    registry.py     which function judges which rule, listed by hand
    examine.py      run all rules on one report; severities, roots, verdict
    progress.py     a second check against the first; reasons for warnings
    book.py         the rulebook as Markdown and as text for the command line
    tables/ …       the rules, one idea a module, grouped by what they look at

>>> from parser.rules import RULES
>>> RULES["T302"].name
'收办平衡'
"""

from parser.rules.book import catalogue, describe, rulebook
from parser.rules.catalogue import Rule, rules
from parser.rules.examine import check, worst
from parser.rules.neighbours import Alike, Neighbours
from parser.rules.profile import Demand, Profile, ProfileError, choose_profile, load_profile, load_profiles
from parser.rules.progress import Justification, Progress, compare, excuse, identity, justify

RULES = rules()
"""Every rule's words by id."""

__all__ = [
    "RULES",
    "Alike",
    "Demand",
    "Justification",
    "Neighbours",
    "Profile",
    "ProfileError",
    "Progress",
    "Rule",
    "catalogue",
    "check",
    "choose_profile",
    "compare",
    "describe",
    "excuse",
    "identity",
    "justify",
    "load_profile",
    "load_profiles",
    "rulebook",
    "worst",
]
