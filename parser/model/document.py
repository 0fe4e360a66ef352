"""What was handed in, and the blocks that a reader makes of it.

Every reader, whatever the format, returns the same two kinds of block in document order: paragraphs, and grids
of cells with spans. Everything behind the readers sees only these.
"""

from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Source:
    """One file (or pasted text) as it came: its name is for people, never trusted for its format."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in its source. Only what the format knows is set; all counts start at 1.

    ``box`` is (left, top, right, bottom) in points on ``page``; ``table`` counts grids in document order.
    """

    line: int | None = None
    paragraph: int | None = None
    page: int | None = None
    box: tuple[float, float, float, float] | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph as printed (white space kept); ``level`` is the heading level where the format marks one.

    ``wrapped`` says that the source breaks lines by width (pdf, ofd, scans): the reader could not tell a line's
    end from a paragraph's end, so the extractor may join it with the next one.
    """

    text: str
    place: Place = Place()
    level: int | None = None
    wrapped: bool = False


class GridCell(NamedTuple):
    """One cell of a grid at its top left position (rows and columns start at 0), with its text as printed.

    A named tuple because a report has hundreds and a frozen dataclass takes four times as long to make.
    ``confidence`` below 1 is recognition's own doubt (pictures); below ``DOUBTFUL`` the value must not be used.
    """

    row: int
    column: int
    text: str
    rowspan: int = 1
    colspan: int = 1
    place: Place = Place()
    confidence: float = 1.0


DOUBTFUL = 0.8
"""Below this confidence a recognised cell is left out and shown for confirmation, never guessed."""
NOT_READ = "E012"
"""The code of the note that a page or a picture of the file was not read."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table. ``exact`` is true where a blank is a cell of its own (docx, html, pdf, xlsx, pipes).

    It is false for pasted text, whose fields may have been dropped or shifted: there a row is only read when it
    prints all its values (see parser.extract.tables).
    """

    cells: tuple[GridCell, ...]
    exact: bool = True
    place: Place = Place()


Block = Paragraph | Grid


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader returns: the blocks, metadata that the file states about itself, and what it could not read.

    ``meta`` uses the keys title, published (ISO date), site, organ; only what the file itself says.
    ``notes`` are (code, message, place) triples with codes of rule group E.
    """

    blocks: tuple[Block, ...]
    format: str
    meta: tuple[tuple[str, str], ...] = ()
    notes: tuple[tuple[str, str, Place], ...] = ()
