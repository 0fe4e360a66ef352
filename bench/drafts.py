"""Drafts of our own making: consistent reports in many phrasings, and one known mistake put into each.

    python bench/drafts.py --reports 2000 --seed 1 [--through text|docx]

Every draft is consistent by construction: the tables balance, the narrative states the tables' numbers, lists add up.
A break changes one thing and names the rule that must find it. Counted are breaks not found, errors of other rules
(a break's own consequences are named with it), and consistent drafts that raise an error. Last line: the figures.
"""

import argparse
import io
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from parser.extract import extract
from parser.extract.facts import find_facts
from parser.form import CODES, COLUMNS3, COLUMNS4, RESULT_ROWS, SECTIONS, TABLE2, TABLE3, TABLE4, unit
from parser.model.document import Place, Source
from parser.model.finding import Severity
from parser.model.report import Cell, FormRow, FormTable, Printed, Report, Section
from parser.read import read
from parser.rules import check
from parser.text import number

NUMERALS = "一二三四五六"
ROWS3 = tuple(r for r in TABLE3 if not r.optional)
GROUPS2 = (
    ("（一）", ("regulation", "normative")),
    ("（五）", ("licensing",)),
    ("（六）", ("penalty", "coercion")),
    ("（八）", ("fee",)),
)


@dataclass(frozen=True)
class Draft:
    """A report to be: texts by section (0 before the first), values as printed by cell code, what is left out."""

    organ: str = "青河县白石镇人民政府"
    year: int = 2023
    texts: dict[int, str] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    missing: frozenset[str] = frozenset()
    headings: tuple[str, ...] = tuple(f"{n}、{s}" for n, s in zip(NUMERALS, SECTIONS, strict=True))
    title: str | None = ""
    published: date | None = None

    @property
    def head(self) -> str | None:
        """The title; the regular one unless another or None was set."""
        return f"{self.organ}{self.year}年政府信息公开工作年度报告" if self.title == "" else self.title

    def write(self, section: int, text: str) -> "Draft":
        """Replace a section's text."""
        return replace(self, texts={**self.texts, section: text})

    def swap(self, old: str, new: str) -> "Draft":
        """Replace words wherever they stand in the narrative."""
        return replace(self, texts={n: t.replace(old, new) for n, t in self.texts.items()})

    def put(self, **values: str) -> "Draft":
        """Set cells; codes with __ for the dots: t3__new__total="2"."""
        return replace(self, values={**self.values, **{k.replace("__", "."): v for k, v in values.items()}})

    def raw(self, code: str) -> str:
        """What a cell prints."""
        return self.values.get(code, "0")

    def report(self) -> Report:
        """The report as if it had been read without a flaw."""
        sections = tuple(
            Section(n, self.headings[n - 1], self.texts.get(n, ""), Place(line=n * 10))
            for n in range(1, 7)
            if f"s{n}" not in self.missing
        )
        preamble = "\n".join(t for t in (self.head, self.texts.get(0, "")) if t)
        return Report(
            organ=self.organ,
            division=None,
            division_path=None,
            year=self.year,
            title=self.head,
            published=self.published,
            period=None,
            contact=None,
            sections=sections,
            cells=dict(self._cells()),
            facts=find_facts(sections, year=self.year),
            tables=tuple(self._tables()),
            preamble=Section(0, "", preamble),
        )

    def _cells(self) -> Iterator[tuple[str, Cell]]:
        for code in CODES:
            row = code.rsplit(".", 1)[0]
            value = number(self.raw(code))
            legal = value is not None and (unit(code) != "件" or value == value.to_integral_value())
            if (
                row not in self.missing
                and code not in self.missing
                and (legal or self.raw(code) in {"", "/", "—", "无"})
            ):
                yield code, Cell(code, self.raw(code), value if legal else None)

    def _tables(self) -> Iterator[FormTable]:
        for n, rows in ((2, TABLE2), (3, ROWS3), (4, TABLE4)):
            printed = tuple(
                FormRow(
                    r.code,
                    Printed(self.labels.get(f"t{n}.{r.code}", r.label), r.code),
                    tuple(
                        Printed(self.raw(c), c)
                        for col in r.columns
                        if (c := f"t{n}.{r.code}.{col.code}") not in self.missing
                    ),
                    len(r.columns),
                )
                for r in rows
                if f"t{n}.{r.code}" not in self.missing
            )
            heads = {2: TABLE2[0].columns, 3: COLUMNS3, 4: COLUMNS4}[n]
            if f"t{n}" not in self.missing:
                yield FormTable(
                    n,
                    tuple(Printed(self.labels.get(f"t{n}:{c.code}", c.label), c.code) for c in heads),
                    printed,
                )

    def lines(self, table: int) -> Iterator[list[str]]:
        """A table's rows as fields, the way office programs paste them."""
        if table == 2:
            for article, codes in GROUPS2:
                rows = [r for r in TABLE2 if r.code in codes]
                yield [f"第二十条第{article}项", "", "", ""]
                heads = [c.label + ("（单位：万元）" if c.unit == "万元" else "") for c in rows[0].columns]
                yield ["信息内容", *heads, *[""] * (3 - len(heads))]
                for r in rows:
                    if f"t2.{r.code}" not in self.missing:
                        cells = [self.raw(f"t2.{r.code}.{c.code}") for c in r.columns]
                        yield [self.labels.get(f"t2.{r.code}", r.label), *cells, *[""] * (3 - len(cells))]
        elif table == 3:
            yield [
                "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）",
                "",
                "",
                "申请人情况",
                *[""] * 5,
                "总计",
            ]
            yield ["", "", "", "自然人", "法人或其他组织", *[""] * 4, ""]
            yield ["", "", "", "", *[c.label for c in COLUMNS3[1:6]], ""]
            seen: set[str] = set()
            for r in ROWS3:
                if f"t3.{r.code}" not in self.missing:
                    names = ["" if g in seen else g for g in r.groups]
                    seen.update(r.groups)
                    label = [*names, self.labels.get(f"t3.{r.code}", r.label)]
                    values = [self.raw(f"t3.{r.code}.{c.code}") for c in COLUMNS3]
                    yield [*label, *[""] * (3 - len(label)), *values]
        else:
            yield ["行政复议", *[""] * 4, "行政诉讼", *[""] * 9]
            yield [*[c.label for c in COLUMNS4], "未经复议直接起诉", *[""] * 4, "复议后起诉", *[""] * 4]
            yield [*[""] * 5, *[c.label for c in COLUMNS4] * 2]
            yield [self.raw(f"t4.{b.code}.{c.code}") for b in TABLE4 for c in COLUMNS4]

    def text(self, separator: str = "\t") -> str:
        """The report as pasted text: tables with tabs or pipes."""
        out = [self.head or "", self.texts.get(0, "")]
        for n in range(1, 7):
            if f"s{n}" in self.missing:
                continue
            out += ["", self.headings[n - 1], "", self.texts.get(n, "")]
            if n in (2, 3, 4):
                out += ["", *(_line(row, separator) for row in self.lines(n)), ""]
        return "\n".join(out)

    def docx(self) -> bytes:
        """The report as a Word document."""
        import docx  # noqa: PLC0415 - a development library, only for this rendering

        document = docx.Document()
        for n in range(7):
            for paragraph in (
                (self.head or "") if n == 0 else self.headings[n - 1],
                *self.texts.get(n, "").split("\n"),
            ):
                document.add_paragraph(paragraph)
            if n in (2, 3, 4):
                rows = list(self.lines(n))
                table = document.add_table(rows=len(rows), cols=len(rows[-1]))
                for cells, row in zip(table.rows, rows, strict=True):
                    for cell, text in zip(cells.cells, row, strict=True):
                        cell.text = text
        out = io.BytesIO()
        document.save(out)
        return out.getvalue()


