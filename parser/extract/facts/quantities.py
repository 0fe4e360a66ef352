"""From figures to quantities: each figure in its sentence and bracket, with what it counts and which time it means."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from parser.extract.facts.clauses import Reading, lead_start, read_lead, tail_after
from parser.extract.facts.earlier import without
from parser.extract.facts.figures import Figure, find_figures, is_notion
from parser.extract.facts.frame import Frame, Site
from parser.extract.facts.links import linked
from parser.extract.facts.names import named
from parser.extract.facts.pairs import find_pairs
from parser.extract.facts.quantity import Quantity
from parser.extract.facts.scopes import is_so_far, part_of_year, scope_of
from parser.extract.facts.vocabulary import at_end, pattern
from parser.extract.facts.zeros import Zero
from parser.model.report import Scope

MOST = 2000  # figures of one section; what has more is a table or an attack, no narrative
BARE = re.compile(r"[\d.,]+[余多万亿]*\D{0,2}|(?:\d+个.{1,4}?[、和及]?)+|.*负责|[在以于经从由向对把为各将按]")
"""What is no name: a count that was no quantity, a lone preposition."""

LIMITS = re.compile(r"内(?!容)|/|的(?:约|近|不到)?[\d.]+%")
"""Behind a figure: a time within which, a rate, what a share is taken of."""

THRESHOLD = re.compile(r"(?:以[上下内]|之内)$")
MEASURED = ("元", "万元", "亩", "平方米", "公里", "人")


def find_quantities(frame: Frame, zeros: Sequence[Zero]) -> list[Quantity]:
    """The quantities of a section in order, without those that a negation already says."""
    shut = iter(sorted((z.start, z.stop) for z in zeros))
    figures = list(_outside(find_figures(frame.folded)[:MOST], shut))
    floors = [frame.sentences[frame.sentence(f.start)].start for f in figures]
    paired = find_pairs(frame.folded, figures, floors, frame.year)
    found: list[Quantity] = []
    for n, figure in enumerate(figures):
        following = figures[n + 1].start if n + 1 < len(figures) else len(frame.folded.text)
        site = _site(frame, found, figures[n - 1] if n else None, figure)
        if figure.start in paired:
            found.extend(_apart(frame, found, figure, site, paired[figure.start]))
        else:
            found.extend(_quantity(frame, found, figure, site, following))
    return [_so_far(frame, q, after) for q, after in zip(found, [*found[1:], None], strict=False)]


def _so_far(frame: Frame, q: Quantity, after: Quantity | None) -> Quantity:
    """The quantity as one of all years where its neighbour is the year's share of it."""
    if after is None or after.sentence != q.sentence or after.figure.unit != q.figure.unit:
        return q
    text, sofar = frame.folded.text, frame.sofar(q.sentence, q.figure.start)
    own = text[q.start : q.figure.start]
    less = after.value <= q.value and after.level == q.level
    if less and is_so_far(sofar, own, text[after.start : after.figure.start], year=frame.year):
        return replace(q, scope=Scope.ALL_YEARS)
    return q


def _outside(figures: Sequence[Figure], spans: Iterator[tuple[int, int]]) -> Iterator[Figure]:
    """The figures that stand in none of the spans; both are in order."""
    start, stop = next(spans, (0, 0))
    for figure in figures:
        while stop and figure.start >= stop:
            start, stop = next(spans, (0, 0))
        if not start <= figure.start < stop:
            yield figure


def _apart(
    frame: Frame, found: Sequence[Quantity], figure: Figure, site: Site, readings: Sequence[Reading]
) -> Iterator[Quantity]:
    """The quantities of a figure whose names stand apart from it: one for each name."""
    lead = frame.folded.text[site.start : site.end]
    for n, reading in enumerate(readings):
        if not _counts(frame, figure, reading.measure if figure.unit == "%" else lead, reading):
            return
        first = linked(frame, found, _timed(frame, figure, site, reading), site.before)
        yield first if n == 0 else replace(first, sep="、", link="", ordinal=None)


