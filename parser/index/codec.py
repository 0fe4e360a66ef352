"""A whole report as bytes and back, exactly: three parts, so that a look-up inflates no more than it needs.

- ``text``: the preamble's and the sections' text behind their numbers; search reads only this;
- ``narrative``: everything else but the tables, with those texts (and the sentences cut from them) left out;
- ``form``: the cells and the tables as printed.

Each is a byte with the version of this codec, then zlib of JSON (of plain text for ``text``).
"""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticSerializationError

from parser.model.errors import Damaged
from parser.model.report import Cell, Fact, FormTable, Report

VERSION = 1
SEPARATOR = "\x1e"
_LEVEL = 6


@dataclass(frozen=True, slots=True)
class Encoded:
    """The three parts of a stored report."""

    text: bytes
    narrative: bytes
    form: bytes


@dataclass(frozen=True, slots=True)
class _Form:
    cells: Mapping[str, Cell]
    tables: tuple[FormTable, ...]


@cache
def _reports() -> TypeAdapter[Report]:
    return TypeAdapter(Report)


@cache
def _forms() -> TypeAdapter[_Form]:
    return TypeAdapter(_Form)


def _pack(data: bytes) -> bytes:
    return bytes([VERSION]) + zlib.compress(data, _LEVEL)


def _unpack(data: bytes) -> bytes:
    if not data or data[0] != VERSION:
        raise Damaged("索引中的这份报告是别的版本写入的，请重新收录。")
    try:
        return zlib.decompress(data[1:])
    except zlib.error as error:
        raise Damaged("索引文件已损坏，请从备份恢复或重新收录。") from error


def texts(report: Report) -> list[tuple[int, str]]:
    """Numbers and texts of the preamble and the sections, in order; a separator in a text becomes a space."""
    return [(s.number, s.text.replace(SEPARATOR, " ")) for s in (report.preamble, *report.sections)]


def encode(report: Report) -> Encoded:
    """The three parts; Damaged for text that is no Unicode (lone surrogates)."""
    parts = texts(report)
    by_number = _by_number(parts)
    narrative = replace(
        report,
        preamble=replace(report.preamble, text=""),
        sections=tuple(replace(s, text="") for s in report.sections),
        facts=tuple(_without_sentence(f, by_number) for f in report.facts),
        cells={},
        tables=(),
    )
    try:
        return Encoded(
            _pack(SEPARATOR.join(f"{number}:{text}" for number, text in parts).encode()),
            _pack(_reports().dump_json(narrative, exclude_defaults=True)),
            _pack(_forms().dump_json(_Form(report.cells, report.tables), exclude_defaults=True)),
        )
    except (UnicodeEncodeError, PydanticSerializationError) as error:
        raise Damaged("报告文字含有无法保存的字符，请另存为 UTF-8 后再试。") from error


def _without_sentence(fact: Fact, texts: Mapping[int, str]) -> Fact:
    """The fact without its sentence, if its section's text gives it back."""
    cut = texts.get(fact.section, "")[fact.start : fact.end]
    return replace(fact, sentence=SEPARATOR) if cut == fact.sentence else fact


def _with_sentence(fact: Fact, texts: Mapping[int, str]) -> Fact:
    if fact.sentence != SEPARATOR:
        return fact
    return replace(fact, sentence=texts.get(fact.section, "")[fact.start : fact.end])


def _by_number(parts: Sequence[tuple[int, str]]) -> dict[int, str]:
    """Texts by the number of their section, the first of each number."""
    return dict(reversed(parts))


def decode_text(text: bytes) -> list[tuple[int, str]]:
    """The numbers and texts of ``text``, preamble first."""
    parts = (part.partition(":") for part in _unpack(text).decode().split(SEPARATOR))
    return [(int(number), body) for number, _, body in parts]


def decode_narrative(text: bytes, narrative: bytes) -> Report:
    """The report without its cells and tables."""
    try:
        report = _reports().validate_json(_unpack(narrative))
    except ValidationError as error:
        raise Damaged("索引文件已损坏，请从备份恢复或重新收录。") from error
    parts = decode_text(text)
    by_number = _by_number(parts)
    return replace(
        report,
        preamble=replace(report.preamble, text=parts[0][1]),
        sections=tuple(replace(s, text=t) for s, (_, t) in zip(report.sections, parts[1:], strict=True)),
        facts=tuple(_with_sentence(f, by_number) for f in report.facts),
    )


def decode_cells(form: bytes) -> Mapping[str, Cell]:
    """The cells with the text printed and their places."""
    return _form(form).cells


def _form(form: bytes) -> _Form:
    try:
        return _forms().validate_json(_unpack(form))
    except ValidationError as error:
        raise Damaged("索引文件已损坏，请从备份恢复或重新收录。") from error


def decode(encoded: Encoded) -> Report:
    """The whole report, equal to the one encoded."""
    form = _form(encoded.form)
    return replace(decode_narrative(encoded.text, encoded.narrative), cells=form.cells, tables=form.tables)
