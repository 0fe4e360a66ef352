"""S101–S104, S111, S121: the six statutory parts, in order, under their legal headings, none of them empty.

A heading that was altered is still that part (parser.extract decides by meaning); only the wording is reported.
"""

import re
from collections.abc import Iterator

from rapidfuzz import fuzz

from parser.form import SECTIONS
from parser.model.finding import Where
from parser.model.report import Section
from parser.rules.case import Case, Check, Hit, Piece, Skip
from parser.rules.flat import folded
from parser.rules.words import words

_NUMERALS = "一二三四五六"
_NUMBER = re.compile(
    r"^[#*\s]*((?:第?[一二三四五六七八九十]+|\d+)(?:部分)?[、.,:)]?|\([一二三四五六七八九十\d]+\))"
)
_LIKE = 50.0
_SHORT = 16
"""A heading of so few characters is no heading run into its text."""


def _legal(number: int) -> str:
    return f"{_NUMERALS[number - 1]}、{SECTIONS[number - 1]}"


def _at(section: Section) -> Where:
    return Where(section=section.number, line=section.place.line)


def _doubtful(case: Case) -> bool:
    """Whether the reader met several sets of headings (a table of contents, two reports) and chose one."""
    return any(n.code == "E009" and "标题" in n.message for n in case.report.notes)


_SEVERAL_SETS = Skip("文中有不止一组各部分标题，不能断定哪一组是正文的")


_HEADING_LENGTH = 40


def _hidden(case: Case, words: str) -> bool:
    """Whether a part's legal words stand on a short line or in a table's cell, though not read as its heading."""
    lines = [p.text for passage in case.parts for p in passage.paragraphs() if len(p.text) <= _HEADING_LENGTH]
    labels = [folded(h.raw) for tables in case.form.values() for t in tables for h in t.headers]
    return any(folded(words) in text for text in (*lines, *labels))


def check_complete(case: Case) -> Iterator[Hit | Skip]:
    """S101: a part is missing."""
    present = {s.number for s in case.report.sections}
    missing = [n for n in range(1, 7) if n not in present]
    if len(missing) == len(SECTIONS):
        yield Skip("没有读到任何法定部分的标题")
        return
    if missing and _doubtful(case):
        yield _SEVERAL_SETS
        return
    for number in missing:
        if _hidden(case, SECTIONS[number - 1]):
            yield Skip(f"“{_legal(number)}”混在其他文字里，没有读作标题")
            continue
        yield Hit(
            where=Where(section=number),
            found=f"缺第{number}部分",
            expected=f"“{_legal(number)}”",
            message=f"缺少“{_legal(number)}”。年度报告应包括六个部分，缺一不可。",
            fix=f"补写“{_legal(number)}”；没有内容也要保留标题并说明情况。",
            story=f"part{number}",
        )


def check_order(case: Case) -> Iterator[Hit | Skip]:
    """S102: the parts are out of order or come twice."""
    if _doubtful(case):
        yield _SEVERAL_SETS
        return
    yield from map(_twice, _repeated(case))
    numbers = [s.number for s in case.report.sections]
    reached = 0
    for section in case.report.sections:
        if section.number > reached:
            reached = section.number
            continue
        twice = numbers.index(section.number) != numbers.index(reached) and numbers.count(section.number) > 1
        yield Hit(
            where=_at(section),
            found=f"“{folded(section.heading)}”{'重复出现' if twice else '排在后面'}",
            expected=f"第{section.number}部分，只出现一次",
            message=f"“{folded(section.heading)}”{'重复出现' if twice else '位置不对'}，应为第{section.number}部分。",
            fix="按表样顺序排列六个部分，删去重复的标题。",
        )


_HEADINGS = {f"{n}、{words}": at for at, (n, words) in enumerate(zip(_NUMERALS, SECTIONS, strict=True), 1)}
_CONTENTS = 3
"""So many headings one after another are a table of contents."""


def _repeated(case: Case) -> Iterator[Piece]:
    """Legal headings on a line of their own that the reader took for text: the part begins twice."""
    for passage in case.passages:
        lines = [p for p in passage.paragraphs() if p.text in _HEADINGS]
        if len(lines) < _CONTENTS:
            yield from lines


