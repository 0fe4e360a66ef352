"""The wall clock, looked at only here: everything else is told the time. Dates are those of China (UTC+8)."""

from datetime import date, datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8), "CST")


def now() -> datetime:
    """This moment in China."""
    return datetime.now(CHINA)  # noqa: TID251 - the one place


def today() -> date:
    """The date in China."""
    return now().date()
