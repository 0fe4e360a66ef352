"""The types of parser.place: a division, a place found in a text, a vote of villages."""

from dataclasses import dataclass

LEVELS = {2: "province", 4: "city", 6: "county", 9: "township"}


@dataclass(frozen=True, slots=True)
class Division:
    """A province, city, county or township of the list of 2023-06-30, under its full name."""

    code: str
    name: str

    @property
    def level(self) -> str:
        """``province``, ``city``, ``county`` or ``township``.

        >>> Division("640425200", "新集乡").level
        'township'
        """
        return LEVELS[len(self.code)]


@dataclass(frozen=True, slots=True)
class Match:
    """A place named at [start, end) of a text, and all the divisions that it can mean.

    ``within`` is the named ancestor's code where a text stacks names (彭阳县新集乡), the most exact one.
    No ``divisions`` at all: the text names a township that this ancestor does not have. ``renamed``: the list
    has the place under another suffix (新集镇 for 新集乡); that is an inference, to be said, never an answer
    by itself.
    """

    start: int
    end: int
    text: str
    divisions: tuple[Division, ...]
    within: str | None = None
    renamed: bool = False


@dataclass(frozen=True, slots=True)
class Vote:
    """The division whose villages a text names, those villages, and how many of the next best's it names."""

    division: Division
    villages: tuple[str, ...]
    runner_up: int
