r"""Text as printed, made comparable: width, white space, numerals, dates.

Reports write the same thing in many ways: full-width digits, ideographic spaces, labels broken over lines,
二〇二四年. Everything that compares text goes through here, and nothing here knows what a report is.

>>> fold("（七）总  计\n")
'(七)总计'
"""

import re
import unicodedata

from parser.text.dates import find_dates, find_period, parse_date
from parser.text.numerals import Numeral, chinese, find_numbers, number

__all__ = [
    "Numeral",
    "chinese",
    "find_dates",
    "find_numbers",
    "find_period",
    "fold",
    "normalise",
    "number",
    "parse_date",
]

_SPACE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")


def fold(text: str) -> str:
    r"""The text in NFKC without any white space, visible or not: for comparing, never for showing.

    >>> fold("结果\u3000维持"), fold("２０２３ 年\u00a0"), fold("\ufeff其\u200b他")
    ('结果维持', '2023年', '其他')
    """
    bare = _SPACE.sub("", unicodedata.normalize("NFKC", text))
    return bare if bare.isascii() else unicodedata.normalize("NFKC", bare)


normalise = fold
"""The name that other packages use for ``fold``."""
