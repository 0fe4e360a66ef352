"""Which figure is a part of which: totals before and after their parts, nested groups, groups over several lines.

Grammar proposes, sums decide between what grammar allows (see choices), and nothing else.

``closed`` on the total is false where the parts are only examples (等, 主要, a single part, parts that reach less
than three fifths of it after 其中), or where grammar leaves it open what belongs to the group.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from parser.extract.facts.choices import Choice, adds_up, choose, same_unit
from parser.extract.facts.clauses import Reading
from parser.extract.facts.quantity import STRENGTH, Quantity
from parser.extract.facts.vocabulary import pattern
from parser.model.report import Scope

GENERAL = re.compile("(?:信息|公开|公示|发布|内容|数量|总数|条数|次数|件数)中?$")
ENOUGH = Decimal("0.6")
LONGEST = 60  # figures that one group may run over
SENTENCES = 3  # that a group may run over without numbers
NEAR = 12  # figures back that a connective may refer to


@dataclass(slots=True)
class Tree:
    """``parent[i]`` is the total of quantity i.

    ``open`` holds the totals whose parts are not all of them, ``exact`` those whose parts add up.
    """

    parent: list[int | None]
    open: set[int] = field(default_factory=set)
    exact: set[int] = field(default_factory=set)

    def children(self, total: int) -> list[int]:
        """The direct parts."""
        return [i for i, p in enumerate(self.parent) if p == total]

    def scope(self, quantities: Sequence[Quantity], i: int) -> Scope:
        """A part means its total's time unless it names its own."""
        at: int | None = i
        while at is not None:
            if quantities[at].scope is not Scope.YEAR:
                return quantities[at].scope
            at = self.parent[at]
        return Scope.YEAR


def group(quantities: Sequence[Quantity]) -> Tree:
    """Find all groups of a section."""
    tree = Tree([None] * len(quantities))
    links = [i for i, q in enumerate(quantities) if q.link]
    for first in reversed(links):
        _linked(quantities, tree, first, nested=_inside(quantities, first))
    for total in range(len(quantities)):
        _total_after(quantities, tree, total)
    for total in range(len(quantities)):
        _unlinked(quantities, tree, total)
    return tree


def _inside(qs: Sequence[Quantity], i: int) -> bool:
    """Does an earlier group of the same sentence still run here?"""
    before = (qs[j] for j in range(max(0, i - LONGEST), i))
    return any(q.link and q.sentence == qs[i].sentence and q.level == qs[i].level for q in before)


def _linked(qs: Sequence[Quantity], tree: Tree, first: int, *, nested: bool) -> None:
    if qs[first].aside:
        return
    run = tuple(_run(qs, tree, first))
    best = _best(qs, first, run, nested=nested)
    if best and not best[1].exact:
        best = _over_sentences(qs, tree, first, best[0]) or best
    if best and _plausible(qs, *best, qs[first].link):
        _attach(qs, tree, best[0], best[1], qs[first].link)


def _best(
    qs: Sequence[Quantity], first: int, run: tuple[int, ...], *, nested: bool
) -> tuple[int, Choice] | None:
    """The nearest total with which the parts add up, else the nearest of their unit, else the nearest.

    One part that equals a total proves little: several that add up to a total further back stand against it.
    """
    tried = [(total, choose(qs, total, run, nested=nested)) for total in _totals(qs, first)]
    if qs[first].link == "dividing":
        tried = _dividable(qs, tried, run)
    exact = [t for t in tried if t[1].exact]
    alike = [t for t in tried if same_unit(qs, t[0], first)]
    several = [t for t in exact if len(t[1].members) > 1]
    return next(iter([*several, *exact, *alike, *tried]), None)


def _dividable(
    qs: Sequence[Quantity], tried: list[tuple[int, Choice]], run: tuple[int, ...]
) -> list[tuple[int, Choice]]:
    """What 按渠道分 can divide: a total to which its whole clause adds up, else one that is no part itself."""
    breaks = (k for k in range(1, len(run)) if qs[run[k]].link or STRENGTH[qs[run[k]].sep] > STRENGTH["，"])
    clause = next(breaks, len(run))
    whole = [t for t in tried if t[1].exact and len(t[1].members) >= clause]
    return whole or [t for t in tried if not qs[t[0]].link and not _inside(qs, t[0])]


