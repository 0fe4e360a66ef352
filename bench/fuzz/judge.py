"""What one input does: the outcome as a word with what is notable of it, or a Fault where something must not be.

A report that could be read must be consistent: cells of the form only, with text that the file holds and the value of
that text; facts whose spans are their text; sections made of the file's characters only; storable, and readable again.
"""

import re
import tempfile
from collections import Counter
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import pairwise
from pathlib import Path
from random import Random
from traceback import extract_tb

from bench.fuzz import seeds
from parser import pipeline
from parser.ask import State, ask
from parser.extract import extract
from parser.extract.clean import clean
from parser.extract.facts import find_facts
from parser.extract.values import read_value
from parser.form import CODES, OPTIONAL_CODES, unit
from parser.index import Index
from parser.index.codec import decode, encode
from parser.model.answer import Status
from parser.model.document import Grid, Reading, Source
from parser.model.errors import InputError
from parser.model.report import Fact, Report, Section
from parser.read import read
from parser.text import find_numbers, fold

ROOT = Path(__file__).resolve().parents[2]
TODAY = date(2025, 6, 1)
LIMIT = 1800


class Fault(Exception):
    """Something that must not be."""


def document(data: bytes, number: int) -> tuple[str, ...]:
    """Read a file; every fourth is extracted, too, and every sixteenth checked by the rules and stored."""
    reading = read(Source("文件", data))
    _sound(reading)
    if number % 4:
        return ("read",)
    report = extract(reading)
    _consistent(report, reading)
    if number % 16 == 0:
        _checked(report)
    return (
        "report",
        *sorted({note.code for note in report.notes}),
        f"{min(len(report.cells), 99) // 10}0 cells",
    )


def pasted(data: bytes, number: int) -> tuple[str, ...]:
    """The same for text in a chat."""
    report = pipeline.read_text(data.decode("utf-8", "replace"))
    _consistent(report, None)
    if number % 8 == 0:
        _checked(report)
    return ("report", *sorted({note.code for note in report.notes}))


def narrative(data: bytes, number: int) -> tuple[str, ...]:
    """Find facts in a section, then let the rules look at a report with it."""
    section = Section(1, "一、总体情况", data.decode("utf-8", "replace"))
    facts = find_facts([section], year=2023)
    _facts(facts, (section,))
    if number % 4 == 0:
        report = _plain()
        sections = (section, *report.sections[1:])
        pipeline.check_report(
            Report(
                **{n: getattr(report, n) for n in report.__slots__} | {"sections": sections, "facts": facts}
            )
        )
    return ("facts", *{f.scope.value for f in facts}, f"{min(len(facts), 20)} facts")


def picture(data: bytes, number: int) -> tuple[str, ...]:
    """Decode a picture as far as recognition would get it."""
    del number
    from parser.read.pictures.picture import pictures  # noqa: PLC0415 - the extra

    return ("decoded", *{str(grey.ndim) for grey in pictures(data)})


def question(data: bytes, number: int) -> tuple[str, ...]:
    """Ask, in a conversation of two turns."""
    text, state = data.decode("utf-8", "replace"), None
    words: list[str] = []
    for turn in (text, Random(number).choice(("2022年呢", "第二个", text[::-1], "其中网站呢", "为什么"))):
        done = ask(turn, index=_index(), today=TODAY, state=state)
        answer, state = done.answer, done.state
        _demand(isinstance(state, State), "no state")
        _demand(0 < len(answer.text.encode()) <= LIMIT, "the text is empty or too long")
        _demand(answer.status is Status.ANSWERED or answer.value is None, "a value without an answer")
        for evidence in answer.evidence:
            _demand(evidence.quote in _texts(), "a quote that no report holds")
        words.append(f"{answer.status}/{answer.reason}")
    return tuple(words)


def where(error: BaseException) -> str:
    """The innermost line of the parser that an error went through."""
    frames = [f for f in extract_tb(error.__traceback__) if "/parser/" in f.filename]
    return f"{Path(frames[-1].filename).stem}:{frames[-1].lineno}" if frames else "outside"


def refusal(error: InputError) -> tuple[str, ...]:
    """An input error in words: its kind, and what broke below it where nobody foresaw that."""
    cause = error.__cause__
    foreseen = cause is None or where(cause) == where(error)
    return (
        type(error).__name__,
        where(error),
        "" if foreseen or cause is None else f"{type(cause).__name__} {where(cause)}",
    )


def _demand(truth: object, what: str) -> None:
    if not truth:
        raise Fault(what)


