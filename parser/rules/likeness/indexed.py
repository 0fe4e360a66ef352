"""The index as ``Neighbours``: whoever is in it is compared with, in a few look-ups by fingerprint.

What is common says nothing. A fingerprint that three or more other organs have, too, is a template's (a county
gives its townships one) and counts for no likeness. A passage counts if no third report holds any of it; while
few reports are known that is weak evidence, and only a long passage counts.

A report is never compared with its own organ's: told by the organ's number, its place, or, where a side names no
place, by its name.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache

from parser.index import Entry, Index
from parser.index.identity import SPAN, key, report_id
from parser.index.prints import Bare, hashes, own_names, prints, strip
from parser.index.store import content
from parser.model.report import Report
from parser.place import gazetteer
from parser.rules.likeness.shingles import bare, shared
from parser.rules.neighbours import Alike, Version
from parser.text import fold

_TEMPLATE = 3
"""So many organs beside two make what the two share a template."""
_FEWEST_PRINTS = 20
"""Two narratives with fewer fingerprints are too short to be called alike."""
_LOOKED_AT = 12
"""Reports of a year whose texts are compared."""
_PASSAGE, _LONG_PASSAGE = 40, 100
"""Characters of a copied passage: among many reports, among few."""
_MANY, _MANY_IN_COUNTY = 30, 5
"""Reports from which the nation's (the county's) are many."""
_COUNTY, _TOWNSHIP = 6, 9
_MOST_BELOW = 60
_CARRIERS = 12
_THIRDS = 6
"""Third reports whose words are left out of a passage."""

Carriers = Mapping[int, Collection[int]]


class Indexed:
    """The reports of an open index, seen from one report after the other."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._entry = lru_cache(maxsize=4096)(index.entry)

    # -- copied text --------------------------------------------------------------------------------------------

    def alike(self, report: Report, *, least: float) -> Sequence[Alike]:
        """See ``Neighbours``: among the reports of its year and of the year before."""
        if report.year is None:
            return ()
        mine = prints(bare(report).text)
        years = _years(report)
        by_year = {year: self._foreign(report, self._index.carriers(mine, year), year) for year in years}
        all_years = {h: frozenset[int]().union(*(by_year[y][h] for y in years)) for h in mine}
        found = [
            alike
            for year in years
            for entry in self._candidates(by_year[year], all_years, year)
            if (alike := self._compare(report, mine, all_years, entry)).share >= least or alike.passages
        ]
        nearest = {a.organ + (a.division or ""): a for a in sorted(found, key=_nearness, reverse=True)}
        return sorted(nearest.values(), key=_nearness)

    def _foreign(self, report: Report, carried: Carriers, year: int) -> dict[int, frozenset[int]]:
        """Who carries what, without the report's own organ."""
        organs = frozenset[int]().union(*carried.values())
        own = {o for o in organs if (e := self._entry(report_id(o, year))) is None or self._is_own(report, e)}
        return {number: frozenset(having) - own for number, having in carried.items()}

    def _is_own(self, report: Report, entry: Entry) -> bool:
        """Whether an entry is of the report's own organ, or may be."""
        if entry.unit.number == self._index.organ_of(report):
            return True
        own, other = report.division or "", entry.division or ""
        if own == other and len(own) == _TOWNSHIP:
            return True
        return (own.startswith(other) or other.startswith(own)) and _may_be_one(report.organ, entry.organ)

    def _candidates(self, carried: Carriers, all_years: Carriers, year: int) -> list[Entry]:
        """Reports with which it shares most of what few have."""
        few = [h for h, organs in all_years.items() if 0 < len(organs) <= _TEMPLATE]
        counts = Counter(organ for h in few for organ in carried[h])
        found = (self._entry(report_id(organ, year)) for organ, _ in counts.most_common(_LOOKED_AT))
        return [entry for entry in found if entry]

    def _compare(self, report: Report, mine: frozenset[int], carried: Carriers, entry: Entry) -> Alike:
        theirs = self._index.prints(entry.id)
        share = self._share(report, mine, theirs, carried, entry)
        rare = {h for h in mine & theirs if len(carried[h]) == 1}
        common = self._said_by_thirds(report, carried, entry) if rare else set()
        passages = self._passages(report, rare, common, entry)
        return Alike(entry.organ or entry.place_name, entry.year or 0, entry.division, share, passages)

    def _share(
        self,
        report: Report,
        mine: frozenset[int],
        theirs: frozenset[int],
        carried: Carriers,
        entry: Entry,
    ) -> float:
        """The Jaccard similarity of the fingerprints that are no template's."""
        pair = {entry.unit.number, self._index.organ_of(report)}
        lists = [self._index.carriers(theirs - mine, year) for year in _years(report)]
        rest = {h: frozenset[int]().union(*(c[h] for c in lists)) for h in theirs - mine}
        kept = {h for h in mine if len(set(carried[h]) - pair) < _TEMPLATE}
        together = len(kept) + sum(len(organs - pair) < _TEMPLATE for organs in rest.values())
        return len(kept & theirs) / together if together >= _FEWEST_PRINTS else 0.0

    def _said_by_thirds(self, report: Report, carried: Carriers, entry: Entry) -> set[int]:
        """The shingles of the reports that share most with both: what they say, too, is nobody's own."""
        left = {h: set(o) - {entry.unit.number} for h, o in carried.items() if len(o) > 1}
        blocked = set(left)
        for _ in range(_THIRDS):
            organ, count = (
                Counter(o for h in sorted(left) for o in sorted(left[h])).most_common(1)[0]
                if left
                else (0, 0)
            )
            if not count:
                break
            left = {h: organs for h, organs in left.items() if organ not in organs}
            found = (self._entry(report_id(organ, year)) for year in _years(report))
            blocked.update(*(hashes(self._bare(third).text) for third in found if third))
        return blocked

    def _bare(self, entry: Entry) -> Bare:
        texts = (text for _, text in self._index.texts(entry.id)[1:])
        return strip(texts, own_names(entry.organ, entry.path))

    def _passages(
        self, report: Report, rare: Collection[int], common: Collection[int], entry: Entry
    ) -> tuple[str, ...]:
        """The passages that both have and no third report, as the report prints them."""
        if not rare:
            return ()
        own = bare(report)
        found = shared(own, self._bare(entry), by=rare, common=common, least=self._least(report, entry))
        return tuple(own.printed(*span) for span in found)

    def _least(self, report: Report, entry: Entry) -> int:
        """The characters of a passage that say something among the reports that are known."""
        county = (report.division or "")[:_COUNTY]
        if county and (entry.division or "").startswith(county):
            many = self._count(entry.year or 0, county) >= _MANY_IN_COUNTY
        else:
            many = self._count(entry.year or 0, "") >= _MANY
        return _PASSAGE if many else _LONG_PASSAGE

    def _count(self, year: int, division: str) -> int:
        return self._index.total("t3.new.total", year=year, division=division).reports

    # -- the rest -----------------------------------------------------------------------------------------------

    def carriers(self, report: Report, words: str) -> Sequence[tuple[str, int]]:
        """See ``Neighbours``."""
        hits = self._index.search(words, limit=_CARRIERS)
        return [(h.entry.organ or "", h.entry.year or 0) for h in hits if not self._is_own(report, h.entry)]

    def peers(self, report: Report, code: str) -> Sequence[Decimal]:
        """See ``Neighbours``."""
        if report.year is None or len(report.division or "") != _TOWNSHIP:
            return ()
        values = self._index.values(code, year=report.year, division=(report.division or "")[:_COUNTY])
        own = self._index.organ_of(report)
        return [value for number, value in values.items() if number % SPAN != own]

    def below(self, report: Report) -> Sequence[Report]:
        """See ``Neighbours``."""
        division = report.division or ""
        expected = {p.code for p in gazetteer().children(division)} if division else set()
        if report.year is None or not 0 < len(expected) <= _MOST_BELOW or not _governs(report):
            return ()
        entries = self._index.entries(division=division, year=report.year)
        there = {e.division: e for e in entries if e.division in expected and _governs(e)}
        return [self._index.report(e.id) for e in there.values()] if len(there) == len(expected) else ()

    def versions(self, report: Report) -> Sequence[Version]:
        """See ``Neighbours``: every revision with other words, newest first; its place is the file's name."""
        organ = self._index.organ_of(report)
        if organ is None or report.year is None or _is_recognised(report):
            return ()
        number, same = report_id(organ, report.year), content(report)
        known = [(r, self._index.report(number, r.revision)) for r in self._index.revisions(number)]
        name = next((r.source_name for r, old in reversed(known) if content(old) == same), None)
        others = [(r, old) for r, old in reversed(known) if content(old) != same and not _is_recognised(old)]
        return [Version(_called(r.source_name, r.seen), old, r.source_name == name) for r, old in others]