def _over_sentences(qs: Sequence[Quantity], tree: Tree, first: int, total: int) -> tuple[int, Choice] | None:
    """其中网站公开200条。公众号公开100条。: whole sentences more, of the same make, if they make the sum exact."""
    run = tuple(_run(qs, tree, first, sentences=SENTENCES))
    for k in range(2, len(run) + 1):
        alike = qs[run[k - 1]].reading.shape == qs[first].reading.shape and not qs[run[k - 1]].reading.fresh
        if not alike:
            return None
        if adds_up(qs, total, run[:k]) and (k == len(run) or qs[run[k]].sep == "。"):
            return total, Choice(run[:k], exact=True)
    return None


def _totals(qs: Sequence[Quantity], first: int) -> Iterator[int]:
    """What the connective can refer to, nearest first: the bracket's host, else figures before it."""
    host = qs[first].host
    if host is not None:
        if qs[first].scope is not Scope.OTHER_YEAR or qs[host].scope is Scope.OTHER_YEAR:
            yield host
        return
    near = qs[first].sentence
    for i in range(first - 1, max(-1, first - NEAR), -1):
        q = qs[i]
        if q.sentence < near - 2:  # 其中：may stand on a line of its own between them
            return
        if (
            q.level == qs[first].level
            and not q.aside
            and not (q.scope is Scope.ALL_YEARS and i == first - 1)
            and not (q.scope is Scope.YEAR and qs[first].scope is Scope.OTHER_YEAR)
        ):
            yield i


def _run(qs: Sequence[Quantity], tree: Tree, first: int, *, sentences: int = 0) -> Iterator[int]:
    """The figures that could be parts, from ``first`` on, on its level and not yet parts of something.

    ``sentences`` more are run over; a numbered list runs on by itself.
    """
    last = qs[first]
    yield first
    for i in range(first + 1, min(len(qs), first + LONGEST)):
        q = qs[i]
        if q.level != last.level:
            if last.level >= 0 and q.level < 0:
                return
            continue
        follows = q.ordinal is not None and last.ordinal is not None and q.ordinal > last.ordinal
        follows = follows or bool(qs[first].row and q.row == "next")
        further = q.sentence > qs[first].sentence + sentences
        if (q.sep == "。" and further and not follows) or q.excluded or (q.link and _restarts(qs, i)):
            return
        if q.aside:
            continue
        if tree.parent[i] is None:
            yield i
        if q.ordinal is not None or last.ordinal is None:
            last = q


def _restarts(qs: Sequence[Quantity], i: int) -> bool:
    return qs[i].sep == "。"


def _plausible(qs: Sequence[Quantity], total: int, choice: Choice, link: str) -> bool:
    """Something with the total's unit is among the parts, or nothing exceeds it; a lone larger part is none."""
    if choice.exact:
        return True
    same = [i for i in choice.members if same_unit(qs, i, total)]
    if link == "bracket" and sum((qs[i].value for i in same), Decimal(0)) > qs[total].value:
        return False
    if not same:
        return link == "closed" and all(qs[i].value <= qs[total].value for i in choice.members)
    return not (len(choice.members) == 1 and qs[same[0]].value > qs[total].value)


def _attach(qs: Sequence[Quantity], tree: Tree, total: int, choice: Choice, link: str) -> None:
    if tree.children(total) and total in tree.exact and not choice.exact:
        return  # a division that adds up stands against one that does not
    for later in tree.children(total):
        if later not in choice.members:
            tree.parent[later] = None  # a second way to divide the same total: the first one stands
    tree.exact |= {total} if choice.exact else set()
    for i in choice.members:
        if i != total and not _above(tree, i, total):
            tree.parent[i] = total
    for i, head in choice.inner:
        tree.parent[i] = head
        if sum((qs[j].value for j, h in choice.inner if h == head), Decimal(0)) != qs[head].value:
            tree.open.add(head)
    tree.open.discard(total)
    if not _closed(qs, total, choice, link):
        tree.open.add(total)