def _line(row: list[str], separator: str) -> str:
    return f"| {' | '.join(row)} |" if separator == "|" else separator.join(row)


CLOSING = "青河县白石镇人民政府\n2024年1月20日"


def plain() -> Draft:
    """The smallest draft that no rule has anything against: cases state only what they change."""
    return Draft(
        texts={
            0: "根据国办公开办函〔2021〕30号要求编制。本报告所列数据的统计期限自2023年1月1日起至2023年12月31日止。",
            1: "2023年，白石镇扎实推进政府信息公开。\n"
            "（一）主动公开。全年主动公开政府信息120条，其中通过政府网站公开70条，通过微信公众号公开50条。\n"
            "（二）依申请公开。2023年收到政府信息公开申请2件，办结2件。\n"
            "（三）政府信息管理。落实信息发布审核制度。\n"
            "（四）平台建设。每周巡查县政府网站本镇专栏。\n"
            "（五）监督保障。纳入年度考核；邀请代表开展社会评议，评价良好；未发生责任追究情形。",
            2: "",
            3: "",
            4: "",
            5: "存在的问题：一是公开内容不够丰富；二是业务培训不足。\n改进措施：一是拓展公开内容；二是每季度组织一次培训。",
            6: "2023年发出信息处理费收费通知0件，收取信息处理费0元。无其他需要报告的事项。\n" + CLOSING,
        },
        values={
            "t3.new.natural": "1",
            "t3.new.enterprise": "1",
            "t3.new.total": "2",
            "t3.granted.natural": "1",
            "t3.granted.total": "1",
            "t3.unable_not_held.enterprise": "1",
            "t3.unable_not_held.total": "1",
            "t3.result_total.natural": "1",
            "t3.result_total.enterprise": "1",
            "t3.result_total.total": "2",
            "t2.normative.valid": "1",
            "t2.penalty.decisions": "2",
        },
    )


