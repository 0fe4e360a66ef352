"""The grammar's words, read once from ``vocabulary.toml`` and compiled into the patterns that the steps use.

Words live in TOML so that a new turn of phrase is a line of data. Longer words win over shorter ones.
"""

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

LOOKAROUND = re.compile(r"\(\?<?[=!](?:[^()]|\([^()]*\))*\)")


@cache
def words() -> dict[str, Any]:
    """The whole table, as in the TOML file, with {moves} written out."""
    table = tomllib.loads(files(__package__).joinpath("vocabulary.toml").read_text(encoding="utf-8"))
    lead, moves = table["lead"], either(table["lead"]["moves"])
    return table | {"lead": {key: [w.replace("{moves}", moves) for w in lead[key]] for key in lead}}


def either(pieces: Iterable[str]) -> str:
    """One group that matches any of the pieces, the longest word first (what looks around it does not count)."""
    return "(?:" + "|".join(sorted(pieces, key=_reach, reverse=True)) + ")"


def _reach(piece: str) -> int:
    return len(LOOKAROUND.sub("", piece))


@cache
def pattern(table: str, *keys: str) -> re.Pattern[str]:
    """Any word of the lists under ``table``."""
    return re.compile(either(w for key in keys for w in words()[table][key]))


@cache
def at_start(table: str, *keys: str) -> re.Pattern[str]:
    """Any word of those lists, at the start of a text."""
    return re.compile("^" + pattern(table, *keys).pattern)


@cache
def at_end(table: str, *keys: str) -> re.Pattern[str]:
    """Any word of those lists, at the end of a text."""
    return re.compile(pattern(table, *keys).pattern + "$")


@cache
def units() -> str:
    """A counter word that is not the beginning of another word."""
    table: dict[str, str] = words()["units"]
    return either(unit + (f"(?!{stop})" if stop else "") for unit, stop in table.items())
