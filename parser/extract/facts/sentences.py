"""Where sentences begin and end: at 。！？ outside brackets, and at line ends.

A ；stays inside its sentence, because a breakdown runs across it.
"""

import re
from dataclasses import dataclass

from parser.extract.facts.folded import Folded

END = re.compile("\n|[。！？][”’）》】]*")


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
    ends = [
        match.end()
        for match in END.finditer(folded.text)
        if match[0] == "\n" or folded.level(match.start()) < 0
    ]
    return [*ends, len(folded.text)]


def _trimmed(text: str, start: int, end: int) -> Span:
    while text[start] in "\n ":
        start += 1
    while text[end - 1] in "\n ":
        end -= 1
    return Span(start, end)
