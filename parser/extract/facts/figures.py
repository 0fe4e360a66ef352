"""Numbers that count something: a numeral with a counter word, its approximators, and nothing that protects it.

万 is multiplied out (1.2万次 is 12000 次), except in 万元; 亿元 becomes 万元 (2亿元 is 20000 万元), so that all
money is in one unit. Digits and characters may stand in one numeral (3百余条, 1千2百条), a numeral in brackets before
its counter word (（120）条). Percentages are figures too; whether they are kept is decided by their clause.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from math import prod

from parser.extract.facts.folded import Folded
from parser.extract.facts.vocabulary import at_end, at_start, either, pattern, units, words
from parser.text import number

OTHERWISE = re.compile(r"分之$|[^\d。；\n]\d、$|一[年月周天]$|每[年月周天]$")
"""Before a numeral: 百分之三, 数十, 三、四, 一年一次: no count of its own."""

NOT_ONE = re.compile(r"(?:无|没有?(?:发生|出现|收到|新增)?|未(?:有|发生|出现|收到|新增|发现|产生|接到))$")
"""Before a single one: 无1例, 未发生1起 say that there was none."""

BARE = re.compile(r"(?<![\d.,A-Za-z第*/~～—–-])(?:\d{1,7}[、和])+$")
LONGEST = 80  # characters of figures in a row

ESTIMATE = re.compile("[十百]?[一二两三四五六七八九]{2,}[十百]?|.*[百千万][一二两三四五六七八九]")
"""三四次, 七八十人: about so many; 一百二: 120 or 102. No figures."""

FRACTIONS = ("%", "元", "万元", "亩", "公里", "平方米", "余额", "万字")
"""What may be no whole number."""
MOST = 10**18
"""Nothing is counted in such figures; with more than 28 digits ``Decimal`` would round, or refuse to divide."""
SCALES = {"百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
CHINESE = "零〇一二两三四五六七八九十百千廿卅"
FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千")
SPOKEN = str.maketrans("123456789", "一二三四五六七八九")


@dataclass(frozen=True, slots=True)
class Figure:
    """[start, end) is the numeral with 余, 近, 万…; ``after`` is where its unit (and 以上, 左右) ends."""

    start: int
    end: int
    after: int
    value: Decimal
    unit: str | None
    approximate: bool = False
    chinese: bool = False


HEAD = re.compile(rf"[\d（万壹贰叁肆伍陆柒捌玖{CHINESE}](?<!\d\d)")
"""What a numeral begins with: only there the long pattern is tried."""

NEAR = 8  # characters before a numeral that can make it an approximate one


@cache
def _pattern() -> re.Pattern[str]:
    approximate = words()["approximate"]
    infix, after = either(approximate["infix"]), either(approximate["after"])
    arabic = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
    spoken = r"(?:[1-9][万千百十]){2,}[1-9]?"
    formal = "[壹贰叁肆伍陆柒捌玖][拾佰仟][壹贰叁肆伍陆柒捌玖拾佰仟零]*|[壹贰叁肆柒捌玖]"
    return re.compile(
        rf"(?P<number>(?<![\d.,A-Za-z第*/~～—–百千万亿〇^+±№-])(?<!\d )(?:{spoken}|{arabic})|(?<=[\u4e00-\u9fff])（(?:{arabic})）"
        rf"|(?<![{CHINESE}\d])(?:[{CHINESE}]+|万)|{formal})"
        rf"(?P<some>{infix})?(?P<scale>[百千]?万|[百千亿])?(?P<some2>{infix})?"
        rf"(?P<unit>%|{units()})(?:/[次件])?(?P<after>{after})?"
    )


def find_figures(folded: Folded) -> tuple[Figure, ...]:
    """All figures of a text, in order."""
    numerals = list(_numerals(folded.text))
    closed = _protected(folded.text) if numerals else b""
    found = []
    for begin, match in numerals:
        figure = _figure(begin, match)
        if figure and not closed[match.start()] and _counts(begin, match):
            found += [*_bare(folded.text, figure), figure]
    return tuple(found)


def _numerals(text: str) -> Iterator[tuple[int, re.Match[str]]]:
    """All numerals with their units, each with where it begins together with the 约, 近, 上(百) before it."""
    done = 0
    for head in HEAD.finditer(text):
        match = _pattern().match(text, head.start()) if head.start() >= done else None
        if match:
            yield _begin(match, max(done, match.start() - NEAR)), match
            done = match.end()


@cache
def _before() -> re.Pattern[str]:
    return re.compile(pattern("approximate", "before").pattern + r"\Z")


def _begin(match: re.Match[str], floor: int) -> int:
    """Where 约 before a numeral begins, or 上 before 百: not before ``floor``; else where the numeral does."""
    before = _before().search(match.string, floor, match.start())
    if before:
        return before.start()
    up = match[0][0] in "百千万" and match.string.endswith("上", floor, match.start())
    return match.start() - up


def _bare(text: str, last: Figure) -> Iterator[Figure]:
    """公开120、230、45条: figures that share the counter word of the last one."""
    shared = BARE.search(text, max(0, last.start - LONGEST), last.start)
    for match in re.finditer(r"(?<!\d)\d{1,18}(?!\d)", shared[0]) if shared else ():
        start, end = shared.start() + match.start(), shared.start() + match.end()  # type: ignore[union-attr]
        yield Figure(start, end, end, Decimal(match[0]), last.unit)


def _figure(begin: int, match: re.Match[str]) -> Figure | None:
    about = begin < match.start() or bool(match["some"])
    value = _value(match["number"], about=about)
    if value is None:
        return None
    unit, scale = match["unit"], match["scale"] or ""
    scaled = _whole(value * prod(SCALES[c] for c in scale)) if scale else value
    if unit == "元" and scale[-1:] in ("万", "亿"):
        unit, scaled = "万元", value if scale == "万" else _whole(scaled / 10**4)
    if scaled >= MOST or (scaled % 1 and unit not in FRACTIONS):
        return None
    return Figure(
        begin,
        match.start("scale") if unit == "万元" and scale == "万" else match.start("unit"),
        match.end(),
        scaled,
        unit,
        approximate=about or bool(match["some2"] or match["after"]),
        chinese=match["number"][0] in CHINESE + "万",
    )


def _whole(value: Decimal) -> Decimal:
    """12000.0 as 12000; a true fraction stays as it is."""
    return value.to_integral_value() if value == value.to_integral_value() else value


def _value(printed: str, *, about: bool) -> Decimal | None:
    raw = printed.strip("（）").translate(FORMAL)
    if raw[0] in "百千万" and about:
        raw = "一" + raw
    return number(raw if raw.replace(",", "").replace(".", "").isdecimal() else raw.translate(SPOKEN))


def _protected(text: str) -> bytearray:
    """1 for each character where no quantity stands: dates, document numbers, phones, titles, quotes, former levels."""
    closed = bytearray(len(text))
    for found in (*pattern("protected", "patterns").finditer(text), *pattern("lead", "risen").finditer(text)):
        start, end = found.span()
        closed[start:end] = b"\1" * (end - start)
    return closed


def _counts(begin: int, match: re.Match[str]) -> bool:
    """Is the numeral a count of its own, not a range, an idiom or the small change of 每次, 同一件?"""
    text = match.string
    ahead = text[match.start() : match.end() + 8]
    back = text[max(0, begin - 6) : begin]
    if re.search(rf"[\d{CHINESE}][多余几]?[至到]$", back) or re.match(
        r"[至到~～—–-]\d", text[match.end() : match.end() + 2]
    ):
        return False
    if OTHERWISE.search(back) or (match["number"] in ("1", "一") and NOT_ONE.search(back)):
        return False
    if ESTIMATE.fullmatch(match["number"]):
        return False
    if match["number"][0] in CHINESE + "万":
        return not (
            at_start("protected", "idioms").match(ahead)
            or re.search("[第每同另这那任某各统唯下上进首再之近初专万几数]$|一季度$", back)
        )
    return True


def is_notion(lead: str) -> bool:
    """Does a percentage after this lead state a rate or a share (办结率, 占比), not a change?"""
    return bool(
        at_end("protected", "notions").search(lead.rstrip("为达到约近高是均都各："))
        and not pattern("protected", "trends").search(lead)
    )
