"""Answers from one report: a figure, its parts, its sentence."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from parser.ask.compose import Draft, amount
from parser.ask.doubts import doubts
from parser.ask.figures import Figure, Finding, Several, Trouble, find, from_line, plain, said
from parser.ask.labels import Line, Shelf
from parser.ask.library import Library, Listed, Place
from parser.ask.lists import listed
from parser.ask.matching import matches
from parser.ask.places import Refusal
from parser.ask.tokens import UNIT, Token
from parser.ask.understand import Asked, pick_year
from parser.ask.units import fits
from parser.form import label as cell_label
from parser.form import parts as cell_parts
from parser.model.answer import Reason, Row

Result = Draft | Refusal
_SHOWN = 16
_COLUMNS = ("natural", "enterprise", "research", "welfare", "legal", "other")


def value(asked: Asked, library: Library) -> Result:
    """One figure."""
    picked = one_report(asked, library)
    if isinstance(picked, Refusal):
        return picked
    entry, shelf = picked
    found = find(shelf, asked.words, asked.unit)
    if isinstance(found, Figure):
        running = running_total(asked, shelf)
        two = Several((found.name, running.name)) if running else found
        return draft(found, asked, entry, shelf) if two is found else explain(two, asked, entry)
    each = _each(asked.words)
    return _several(asked, entry, shelf, each) if each else explain(found, asked, entry)


def running_total(asked: Asked, shelf: Shelf) -> Figure | None:
    """The total of all years, where 累计 may mean it and the report states it beside the year's."""
    if not any(t.text == "累计" for t in asked.tokens):
        return None
    found = find(shelf, (*asked.words, Token("thing", "", -1, ("历年累计",))), asked.unit)
    return found if isinstance(found, Figure) else None


def _each(words: Sequence[Token]) -> list[tuple[Token, ...]]:
    """行政许可、行政处罚各几件: the words of each of several rows (columns) of the form named side by side."""
    for kind in ("row", "column"):
        named = [w for w in words if w.kind == kind]
        rest = [w for w in words if w.kind != kind]
        if len(named) > 1 and all(
            w.kind in ("row", "column", "request", "receive", "decide", "count") for w in rest
        ):
            return [(*rest, w) for w in named]
    return []


TOGETHER = (
    "总数",
    "总量",
    "总计",
    "总条数",
    "总件数",
    "总次数",
    "一共",
    "总共",
    "合计",
    "加起来",
    "共",
    "共计",
    "加在一起",
    "总和",
    "之和",
)
"""Words that ask for one figure of several."""


def _together(asked: Asked, figures: Sequence[Figure]) -> bool:
    return any(t.text in TOGETHER for t in asked.tokens) and len({f.unit for f in figures}) == 1


def _several(asked: Asked, entry: Listed, shelf: Shelf, each: Sequence[tuple[Token, ...]]) -> Result:
    """One figure for each, none of them left out."""
    figures: list[Figure] = []
    for words in each:
        found = find(shelf, words, asked.unit)
        if not isinstance(found, Figure):
            return explain(found, replace(asked, words=words), entry)
        figures.append(found)
    place = asked.place
    told = "，".join(f"{f.name}{f.said}{f.unit or ''}" for f in figures)
    summed = sum((f.value for f in figures), Decimal(0)) if _together(asked, figures) else None
    shown = "+".join(plain(f.value) for f in figures)
    return replace(
        draft(figures[0], asked, entry, shelf),
        head=f"{place.name}{entry.year}年：{told}",
        reading=reading(place, asked, entry, "、".join(f.name for f in figures)),
        lines=(f"合计：{shown}={amount(summed, figures[0].unit)}",) if summed is not None else (),
        value=summed,
        unit=figures[0].unit if summed is not None else None,
        rows=tuple(Row(f.name, f.value, f.unit, place.name, place.code, entry.year) for f in figures),
        warnings=tuple(dict.fromkeys(w for f in figures for w in f.warnings)),
        evidence=tuple(f.evidence[0] for f in figures),
    )


