"""The quantities that a report's narrative states, each with its sentence, its total and its parts.

The work goes in steps, one module each, over one section at a time::

    folded      one spelling, with the way back to printed offsets
    sentences   where sentences end
    zeros       未收到…, 未发生…、…, 无…, 为零: zeros in words
    figures     numerals with counter words; nothing that dates, phones, document numbers protect
    clauses     what a figure counts: measure, verb, channels, items
    scopes      this year, all years, another year, a plan
    quantities  a figure in its clause, with the connective and mark before it
    pairs       A、B分别x条、y条; A、B均为0件
    groups      totals and their parts

Missing a fact is better than a wrong one. What the facts promise beyond parser.model.report:

* ``closed`` stands on the total (see groups). A share (占比 12%) or a rate is a fact with unit "%", no part of
  anything, right behind the figure it belongs to; changes (同比增长) are no facts.
* Money in 亿元 is given in 万元 (× 10000); ``raw`` keeps what is printed. ``raw`` includes 余, 近, 超, 万.
* A total that is divided twice (by channel, then by kind) has the first division as its parts.
* One figure for several kinds at once (均为0件) is several facts with the same span.

The grammar follows the phrasings counted over 154 real reports; vocabulary.toml holds its words.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from parser.extract.facts.folded import Folded, fold
from parser.extract.facts.groups import Quantity, Tree, group
from parser.extract.facts.quantities import find_quantities
from parser.extract.facts.scopes import planned_spans, scope_of
from parser.extract.facts.sentences import Span, split
from parser.extract.facts.zeros import Zero, find_zeros
from parser.model.report import Fact, Section

__all__ = ["find_facts"]


def find_facts(sections: Sequence[Section], *, year: int | None) -> tuple[Fact, ...]:
    """All facts of the sections, in the order of their figures, with ids from 0.

    ``year`` is the year the report is on; without it every figure is taken for that year's.
    """
    found: list[Fact] = []
    for section in sections:
        found.extend(_facts(section, year, len(found)))
    return tuple(found)


def _facts(section: Section, year: int | None, first: int) -> Iterator[Fact]:
    folded = fold(section.text)
    sentences = split(folded)
    zeros = find_zeros(folded)
    quantities = find_quantities(folded, sentences, zeros, year=year)
    tree = group(quantities)
    drafts: list[tuple[int, Quantity | Zero, int | None]] = [
        (q.figure.start, q, i) for i, q in enumerate(quantities)
    ]
    drafts += [(z.start, z, None) for z in zeros]
    drafts.sort(key=lambda d: d[0])
    ids = {i: first + n for n, (_, _, i) in enumerate(drafts) if i is not None}
    writer = _Writer(section, folded, sentences, year, ids, tree)
    for n, (_, item, i) in enumerate(drafts):
        yield (
            writer.zero(item, first + n)
            if isinstance(item, Zero)
            else writer.quantity(item, first + n, i or 0)
        )


class _Writer:
    """Writes facts of one section: the offsets go back from folded to printed text here."""

    def __init__(
        self,
        section: Section,
        folded: Folded,
        sentences: tuple[Span, ...],
        year: int | None,
        ids: dict[int, int],
        tree: Tree,
    ) -> None:
        self.section, self.folded, self.sentences = section, folded, sentences
        self.year, self.ids, self.tree = year, ids, tree
        self.planned = tuple(planned_spans(folded.text))

    def quantity(self, q: Quantity, number: int, i: int) -> Fact:
        """The fact of a figure."""
        parent = self.tree.parent[i]
        reading = q.reading
        return self._fact(
            number,
            (q.figure.start, q.figure.end),
            measure=reading.measure,
            value=q.value,
            unit=q.figure.unit,
            approximate=q.figure.approximate,
            channels=reading.channels,
            items=reading.items,
            part_of=None if parent is None else self.ids[parent],
            closed=i not in self.tree.open,
            verb=reading.verb,
            scope=q.scope,
        )

    def zero(self, z: Zero, number: int) -> Fact:
        """The fact of a zero said in words."""
        span = next(s for s in self.sentences if s.start <= z.start < s.end)
        planned = any(a <= z.start < b for a, b in self.planned)
        before = self.folded.text[span.start : z.start]
        scope = scope_of(before, before[-12:], year=self.year, planned=planned)
        return self._fact(
            number,
            (z.start, z.end),
            measure=z.kind,
            value=Decimal(0),
            unit=None,
            implicit=True,
            verb=z.verb,
            scope=scope,
        )

    def _fact(
        self,
        number: int,
        at: tuple[int, int],
        *,
        measure: str,
        value: Decimal,
        unit: str | None,
        **more: object,
    ) -> Fact:
        span = next(s for s in self.sentences if s.start <= at[0] < s.end)
        start, end = self.folded.printed(span.start, span.end)
        a, b = self.folded.printed(*at)
        text = self.section.text
        return Fact(
            id=number,
            measure=measure,
            value=value,
            unit=unit,
            section=self.section.number,
            sentence=text[start:end],
            start=start,
            end=end,
            number=(a - start, b - start),
            raw=text[a:b],
            place=self.section.place_of(a),
            **more,  # type: ignore[arg-type]  # names and types are those of quantity() and zero() above
        )
