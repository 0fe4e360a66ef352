"""Y702–Y704, L961, L962: title, period, signature and publication, and the day the report is due."""

import re
from collections.abc import Iterator
from datetime import date

from parser.model.finding import Where
from parser.rules.case import Case, Check, Hit, Piece, Skip
from parser.rules.flat import folded
from parser.text import parse_date

_SIGNED = re.compile(
    r".{0,30}?(?P<date>20\d\d年\d{1,2}月\d{1,2}日|[二〇零○]{2}[〇零○一二三四五六七八九]{2}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日)\)?"
)
_SHORT, _LAST = 50, 4
_TITLE_YEAR = re.compile(r"(20\d\d)年")
_RANGE = re.compile(
    r"(?P<y1>20\d\d)年(?P<m1>\d{1,2})月(?P<d1>\d{1,2})日?(?:起|开始)?(?:至|到|-|—|–|~|,?截[至止])+"
    r"(?:(?P<y2>20\d\d)年)?(?P<m2>\d{1,2})月(?P<d2>\d{1,2})(?P<day>日?)"
)
_OF_STATISTICS = re.compile(r"统计|期限|时限|数据|报告期|起止")


def _signed(case: Case) -> tuple[date, Piece] | None:
    """The date under the report, on a short line of its own."""
    if not case.parts:
        return None
    for paragraph in reversed(list(case.parts[-1].paragraphs())[-_LAST:]):
        match = _SIGNED.fullmatch(paragraph.text)
        day = parse_date(match["date"]) if match and len(paragraph.text) <= _SHORT else None
        if day and not _OF_STATISTICS.search(paragraph.text):
            return day, paragraph
    return None


def _title_year(case: Case) -> int | None:
    years = set(_TITLE_YEAR.findall(folded(case.report.title or "")))
    return int(years.pop()) if len(years) == 1 else None


def _ranges(case: Case) -> Iterator[tuple[re.Match[str], Piece]]:
    """Statistical periods: date ranges in sentences that speak of statistics, before or after the parts."""
    for passage in case.passages:
        for match, piece in passage.search(_RANGE):
            if _OF_STATISTICS.search(passage.sentence_at(piece.start).text):
                yield match, piece


def check_years_agree(case: Case) -> Iterator[Hit | Skip]:
    """Y702."""
    year = _title_year(case) or case.report.year
    if year is None:
        yield Skip("题名和正文没有写明一个报告年度")
        return
    for match, piece in _ranges(case):
        if int(match["y1"]) != year and match["m1"] == "1" and match["m2"] == "12":
            yield _disagree(
                piece.where,
                f"报告年度{year}年，统计期限{match['y1']}年",
                f"统计期限为{year}年1月1日至12月31日",
            )
            break
    signed = _signed(case)
    if signed and signed[0].year != year + 1:
        yield _disagree(signed[1].where, f"报告年度{year}年，落款{signed[0].year}年", f"落款在{year + 1}年")


def _disagree(where: Where, found: str, expected: str) -> Hit:
    return Hit(
        where=where,
        found=found,
        expected=expected,
        message=f"{found}，年份不符。{expected}。",
        fix="核对报告年度，统一题名、统计期限和落款的年份。",
        story="date",
        sure=0.9,
    )


def check_period(case: Case) -> Iterator[Hit | Skip]:
    """Y703: the period runs from the first to the last day of one year, with nothing missing."""
    found = list(_ranges(case))
    if not found:
        yield Skip("没有写明统计期限")
    for match, piece in found:
        whole = (match["m1"].lstrip("0"), match["d1"].lstrip("0"), match["m2"], match["d2"]) == (
            "1",
            "1",
            "12",
            "31",
        )
        if not whole or not match["day"] or (match["y2"] and match["y2"] != match["y1"]):
            right = f"{match['y1']}年1月1日至{match['y1']}年12月31日"
            yield Hit(
                where=piece.where,
                found=f"“{piece.printed}”",
                expected=f"“{right}”",
                message=f"统计期限“{piece.printed}”不完整，应为“{right}”。",
                fix=f"改为“{right}”。",
                story="date",
            )
            return


def check_not_early(case: Case) -> Iterator[Hit | Skip]:
    """Y704: signed or published before the year was over."""
    year, signed = case.report.year, _signed(case)
    day = signed[0] if signed else case.report.published
    if year is None or day is None:
        yield Skip("没有读到报告年度或成文、发布日期")
        return
    if day <= date(year, 12, 30):
        yield Hit(
            where=signed[1].where if signed else Where(section=0),
            found=f"{day:%Y-%m-%d}",
            expected=f"{year}年12月31日之后",
            message=f"成文或发布日期{day.year}年{day.month}月{day.day}日早于统计期末{year}年12月31日。",
            fix=f"核对日期，应在{year + 1}年。",
            story="date",
            sure=0.9,
        )


def check_in_time(case: Case) -> Iterator[Hit | Skip]:
    """L961: published after the day it was due."""
    year, day = case.report.year, case.report.published
    if year is None or day is None:
        yield Skip("没有读到报告年度或发布日期")
        return
    due = case.profile.due_date(year)
    if day.year > due.year:
        yield Skip("发布日期与报告年度相差一年以上，先核对年份")
    elif day > due:
        yield Hit(
            where=Where(section=0),
            found=f"{day:%Y-%m-%d}",
            expected=f"不晚于{due:%Y-%m-%d}",
            message=(
                f"发布日期{day.year}年{day.month}月{day.day}日，晚于期限"
                f"{due.year}年{due.month}月{due.day}日（{(day - due).days}天）。"
            ),
            fix="尽快发布并说明原因；当地另有期限的，以当地规定为准。",
            sure=0.7,
        )


_REMIND = (15, 7, 3, 0, -1)


def check_soon_due(case: Case) -> Iterator[Hit | Skip]:
    """L962: the day is near (or just over) and the report bears no date."""
    if case.today is None or case.report.year is None:
        yield Skip("没有当前日期或报告年度")
        return
    due = case.profile.due_date(case.report.year)
    left = (due - case.today).days
    if case.report.published is None and _REMIND[-1] <= left <= _REMIND[0]:
        said = f"距期限还有{left}天" if left > 0 else "今天是期限" if left == 0 else "期限已过1天"
        yield Hit(
            where=Where(),
            found=said,
            expected=f"{due:%Y-%m-%d}前发布",
            message=f"报告尚无发布日期，{said}（{due.year}年{due.month}月{due.day}日）。",
            fix="改正后及时发布。",
        )


CHECKS: dict[str, Check] = {
    "Y702": check_years_agree,
    "Y703": check_period,
    "Y704": check_not_early,
    "L961": check_in_time,
    "L962": check_soon_due,
}
