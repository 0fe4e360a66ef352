"""Marks that converters leave behind are taken out before anything is matched, and said in notes.

``[bookmark: …]`` and Markdown's ``#`` and ``**`` are no part of what the clerk wrote. They are removed from paragraphs
and cells alike, so a section's text is what a reader sees; a heading's ``#`` becomes its level.
"""

import re
from collections.abc import Iterable
from dataclasses import replace

from parser.model.document import Block, Grid, GridCell, Paragraph
from parser.model.report import Note

_BOOKMARK = re.compile(r"\[bookmark:[^\]\n]{0,200}\]")
_HEADING = re.compile(r"^\s{0,3}(#{1,6})\s+")
_BOLD = re.compile(r"(\*\*|__)(?=\S)([^\n]{1,2000}?)(?<=\S)\1")


def clean(blocks: Iterable[Block]) -> tuple[tuple[Block, ...], tuple[Note, ...]]:
    """The blocks without such marks, and a note for each place that had any."""
    notes: list[Note] = []
    cleaned = [_paragraph(b, notes) if isinstance(b, Paragraph) else _grid(b, notes) for b in blocks]
    return tuple(cleaned), tuple(notes)


def _paragraph(paragraph: Paragraph, notes: list[Note]) -> Paragraph:
    text, level = paragraph.text, paragraph.level
    if not any(mark in text for mark in ("[bookmark:", "#", "**", "__")):
        return paragraph
    text = _without_bookmarks(text, paragraph, notes)
    hashes = _HEADING.match(text)
    bare, count = _BOLD.subn(r"\2", text[hashes.end() :] if hashes else text)
    count = 2 * count + bool(hashes)
    if count:
        notes.append(Note("E002", f"有 Markdown 标记符残留{count}处，已忽略。", paragraph.place))
    return replace(paragraph, text=bare, level=level or (len(hashes[1]) if hashes else None))


def _grid(grid: Grid, notes: list[Note]) -> Grid:
    return replace(grid, cells=tuple(_cell(cell, notes) for cell in grid.cells))


def _cell(cell: GridCell, notes: list[Note]) -> GridCell:
    if "[bookmark:" not in cell.text and "**" not in cell.text:
        return cell
    text = _without_bookmarks(cell.text, cell, notes)
    return cell._replace(text=_BOLD.sub(r"\2", text))


def _without_bookmarks(text: str, block: Paragraph | GridCell, notes: list[Note]) -> str:
    bare = _BOOKMARK.sub("", text)
    if bare != text:
        notes.append(Note("E001", "有书签标记残留，已忽略。", block.place))
    return bare
