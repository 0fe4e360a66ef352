"""Former names by code and date: a county that became a district, a 乡 that became a 镇 since.

The table (data/renames.toml) grows by a line for each rename; nothing else needs to change.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Rename:
    """``code`` was called ``former`` until ``until`` (a year or an ISO date), and ``now`` since."""

    code: str
    former: str
    now: str
    until: str


@cache
def _table() -> tuple[Rename, ...]:
    text = files(__package__).joinpath("data", "renames.toml").read_text(encoding="utf-8")
    return tuple(Rename(**row) for row in tomllib.loads(text)["rename"])


def former(name: str) -> tuple[str, ...]:
    """Codes of the divisions that once bore that name.

    >>> former("陕县")
    ('411203',)
    """
    return tuple(row.code for row in _table() if row.former == name)


def names() -> tuple[str, ...]:
    """All former names, each once."""
    return tuple(dict.fromkeys(row.former for row in _table()))


def history(code: str) -> tuple[Rename, ...]:
    """What the table knows of one division, in its order."""
    return tuple(row for row in _table() if row.code == code)
