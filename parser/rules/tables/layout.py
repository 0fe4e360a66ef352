"""T201, T202, T210, T305, T306, T308: are the rows and columns those of the form, under their legal names?

Names are compared without numbers, brackets, punctuation and white space. A name that is like a legal one but says
something else is reported; one that is like none is left alone, because it may be the reader's fault.
"""

import re
from collections.abc import Iterable, Iterator
from functools import partial

from rapidfuzz import fuzz

from parser.form import COLUMNS3, COLUMNS4, TABLE2, TABLE3, Row
from parser.model.finding import Where
from parser.model.report import Printed
from parser.rules.case import TRIAL, Case, Check, Hit, Skip
from parser.rules.flat import folded

_NUMBER = re.compile(r"^([((]?[一二三四五六七八九十\d]+[))]|[一二三四五六七八九十\d]+[.、,:.])")
_MARKS = re.compile(r"[^\u4e00-\u9fff0-9A-Za-z]")
_REMARK = re.compile(r"\(.*\)")
_LIKE = 70.0
"""How alike (percent) a printed name must be to a legal one to be a slip of it; below, it is something else."""

HEADS2 = ("信息内容", "本年制发件数", "本年废止件数", "现行有效件数", "本年处理决定数量", "本年收费金额")


def bare(name: str) -> str:
    """A name without number, remark in brackets, punctuation and white space.

    >>> bare("2. 其他法律行政法规禁止公开"), bare("（二）部分公开（区分处理的，…）")
    ('其他法律行政法规禁止公开', '部分公开')
    """
    return _MARKS.sub("", _REMARK.sub("", _NUMBER.sub("", folded(name))))


def _slip(printed: str, legal: str) -> bool:
    """Whether ``printed`` is another wording of ``legal``: alike, but neither is a part of the other."""
    raw, right = bare(printed), bare(legal)
    if not raw or not right or raw.endswith(right) or raw in right:
        return False
    return fuzz.ratio(raw, right) >= _LIKE


def _renamed(where: Where, raw: str, legal: str, name: str) -> Hit:
    shown, right = folded(raw), _REMARK.sub("", folded(legal)) if "区分处理" in legal else legal
    return Hit(
        where=where,
        found=f"“{shown}”",
        expected=f"“{right}”",
        message=f"{name}“{shown}”与表样不一致，应为“{right}”。",
        fix=f"改为“{right}”。",
    )


def _line(place_line: int | None, section: int) -> Where:
    return Where(section=section, line=place_line)


def check_old_name(case: Case) -> Iterator[Hit | Skip]:
    """T201: table two still says 规范性文件."""
    if case.is_of_trial_form:
        yield Skip(TRIAL)
        return
    for row in case.rows(2):
        if row.code == "normative" and bare(row.label.raw) == "规范性文件":
            yield _renamed(
                _line(row.label.place.line or row.place.line, 2), row.label.raw, "行政规范性文件", "表二行名"
            )


def check_heads_two(case: Case) -> Iterator[Hit | Skip]:
    """T202: a column head of table two is misspelt."""
    if case.is_of_trial_form:
        yield Skip(TRIAL)
        return
    for head in _heads(case, 2):
        raw = bare(head.raw)
        if raw in HEADS2 or any(raw.endswith(h) for h in HEADS2):
            continue
        best = max(HEADS2, key=lambda h: fuzz.ratio(raw, h))
        if raw.startswith(("本年", "现行")) and fuzz.ratio(raw, best) >= _LIKE:
            yield _renamed(_line(head.place.line, 2), head.raw, best, "表二列名")


def _heads(case: Case, table: int) -> Iterator[Printed]:
    for form in case.form.get(table, ()):
        yield from form.headers


