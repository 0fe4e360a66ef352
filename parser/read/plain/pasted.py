"""Tables in text that lost its tabs: labels and numbers with spaces between, a cell a line, all on one line.

The text is read as tokens (parser.read.plain.tokens). A table is a run of labels and values in which short unknown words may
stand; a statutory heading or a sentence ends it. Values belong to the label before them; what stands between a label
and its values stays in the row as a cell of its own, so that the row does not count as complete. Where columns are
still aligned and labels wrapped, parser.read.plain.aligned may tell more rows; the reading with more complete rows is taken.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from itertools import accumulate, pairwise

from parser.form import TABLES
from parser.form.labels import key, row
from parser.model.document import Block, Paragraph, Place
from parser.read.plain import aligned
from parser.read.plain.lines import Line
from parser.read.plain.tabs import grid
from parser.read.plain.tokens import Token, tokens
from parser.read.plain.worth import is_value, places, worth

Rows = list[list[tuple[str, int]]]

_PAGE = re.compile(r"\s*(?:[-—–]\s?\d{1,3}\s?[-—–]|第\s?\d{1,3}\s?页(?:\s?共\s?\d{1,3}\s?页)?)\s*")
_REACH = 60
"""Tokens before a table's first whole label that may be pieces of wrapped ones and their values."""
_SHORT = 26
_STRONG = 3
_FOREIGN = 4
"""Wrapped labels leave several pieces for each word that is known."""
_ROW4 = 15
_STOPS = "。；;！？"
_LONGEST = 400_000
"""Characters; a longer run of lines is no report."""
_CUES = (
    "规章",
    "规范性文件",
    "行政许可",
    "自然人",
    "予以公开",
    "结果维持",
    "结转",
    "信息内容",
    "总体情况",
    "改进情况",
    "總計",
)


@dataclass(frozen=True, slots=True)
class _Text:
    """Lines as one text, with the way back from an offset to its line."""

    lines: Sequence[Line]
    text: str
    starts: list[int]

    def line(self, offset: int) -> int:
        """The number of the line in which an offset stands."""
        return self.lines[bisect_right(self.starts, offset) - 1].number


def blocks(lines: Sequence[Line]) -> list[Block]:
    """The paragraphs and tables of lines that hold neither bars nor tabs."""
    lines = _without_marks(lines)
    plain: list[Block] = [Paragraph(x.text, Place(line=x.number)) for x in lines if not x.blank]
    text = "\n".join(x.text for x in lines)
    if len(text) > _LONGEST or not any(cue in text for cue in _CUES):
        return plain
    starts = [0, *accumulate(len(x.text) + 1 for x in lines)][: len(lines)]
    source = _Text(lines, text, starts)
    found = list(tokens(text))
    spans = list(_spans(found, partial(_runs_on, source, found)))
    heads = [t for t in found if t.kind == "heading"]
    crowded = any(_share_line(source, a, b) for a, b in pairwise(heads))
    return list(_split(source, found, spans, heads)) if spans or crowded else plain


