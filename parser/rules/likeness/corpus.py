"""Other reports held in memory, as ``Neighbours``: for a folder of a county's reports, and for tests."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from parser.model.report import Report
from parser.rules.flat import folded
from parser.rules.likeness.shingles import bands, jaccard, shingles, signature
from parser.rules.neighbours import Alike, Version

_LONG = 40


def _same(one: Report, other: Report) -> bool:
    return one is other or (one.organ == other.organ and one.division == other.division)


class Corpus:
    """Reports that are compared with each other; candidates by bands, similarity exact."""

    def __init__(self, reports: Iterable[Report]) -> None:
        self._reports = tuple(reports)
        self._shingles = [shingles(r) for r in self._reports]
        self._by_band: dict[str, set[int]] = {}
        for at, pieces in enumerate(self._shingles):
            for key in bands(signature(pieces)):
                self._by_band.setdefault(key, set()).add(at)

    def alike(self, report: Report, *, least: float) -> Sequence[Alike]:
        """See ``Neighbours``."""
        own = shingles(report)
        candidates = set().union(*(self._by_band.get(key, set()) for key in bands(signature(own))))
        found = [
            Alike(r.organ or "", r.year or 0, r.division, share, self._shared(report, r))
            for at in sorted(candidates)
            if not _same(report, r := self._reports[at])
            and (share := jaccard(own, self._shingles[at])) >= least
        ]
        return sorted(found, key=lambda a: -a.share)

    def _shared(self, one: Report, other: Report) -> tuple[str, ...]:
        theirs = folded("".join(s.text for s in other.sections))
        sentences = (p for s in one.sections for p in folded(s.text).split("。"))
        return tuple(p for p in sentences if len(p) >= _LONG and p in theirs)

    def carriers(self, report: Report, words: str) -> Sequence[tuple[str, int]]:
        """See ``Neighbours``."""
        return [
            (r.organ or "", r.year or 0)
            for r in self._reports
            if not _same(report, r) and any(words in folded(s.text) for s in r.sections)
        ]

    def peers(self, report: Report, code: str) -> Sequence[Decimal]:
        """See ``Neighbours``: the same county and year."""
        county = (report.division or "")[:6]
        values = [
            r.value(code)
            for r in self._reports
            if county
            and (r.division or "").startswith(county)
            and r.year == report.year
            and not _same(report, r)
        ]
        return [v for v in values if v is not None]

    def below(self, report: Report) -> Sequence[Report]:  # noqa: ARG002 - the protocol asks
        """See ``Neighbours``; a folder cannot know that it is complete, so it never answers."""
        return ()

    def versions(self, report: Report) -> Sequence[Version]:
        """See ``Neighbours``."""
        return [
            Version("另一份文件", r)
            for r in self._reports
            if r is not report and _same(report, r) and r.year == report.year
        ]