def one_report(asked: Asked, library: Library) -> tuple[Listed, Shelf] | Refusal:
    """The one report asked."""
    if not asked.places:
        return Refusal(Reason.PLACE_MISSING, "请说明是哪个乡镇。")
    picked = pick_year(asked)
    if isinstance(picked, Refusal):
        return picked
    return picked[-1], library.shelf(picked[-1])


def draft(figure: Figure, asked: Asked, entry: Listed, shelf: Shelf) -> Draft:
    """A figure with all that is said beside it."""
    warnings = (*figure.warnings, *doubts(shelf, figure))
    return Draft(
        head=f"{asked.place.name}{entry.year}年{titled(figure.name)}：{figure.said}{figure.unit or ''}{_nothing(figure)}",
        reading=reading(asked.place, asked, entry, _scope_of(figure)),
        lines=tuple(x for x in (*_parts(shelf, figure), *_namesakes(asked), *_other_years(asked, entry)) if x),
        value=figure.value, unit=figure.unit, organ=shelf.report.organ or asked.place.name,
        division=asked.place.code, year=entry.year, approximate=figure.approximate,
        warnings=warnings, evidence=figure.evidence,
    )  # fmt: skip


def titled(name: str) -> str:
    """A name behind a year; one that begins with a year of its own is quoted."""
    return f"的“{name}”" if name[:1].isdigit() else name


def _nothing(figure: Figure) -> str:
    """What a zero without a unit means."""
    return "（没有）" if figure.value == 0 and not figure.unit else ""


def _scope_of(figure: Figure) -> str:
    through = "、".join(figure.line.fact.channels) if figure.line else ""
    return f"{figure.name}（经{through}）" if through and through not in figure.name else figure.name


def reading(place: Place, asked: Asked, entry: Listed, name: str) -> tuple[str, ...]:
    """How the question was read: place, year, what."""
    newest = "" if asked.years.years or len(asked.entries) == 1 else "（未说年份，取最新）"
    return place.told, f"{entry.year}年度{newest}", name


def _parts(shelf: Shelf, figure: Figure) -> list[str]:
    if figure.line and (parts := shelf.parts(figure.line)):
        return [
            "其中：" + "、".join(f"{_short(p)}{said(p)}{p.fact.unit or ''}" for p in parts[:_SHOWN]),
            _check(figure.line, parts),
        ]
    if figure.formula:
        return [f"由表格各格相加：{figure.formula}"]
    return []


def _short(part: Line) -> str:
    """A part's name; its brackets stay where they say what it is made of."""
    return part.name if part.items else part.brief


def _check(line: Line, parts: Sequence[Line]) -> str:
    """Do the parts add up? Only a closed list of one unit must."""
    if any(p.fact.unit != line.fact.unit or p.fact.approximate for p in parts) or line.fact.approximate:
        return ""
    total = sum((p.fact.value for p in parts), Decimal(0))
    if total == line.fact.value:
        return f"核对：{len(parts)}项相加={plain(total)} ✓"
    return (
        f"核对：{len(parts)}项相加={plain(total)}，与{plain(line.fact.value)}不符 ✗"
        if line.fact.closed
        else ""
    )


def _namesakes(asked: Asked) -> list[str]:
    """Which of the places of a name this is, where the question did not say it."""
    place = asked.place
    above = place.path[-2:-1]
    if not place.namesakes or not above or above[0] in asked.original:
        return []
    return [f"说明：这是{above[0]}的{place.name}，全国另有{place.namesakes}个同名的地方。"]


def _other_years(asked: Asked, entry: Listed) -> list[str]:
    others = [f"{e.year}年" for e in reversed(asked.entries) if e.year != entry.year]
    return [f"还收录了：{'、'.join(others[:6])}。"] if others and not asked.years.years else []


