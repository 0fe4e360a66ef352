"""The six statutory parts: where each begins, and its text with the tables left out.

Headings are found by parser.form.headings, paragraph by paragraph; here the finds are made one consistent set. A part
is taken from its surest heading; a weaker one (1、主动公开, a number alone) only fills a gap between its neighbours, so
that sub-headings and mentions do not become parts. Of two sets (a table of contents, a second report in the same
file) the one with the most content counts.

A section's text is exact: each paragraph as printed without the white space around it, one a line; what a page break
cut is joined without a sign between (note E004), and ``stretches`` lead every character back to its place.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from parser.extract.paragraphs import join
from parser.form import SECTIONS
from parser.form.headings import ARABIC, BARE, NUMBERED, WEAK, Heading, heading, titled
from parser.model.document import Block, Paragraph
from parser.model.report import Note, Section

_PARTS = range(1, len(SECTIONS) + 1)
_HAN = re.compile("[\u4e00-\u9fff]")
_SECOND = 3
"""So many parts with content make a second report; the others may hold nothing but their tables' place."""


@dataclass(frozen=True, slots=True)
class Start:
    """The heading of a part: the block it stands in, the part, and what was found there."""

    block: int
    part: int
    heading: Heading


@dataclass(frozen=True, slots=True)
class Parts:
    """The sections in document order, the text before them, and how surely the headings are a report's."""

    sections: tuple[Section, ...]
    preamble: Section
    notes: tuple[Note, ...]
    sure: int
    """How many headings carry a statutory title."""


def read_sections(blocks: Sequence[Block]) -> Parts:
    """The statutory parts of a document whose form tables are still among the blocks."""
    found = _candidates(blocks)
    runs = _runs(found)
    starts = _fill(max(runs, key=lambda run: _weight(run, blocks)), found) if runs else []
    notes: list[Note] = []
    if sum(_content(run, blocks) >= _SECOND for run in runs) > 1:
        notes.append(
            Note(
                "E009",
                "文中有不止一份报告的各部分标题，只采用了内容最多的一份。",
                blocks[starts[0].block].place,
            )
        )
    last = _ends(starts, runs, blocks)
    ends = [*(s.block for s in starts[1:]), last][: len(starts)]
    sections = tuple(_section(blocks, s, to, notes) for s, to in zip(starts, ends, strict=True))
    first = starts[0].block if starts else len(blocks)
    preamble = join([b for b in blocks[:first] if isinstance(b, Paragraph)], [])
    sure = sum(_is_sure(start, section) for start, section in zip(starts, sections, strict=True))
    return Parts(sections, Section(0, "", preamble.text, stretches=preamble.stretches), tuple(notes), sure)


def _is_sure(start: Start, section: Section) -> bool:
    known = start.heading.part == start.part and start.heading.strength not in (NUMBERED, WEAK)
    return known or titled(section.heading) == section.number


def _candidates(blocks: Sequence[Block]) -> list[Start]:
    found = []
    for at, block in enumerate(blocks):
        if isinstance(block, Paragraph):
            one = heading(block.text)
            if one and not (one.strength == BARE and block.text[one.end :].strip()):
                found.append(Start(at, one.part, one))
    return found


def _runs(found: list[Start]) -> list[list[Start]]:
    """The surest headings of every part as sets in which no part comes twice and the first comes first."""
    surest = {part: max((s.heading.strength for s in found if s.part == part), default=0) for part in _PARTS}
    floor = BARE if any(value >= BARE for value in surest.values()) else WEAK
    runs: list[list[Start]] = []
    for start in found:
        if start.part and start.heading.strength == surest[start.part] >= floor:
            if (
                not runs
                or (start.part == 1 and len(runs[-1]) > 1)
                or any(start.part == s.part for s in runs[-1])
            ):
                runs.append([])
            runs[-1].append(start)
    return runs


def _content(run: Sequence[Start], blocks: Sequence[Block]) -> int:
    """How many of its headings have words or a table below them; the page numbers of a table of contents are none."""
    heads = {s.block for s in run}
    below = (s.block + 1 for s in run if s.block + 1 < len(blocks) and s.block + 1 not in heads)
    return sum(not isinstance(b := blocks[at], Paragraph) or bool(_HAN.search(b.text)) for at in below)


def _weight(run: Sequence[Start], blocks: Sequence[Block]) -> tuple[int, int]:
    return _content(run, blocks), run[-1].block - run[0].block


def _fill(run: list[Start], found: list[Start]) -> list[Start]:
    """The run with weaker headings where a part is missing: between its neighbours, by words or by number."""
    for part in _PARTS:
        if any(s.part == part for s in run):
            continue
        before = max((s.block for s in run if s.part < part), default=-1)
        after = min((s.block for s in run if s.part > part), default=max(s.block for s in found) + 1)
        fits = [s for s in found if before < s.block < after and _may_be(s, part)]
        if fits:
            best = max(fits, key=lambda s: s.heading.strength)
            run = sorted([*run, Start(best.block, part, best.heading)], key=lambda s: s.block)
    return run


def _may_be(start: Start, part: int) -> bool:
    by_words = start.part == part and start.heading.strength >= ARABIC
    by_number = not start.part and start.heading.strength == NUMBERED and start.heading.ordinal == part
    return by_words or by_number


def _ends(starts: Sequence[Start], runs: Sequence[Sequence[Start]], blocks: Sequence[Block]) -> int:
    """The last section ends with the document, or where another set of headings begins."""
    if not starts:
        return len(blocks)
    behind = [run[0].block for run in runs if run and run[0].block > starts[-1].block]
    return min(behind, default=len(blocks))


def _section(blocks: Sequence[Block], start: Start, to: int, notes: list[Note]) -> Section:
    first = blocks[start.block]
    if not isinstance(first, Paragraph):
        raise TypeError(first)
    rest = first.text[start.heading.end :]
    title = re.sub(r"\s+", " ", first.text[: start.heading.end]).strip(" :：")
    body: list[Block] = [Paragraph(rest, first.place, wrapped=first.wrapped)] if rest.strip() else []
    joined = join([*body, *blocks[start.block + 1 : to]], notes)
    return Section(start.part, title, joined.text, first.place, joined.stretches)
