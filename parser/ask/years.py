"""Which years a question names, and which parts of a year: 2023年, 23年, 二〇二三年, 去年, 近三年, 上半年, 12月.

>>> from datetime import date
>>> find("二〇二三年公示了几次", date(2025, 6, 1)).years
(2023,)
>>> find("2021到2023年公示次数", date(2025, 6, 1)).years
(2021, 2022, 2023)
"""

import re
from dataclasses import dataclass
from datetime import date

YEAR_MARK = "\ue001"
"""Stands in the text where a year was read."""

_DIGITS = {c: str(i) for i, c in enumerate("零一二三四五六七八九")} | {
    "〇": "0",
    "两": "2",
    "○": "0",
    "o": "0",
}
_SMALL = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
_HAN = "〇零○一二三四五六七八九"
_ONE = (
    rf"(?:(?<!\d)20\d\d(?!\d)|[二两][〇零○0o][{_HAN}\d]{{2}}|[二两]千[〇零○]?[一二三]?十[{_HAN}]?(?=年)"
    rf"|(?<![\d.])\d\d(?=年)|[{_HAN}]{{2}}(?=年))"
)
_SINGLE = re.compile(
    rf"(?P<year>{_ONE})(?:年度|年)?"
    r"|(?<!结转)(?<!结转自)(?<!结转到)(?<!结转至)(?P<word>大前年|前年|去年|今年|明年|后年"
    r"|上一年度(?!结转)|上一年(?!度?结转)|上年度(?!结转)|上年(?!度?结转|转来)|本年(?!制发|废止|新收|收费|处理|度))(?:度)?"
)
_RANGE = re.compile(
    rf"(?P<first>{_ONE})(?:年度|年)?(?:到|至|-|~|—|–|―)(?P<last>{_ONE})(?:年度|年)?(?:间|之间|期间)?"
)
_RECENT = re.compile(
    r"(?:最近|近|过去|前|这)(?P<count>[一二两三四五六七八九十]|\d{1,2})年(?:来|间|里|内)?"
    rf"|(?<![{_HAN}\d])(?P<all>[二两三四五六七八九十])年(?=加|一共|总共|合计|共|总|来|里|间|的|[(])(?:来|间|里|的)?"
)
_WORDS = {
    "今年": 0,
    "本年": 0,
    "明年": 1,
    "后年": 2,
    "去年": -1,
    "上年": -1,
    "上一年": -1,
    "上一年度": -1,
    "上年度": -1,
    "前年": -2,
    "大前年": -3,
}
_UNITS = r"(?:余|多)?(?:条|次|件|篇|份|期|个|万|元|人|户|项|则|起|场)"
_BARE = re.compile(rf"^20\d\d{_UNITS}")
_MONTH = r"(?:\d{1,2}|[一二三四五六七八九十]{1,2})月份?(?:\d{1,2}[日号])?"
_PARTS = (
    f"{YEAR_MARK}(?:底|初|末|中(?!心|央|国)|上半|下半)",
    r"[上下]半年|前半年|后半年|半年",
    r"(?:第?[一二三四1-4]|首|上|本|每|各|前[一二三两]个?)季度?(?=$|.)|季度|哪个季度|第?[一二三四]季(?=度)",
    r"几月份?|哪几?个?月份?|几号|哪一?天|每个?月|[上本这下]个?月|月均|月份",
    _MONTH,
    r"[上本这下]周|星期|每[天日周]|日均|今天|昨天|明天|年初|年底|年末|年中|截至|截止|期末|近期",
    r"\d{1,2}[日号](?!楼)|[前后]\d+个月|春节|国庆|暑假|寒假|最近(?![一二两三四五六七八九十\d])",
)
_PART = re.compile("|".join(_PARTS))


@dataclass(frozen=True, slots=True)
class Years:
    """The years named, the text with a mark for each, and the part of a year that it names, if any.

    ``recent`` is the N of 近N年: the last N indexed years, whatever they are. ``many`` says a range was asked.
    """

    text: str
    years: tuple[int, ...] = ()
    recent: int | None = None
    many: bool = False
    part: str | None = None


def _value(written: str) -> int:
    if "千" in written:
        tens, _, ones = written.partition("千")[2].lstrip("〇零○").partition("十")
        return 2000 + 10 * _SMALL.get(tens, 1) + _SMALL.get(ones, 0)
    digits = "".join(_DIGITS.get(c, c) for c in written)
    return int(digits) if len(digits) == len("2023") else 2000 + int(digits)


def _count(written: str) -> int:
    return _SMALL[written] if written in _SMALL else int(written)


def part_of_year(text: str) -> str | None:
    """The words that name less than a year."""
    found = _PART.search(text)
    return found[0] if found else None


def find(text: str, today: date) -> Years:
    """The years that a text names; ``today`` gives 去年 its meaning. Counts like 2023条 are left alone."""
    span = _RANGE.search(text)
    if span:
        first, last = _value(span["first"]), _value(span["last"])
        marked = text[: span.start()] + YEAR_MARK + text[span.end() :]
        years = tuple(range(first, last + 1)) if first <= last <= first + 30 else (first, last)
        return Years(marked, years, many=True, part=part_of_year(marked))
    recent = _RECENT.search(text)
    if recent and recent[0].startswith(("最近", "近", "过去")) and _count(recent["count"]) == 1:
        return _singles(text.replace(recent[0], ""), today)
    if recent:
        marked = text[: recent.start()] + YEAR_MARK + text[recent.end() :]
        return Years(
            marked, recent=_count(recent["count"] or recent["all"]), many=True, part=part_of_year(marked)
        )
    return _singles(text, today)


def _meant(word: str, named: list[int], today: date) -> int:
    """去年 goes by the clock; 上年 behind a year named goes by that year."""
    if word.startswith("上") and named:
        return named[-1] - 1
    return today.year + _WORDS[word]


def _singles(text: str, today: date) -> Years:
    years: list[int] = []
    marked, position = "", 0
    for found in _SINGLE.finditer(text):
        if _BARE.match(text[found.start() :]):
            continue
        years.append(_value(found["year"]) if found["year"] else _meant(found["word"], years, today))
        marked += text[position : found.start()] + YEAR_MARK
        position = found.end()
    marked += text[position:]
    return Years(marked, tuple(dict.fromkeys(years)), part=part_of_year(marked))