def explain(found: Finding, asked: Asked, entry: Listed) -> Refusal:
    """Why there is no figure, and what the report says instead."""
    if isinstance(found, Several):
        options = tuple(question(asked.place, entry, name) for name in found.names)
        return Refusal(Reason.NOT_UNDERSTOOD, "这个问题可以有几种意思，请选一个：", options, choose=True)
    if not isinstance(found, Trouble):
        raise TypeError(found)
    where = f"{asked.place.name}{entry.year}年的报告"
    near = tuple(question(asked.place, entry, x.brief, x.fact.unit) for x in found.lines[:3])
    return Refusal(found.reason, _sentence(found, where, asked), near, evidence=found.evidence)


def _sentence(trouble: Trouble, where: str, asked: Asked) -> str:
    if trouble.reason is Reason.CONFLICT:
        says = "，".join(trouble.statements) or "几处写法不同"
        return f"{where}里，“{trouble.detail}”前后不一：{says}。无法判断哪个对，请向该单位核实。"
    if trouble.reason is Reason.UNIT_MISMATCH:
        return f"{where}不是按“{asked.unit}”写的，是按“{trouble.detail}”写的。"
    if trouble.reason is Reason.COMPOSITE:
        line = trouble.lines[0]
        joint = "、".join(line.fact.items or line.fact.channels) or line.name
        return (
            f"{where}把“{joint}”合在一起写成一个数：{line.name}{said(line)}{line.fact.unit or ''}，没有单列。"
        )
    words = "".join(w.text for w in asked.words)
    return _PLAINLY[trouble.reason].format(where=where, detail=trouble.detail, words=words)


_PLAINLY = {
    Reason.NOT_UNDERSTOOD: "没看懂要问哪一项，请把要问的内容写全。",
    Reason.BLANK: "{where}的表格里，“{detail}”一格是空的，没有填数（空格不等于0）。",
    Reason.UNREADABLE: "{where}的表格里，“{detail}”一格没有读清，不能作答。",
    Reason.NOT_STATED: "{where}没有写明“{words}”的数。",
}


def question(place: Place, entry: Listed, name: str, unit: str | None = None) -> str:
    """A complete question for one figure."""
    return f"{place.full}{entry.year}年{name}多少{unit or ''}"


def source(asked: Asked, library: Library) -> Result:
    """The sentence that states a figure."""
    found = _numbered(asked, library) if asked.numbers else value(asked, library)
    if isinstance(found, Refusal):
        return found
    return replace(found, head=f"原文在第{'零一二三四五六'[found.evidence[0].section]}部分：{found.head}")


def _numbered(asked: Asked, library: Library) -> Result:
    """The figure that a question repeats (201次在哪一段), if the report states it."""
    picked = one_report(asked, library)
    if isinstance(picked, Refusal):
        return picked
    entry, shelf = picked
    found = whole_named(asked, shelf)
    return draft(found, asked, entry, shelf) if isinstance(found, Figure) else explain(found, asked, entry)


def parts(asked: Asked, library: Library) -> Result:
    """The direct parts of a figure, in the report's order; else the list that the text gives."""
    picked = one_report(asked, library)
    if isinstance(picked, Refusal):
        return picked
    entry, shelf = picked
    found = whole_named(asked, shelf)
    if isinstance(found, Figure):
        rows = _rows(asked, entry, shelf, found)
        by_channel = "by_channel" in asked.cues()
        if rows and not (by_channel and not all(p.channels for p in _parts_of(shelf, found))):
            return replace(draft(found, asked, entry, shelf), rows=rows)
    lines = _lines_named(asked, shelf)
    told = listed(shelf, lines)
    if told:
        return _list_draft(asked, entry, shelf, *told)
    if isinstance(found, Figure):
        text = f"{asked.place.name}{entry.year}年的报告没有把“{found.name}”再分开写。"
        return Refusal(Reason.NOT_STATED, text, (question(asked.place, entry, found.name, found.unit),))
    return explain(found, asked, entry)


