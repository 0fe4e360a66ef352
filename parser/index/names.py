"""What organs are called: by place (新集乡), core (新集), organ (新集乡人民政府) or division code.

A row a name, written when an organ's newest report changes them, so that a question finds its places by their names
without reading all organs, however often other processes write.
"""

import json
import re
import sqlite3
from collections import defaultdict
from collections.abc import Collection

from parser.index.entry import Unit

_SUFFIX = re.compile(r"(?:街道办事处|街道|地区|苏木|镇|乡)$")
_UNIT = "SELECT o.id, o.name, o.division, o.path FROM organ o"


def put(connection: sqlite3.Connection, organ: int) -> None:
    """Bring an organ's names up to date."""
    unit = Unit(*connection.execute(f"{_UNIT} WHERE o.id = ?", (organ,)).fetchone())
    core = _SUFFIX.sub("", unit.place_name)
    connection.execute("DELETE FROM called WHERE organ = ?", (organ,))
    names = filter(None, {unit.place_name, core, unit.organ, unit.division})
    connection.executemany("INSERT INTO called VALUES (?, ?)", ((name, organ) for name in names))


def units(connection: sqlite3.Connection, *, placed: bool | None) -> tuple[Unit, ...]:
    """All organs; only those whose place is (not) known, if ``placed`` says so."""
    where = {None: "", True: " WHERE o.division NOT NULL", False: " WHERE o.division IS NULL"}[placed]
    return tuple(Unit(*row) for row in connection.execute(f"{_UNIT}{where} ORDER BY o.id"))


def named(connection: sqlite3.Connection, names: Collection[str]) -> dict[str, tuple[Unit, ...]]:
    """The organs called by each of these names; a name that nobody has is left out."""
    sql = (
        "SELECT c.name, o.id, o.name, o.division, o.path FROM called c JOIN organ o ON o.id = c.organ"
        " WHERE c.name IN (SELECT value FROM json_each(?)) ORDER BY o.id"
    )
    found: dict[str, list[Unit]] = defaultdict(list)
    for name, *unit in connection.execute(sql, (json.dumps(list(names)),)):
        found[name].append(Unit(*unit))
    return {name: tuple(whose) for name, whose in found.items()}