def _years(report: Report) -> tuple[int, ...]:
    """The years whose reports it may have been copied from."""
    return (report.year, report.year - 1) if report.year is not None else ()


def _nearness(alike: Alike) -> tuple[float, int]:
    """Sorts the most similar first."""
    return -alike.share, -sum(map(len, alike.passages))


def _may_be_one(one: str | None, other: str | None) -> bool:
    """Whether two names can mean one organ: 新集乡人民政府 and 彭阳县新集乡人民政府; or one is not known.

    >>> _may_be_one("新集乡人民政府", "彭阳县新集乡人民政府"), _may_be_one("新集乡人民政府", "白阳镇人民政府")
    (True, False)
    """
    short, long = sorted((fold(one or ""), fold(other or "")), key=len)
    return long.endswith(short)


def _governs(report: Report | Entry) -> bool:
    """Whether it is the report of a division's own government."""
    return report.division is not None and key(report.organ, report.division, "") == report.division


def _is_recognised(report: Report) -> bool:
    """Whether its numbers were recognised from a picture: a difference may be the reader's."""
    return report.format == "picture" or any(cell.confidence < 1 for cell in report.cells.values())


def _called(source_name: str, seen: str | None) -> str:
    """How a finding names a stored file."""
    return f"已收录的“{source_name}”" + (f"（{seen[:10]}收到）" if seen else "")
