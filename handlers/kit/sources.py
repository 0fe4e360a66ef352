"""Where to read on: links to the public pages of the reports that an answer quotes, the quoted place marked.

>>> one = Evidence("甲镇人民政府", 2023, 3, "本年新收", report=7, cell="t3.new.total")
>>> links((one,), "https://n.example")
('看原文：https://n.example/r/7?cell=t3.new.total#c-t3.new.total',)
"""

from collections.abc import Sequence
from urllib.parse import urlencode

from handlers.kit.texts import say
from parser.model.answer import Evidence

MOST = 3
"""Reports that are linked; an answer about more of them is a list, not a story to read."""


def links(evidence: Sequence[Evidence], site: str | None) -> tuple[str, ...]:
    """A line for each report, none without a ``site`` that phones can open, or where there are too many."""
    reports = list(dict.fromkeys(piece.report for piece in evidence if piece.report is not None))
    if site is None or not 0 < len(reports) <= MOST:
        return ()
    return tuple(
        _line([piece for piece in evidence if piece.report == report], site, alone=len(reports) == 1)
        for report in reports
    )


def _line(pieces: Sequence[Evidence], site: str, *, alone: bool) -> str:
    """The link to one report with its first fact and its first cell marked; else its section."""
    first = pieces[0]
    fact = next((piece.fact for piece in pieces if piece.fact is not None), None)
    cell = next((piece.cell for piece in pieces if piece.cell), None)
    marks = [(name, value) for name, value in (("fact", fact), ("cell", cell)) if value is not None]
    spot = "here" if fact is not None else f"c-{cell}" if cell else f"s{first.section}"
    link = f"{site}/r/{first.report}{'?' if marks else ''}{urlencode(marks)}#{spot}"
    if alone:
        return say("ask.source", link=link)
    return say("ask.source_of", organ=first.organ or "", year=first.year or "", link=link)
