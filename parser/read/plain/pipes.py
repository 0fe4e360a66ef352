"""Tables drawn with bars: Markdown, with or without the outer bars.

Here a blank is a cell of its own, so the grid is exact. A row that prints fewer cells than the others is left as
short as it is; what to do with it is decided where labels are known (parser.extract.tables).
"""

import html
import re
from collections.abc import Sequence

from parser.model.document import Grid
from parser.read.plain.lines import Line
from parser.read.plain.tabs import grid

_BAR = re.compile(r"(?<!\\)[|｜│┃║]")
_RULE = re.compile(r"[\s|｜│:\-—=+]*-[\s|｜│:\-—=+]*|[\s\u2500-\u257f]*[─━═╌┄][\s\u2500-\u257f]*")
"""A line below a header, or between the rows of a table that is drawn."""
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_SIGNS = "|｜│┃║"
_FEWEST = 2


def take(lines: Sequence[Line], start: int) -> tuple[Grid | None, int] | None:
    """The table of bars that starts at this line and the index behind it, or None if none starts here.

    Without a grid the index says up to where no table starts.
    """
    end = start
    while end < len(lines) and (_bars(lines[end].text) or _drawn(lines[end].text)):
        end += 1
    rows = [line for line in lines[start:end] if not _RULE.fullmatch(line.text)]
    ruled = len(rows) < end - start
    if not rows:
        return (None, end) if ruled else None
    if len(rows) < _FEWEST and not ruled:
        return None
    left = all(_BAR.match(line.text.lstrip()) for line in rows)
    right = all(line.text.rstrip()[-1] in _SIGNS for line in rows)
    return grid([_row(line, left=left, right=right) for line in rows], exact=True), end


def _drawn(text: str) -> bool:
    """Whether the line is a rule with corners, which needs no bar (+-----+)."""
    return (bool(_RULE.fullmatch(text)) and not text.strip(" \t")[:1].isascii()) or text.lstrip().startswith(
        "+-"
    )


def _bars(text: str) -> bool:
    """Whether the line holds cells between bars (a bar alone is no row)."""
    return bool(_BAR.search(text)) and bool(text.strip(" \t" + _SIGNS) or len(_BAR.findall(text)) >= _FEWEST)


def _row(line: Line, *, left: bool, right: bool) -> list[tuple[str, int]]:
    cells = _BAR.split(line.text.strip() if left else line.text)
    cells = cells[left : len(cells) - right]
    return [
        (_BREAK.sub("\n", html.unescape(cell.replace("\\|", "|"))).strip(), line.number) for cell in cells
    ]
