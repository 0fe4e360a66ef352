"""The order of pages that were photographed one by one: told by what stands on them, not by when they were taken.

Headings of the six parts and rows of the statutory tables have their fixed order; so have printed page numbers. A page
with neither goes where its first line continues a sentence, or a numbering, and else stays behind the page it came
after. The same page sent twice counts once, and so do lines that two photos show.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from parser.form import TABLES
from parser.form.headings import heading
from parser.form.labels import row
from parser.model.document import Place
from parser.read.pictures.overlap import counted_once, down, overlap
from parser.read.pictures.snapshot import Snapshot, Strip, Table

_STEP = 100
"""Between one part and the next; a table has fewer rows."""
_LABEL = 5
"""A row's label that short (其他, 总计) stands in more places than one."""
_SAME = 0.9
_LONGEST = 4_000
_FOOT = 0.88
_NUMBER = re.compile(r"[-—–－·.\s]*(\d{1,2})[-—–－·.\s]*|第\s*(\d{1,2})\s*页.*")
_ENDED = re.compile(r"[。！？!?；;：:]$|\d日$")
_ITEM = re.compile(r"\s*[(（]([一二三四五六七八九十])[)）]")
_BEGINS = re.compile(
    r"\s*(?:[(（][一二三四五六七八九十\d]{1,3}[)）]|[一二三四五六七八九十]{1,3}、|\d{1,2}[、.．]|[一二三四五六七八九]是|下一步|同时|此外)"
)
_TITLE = re.compile(r"年度报告[^。，；]*$")
_TOP = 3
_HAN = "一二三四五六七八九十"
_CLEAR, _OVERLAPS = 3, 9
_TOGETHER = 3
"""So many pages without marks are placed at a time."""

Note = tuple[str, str, Place]


@dataclass(frozen=True, slots=True)
class _Look:
    """What of a page tells its place: its marks and texts in order, its printed number.

    ``tables`` says whether a table is the first and the last thing on it.
    """

    page: Snapshot
    marks: tuple[int, ...]
    texts: tuple[str, ...]
    printed: int | None
    tables: tuple[bool, bool] = (False, False)

    @property
    def text(self) -> str:
        return "".join(self.texts)[:_LONGEST]


def in_order(pages: Sequence[Snapshot]) -> tuple[list[Snapshot], list[Note]]:
    """The pages as the report has them, each once, with notes on what was changed."""
    looks, notes = _once([_look(page) for page in pages])
    ordered = _by_print(looks) or _by_marks(looks)
    numbers = [look.page.number for look in ordered]
    if numbers != sorted(numbers):
        shown = "、".join(map(str, numbers))
        notes.append(("I005", f"图片已按内容排成报告的顺序：第{shown}张。", Place(page=numbers[0])))
    once, more = counted_once([look.page for look in ordered])
    return once, notes + more


def _look(page: Snapshot) -> _Look:
    pieces: list[Table | Strip] = sorted([*page.tables, *page.strips], key=lambda one: one.box[1])
    marks, texts = list[int](), list[str]()
    for piece in pieces:
        if isinstance(piece, Table):
            texts += [field.text for field in piece.fields]
            marks += _rows(piece)
        else:
            texts.append(piece.text)
            found = heading(piece.text)
            marks += [found.part * _STEP] if found and _BEGINS.match(piece.text) else []
    if any(_TITLE.search(text) for text in texts[:_TOP]):
        marks.insert(0, 1)
    ends = bool(pieces) and isinstance(pieces[0], Table), bool(pieces) and isinstance(pieces[-1], Table)
    return _Look(page, tuple(marks), tuple(t for t in texts if t.strip()), _printed(page), ends)


def _rows(table: Table) -> list[int]:
    """The places in the form of the labels of a table."""
    places = []
    for field in table.fields:
        for number, rows in TABLES.items():
            code = row(number, field.text) if len(field.text) > _LABEL else None
            places += [number * _STEP + 1 + n for n, one in enumerate(rows) if one.code == code]
    return places


def _printed(page: Snapshot) -> int | None:
    low = [strip for strip in page.strips if strip.box[1] > _FOOT * page.height]
    for strip in sorted(low, key=lambda one: -one.box[1])[:1]:
        found = _NUMBER.fullmatch(strip.text.strip())
        if found:
            return int(found[1] or found[2])
    return None


