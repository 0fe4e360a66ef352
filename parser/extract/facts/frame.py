"""What the steps share about a section while they read it."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from parser.extract.facts.folded import Folded
from parser.extract.facts.quantity import Quantity
from parser.extract.facts.scopes import planned_spans
from parser.extract.facts.sentences import Span, split

LOOKBACK = 2000
CLOSING = (5, 6)  # the parts that end with what will be done: problems, other matters


@dataclass(frozen=True, slots=True)
class Site:
    """Where a figure stands: its sentence, its bracket (-1 for none), its lead [start, end) in folded text.

    ``before`` is the quantity before it in the same bracket, ``floor`` where its sentence or bracket begins,
    ``previous`` the end of the figure before it there, which need not be a quantity.
    """

    sentence: int
    level: int
    before: Quantity | None
    floor: int
    start: int
    end: int
    previous: int | None = None


@dataclass(frozen=True)
class Frame:
    """A folded section (the report's part ``number``) with its sentences, its stretches of plans, its brackets."""

    folded: Folded
    year: int | None
    number: int = 1

    @cached_property
    def sentences(self) -> tuple[Span, ...]:
        """All sentences, in order."""
        return split(self.folded)

    @cached_property
    def _starts(self) -> Sequence[int]:
        return [s.start for s in self.sentences]

    @cached_property
    def _planned(self) -> tuple[tuple[int, int], ...]:
        return tuple(planned_spans(self.folded.text, self.year, closing=self.number in CLOSING))

    def sentence(self, at: int) -> int:
        """The number of the sentence that holds a character."""
        return bisect_right(self._starts, at) - 1

    def sofar(self, sentence: int, at: int) -> str:
        """The sentence up to a character (no more than its last 2,000 characters)."""
        return self.folded.text[max(self.sentences[sentence].start, at - LOOKBACK) : at]

    def plans(self, at: int) -> bool:
        """Does the character stand under a heading such as 下一步工作打算?"""
        return any(a <= at < b for a, b in self._planned)

    def level(self, at: int) -> int:
        """The bracket that encloses a character: where it opens, or -1."""
        return self.folded.level(at)
