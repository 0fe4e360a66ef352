"""The quantities that a report's narrative states, each with its sentence, its total and its parts.

The work goes in steps, one module each, over one section at a time::

    folded      one spelling, with the way back to printed offsets
    sentences   where sentences end
    zeros       未收到…, 未发生…、…, 无…, 为零: zeros in words
    figures     numerals with counter words; nothing that dates, phones, document numbers protect
    clauses     what a figure counts: measure, verb, channels, items
    scopes      this year, all years, another year, a plan
    quantities  all of this for one figure after another
    names       a name where the lead gives none
    earlier     another year's figure beside this year's
    pairs       A、B分别x条、y条; A、B均为0件
    links       the mark, connective, ordinal, bracket before a figure
    groups      totals and their parts, out of the choices that grammar allows

Missing a fact is better than a wrong one. What the facts promise beyond parser.model.report:

* ``closed`` stands on the total (see groups). A share (占比 12%) or a rate is a fact with unit "%", no part of
  anything, right behind the figure it belongs to; changes (同比增长) are no facts.
* Money in 亿元 is given in 万元 (× 10000); ``raw`` keeps what is printed. ``raw`` includes 余, 近, 超, 万.
* A total that is divided twice (by channel, then by kind) has the first division as its parts.
* One figure for several kinds at once (均为0件) is several facts with the same span.

The grammar follows the phrasings counted over 154 real reports; vocabulary.toml holds its words.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from parser.extract.facts.folded import fold
from parser.extract.facts.frame import Frame
from parser.extract.facts.groups import Tree, group
from parser.extract.facts.quantities import find_quantities
from parser.extract.facts.quantity import Quantity
from parser.extract.facts.scopes import scope_of
from parser.extract.facts.zeros import Zero, find_zeros
from parser.model.errors import TooLarge
from parser.model.report import Fact, Section

__all__ = ["find_facts"]

MOST_QUOTED = 5_000_000
"""Characters of all facts' sentences: each fact is stored and sent with its own; a report has some ten thousand."""
NEAR = 12  # characters before a negation that can date it (去年未收到…)


def find_facts(sections: Sequence[Section], *, year: int | None) -> tuple[Fact, ...]:
    """All facts of the sections, in the order of their figures, with ids from 0.

    ``year`` is the year the report is on; without it every figure is taken for that year's.

    Raises:
        TooLarge: their sentences are together far longer than any report's.
    """
    found: list[Fact] = []
    quoted = 0
    for section in sections:
        for fact in _facts(section, year, len(found)):
            found.append(fact)
            quoted += len(fact.sentence)
            if quoted > MOST_QUOTED:
                raise TooLarge("正文里成千上万个数字挤在一句话里，不像一份年度报告。请检查标点后再发。")
    return tuple(found)


def _facts(section: Section, year: int | None, first: int) -> Iterator[Fact]:
    frame = Frame(fold(section.text), year, section.number)
    zeros = find_zeros(frame.folded)
    quantities = find_quantities(frame, zeros)
    drafts: list[tuple[int, int | Zero]] = [(q.figure.start, i) for i, q in enumerate(quantities)]
    drafts += [(z.start, z) for z in zeros]
    drafts.sort(key=lambda draft: draft[0])
    ids = {item: first + n for n, (_, item) in enumerate(drafts) if isinstance(item, int)}
    writer = _Writer(section, frame, quantities, group(quantities), ids)
    for n, (_, item) in enumerate(drafts, first):
        yield writer.zero(item, n) if isinstance(item, Zero) else writer.quantity(item)


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes the facts of one section: here the offsets go back from folded to printed text."""

    section: Section
    frame: Frame
    quantities: Sequence[Quantity]
    tree: Tree
    ids: dict[int, int]

    def quantity(self, i: int) -> Fact:
        """The fact of a figure."""
        q, parent = self.quantities[i], self.tree.parent[i]
        return self._fact(
            self.ids[i],
            (q.figure.start, q.figure.end),
            measure=q.reading.measure,
            value=q.value,
            unit=q.figure.unit,
            approximate=q.figure.approximate,
            channels=q.reading.channels,
            items=q.reading.items,
            part_of=None if parent is None else self.ids[parent],
            closed=i not in self.tree.open,
            verb=q.reading.verb,
            scope=self.tree.scope(self.quantities, i),
        )

    def zero(self, z: Zero, number: int) -> Fact:
        """The fact of a zero said in words."""
        before = self.frame.sofar(self.frame.sentence(z.start), z.start)
        lead = re.split("[，；]", before[-NEAR:])[-1]
        scope = scope_of(before, lead, year=self.frame.year, planned=self.frame.plans(z.start))
        span = (z.start, z.end)
        return self._fact(
            number, span, measure=z.kind, value=Decimal(0), implicit=True, verb=z.verb, scope=scope
        )

    def _fact(self, number: int, at: tuple[int, int], **more: object) -> Fact:
        span = self.frame.sentences[self.frame.sentence(at[0])]
        start, end = self.frame.folded.printed(span.start, span.end)
        a, b = self.frame.folded.printed(*at)
        text = self.section.text
        more = {"unit": None} | more
        return Fact(
            id=number,
            section=self.section.number,
            sentence=text[start:end],
            start=start,
            end=end,
            number=(a - start, b - start),
            raw=text[a:b],
            place=self.section.place_of(a),
            **more,  # type: ignore[arg-type]  # the names and types are those of quantity() and zero() above
        )
