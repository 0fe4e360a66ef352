"""What a report says about itself outside its six parts: title, publication date, period, contact, page metadata.

Titles come over several lines, with stray spaces, or not at all. Metadata lines (索引号：… 发布日期：…) come from
government pages. Nothing is made up: what is not printed is None.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from parser.form.headings import heading
from parser.text import PLAIN, find_dates, find_period, fold

TITLE = re.compile(
    r"(?P<before>[^。；，,;:：《》]{0,40}?)(?:关于)?(?P<year>20\d{2}|[二2][〇○零0O][〇○零一二三四五六七八九\d]{2})"
    r"年?(?:度)?(?:(?P=year)年?(?:度)?)?(?P<between>[^。；，,;:：《》\d]{0,30}?)(?:政府信息公开|政务信息公开|信息公开|政务公开)"
    r"[^。；，,;:：《》]{0,12}?(?:报告|年报)(?:\(?[^()]{0,30}\)?)"
)
_UNDATED = re.compile(
    r"(?P<before>[^。；，,;:：《》]{2,40}?)(?:政府信息公开|政务公开)(?:工作)?(?:(?P<year>20\d{2})年?)?(?:年?度)?(?:工作)?(?:报告|年报)"
    r"(?:\(?(?P<late>20\d{2})年?(?:度)?\)?)?"
)
_PUBLISHED = re.compile(r"(?:发布|公开|成文|生成|发文|印发|报告|填报|编制)(?:日期|时间)[:：]?(.{8,16})")
_PRINTED = re.compile("印发|抄送|校对|打印|份")
META = re.compile(
    r"^(?:索引号|信息索引|发布机构|发布机关|公开机构|信息来源|来源|发布日期|发布时间|成文日期|生成日期|公开日期|文号|主题分类|名称|有效性|组配分类|浏览次数|作者|责任编辑)[:：]"
)
_SOURCE = re.compile(
    r"(?:发布机构|发布机关|公开机构|信息来源|来源|制发机关|作者)[:：]\s*([\u4e00-\u9fff]{2,30})(?![:：\u4e00-\u9fff])"
)
_PHONE = re.compile(r"(?<![\d-])(?:[(（]?0\d{2,3}[)）]?[-—－–‐ ]{0,2}\d{7,8}|1[3-9]\d{9}|[2-8]\d{6,7})(?!\d)")
_CALL = re.compile(r"(?:电话|联系方式|热线|传真)[^\d(（]{0,12}")
_TERM = re.compile(r"统计|期限|时限|数据|起止|截止|截至")
SITE_SIGNS = re.compile(r"[-_|—–·>»]+")
"""What stands between a page's title and its site's name."""
_ABOUT = re.compile(
    r"(?:通知|通报|函|方案|格式|模板|要求|说明)(?:\([^()]*\))?$|(?:报告|年报)[^()。:]{0,12}的(?:通知|通报|函)|^[现兹]将"
)
"""A title that ends so, or goes on so, is of a paper about reports; what begins with 现将 is a sentence."""
_LONGEST = 80
"""A longer line is prose."""
_LINES = 4
"""A title is printed on at most so many lines."""
_BETWEEN = 12
"""Lines of metadata that may stand among them."""


@dataclass(frozen=True, slots=True)
class Title:
    """A title as printed (white space out), the year in it, and the words where an organ may stand."""

    text: str
    year: int | None
    organ: str


def find_title(lines: Sequence[str]) -> Title | None:
    """The report's title among the lines before the first part, joined where it was broken.

    >>> find_title(["彭阳县新集乡人民政府", "2023 年政府信息公开工作年度报告"])
    Title(text='彭阳县新集乡人民政府2023年政府信息公开工作年度报告', year=2023, organ='彭阳县新集乡人民政府')
    """
    plain = [text for line in lines if (text := fold(line)) and not META.match(text)]
    best: Title | None = None
    for first in range(len(plain)):
        for last in range(first + 1, min(first + _LINES, len(plain)) + 1):
            title = read_title("".join(plain[first:last]))
            if title and (best is None or _says_more(title, best)):
                best = title
        if best and best.organ:
            return best
    return best


def _says_more(title: Title, than: Title) -> bool:
    """Has it an organ that the other lacks, or the same one and a year (年度报告（2023年度）)?"""
    same = title.organ == than.organ and bool(title.year and not than.year)
    return same or bool(title.organ and not than.organ)


def own_head(lines: Sequence[str]) -> list[str]:
    """The lines before the first part that are this report's: behind another report's sections, from its own title on.

    >>> own_head(["一、总体情况", "无。", "乙镇2021年政府信息公开工作年度报告", "按…编制。"])
    ['乙镇2021年政府信息公开工作年度报告', '按…编制。']
    """
    heads = [n for n, line in enumerate(lines) if (one := heading(line)) and one.part]
    if not heads:
        return list(lines)
    behind = range(len(lines) - 1, heads[-1], -1)
    last = next((n for n in behind if find_title(lines[n : n + _LINES + _BETWEEN])), None)
    if last is None:
        return list(lines)
    title = find_title(lines[last:])
    return list(lines[last:] if title and title.organ else lines[max(heads[-1] + 1, last - 1) :])


def read_title(text: str) -> Title | None:
    """The title that a whole text is, else None.

    >>> read_title("西山乡人民政府 2023 年度政府 信息公开工作年度报告").organ
    '西山乡人民政府'
    >>> read_title("2024年政务公开工作要点") is None
    True
    """
    plain = fold(text[: 4 * _LONGEST])
    if len(plain) > _LONGEST or _ABOUT.search(plain):
        return None
    found = TITLE.fullmatch(plain.translate(PLAIN)) or _UNDATED.fullmatch(plain)
    if not found:
        return None
    parts = {name: plain[slice(*found.span(name))] for name in found.groupdict()}
    organ = parts["before"] or re.sub(r"^度|年度|年$", "", parts.get("between") or "")
    return Title(plain, _year(parts.get("year") or parts.get("late")), organ.strip("-—·|"))


def _year(text: str | None) -> int | None:
    if not text:
        return None
    digits = text.translate(str.maketrans("〇○零O一二三四五六七八九", "0000123456789"))
    return int(digits) if digits.isdigit() else None


def find_published(signed: Sequence[str], head: Sequence[str]) -> date | None:
    """The date of the sign-off, else that of a metadata line."""
    for line in reversed(signed):
        plain = LABEL.sub("", fold(line))
        dates = find_dates(plain)
        if dates and not _PRINTED.search(plain) and _alone(plain, dates[0].start, dates[0].end):
            return dates[0].date
    for line in (*head, *signed):
        found = _PUBLISHED.search(fold(line))
        dates = find_dates(found[1]) if found else []
        if dates:
            return dates[0].date
    return None


LABEL = re.compile(
    r"^(?:报告|填报|编制|制作|发布|公开)?(?:单位|机关|机构|部门)(?:名称)?(?:\((?:盖章|公章)\))?[:：]"
)
"""Before the name in a sign-off (单位（盖章）：…)."""


def _alone(line: str, start: int, end: int) -> bool:
    """A sign-off's date stands alone or behind the organ's name."""
    rest = line[:start] + line[end:]
    return len(rest) <= 30 and not re.search(r"[。，、；:：]|\d|[至止起期]", rest)  # noqa: PLR2004


def find_term(texts: Sequence[str]) -> tuple[date, date] | None:
    """The period that the figures cover, where the text says that it is one."""
    for text in texts:
        for sentence in re.split(r"[。；\n]", text):
            period = find_period(sentence) if _TERM.search(sentence) else None
            if period:
                return period
    return None


def find_contact(texts: Sequence[str]) -> str | None:
    """The first phone number that is called one, as printed."""
    for text in texts:
        for call in _CALL.finditer(text):
            phone = _PHONE.match(text, call.end())
            if phone:
                return phone[0]
    return None


def find_publisher(head: Sequence[str]) -> str | None:
    """Who a page's metadata says has published it."""
    for line in head:
        found = _SOURCE.search(line)
        if found:
            return found[1]
    return None


def as_date(text: str | None) -> date | None:
    """An ISO date of a reader's metadata."""
    dates = find_dates(text or "")
    return dates[0].date if dates else None
