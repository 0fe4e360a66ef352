"""Dictionaries of the rules: words.toml, extendable by whoever finds a new synonym or a new slip.

Alternatives in a list are patterns on folded text; a pattern that does not compile fails the tests.
"""

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def dictionary() -> dict[str, Any]:
    """The whole of words.toml."""
    return tomllib.loads(files(__package__).joinpath("words.toml").read_text(encoding="utf-8"))


@cache
def words(table: str, key: str) -> re.Pattern[str]:
    """The alternatives of one list, compiled."""
    return re.compile("|".join(dictionary()[table][key]))


def kinds(table: str) -> tuple[str, ...]:
    """The names of the lists in a table, in order."""
    return tuple(dictionary()[table])
