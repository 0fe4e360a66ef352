"""From an organ's name to its seat: 彭阳县新集乡人民政府 governs 新集乡, 彭阳县教育局 governs no place.

>>> from parser.place import gazetteer
>>> found = seat("彭阳县新集乡人民政府", gazetteer())
>>> found.place, [d.code for d in found.divisions], found.bureau
('彭阳县新集乡', ['640425200'], '')
>>> seat("彭阳县教育局", gazetteer()).bureau
'教育局'
"""

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from parser.place.division import Division, Match
from parser.place.names import table

if TYPE_CHECKING:
    from parser.place.gazetteer import Gazetteer


@dataclass(frozen=True, slots=True)
class Seat:
    """An organ's place as printed and the divisions that it can mean (none if the list has no such place).

    ``bureau`` is what the name says beyond the place and 人民政府: empty for the government itself, 教育局
    for a bureau, whose division is only where it sits.
    """

    organ: str
    place: str | None
    divisions: tuple[Division, ...]
    bureau: str
    match: Match | None = None


@cache
def _body() -> re.Pattern[str]:
    words = table()["bodies"]
    long, short = ("|".join(words[key]) for key in ("long", "short"))
    return re.compile(
        rf"(?!关于|附件|[我本各该]|全[省市县区])[\u4e00-\u9fff\d()]{{1,30}}?(?:(?:{long})|(?<=.{{3}})(?:{short}))"
    )


def is_body(name: str) -> bool:
    """Whether a whole (normalised) text can be the name of a body that publishes a report.

    >>> is_body("彭阳县新集乡人民政府"), is_body("固原市第一中学"), is_body("第十二师104团"), is_body("政务公开")
    (True, True, True, False)
    """
    return _body().fullmatch(name) is not None


def _government(rest: str) -> str:
    """What is left behind a place's name when the words of a government are taken away."""
    for suffix in table()["governments"]["suffixes"]:
        if rest.startswith(suffix):
            return rest.removeprefix(suffix)
    return rest


def seat(organ: str, places: "Gazetteer") -> Seat:
    """The place of an organ, from the last place that its (normalised) name begins with."""
    start = next((len(p) for p in table()["governments"]["prefixes"] if organ.startswith(p)), 0)
    name = organ[start:]
    found = places.scan(name)
    first = found[0] if found and not found[0].start else None
    if first is None:
        return Seat(organ, None, (), organ)
    rest = _government(name[first.end :])
    return _street(name, first, rest, places) or Seat(organ, first.text, first.divisions, rest, first)


def _street(organ: str, above: Match, rest: str, places: "Gazetteer") -> Seat | None:
    """A street's office is named behind the government that sends it: 椒江区人民政府白云街道办事处."""
    found = places.scan(rest) if rest and rest != organ[above.end :] else []
    inner = found[0] if found and not found[0].start else None
    if inner is None:
        return None
    codes = tuple(d.code for d in above.divisions)
    within = tuple(d for d in inner.divisions if d.code.startswith(codes) and d.code not in codes)
    inner = replace(inner, within=above.divisions[0].code)
    return Seat(organ, inner.text, within, _government(rest[inner.end :]), inner) if within else None
