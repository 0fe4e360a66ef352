"""The front door: sources in, a report, its check or its place in the index out."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

from parser.extract import extract
from parser.model.document import Reading, Source
from parser.model.finding import Check
from parser.model.report import Report
from parser.read import read
from parser.rules import check

PASTED = "粘贴的文字.txt"
"""The name that pasted text goes by."""


def digest(sources: Sequence[Source]) -> str:
    """The sha256 of the bytes that came, in order: the same files are the same draft, whatever their names."""
    total = hashlib.sha256()
    for source in sources:
        total.update(hashlib.sha256(source.data).digest())
    return total.hexdigest()


def read_sources(sources: Sequence[Source], *, division: str | None = None) -> Report:
    """The report in one file, or in several that are its pages in order. InputError if there is none."""
    return extract(_join([read(source) for source in sources]), division=division)


def read_text(text: str, *, division: str | None = None) -> Report:
    """The report in a text that somebody pasted."""
    return read_sources([Source(PASTED, text.encode())], division=division)


def check_report(report: Report, *, previous: Report | None = None) -> Check:
    """All rules on one report."""
    return check(report, previous=previous)


def _join(readings: Sequence[Reading]) -> Reading:
    """Pages handed in one by one, as one reading."""
    first, *rest = readings
    if not rest:
        return first
    blocks = tuple(chain.from_iterable(r.blocks for r in readings))
    notes = tuple(chain.from_iterable(r.notes for r in readings))
    return replace(first, blocks=blocks, notes=notes)
