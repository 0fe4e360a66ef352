"""How alike two narratives are: their 8-character shingles without set phrases, and the passages they share.

The shingles and what stands for none are those of the index (parser.index.prints); here they are compared.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator

from parser.index import prints
from parser.index.prints import BARRIER, WIDTH, Bare
from parser.model.report import Report

Span = tuple[int, int]


def bare(report: Report) -> Bare:
    """The narrative's Chinese characters without the names of the report's own place."""
    names = prints.own_names(report.organ, report.division_path)
    return prints.strip((s.text for s in report.sections), names)


def shingles(report: Report) -> frozenset[int]:
    """The shingles of a report's narrative, hashed, without set phrases."""
    return prints.shingles(bare(report).text)


def jaccard(one: frozenset[int], other: frozenset[int]) -> float:
    """Shared shingles by all shingles, 0 to 1; two empty texts are not alike."""
    return len(one & other) / len(one | other) if one and other else 0.0


_PHRASE = 20
"""So many characters between a passage's own words may be anybody's: at 40,000 reports most phrases are."""


def shared(own: Bare, other: Bare, *, by: Collection[int], common: Collection[int], least: int) -> list[Span]:
    """The stretches of ``own`` that stand in ``other``, of ``least`` or more characters of their own, longest first.

    ``by`` are fingerprints of both to start from; shingles in ``common`` (what others say, too) are nobody's own:
    a phrase of them inside a stretch is passed over, a longer piece ends it.
    """
    found = {_grown(own.text, other.text, i, j) for i, j in _meetings(own.text, other.text, by)}
    mine = prints.hashes(own.text)
    blocked = frozenset(common) | prints.boilerplate()
    runs = (run for span in found for run in _joined(list(_without(span, mine, blocked))))
    long = {(run[0][0], run[-1][1]) for run in runs if sum(end - start for start, end in run) >= least}
    return sorted(long, key=lambda p: (p[0] - p[1], p))


def _joined(pieces: list[Span]) -> Iterator[list[Span]]:
    """The pieces of a stretch in runs between which no more than a phrase stands; those too short to say much apart."""
    run: list[Span] = []
    for piece in (p for p in pieces if p[1] - p[0] >= WIDTH):
        if run and piece[0] - run[-1][1] > _PHRASE:
            yield run
            run = []
        run.append(piece)
    if run:
        yield run


def _meetings(one: str, other: str, by: Collection[int]) -> Iterator[Span]:
    """The positions in both texts of the shingles with those hashes, equal in their characters."""
    places: dict[int, list[int]] = defaultdict(list)
    for at, number in enumerate(prints.hashes(other)):
        if number in by:
            places[number].append(at)
    for i, number in enumerate(prints.hashes(one)):
        yield from ((i, j) for j in places.get(number, ())[:2] if one[i : i + WIDTH] == other[j : j + WIDTH])


def _grown(one: str, other: str, i: int, j: int) -> Span:
    """The longest equal stretch around position ``i`` of one text and ``j`` of the other; it keeps to a section."""
    before = after = 0
    while i > before < j and one[i - before - 1] == other[j - before - 1] != BARRIER:
        before += 1
    most = min(len(one) - i, len(other) - j)
    while after < most and one[i + after] == other[j + after] != BARRIER:
        after += 1
    return i - before, i + after


def _without(span: Span, mine: list[int], blocked: Collection[int]) -> Iterator[Span]:
    """The parts of a stretch that no blocked shingle covers."""
    start, end = span
    for at in range(start, end - WIDTH + 1):
        if mine[at] in blocked:
            yield start, at
            start = at + WIDTH
    yield start, end
