r"""Text folded for matching, with the way back to the text as printed.

Reports put spaces and full-width forms anywhere ("2023 年度政府 信息"), so rules match on the folded text: NFKC,
white space out, paragraphs kept apart by "\n". A match is shown as the exact piece of the report it came from.

>>> flat = fold("共 公开 ５１ 条，其中 A")
>>> flat.text
'共公开51条,其中A'
>>> flat.source[slice(*flat.origin(3, 6))]
'５１ 条'
"""

import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache


@dataclass(frozen=True, slots=True)
class Flat:
    """``text`` is folded; ``offsets[i]`` is where its character ``i`` stands in ``source``."""

    source: str
    text: str
    offsets: tuple[int, ...]

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """The piece of the source that the folded piece [start, end) came from; (0, 0) for an empty one."""
        if start >= end:
            return 0, 0
        return self.offsets[start], self.offsets[end - 1] + 1


@cache
def _folded(char: str) -> str:
    if char == "\n":
        return char
    return "".join(c for c in unicodedata.normalize("NFKC", char) if not c.isspace())


def fold(source: str) -> Flat:
    """Fold a text; positions are kept."""
    pieces = [(at, char) for at, raw in enumerate(source) for char in _folded(raw)]
    return Flat(source, "".join(c for _, c in pieces), tuple(at for at, _ in pieces))


@lru_cache(maxsize=4096)
def folded(source: str) -> str:
    """Only the folded text, paragraphs joined."""
    return fold(source).text.replace("\n", "")
