"""The figure that a report gives for what was asked, or why it gives none.

Prose and table are held against each other: where both speak of the same quantity and agree, the sentence is
quoted; where they differ there is no figure, only the two statements.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from parser.ask import concepts
from parser.ask.concepts import Concept
from parser.ask.labels import Line, Shelf
from parser.ask.lexicon import table
from parser.ask.matching import Fit, Match, matches
from parser.ask.quotes import cell_quote, line_quote
from parser.ask.tokens import LABEL, Token
from parser.ask.units import class_of, fits
from parser.form import label
from parser.model.answer import Evidence, Reason

_CHARGES = ("行政事业性收费", "信息处理费")
_MARKS_BEHIND = ("余", "多", "左右", "以上", "来")
_MARKS_BEFORE = ("超过", "将近", "接近", "大约", "近", "约", "超", "逾")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its evidence. ``said`` is it as people read it (1200余), ``parts`` its lines, ``sum_of`` its cells."""

    name: str
    value: Decimal
    unit: str | None
    said: str
    evidence: tuple[Evidence, ...]
    approximate: bool = False
    line: Line | None = None
    cells: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    formula: str | None = None


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a report gives no figure. ``lines`` are the nearest that it states; none of them is an answer."""

    reason: Reason
    detail: str
    evidence: tuple[Evidence, ...] = ()
    lines: tuple[Line, ...] = ()
    statements: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Several:
    """The question can mean several things that the report states: names to choose from, without figures."""

    names: tuple[str, ...]


Finding = Figure | Trouble | Several


def plain(value: Decimal) -> str:
    """A figure without exponent and needless zeros.

    >>> plain(Decimal("110.453490")), plain(Decimal("1E+3")), plain(Decimal("0"))
    ('110.45349', '1000', '0')
    """
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") or "0") if "." in text else text


def said(line: Line) -> str:
    """The figure of a line with the marks that make it approximate."""
    fact = line.fact
    number = plain(fact.value)
    if not fact.approximate:
        return number
    around = re.sub(r"\s", "", fact.sentence[max(0, fact.number[0] - 3) : fact.number[0]])
    behind = re.sub(r"\s", "", fact.sentence[fact.number[0] : fact.number[1] + 3])
    before = next((m for m in _MARKS_BEFORE if around.endswith(m) or behind.startswith(m)), "")
    after = next((m for m in _MARKS_BEHIND if re.search(rf"[\d万亿千百十]{m}", behind)), "")
    return f"{before}{number}{after}" if before or after else f"约{number}"


def from_line(shelf: Shelf, line: Line, warnings: tuple[str, ...] = ()) -> Figure:
    """The figure that a line states."""
    fact = line.fact
    evidence = (line_quote(shelf, line),)
    return Figure(
        line.brief, fact.value, fact.unit, said(line), evidence, fact.approximate, line, (), warnings
    )


def find(shelf: Shelf, words: Sequence[Token], unit: str | None) -> Finding:
    """What a report says of the thing that these words name, asked in that unit."""
    codes = {(w.kind, code) for w in words for code in w.codes}
    kinds = {w.kind for w in words}
    if LABEL in kinds:
        return _of_label(shelf, words, unit)
    if "charge" in kinds and not kinds & {"row", "thing", "piece"}:
        return Several(_CHARGES)
    if not kinds & {"piece", "channel", "thing", "soft", "charge"}:
        meant = concepts.read({c for c in codes if c[0] not in ("do", "decide", "case", "count", "collect")})
        if len(meant) > 1:
            return _none_at_all(shelf, meant) or Several(tuple(c.name for c in meant))
        if meant:
            return _of_form(shelf, meant[0], words, unit)
    return _of_prose(shelf, words, unit)


def _none_at_all(shelf: Shelf, meant: Sequence[Concept]) -> Figure | None:
    """规章几件, where nothing was made, repealed or valid: one zero answers for each of the cells."""
    told = [join(shelf, c, [x for x in shelf.stated if _speaks_of(x, c)]) for c in meant]
    zeros = [f for f in told if isinstance(f, Figure) and f.value == 0]
    if len(zeros) < len(meant):
        return None
    evidence = tuple(dict.fromkeys(e for f in zeros for e in f.evidence))
    return replace(zeros[0], name="、".join(f.name for f in zeros), evidence=evidence)


def _of_label(shelf: Shelf, words: Sequence[Token], unit: str | None) -> Finding:
    """The figure whose label is quoted as it is printed, and nothing else asked."""
    label = next(w.codes[0] for w in words if w.kind == LABEL)
    lines = shelf.called(label)
    fitting = [Match(x, Fit.EXACT) for x in lines if fits(unit, x.fact.unit) or _zero(x, unit)]
    if len(words) > 1 or not lines:
        return Trouble(Reason.NOT_STATED, label)
    return (
        _best(shelf, fitting)
        if fitting
        else Trouble(Reason.UNIT_MISMATCH, lines[0].fact.unit or "", lines=lines)
    )


def _of_form(shelf: Shelf, concept: Concept, words: Sequence[Token], unit: str | None) -> Finding:
    lines = [x for x in shelf.stated if _speaks_of(x, concept)]
    if unit and not (fits(unit, concept.unit) or _same_thing(concept, unit)):
        prose = _of_prose(shelf, words, unit)
        return (
            prose
            if isinstance(prose, Figure)
            else Trouble(Reason.UNIT_MISMATCH, concept.unit, lines=tuple(lines))
        )
    return join(shelf, concept, lines)


def _same_thing(concept: Concept, unit: str) -> bool:
    return class_of(unit) not in ("人", "户", "钱", "次", "人次") and concepts.bears(concept, unit)


def _speaks_of(line: Line, concept: Concept) -> bool:
    """Whether a fact states the same quantity as the cells."""
    if line.chunks or line.channels or not line.of("row") | line.of("request") | line.of("column"):
        return False
    asked = line.above.codes if line.above and line.of("column") and line.above.of("request") else frozenset()
    meant = concepts.read({c for c in (*line.codes, *asked) if c[0] != "collect"})
    joint = [c for m in _each_row(line) for c in m] if not meant and line.fact.value == 0 else []
    known = [*meant, *joint]
    unit = None if line.fact.implicit else line.fact.unit
    return any(m.cells == concept.cells for m in known) and concepts.bears(concept, unit)


def _each_row(line: Line) -> list[tuple[Concept, ...]]:
    """未发生行政复议、行政诉讼: a zero that is said of several rows at once is a zero of each."""
    rest = {c for c in line.codes if c[0] != "row"}
    return [concepts.read({*rest, ("row", row)}) for row in line.of("row")]


def join(shelf: Shelf, concept: Concept, lines: Sequence[Line]) -> Finding:
    """The figure of some cells and of the sentences about them; a conflict where they differ."""
    table = _of_cells(shelf, concept)
    told = [from_line(shelf, line) for line in lines if not line.fact.approximate]
    rough = [from_line(shelf, line) for line in lines if line.fact.approximate]
    everything = [*told, *([table] if isinstance(table, Figure) else [])]
    if len({f.value for f in everything}) > 1:
        return _conflict(concept.name, everything)
    if told:
        best, warnings = told[0], _silent(table)
        both = tuple(dict.fromkeys([*best.evidence, *(table.evidence if isinstance(table, Figure) else ())]))
        unit = concept.unit if best.line and best.line.fact.implicit else best.unit
        return replace(
            best,
            name=concept.name,
            unit=unit or concept.unit,
            evidence=both,
            warnings=warnings,
            cells=concept.cells,
        )
    if isinstance(table, Figure) or not rough:
        return table
    return replace(rough[0], name=concept.name, warnings=_silent(table))


def _silent(table: Finding) -> tuple[str, ...]:
    blank = isinstance(table, Trouble) and table.reason is Reason.BLANK
    return ("报告表格中对应的格为空，数字出自正文",) if blank else ()


def _of_cells(shelf: Shelf, concept: Concept) -> Finding:
    """The sum of the cells; only if every one of them prints a number."""
    cells = [shelf.report.cells.get(code) for code in concept.cells]
    quotes = tuple(cell_quote(shelf, code) for code in concept.cells)
    group = shelf.report.cells.get(concept.group) if concept.group else None
    if any(c is None for c in cells):
        if group is not None and group.value is not None and concept.group:
            return _cell_figure(concept, group.value, (cell_quote(shelf, concept.group),), None)
        return _missing(shelf, concept)
    values = [c.value for c in cells if c is not None and c.value is not None]
    if len(values) < len(cells):
        return Trouble(Reason.BLANK, concept.name, quotes[:1])
    total = sum(values, Decimal(0))
    if group is not None and group.value is not None and group.value != total:
        return Trouble(Reason.CONFLICT, concept.name, (*quotes, cell_quote(shelf, concept.group or "")))
    formula = "+".join(plain(v) for v in values) + f"={plain(total)}" if len(values) > 1 else None
    return _cell_figure(concept, total, quotes, formula)


def _cell_figure(
    concept: Concept, value: Decimal, quotes: tuple[Evidence, ...], formula: str | None
) -> Figure:
    return Figure(
        concept.name, value, concept.unit, plain(value), quotes, cells=concept.cells, formula=formula
    )


def _missing(shelf: Shelf, concept: Concept) -> Trouble:
    """A cell left out: unreadable where the reader noted so much of that table, else not in the report."""
    number = concept.cells[0][1]
    rows = {code.split(".")[1] for code in concept.cells}
    printed = any(r.code in rows for t in shelf.report.tables if t.number == int(number) for r in t.rows)
    told = tuple(label(code).partition("·")[0] if number != "4" else "表四" for code in concept.cells)
    noted = any(n.code.startswith("E") and n.message.startswith(told) for n in shelf.report.notes)
    return Trouble(Reason.UNREADABLE if printed or noted else Reason.NOT_STATED, concept.name)


def _of_prose(shelf: Shelf, words: Sequence[Token], unit: str | None) -> Finding:
    found = matches(shelf, words)
    open_ = [m for m in found if m.fit is not Fit.NARROWER]
    own = [m for m in open_ if m.fit is not Fit.COMPOSITE]
    fitting = [m for m in own if _fits(unit, m.line, words) or _zero(m.line, unit)]
    if fitting:
        said = "".join(w.text for w in words)
        same = [m for m in fitting if m.line.text == said]
        return _beside_narrower(fitting, found, unit) or _best(shelf, same or fitting)
    if own and unit:
        return Trouble(Reason.UNIT_MISMATCH, own[0].line.fact.unit or "", lines=tuple(m.line for m in own))
    narrower = [m.line for m in found if m.fit is Fit.NARROWER]
    if open_ and narrower:
        return Trouble(Reason.NOT_STATED, "", lines=tuple(narrower))
    if open_:
        mismatch = unit and not any(fits(unit, m.line.fact.unit) for m in open_)
        reason = Reason.UNIT_MISMATCH if mismatch else Reason.COMPOSITE
        line = open_[0].line
        return Trouble(reason, line.fact.unit or "", (line_quote(shelf, line),), (line,))
    return Trouble(Reason.NOT_STATED, "", lines=tuple(m.line for m in found))


def _beside_narrower(fitting: Sequence[Match], found: Sequence[Match], unit: str | None) -> Several | None:
    """业务培训 answers 培训 alone; beside 消防培训 both are offered."""
    if min(m.fit for m in fitting) is not Fit.MODIFIED:
        return None
    own = {m.line.fact.id for m in fitting}
    others = [
        m for m in found
        if m.fit is Fit.NARROWER and fits(unit, m.line.fact.unit) and m.line.fact.part_of not in own
    ]  # fmt: skip
    return Several(tuple(dict.fromkeys(m.line.name for m in (*fitting, *others)))) if others else None


def _fits(unit: str | None, line: Line, words: Sequence[Token]) -> bool:
    """Whether a line's unit answers; 公开栏几个 asks for boards, 建设项目几个 for projects, not for items of news on them."""
    if unit != "个" or any(w.kind in ("act", "object") for w in words):
        return fits(unit, line.fact.unit)
    units = table("cells")
    if all(w.kind in ("channel", "do") for w in words):
        return line.fact.unit in units["boards"]["units"]
    return fits(unit, line.fact.unit) and line.fact.unit not in units["pieces"]["units"]


