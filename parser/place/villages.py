"""The 620,573 villages and communities: which of five 西山乡 has those that a report names?

One gzip member a county, found by a small index; a county inflates in under a millisecond and is then kept.
"""

import gzip
import itertools
import re
from functools import cached_property, lru_cache
from importlib.resources import files

from parser.place.division import Division, Vote
from parser.place.names import table

_TELLING = 3
"""Shorter names stand in prose by chance (新村 in 创新村级治理)."""
_CERTAIN = 2
"""A vote needs that many villages, and twice as many as the runner-up; 和平村 alone proves little."""


class Villages:
    """Reads counties of villages.gz on demand; knows nothing of the other divisions."""

    def __init__(self) -> None:
        """Open nothing yet."""
        self._county = lru_cache(maxsize=256)(self._inflate)

    @cached_property
    def _members(self) -> dict[str, tuple[int, int]]:
        """County to (offset, length) of its member."""
        text = gzip.decompress(files(__package__).joinpath("data", "villages-index.gz").read_bytes()).decode()
        rows = [line.split("\t") for line in text.splitlines()]
        lengths = [int(length) for _, length in rows]
        offsets = itertools.accumulate(lengths, initial=0)
        return {row[0]: place for row, place in zip(rows, zip(offsets, lengths, strict=False), strict=True)}

    def _inflate(self, county: str) -> dict[str, tuple[str, ...]]:
        if county not in self._members:
            return {}
        offset, length = self._members[county]
        with files(__package__).joinpath("data", "villages.gz").open("rb") as packed:
            packed.seek(offset)
            lines = gzip.decompress(packed.read(length)).decode().splitlines()
        return {code: tuple(names.split(" ")) for code, _, names in (line.partition("\t") for line in lines)}

    def of(self, township: str) -> tuple[str, ...]:
        """The villages of a township; () if the list has none."""
        return self._county(township[:6]).get(township, ())

    def vote(self, text: str, candidates: tuple[Division, ...]) -> Vote | None:
        """The candidate whose villages the text names: at least two, and more than twice the runner-up's."""
        told = self._told(text, candidates)
        named = [(tuple(v for v in dict.fromkeys(self.of(c.code)) if v in told), c) for c in candidates]
        named.sort(key=lambda pair: len(pair[0]), reverse=True)
        if not named or len(named[0][0]) < _CERTAIN:
            return None
        best, winner = named[0]
        second = len(named[1][0]) if len(named) > 1 else 0
        return Vote(winner, best, second) if len(best) > 2 * second else None

    def _told(self, text: str, candidates: tuple[Division, ...]) -> set[str]:
        """The candidates' villages that a text names, the longest at each place: 大和平村 does not name 和平村."""
        common = table()["villages"]["common"]
        known = {v for c in candidates for v in self.of(c.code) if len(v) >= _TELLING and v not in common}
        longest_first = sorted(known, key=len, reverse=True)
        return set(re.findall("|".join(map(re.escape, longest_first)), text)) if known else set()
