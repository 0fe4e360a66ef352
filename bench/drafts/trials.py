"""One draft, whole and broken, through a rendering: what was not found, and what was found wrongly."""

import random

from bench.drafts.breaks import BREAKS
from bench.drafts.making import random_draft
from bench.drafts.paper import Draft
from parser.extract import extract
from parser.model.document import Source
from parser.model.finding import Severity
from parser.model.report import Report
from parser.read import read
from parser.rules import check


def render(draft: Draft, through: str) -> Report:
    """The draft as a report: directly, or written as a file and read again."""
    if through == "report":
        return draft.report()
    source = (
        Source("draft.docx", draft.docx())
        if through == "docx"
        else Source("draft.txt", draft.text("|" if through == "pipes" else "\t").encode())
    )
    return extract(read(source))


def errors(report: Report) -> set[str]:
    """The rules that find an error."""
    return {f.rule for f in check(report).findings if f.severity is Severity.ERROR}


_UNWRITTEN = {"blank in three"}
"""Breaks that pasted text doesn't carry: it has no blank cells, a row that prints six numbers is left out (E003)."""


def trial(seed: int, through: str = "report") -> tuple[str, str]:
    """One draft, whole and broken: (name of the break, what went wrong or "")."""
    rng = random.Random(seed)
    draft = random_draft(rng)
    false = errors(render(draft, through))
    if false:
        return "consistent", f"seed {seed}: {sorted(false)} on a consistent draft"
    pasted = through in {"text", "pipes"}
    names = [n for n in BREAKS if not (pasted and n in _UNWRITTEN)]
    for name in rng.sample(names, len(names)):
        broken = BREAKS[name].make(draft, rng)
        if broken:
            break
    found = errors(render(broken, through))
    if BREAKS[name].rule not in found:
        return name, f"seed {seed}: {name}: {BREAKS[name].rule} not found, found {sorted(found)}"
    other = found - BREAKS[name].also - {BREAKS[name].rule}
    return name, f"seed {seed}: {name}: also {sorted(other)}" if other else ""
