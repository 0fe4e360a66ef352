"""Figures that somebody heard held against the report (300次对吗, 超过100万了吗), and the share of one figure in another."""

import operator
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from parser.ask.compose import amount
from parser.ask.figures import Figure, Finding, Several, Trouble, find, from_line, plain
from parser.ask.labels import Shelf
from parser.ask.library import Library, Listed
from parser.ask.matching import matches
from parser.ask.places import Refusal
from parser.ask.single import (
    Result,
    draft,
    explain,
    names_something,
    one_report,
    running_total,
    unit_after,
    value,
    whole_named,
)
from parser.ask.tokens import PIECE, UNIT, Token
from parser.ask.understand import Asked
from parser.ask.units import fits
from parser.model.answer import Reason


def verify(asked: Asked, library: Library) -> Result:
    """Is it so many? The report's own figure, and whether it is the one asked."""
    picked = one_report(asked, library)
    if isinstance(picked, Refusal):
        return picked
    entry, shelf = picked
    number = asked.numbers[0]
    unit = unit_after(asked, number)
    found = find(shelf, asked.words, unit) if names_something(asked) else whole_named(asked, shelf)
    if not isinstance(found, Figure):
        return explain(found, replace(asked, unit=unit), entry)
    running = running_total(asked, shelf)
    found = running if running and running.value == number.value else found
    told = draft(found, asked, entry, shelf)
    right = found.value == _in_unit(number, unit, found.unit)
    verdict = ("报告写的是约数，" if found.approximate else "对，") if right else "不对，"
    if any(t.text in ("有没有", "有无", "是否") for t in asked.tokens):  # so many, or at least so many?
        verdict = ""
    return replace(told, head=f"{verdict}{told.head}", lines=told.lines)


_MONEY = {"元": 1, "万元": 10_000, "亿元": 100_000_000}


def _in_unit(number: Token, unit: str | None, stated: str | None) -> Decimal:
    """A figure that somebody heard in the unit of the report's: 100万 of money is 100 in 万元; 100 too, if no more is said."""
    value = number.value or Decimal(0)
    if stated not in _MONEY:
        return value
    said = unit if unit in _MONEY else "元" if unit or set(number.text) & {"万", "亿"} else stated
    return value * _MONEY[said] / _MONEY[stated]


_BOUNDS = {
    "above": ("超过", "没有超过", operator.gt),
    "below": ("低于", "没有低于", operator.lt),
    "atleast": ("达到了", "没有达到", operator.ge),
    "atmost": ("没有超过", "超过了", operator.le),
}


def verify_bound(asked: Asked, library: Library) -> Result:
    """Is it more than so many? The report's own figure, and whether it is."""
    number = asked.numbers[0]
    unit = unit_after(asked, number)
    told = value(replace(asked, unit=unit), library)
    if isinstance(told, Refusal) or told.value is None or number.value is None:
        return told
    yes, no, holds = next(_BOUNDS[cue] for cue in _BOUNDS if cue in asked.cues())
    bound = _in_unit(number, unit, told.unit)
    verdict = "报告写的是约数" if told.approximate else f"{yes if holds(told.value, bound) else no}这个数"
    return replace(told, head=f"{verdict}，{told.head}")


def share(asked: Asked, library: Library) -> Result:
    """What part of a whole something is, in percent, with the formula."""
    picked = one_report(asked, library)
    if isinstance(picked, Refusal):
        return picked
    entry, shelf = picked
    cue = next(t for t in asked.tokens if "share" in t.codes)
    if any(t.kind == UNIT and t.text not in ("%", "成") for t in asked.tokens):
        return value(asked, library)
    first = tuple(w for w in asked.words if w.start < cue.start)
    second = tuple(w for w in asked.words if w.start > cue.start)
    stated = find(shelf, (*first, Token(PIECE, "占比", cue.start)), "%") if not second else None
    if isinstance(stated, Figure):
        return draft(stated, asked, entry, shelf)
    part = _part(shelf, first)
    if not isinstance(part, Figure):
        return explain(part, asked, entry)
    whole = find(shelf, second, None) if second else _above(shelf, part)
    if not isinstance(whole, Figure):
        return explain(whole, replace(asked, words=second or first), entry)
    return _ratio(asked, entry, shelf, part, whole)


def _part(shelf: Shelf, words: Sequence[Token]) -> Finding:
    """What these words name, of several things the one that is a part of something."""
    found = find(shelf, words, None)
    named = {*found.names} if isinstance(found, Several) else set()
    lines = [m.line for m in matches(shelf, words) if m.line.above and {m.line.name, m.line.brief} & named]
    return from_line(shelf, lines[0]) if len(lines) == 1 else found


def _above(shelf: Shelf, part: Figure) -> Finding:
    if part.line and part.line.above:
        return from_line(shelf, part.line.above)
    return Trouble(Reason.NOT_STATED, "")


def _ratio(asked: Asked, entry: Listed, shelf: Shelf, part: Figure, whole: Figure) -> Result:
    if not fits(part.unit, whole.unit):
        return Refusal(
            Reason.UNIT_MISMATCH, f"“{part.name}”按{part.unit}计，“{whole.name}”按{whole.unit}计，不能相除。"
        )
    if whole.value == 0 or part.value > whole.value:
        return Refusal(Reason.NOT_STATED, f"“{part.name}”不是“{whole.name}”的一部分，不能算占比。")
    percent = (part.value / whole.value * 100).quantize(Decimal("0.01"))
    formula = f"算法：{amount(part.value, part.unit)}÷{amount(whole.value, whole.unit)}={plain(percent)}%"
    told = draft(part, asked, entry, shelf)
    evidence = tuple(dict.fromkeys([*part.evidence, *whole.evidence]))
    return replace(
        told, head=f"{asked.place.name}{entry.year}年{part.name}占{whole.name}的{plain(percent)}%", lines=(formula, *told.lines),
        value=percent, unit="%", approximate=part.approximate or whole.approximate, evidence=evidence,
    )  # fmt: skip