def check_names(case: Case) -> Iterator[Hit | Skip]:
    """T306: names of rows and columns of table three (and four) that say something else than the form."""
    legal: dict[str, Row] = {r.code: r for r in TABLE3}
    for row in case.rows(3):
        right = legal.get(row.code or "")
        if right and _slip(row.label.raw, right.label):
            yield _renamed(
                _line(row.label.place.line or row.place.line, 3), row.label.raw, right.label, "表三行名"
            )
    columns = {c.code: c.label for c in (*COLUMNS3, *COLUMNS4)}
    for head in (*_heads(case, 3), *_heads(case, 4)):
        code = (head.code or "").rsplit(".", 1)[-1]
        if code in columns and _slip(head.raw, columns[code]):
            yield _renamed(_line(head.place.line, 3), head.raw, columns[code], "列名")


def _missing(case: Case, table: int, legal: Iterable[Row]) -> tuple[Row, ...]:
    shown = {row.code for row in case.rows(table)}
    unknown = "".join(bare(row.label.raw) for row in case.rows(table) if row.code is None)
    return tuple(
        r
        for r in legal
        if not r.optional
        and r.code not in shown
        and not any(c.startswith(f"t{table}.{r.code}.") for c in case.report.cells)
        and bare(r.label) not in unknown
    )


def _tried_form(case: Case, missing: Iterable[Row]) -> bool:
    """Whether a report of those years has （六）其他处理 in one row, as its form had it, and lacks nothing else."""
    one = any(row.code == "other" for row in case.rows(3))
    return one and case.is_of_trial_form and all(row.code.startswith("other_") for row in missing)


def check_rows(table: int, case: Case) -> Iterator[Hit | Skip]:
    """T210, T305: rows of the form that the document doesn't have."""
    if not case.rows(table):
        yield Skip(f"没有读到表{'二三四'[table - 2]}的数据行")
        return
    form = TABLE2 if table == 2 else TABLE3  # noqa: PLR2004 - the tables' numbers
    missing = _missing(case, table, form)
    if not missing:
        return
    if _tried_form(case, missing):
        yield Skip(f"{TRIAL}，（六）其他处理只有一行")
        return
    name, total = f"表{'二三四'[table - 2]}", sum(not r.optional for r in form)
    names = "、".join(f"“{r.label}”" for r in missing)
    yield Hit(
        where=Where(
            cells=tuple(f"t{table}.{r.code}.{c.code}" for r in missing for c in r.columns), section=table
        ),
        found=f"缺{len(missing)}行",
        expected=f"{total}个数据行",
        message=f"{name}缺{len(missing)}行：{names}。表样有{total}个数据行，不得增删。",
        fix=f"按国办公开办函〔2021〕30号表样补上{names}，没有发生的写“0”。",
        story=f"t{table}.form",
    )


_EXTRA = re.compile(r"小计|合计|法人数|组织数")
_SEVEN = len(COLUMNS3)


def check_columns(case: Case) -> Iterator[Hit | Skip]:
    """T308: table three with a column too many, such as 小计."""
    rows = [row for row in case.rows(3) if row.values]
    extra = next((h for h in _heads(case, 3) if _EXTRA.fullmatch(bare(h.raw))), None)
    wide = [row for row in rows if sum(bool(folded(v.raw)) for v in row.values) > _SEVEN]
    if not extra and len(wide) * 2 <= len(rows):
        return
    count = max((sum(bool(folded(v.raw)) for v in row.values) for row in wide), default=_SEVEN + 1)
    what = f"多出“{folded(extra.raw)}”一列" if extra else f"有{count}个数值列"
    yield Hit(
        where=Where(section=3, line=(extra.place.line if extra else wide[0].place.line)),
        found=what,
        expected="7个数值列",
        message=f"表三{what}。表样为7个数值列：自然人、商业企业、科研机构、社会公益组织、法律服务机构、其他、总计，不设小计。",
        fix="删去多出的列，保留表样的7列。",
    )


CHECKS: dict[str, Check] = {
    "T201": check_old_name,
    "T202": check_heads_two,
    "T210": partial(check_rows, 2),
    "T305": partial(check_rows, 3),
    "T306": check_names,
    "T308": check_columns,
}
