"""W904–W908: punctuation, spaces, the order and style of numbers, one way to write a telephone number.

These look at the text as printed: folding would hide them. One finding tells of all places of a kind.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from parser.model.finding import Where
from parser.model.report import Section
from parser.rules.case import Case, Check, Hit, Passage, Piece, Skip
from parser.rules.flat import folded

_HAN = r"[\u4e00-\u9fff]"
_HALF = re.compile(rf"(?<={_HAN})[,;:?!](?={_HAN})|(?<=\d[条件次个项份])[,;](?={_HAN})")
_ANGLE = re.compile(rf"<(?={_HAN})|(?<={_HAN})>")
_STRAY = re.compile(rf"(?:做到|坚持|实现|确保|包括|通过)、(?={_HAN})")
_END = '。！？；：:!?;.”"）)》…、，,'
_WHOLE = 20
_DATE = re.compile(r"\d{1,2}\s*[日月]\s*$")


def _sections(case: Case) -> Iterator[Section]:
    return (s for s in (case.report.preamble, *case.report.sections) if s.text)


def check_punctuation(case: Case) -> Iterator[Hit | Skip]:
    """W904."""
    found: list[tuple[Section, int, str]] = []
    for section in _sections(case):
        for pattern in (_HALF, _ANGLE, _STRAY):
            found += [(section, m.start(), m[0]) for m in pattern.finditer(section.text)]
    last = _unfinished(case)
    if not found and last is None:
        return
    shown = [f"“{s.text[max(0, at - 3) : at + len(raw) + 2].strip()}”" for s, at, raw in found[:5]]
    if last:
        shown.append("文末一句没有句号")
    section, at, raw = found[0] if found else (last or case.report.sections[-1], 0, "")
    yield Hit(
        where=Where(section=section.number, line=section.place_of(at).line, quote=raw or None),
        found=f"{len(found) + bool(last)}处",
        expected="中文全角标点，句末有句号",
        message=f"标点有误{len(found) + bool(last)}处：{'、'.join(shown)}。",
        fix="改用全角标点（，；：〈〉），删去多余的顿号，句末加句号。",
        sure=0.7,
    )


def _unfinished(case: Case) -> Section | None:
    """The last part, if its last sentence has no end and is no signature."""
    section = case.report.sections[-1] if case.report.sections else None
    if section is None or not section.text.strip():
        return None
    line = section.text.rstrip().rsplit("\n", 1)[-1].strip()
    signed = (_DATE.search(line) and len(folded(line)) < _WHOLE) or line.endswith(("政府", "办事处"))
    return section if len(line) >= _WHOLE and line[-1] not in _END and not signed else None


_SPACED = re.compile(rf"(?<={_HAN})[ \u00a0\u3000]+(?=\d)|(?<=\d)[ \u00a0\u3000]+(?={_HAN})")


def check_spaces(case: Case) -> Iterator[Hit | Skip]:
    """W905."""
    texts = [(s, m) for s in _sections(case) for m in _SPACED.finditer(s.text)]
    if texts:
        section, match = texts[0]
        yield Hit(
            where=Where(section=section.number, line=section.place_of(match.start()).line),
            found=f"{len(texts)}处",
            expected="汉字与数字之间不留空格",
            message=f"汉字与数字之间有多余空格{len(texts)}处。",
            fix="全文替换，删去汉字与数字之间的空格。",
            sure=0.9,
        )


_NUMERALS = "一二三四五六七八九十"
_NUMERAL = "(?:[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九])"


@dataclass(frozen=True, slots=True)
class Mark:
    """A number at the head of a paragraph or of a 一是 item: its style, its value, where it stands."""

    style: str
    value: int
    piece: Piece


_STYLES = {
    "（一）": re.compile(rf"(?:^|(?<=\n))\((?P<n>{_NUMERAL})\)"),
    "（1）": re.compile(r"(?:^|(?<=\n))\((?P<n>\d{1,2})\)"),
    "1.": re.compile(r"(?:^|(?<=\n))(?P<n>\d{1,2})[.、](?!\d)"),
    "一是": re.compile(rf"(?:^|(?<=[\n。;:,]))(?P<n>{_NUMERAL})是(?!否)"),
}


def _value(text: str) -> int:
    if text.isdigit():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    number = (_NUMERALS.index(tens) + 1 if tens else 1) * 10 if ten else 0
    return number + (_NUMERALS.index(ones) + 1 if ones else 0)


def _marks(passage: Passage) -> list[Mark]:
    found = [
        Mark(style, _value(m["n"]), piece)
        for style, pattern in _STYLES.items()
        for m, piece in passage.search(pattern)
    ]
    return sorted(found, key=lambda mark: mark.piece.start)


_LEAP = 3


def check_order(case: Case) -> Iterator[Hit | Skip]:
    """W906: a number jumps. Numbers start again under every number of a higher level and in every part."""
    levels = list(_STYLES)
    for passage in case.parts:
        last: dict[str, int] = {}
        for mark in _marks(passage):
            before = last.get(mark.style)
            last = {s: v for s, v in last.items() if levels.index(s) <= levels.index(mark.style)}
            last[mark.style] = mark.value
            if before is not None and before + 1 < mark.value <= before + _LEAP:
                yield _jump(mark, before)


def _jump(mark: Mark, before: int) -> Hit:
    shown, right = _as(mark.style, before), _as(mark.style, before + 1)
    return Hit(
        where=mark.piece.where,
        found=f"“{shown}”后是“{mark.piece.printed}”",
        expected=f"“{right}”",
        message=f"序号“{shown}”后应为“{right}”，现为“{mark.piece.printed}”，疑漏项或误编。",
        fix=f"改为“{right}”，或补上漏掉的一项。",
        sure=0.8,
    )


def _as(style: str, value: int) -> str:
    han = _NUMERALS[value - 1] if value <= len(_NUMERALS) else str(value)
    return {"（一）": f"（{han}）", "（1）": f"（{value}）", "1.": f"{value}.", "一是": f"{han}是"}[style]


def check_style(case: Case) -> Iterator[Hit | Skip]:
    """W907: （三） goes on as （4）, or full-width brackets change to half-width ones."""
    for passage in case.parts:
        heads = [m for m in _marks(passage) if m.style in {"（一）", "（1）"}]
        for before, mark in pairwise(heads):
            goes_on = mark.value == before.value + 1
            other = mark.style != before.style or mark.piece.printed[0] != before.piece.printed[0]
            if goes_on and other and mark.value > 1:
                yield Hit(
                    where=mark.piece.where,
                    found=f"“{before.piece.printed}”后用“{mark.piece.printed}”",
                    expected=f"“{_as('（一）', mark.value)}”",
                    message=f"序号体例不一：“{before.piece.printed}”之后用了“{mark.piece.printed}”。",
                    fix="同级序号统一用“（一）（二）（三）”。",
                    sure=0.8,
                )
                break


_TELEPHONE = re.compile(r"0\d{2,3}\s*(?:[-—–－‐]{1,2}\s*)?\d{7,8}(?!\d)")


def check_telephones(case: Case) -> Iterator[Hit | Skip]:
    """W908."""
    seen: dict[str, tuple[str, Section]] = {}
    for section in (case.report.preamble, *case.report.sections):
        for match in _TELEPHONE.finditer(section.text):
            digits, raw = re.sub(r"\D", "", match[0]), match[0]
            before = seen.setdefault(digits, (raw, section))
            if before[0] != raw:
                yield Hit(
                    where=Where(section=section.number, line=section.place_of(match.start()).line, quote=raw),
                    found=f"{before[0]}与{raw}",
                    expected="同一种写法",
                    message=f"同一电话有两种写法：{before[0]}、{raw}。",
                    fix=f"统一写为{before[0]}。",
                    sure=0.9,
                )
                return


CHECKS: dict[str, Check] = {
    "W904": check_punctuation,
    "W905": check_spaces,
    "W906": check_order,
    "W907": check_style,
    "W908": check_telephones,
}