def _lines_named(asked: Asked, shelf: Shelf) -> list[Line]:
    return [m.line for m in matches(shelf, asked.words)] if asked.words else []


def _list_draft(asked: Asked, entry: Listed, shelf: Shelf, line: Line, names: Sequence[str]) -> Draft:
    figure = from_line(shelf, line)
    rows = tuple(Row(n, None, None, asked.place.name, asked.place.code, entry.year) for n in names)
    shown = "；".join(names)
    return replace(
        draft(figure, asked, entry, shelf), head=f"{asked.place.name}{entry.year}年{figure.name}（原文列出）：{shown}",
        rows=rows, value=None, unit=None, approximate=False,
    )  # fmt: skip


def whole_named(asked: Asked, shelf: Shelf) -> Finding:
    """The total whose parts are asked, found by its words, or by its figure (201次都是什么), or by both."""
    number = asked.numbers[0] if asked.numbers else None
    if number is None:
        return (
            find(shelf, asked.words, asked.unit)
            if names_something(asked)
            else Trouble(Reason.NOT_UNDERSTOOD, "")
        )
    unit = unit_after(asked, number)
    if names_something(asked):
        found = find(shelf, asked.words, unit)
        if isinstance(found, Figure) and found.value != number.value:
            return Trouble(Reason.NOT_STATED, found.name)
        alike = [x for x in shelf.stated if x.fact.value == number.value and fits(unit, x.fact.unit)]
        alike = [x for x in alike if isinstance(found, Several) and {x.name, x.brief} & {*found.names}]
        return from_line(shelf, alike[0]) if len(alike) == 1 else found
    lines = [x for x in shelf.stated if x.fact.value == number.value and fits(unit, x.fact.unit)]
    with_parts = [x for x in lines if shelf.parts(x)] or lines
    if len({(x.name, x.fact.unit) for x in with_parts}) == 1 or (
        with_parts and len(with_parts) == len({x.fact.id for x in with_parts if shelf.parts(x)})
    ):
        return from_line(shelf, with_parts[0])
    return Several(tuple(dict.fromkeys(x.name for x in lines))) if lines else Trouble(Reason.NOT_STATED, "")


def names_something(asked: Asked) -> bool:
    """Whether a question names more than deeds and things without a name."""
    return any(w.kind not in ("do", "case", "handle", "decide", "object", "count") for w in asked.words)


def unit_after(asked: Asked, number: Token) -> str | None:
    """The unit behind a figure of the question."""
    return next((t.text for t in asked.tokens if t.kind == UNIT and t.start == number.end), None)


def _parts_of(shelf: Shelf, figure: Figure) -> tuple[Line, ...]:
    return shelf.parts(figure.line) if figure.line else ()


def _rows(asked: Asked, entry: Listed, shelf: Shelf, figure: Figure) -> tuple[Row, ...]:
    place = asked.place
    if figure.line and (found := shelf.parts(figure.line)):
        return tuple(
            Row(p.name, p.fact.value, p.fact.unit, place.name, place.code, entry.year) for p in found
        )
    if not figure.cells or (len(figure.cells) == 1 and not figure.cells[0].startswith("t3")):
        return ()
    codes = (
        figure.cells
        if len(figure.cells) > 1
        else tuple(f"{figure.cells[0].rpartition('.')[0]}.{c}" for c in _COLUMNS)
    )
    cells = [(c, shelf.report.cells.get(c)) for c in codes]
    if any(cell is None or cell.value is None for _, cell in cells):
        return ()
    lone = len(figure.cells) == 1
    return tuple(
        Row(cell_parts(c)[2].label if lone else cell_label(c), cell.value, figure.unit, place.name, place.code, entry.year)
        for c, cell in cells if cell
    )  # fmt: skip
