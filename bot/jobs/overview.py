"""How the reports of a year stand in a division: what is there, late, wrong, copied, changed.

What is published is asked of the index, what is expected of the gazetteer: one report from every township
(乡, 镇, 街道) of the division. Errors and likeness come from ``bot.state.survey``, which a sweep keeps.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.jobs.due import due_date
from bot.library import opened
from bot.settings import Settings
from bot.state.survey import Standing
from handlers.kit.context import DraftLine, Overview
from parser.index.entry import Entry
from parser.place import Division, gazetteer

TOWNSHIP = 9
"""Digits of a township's code."""
ENDINGS = ("乡", "镇", "街道", "苏木", "街道办事处")
"""Divisions that write a yearly report; farms, zones and the like do not."""


@dataclass(frozen=True, slots=True)
class Stock:
    """The reports of a year that the index has for a division, and the townships that should have one.

    ``years`` are all years of which it has any.
    """

    expected: tuple[Division, ...]
    entries: tuple[Entry, ...]
    years: tuple[int, ...] = ()

    @property
    def missing(self) -> tuple[Division, ...]:
        """The townships without a report."""
        present = {entry.division for entry in self.entries}
        return tuple(place for place in self.expected if place.code not in present)


def take_stock(index: Path, division: str, year: int) -> Stock:
    """What is there and what should be; opens the index for itself, so it can run in a thread. Raises IndexUnusable."""
    expected = tuple(_townships(division))
    with opened(index) as store:
        years = tuple(store.years(division))
        return Stock(expected, tuple(store.entries(division=division, year=year)), years)


def compose(
    stock: Stock,
    standings: dict[int, Standing],
    drafts: tuple[DraftLine, ...],
    *,
    division: str,
    year: int,
    today: date,
    settings: Settings,
) -> Overview:
    """The overview that a supervisor gets."""
    due = due_date(settings, division, year)
    known = [(e, standings[e.id]) for e in stock.entries if e.id in standings]
    townships = {place.code for place in stock.expected}
    return Overview(
        division=division,
        year=year,
        due=due,
        expected=len(stock.expected),
        published=len({e.division for e in stock.entries} & townships),
        late=tuple(place.name for place in stock.missing),
        wrong=tuple((e.place_name, s.errors) for e, s in known if s.errors),
        copied=tuple((e.place_name, s.alike) for e, s in known if s.alike),
        changed=tuple(e.place_name for e in stock.entries if e.revision > 1),
        drafts=drafts,
        overdue=today > due,
        years=tuple(other for other in stock.years if other != year),
    )


def _townships(division: str) -> list[Division]:
    """All townships of a division; itself if it is one."""
    places = gazetteer()
    own = places.get(division)
    if len(division) >= TOWNSHIP:
        return [own] if own else []
    below = [place for child in places.children(division) for place in _townships(child.code)]
    return [place for place in below if place.name.endswith(ENDINGS)]
