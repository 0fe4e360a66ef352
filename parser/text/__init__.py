r"""Text as printed, made comparable: width, white space, numerals, dates.

Reports write the same thing in many ways: full-width digits, ideographic spaces, labels broken over lines,
二〇二四年. Everything that compares text goes through here, and nothing here knows what a report is.

>>> fold("（七）总  计\n")
'(七)总计'
"""

import re
import unicodedata
from functools import lru_cache

from parser.text.dates import find_dates, find_period, parse_date
from parser.text.numerals import Numeral, chinese, find_numbers, number

__all__ = [
    "PLAIN",
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

_TRADITIONAL = (
    "萬業舉鄉於會體關內決況辦務動區縣發號後國處復審屬廢開強當總執護報據數無時機權來構沒現電確"
    "祕秘穩類糾納組織經結統繼續維繳罰聯範獲補規計認議許訟訪訴話詢說請費轉過這進鎮問間項題額"
)
_SIMPLIFIED = (
    "万业举乡于会体关内决况办务动区县发号后国处复审属废开强当总执护报据数无时机权来构没现电确"
    "秘秘稳类纠纳组织经结统继续维缴罚联范获补规计认议许讼访诉话询说请费转过这进镇问间项题额"
)
PLAIN = {ord(a): b for a, b in zip(_TRADITIONAL, _SIMPLIFIED, strict=True)}
"""Traditional to simplified for the characters of the form and its headings, one for one: offsets stay."""
_SPACE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")
_OTHER = re.compile("[^\x21-\x7e\u4e00-\u9fff、。《》“”—·]{1,8}")
"""White space and what NFKC may change. It takes long over a text with any such character, short over these alone."""
_REMEMBERED = 1024
"""Pieces of texts whose folding is kept: most are a mark or two."""


def fold(text: str) -> str:
    r"""The text in NFKC without any white space, visible or not: for comparing, never for showing.

    >>> fold("结果\u3000维持"), fold("２０２３ 年\u00a0"), fold("\ufeff其\u200b他")
    ('结果维持', '2023年', '其他')
    """
    bare = _OTHER.sub(lambda m: _folded(m[0]), text)
    return bare if bare.isascii() else unicodedata.normalize("NFKC", bare)


@lru_cache(maxsize=_REMEMBERED)
def _folded(piece: str) -> str:
    return _SPACE.sub("", unicodedata.normalize("NFKC", piece))


normalise = fold
"""The name that other packages use for ``fold``."""