PLACES = (
    "白石镇",
    "柳溪乡",
    "东关街道",
    "红旗镇",
    "上河乡",
    "大坪镇",
    "清水乡",
    "石桥镇",
    "双龙镇",
    "长岭乡",
)
COUNTIES = ("青河县", "云岭市", "临江区", "平原县", "安宁旗")
CHANNELS = ("政府网站", "微信公众号", "公示栏", "政务新媒体", "村务公开栏")
KINDS = ("工作动态", "政策文件", "财政信息", "公告公示", "民生保障信息", "应急管理信息", "乡村振兴信息")


def random_draft(rng: random.Random) -> Draft:
    """A consistent report with random figures in random phrasings."""
    place, year = rng.choice(PLACES), rng.randint(2021, 2025)
    office = "办事处" if place.endswith("街道") else "人民政府"
    values = _values(rng)
    draft = Draft(organ=f"{rng.choice(COUNTIES)}{place}{office}", year=year, values=values)
    we = f"我{'街道' if place.endswith('街道') else place[-1]}"
    return replace(draft, texts=_texts(rng, draft, place, we))


def _values(rng: random.Random) -> dict[str, str]:
    numbers: dict[str, int] = {}
    busy = rng.random() < 0.6
    for column in COLUMNS3[:-1]:
        new, carried = (rng.choice((0, 0, 1, 2, 5)), rng.choice((0, 0, 0, 1))) if busy else (0, 0)
        out = rng.randint(0, min(1, new))
        numbers |= {
            f"t3.new.{column.code}": new,
            f"t3.carried_in.{column.code}": carried,
            f"t3.carried_out.{column.code}": out,
        }
        numbers[f"t3.result_total.{column.code}"] = new + carried - out
        for _ in range(new + carried - out):
            cell = f"t3.{rng.choice(RESULT_ROWS)}.{column.code}"
            numbers[cell] = numbers.get(cell, 0) + 1
    for row in ROWS3:
        numbers[f"t3.{row.code}.total"] = sum(
            numbers.get(f"t3.{row.code}.{c.code}", 0) for c in COLUMNS3[:-1]
        )
    for block in TABLE4:
        parts = [rng.choice((0, 0, 0, 1)) if busy else 0 for _ in COLUMNS4[:-1]]
        numbers |= {
            f"t4.{block.code}.{c.code}": n for c, n in zip(COLUMNS4, (*parts, sum(parts)), strict=True)
        }
    made, repealed = rng.randint(0, 3), rng.randint(0, 1)
    numbers |= {
        "t2.normative.made": made,
        "t2.normative.repealed": repealed,
        "t2.normative.valid": max(0, made - repealed) + rng.randint(0, 4),
    }
    numbers |= {"t2.licensing.decisions": rng.randint(0, 40), "t2.penalty.decisions": rng.randint(0, 9)}
    return {code: str(n) for code, n in numbers.items()}


