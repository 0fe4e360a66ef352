"""Dates and periods as reports print them.

>>> parse_date("二〇二四年一月十七日"), parse_date("2024 年 1 月 17 日"), parse_date("2024.1.17")
(datetime.date(2024, 1, 17), datetime.date(2024, 1, 17), datetime.date(2024, 1, 17))
"""

import re
from datetime import date
from typing import NamedTuple

from parser.text.numerals import number

_N = r"[0-9０-９〇○零一二三四五六七八九十]"
_S = r"[ \t\u00a0\u3000]*"
_DIGIT, _CHAR = "[0-9０-９]", "[〇○零一二三四五六七八九]"
_YEAR = rf"(?P<y>[0-9０-９〇○零一二三四五六七八九](?:(?<={_DIGIT}){_DIGIT}{{3}}|(?<={_CHAR}){_CHAR}{{3}}))"
"""Four digits or four characters; one class of characters comes first, because that is what ``re`` looks for fast."""
_HAN = re.compile(rf"{_YEAR}{_S}年{_S}(?P<m>{_N}{{1,3}}|元){_S}月{_S}(?P<d>{_N}{{1,3}}){_S}[日号]")
_SIGNS = re.compile(r"(?P<y>[0-9](?<![0-9]{2})[0-9]{3})([-./])(?P<m>[0-9]{1,2})\2(?P<d>[0-9]{1,2})(?![0-9])")
_PERIOD = re.compile(
    rf"{_YEAR}{_S}年{_S}(?P<m>{_N}{{1,3}}){_S}月{_S}(?P<d>{_N}{{1,3}}){_S}(?:日{_S})?(?:起{_S})?(?:[,，]{_S})?[至到—–-]+{_S}"
    rf"(?:(?P<y2>[0-9０-９]{{4}}){_S}年{_S})?(?P<m2>{_N}{{1,3}}){_S}月{_S}(?P<d2>{_N}{{1,3}}){_S}日"
)


class Dated(NamedTuple):
    """A date and where it stands in the text."""

    start: int
    end: int
    date: date


def find_dates(text: str) -> list[Dated]:
    """Every full date of the text in order; impossible ones (2月30日) are none.

    >>> [str(d.date) for d in find_dates("2023年1月1日至12月31日，发布日期：2024-01-17")]
    ['2023-01-01', '2024-01-17']
    """
    found = []
    for match in sorted([*_HAN.finditer(text), *_SIGNS.finditer(text)], key=lambda m: m.start()):
        day = _date(match["y"], match["m"], match["d"])
        if day:
            found.append(Dated(match.start(), match.end(), day))
    return found


def parse_date(text: str) -> date | None:
    """The date that the whole text is, else None."""
    text = text.strip()
    return next((d.date for d in find_dates(text) if (d.start, d.end) == (0, len(text))), None)


def find_period(text: str) -> tuple[date, date] | None:
    """The first period of the text (2023年1月1日至12月31日); a second year may be left out.

    >>> [str(d) for d in find_period("期限为 2024 年 1 月 1 日起至 2024 年 12 月 31 日")]
    ['2024-01-01', '2024-12-31']
    """
    for match in _PERIOD.finditer(text):
        first = _date(match["y"], match["m"], match["d"])
        last = _date(match["y2"] or match["y"], match["m2"], match["d2"])
        if first and last and first <= last:
            return first, last
    return None


def _date(year: str, month: str, day: str) -> date | None:
    values = [number(part.lstrip("0０") or "0") for part in (year, month.replace("元", "1"), day)]
    try:
        return date(*(int(v) for v in values if v is not None))
    except (TypeError, ValueError):
        return None