def _above(tree: Tree, i: int, total: int) -> bool:
    """Is ``i`` already over ``total``? Then it cannot be its part."""
    at: int | None = total
    while at is not None:
        if at == i:
            return True
        at = tree.parent[at]
    return False


def _closed(qs: Sequence[Quantity], total: int, choice: Choice, link: str) -> bool:
    """Do the parts claim to be all of the total?"""
    if choice.exact:
        return True
    if (
        link == "open"
        or choice.doubtful
        or len(choice.members) == 1
        or any(qs[i].etcetera for i in choice.members)
    ):
        return False
    parts = sum((qs[i].value for i in choice.members if same_unit(qs, i, total)), Decimal(0))
    return parts >= qs[total].value * ENOUGH


def _unlinked(qs: Sequence[Quantity], tree: Tree, total: int) -> None:
    """Parts that follow without a connective are a group only if at least two add up exactly."""
    q = qs[total]
    if total + 1 >= len(qs) or q.aside or q.value == 0:
        return
    first = qs[total + 1]
    if (
        any(i <= total + 1 for i in tree.children(total))
        or first.link
        or tree.parent[total + 1] is not None
        or first.level != q.level
        or first.sentence > q.sentence + 1
    ):
        return
    if (first.reading.fresh and not first.reading.channels) or first.sep == "、":
        return
    if not _headline(qs, total) or _sibling(q.reading, first.reading):
        return
    run = tuple(_run(qs, tree, total + 1))
    choice = choose(qs, total, run, nested=False)
    if not choice.exact:
        choice = (_over_sentences(qs, tree, total + 1, total) or (total, choice))[1]
    counted = [i for i in choice.members if qs[i].value]
    alike = all(same_unit(qs, i, total) for i in counted) and (
        _is_general(q.reading) or all(qs[i].reading.channels for i in counted)
    )
    if choice.exact and len(counted) > 1 and alike and tree.parent[total] not in choice.members:
        _attach(qs, tree, total, choice, "closed")


def _sibling(head: Reading, part: Reading) -> bool:
    """Does the head itself name one channel or one item like the part (低保公示, 高龄补贴公示)? Then sums are chance."""
    if head.channels or part.channels:
        return bool(head.channels and part.channels and head.channels != part.channels)
    a, b = head.measure, part.measure
    return not _is_general(head) and (a[:2] == b[:2] or a[-2:] == b[-2:])


def _is_general(head: Reading) -> bool:
    """Does the head name nothing but information, channels or applications?"""
    rest = head.measure
    for channel in head.channels:
        rest = rest.replace(channel, "")
    return "申请" in rest or not pattern("lead", "generic").sub("", rest)


def _headline(qs: Sequence[Quantity], total: int) -> bool:
    """Does the figure count information in general (公开信息, 发布内容), at the head of a sentence or after 共?"""
    leads = total == 0 or qs[total - 1].sentence != qs[total].sentence
    reading, first = qs[total].reading, qs[total + 1]
    results = reading.measure.endswith("申请") and first.start == first.figure.start  # 3件，1件予以公开，2件…
    return bool((leads or reading.fresh or reading.total) and (results or GENERAL.search(reading.measure)))


def _total_after(qs: Sequence[Quantity], tree: Tree, total: int) -> None:
    """A N1 U，B N2 U，总计 N U: the figures right before it, if they add up."""
    q = qs[total]
    if not q.reading.total or tree.children(total) or tree.parent[total] is not None or q.figure.approximate:
        return
    parts: list[int] = []
    for i in range(total - 1, max(-1, total - LONGEST), -1):
        before = qs[i]
        if before.sentence != q.sentence or (before.figure.approximate and not before.aside):
            return
        if before.aside or before.level != q.level or tree.parent[i] is not None:
            continue
        parts.append(i)
        if len(parts) > 1 and sum(qs[j].value for j in parts) == q.value:
            _attach(qs, tree, total, Choice(tuple(reversed(parts)), exact=True), "closed")
            return
