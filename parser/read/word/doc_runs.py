"""The formatted pages of a binary Word document (FKP, [MS-DOC] 2.9.174 and 2.9.48), and which runs are not as usual.

A page has 512 bytes: the ends of its runs or paragraphs and, from its end, what is said of them.
"""

import struct
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from parser.read.blocks import struck
from parser.read.word.doc_properties import UNUSUAL, looks, written_style

_PAGE = 512


@dataclass(slots=True)
class Pages:
    """The formatted pages of one kind: ends of runs (file offsets, ascending) and where their properties lie."""

    document: bytes
    ends: list[int] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    places: list[int] = field(default_factory=list)

    def load(self, plc: bytes, entry: int, holding: Sequence[bytes] = ()) -> None:
        """Read the pages that the table names, only those that hold any of some bytes if there are some.

        An entry is 13 bytes for paragraphs, 1 for characters.
        """
        count = (len(plc) - 4) // 8
        if count > len(self.document) // _PAGE:
            raise ValueError("more pages than the document holds")
        for number in struct.unpack_from(f"<{count}I", plc, 4 * (count + 1)) if count > 0 else ():
            base = (number & 0x3FFFFF) * _PAGE
            page = self.document[base : base + _PAGE]
            if len(page) < _PAGE or (holding and not any(mark in page for mark in holding)):
                continue
            runs = page[_PAGE - 1]
            if 4 * (runs + 1) + entry * runs > _PAGE:
                continue
            bounds = struct.unpack_from(f"<{runs + 1}I", page)
            self.starts += bounds[:-1]
            self.ends += bounds[1:]
            first = 4 * (runs + 1)
            words = page[first : first + entry * runs : entry]
            self.places += [base + 2 * word if word else -1 for word in words]

    def held(self, offset: int) -> bytes:
        """Style and properties of the paragraph around the file offset (PapxInFkp, 2.9.175); nothing if it has none."""
        index = bisect_right(self.starts, offset) - 1
        if index < 0 or offset >= self.ends[index] or (place := self.places[index]) < 0:
            return b""
        size = 2 * self.document[place] - 1
        if size < 0:
            place += 1
            size = 2 * self.document[place]
        return self.document[place + 1 : place + 1 + size]


@dataclass(slots=True)
class _Ranges:
    """File ranges, ascending."""

    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)

    def __contains__(self, offset: int) -> bool:
        index = bisect_right(self.starts, offset) - 1
        return index >= 0 and offset < self.ends[index]


class Runs:
    """The runs that are not as usual: out of sight or struck out."""

    def __init__(self, document: bytes, plc: bytes, hiding: Collection[int]) -> None:
        pages = Pages(document)
        pages.load(plc, 1, (*UNUSUAL, *map(written_style, hiding)))
        self.unseen, self.struck = _Ranges(), _Ranges()
        for start, end, place in sorted(zip(pages.starts, pages.ends, pages.places, strict=True)):
            held = document[place + 1 : place + 1 + document[place]] if place >= 0 else b""
            for is_so, ranges in zip(looks(held, hiding), (self.unseen, self.struck), strict=True):
                if is_so:
                    ranges.starts.append(start)
                    ranges.ends.append(end)
        self.usual = not self.unseen.starts and not self.struck.starts

    def seen(self, text: str, offset: int, width: int) -> str:
        """What is seen of a text at a file offset."""
        shown = []
        for is_struck, characters in groupby(self._seen(text, offset, width), key=lambda one: one[1]):
            run = "".join(character for character, _ in characters)
            shown.append(struck(run) if is_struck else run)
        return "".join(shown)

    def _seen(self, text: str, offset: int, width: int) -> Iterator[tuple[str, bool]]:
        """The characters that are seen, and whether they are struck out; marks of ends never are."""
        for character in text:
            if offset not in self.unseen:
                yield character, character > " " and offset in self.struck
            offset += width * (1 + (character > "\uffff"))