def _sound(reading: Reading) -> None:
    """Grids without negative places, or overlap but where the file itself states it; texts that can be written down."""
    for block in reading.blocks:
        if not isinstance(block, Grid):
            block.text.encode()
            continue
        taken: set[tuple[int, int]] = set()
        for cell in block.cells:
            cell.text.encode()
            _demand(min(cell.row, cell.column) >= 0 and min(cell.rowspan, cell.colspan) > 0, "a cell nowhere")
            places = {
                (cell.row + i, cell.column + j) for i in range(cell.rowspan) for j in range(cell.colspan)
            }
            _demand(reading.format in ("html", "xlsx") or not taken & places, "cells over one another")
            taken |= places


def _consistent(report: Report, reading: Reading | None) -> None:
    _demand(report.cells.keys() <= {*CODES, *OPTIONAL_CODES}, "a cell that the form does not have")
    for code, cell in report.cells.items():
        _demand(
            cell.code == code and read_value(cell.raw, unit(code)).number == cell.value,
            "a value that is not printed",
        )
    numbers = [s.number for s in report.sections]
    _demand(
        len(set(numbers)) == len(numbers) and set(numbers) <= set(range(1, 7)), "sections doubled or unknown"
    )
    for section in (report.preamble, *report.sections):
        ends = [0, *(end for s in section.stretches for end in (s.start, s.end)), len(section.text)]
        _demand(all(a <= b for a, b in pairwise(ends)), "stretches out of order")
    _facts(report.facts, report.sections)
    if reading:
        _held(report, reading)


def _held(report: Report, reading: Reading) -> None:
    """Nothing that the file does not hold."""
    blocks, _ = clean(reading.blocks)
    cells = {cell.text for b in blocks if isinstance(b, Grid) for cell in b.cells}
    _demand(
        all(cell.raw in cells for cell in report.cells.values() if cell.raw),
        "a cell's text that no table holds",
    )
    letters = Counter(
        c
        for b in blocks
        for text in ([x.text for x in b.cells] if isinstance(b, Grid) else [b.text])
        for c in text
    )
    letters["\n"] = 10**9
    _demand(Counter("".join(s.text for s in report.sections)) <= letters, "text that the file does not hold")


def _facts(facts: Iterable[Fact], sections: Iterable[Section]) -> None:
    texts = {s.number: s.text for s in sections}
    facts = tuple(facts)
    ids = {fact.id: fact for fact in facts}
    _demand(len(ids) == len(facts), "facts with one id")
    for fact in facts:
        a, b = fact.number
        _demand(texts[fact.section][fact.start : fact.end] == fact.sentence, "a sentence that is not there")
        _demand(
            0 <= a < b <= len(fact.sentence) and fact.sentence[a:b] == fact.raw, "a figure that is not there"
        )
        _demand(fact.value.is_finite() and fact.value >= 0, "a figure that counts nothing")
        printed = re.sub("^[约近上超过逾]+(?=[百千万亿])", "一", fold(fact.raw))  # 近万次, 上百次
        values = {n.value * scale for n in find_numbers(printed) for scale in (1, 10_000, Decimal("0.0001"))}
        values |= {Decimal(0)} if printed.startswith("零") else set()  # 零亿元
        _demand(fact.value == 0 if fact.implicit else fact.value in values, "a figure that is not printed")
        seen, above = {fact.id}, fact.part_of
        while above is not None:
            _demand(above in ids and above not in seen, "a part of nothing or of itself")
            seen.add(above)
            above = ids[above].part_of


def _checked(report: Report) -> None:
    """The rules, and the way into the index and back."""
    for finding in pipeline.check_report(report, today=TODAY).findings:
        f"{finding.message}{finding.fix}".encode()
    if "\x1e" not in "".join(s.text for s in (report.preamble, *report.sections)):
        _demand(decode(encode(report)) == report, "another report comes back from the index")


@cache
def _plain() -> Report:
    return extract(read(Source("文件", seeds.markdown())))


@cache
def _index() -> Index:
    """Our own reports, indexed."""
    index = Index.open(Path(tempfile.mkdtemp()) / "fuzz.db", write=True)
    for path in _reports():
        index.add(
            pipeline.read_sources([Source(path.name, path.read_bytes())]),
            source_name=path.name,
            digest=str(path),
        )
    return index


def _reports() -> list[Path]:
    return sorted((ROOT / "tests" / "parser" / "ask" / "reports").glob("*.md"))


@cache
def _texts() -> str:
    reports = [_index().report(entry.id) for entry in _index().entries()]
    texts = [s.text for r in reports for s in (r.preamble, *r.sections)]
    return "\n".join([*texts, *(row.label.raw for r in reports for t in r.tables for row in t.rows)])
