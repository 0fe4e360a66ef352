"""S116, S117, S120: the form is today's, the report is signed and dated, nothing is left to fill in."""

import re
from collections.abc import Iterator

from parser.model.finding import Where
from parser.rules.case import TRIAL, Case, Check, Hit, Skip
from parser.rules.flat import folded
from parser.rules.words import words


def _printed_labels(case: Case) -> str:
    labels = [
        p.raw
        for tables in case.form.values()
        for t in tables
        for p in (*t.headers, *(r.label for r in t.rows))
    ]
    return "\n".join(folded(label) for label in labels)


def check_old_form(case: Case) -> Iterator[Hit | Skip]:
    """S116, for years since the form of 2021."""
    if case.is_of_trial_form:
        yield Skip(TRIAL)
        return
    part_two = case.passage(2)
    text = _printed_labels(case) + ("\n" + part_two.flat.text if part_two else "")
    marks = list(dict.fromkeys(m[0] for m in words("form_of_2019", "marks").finditer(text)))
    if "政府集中采购" in _printed_labels(case) or (marks and "政府集中采购" in text):
        marks.append("政府集中采购")
    codes = {row.code for row in case.rows(3)}
    if "other" in codes and not any(c and c.startswith("other_") for c in codes):
        marks.append("（六）其他处理没有分项")
    if marks:
        shown = "、".join(f"“{m}”" for m in marks)
        yield Hit(
            where=Where(section=2, line=part_two.section.place.line if part_two else None),
            found=shown,
            expected="国办公开办函〔2021〕30号表样",
            message=f"沿用了2019年试行格式的内容：{shown}。现行表样没有这些栏目。",
            fix="换用国办公开办函〔2021〕30号表样，删去旧栏目，（六）其他处理列出三个分项。",
            story="t3.form",
        )


_DATE_LINE = re.compile(
    r"(?:.{0,30}?)(?:20\d\d年\d{1,2}月\d{1,2}日|20\d\d[-./]\d{1,2}[-./]\d{1,2}|二[〇零○O0].{2}年.{1,3}月.{1,3}日)"
)
_STATISTICS = re.compile(r"统计|期限|时限|数据")
_LAST_LINES, _SHORT = 4, 60


def check_signed(case: Case) -> Iterator[Hit | Skip]:
    """S117."""
    report = case.report
    if not report.sections or report.published:
        return
    lines = [p.text for p in case.passages[-1].paragraphs()][-_LAST_LINES:] if case.passages else []
    head = [p.text for p in case.passages[0].paragraphs()] if report.preamble.text else []
    if any(
        _DATE_LINE.fullmatch(x) and len(x) <= _SHORT and not _STATISTICS.search(x) for x in (*lines, *head)
    ):
        return
    yield Hit(
        where=Where(section=report.sections[-1].number, line=report.sections[-1].place.line),
        found="文末没有成文日期",
        expected="机关名称和成文日期",
        message="文末没有落款机关和成文日期。",
        fix=f"文末补写“{report.organ or '机关全称'}　{(report.year or 0) + 1 if report.year else '××××'}年×月×日”。",
    )


_BLANKS = re.compile(
    r"(?<![\dA-Za-z×])(?:[Xx]{2,}|×+)(?=省|市|县|区|镇|乡|街道|人民政府|年|月|日|条|件|次|篇|万元|份|个|项|期)"
    r"|20[Xx×*_]{2}(?=年)|【】|_{3,}|\(此处[^)]{0,12}\)|(?:待补充|待填写|此处填写)"
)


def check_blanks_left(case: Case) -> Iterator[Hit | Skip]:
    """S120."""
    for passage in case.passages:
        found = [piece for _, piece in passage.search(_BLANKS)]
        if found:
            first = found[0]
            shown = "、".join(dict.fromkeys(_around(passage.flat.text, p.start, p.end) for p in found[:4]))
            yield Hit(
                where=first.where,
                found=f"占位符{len(found)}处",
                expected="实际内容",
                message=f"有占位符没有替换：{shown}。",
                fix="填写实际的名称、数字或日期；没有的删去。",
            )


def _around(text: str, start: int, end: int) -> str:
    return f"“{text[max(0, start - 4) : end + 3]}”".replace("\n", "")


CHECKS: dict[str, Check] = {"S116": check_old_form, "S117": check_signed, "S120": check_blanks_left}
