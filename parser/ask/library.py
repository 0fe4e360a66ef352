"""The narrow door to the index and the gazetteer: all that parser.ask asks of either stands here.

Reports are kept ready for questions (``Shelf``) for as long as the index object lives, newest 256 of them.
"""

import re
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from weakref import WeakKeyDictionary

from parser.ask.labels import Shelf
from parser.ask.normalise import fold, simplify
from parser.index import Index
from parser.index.entry import Entry, Unit
from parser.index.identity import governs
from parser.place import Gazetteer, Match, gazetteer
from parser.place.suggest import suggestions

_KEPT = 256
_FEW = 2000
"""Names that are all compared by their sounds; of more, only those that share most characters."""
_HITS = 20
_SHORTEST_CORE, _LONGEST_CORE = 2, 8
_TOWNSHIP = 9
_SHORTEST_ORGAN, _LONGEST_ORGAN = 4, 24
_PARK_KINDS = ("", "经济", "经济技术", "高新技术产业", "高新技术", "工业")
_PARK = re.compile(
    rf"(?P<kind>{'|'.join(sorted(filter(None, _PARK_KINDS), key=len, reverse=True))})?"
    r"(?P<tail>开发区|产业园区|工业园区|园区|示范区|管理区|新区|集聚区|度假区|产业园)"
)
_BUREAU = re.compile(
    "局|委|办|中心|开发区|园区|产业园|示范区|大队|支队|公司|学校|中学|小学|学院|大学|幼儿园|医院|卫生院|检察院|法院|派出所|管理站|"
    "联合会|农场|林场|[一二三四五六七八九十\\d]团"
)


Listed = Entry


@dataclass(frozen=True, slots=True)
class Place:
    """A place that has reports: its code (None for an organ whose place is not known), and its names.

    ``namesakes`` counts the other places of that name in the country, indexed or not.
    """

    code: str | None
    name: str
    path: tuple[str, ...]
    organ: str | None = None
    namesakes: int = 0

    @property
    def full(self) -> str:
        """County and name, which tells same-name places apart: 彭阳县新集乡."""
        return "".join(self.path[-2:]) if self.path else self.name

    @property
    def told(self) -> str:
        """The path from the province down, for the reading: 宁夏·固原市·彭阳县·新集乡."""
        return "·".join(self.path) if self.path else self.name


@dataclass(frozen=True, slots=True)
class Found:
    """A report whose text holds a word, with the piece that holds it."""

    place: str
    division: str | None
    organ: str | None
    year: int | None
    section: int
    quote: str
    report: int


