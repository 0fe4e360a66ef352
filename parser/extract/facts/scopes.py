"""Which time a figure speaks of: the report's year, all years, another year, or a plan.

The subject test tells a time from a name: "2022年收到申请3件" in a report on 2023 is another year's figure,
"2022年种植棉花一次性补贴公示4次" is this year's.
"""

import re
from collections.abc import Iterator

from parser.extract.facts.clauses import as_year, organ
from parser.extract.facts.vocabulary import at_start, pattern
from parser.model.report import Scope

HEADING = 30
LAST = re.compile(r"(?:^|[。；])(?:去年|上一?年(?!度?末?结转)度?|前年)，[^；]*$")
SINCE = re.compile(r"(?:^|(?<=[，。；：、]))([^，。；：、]{2,25})(?:以来|至今)(?=[^；]*$)")
LATELY = re.compile("今年|本年|年初|全年|一直|长期|一年|近期|入[春夏秋冬]")
SEVERAL = re.compile(r"(20\d\d)年?度?[至到~～—–-]+(20\d\d)年")
COMPARED = re.compile(
    r"(?:(?:^|[，；：。])(?:相?[与比较]|相[较比]于?)|[由从](?=\d{4}年[^，。；、]{0,4}$)|(?<=[\u4e00-\u9fff])(?=\d{4}年度?的?$))((?:19|20)\d\d)年"
)
"""与2022年公开的445条相比: a year that stands behind 与, 比, 较 is the figure's own."""
BASIS = re.compile(r"在(?:19|20)\d\d年[^，。；]*的?基础上")
INTENT = re.compile(
    r"(?<![^。；：\n])(?:[一二三四五六]、|（[一二三四五六]）)?(20\d\d)年(?:度|全年)?，?[^，。；\n]{0,12}?"
    r"(?:将|要(?!求)|计划|拟|力争|继续|打算|预计|争取|重点工作：|工作重点：|工作(?:安排|思路|目标)：)"
)
DONE = re.compile("实际|(?:目前|现)已|^已")
PAST = re.compile("截[至止]|月|日")
SO_FAR = re.compile("截[至止]到?[^，。；]*，?")
OF_THIS_YEAR = ("全年", "今年", "本年", "年内", "当年", "年度")
MONTHS = r"1?\d月?份?[至到—–~-](?!12月)1?\d月份?"
PERIOD = re.compile(
    rf"(?:^|(?<=[，。；：]))(?:截[至止]到?)?(?:20\d\d年)?({MONTHS}|(?!12)1?\d月[底末]|前[一二三四五六七八九十\d]+个月|[上下]半年|前[一二三]季度|第?[一二三四]季度)，"
)
WHOLE = re.compile("全年|本年|今年|年度|截[至止]|月|季度|半年|20\\d\\d年")
AGAIN = re.compile("[，；](?:其中)?(?:今年|本年|当年|全年|20\\d\\d年)")
YEAR = re.compile(
    r"(?:^|(?<=[，；：、。（）\n是]))(?:其中|而|另外?|且|[^，；：、。（）\n\d]{0,16}[乡镇道办局会府位关])?(?:截[至止]到?|在|自|到|至|继)?((?:19|20)\d\d|2\d)年(?![来间多以前内期])(?:度|全年|年?[底末初]|同期|\d{1,2}月(?:\d{1,2}日)?(?:底|末)?)?"
)


def scope_of(before: str, lead: str, *, year: int | None, planned: bool) -> Scope:
    """The scope of a figure, from its sentence up to the figure and from its lead (the end of it)."""
    if _ever(before, lead, year):
        return Scope.ALL_YEARS
    named = _named(before)
    past = named and (year is None or as_year(named[1]) <= year)
    done = DONE.search(lead) or (planned and past)
    if (planned or pattern("lead", "plan").search(before)) and not done:
        return Scope.PLAN
    if pattern("lead", "other_year").search(lead) or LAST.search(before) or _spans_years(lead):
        return Scope.OTHER_YEAR
    bare = BASIS.sub("", before)
    named = COMPARED.search(lead) or (named if bare == before else _named(bare))
    if year is None or named is None or as_year(named[1]) == year:
        return Scope.YEAR
    return Scope.PLAN if as_year(named[1]) > year and not PAST.search(named[0]) else Scope.OTHER_YEAR


