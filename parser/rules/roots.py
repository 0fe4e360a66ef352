"""Which findings tell of one mistake: they share a root (R1, R2, …) and the person mends it once.

Two hits belong together where their rules name the same ``story``, or where sums of table three (and the sentences
compared with it) touch the same cell: a wrong cell breaks its column, its row and the sentence that states it.
"""

from collections.abc import Sequence

from parser.rules.case import Hit

SUMS = frozenset({"T302", "T303", "T304", "T402", "X501", "X502", "X503", "X504", "X505", "X511"})
"""Rules whose hits hang together by the cells they touch."""


def name_roots(hits: Sequence[tuple[str, Hit]]) -> list[str]:
    """A root for each hit, in order of first appearance."""
    leader = list(range(len(hits)))

    def find(at: int) -> int:
        while leader[at] != at:
            leader[at] = leader[leader[at]]
            at = leader[at]
        return at

    first: dict[str, int] = {}
    for at, (rule, hit) in enumerate(hits):
        for link in _links(rule, hit):
            leader[find(at)] = find(first.setdefault(link, at))
    names: dict[int, str] = {}
    return [names.setdefault(find(at), f"R{len(names) + 1}") for at in range(len(hits))]


def _links(rule: str, hit: Hit) -> list[str]:
    links = [f"story:{hit.story}"] if hit.story else []
    if rule in SUMS:
        links += [f"cell:{code}" for code in hit.where.cells]
    return links