class Library:
    """An index seen by the questions."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self._shelves: OrderedDict[tuple[int, int], Shelf] = OrderedDict()
        self._held: dict[str, list[Listed]] = {}
        self._version = (0, 0)

    def held(self, code: str) -> list[Listed]:
        """The reports of one place, oldest year first; a question and the steps after it ask a dozen times."""
        version = self.index.version()
        if version != self._version or len(self._held) > _KEPT:
            self._held, self._version = {}, version
        if code not in self._held:
            self._held[code] = self._looked_up(code)
        return self._held[code]

    def _looked_up(self, code: str) -> list[Listed]:
        found = [e for e in self.index.entries(division=code) if e.division == code and e.year is not None]
        own = [e for e in found if governs(e.organ, e.division)]
        return sorted(own or found, key=lambda e: e.year or 0)

    def within(self, region: str = "", year: int | None = None) -> list[Listed]:
        """The townships' reports of a region ("" for all) and a year."""
        entries = self.index.entries(division=region or None, year=year)
        return [e for e in entries if e.year is not None and e.division and len(e.division) == _TOWNSHIP]

    def of_place(self, place: Place) -> list[Listed]:
        """The reports of a place, by its code or else by its organ's name."""
        if place.code:
            return self.held(place.code)
        units = (u for u in self.index.named(place.organ or "") if u.organ == place.organ)
        found = (e for u in units for e in self.index.entries(unit=u.number) if e.year is not None)
        return sorted(found, key=lambda e: e.year or 0)

    def bureau(self, text: str) -> tuple[str, Place] | None:
        """The bureau or park (an organ that governs no township) that a text names in full, and the words for it."""
        if not _BUREAU.search(text):
            return None
        words = {
            w
            for w in _substrings(text, _LONGEST_ORGAN)
            if len(w) > _SHORTEST_ORGAN and _BUREAU.search(w[-3:])
        }
        for word in sorted(words, key=len, reverse=True):
            named = self.index.all_named(tuple(_spellings(word))).items()
            own = list({u.number: u for n, units in named for u in units if u.organ == n}.values())
            if len(own) == 1 and own[0].organ and not governs(own[0].organ, own[0].division):
                return word, Place(None, own[0].organ, (), own[0].organ)
        return None

    def unplaced(self) -> list[Listed]:
        """Reports whose place is not known."""
        units = self.index.units(placed=False)
        return [e for u in units for e in self.index.entries(unit=u.number) if e.year is not None]

    def is_empty(self) -> bool:
        """Whether there is no report at all."""
        return not self.index.has()

    def shelf(self, entry: Listed) -> Shelf:
        """A report ready for questions."""
        key = (entry.id, entry.revision)
        if key not in self._shelves:
            self._shelves[key] = Shelf(self.index.report(entry.id), entry.id)
            while len(self._shelves) > _KEPT:
                self._shelves.popitem(last=False)
        self._shelves.move_to_end(key)
        return self._shelves[key]

    def place(self, code: str) -> Place:
        """The place of a code that has reports."""
        path = tuple(d.name for d in atlas().path(code))
        division = atlas().get(code)
        name = division.name if division else code
        others = len(atlas().named(name)) - 1 if division else 0
        return Place(code, name, path, None, max(others, 0))

    def name_in(self, full: str) -> str:
        """The name of the place that is written with its county before it."""
        found = self.scan(full)
        codes = [d.code for m in found for d in m.divisions if len(d.code) == _TOWNSHIP]
        return self.place(codes[0]).name if len(codes) == 1 else ""

    def listed(self, region: str | None, year: int | None, limit: int) -> list[tuple[str, list[int]]]:
        """The first organs of a region with the years of their reports."""
        units = (u for u in self.index.units() if not region or (u.division or "").startswith(region))
        found: list[tuple[str, list[int]]] = []
        for unit in sorted(units, key=lambda u: (u.division is None, u.division or "", u.number)):
            years = [
                e.year for e in self.index.entries(unit=unit.number) if e.year and year in (None, e.year)
            ]
            if years:
                found.append((_listed_name(unit), years))
            if len(found) == limit:
                break
        return found

    def search(self, term: str) -> list["Found"]:
        """The reports whose text holds a word, newest first, each with the sentence."""
        hits = self.index.search(term, limit=_HITS)
        return [
            Found(
                h.entry.place_name,
                h.entry.division,
                h.entry.organ,
                h.entry.year,
                h.section,
                h.quote,
                h.entry.id,
            )
            for h in hits
        ]

    def names(self) -> tuple[str, ...]:
        """The names of all places that have reports."""
        return tuple(dict.fromkeys(u.place_name for u in self.index.units()))

    def like(self, name: str) -> tuple[str, ...]:
        """Up to three names of places with reports that an unknown name may be a slip of."""
        known = [n for n in self.names() if n]
        if len(known) > _FEW:
            known = [
                n for n in known if abs(len(n) - len(name)) <= 1 and len({*n} & {*name}) + 1 >= len(name) - 1
            ]
        return suggestions(name, known)

    def cores(self, text: str) -> Mapping[str, tuple[str, ...]]:
        """The names without suffix (西大沟) in a text that belong to places with reports, and those places."""
        found: dict[str, tuple[str, ...]] = {}
        for word, named in self.index.all_named(tuple(_substrings(text))).items():
            units = (u for u in named if u.place_name not in (word, u.division) and u.organ != word)
            codes = tuple(u.division for u in units if u.division and len(u.division) == _TOWNSHIP)
            if codes:
                found[word] = codes
        return found

    def peoples(self, text: str) -> Mapping[str, tuple[str, ...]]:
        """The ethnic townships with reports that a text names without their peoples (瑶区 for 瑶区瑶族乡)."""
        short = {d.code: w for w in _substrings(text) for d in atlas().townships(w) if "族" in d.name}
        held = self.index.all_named(tuple(short))
        return {word: tuple(c for c in held if short[c] == word) for word in {short[c] for c in held}}

    def parks(self, text: str) -> Mapping[str, tuple[str, ...]]:
        """The development zones in a text that leaves out the province before them or their kind, and their codes."""
        found: dict[str, tuple[str, ...]] = {}
        for park in _PARK.finditer(text):
            for start in range(max(0, park.start() - _LONGEST_CORE), park.start() - 1):
                head = text[start : park.start()]
                codes = self._park(head, park["kind"], park["tail"])
                if codes:
                    found[head + park[0]] = codes
        return found

    def _park(self, head: str, kind: str | None, tail: str) -> tuple[str, ...]:
        kinds = (kind,) if kind else _PARK_KINDS
        bare = head.rstrip("县市区旗")
        heads = (head, *(p + bare for p in _provinces()), *(bare + k for k in "县市区旗"))
        named = self.index.all_named([h + k + tail for h in heads for k in kinds]).items()
        return tuple(u.division for name, us in named for u in us if u.place_name == name and u.division)

    def nowhere(self, name: str) -> bool:
        """Whether an organ of that name has reports and nobody knows where it is."""
        return any(not unit.division for unit in self.index.named(name))

    def scan(self, text: str) -> list[Match]:
        """The places that a text names."""
        found = atlas().scan(text)
        if any(len(d.code) == _TOWNSHIP for m in found for d in m.divisions) or any(
            not m.divisions for m in found
        ):
            return found
        cores = {**self.peoples(text), **self.cores(text), **self.parks(text)}
        return atlas().scan(text, extra=cores) if cores else found


