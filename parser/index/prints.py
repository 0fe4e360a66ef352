"""Fingerprints of a narrative, by which copied text is found among all reports of a year.

A narrative is stripped to its Chinese characters without the names of its own place (a copyist changes those) and
cut into overlapping shingles of 8 characters; of every 48 neighbouring shingles the one with the least hash is a
fingerprint ("winnowing", Schleimer, Wilkerson and Aiken 2003). So a passage of 55 characters that stands in two
reports always gives them a fingerprint in common, one of 40 does nine times of ten, and the share of common
fingerprints estimates the Jaccard similarity of the shingles: a minimum is shared as often as its window's text is.
One small table serves both questions; MinHash signatures with bands would need more rows and find no passages.

Set phrases (boilerplate.toml, the form's headings) leave no fingerprints. Hashes are CRC-32: the same everywhere.
"""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from zlib import crc32

from parser.form import SECTIONS
from parser.text import fold

WIDTH = 8
"""Characters of a shingle."""
WINDOW = 48
"""Neighbouring shingles of which one is kept."""
_STEPS = (1, 2, 4, 8, 16, 16)
"""The least of 2, 4, … 32 and at last 48 neighbours, each from two of the step before."""
LONGEST = 60_000
"""Characters of a narrative that are looked at; real ones have up to 10,000."""
BARRIER = "\x1e"
"""Stands between two sections: no passage spans it."""

_NONE = 2**31
"""Instead of the hash of a set phrase: greater than all hashes."""
_NOT_CHINESE = f"[^\u4e00-\u9fff{BARRIER}]+"
_OFFICE = re.compile(r"(?:人民政府|政府|办事处|管委会|管理委员会)$")
_ABOVE = re.compile(r"^.+[市州盟县区旗](?=.{2})")
_SHORTEST_NAME = 2


@dataclass(frozen=True, slots=True)
class Bare:
    """A narrative's Chinese characters; ``origin[i]`` is where character ``i`` stands in ``source``."""

    source: str
    text: str
    origin: tuple[int, ...]

    def printed(self, start: int, end: int) -> str:
        """The piece of the source that holds the characters [start, end), with all that stands between them."""
        return self.source[self.origin[start] : self.origin[end - 1] + 1]


def own_names(organ: str | None, path: str | None) -> tuple[str, ...]:
    """What a report calls its own place, the longest name first.

    >>> own_names("彭阳县新集乡人民政府", "宁夏回族自治区/固原市/彭阳县/新集乡")
    ('彭阳县新集乡人民政府', '宁夏回族自治区', '彭阳县新集乡', '固原市', '彭阳县', '新集乡')
    >>> own_names("青河县白石镇人民政府", None)
    ('青河县白石镇人民政府', '青河县白石镇', '白石镇')
    """
    name = fold(organ or "")
    place = _OFFICE.sub("", name)
    names = {name, place, _ABOVE.sub("", place), *(path or "").split("/")}
    return tuple(sorted((n for n in names if len(n) >= _SHORTEST_NAME), key=lambda n: (-len(n), n)))


def strip(texts: Iterable[str], names: Iterable[str]) -> Bare:
    """The sections' Chinese characters without those names.

    >>> strip(["新集乡2023年公开 信息"], ["新集乡"]).text
    '年公开信息'
    """
    source = BARRIER.join(texts)[:LONGEST]
    dropped = re.compile("|".join((*map(re.escape, names), _NOT_CHINESE)))
    gaps = [(0, 0), *(match.span() for match in dropped.finditer(source)), (len(source), len(source))]
    kept = [(before[1], after[0]) for before, after in pairwise(gaps)]
    origin = tuple(at for start, end in kept for at in range(start, end))
    return Bare(source, "".join(source[start:end] for start, end in kept), origin)


def hashes(text: str) -> list[int]:
    """The hash of the shingle at each position, as a signed 32-bit number; all characters are two bytes long."""
    data = text.encode("utf-16-le", "replace")
    return [crc32(data[at : at + 2 * WIDTH]) - _NONE for at in range(0, len(data) - 2 * WIDTH + 1, 2)]


@cache
def boilerplate() -> frozenset[int]:
    """The hashes of set phrases."""
    path = Path(__file__).with_name("boilerplate.toml")
    phrases = (*SECTIONS, *tomllib.loads(path.read_text(encoding="utf-8"))["phrases"])
    return frozenset(h for phrase in phrases for h in hashes(strip([phrase], ()).text))


def shingles(text: str) -> frozenset[int]:
    """All shingles of a stripped text but set phrases."""
    return frozenset(hashes(text)) - boilerplate()


def prints(text: str) -> frozenset[int]:
    """The fingerprints of a stripped text."""
    known = boilerplate()
    found = [_NONE if h in known else h for h in hashes(text)]
    least = found + [_NONE] * (WINDOW - len(found))
    for step in _STEPS:
        least = list(map(min, least, least[step:]))
    return frozenset(least) - {_NONE}
