"""What holds in a place: its profile of the rules, and by when its reports must be out.

Profiles are read once a process, at its start (``rules.profiles``); a day may also stand in ``alerts.deadlines``. The
one of the nearest place decides, the profile's where both name the same place.
"""

from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

from bot.settings import Settings
from parser.rules import Profile, choose_profile, load_profiles


def profiles(settings: Settings) -> tuple[Profile, ...]:
    """All places' profiles. Raises ProfileError where one is at fault."""
    folder = settings.rules.profiles
    return _loaded(folder) if folder else ()


@cache
def _loaded(folder: Path) -> tuple[Profile, ...]:
    return load_profiles(folder)


def profile_of(settings: Settings, division: str | None) -> Profile:
    """The profile that holds in a place, with its last day."""
    return replace(choose_profile(profiles(settings), division), due=due_day(settings, division))


def due_day(settings: Settings, division: str | None) -> tuple[int, int]:
    """(month, day) of the following year; of the codes that the division begins with the longest decides.

    >>> chosen = {"deadline": "01-31", "deadlines": {"65": "02-20", "654202": "01-20"}}
    >>> settings = Settings.model_validate({"alerts": chosen})
    >>> due_day(settings, "654202109"), due_day(settings, "650102001"), due_day(settings, None)
    ((1, 20), (2, 20), (1, 31))
    """
    days = {"": settings.alerts.deadline} | settings.alerts.deadlines
    known = {code: (int(day[:2]), int(day[3:])) for code, day in days.items()}
    known |= {p.division: p.due for p in profiles(settings) if p.due}
    return known[max((code for code in known if (division or "").startswith(code)), key=len)]


def due_date(settings: Settings, division: str | None, year: int) -> date:
    """The last day for the report of ``year``."""
    return date(year + 1, *due_day(settings, division))