def _zero(line: Line, unit: str | None) -> bool:
    """A zero said in words has no unit of its own; it answers 几件 and 几次, not 多少人 or 多少钱 of something else."""
    return line.fact.implicit and class_of(unit or "") not in ("人", "户", "人次")


def _best(shelf: Shelf, found: Sequence[Match]) -> Finding:
    """The one figure among the best fits; the same thing stated twice and differently is a conflict."""
    best = min(m.fit for m in found)
    lines = [m.line for m in found if m.fit is best]
    values = {(x.fact.value, x.fact.unit) for x in lines}
    if len(values) == 1:
        pick = max(lines, key=lambda x: len(shelf.parts(x)))
        return from_line(shelf, pick)
    if len({_identity(x) for x in lines}) == 1:
        return _differing(shelf, lines)
    return Several(tuple(dict.fromkeys(x.brief if len(x.channels) < 1 else x.name for x in lines)))


def _differing(shelf: Shelf, lines: Sequence[Line]) -> Finding:
    exact = [x for x in lines if not x.fact.approximate]
    rough = [x for x in lines if x.fact.approximate]
    if len({x.fact.value for x in exact}) == 1 and all(_near(exact[0], x) for x in rough):
        return from_line(shelf, exact[0])
    return _conflict(lines[0].name, [from_line(shelf, x) for x in lines])


def _conflict(name: str, told: Sequence[Figure]) -> Trouble:
    evidence = tuple(dict.fromkeys(e for f in told for e in f.evidence))
    says = (f"{'正文' if f.line else '表格'}写{f.said}{f.unit or ''}" for f in told)
    return Trouble(Reason.CONFLICT, name, evidence, statements=tuple(dict.fromkeys(says)))


def _near(exact: Line, rough: Line) -> bool:
    """1200余 does not contradict 1234."""
    return rough.fact.value <= exact.fact.value < rough.fact.value * Decimal("1.5")


def _identity(line: Line) -> tuple[object, ...]:
    """What makes two lines statements of the same quantity."""
    return (line.chunks, frozenset(c for c in line.codes if c[0] in ("thing", "row", "column", "request")), line.fact.channels,
            line.fact.unit, line.above.chunks if line.above else None)  # fmt: skip