def _twice(piece: Piece) -> Hit:
    return Hit(
        where=piece.where,
        found=f"“{piece.text}”重复出现",
        expected="只出现一次",
        message=f"“{piece.text}”重复出现。六个部分应按顺序各出现一次。",
        fix="删去重复的标题，合并该部分的内容。",
    )


def check_numbers(case: Case) -> Iterator[Hit | Skip]:
    """S103: a part's number is not 一、 to 六、."""
    wrong = []
    for section in case.report.sections:
        match = _NUMBER.match(folded(section.heading))
        if match and folded(match[0]).strip("#*") != f"{_NUMERALS[section.number - 1]}、":
            wrong.append((section, match[1]))
    if wrong:
        shown = "、".join(f"“{raw}”应为“{_NUMERALS[s.number - 1]}、”" for s, raw in wrong)
        yield Hit(
            where=_at(wrong[0][0]),
            found="、".join(f"“{raw}”" for _, raw in wrong),
            expected="一、二、三、四、五、六、",
            message=f"一级标题编号不规范：{shown}。六个部分应以“一、”至“六、”编号。",
            fix="改用“一、”至“六、”编号。",
        )


def check_headings(case: Case) -> Iterator[Hit | Skip]:
    """S104: a heading's words are not the legal ones (和 and 及 are taken as the same)."""
    for section in case.report.sections:
        printed, legal = _words(section.heading), _words(SECTIONS[section.number - 1])
        altered = len(printed) <= _SHORT or fuzz.ratio(printed, legal) >= _LIKE
        if printed and printed != legal and altered:
            yield Hit(
                where=_at(section),
                found=f"“{folded(section.heading).strip('#*')}”",
                expected=f"“{_legal(section.number)}”",
                message=f"标题“{folded(section.heading).strip('#*')}”与规定不一致，应为“{_legal(section.number)}”。",
                fix=f"改为“{_legal(section.number)}”。",
            )


def _words(heading: str) -> str:
    bare = _NUMBER.sub("", folded(heading))
    return re.sub(r"[^\u4e00-\u9fff]", "", bare).replace("及", "和")


_TERSE, _LEAST = 15, 30
"""A part five of fewer characters says nothing: the lower limit where it names a problem or a measure."""


def check_problems_empty(case: Case) -> Iterator[Hit | Skip]:
    """S111: part five is empty or says nothing."""
    section = case.report.section(5)
    if section is None or _doubtful(case):
        yield _SEVERAL_SETS if section else Skip("没有第五部分")
        return
    text = folded(section.text)
    named = any(words("part_five", key).search(text) for key in ("problems", "measures"))
    if len(text) < (_TERSE if named else _LEAST):
        yield Hit(
            where=_at(section),
            found=f"{len(text)}字" + (f"：“{text}”" if text else ""),
            expected="写明存在的问题和改进情况",
            message="第五部分没有实质内容。应写明政府信息公开工作存在的主要问题及改进情况。",
            fix="补写本年度存在的具体问题，以及对应的改进措施和进展。",
            story="part5.thin",
        )


def check_tables_shown(case: Case) -> Iterator[Hit | Skip]:
    """S121: a part that must be a table has none."""
    for number in (2, 3, 4):
        section = case.report.section(number)
        if (
            section
            and not case.has_table(number)
            and not any(c.startswith(f"t{number}.") for c in case.report.cells)
        ):
            yield Hit(
                where=_at(section),
                found="没有表格",
                expected=f"表{'二三四'[number - 2]}",
                message=f"第{number}部分没有读到表格。该部分应按国办表样以表格报告。",
                fix="补上表样规定的表格并逐格填数；若已附图片，请改为可读的表格。",
                story=f"t{number}.none",
                sure=0.7,
            )


CHECKS: dict[str, Check] = {
    "S101": check_complete,
    "S102": check_order,
    "S103": check_numbers,
    "S104": check_headings,
    "S111": check_problems_empty,
    "S121": check_tables_shown,
}
