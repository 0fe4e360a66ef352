"""By when a place's reports must be out: its own date from the configuration, or that of the place above it."""

from datetime import date

from bot.settings import Settings


def due_day(settings: Settings, division: str | None) -> tuple[int, int]:
    """(month, day) of the following year; the longest configured code that the division begins with decides.

    >>> chosen = {"deadline": "01-31", "deadlines": {"65": "02-20", "654202": "01-20"}}
    >>> settings = Settings.model_validate({"alerts": chosen})
    >>> due_day(settings, "654202109"), due_day(settings, "650102001"), due_day(settings, None)
    ((1, 20), (2, 20), (1, 31))
    """
    own = [code for code in settings.alerts.deadlines if (division or "").startswith(code)]
    chosen = settings.alerts.deadlines[max(own, key=len)] if own else settings.alerts.deadline
    month, day = chosen.split("-")
    return int(month), int(day)


def due_date(settings: Settings, division: str | None, year: int) -> date:
    """The last day for the report of ``year``."""
    return date(year + 1, *due_day(settings, division))
