"""Paragraphs to one text: what a page break or a line's width cut is joined again.

Two rules. In a source with one paragraph a line, a long paragraph that ends without closing punctuation goes on in the
next one, unless that is a heading, an item, a sign-off or indented. In a source that breaks lines by width
(``wrapped``), a line that fills the width goes on in the next one, unless that is indented.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from parser.extract.cover import META
from parser.model.document import Block, Paragraph
from parser.model.report import Note, Stretch
from parser.text import PLAIN, fold, parse_date

_CLOSED = tuple('。；：！？”）…」』》.;:!?")】')
_OPEN = tuple("，、,（(“《及和与的")
_ITEM = re.compile(
    r"^\s*(?:第?[一二三四五六七八九十]{1,3}[、.．是]|[（(][一二三四五六七八九十\d]{1,2}[）)]|\d{1,2}[、.．)）](?!\d)|[①-⑳●•·■◆-])"
)
_INDENT = re.compile(r"^(?:\u3000| {2,}|\t|\u00a0{2,})")
_PAGE = re.compile(
    r"^\s*(?:[-—–－·]\s*\d{1,3}\s*[-—–－·]|第\s*\d{1,3}\s*页(?:\s*[,，/]?\s*共\s*\d{1,3}\s*页)?|\d{1,3}\s*/\s*\d{1,3})\s*$"
)
_ORGAN = re.compile(r".{1,30}(?:人民政府|办事处|委员会|办公室|管委会|局|镇|乡)(?:（盖章）|\(盖章\))?")
_WHITE = " \t\u3000\u00a0\u200b\ufeff\r\n"
_LONG, _FULL, _TITLE = 20, 0.85, 40


@dataclass(frozen=True, slots=True)
class Joined:
    """A text, one paragraph a line, and where each piece of it comes from."""

    text: str
    stretches: tuple[Stretch, ...]


def join(blocks: Sequence[Block], notes: list[Note]) -> Joined:
    """The text of the paragraphs among these blocks; each join over a cut adds a note E004."""
    width = max((_width(b.text) for b in blocks if isinstance(b, Paragraph) and b.wrapped), default=0)
    pieces: list[str] = []
    stretches: list[Stretch] = []
    length, before = 0, None
    for block in blocks:
        if not isinstance(block, Paragraph):
            before = None
            continue
        text = block.text.strip(_WHITE)
        if not text or _PAGE.match(block.text):
            continue
        how = _goes_on(before, block, width) if before else None
        if how == "cut" and before:
            notes.append(Note("E004", "段落疑似被分页切断，已与下一段合并。", before.place))
        if pieces and not how:
            pieces.append("\n")
            length += 1
        pieces.append(text)
        stretches.append(Stretch(length, length + len(text), block.place))
        length, before = length + len(text), block
    return Joined("".join(pieces), tuple(stretches))


def _goes_on(before: Paragraph, after: Paragraph, width: int) -> str | None:
    """Whether the text goes on: "wrap" for a line's end, "cut" for a paragraph's, None if it does not."""
    if _ITEM.match(after.text) or after.level or before.level or META.match(fold(before.text)):
        return None
    last = before.text.rstrip(_WHITE)
    closed, indented = last.endswith(_CLOSED), _INDENT.match(after.text)
    if before.wrapped and after.wrapped and not indented and _width(before.text) >= _FULL * width:
        return None if closed and _signs(after.text) else "wrap"
    if closed or len(last) < _LONG or _short_item(last) or _signs(after.text) or _titles(last):
        return None
    return "cut" if last.endswith(_OPEN) or not indented else None


def _short_item(text: str) -> bool:
    """Whether it is a sub-heading, which needs no full stop."""
    return bool(_ITEM.match(text)) and len(text) <= 30  # noqa: PLR2004 - a sub-heading's length


def _titles(text: str) -> bool:
    """Whether it ends as a document's title does, which has no full stop either."""
    plain = fold(text).translate(PLAIN)
    return plain.endswith("年度报告") or (plain.endswith(("报告", "通知", "总结")) and len(plain) <= _TITLE)


def _signs(text: str) -> bool:
    """Whether it is a line of the sign-off: an organ, a date."""
    plain = fold(text)
    return parse_date(plain) is not None or bool(_ORGAN.fullmatch(plain))


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text.rstrip())
