"""From an organ's name to its seat: 彭阳县新集乡人民政府 governs 新集乡, 彭阳县教育局 governs no place.

>>> from parser.place import gazetteer
>>> found = seat("彭阳县新集乡人民政府", gazetteer())
>>> found.place, [d.code for d in found.divisions], found.bureau
('彭阳县新集乡', ['640425200'], '')
>>> seat("彭阳县教育局", gazetteer()).bureau
'教育局'
"""

from dataclasses import dataclass
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


def _government(rest: str) -> str:
    """What is left behind a place's name when the words of a government are taken away."""
    for suffix in table()["governments"]["suffixes"]:
        if rest.startswith(suffix):
            return rest.removeprefix(suffix)
    return rest


def seat(organ: str, places: "Gazetteer") -> Seat:
    """The place of an organ, from the last place that its (normalised) name begins with."""
    found = places.scan(organ)
    first = found[0] if found and not found[0].start else None
    if first is None:
        return Seat(organ, None, (), organ)
    rest = _government(organ[first.end :])
    return _street(organ, first, rest, places) or Seat(organ, first.text, first.divisions, rest, first)


def _street(organ: str, above: Match, rest: str, places: "Gazetteer") -> Seat | None:
    """A street's office is named behind the government that sends it: 椒江区人民政府白云街道办事处."""
    found = places.scan(rest) if rest and rest != organ[above.end :] else []
    inner = found[0] if found and not found[0].start else None
    if inner is None:
        return None
    codes = tuple(d.code for d in above.divisions)
    within = tuple(d for d in inner.divisions if d.code.startswith(codes) and d.code not in codes)
    return Seat(organ, inner.text, within, _government(rest[inner.end :]), inner) if within else None