_KNOWN: WeakKeyDictionary[Index, Library] = WeakKeyDictionary()


def library(index: Index) -> Library:
    """The library of an index, kept with it."""
    known = _KNOWN.get(index)
    if known is None:
        known = _KNOWN[index] = Library(index)
    return known


@cache
def _provinces() -> tuple[str, ...]:
    """What may stand before the name of a zone: nothing, or its province."""
    names = (d.name for d in atlas().children(""))
    return ("", *(re.sub("(?:壮族|回族|维吾尔)?自治区$|[省市]$", "", name) for name in names))


@cache
def atlas() -> Gazetteer:
    """The gazetteer."""
    return gazetteer()


def _listed_name(unit: Unit) -> str:
    """Its place from the province down; an organ that is no township's stands behind its county."""
    steps = unit.path.split("/") if unit.path else []
    if len(unit.division or "") < _TOWNSHIP:
        steps.append(unit.organ or unit.place_name)
    return "·".join(steps)


def _spellings(word: str) -> Iterable[str]:
    """An organ's printed names that a word may be short for: with 县, 市, 区, 旗 behind the county, with its ending."""
    yield word
    yield from (word + ending for ending in ("管理委员会", "管委会"))
    yield from (word[:at] + kind + word[at:] for at in (2, 3) for kind in "县市区旗")


def _substrings(text: str, longest: int = _LONGEST_CORE) -> Iterable[str]:
    for start in range(len(text)):
        for length in range(_SHORTEST_CORE, min(longest, len(text) - start) + 1):
            yield text[start : start + length]


def organ_in(text: str, organ: str) -> int:
    """Where a text names an organ as printed, -1 if it does not."""
    return text.find(simplify(fold(organ)))
