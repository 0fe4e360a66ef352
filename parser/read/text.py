"""Plain text, Markdown and pasted chat text.

Tables come in many renderings, each in its module: bars (pipes), tabs between cells or before them (tabs), or
nothing at all but the words of the form (pasted). What is no table is a paragraph a line. Every block keeps its line.
"""

from collections.abc import Iterator

from parser.model.document import Block, Paragraph, Place, Reading, Source
from parser.read import pipes, tabs
from parser.read.encodings import decode
from parser.read.lines import Line, split

NAME = "text"


def accepts(data: bytes, name: str) -> bool:
    """Text is what no other reader takes and what is not plainly binary."""
    del name
    head = data[:4096]
    return not head.startswith(
        (b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff", b"GIF8")
    )


def read(source: Source) -> Reading:
    """Decodes the file and finds its tables.

    Raises:
        EmptyInput: the file holds no characters.
        Damaged: its encoding cannot be told.
    """
    decoded = decode(source.data)
    return Reading(tuple(_blocks(split(decoded.text))), NAME)


def _blocks(lines: list[Line]) -> Iterator[Block]:
    at = 0
    while at < len(lines):
        found = pipes.take(lines, at) or tabs.take(lines, at)
        if found:
            block, at = found
            yield block
            continue
        if not lines[at].blank:
            yield Paragraph(lines[at].text, Place(line=lines[at].number))
        at += 1
