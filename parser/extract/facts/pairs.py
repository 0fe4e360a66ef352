"""Figures that stand apart from their names: A、B、C分别x条、y条、z条, and A、B均为0件, A、B各x条.

The first gives each name its figure, the second gives one figure to each name. Where names and figures differ in
number nobody can say which is whose: such figures are left out.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from parser.extract.facts.clauses import Reading, lead_start, read_lead
from parser.extract.facts.figures import Figure
from parser.extract.facts.folded import Folded
from parser.extract.facts.vocabulary import at_start

JOINT = re.compile(r"[、，和及与]|以及")
RESPECTIVELY = re.compile(r"(?<!其中)分别(?P<verb>[^，。；、]*)$")
EACH = re.compile(
    r"(?P<mark>均|都|皆|各(?!类|种|级|项|村|部门|站|办|单位|社|个|自|界|族|方))(?P<verb>[^，。；、]{0,6})$"
)

Names = dict[int, tuple[Reading, ...]]


def find_pairs(folded: Folded, figures: Sequence[Figure], floors: Sequence[int], year: int | None) -> Names:
    """For each figure (by its start) that stands apart: the readings of its names, none if they cannot be told.

    ``floors`` are the starts of the figures' sentences.
    """
    found: Names = {}
    for n, figure in enumerate(figures):
        if figure.start in found:
            continue
        previous = figures[n - 1].after if n and figures[n - 1].after > floors[n] else None
        lead = folded.text[lead_start(folded, figure.start, floors[n], previous) : figure.start]
        run = _run(folded, figures, n)
        respectively, each = RESPECTIVELY.search(lead), EACH.search(lead)
        if respectively and len(run) > 1:
            texts = (lead[: respectively.start()], _clause_before(folded, figure.start, floors[n]))
            found |= _shared_out(run, respectively["verb"], texts, year)
        elif each:
            found |= _given_to_each(figure, each, lead, year)
    return found


def _run(folded: Folded, figures: Sequence[Figure], n: int) -> list[Figure]:
    """The figure and those that follow it with nothing but a comma between."""
    run = [figures[n]]
    for figure in figures[n + 1 :]:
        if not JOINT.fullmatch(folded.text[run[-1].after : figure.start]):
            break
        run.append(figure)
    return run


def _clause_before(folded: Folded, start: int, floor: int) -> str:
    """The clause before the lead: 通过A、B、C三个渠道，分别公开…"""
    end = max(lead_start(folded, start, floor, None) - 1, floor)
    return folded.text[lead_start(folded, end, floor, None) : end]


def _shared_out(run: list[Figure], verb: str, texts: Sequence[str], year: int | None) -> Names:
    """Name by name and figure by figure, from the first text that has as many names."""
    for names in (_names(text, year) for text in texts):
        if len(names) == len(run):
            return {f.start: (_reading(name, verb, year),) for f, name in zip(run, names, strict=True)}
    return {figure.start: () for figure in run}


def _given_to_each(figure: Figure, match: re.Match[str], lead: str, year: int | None) -> Names:
    names = _names(lead[: match.start()], year)
    if len(names) < 2:  # noqa: PLR2004 - a list has two
        return {}
    return {figure.start: tuple(_reading(name, match["verb"], year) for name in names)}


def _names(before: str, year: int | None) -> list[str]:
    """The names of a list, without the verb or preposition before it; none if it ends in 等."""
    core = read_lead(before, "", year).measure
    verb = at_start("verbs", "words", "prepositions").match(core)
    core = core[verb.end() :] if verb and not core[verb.end() :].startswith("率") else core
    core = re.sub(r"[两三四五六七八九\d]+(?:个|种|类|大)(?:渠道|平台|途径|方面|方式)$", "", core)
    return [] if core.endswith("等") else [n for n in re.split(r"[、和与]|以及|及(?!时)", core) if n]


def _reading(name: str, verb: str, year: int | None) -> Reading:
    verb = re.sub(r"^(?:为|是|有|达|约|共|累计)+|(?:为|是|有|达|约|了)+$", "", verb)
    reading = read_lead(name + verb, "", year)
    return replace(reading, measure=reading.measure or name, verb=verb or reading.verb, items=(), fresh=False)
