"""Photos of one page that overlap: lines that stand on two of them count once.

The paper is the same, so its lines break alike: the last lines of one photo are the first lines of the next. The line
that a photo's edge cuts through is read as anything; the other photo shows it whole.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from parser.model.document import Place
from parser.read.pictures.snapshot import Snapshot, Strip
from parser.text import fold

_ALIKE = 0.8
_ENOUGH = 12
"""Characters that are no chance: 本年度无此类情况 may end a page and begin the next."""
_NUMBER = re.compile(r"\d[\d.]*")
_CUT = 1
"""Lines at each edge that may be cut through."""

Note = tuple[str, str, Place]


@dataclass(frozen=True, slots=True)
class Overlap:
    """Lines [start, stop) of a photo are those of the next one before ``known``."""

    start: int
    stop: int
    known: int

    @property
    def count(self) -> int:
        """How many lines stand on both."""
        return self.stop - self.start


def down(strips: Sequence[Strip]) -> list[Strip]:
    """Lines from top to bottom."""
    return sorted(strips, key=lambda strip: strip.box[1])


def overlap(one: Snapshot, two: Snapshot) -> Overlap | None:
    """How the end of a photo overlaps the beginning of another; None if it does not."""
    above, below = ([fold(strip.text) for strip in down(page.strips)] for page in (one, two))
    for skipped in range(_CUT + 1):
        for start in range(len(above)):
            same = _same(above[start:], below[skipped:])
            ends = len(above) - start - same <= _CUT or len(below) - skipped == same
            if ends and sum(map(len, above[start : start + same])) >= _ENOUGH:
                return Overlap(start, start + same, skipped + same)
    return None


def _same(one: Sequence[str], two: Sequence[str]) -> int:
    """How many lines are alike from the first on."""
    count = 0
    for a, b in zip(one, two, strict=False):
        match = SequenceMatcher(None, a, b, autojunk=False)
        if match.real_quick_ratio() < _ALIKE or match.ratio() < _ALIKE:
            break
        count += 1
    return count


def counted_once(pages: Sequence[Snapshot]) -> tuple[list[Snapshot], list[Note]]:
    """Pages in order, lines that the page before shows left out of the next, with a note where there were some.

    A line that was read with other figures the second time stays, so that it is seen to be contradicted.
    """
    kept, notes = list(pages[:1]), list[Note]()
    for page in pages[1:]:
        found = overlap(kept[-1], page)
        if found is None:
            kept.append(page)
            continue
        above, below = down(kept[-1].strips), down(page.strips)
        again = zip(above[found.start : found.stop], below[found.known - found.count :], strict=False)
        other = [two for one, two in again if _figures(one) != _figures(two)]
        if len(above) - found.stop <= _CUT and (below[found.known :] or page.tables):
            kept[-1] = replace(kept[-1], strips=above[: found.stop])
        kept.append(replace(page, strips=[*other, *below[found.known :]]))
        message = f"第{kept[-2].number}张和第{page.number}张图片有重叠，重复的文字只算一次。"
        notes.append(("I005", message, Place(page=page.number)))
    return kept, notes


def _figures(strip: Strip) -> list[str]:
    return _NUMBER.findall(fold(strip.text))