def _split(rng: random.Random, total: int, parts: int) -> list[int]:
    cuts = sorted(rng.randint(1, total - 1) for _ in range(parts - 1))
    return [b - a for a, b in zip((0, *cuts), (*cuts, total), strict=True)]


def _texts(rng: random.Random, draft: Draft, place: str, we: str) -> dict[int, str]:
    y, n = draft.year, draft.raw
    new, done, left = n("t3.new.total"), n("t3.result_total.total"), n("t3.carried_out.total")
    litigation = int(n("t4.direct.total")) + int(n("t4.after_review.total"))
    requests = (
        rng.choice(
            (
                f"{y}年{we}未收到政府信息公开申请。",
                "本年度没有收到依申请公开的申请，未收取相关费用。",
                "全年收到政府信息公开申请0件。",
                f"{y}年，{we}未收到公民、法人或其他组织提出的政府信息公开申请。",
            )
        )
        if new == "0"
        else rng.choice(
            (
                f"{y}年共收到政府信息公开申请{new}件，结转下年度继续办理{left}件。",
                f"全年新收政府信息公开申请{new}件，答复{done}件，均在法定期限内答复。",
                f"{we}收到依申请公开申请{new}件，已办结{done}件。",
            )
        )
    )
    appeals = (
        f"{y}年未发生因政府信息公开引发的行政复议和行政诉讼。"
        if n("t4.review.total") == "0" and not litigation
        else f"因政府信息公开申请行政复议{n('t4.review.total')}件，行政诉讼{litigation}件。"
    )
    total = rng.randint(20, 900)
    closing = f"\n{draft.organ}\n{y + 1}年1月{rng.randint(5, 30)}日"
    return {
        0: "根据国办公开办函〔2021〕30号要求编制。"
        f"本报告所列数据的统计期限自{y}年1月1日起至{y}年12月31日止。联系电话：0900-{rng.randint(2000000, 8999999)}。",
        1: f"{y}年，{place}严格落实《中华人民共和国政府信息公开条例》。\n"
        f"（一）主动公开。{_disclosure(rng, total, y)}\n（二）依申请公开。{requests}\n"
        f"（三）政府信息管理。制发行政规范性文件{n('t2.normative.made')}件，废止行政规范性文件{n('t2.normative.repealed')}件。\n"
        f"（四）平台建设。维护县政府网站本{we[-1]}专栏，全年巡查{rng.randint(12, 52)}次。\n"
        "（五）监督保障。公开工作纳入年度考核，社会评议良好，未发生责任追究情形。",
        2: "",
        3: "",
        4: appeals,
        5: "（一）存在的主要问题\n一是公开内容不够丰富；二是解读形式单一。\n（二）改进情况\n一是拓展公开范围；二是丰富解读形式。",
        6: rng.choice(
            (
                f"{y}年未收取信息处理费。无其他需要报告的事项。",
                f"按照国办函〔2020〕109号规定，{we}{y}年没有发出收费通知，收取信息处理费0元。",
                f"{place}{y}年度无其他需要报告的事项，信息处理费收取情况为零。{y + 1}年将继续加强培训。",
            )
        )
        + closing,
    }


def _disclosure(rng: random.Random, total: int, year: int) -> str:
    channels = rng.sample(CHANNELS, rng.randint(2, 4))
    kinds = rng.sample(KINDS, rng.randint(2, 6))
    by_channel, by_kind = _split(rng, total, len(channels)), _split(rng, total, len(kinds))
    one = "，".join(f"通过{c}公开{v}条" for c, v in zip(channels, by_channel, strict=True))
    two = "、".join(f"{k}{v}条" for k, v in zip(kinds, by_kind, strict=True))
    return rng.choice(
        (
            f"全年主动公开政府信息{total}条，其中{one}。",
            f"{year}年度共主动公开政府信息{total}条，其中{two}。",
            f"全年主动公开政府信息{total}条，包括{two}，全部通过网站发布。",
            f"{year}年累计主动公开各类信息{total}条，其中：{one.replace('，', '；')}。",
            f"全年主动公开政府信息{total}余条，涉及{kinds[0]}等领域，其中{kinds[0]}{by_kind[0]}条。",
            f"主动公开政府信息{total}条，主要包括{kinds[0]}{by_kind[0]}条等。",
        )
    )


