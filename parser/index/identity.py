"""Whose report is it? Two reports of one organ and year are revisions; of two organs they never are.

The key of an organ is, in this order: the division that it governs; its name within a division that it does
not govern (a bureau); its name alone, where nothing says which of several places it is; the file's own
digest.

>>> key("乌苏市西大沟镇人民政府", "654202109", "d41d8c")
'654202109'
>>> key("西大沟镇人民政府", "654202109", "d41d8c")
'654202109'
>>> key("彭阳县教育局", "640425", "d41d8c")
'640425/彭阳县教育局'
>>> key("西山乡人民政府", None, "d41d8c"), key(None, None, "d41d8c")
('/西山乡人民政府', '#d41d8c')
"""

import re

from parser.text import fold

SPAN = 10**7
"""Organs that a year's range of report ids has room for."""
EPOCH = 2000
_NINE = len("123456789")

_GOVERNMENT = re.compile(r"(?:人民政府|政府|街道办事处|地区办事处|管委会|管理委员会|镇|乡|街道|苏木)$")
_TOWNSHIP = re.compile(r"(?:镇|乡|苏木)(?:人民政府|政府)?$|街道(?:办事处)?$|地区办事处$")


def key(organ: str | None, division: str | None, digest: str) -> str:
    """The text that is equal for reports of the same organ, and for no others."""
    name = fold(organ or "")
    if division and (not name or _is_its(division, name)):
        return division
    return f"{division or ''}/{name}" if name else f"#{digest}"


def _is_its(division: str, name: str) -> bool:
    """Whether an organ is the division's government: a township's is not its county's, whatever code it came with."""
    whole = len(division) == _NINE or not _TOWNSHIP.search(name)
    return whole and _GOVERNMENT.search(name) is not None


def governs(organ: str | None, division: str | None) -> bool:
    """Whether it is a township's own government, which is ranked and summed with others."""
    name = fold(organ or "")
    if division and len(division) == _NINE:
        return not name or _GOVERNMENT.search(name) is not None
    return _TOWNSHIP.search(name) is not None


def place(organ: str | None, division: str | None) -> int | None:
    """The place as a number that sorts by region: nine digits; 0 for a township of nowhere known; else None.

    >>> place("新集乡人民政府", "640425200"), place("西山乡人民政府", None), place("彭阳县教育局", "640425")
    (640425200, 0, None)
    """
    return int((division or "0").ljust(_NINE, "0")) if governs(organ, division) else None


def report_id(organ: int, year: int | None) -> int:
    """The id of an organ's report: newer years have higher ids, a report without a year the lowest.

    >>> report_id(7, 2023), organ_of(report_id(7, 2023)), organ_of(report_id(7, None))
    (230000007, 7, 7)
    """
    return ((year or 0) - EPOCH) * SPAN + organ


def organ_of(report: int) -> int:
    """The organ's number in a report's id."""
    return report % SPAN


def years(first: int, last: int) -> tuple[int, int]:
    """The lowest and highest id of reports of those years."""
    return report_id(0, first), report_id(SPAN - 1, last)


def places(prefix: str) -> tuple[int, int]:
    """The range of ``place`` numbers in a division; every township's for "".

    >>> places("64"), places("640425200")
    ((640000000, 649999999), (640425200, 640425200))
    """
    if not prefix:
        return 0, 10**_NINE
    return int(prefix.ljust(_NINE, "0")), int(prefix.ljust(_NINE, "9"))
