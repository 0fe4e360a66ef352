"""What the templates show of a report and its findings: plain records of text, nothing to compute in a template.

Findings that one mistake causes become one card, the worst first; each names its cells with a link into the
table, and shows its quote inside the sentence it stands in.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from parser.form import TABLES, Row, label
from parser.model.finding import Check, Finding, Severity
from parser.model.report import Cell, Report, Section
from parser.rules import identity

LEVELS = {Severity.ERROR: "错误", Severity.WARNING: "警告", Severity.INFO: "提示"}
_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}
AROUND = 60
"""Characters shown on either side of a quote."""
BLANK, ABSENT = "空", "—"
SECTIONS = "零一二三四五六"


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a finding points: a name, and the anchor of the cell where there is one."""

    label: str
    anchor: str | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """A piece of the report in its surroundings."""

    before: str
    marked: str
    after: str


@dataclass(frozen=True, slots=True)
class Card:
    """One mistake, with what else it causes; ``id`` is the same in every check of the report."""

    severity: str
    level: str
    rule: str
    message: str
    found: str
    expected: str
    fix: str
    basis: str
    spots: tuple[Spot, ...]
    quote: Quote | None
    id: str
    more: tuple["Card", ...] = ()


@dataclass(frozen=True, slots=True)
class Value:
    """A cell of a shown table."""

    text: str
    look: str = ""
    anchor: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a shown table."""

    label: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Band:
    """Rows under one header."""

    corner: str
    head: tuple[str, ...]
    rows: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A statutory table as shown."""

    title: str
    bands: tuple[Band, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a paragraph, marked or not."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """A section as shown."""

    number: int
    heading: str
    paragraphs: tuple[tuple[Piece, ...], ...]


def cards(report: Report, findings: Iterable[Finding], severity: Severity) -> list[Card]:
    """One card a root cause, for the causes whose worst finding weighs ``severity``. Reader's notes are apart."""
    ours = [f for f in findings if not f.rule.startswith("E")]
    found = []
    for group in _by_root(ours):
        worst, *others = sorted(group, key=lambda f: _ORDER[f.severity])
        if worst.severity is severity:
            found.append(_card(report, worst, tuple(_card(report, other) for other in others)))
    return found


def tables(report: Report, looks: Mapping[str, str]) -> list[Table]:
    """The statutory tables that the report has; ``looks`` says how single cells are to look."""
    titles = {
        2: "表二　主动公开政府信息情况",
        3: "表三　收到和处理政府信息公开申请情况",
        4: "表四　复议、诉讼情况",
    }
    present = {code.split(".")[0] for code in report.cells}
    return [
        Table(titles[number], tuple(_bands(number, rows, report, looks)))
        for number, rows in TABLES.items()
        if f"t{number}" in present
    ]


def looks_of(check: Check) -> dict[str, str]:
    """How the cells of findings look: the worst finding of a cell decides."""
    looks: dict[str, str] = {}
    for finding in sorted(check.findings, key=lambda f: _ORDER[f.severity]):
        if finding.severity is not Severity.INFO:
            for code in finding.where.cells:
                looks.setdefault(code, finding.severity.value)
    return looks


def texts(sections: Sequence[Section], mark: tuple[int, int, int] | None = None) -> list[Text]:
    """Sections in paragraphs; ``mark`` is (section, start, end) of what to highlight."""
    return [
        Text(
            s.number,
            s.heading,
            tuple(_paragraphs(s.text, mark[1:] if mark and mark[0] == s.number else (0, 0))),
        )
        for s in sections
    ]


def quote_of(report: Report, finding: Finding) -> Quote | None:
    """The finding's quote inside its paragraph."""
    quote = finding.where.quote
    if not quote:
        return None
    for section in (report.preamble, *report.sections):
        if finding.where.section not in (None, section.number):
            continue
        start = section.text.find(quote)
        if start >= 0:
            return _around(section.text, start, start + len(quote))
    return Quote("", quote, "")


def anchor(code: str) -> str:
    """The anchor of a cell."""
    return f"c-{code}"


def _by_root(findings: Sequence[Finding]) -> list[list[Finding]]:
    """Groups in the order of their first member; a finding without a root is alone."""
    rooted = {f.root or f"#{n}": n for n, f in reversed(list(enumerate(findings)))}
    keyed = sorted(
        ((rooted[f.root or f"#{n}"], n, f) for n, f in enumerate(findings)), key=lambda item: item[:2]
    )
    return [[f for _, _, f in group] for _, group in groupby(keyed, key=lambda item: item[0])]


def _card(report: Report, finding: Finding, more: tuple[Card, ...] = ()) -> Card:
    return Card(
        finding.severity.value,
        LEVELS[finding.severity],
        finding.rule,
        finding.message,
        finding.found,
        finding.expected,
        finding.fix,
        finding.basis,
        tuple(_spots(finding, report.cells)),
        quote_of(report, finding),
        identity(finding),
        more,
    )


def _spots(finding: Finding, cells: Mapping[str, Cell]) -> list[Spot]:
    where = finding.where
    if where.cells:
        tabled = {code.split(".")[0] for code in cells}
        return [Spot(_named(c), anchor(c) if c.split(".")[0] in tabled else None) for c in where.cells]
    line = f"第{where.line}行" if where.line else ""
    if where.section:
        return [Spot(f"第{SECTIONS[where.section]}部分{line}")]
    return [Spot(line)] if line else []


def _named(code: str) -> str:
    try:
        return label(code)
    except KeyError:
        return code


def _bands(number: int, rows: Sequence[Row], report: Report, looks: Mapping[str, str]) -> list[Band]:
    """Rows that share their columns, under one header; optional rows only if they are there."""
    shown = [
        row
        for row in rows
        if not row.optional or any(f"t{number}.{row.code}.{c.code}" in report.cells for c in row.columns)
    ]
    bands = []
    for head, group in groupby(shown, key=lambda row: tuple(c.label for c in row.columns)):
        lines = tuple(Line(_label(number, row), tuple(_values(number, row, report, looks))) for row in group)
        bands.append(Band("信息内容" if number == 2 else "项目", head, lines))  # noqa: PLR2004 - table two
    return bands


def _label(number: int, row: Row) -> str:
    """Table three's rows under a group say so: 不予公开 · 1.属于国家秘密."""
    inner = row.groups[1:] if number == 3 else ()  # noqa: PLR2004 - table three
    return " ".join((*inner, row.label))


def _values(number: int, row: Row, report: Report, looks: Mapping[str, str]) -> Iterable[Value]:
    for column in row.columns:
        code = f"t{number}.{row.code}.{column.code}"
        cell = report.cells.get(code)
        if cell is None:
            yield Value(ABSENT, looks.get(code, "absent"), anchor(code))
        elif cell.value is None and not cell.raw.strip():
            yield Value(BLANK, looks.get(code, "blank"), anchor(code))
        else:
            yield Value(cell.raw.strip(), looks.get(code, ""), anchor(code))


def _paragraphs(text: str, mark: tuple[int, ...]) -> Iterable[tuple[Piece, ...]]:
    start, end = mark
    offset = 0
    for line in text.split("\n"):
        a, b = max(start - offset, 0), min(end - offset, len(line))
        if a < b:
            parts = (Piece(line[:a]), Piece(line[a:b], marked=True), Piece(line[b:]))
            yield tuple(part for part in parts if part.text)
        elif line.strip():
            yield (Piece(line),)
        offset += len(line) + 1


def _around(text: str, start: int, end: int) -> Quote:
    """The quote with up to ``AROUND`` characters of its paragraph on either side."""
    left = max(text.rfind("\n", 0, start) + 1, start - AROUND)
    stop = text.find("\n", end)
    right = min(len(text) if stop < 0 else stop, end + AROUND)
    before = ("…" if left and text[left - 1] != "\n" else "") + text[left:start]
    after = text[end:right] + ("…" if right < len(text) and text[right] != "\n" else "")
    return Quote(before, text[start:end], after)
