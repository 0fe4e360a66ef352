"""Zeros said in words: 未收到…申请, 未发生行政复议、行政诉讼案件, 无投诉, …为零, 零报告.

One negation over a list of kinds is a zero for each. A negation is a zero only with a verb of happening and an
object of a known kind: 未全面覆盖, 无故, 无正当理由大量反复申请 count nothing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from parser.extract.facts.folded import Folded
from parser.extract.facts.vocabulary import at_end, at_start, either, pattern, words

REACH = 60
MARKS = "，；。！？：\n"
ONE = re.compile(r"过?[一1][件起例宗个次条项人名](?=[\u4e00-\u9fff])(?!外)")
"""Behind a negation: not a single one (无1例超期答复), whatever it would be."""


@dataclass(frozen=True, slots=True)
class Zero:
    """[start, end) are the words that say it; the object from ``begin`` to ``stop`` is what there was none of."""

    start: int
    end: int
    begin: int
    stop: int
    kind: str
    verb: str


def find_zeros(folded: Folded) -> tuple[Zero, ...]:
    """All zeros in words, in order; one for each kind that a negation covers."""
    found: list[Zero] = []
    for zero in sorted([*_negated(folded), *_stated(folded)], key=lambda z: (z.start, z.begin)):
        if not any(z.begin < zero.stop and zero.begin < z.stop for z in found):
            found.append(zero)
    return tuple(found)


@cache
def _negation() -> re.Pattern[str]:
    table = words()["zeros"]
    negated = f"(?P<no>{either(table['negations'])})(?P<verb>{either(table['verbs'])}(?:[、和或及]{either(table['verbs'])})*)"
    return re.compile(
        f"{negated}|(?P<bare>(?<![有毫全皆绝])(?<!其它)(?<!其他)(?:均|都|皆)?{either(table['bare'])})"
    )


def _negated(folded: Folded) -> Iterator[Zero]:
    """未收到 K, 无 K: the object follows."""
    text = folded.text
    for match in _negation().finditer(text):
        if _blocked(text, match.start()):
            continue
        stop = _object_end(folded, match.end())
        verb = match["verb"] or ""
        one = ONE.match(text, match.end(), stop)
        kinds = [(one.end(), stop)] if one else _kinds(text, match.end(), stop)
        named = ((begin, end, _measure(verb, text[begin:end])) for begin, end in kinds)
        for begin, end, kind in named:
            if kind:  # 无1例 and a time alone say nothing
                yield Zero(match.start(), match.end(), begin, end, kind, _plain(verb))
        if stop == match.end():
            yield from _before(folded, match)


def _blocked(text: str, at: int) -> bool:
    """如未收到…, 对未收到…, 确保无…: said of a case that may come, or wished for."""
    before = text[max(0, at - REACH) : at]
    return bool(at_end("zeros", "blockers").search(before[-4:]) or at_end("zeros", "hoped").search(before))


def _before(folded: Folded, match: re.Match[str]) -> Iterator[Zero]:
    """K 均未发生: the object stands before the negation."""
    stop = match.start()
    for begin, end in _kinds(folded.text, _clause_start(folded, stop), stop):
        yield Zero(
            match.start(),
            match.end(),
            begin,
            end,
            _cleaned(folded.text[begin:end]),
            _plain(match["verb"] or ""),
        )


def _stated(folded: Folded) -> Iterator[Zero]:
    """K 为零, K 零报告, 零投诉."""
    text = folded.text
    for match in pattern("zeros", "stated").finditer(text):
        if re.match(r"[\d.]|制度|报告|%|" + "[条件起份次个项例万元]", text[match.end() : match.end() + 2]):
            continue
        if _blocked(text, match.start()):
            continue
        at = match.start() + (1 if match[0][0] == "：" else 0)
        for begin, end in _kinds(text, _clause_start(folded, match.start()), match.start()):
            yield Zero(at, match.end(), begin, end, _cleaned(text[begin:end]), "")
    for match in pattern("zeros", "nil").finditer(text):
        if _blocked(text, match.start()):
            continue
        yield Zero(match.start(), match.start() + 1, match.start() + 1, match.end(), match[0][1:], "")


def _object_end(folded: Folded, start: int) -> int:
    """The next mark outside brackets; 、 followed by another negation ends it too."""
    text, j = folded.text, start
    while j < min(len(text), start + REACH):
        if text[j] in MARKS or (text[j] == "）" and j in folded.partner):
            return j
        if text[j] in "、和且也" and _negation().match(text, j + 1):
            return j
        j = folded.partner.get(j, j) + 1 if text[j] == "（" else j + 1
    return j


def _clause_start(folded: Folded, stop: int) -> int:
    """Behind the last mark before ``stop``."""
    j = stop
    while j > max(0, stop - REACH) and folded.text[j - 1] not in MARKS + "（":
        j -= 1
    return j


def _kinds(text: str, begin: int, stop: int) -> list[tuple[int, int]]:
    """The object, parted at 、和及 where every piece names a known kind."""
    kind = pattern("zeros", "kinds")
    numbered = at_start("lead", "ordinals").match(text[begin:stop])
    begin += numbered.end() if numbered else 0
    if not kind.search(text[begin:stop]):
        return []
    pieces, at = [], begin
    for mark in re.finditer(r"、|以及|和|及|或者?|与", text[begin:stop]):
        pieces.append((at, begin + mark.start()))
        at = begin + mark.end()
    pieces.append((at, stop))
    if len(pieces) > 1 and all(kind.search(text[a:b]) for a, b in pieces):
        return pieces
    return [(begin, stop)]


def _cleaned(kind: str) -> str:
    """The object without 任何, 过, the subject and the time before it, or 的情况 behind it."""
    kind = re.sub(r"^(?:过|任何(?!形式)|[一1][件起例宗个]|到)+", "", kind)
    while match := (
        at_start("lead", "times", "subjects").match(kind) or re.match(r"(?:19|20)\d\d年(?:度|全年)?", kind)
    ):
        kind = kind[match.end() :]
    return re.sub(r"(?:的?情况|的?情形|均|都|皆|等|发生|产生|出现)+$", "", kind) or kind


def _measure(verb: str, kind: str) -> str:
    """收到政府信息公开申请, but only the kind where the verb says nothing (发生)."""
    plain = _plain(verb)
    said = plain and not at_start("zeros", "silent").match(plain) and not re.search("[、和或及]", plain)
    return (plain if said else "") + _cleaned(kind)


def _plain(verb: str) -> str:
    return verb.strip("再过到有") + ("到" if "到" in verb else "")