def _without_marks(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines without page numbers, and without bars alone if a bar was printed between every two cells."""
    lines = [x for x in lines if not _PAGE.fullmatch(x.text)]
    alone = [x for x in lines if x.text.strip() and not x.text.strip(" \t|｜│")]
    return [x for x in lines if x not in alone] if len(alone) >= _STRONG else lines


def _spans(found: Sequence[Token], goes_on: Callable[[int], bool]) -> Iterator[tuple[int, int]]:
    """The runs of tokens that are tables: [first, last).

    ``goes_on`` says whether a token is words that no table holds, in one line with the token before: a label before
    them (and numbers that run together are such words) is no row without values.
    """
    at = 0
    while at < len(found):
        if found[at].kind not in ("row", "group", "column"):
            at += 1
            continue
        end = at
        while end < len(found) and _fits(found[end]):
            end += 1
        while end > at and (
            found[end - 1].kind == "other" or (found[end - 1].kind == "row" and goes_on(end))
        ):
            end -= 1
        if _is_table(found[at:end]):
            yield _first_piece(found, at), _last_piece(found, end)
        at = max(end, at + 1)


def _first_piece(found: Sequence[Token], at: int) -> int:
    """A table begins earlier where its first labels are wrapped: at the piece that a label begins with."""
    reach = at
    while reach and at - reach < _REACH and _fits(found[reach - 1]):
        reach -= 1
    pieces = [n for n in range(reach, at) if _is_piece(found[n], str.startswith)]
    return min(pieces, default=at)


def _last_piece(found: Sequence[Token], end: int) -> int:
    """A table ends later where its last label is wrapped around its values."""
    more = end
    while more < len(found) and found[more].kind == "other" and _is_piece(found[more], str.endswith):
        more += 1
    return more


def _is_piece(token: Token, match: Callable[[str, str], bool]) -> bool:
    words = key(token.text)
    return token.kind == "other" and len(words) > 1 and any(match(name, words) for name in _names())


@cache
def _names() -> tuple[str, ...]:
    return tuple(key(label) for n in (2, 3) for r in TABLES[n] for label in (r.label, *r.alias))


def _fits(token: Token) -> bool:
    if token.kind == "other":
        return len(token.text) <= _SHORT and not any(c in token.text for c in _STOPS)
    return token.kind != "heading"


def _is_table(run: Sequence[Token]) -> bool:
    """Whether enough of a run is the form's: some rows, some values behind them, or a header with its values."""
    kinds = [t.kind for t in run]
    valued = sum(a == "row" and b == "value" for a, b in pairwise(kinds))
    strong = len(kinds) - kinds.count("other")
    if strong < _STRONG or kinds.count("other") > _FOREIGN * strong:
        return False
    return (
        valued > 0
        or kinds.count("row") >= _STRONG
        or kinds.count("column") > _STRONG
        or kinds.count("value") >= _ROW4
    )


def _split(
    source: _Text, found: list[Token], spans: list[tuple[int, int]], heads: list[Token]
) -> Iterator[Block]:
    """Paragraphs, cut before and after headings that share a line, and grids, in order."""
    at = 0
    for first, last in spans:
        yield from _paragraphs(source, at, found[first].start, heads)
        rows = _rows(source, found[first:last])
        if rows:
            yield grid(rows)
        at = found[last - 1].end
    yield from _paragraphs(source, at, len(source.text), heads)


def _paragraphs(source: _Text, start: int, end: int, heads: list[Token]) -> Iterator[Paragraph]:
    cuts = {start, end}
    first, last = (bisect_left(heads, offset, key=lambda head: head.start) for offset in (start, end))
    for head in heads[first:last]:
        if _inside_a_line(source, head):
            cuts |= {head.start, head.end}
    cuts |= {i + 1 for i in range(start, end) if source.text[i] == "\n"}
    marks = sorted(c for c in cuts if start <= c <= end)
    for a, b in pairwise(marks):
        piece = source.text[a:b].rstrip("\n")
        if piece.strip():
            yield Paragraph(piece, Place(line=source.line(a)))


def _runs_on(source: _Text, found: Sequence[Token], place: int) -> bool:
    return (
        place < len(found)
        and found[place].kind == "other"
        and _share_line(source, *found[place - 1 : place + 1])
    )


def _share_line(source: _Text, one: Token, two: Token) -> bool:
    return source.line(one.start) == source.line(two.start)


def _inside_a_line(source: _Text, head: Token) -> bool:
    """Whether more than the heading stands in its line."""
    text = source.text
    left = text[text.rfind("\n", 0, head.start) + 1 : head.start]
    stop = text.find("\n", head.end)
    right = text[head.end : stop if stop >= 0 else len(text)]
    return bool(left.strip(" #*\u3000")) or (right[:1].isspace() and bool(right.strip(" *\u3000")))


def _rows(source: _Text, run: Sequence[Token]) -> Rows:
    """The rows of a table, by the flow of tokens or by the lines, whichever tells more."""
    flow = _flow(source, run)
    if _values_lead(source, run) or any(_count(one) > _ROW4 for one in flow):
        flow = _unread(source, run)
    first, last = source.line(run[0].start), source.line(run[-1].end - 1)
    begin = bisect_left(source.lines, first, key=lambda line: line.number)
    end = bisect_right(source.lines, last, key=lambda line: line.number)
    lines = source.lines[begin:end]
    if not any("   " in x.text.strip() for x in lines):
        return flow
    beside = aligned.rows(lines)
    unclaimed = sum(_count(one) == len(one) > 1 for one in beside)
    return max((flow, beside), key=_worth) if unclaimed < _STRONG else flow


def _flow(source: _Text, run: Sequence[Token]) -> Rows:
    """Each label that values follow begins a row; labels without values gather in header rows."""
    rows: Rows = []
    kind = "none"
    for token in run:
        cell = (token.text, source.line(token.start))
        if token.kind == "row" or not rows:
            rows.append([cell])
        elif token.kind == "value":
            _add_value(rows, cell, after=kind)
        elif token.kind == "other" or kind in ("column", "group"):
            rows[-1].append(cell)
        else:
            rows.append([cell])
        if token.kind != "other" or kind == "value":
            kind = token.kind
    return _together(rows)


def _together(rows: Rows) -> Rows:
    """Labels without values stay in one row with the next, if that has more values than its label: they may be theirs."""
    together: Rows = []
    for one in filter(None, rows):
        wanted = places(one[0][0])
        first = _waiting(together) if wanted and _count(one) > max(wanted) else len(together)
        together[first:] = [[cell for row_ in (*together[first:], one) for cell in row_]]
    return together


def _waiting(rows: Rows) -> int:
    """Where the labels at the end begin that no values follow yet; the number of rows if there are none."""
    bare = len(rows)
    while bare and not _count(rows[bare - 1]):
        bare -= 1
    return next((n for n in range(bare, len(rows)) if places(rows[n][-1][0])), len(rows))


def _count(cells: Sequence[tuple[str, int]]) -> int:
    """How many values stand in a row."""
    return sum(is_value(text) for text, _ in cells)


def _values_lead(source: _Text, run: Sequence[Token]) -> bool:
    """Whether values come before the first label, or lines end in labels: each would get the values of the next."""
    first = next((n for n, token in enumerate(run) if token.kind == "row"), 0)
    if first and run[first - 1].kind == "value":
        return True
    behind = before = 0
    for one, two, three in zip(run, run[1:], [*run[2:], None], strict=False):
        if _share_line(source, one, two):
            behind += one.kind == "row" and two.kind == "value"
            ends = three is None or not _share_line(source, two, three)
            before += one.kind == "value" and two.kind == "row" and ends
    return before > behind


def _unread(source: _Text, run: Sequence[Token]) -> Rows:
    """A table whose labels and values cannot be told to belong together: its header, and all else in one row."""
    first = next((n for n, token in enumerate(run) if token.kind == "row"), len(run) - 1)
    header = [(token.text, source.line(token.start)) for token in run[:first] if token.kind != "value"]
    label, rest = run[first], source.text[run[first].end : run[-1].end]
    return [
        *([header] if header else []),
        [(label.text, source.line(label.start)), (rest.strip(), source.line(label.end))],
    ]


def _add_value(rows: Rows, cell: tuple[str, int], *, after: str) -> None:
    """A value behind a header: a row of its own, under the last header cell if that may be a row's label (总计)."""
    if after not in ("column", "group"):
        rows[-1].append(cell)
    elif row(3, rows[-1][-1][0]) and not any("维持" in text for text, _ in rows[-1]):
        rows.append([rows[-1].pop(), cell])
    else:
        rows.append([cell])


def _worth(rows: Rows) -> tuple[int, int]:
    return worth([text for text, _ in one] for one in rows)
