"""The numbered lines of a text, as every text rendering is read from them."""

import re
from dataclasses import dataclass

_BREAK = re.compile(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Line:
    """A line without its end; ``number`` counts from 1 as in the source."""

    number: int
    text: str

    @property
    def blank(self) -> bool:
        """Whether nothing visible stands in it."""
        return not self.text.strip()


def split(text: str) -> list[Line]:
    """The lines of a text, whatever ends them; a form feed ends one too."""
    return [Line(number, line) for number, line in enumerate(_BREAK.split(text), 1)]
