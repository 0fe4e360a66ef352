"""S105, S106, S118: the report's title names the organ in full and the year once."""

import re
from collections.abc import Iterator

from parser.model.finding import Where
from parser.rules.case import Case, Check, Hit, Skip
from parser.rules.flat import folded

_TITLE = re.compile(r"(?P<organ>.{2,60}?)(?P<year>20\d\d)年政府信息公开工作年度报告")


_BOOKS = re.compile("《.*?》+")
_MISNAMED = re.compile(
    r"[\u4e00-\u9fff]{2,30}20\d\d年度?(?:政府信息公开|政务公开|信息公开)[\u4e00-\u9fff]{0,4}?(?:总结|报告|汇报|年报)"
)


def _misnamed(case: Case) -> str:
    """What stands where the title should, under another name: …2023年政府信息公开工作总结."""
    match = _MISNAMED.match(folded(case.report.preamble.text))
    return match[0] if match else ""


def _printed_title(case: Case) -> str:
    return folded(case.report.title or "").strip("#*")


def check_title(case: Case) -> Iterator[Hit | Skip]:
    """S105: nothing before the first part names the report."""
    opening = _BOOKS.sub("", folded(case.report.preamble.text)[:200])
    if _printed_title(case) or _misnamed(case) or "年度报告" in opening or not case.report.sections:
        return
    organ, year = case.report.organ or "××人民政府", case.report.year or "××××"
    yield Hit(
        where=Where(section=0, line=case.report.sections[0].place.line),
        found="无题名",
        expected="[机关名称][年份]年政府信息公开工作年度报告",
        message="第一部分之前没有报告题名。年度报告应有写明机关和年度的题名。",
        fix=f"在正文前补题名“{organ}{year}年政府信息公开工作年度报告”。",
        story="title",
    )


def check_title_form(case: Case) -> Iterator[Hit | Skip]:
    """S106: the title has words too many or too few."""
    title = _printed_title(case) or _misnamed(case)
    if not title:
        yield Skip("没有读到题名")
        return
    match = _TITLE.fullmatch(title)
    if match and not re.search(r"20\d\d|年度", match["organ"]):
        return
    right = f"{case.report.organ or '[机关名称]'}{case.report.year or '[年份]'}年政府信息公开工作年度报告"
    yield Hit(
        where=Where(section=0, line=case.report.preamble.place.line, quote=None),
        found=f"“{title}”",
        expected=f"“{right}”",
        message=f"题名“{title}”不规范，应为“{right}”。",
        fix=f"题名改为“{right}”，中间不留空格。",
        story="title",
    )


def check_organ_clear(case: Case) -> Iterator[Hit | Skip]:
    """S118: neither title nor closing says in which county a township lies; its name may stand for several."""
    organ = folded(case.report.organ or "")
    if not organ or not case.is_township:
        return
    closing = folded(case.report.sections[-1].text)[-60:] if case.report.sections else ""
    signed = "".join(re.findall(r"[\u4e00-\u9fff]{2,30}人民政府$", re.sub(r"\d.*", "", closing)))
    if not any(_above(name) for name in (organ, _printed_title(case).split("20")[0], signed)):
        yield Hit(
            where=Where(section=0),
            found=f"“{organ}”",
            expected="写明所在县（市、区）的机关全称",
            message=f"题名和落款只写“{organ}”，没有所在县（市、区），各地可能有同名机关。",
            fix=f"题名写机关全称，如“××县{organ}”。",
        )


def _above(name: str) -> bool:
    """Whether a county-level or higher name stands before the township's own."""
    return bool(re.search(r"[省市州县区旗盟].{1,10}(?:乡|镇|街道|苏木)(?:人民政府|办事处|政府|$)", name))


CHECKS: dict[str, Check] = {"S105": check_title, "S106": check_title_form, "S118": check_organ_clear}