@dataclass(frozen=True)
class Break:
    """One known mistake: the rule that must find it, what else may follow from it, and how it is made."""

    rule: str
    also: frozenset[str]
    make: Callable[[Draft, random.Random], Draft | None]


def _bump(draft: Draft, code: str, by: int = 1) -> Draft:
    return replace(draft, values={**draft.values, code: str(int(draft.raw(code)) + by)})


def _result_cell(rng: random.Random) -> str:
    return f"t3.{rng.choice(RESULT_ROWS)}.{rng.choice(COLUMNS3[:-1]).code}"


_CLOSED_LIST = re.compile(r"信息(\d+)条，(?:其中|包括)(?=[^。]*条[，；、][^。]*条)(?![^。]*等)")


def _break_total(draft: Draft, rng: random.Random) -> Draft | None:
    """The headline total differs from the sum of its parts, where the list is closed."""
    match = _CLOSED_LIST.search(draft.texts[1])
    if not match:
        return None
    wrong = int(match[1]) + rng.choice((-1, 1, 2))
    return draft.write(1, f"{draft.texts[1][: match.start(1)]}{wrong}{draft.texts[1][match.end(1) :]}")


def _break_requests(draft: Draft, _rng: random.Random) -> Draft | None:
    new = draft.raw("t3.new.total")
    return draft.swap(f"申请{new}件", f"申请{int(new) + 2}件") if f"申请{new}件" in draft.texts[1] else None


def _break_silence(draft: Draft, _rng: random.Random) -> Draft | None:
    """A whole request is added to the tables, consistently, and the text still says there was none."""
    if "未收到" not in draft.texts[1] and "没有收到" not in draft.texts[1]:
        return None
    for row in ("new", "granted", "result_total"):
        for column in ("natural", "total"):
            draft = _bump(draft, f"t3.{row}.{column}")
    return draft


def _break_appeals(draft: Draft, _rng: random.Random) -> Draft:
    return _bump(_bump(draft, "t4.review.upheld"), "t4.review.total")