def _quantity(
    frame: Frame, found: Sequence[Quantity], figure: Figure, site: Site, following: int
) -> Iterator[Quantity]:
    """The quantity of a figure that has its own lead; nothing if the figure is no quantity."""
    lead = frame.folded.text[site.start : site.end]
    if site.end < figure.start:
        figure = replace(figure, after=figure.after + 1)
    alone = read_lead(lead, tail_after(frame.folded, figure.after, following), frame.year)
    reading = named(frame, found, figure, site, alone)
    if not reading or not reading.measure or not _counts(frame, figure, lead, reading):
        return
    sofar = frame.sofar(site.sentence, figure.start)
    if pattern("lead", "furniture").search(sofar):
        return
    period = part_of_year(sofar)
    reading = replace(reading, measure=period + reading.measure.removeprefix(period))
    nothing = figure.value == 0 and figure.unit != "%" and reading.items and "（" not in reading.measure
    for n, each in enumerate(_single(reading) if nothing else [reading]):
        first = linked(frame, found, _timed(frame, figure, site, each), site.before)
        yield first if n == 0 else replace(first, sep="、", link="", ordinal=None)


def _single(reading: Reading) -> list[Reading]:
    """行政复议、行政诉讼0件: nothing of all is nothing of each."""
    return [replace(reading, measure=item, items=()) for item in reading.items]


def _site(frame: Frame, found: Sequence[Quantity], neighbour: Figure | None, figure: Figure) -> Site:
    """Where the figure stands; ``neighbour`` is the figure before it, which need not be a quantity."""
    sentence, level, end = frame.sentence(figure.start), frame.level(figure.start), figure.start
    if _bracketed_alone(frame, found, figure, level):
        level, end = frame.level(level), level
    before = next((q for q in reversed(found) if q.level == level), None)
    floor = max(frame.sentences[sentence].start, level + 1)
    ends = [before.figure.after] if before else []
    ends += [neighbour.after] if neighbour and frame.level(neighbour.start) == level else []
    previous = max((e for e in ends if e > floor), default=None)
    start = lead_start(frame.folded, end, floor, previous)
    return Site(sentence, level, before, floor, start, end, previous)


def _bracketed_alone(frame: Frame, found: Sequence[Quantity], figure: Figure, level: int) -> bool:
    """重大决策（2条）: the bracket holds nothing but the figure, and what it counts stands before the bracket."""
    alone = level + 1 == figure.start and frame.folded.partner.get(level) == figure.after
    return level >= 0 and alone and not any(q.figure.after == level for q in found[-2:])


def _timed(frame: Frame, figure: Figure, site: Site, reading: Reading) -> Quantity:
    sofar = frame.sofar(site.sentence, figure.start)
    lead = frame.folded.text[site.start : site.end]
    if reading.year:
        sofar = lead = f"{reading.year}年"
    scope = scope_of(sofar, lead, year=frame.year, planned=frame.plans(figure.start))
    return Quantity(figure, site.start, reading, site.sentence, site.level, sep="", scope=scope)


def _is_threshold(text: str, figure: Figure) -> bool:
    """5万元以上工程项目: which ones are meant, not how many."""
    said = THRESHOLD.search(text, figure.start, figure.after)
    return (
        bool(said)
        and figure.unit in MEASURED
        and text[figure.after : figure.after + 1] not in "，；。、！：）\n"
    )


def _counts(frame: Frame, figure: Figure, lead: str, reading: Reading) -> bool:
    """Is this figure a quantity of the narrative, not a duty, a change, a page counter, an idiom?"""
    lead = without(at_end("approximate", "before").sub("", lead))
    plain = at_end("lead", "risen").sub("", lead)
    if pattern("protected", "idle").search(lead) or pattern("protected", "change").search(plain):
        return False
    if BARE.fullmatch(reading.measure) or LIMITS.match(frame.folded.text, figure.after):
        return False
    if _is_threshold(frame.folded.text, figure):
        return False
    if figure.unit == "%":
        return is_notion(lead)
    after = frame.folded.text[figure.after : figure.after + 1]
    return (
        not figure.chinese
        or figure.approximate
        or reading.ends_with_verb
        or not after
        or after in "，；。、！：）\n（"
    )
