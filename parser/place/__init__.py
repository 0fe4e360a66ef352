"""Where a report comes from: China's divisions from province to village, and how texts name them.

>>> places = gazetteer()
>>> [d.name for d in places.path("654202109")]
['新疆维吾尔自治区', '塔城地区', '乌苏市', '西大沟镇']
>>> [(m.text, [d.code for d in m.divisions]) for m in places.scan("宁夏固原彭阳新集乡公开多少条")]
[('宁夏固原彭阳新集乡', ['640425200'])]
>>> len(places.named("新集乡"))
3

Codes are strings of 2 (province), 4 (city), 6 (county) or 9 digits (township); a code begins with its
parent's. Twelve thousand townships share their full name with another one, so only county and name together
are a key.

Source: the statistics bureau's list of 2023-06-30, as published in china-division 2.7.0 (WTFPL), the last one
that is open. ``python -m parser.place.build DIRECTORY`` makes the package data from its two tables.
"""

from functools import cache

from parser.place.division import Division, Match, Vote
from parser.place.gazetteer import Gazetteer
from parser.place.organs import Seat, is_body, seat
from parser.place.suggest import suggestions

__all__ = ["Division", "Gazetteer", "Match", "Seat", "Vote", "gazetteer", "is_body", "seat", "suggestions"]


@cache
def gazetteer() -> Gazetteer:
    """The one gazetteer of this process, read from package data on first use (about a tenth of a second)."""
    return Gazetteer()