def _once(looks: Sequence[_Look]) -> tuple[list[_Look], list[Note]]:
    """Each page once: of two pictures of it the one that was read to a greater length."""
    kept, notes = list[_Look](), list[Note]()
    for look in looks:
        twin = next((n for n, other in enumerate(kept) if _same(look, other)), None)
        if twin is None:
            kept.append(look)
            continue
        one, two = kept[twin].page.number, look.page.number
        kept[twin] = max(kept[twin], look, key=_quality)
        used = kept[twin].page.number
        message = f"第{one}张和第{two}张图片是同一页，采用了第{used}张。"
        notes.append(("I005", message, Place(page=used)))
    return kept, notes


def _same(one: _Look, two: _Look) -> bool:
    """Whether two pages hold the same text; blank pages are the same, too."""
    match = SequenceMatcher(None, one.text, two.text, autojunk=False)
    return match.real_quick_ratio() > _SAME and match.quick_ratio() > _SAME and match.ratio() > _SAME


def _quality(look: _Look) -> tuple[float, int]:
    """How surely the fields were read."""
    sure = [field.sure for table in look.page.tables for field in table.fields]
    return round(sum(s >= _SAME for s in sure) / max(len(sure), 1), 2), len(look.text)


def _by_print(looks: Sequence[_Look]) -> list[_Look]:
    """By the printed page numbers, if each page has its own."""
    numbers = [look.printed for look in looks if look.printed is not None]
    if len(set(numbers)) < len(looks):
        return []
    return sorted(looks, key=lambda look: look.printed or 0)


def _by_marks(looks: Sequence[_Look]) -> list[_Look]:
    """By headings and rows; pages without either where all of them together fit best."""
    marked = [look for look in looks if look.marks]
    ordered = sorted(marked, key=lambda look: look.marks[0])
    loyalty = 1.5 if ordered == marked else 0.5
    before = {id(look): looks[at - 1] if at else None for at, look in enumerate(looks)}
    fits = {(id(one), id(two)): _fits(one, two) for one in looks for two in looks}

    def score(pages: list[_Look]) -> float:
        kept = sum(
            not two.marks and before[id(two)] is one for one, two in zip([None, *pages], pages, strict=False)
        )
        return loyalty * kept + sum(fits[id(one), id(two)] for one, two in pairwise(pages))

    loose = [look for look in looks if not look.marks]
    for start in range(0, len(loose), _TOGETHER):
        ordered = max(_arrangements(ordered, loose[start : start + _TOGETHER]), key=score)
    return ordered


def _arrangements(ordered: list[_Look], loose: Sequence[_Look]) -> Iterator[list[_Look]]:
    """All ways to put pages in between; none goes before the page on which the report begins."""
    if not loose:
        yield ordered
        return
    begins = bool(ordered and ordered[0].marks and ordered[0].marks[0] <= _STEP)
    for at in range(int(begins), len(ordered) + 1):
        yield from _arrangements([*ordered[:at], loose[0], *ordered[at:]], loose[1:])


def _fits(one: _Look, two: _Look) -> int:
    """How well a page follows another: a sentence goes on, or ends and something begins; the numbering continues."""
    if not one.texts or not two.texts:
        return 0
    if overlap(one.page, two.page):
        return _OVERLAPS
    table_ends, table_begins = one.tables[1], two.tables[0]
    if table_ends and table_begins:
        return _CLEAR
    ended = table_ends or bool(_ENDED.search(_last(one)))
    begins = table_begins or bool(_BEGINS.match(_first(two)))
    score = 1 if ended == begins else -1
    items, following = _items(one), _items(two)
    if items and following:
        score += _CLEAR if following[0] == items[-1] + 1 else -1 if following[0] > 1 else 0
    return score


def _first(look: _Look) -> str:
    return look.texts[0]


def _last(look: _Look) -> str:
    return next((t for t in reversed(look.texts) if not _NUMBER.fullmatch(t.strip())), "")


def _items(look: _Look) -> list[int]:
    """The numbers of its paragraphs （一） to （十）, outside tables."""
    found = [_ITEM.match(strip.text) for strip in down(look.page.strips)]
    return [_HAN.index(one[1]) + 1 for one in found if one]
