"""D851, D852, D854, D855, D857, D858: what only shows beside other reports."""

import re
from collections.abc import Iterator
from decimal import Decimal
from statistics import median

from parser.form import CODES, label
from parser.model.finding import Where
from parser.rules.case import Case, Check, Hit, Skip, say
from parser.rules.flat import folded
from parser.rules.likeness.shingles import jaccard, shingles
from parser.rules.neighbours import Alike
from parser.rules.words import dictionary, words

_LIKE_LAST_YEAR = 0.6
_LIKE_OTHERS = 0.4
_FEWEST_PEERS = 30
_FAR = 6
_NOBODY = "没有可比较的其他报告"
_SHOWN = 40
_BROKEN = re.compile(r"^.{0,15}?[。；，\n]")
"""The end of a sentence that a passage begins with."""


def check_like_last_year(case: Case) -> Iterator[Hit | Skip]:
    """D851."""
    if case.previous is None:
        yield Skip("没有上年报告")
        return
    share = jaccard(shingles(case.report), shingles(case.previous))
    if share >= _LIKE_LAST_YEAR:
        yield Hit(
            where=Where(section=1),
            found=f"重复{share:.0%}",
            expected=f"低于{_LIKE_LAST_YEAR:.0%}（固定表述除外）",
            message=f"叙述与{case.previous.year}年报告重复{share:.0%}（已扣除固定表述），疑沿用旧稿。",
            fix="按本年度实际情况改写工作做法、问题和措施。",
            sure=0.8,
        )


def check_like_others(case: Case) -> Iterator[Hit | Skip]:
    """D852."""
    if case.neighbours is None:
        yield Skip(_NOBODY)
        return
    for other in list(case.neighbours.alike(case.report, least=_LIKE_OTHERS))[:3]:
        yield _like(case, other)


def _like(case: Case, other: Alike) -> Hit:
    """Text in common with one other report: most of it, or a passage."""
    passage = other.passages[0] if other.passages else ""
    shown = _BROKEN.sub("", passage).replace("\n", "")
    quote = f"，如“{shown[:_SHOWN]}{'……' if len(shown) > _SHOWN else ''}”" if passage else ""
    if other.share >= _LIKE_OTHERS:
        found, expected = f"重复{other.share:.0%}", f"低于{_LIKE_OTHERS:.0%}（固定表述除外）"
    else:
        found, expected = f"相同文字{sum(map(len, other.passages))}字", "自己的文字（固定表述除外）"
    return Hit(
        where=_where(case, passage),
        found=found,
        expected=expected,
        message=f"叙述与{other.organ}{other.year}年报告{found}{quote}。",
        fix="按本机关实际情况改写；同县统一提供的表述可以保留并说明。",
        sure=0.7,
    )


def _where(case: Case, passage: str) -> Where:
    """Where a passage stands as printed; the first part where there is none to show."""
    for part in case.parts if passage else ():
        at = part.section.text.find(passage)
        if at >= 0:
            line = part.section.place_of(at).line
            return Where(section=part.section.number, line=line, quote=passage)
    return Where(section=1)


def check_same_slips(case: Case) -> Iterator[Hit | Skip]:
    """D854: a rare slip of this report stands in another organ's report, too."""
    if case.neighbours is None:
        yield Skip(_NOBODY)
        return
    for piece in _slips(case):
        others = case.neighbours.carriers(case.report, piece)
        if 0 < len(others) <= 2:  # noqa: PLR2004 - what many share is a common error, no trace of copying
            organ, year = others[0]
            yield Hit(
                where=Where(section=1, quote=None),
                found=f"“{piece}”",
                expected="自己的文字",
                message=f"与{organ}{year}年报告有同一处少见的错误“{piece}”，疑同出一稿。",
                fix="改正错处，并核对该段是否抄自他处。",
                sure=0.6,
            )
            return


def _slips(case: Case) -> Iterator[str]:
    """Miswritten words with what stands around them: rare enough to be a fingerprint."""
    patterns = [words("broken", "patterns"), *(re.compile(s["wrong"]) for s in dictionary()["slip"])]
    for passage in case.parts:
        for pattern in patterns:
            for match in pattern.finditer(passage.flat.text):
                yield passage.flat.text[max(0, match.start() - 4) : match.end() + 2].replace("\n", "")


def check_peers(case: Case) -> Iterator[Hit | Skip]:
    """D855: a total far above those of the county's other townships (median and its absolute deviation)."""
    if case.neighbours is None:
        yield Skip(_NOBODY)
        return
    assessed = 0
    for code in (c for c in CODES if c.endswith((".total", ".made", ".decisions", ".amount"))):
        peers, own = sorted(case.neighbours.peers(case.report, code)), case.value(code)
        if own is None or len(peers) < _FEWEST_PEERS:
            continue
        assessed += 1
        middle = median(peers)
        spread = median(abs(p - middle) for p in peers)
        if own > max(middle + _FAR * max(spread, Decimal(1)), peers[-1]):
            yield Hit(
                where=case.at(code),
                found=say(own),
                expected=f"同县同年中位数{say(Decimal(middle))}，最高{say(peers[-1])}",
                message=f"{label(code)}为{say(own)}，远高于同县同年{len(peers)}个报告（中位数{say(Decimal(middle))}，最高{say(peers[-1])}）。",
                fix="核对台账；属实的在正文说明。",
                sure=0.5,
            )
    if not assessed:
        yield Skip(f"同县同年报告不足{_FEWEST_PEERS}份")


def check_submitted(case: Case) -> Iterator[Hit | Skip]:
    """D857: the file is another organ's or another year's than the sender said."""
    organ, year = case.submitted
    if organ is None and year is None:
        yield Skip("没有提交信息可核对")
        return
    read_organ, read_year = case.report.organ, case.report.year
    wrong_organ = organ and read_organ and not _same_organ(organ, read_organ)
    if wrong_organ or (year and read_year and year != read_year):
        yield Hit(
            where=Where(section=0),
            found=f"文件属于{read_organ or ''}{read_year or ''}年",
            expected=f"{organ or read_organ or ''}{year or read_year or ''}年",
            message=f"提交的是{organ or ''}{year or ''}年报告，文件内容却是{read_organ or ''}{read_year or ''}年。",
            fix="换成正确的文件重新提交；代报的请注明。",
            sure=0.9,
        )


def _same_organ(one: str, other: str) -> bool:
    short, long = sorted((folded(one), folded(other)), key=len)
    return long.endswith(short)


def check_sum_below(case: Case) -> Iterator[Hit | Skip]:
    """D858: a county's figure smaller than the sum of the places directly below it."""
    below = case.neighbours.below(case.report) if case.neighbours else ()
    if not below:
        yield Skip("没有全部下级的报告")
        return
    for code in ("t3.new.total", "t3.result_total.total", "t4.review.total"):
        own, parts = case.value(code), [r.value(code) for r in below]
        if own is None or None in parts:
            continue
        added = sum((p for p in parts if p is not None), Decimal(0))
        if own < added:
            yield Hit(
                where=case.at(code),
                found=say(own),
                expected=f"不小于下级合计{say(added)}",
                message=f"{label(code)}为{say(own)}，小于直接下级{len(below)}个机关合计{say(added)}。",
                fix="核对汇总口径；只报本级的请注明。",
                sure=0.6,
            )


CHECKS: dict[str, Check] = {
    "D851": check_like_last_year,
    "D852": check_like_others,
    "D854": check_same_slips,
    "D855": check_peers,
    "D857": check_submitted,
    "D858": check_sum_below,
}
