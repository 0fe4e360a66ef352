"""From blocks to a report: cover, sections, tables, facts, place; every figure keeps where it was read.

Order of the work: marks of converters out (clean); the form's tables (tables), whose grids then leave the text; the
six parts (sections); title, dates, period, contact (cover); organ, year, division (identity); quantities of the
narrative (facts). What is neither parts nor tables of the form is refused: NotAReport says why.
"""

from collections.abc import Sequence

from parser.extract import cover, identity
from parser.extract.clean import clean
from parser.extract.facts import find_facts
from parser.extract.sections import Parts, read_sections
from parser.extract.tables import Tables, read_tables
from parser.extract.verdict import refuse
from parser.form import SECTIONS
from parser.model.document import Block, Grid, Paragraph, Reading
from parser.model.report import Note, Report
from parser.text import fold

__all__ = ["extract"]

_SIGNED_LINES, _SIGNED_LENGTH = 8, 60


def extract(reading: Reading, *, division: str | None = None) -> Report:
    """The report that a reading holds.

    ``division`` is the code of the place, or of a place above it, where the caller knows it.

    Raises:
        NotAReport: the document has neither parts nor tables of the form.
    """
    blocks, marks = clean(reading.blocks)
    grids = [b for b in blocks if isinstance(b, Grid)]
    tables = read_tables(grids)
    parts = read_sections(_prose(blocks, tables))
    refuse(parts, tables, reading)
    notes = [*(Note(*n) for n in reading.notes), *marks, *tables.notes, *parts.notes]
    return _report(reading, parts, tables, notes, division)


def _report(
    reading: Reading, parts: Parts, tables: Tables, notes: list[Note], division: str | None
) -> Report:
    meta = dict(reading.meta)
    head = cover.own_head([line.strip() for line in parts.preamble.text.split("\n") if line.strip()])
    opening = "\n".join(head)
    signed = _signed_lines(parts)
    body = "\n".join(s.text for s in parts.sections)
    plain = fold(body)
    printed = cover.find_title(head)
    title = printed or _meta_title(meta.get("title"))
    published = cover.find_published(signed, head) or cover.as_date(meta.get("published"))
    term = cover.find_term([opening, body])
    organ = identity.find_organ(title, signed, cover.find_publisher(head) or meta.get("organ"))
    year = identity.find_year(title, term, published, plain, notes)
    code = identity.find_division(
        organ, given=division, site=meta.get("site"), text=f"{opening}\n{body}", notes=notes
    )
    notes.extend(_copied(organ, plain))
    numbers = [s.number for s in parts.sections]
    return Report(
        organ=organ,
        division=code,
        division_path=identity.path_of(code),
        year=year,
        title=title.text if title else None,
        published=published,
        period=term,
        contact=cover.find_contact([opening, body]),
        sections=parts.sections,
        cells=tables.cells,
        facts=find_facts(parts.sections, year=year),
        tables=tables.tables,
        notes=tuple(notes),
        preamble=parts.preamble,
        absent_sections=tuple(n for n in range(1, len(SECTIONS) + 1) if n not in numbers),
        format=reading.format,
        meta=reading.meta,
    )


def _copied(organ: str | None, body: str) -> list[Note]:
    """A note for each other town that the body calls itself."""
    names = identity.strangers(organ, body) if organ else []
    return [Note("I004", f"正文以“{name}”自称，与“{organ}”不符，疑似套用了别处的报告。") for name in names]


def _prose(blocks: Sequence[Block], tables: Tables) -> list[Block]:
    """The blocks with grids that are no tables at all (indented text of a plain file) turned back into paragraphs."""
    prose: list[Block] = []
    position = -1
    for block in blocks:
        position += isinstance(block, Grid)
        if isinstance(block, Grid) and position not in tables.used and not block.exact:
            prose.extend(Paragraph(c.text, c.place) for c in block.cells if c.text.strip())
        else:
            prose.append(block)
    return prose


def _signed_lines(parts: Parts) -> list[str]:
    """The short last lines, where an organ signs."""
    text = parts.sections[-1].text if parts.sections else parts.preamble.text
    lines = [line for line in text.split("\n") if line.strip()][-_SIGNED_LINES:]
    return [line for line in lines if len(fold(line)) <= _SIGNED_LENGTH]


def _meta_title(text: str | None) -> cover.Title | None:
    """The title of a page, without the site's name behind it."""
    pieces = [text or "", *cover.SITE_SIGNS.split(text or "")]
    return next((title for piece in pieces if (title := cover.read_title(piece))), None)
