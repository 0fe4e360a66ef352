"""Where sentences begin and end: at 。！？ outside brackets, and at line ends.

A ；stays inside its sentence, because a breakdown runs across it.
"""

from dataclasses import dataclass

from parser.extract.facts.folded import Folded

STOPS = "。！？"
CLOSERS = "”’）》】"


@dataclass(frozen=True, slots=True)
class Span:
    """[start, end) in folded text."""

    start: int
    end: int


def split(folded: Folded) -> tuple[Span, ...]:
    """All sentences that are not empty, in order."""
    spans: list[Span] = []
    start = 0
    for end in _ends(folded):
        if folded.text[start:end].strip("\n "):
            spans.append(_trimmed(folded.text, start, end))
        start = end
    return tuple(spans)


def _ends(folded: Folded) -> list[int]:
    text = folded.text
    ends = []
    for i, c in enumerate(text):
        if c == "\n":
            ends.append(i + 1)
        elif c in STOPS and folded.depth[i] == 0:
            j = i + 1
            while j < len(text) and text[j] in CLOSERS:
                j += 1
            ends.append(j)
    return [*ends, len(text)]


def _trimmed(text: str, start: int, end: int) -> Span:
    while text[start] in "\n ":
        start += 1
    while text[end - 1] in "\n ":
        end -= 1
    return Span(start, end)
