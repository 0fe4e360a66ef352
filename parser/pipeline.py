"""The front door: sources in, a report, its check or its place in the index out."""

import hashlib
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from parser.extract import extract
from parser.index import Index
from parser.model.document import Place, Source
from parser.model.finding import Check
from parser.model.report import Report
from parser.read import archive, read_all, reader

if TYPE_CHECKING:
    from parser.rules import Profile

PASTED = "粘贴的文字.txt"
"""The name that pasted text goes by."""


def digest(sources: Sequence[Source]) -> str:
    """The sha256 of the bytes that came, in order: the same files are the same draft, whatever their names."""
    total = hashlib.sha256()
    for source in sources:
        total.update(hashlib.sha256(source.data).digest())
    return total.hexdigest()


@cache
def reader_version() -> str:
    """A short name for the present state of the code and data that read: what another version read is read anew."""
    total = hashlib.sha256()
    for folder in ("model", "text", "form", "place", "read", "extract"):
        for path in sorted((Path(__file__).parent / folder).rglob("*.*")):
            if path.suffix in {".py", ".toml", ".gz"}:
                total.update(path.read_bytes())
    return total.hexdigest()[:12]


def read_sources(sources: Sequence[Source], *, division: str | None = None) -> Report:
    """The report in one file, or in several that are its parts (photos in any order). InputError if there is none."""
    return extract(read_all(sources), division=division)


def shown(sources: Sequence[Source], place: Place) -> bytes | None:
    """A png of what stands at a place of pictures that are one report; None where they are none, or have no such place."""
    from parser.read.pictures import picture  # noqa: PLC0415 - who asks a question does not wait for Pillow

    return picture.crop(sources, place) if all(reader(source) is picture for source in sources) else None


def members(source: Source) -> tuple[str, ...]:
    """The names of the files in an archive, none if they are the pages of one report; none for any other file.

    InputError where it is broken or too large.
    """
    files = archive.members(source) if reader(source) is archive else []
    return () if archive.is_album(files) else tuple(file.name for file in files)


def read_or_list(sources: Sequence[Source], *, division: str | None = None) -> Report | tuple[str, ...]:
    """The report in these files, or the names of the files in an archive. InputError if there is neither."""
    return (members(sources[0]) if len(sources) == 1 else ()) or read_sources(sources, division=division)


def read_member(source: Source, name: str, *, division: str | None = None) -> Report:
    """The report in one file of an archive. InputError if there is none."""
    return read_sources([m for m in archive.members(source) if m.name == name], division=division)


def read_text(text: str, *, division: str | None = None) -> Report:
    """The report in a text that somebody pasted."""
    return read_sources([Source(PASTED, text.encode())], division=division)


def last_year(report: Report, index: Index) -> Report | None:
    """The one indexed report of the same place for the year before; None where place or year is not known."""
    if report.division is None or report.year is None:
        return None
    entries = index.entries(division=report.division, year=report.year - 1)
    same = [entry for entry in entries if entry.division == report.division]
    return index.report(same[0].id) if len(same) == 1 else None


def check_report(
    report: Report,
    *,
    index: Index | None = None,
    previous: Report | None = None,
    profile: "Profile | None" = None,
    today: date | None = None,
    submitted: tuple[str | None, int | None] = (None, None),
) -> Check:
    """All rules on one report, beside what is indexed: last year's (unless ``previous`` is given) and others'.

    ``profile``, ``today`` and ``submitted`` are as in parser.rules.check.
    """
    from parser.rules import check  # noqa: PLC0415 - who reads a folder does not wait for the rules
    from parser.rules.likeness.indexed import Indexed  # noqa: PLC0415 - as above

    return check(
        report,
        previous=previous or (last_year(report, index) if index else None),
        neighbours=Indexed(index) if index else None,
        profile=profile,
        today=today,
        submitted=submitted,
    )
