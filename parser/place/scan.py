"""Find the places in a text: the longest name at each position, stacked names as one place.

A dictionary from the first two characters of a name to the lengths that names have there makes this linear in
the text with a small factor. 大沟镇 stands inside 西大沟镇 and ten thousand other names hold a name, hence
the longest.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from parser.place.names import core

Codes = tuple[str, ...]

_TOWNSHIP = len("123456789")
_JOINTS = "/·-— \u3000的"
"""What may stand between stacked names."""
_SUFFIXES = ("镇", "乡", "街道", "苏木", "县", "市", "区", "旗", "村", "社区", "州", "族")
"""What would make a core the beginning of another name."""
_TOWNS = ("镇", "乡", "街道", "苏木")
_LONGEST = 12
"""No township's name behind a county's is looked for beyond so many characters."""


@dataclass(frozen=True, slots=True)
class Found:
    """A place at [start, end): its possible codes, the ancestor named, whether by another suffix."""

    start: int
    end: int
    codes: Codes
    within: Codes = ()
    renamed: bool = False


def _lengths(names: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """The lengths of names by their first two characters, longest first."""
    lengths: dict[str, set[int]] = defaultdict(set)
    for name in names:
        lengths[name[:2]].add(len(name))
    return {head: tuple(sorted(found, reverse=True)) for head, found in lengths.items()}


def _inside(codes: Codes, within: Codes) -> Codes:
    """Those codes that lie in one of ``within`` (in anything if it is empty)."""
    return tuple(c for c in codes if c.startswith(within)) if within else codes


@dataclass(frozen=True, slots=True)
class Names:
    """Names and their codes: ``full`` ones, ``brief`` ones that need a full name behind them.

    ``generic`` full names need an ancestor before them. ``cores`` are all townships' names without suffix,
    used behind a county's name only, to recognise a township under another suffix.
    """

    full: Mapping[str, Codes]
    brief: Mapping[str, Codes]
    generic: frozenset[str]
    cores: Mapping[str, Codes]
    lengths: Mapping[str, tuple[int, ...]]

    @classmethod
    def of(
        cls,
        full: Mapping[str, Codes],
        brief: Mapping[str, Codes],
        generic: Iterable[str],
        cores: Mapping[str, Codes],
    ) -> "Names":
        """The names with the lengths that occur."""
        return cls(full, brief, frozenset(generic), cores, _lengths([*full, *brief]))


@dataclass(frozen=True, slots=True)
class Scan:
    """One text being read. ``extra`` names count like full ones where no suffix follows."""

    text: str
    names: Names
    extra: Mapping[str, Codes]
    extra_lengths: Mapping[str, tuple[int, ...]]

    @classmethod
    def of(cls, text: str, names: Names, extra: Mapping[str, Codes]) -> "Scan":
        """A text to read with these names."""
        return cls(text, names, extra, _lengths(extra))

    def places(self) -> Iterator[Found]:
        """The places from left to right, none overlapping another."""
        position = 0
        while position < len(self.text):
            found = self._place(position)
            if found:
                yield found
            position = found.end if found else position + 1

    def _place(self, start: int) -> Found | None:
        found = self._chain(start, start, ())
        if found is None:
            return None
        if all(len(code) < _TOWNSHIP for code in found.codes):
            found = self._stranger(found) or found
        office = self.text.startswith("办事处", found.end) and self.text.endswith(
            ("街道", "地区"), 0, found.end
        )
        return replace(found, end=found.end + len("办事处")) if office else found

    def _chain(self, start: int, position: int, within: Codes) -> Found | None:
        """The longest place from ``start`` that goes on at ``position`` with something in ``within``."""
        best: Found | None = None
        for end, codes, stands in self._tokens(position, alone=not within):
            inside = _inside(codes, within)
            found = self._deeper(start, end, inside) if inside else None
            if found is None and inside and stands:
                found = Found(start, end, inside, within)
            if found and (best is None or found.end > best.end):
                best = found
        return best

    def _deeper(self, start: int, end: int, codes: Codes) -> Found | None:
        above = tuple(code for code in codes if len(code) < _TOWNSHIP)
        if not above:
            return None
        while end < len(self.text) and self.text[end] in _JOINTS:
            end += 1
        return self._chain(start, end, above)

    def _tokens(self, position: int, *, alone: bool) -> Iterator[tuple[int, Codes, bool]]:
        """(end, codes, whether it may stand as the last name) of each name at the position, longest first."""
        names, head = self.names, self.text[position : position + 2]
        for length in names.lengths.get(head, ()):
            word = self.text[position : position + length]
            if word in names.full:
                yield position + length, names.full[word], not (alone and word in names.generic)
            if word in names.brief:
                yield position + length, names.brief[word], False
        for length in self.extra_lengths.get(head, ()):
            word, end = self.text[position : position + length], position + length
            if word in self.extra and not self.text.startswith(_SUFFIXES, end):
                yield end, self.extra[word], True

    def _stranger(self, county: Found) -> Found | None:
        """A township right behind an ancestor's full name which the list does not have there."""
        end = county.end
        for length in range(min(_LONGEST, len(self.text) - end), 1, -1):
            word = self.text[end : end + length]
            known = any(len(code) == _TOWNSHIP for code in self.names.full.get(word, ()))
            if not word.endswith(_TOWNS) or (known and word in self.names.generic):
                continue
            renamed = _inside(self.names.cores.get(core(word, "township"), ()), county.codes)
            if renamed or known:
                return Found(county.start, end + length, renamed, county.codes, renamed=bool(renamed))
        return None
