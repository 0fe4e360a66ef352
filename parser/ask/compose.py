"""The reply: figure first, how the question was read, the parts, the sum check, the sentence, the next steps.

Always within 1,800 bytes of UTF-8, and the same bytes for the same question. A text that offers a choice holds no
figure but the years that it names.
"""

from dataclasses import dataclass
from decimal import Decimal

from parser.ask.figures import plain
from parser.ask.places import Refusal
from parser.ask.quotes import flat
from parser.model.answer import Answer, Evidence, Row, Status

LIMIT = 1800
"""Bytes of a reply."""
_CIRCLED = "①②③④⑤⑥⑦⑧⑨"
_SECTIONS = "零一二三四五六"


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer before it is put in words. ``lines`` stand between the reading and the quotes.

    ``tail`` goes on with a list whose first items are in ``lines``.
    """

    head: str
    reading: tuple[str, ...]
    lines: tuple[str, ...] = ()
    value: Decimal | None = None
    unit: str | None = None
    organ: str | None = None
    division: str | None = None
    year: int | None = None
    rows: tuple[Row, ...] = ()
    approximate: bool = False
    warnings: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    steps: tuple[str, ...] = ()
    tail: tuple[str, ...] = ()


def size(text: str) -> int:
    """Bytes of UTF-8."""
    return len(text.encode())


def shorten(text: str, limit: int) -> str:
    """The text cut to so many bytes, at a character, with an ellipsis."""
    if size(text) <= limit:
        return text
    kept = text.encode()[: limit - size("…")].decode(errors="ignore")
    return kept + "…"


def answered(draft: Draft, *, short: bool = False) -> Answer:
    """The answer of a draft."""
    understood = "｜".join(draft.reading)
    text, rest = _text(draft, understood, short=short)
    return Answer(
        Status.ANSWERED, text, None, draft.value, draft.unit, draft.organ,
        draft.division, draft.year, draft.rows, draft.approximate, draft.warnings, understood, draft.evidence, draft.steps,
        more="\n".join([*([rest] if rest else []), *draft.tail]),
    )  # fmt: skip


def _text(draft: Draft, understood: str, *, short: bool) -> tuple[str, str]:
    """The text, and what of it had no room."""
    quotes = [] if short else [_source(e) for e in draft.evidence[:2]]
    steps = "\n".join(f"{_CIRCLED[i]}{s}" for i, s in enumerate(draft.steps))
    warnings = [f"提醒：{w}" for w in draft.warnings]
    lines = draft.lines[:1] if short else draft.lines
    body = [draft.head, f"理解为：{understood}", *lines, *warnings, *quotes]
    text = "\n".join(body)
    room = LIMIT - (size(steps) + 1 if steps and not short else 0)
    shown = shorten(text, room)
    rest = text[len(shown) - 1 :] if shown != text else ""  # the last character shown is the ellipsis
    return (f"{shown}\n{steps}" if steps and not short else shown), rest


def _source(evidence: Evidence) -> str:
    quote = flat(evidence.quote)
    return (
        f"出处：第{_SECTIONS[evidence.section]}部分“{quote}”"
        if 0 < evidence.section < len(_SECTIONS)
        else f"出处：“{quote}”"
    )


def refused(refusal: Refusal, *, understood: str = "") -> Answer:
    """A choice or a typed refusal with what there is instead."""
    status = Status.CHOOSE if refusal.choose else Status.DECLINED
    options = "\n".join(f"{_CIRCLED[i]}{o}" for i, o in enumerate(refusal.options[:9]))
    quotes = [_source(e) for e in refusal.evidence[:3]]
    body = shorten("\n".join([refusal.text, *quotes]), LIMIT - size(options) - 1)
    text = f"{body}\n{options}" if options else body
    reason = None if refusal.choose else refusal.reason
    return Answer(
        status, text, reason, understood=understood, evidence=refusal.evidence, options=refusal.options[:9],
        missing=refusal.missing,
    )  # fmt: skip


def amount(value: Decimal, unit: str | None) -> str:
    """A figure with its unit."""
    return f"{plain(value)}{unit or ''}"
