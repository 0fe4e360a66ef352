"""Figures that stand apart from their names: A、B、C分别x条、y条、z条, and A、B均为0件, A、B各x条.

The first gives each name its figure, the second gives one figure to each name. Where names and figures differ in
number nobody can say which is whose: such figures are left out. 分别 may stand before the names (分别在A、B公开x条、y条)
or be left out where the figures have one counter word (A、B公开x、y条, A、B公开x条、y条); years may be the names.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from parser.extract.facts.clauses import Reading, lead_start, read_lead
from parser.extract.facts.figures import Figure
from parser.extract.facts.folded import Folded
from parser.extract.facts.vocabulary import at_start

JOINT = re.compile(r"[、，和及与]|以及")
RESPECTIVELY = re.compile(r"(?<!其中)分别(?P<verb>[^，。；]*)$")
EACH = re.compile(
    r"(?P<mark>均|都|皆|各(?!类|种|级|项|村|部门|站|办|单位|社|个|自|界|族|方))(?P<verb>[^，。；、]{0,6})$"
)
YEARS = re.compile(r"((?:20\d\d年?度?[、和与及])+20\d\d年?度?)(?:[两三四五]年)?(.*)$")
QUARTERS = re.compile("(?:第?一[至到]四|第一、第?二、第?三、第?四)季度([^、]*)")

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
        if len(run) > 1 and (respectively or (not each and _is_bare(folded, run))):
            verb = respectively["verb"] if respectively else ""
            ahead = lead[: respectively.start()] if respectively else lead
            texts = (verb, ahead, _clause_before(folded, figure.start, floors[n]))
            found |= _shared_out(run, verb, texts, year)
        elif each and len(run) > 1 and len(_names(lead[: each.start()], year)) == len(run):
            found |= _shared_out(run, each["verb"], (lead[: each.start()],), year)
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


def _is_bare(folded: Folded, run: Sequence[Figure]) -> bool:
    """3万元、2万元和1万元: nothing but figures of one counter word, up to the end of the clause."""
    marks = (folded.text[a.after : b.start] for a, b in pairwise(run))
    ends = folded.text[run[-1].after : run[-1].after + 1] in "，。；）\n"
    return ends and len({f.unit for f in run}) == 1 and "，" not in set(marks)


def _clause_before(folded: Folded, start: int, floor: int) -> str:
    """The clause before the lead: 通过A、B、C三个渠道，分别公开…"""
    end = max(lead_start(folded, start, floor, None) - 1, floor)
    return folded.text[lead_start(folded, end, floor, None) : end]


def _shared_out(run: list[Figure], verb: str, texts: Sequence[str], year: int | None) -> Names:
    """Name by name and figure by figure, from the first text that has as many names (``verb`` may hold them)."""
    for text in texts:
        said = "" if text is verb else verb
        for names in (_years(text), _channels(text, year), _names(text, year)):
            if len(names) == len(run):
                return {f.start: (_reading(name, said, year),) for f, name in zip(run, names, strict=True)}
    return {figure.start: () for figure in run}


def _years(text: str) -> list[str]:
    """2022年、2023年公开总量: the same of several years."""
    found = YEARS.search(text)
    return [f"{year}年{found[2]}" for year in re.findall(r"\d{4}", found[1])] if found else []


def _channels(text: str, year: int | None) -> list[str]:
    """在A、B、C公开信息: the same through several channels."""
    reading = read_lead(text, "", year)
    rest = reading.measure.rpartition(reading.channels[-1])[2] if reading.channels else ""
    return [channel + rest for channel in reading.channels]


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
    core = QUARTERS.sub(lambda m: "、".join(f"第{n}季度{m[1]}" for n in "一二三四"), core)
    core = re.sub(r"[两三四五六七八九\d]+(?:个|种|类|大)(?:渠道|平台|途径|方面|方式)$", "", core)
    return (
        [] if core.endswith("等") else [n for n in re.split(r"[、和与]|以及|及(?!时)|(?<=”)(?=“)", core) if n]
    )


def _reading(name: str, verb: str, year: int | None) -> Reading:
    verb = re.sub(r"^(?:为|是|有|达|约|共|累计)+|(?:为|是|有|达|约|了)+$", "", verb)
    own = re.match(r"\d{4}年", name)
    reading = read_lead(name[own.end() :] + verb if own else name + verb, "", year)
    return replace(
        reading,
        measure=reading.measure or name,
        verb=verb or reading.verb,
        items=(),
        fresh=False,
        year=int(own[0][:4]) if own else None,
    )