def part_of_year(before: str) -> str:
    """1至11月, 上半年, 第三季度，…: the part of the year that the clauses behind it speak of; nothing for the whole."""
    found = [*PERIOD.finditer(before)][-1:]
    return found[0][1] if found and not WHOLE.search(before, found[0].end()) else ""


def _spans_years(lead: str) -> bool:
    """2021—2023年共公开: no single year's figure."""
    found = SEVERAL.match(lead)
    return bool(found and found[1] != found[2] and _time_like(lead[found.end() :]))


def is_so_far(before: str, lead: str, following: str, *, year: int | None) -> bool:
    """公众号累计发布3000条，2023年发布310条: a sum is of all years where the year's own figure stands beside it.

    ``before`` is the sentence up to the sum's figure, ``following`` the lead of the next figure.
    """
    now = rf"，?(?:其中，?)?(?:今年|本年度?|当年{f'|{year}年(?:度|全年)?' if year else ''})"
    if "累计" not in lead or not re.match(now, following):
        return False
    said = SO_FAR.sub("", before)
    return not any(word in said for word in (*OF_THIS_YEAR, str(year)))


def _ever(before: str, lead: str, year: int | None) -> bool:
    """历年累计, or 自…以来 in the figure's own stretch, unless it only looks back to this year."""
    if pattern("lead", "all_years").search(lead):
        return True
    since = [*SINCE.finditer(before)][-1:] if "以来" in before or "至今" in before else []
    if not since or AGAIN.search(before, since[0].end()):
        return False
    return not LATELY.search(since[0][1]) and (year is None or str(year) not in since[0][1])


def _named(before: str) -> re.Match[str] | None:
    """The last year (the match's first group) that stands as a time at the head of a clause."""
    found = None
    for match in YEAR.finditer(before):
        rest = before[match.end() :]
        if match[0].endswith("同期") and re.search("[，；]", rest):
            continue
        if not rest or rest[0] in "，、" or match[0][-1] in "底末初期" or _time_like(rest):
            found = match
    return found


def _time_like(rest: str) -> bool:
    starts = (
        ("lead", "subjects", "times", "adverbs", "particles"),
        ("verbs", "words", "prepositions"),
        ("zeros", "negations"),
    )
    return any(at_start(table, *keys).match(rest) for table, *keys in starts) or bool(organ().match(rest))


def planned_spans(text: str, year: int | None, *, closing: bool) -> Iterator[tuple[int, int]]:
    """The stretches that tell of plans: under a heading (下一步工作打算), or on a line from where it speaks of them.

    It does behind a label (改进措施：), and from a sentence on that says what a later year will bring; in a
    ``closing`` part also from 下一步 or 我镇将 on.
    """
    yield from _headed(text)
    intended = (m for m in INTENT.finditer(text) if year and int(m[1]) > year)
    openings = pattern("lead", "plan_openings").finditer(text) if closing else ()
    for label in (*pattern("lead", "plan_labels").finditer(text), *openings):
        yield label.end(), _end(text, label.end(), "\n")
    for label in intended:
        yield label.end(), _end(text, label.end(), "\n|。（[一二三四五六]）")


def _end(text: str, start: int, mark: str) -> int:
    found = re.compile(mark).search(text, start)
    return found.start() if found else len(text)


def _headed(text: str) -> Iterator[tuple[int, int]]:
    """From each heading of a plan up to the next heading of the text."""
    start: int | None = None
    at = 0
    for line in text.split("\n"):
        if 0 < len(line) <= HEADING and not re.search(r"[。；，]", line):
            if start is not None:
                yield start, at
            start = at if pattern("lead", "plan_headings").search(line) else None
        at += len(line) + 1
    if start is not None:
        yield start, len(text)
