"""Settings of the rulebook for one place: which rules are on, how much they weigh, when the report is due.

A county that sets its own date or asks for more writes a profile; rules and their ids stay the same.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from parser.model.finding import Severity

DEFAULT_DUE = (1, 31)
"""Month and day of the following year (条例第49条 names departments of counties and above; townships by custom)."""


@dataclass(frozen=True, slots=True)
class Profile:
    """``severities`` by rule id; ``off`` rules are not run; ``due`` is (month, day) of the following year.

    ``division`` is the code of the place it holds for and all below; "" is everywhere.
    ``overall_limit`` is the most characters of 总体情况 where a place sets one (turns S119 on);
    ``office_mobiles`` are mobile numbers that an office publishes as its own.
    """

    name: str = "默认"
    division: str = ""
    severities: Mapping[str, Severity] = field(default_factory=dict)
    off: frozenset[str] = frozenset()
    due: tuple[int, int] = DEFAULT_DUE
    overall_limit: int | None = None
    office_mobiles: frozenset[str] = frozenset()

    def due_date(self, year: int) -> date:
        """The day by which the report of ``year`` must be out."""
        return date(year + 1, *self.due)


def load_profile(path: Path) -> Profile:
    """Read a profile from TOML: name, division, due = [month, day], off, overall_limit, office_mobiles, [severities].

    Raises:
        ValueError: a key, severity or date that does not exist; the message names it.
    """
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    unknown = set(data) - {"name", "division", "severities", "off", "due", "overall_limit", "office_mobiles"}
    if unknown:
        raise ValueError(f"{path.name}: unknown key {', '.join(sorted(unknown))}")
    month, day = data.get("due", DEFAULT_DUE)
    date(2001, month, day)  # an impossible day fails here; 29 February is not a due date
    return Profile(
        name=data.get("name", path.stem),
        division=str(data.get("division", "")),
        severities={rule: Severity(weight) for rule, weight in data.get("severities", {}).items()},
        off=frozenset(data.get("off", ())),
        due=(month, day),
        overall_limit=data.get("overall_limit"),
        office_mobiles=frozenset(data.get("office_mobiles", ())),
    )


def choose_profile(profiles: Iterable[Profile], division: str | None) -> Profile:
    """The profile of the nearest place at or above a division; the default where there is none."""
    fitting = [p for p in profiles if (division or "").startswith(p.division)]
    return max(fitting, key=lambda p: len(p.division), default=Profile())
