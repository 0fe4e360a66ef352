"""The table of divisions: code to name, name to codes, what lies in what.

The 44,703 names load in about 0.1 s; what only some callers need (cores, children, villages) is made on first
use.
"""

import gzip
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from functools import cached_property
from importlib.resources import files
from itertools import pairwise

from parser.place import renames
from parser.place.division import LEVELS, Division, Match, Vote
from parser.place.names import colloquial, core, is_generic, plain, shorts, table
from parser.place.scan import Found, Names, Scan
from parser.place.villages import Villages

Codes = tuple[str, ...]

_TOWNSHIP = len("123456789")


def _read() -> dict[str, str]:
    text = gzip.decompress(files(__package__).joinpath("data", "divisions.gz").read_bytes()).decode()
    return dict(line.split("\t") for line in text.splitlines())


class Gazetteer:
    """All divisions, with the codes and names of the list; () or None for what it lacks."""

    def __init__(self, names: Mapping[str, str] | None = None) -> None:
        """``names``: code to full name; the package's data by default."""
        self._names = dict(sorted(names.items())) if names is not None else _read()
        rungs = set(table()["rungs"]["names"])
        self._rungs = {code for code, name in self._names.items() if name in rungs}
        self._codes = self._by_name()

    def _by_name(self) -> dict[str, list[str]]:
        codes: dict[str, list[str]] = {}
        for code, name in self._names.items():
            if code not in self._rungs:
                codes.setdefault(plain(name), []).append(code)
                if ("族" in name or "自治" in name) and (said := colloquial(name, LEVELS[len(code)])):
                    codes.setdefault(said, []).append(code)
        return codes

    def _divisions(self, codes: Iterable[str]) -> tuple[Division, ...]:
        return tuple(Division(code, self._names[code]) for code in codes)

    def get(self, code: str) -> Division | None:
        """The division of that code."""
        name = self._names.get(code)
        return None if name is None else Division(code, name)

    def path(self, code: str) -> tuple[Division, ...]:
        """The division and those above it, province first, without rungs (市辖区) and repetitions."""
        above = [code[:length] for length in LEVELS if length <= len(code)]
        known = [c for c in above if c in self._names and c not in self._rungs]
        doubled = {b for a, b in pairwise(known) if self._names[a] == self._names[b]}
        return self._divisions(c for c in known if c not in doubled)

    def place_name(self, code: str) -> str | None:
        """The names of ``path`` joined by "/"; None for an unknown code."""
        return "/".join(d.name for d in self.path(code)) if code in self._names else None

    def named(self, name: str, within: str = "") -> tuple[Division, ...]:
        """All divisions of that full name (互助县 will do) whose code begins with ``within``."""
        return self._divisions(c for c in self._whole(plain(name)) if c.startswith(within))

    def _whole(self, name: str) -> Codes:
        """Codes of a name; a city that has no counties (东莞市) stands twice in the list and counts once."""
        codes = self._codes.get(name, ())
        return tuple(c for c in codes if not any(c != d and c.startswith(d) for d in codes))

    def townships(self, name: str, within: str = "") -> tuple[Division, ...]:
        """Townships of that full name or, if there are none, of that core (西大沟 for 西大沟镇).

        Cores collide with prose (建设, 人民, 平台): use them only for names known to be a place's.
        """
        exact = tuple(d for d in self.named(name, within) if d.level == "township")
        return exact or self._divisions(c for c in self._cores.get(name, ()) if c.startswith(within))

    def renamed(self, name: str, within: str = "") -> tuple[Division, ...]:
        """Divisions that may be meant by a former name: dated renames, else a township of another suffix.

        An inference: 新集镇 may be an error for 新集乡 as well as its later name. Say so; never answer by it
        alone.
        """
        dated = [c for c in self._known(renames.former(name)) if c.startswith(within)]
        if dated:
            return self._divisions(dated)
        stem = core(name, "township")
        same = self._cores.get(stem, ()) if stem != name else ()
        return self._divisions(c for c in same if c.startswith(within) and self._names[c] != name)

    def _known(self, codes: Codes) -> Codes:
        return tuple(c for c in codes if c in self._names)

    def children(self, code: str) -> tuple[Division, ...]:
        """The divisions one level below, in the order of codes ("" gives the provinces)."""
        deeper = next((length for length in LEVELS if length > len(code)), None)
        if deeper is None:
            return ()
        first, last = bisect_left(self._sorted, code), bisect_left(self._sorted, code + "~")
        return self._divisions(c for c in self._sorted[first:last] if len(c) == deeper)

    @cached_property
    def _sorted(self) -> list[str]:
        return sorted(self._names)

    @cached_property
    def _cores(self) -> dict[str, Codes]:
        """Township codes by core, where the core has two characters or more."""
        cores: dict[str, Codes] = {}
        for code, name in self._names.items():
            if len(code) == _TOWNSHIP and len(stem := core(name, "township")) > 1:
                cores[stem] = (*cores.get(stem, ()), code)
        return cores

    @cached_property
    def _scannable(self) -> Names:
        full = {old: known for old in renames.names() if (known := self._known(renames.former(old)))}
        full |= {name: self._whole(name) for name in self._codes}
        brief: dict[str, Codes] = {}
        for code, name in self._names.items():
            if len(code) < _TOWNSHIP and code not in self._rungs:
                for form in shorts(code, name):
                    brief[form] = (*brief.get(form, ()), code)
        return Names.of(full, brief, filter(is_generic, full), self._cores)

    def scan(self, text: str, *, extra: Mapping[str, Codes] | None = None) -> list[Match]:
        """The places that a text names, left to right: the longest names, stacked ones as one place.

        Short forms of counties and above count only before a township's full name (彭阳新集乡), common words
        (开发区) only behind a county's. ``extra`` gives further names with their codes, such as the cores of
        the indexed townships (西大沟), which count wherever no suffix follows that would name another unit.
        """
        return [
            self._match(text, found) for found in Scan.of(plain(text), self._scannable, extra or {}).places()
        ]

    def _match(self, text: str, found: Found) -> Match:
        within = found.within[0] if len(found.within) == 1 else None
        piece = text[found.start : found.end]
        return Match(found.start, found.end, piece, self._divisions(found.codes), within, found.renamed)

    @cached_property
    def _villages(self) -> Villages:
        return Villages()

    def villages(self, township: str) -> tuple[str, ...]:
        """The villages and communities of a township (nine digits), as texts name them."""
        return self._villages.of(township)

    def vote(self, text: str, candidates: Iterable[Division]) -> Vote | None:
        """Which of some same-name townships a text is about, by its villages; None if unclear."""
        return self._villages.vote(text, tuple(candidates))
