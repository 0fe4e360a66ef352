"""Plain text, Markdown and pasted chat text.

Tables come in many renderings, each in its module: bars (pipes), tabs between cells or before them (tabs), or
nothing at all but the words of the form (pasted). What is no table is a paragraph a line. Every block keeps its line.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace

from parser.model.document import Block, Grid, GridCell, Paragraph, Place, Reading, Source
from parser.model.errors import EmptyInput, TooLarge
from parser.read.encodings import decode
from parser.read.plain import commas, pasted, pipes, tabs
from parser.read.plain.lines import Line, split, unquote, without_senders
from parser.read.plain.worth import worth
from parser.read.web import html

NAME = "text"

Take = Callable[[Sequence[Line], int], tuple[Grid | None, int] | None]
"""What finds a table that starts at a line: the table and the index behind it."""

_MOST = 300_000
_CLEARLY = 2
_OPEN, _CLOSE = re.compile(r"<table\b", re.IGNORECASE), re.compile(r"</table\s*>", re.IGNORECASE)
_CLOSED = tuple('。；：！？”）.;:!?")')
_LINE, _LINES, _SHARE, _WIDEST = 15, 8, 0.5, 120
"""At least 8 lines of prose (15 characters or more, at most 120), half of them without closing punctuation."""


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
        TooLarge: it holds many times the text of a report.
    """
    decoded = decode(source.data)
    if len(decoded.text) > _MOST:
        raise TooLarge(f"文字超过{_MOST // 10_000}万字，远多于一份年度报告，请只发送年度报告本身。")
    return Reading(wrap(list(_pieces(decoded.text))), NAME)


def wrap(blocks: list[Block]) -> tuple[Block, ...]:
    """The blocks with their paragraphs marked as broken by width, if that is how the text was printed."""
    prose = [b for b in blocks if isinstance(b, Paragraph) and len(b.text.strip()) >= _LINE]
    open_ended = [b for b in prose if not b.text.rstrip().endswith(_CLOSED)]
    widest = max((len(b.text) for b in prose), default=0)
    if len(prose) < _LINES or len(open_ended) < _SHARE * len(prose) or widest > _WIDEST:
        return tuple(blocks)
    return tuple(replace(b, wrapped=True) if isinstance(b, Paragraph) else b for b in blocks)


def _pieces(text: str) -> Iterator[Block]:
    """The blocks of a text, those of a page's tables in it (Markdown allows them) by themselves."""
    at, lines = 0, 1
    while (opening := _OPEN.search(text, at)) and (closing := _CLOSE.search(text, opening.end())):
        before, table = text[at : opening.start()], text[opening.start() : closing.end()]
        yield from _parts(before, lines)
        lines += len(split(before)) - 1
        with suppress(EmptyInput):
            yield from (replace(block, place=Place(line=lines)) for block in html.read_text(table).blocks)
        lines += len(split(table)) - 1
        at = closing.end()
    yield from _parts(text[at:], lines)


def _parts(text: str, first: int) -> Iterator[Block]:
    """The blocks of a text whose first line has that number, those with commas between their cells by themselves."""
    lines = unquote(without_senders([replace(x, number=x.number + first - 1) for x in split(text)]))
    at = 0
    for run in commas.runs(lines):
        yield from _best(lines[at : run.start])
        yield from commas.blocks(run)
        at = run.end
    yield from _best(lines[at:])


def _best(lines: list[Line]) -> list[Block]:
    """The blocks by bars and tabs, or without the tabs where the words alone tell clearly more.

    A browser's copy has tabs in every place: around each cell on a line of its own, behind each, between rows.
    """
    marked = list(_blocks(lines, (pipes.take, tabs.take)))
    if not any("\t" in line.text for line in lines):
        return marked
    plain = list(_blocks(lines, (pipes.take,)))
    return plain if _whole(plain) > _whole(marked) + _CLEARLY else marked


def _whole(blocks: Sequence[Block]) -> int:
    """How many of the form's rows print all their values."""
    whole, _ = worth([c.text for c in row] for b in blocks if isinstance(b, Grid) for row in _rows(b))
    return whole


def _rows(grid: Grid) -> Iterable[list[GridCell]]:
    rows: dict[int, list[GridCell]] = {}
    for cell in grid.cells:
        rows.setdefault(cell.row, []).append(cell)
    return rows.values()


def _blocks(lines: list[Line], takes: Sequence[Take]) -> Iterator[Block]:
    """Tables with bars or tabs where they stand; the lines between them as pasted text."""
    at = begin = 0
    while at < len(lines):
        found = next((taken for take in takes if (taken := take(lines, at))), None)
        if found:
            block, behind = found
            if block:
                yield from pasted.blocks(lines[begin:at])
                yield block
                begin = behind
            at = behind
        else:
            at += 1
    yield from pasted.blocks(lines[begin:])
