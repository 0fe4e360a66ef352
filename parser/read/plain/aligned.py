"""Rows of a table that was printed with aligned columns and wrapped labels (pdftotext -layout and the like).

A label occupies lines from its first piece to its last; the group labels to its left are cut into the same lines. The
labels are looked for in the form's order: each piece must end its line's words and continue the label exactly. A line
of values belongs to the label whose lines it stands among; a label whose lines hold no values is blank, unless values
that no label claims stand next to it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from parser.form import TABLES
from parser.form.labels import column, group, heads, key, sums
from parser.read.plain.lines import Line

_WORD = re.compile(r"\S+")
_VALUE = re.compile(r"[-+]?[\d０-９]{1,18}(?:[,.，．][\d０-９]{1,18}){0,6}|[/／]|[-—–]{1,3}|无")
_GAP = re.compile(r" {2,}|\t|\u3000")
_FIRST = 4
"""A label's first piece has at least so many letters, or is the whole label."""
_REACH = 14
"""A label's pieces stand within so many lines (a page break with a repeated header may lie between)."""


@dataclass(frozen=True, slots=True)
class _Parsed:
    """A line as words, the values at its end, and whether it begins with values, which are nobody's."""

    line: Line
    words: tuple[str, ...]
    values: tuple[str, ...]
    leads: bool = False


@dataclass(frozen=True, slots=True)
class _Label:
    """A row's label on lines [first, last]."""

    text: str
    first: int
    last: int


def rows(lines: Sequence[Line]) -> list[list[tuple[str, int]]]:
    """The rows of a table as cells (text, line number): labels with their values, headers, lines of values."""
    parsed = [_parse(line) for line in lines if not line.blank]
    labels = list(_labels(parsed))
    claimed = {n: [x for x in labels if x.first <= n <= x.last] for n in range(len(parsed))}
    orphans = {n for n, p in enumerate(parsed) if p.leads or (p.values and len(claimed[n]) != 1)}
    found: list[list[tuple[str, int]]] = []
    for n, line in enumerate(parsed):
        starting = [x for x in labels if x.first == n]
        for label in starting:
            found.extend(_row(label, parsed, claimed, orphans))
        if n in orphans or not claimed[n]:
            found.extend(_loose(line))
    return found


def _parse(line: Line) -> _Parsed:
    words = _WORD.findall(line.text)
    cut = len(words)
    while cut and _VALUE.fullmatch(words[cut - 1]):
        cut -= 1
    leads = cut > 1 and all(_VALUE.fullmatch(word) for word in words[: min(2, cut - 1)])
    return _Parsed(line, tuple(words[:cut]), tuple(words[cut:]), leads)


def _labels(parsed: Sequence[_Parsed]) -> Iterator[_Label]:
    """The form's labels in order, each behind the one before."""
    at = 0
    for number in (2, 3):
        begin = at
        for one in TABLES[number]:
            names = sorted({key(x) for x in (one.label, *one.alias)}, key=len, reverse=True)
            start = begin if one.optional else at
            found = next((x for name in names if (x := _find(parsed, start, name, one.label))), None)
            if found and not (one.optional and found.first != found.last):
                at = at if one.optional else found.first
                yield found


def _find(parsed: Sequence[_Parsed], start: int, name: str, label: str) -> _Label | None:
    for first in range(start, len(parsed)):
        done = _piece(parsed[first], name, 0)
        if not done or (done < _FIRST and done < len(name)):
            continue
        last, reach = first, min(first + _REACH, len(parsed))
        for below in range(first + 1, reach):
            if done == len(name):
                break
            more = _piece(parsed[below], name, done)
            last, done = (below, done + more) if more else (last, done)
        if done == len(name):
            return _Label(label, first, last)
    return None


def _piece(line: _Parsed, name: str, done: int) -> int:
    """How many letters of the label, from ``done`` on, are the last words of a line."""
    words, best = "", 0
    for word in reversed(line.words):
        words = key(word) + words
        if len(words) > len(name) - done:
            break
        if words and name.startswith(words, done):
            best = len(words)
    return best


def _row(
    label: _Label, parsed: Sequence[_Parsed], claimed: dict[int, list[_Label]], orphans: set[int]
) -> Iterator[list[tuple[str, int]]]:
    """The label with the values of its lines; nothing where it cannot be told whose values stand near."""
    lines = [n for n in range(label.first, label.last + 1) if parsed[n].values and claimed[n] == [label]]
    near = {*range(label.first - 1, label.last + 2)} & orphans
    if len(lines) > 1 or (not lines and near):
        return
    head = (label.text, parsed[label.first].line.number)
    yield [head, *((v, parsed[n].line.number) for n in lines for v in parsed[n].values)]


def _loose(line: _Parsed) -> Iterator[list[tuple[str, int]]]:
    """A line that is no row: its header cells that the form knows, or its values alone."""
    cells = [c.strip() for c in _GAP.split(line.line.text) if c.strip()]
    known = [c for c in cells if _header(c)]
    if line.values and not line.words:
        yield [(v, line.line.number) for v in line.values]
    elif known and not line.values:
        yield [(c, line.line.number) for c in known]


def _header(text: str) -> bool:
    return bool(
        any(column(n, text) for n in TABLES) or heads(text) or group(text) == "行政诉讼" or sums(text)
    )
