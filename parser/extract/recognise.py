"""Which of the form's tables a grid shows: enough of their words must vouch for it.

Table two's row names (行政许可) and table three's 其他 and 总计 stand in other tables of a report, too, and in the menus of
web pages. So a header of the table, or several of its rows, or going on from the grid before is asked for.
"""

from collections.abc import Sequence

from parser.extract.header import announces
from parser.extract.sheet import Line
from parser.form import DISCLOSURES, REQUESTS, REVIEWS
from parser.form.labels import key, row, stem

WEAK = ("other_misc", "result_total")
"""Rows of table three whose words (其他, 总计) prove nothing."""
_ENOUGH = {DISCLOSURES: 4, REQUESTS: 3}
"""So many different rows vouch for a table without a header."""
_TELLING = 10
"""A label this long (本年新收政府信息公开申请数量) stands in no other table."""


def tables_of(rows: Sequence[Line], current: int | None) -> frozenset[int]:
    """The tables of which a grid holds rows; ``current`` is the table that the grid before ended in."""
    announced = {n for line in rows if (n := announces(line.words))}
    shown = {n for n in _ENOUGH if _shows(rows, n, announced=n in announced, goes_on=n == current)}
    if REVIEWS in announced or (current == REVIEWS and not shown and _only_values(rows)):
        shown.add(REVIEWS)
    return frozenset(shown)


def _shows(rows: Sequence[Line], number: int, *, announced: bool, goes_on: bool) -> bool:
    texts = [cell.text for line in rows for cell in line.words]
    found = {code: text for text in texts if (code := row(number, text))}
    strong = found.keys() - set(WEAK)
    valued = any(line.valued for line in rows)
    numbered = any(key(text) != stem(text) for text in found.values())
    if announced or goes_on:
        alone = announced and not valued  # a header whose rows come in the next grid
        return bool(strong) or numbered or alone
    if number == DISCLOSURES:
        return valued and len(strong) >= _ENOUGH[number]
    telling = valued and any(len(stem(text)) >= _TELLING for text in found.values())
    return telling or len(strong) >= _ENOUGH[number]


def _only_values(rows: Sequence[Line]) -> bool:
    return any(line.filled for line in rows) and not any(line.words for line in rows)
