"""Which of the figures behind a total are its parts: what grammar allows, decided by the sum.

Alternatives, in this order: the run of figures up to a break in the grammar; those of them in the total's unit; the
first figures of the ；segments
(the rest belong inside them); the same one level below, with ， and 、. Where none of them adds up, the plain
grammar stands, so that a report's own mistake shows as one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from parser.extract.facts.quantity import STRENGTH, Quantity


@dataclass(frozen=True, slots=True)
class Choice:
    """Members of a group, further parts inside a member, whether they add up, and whether grammar left a doubt."""

    members: tuple[int, ...]
    inner: tuple[tuple[int, int], ...] = ()
    exact: bool = False
    doubtful: bool = False


def choose(qs: Sequence[Quantity], total: int, run: tuple[int, ...], *, nested: bool) -> Choice:
    """The members of the group, out of the run: see the module's text."""
    cuts = [k for k in range(1, len(run) + 1) if k == len(run) or nested or _may_end(qs, run, k)]
    for k in cuts:
        if adds_up(qs, total, run[:k]):
            return Choice(_with_zeros(qs, run, k), exact=True)
    for k in cuts:
        alike = tuple(i for i in run[:k] if same_unit(qs, i, total))
        if 1 < len(alike) < k and adds_up(qs, total, alike):
            return Choice(alike, exact=True)
    layered = _layered(qs, total, run, cuts)
    if layered:
        return layered
    return _by_grammar(qs, run, nested=nested)


def _may_end(qs: Sequence[Quantity], run: Sequence[int], k: int) -> bool:
    """May the group end before run[k] if it adds up there? At a break, or where deeds follow channels."""
    deed = qs[run[k]].reading.shape == "act" and not qs[run[k]].reading.channels
    return _breaks(qs, run, k) or (deed and bool(qs[run[0]].reading.channels))


def _layered(qs: Sequence[Quantity], total: int, run: tuple[int, ...], cuts: list[int]) -> Choice | None:
    """Heads of ；segments (or of ， before 、) that add up, with the rest inside them."""
    for strength in (STRENGTH["；"], STRENGTH["，"]):
        for k in cuts:
            heads = _heads(qs, run[:k], strength)
            if 1 < len(heads) < k and adds_up(qs, total, heads):
                return Choice(heads, tuple(_insides(qs, run[:k], heads)), exact=True)
    return None


def _heads(qs: Sequence[Quantity], run: Sequence[int], strength: int) -> tuple[int, ...]:
    return tuple(i for n, i in enumerate(run) if n == 0 or STRENGTH[qs[i].sep] >= strength)


def _insides(qs: Sequence[Quantity], run: Sequence[int], heads: Sequence[int]) -> Iterator[tuple[int, int]]:
    """(part, head) for what follows each head, where the parts do not exceed it."""
    for head in heads:
        inside = []
        for i in run[run.index(head) + 1 :]:
            if i in heads:
                break
            inside.append(i)
        same = all(qs[i].figure.unit == qs[head].figure.unit for i in inside)
        if same and sum((qs[i].value for i in inside), Decimal(0)) <= qs[head].value:
            yield from ((i, head) for i in inside)


def _by_grammar(qs: Sequence[Quantity], run: tuple[int, ...], *, nested: bool) -> Choice:
    """No alternative adds up: the run to its first break; the heads where they are plainly of another make."""
    heads = _heads(qs, run, STRENGTH["；"])
    shape = qs[run[0]].reading.shape
    rest = [i for i in run if i not in heads]
    if len(heads) > 1 and rest and all(qs[i].reading.shape == shape for i in heads):
        if all(qs[i].reading.shape != shape for i in rest):
            return Choice(heads, tuple(_insides(qs, run, heads)))
        if any(qs[i].gap for i in rest):
            return Choice(heads, doubtful=True)
    for k in range(1, len(run)):
        if _breaks(qs, run, k) or (nested and STRENGTH[qs[run[k]].sep] > STRENGTH["，"]):
            return Choice(run[:k], doubtful=k == 1 or nested)
    return Choice(run, doubtful=nested and len(run) > 1)


def _breaks(qs: Sequence[Quantity], run: Sequence[int], k: int) -> bool:
    """May the group end before run[k]? A fresh clause, another make, or a stronger mark than inside so far."""
    before, here = qs[run[k - 1]], qs[run[k]]
    if here.reading.fresh or here.reading.total or here.scope != qs[run[0]].scope:
        return True
    if here.ordinal is not None and before.ordinal is not None:
        return False
    if here.reading.shape != qs[run[0]].reading.shape and here.sep != "、":
        return True
    strongest = max((STRENGTH[qs[i].sep] for i in run[1:k]), default=STRENGTH["；"])
    return STRENGTH[here.sep] > strongest or (
        here.reading.shape == "act" and here.figure.unit != before.figure.unit
    )


def adds_up(qs: Sequence[Quantity], total: int, members: Sequence[int]) -> bool:
    """Do the members, whatever their units, sum to the total? Approximate figures never do."""
    if qs[total].figure.approximate or any(qs[i].figure.approximate for i in members):
        return False
    return sum((qs[i].value for i in members), Decimal(0)) == qs[total].value


def _with_zeros(qs: Sequence[Quantity], run: tuple[int, ...], k: int) -> tuple[int, ...]:
    """A zero right after an exact group, of the same make, is its part too."""
    while (
        k < len(run) and qs[run[k]].value == 0 and not _breaks(qs, run, k) and same_unit(qs, run[0], run[k])
    ):
        k += 1
    return run[:k]


def same_unit(qs: Sequence[Quantity], a: int, b: int) -> bool:
    """Are both counted in the same unit?"""
    return qs[a].figure.unit == qs[b].figure.unit