BREAKS = {
    "balance": Break(
        "T302",
        frozenset({"T303", "T304", "X501", "X504"}),
        lambda d, _r: _bump(_bump(d, "t3.carried_in.natural"), "t3.carried_in.total"),
    ),
    "result cell": Break("T303", frozenset({"T304"}), lambda d, r: _bump(d, _result_cell(r))),
    "row total": Break(
        "T304",
        frozenset({"T302", "T303", "X501", "X502", "X503", "X504"}),
        lambda d, r: _bump(d, f"t3.{r.choice(ROWS3).code}.total", 3),
    ),
    "blank in two": Break("T203", frozenset(), lambda d, _r: d.put(t2__coercion__decisions="")),
    "negative in two": Break("T204", frozenset(), lambda d, _r: d.put(t2__licensing__decisions="-3")),
    "regulation": Break("T205", frozenset(), lambda d, _r: d.put(t2__regulation__valid="6")),
    "stock": Break(
        "T206", frozenset({"X507"}), lambda d, _r: d.put(t2__normative__made="9", t2__normative__valid="2")
    ),
    "missing row two": Break(
        "T210", frozenset(), lambda d, _r: replace(d, missing=d.missing | {"t2.coercion"})
    ),
    "blank in three": Break(
        "T301", frozenset(), lambda d, r: replace(d, values={**d.values, _result_cell(r): ""})
    ),
    "missing row three": Break(
        "T305", frozenset(), lambda d, _r: replace(d, missing=d.missing | {"t3.refused_mass"})
    ),
    "fraction in three": Break(
        "T307", frozenset(), lambda d, r: replace(d, values={**d.values, _result_cell(r): "1.5"})
    ),
    "table four": Break("T402", frozenset({"X505"}), lambda d, _r: _bump(d, "t4.direct.total", 2)),
    "sum of parts": Break("N601", frozenset(), _break_total),
    "requests": Break("X501", frozenset(), _break_requests),
    "said none": Break("X504", frozenset({"X501", "X502"}), _break_silence),
    "appeals": Break("X505", frozenset(), _break_appeals),
    "no part four": Break("S101", frozenset(), lambda d, _r: replace(d, missing=d.missing | {"s4"})),
    "identity": Break(
        "P951", frozenset(), lambda d, _r: d.write(6, f"联系人身份证11010519491231002X。{d.texts[6]}")
    ),
    "mobile": Break("P952", frozenset(), lambda d, _r: d.write(6, f"联系人手机13812345678。{d.texts[6]}")),
    "card": Break(
        "P953", frozenset(), lambda d, _r: d.write(6, f"补贴打入卡号6222600260001072444。{d.texts[6]}")
    ),
    "year": Break(
        "Y701", frozenset(), lambda d, _r: d.write(6, f"{d.year - 1}年度我镇未收取信息处理费。\n{d.texts[6]}")
    ),
    "signature": Break(
        "Y704", frozenset({"Y702"}), lambda d, _r: d.swap(f"{d.year + 1}年1月", f"{d.year}年11月")
    ),
    "period": Break(
        "Y702", frozenset(), lambda d, _r: d.write(0, d.texts[0].replace(f"{d.year}年", f"{d.year - 1}年"))
    ),
    "placeholder": Break("S120", frozenset(), lambda d, _r: d.write(5, f"XX镇{d.texts[5]}")),
}


def render(draft: Draft, through: str) -> Report:
    """The draft as a report: directly, or written as a file and read again."""
    if through == "report":
        return draft.report()
    source = (
        Source("draft.docx", draft.docx())
        if through == "docx"
        else Source("draft.txt", draft.text("|" if through == "pipes" else "\t").encode())
    )
    return extract(read(source))


def errors(report: Report) -> set[str]:
    """The rules that find an error."""
    return {f.rule for f in check(report).findings if f.severity is Severity.ERROR}


_UNWRITTEN: set[str] = {"no part four"}
"""Breaks that the files don't carry. Pasted text has no blank cells: a row that prints six numbers is left out (E003)."""


def trial(seed: int, through: str = "report") -> tuple[str, str]:
    """One draft, whole and broken: (name of the break, what went wrong or "")."""
    rng = random.Random(seed)
    draft = random_draft(rng)
    false = errors(render(draft, through))
    if false:
        return "consistent", f"seed {seed}: {sorted(false)} on a consistent draft"
    unseen = {"report": set(), "docx": _UNWRITTEN}.get(through, _UNWRITTEN | {"blank in three"})
    names = [n for n in BREAKS if n not in unseen]
    for name in rng.sample(names, len(names)):
        broken = BREAKS[name].make(draft, rng)
        if broken:
            break
    found = errors(render(broken, through))
    if BREAKS[name].rule not in found:
        return name, f"seed {seed}: {name}: {BREAKS[name].rule} not found, found {sorted(found)}"
    other = found - BREAKS[name].also - {BREAKS[name].rule}
    return name, f"seed {seed}: {name}: also {sorted(other)}" if other else ""


def main() -> None:
    """Run the trials and print what failed and the figures."""
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--reports", type=int, default=2000)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--through", choices=("report", "text", "pipes", "docx"), default="report")
    chosen = arguments.parse_args()
    begun = time.perf_counter()
    results = [trial(seed, chosen.through) for seed in range(chosen.seed, chosen.seed + chosen.reports)]
    wrong = [why for _, why in results if why]
    sys.stdout.write("".join(f"{why}\n" for why in wrong[:40]))
    kinds = Counter(name for name, _ in results)
    seconds = time.perf_counter() - begun
    sys.stdout.write(
        f"{len(results)} drafts through {chosen.through}, {len(kinds)} kinds of break, {len(wrong)} wrong, {seconds:.0f} s\n"
    )
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
