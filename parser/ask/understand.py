"""A question understood: places, years, the words measured, the unit, and the one operation that explains every cue.

``understand`` never drops a word. Whatever is neither filler, nor place, year, figure, unit or cue, nor in the
lexicon, nor a piece of the asked report's own labels, stays ``unknown`` and forbids an answer.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from parser.ask import places as places_
from parser.ask import verbatim
from parser.ask import years as years_
from parser.ask.labels import CODED, EMPTY, Shelf, piece_at
from parser.ask.lexicon import CUE
from parser.ask.library import Library, Listed, Place
from parser.ask.operations import Shape, name_of
from parser.ask.places import Named, Refusal
from parser.ask.tokens import LABEL, NUMBER, PIECE, PLACE_MARK, RANKED, UNIT, UNKNOWN, Token, cut
from parser.ask.years import YEAR_MARK, Years
from parser.model.answer import Reason

_MEASURING = (*CODED, *(k for k in EMPTY if k != "filler"), PIECE, LABEL, "soft")
_YES_NO = ("吗", "么", "吧", "有没有", "有没有人", "有无", "是否")
WHOLE_REGION = ("各乡镇", "所有乡镇", "各个乡镇", "下辖乡镇", "全县", "全市", "全区", "全国", "全省")
"""Fillers that say of how many places is asked."""
_BRACKETS = re.compile(r"\([^()]*\)")
_MANY_REPORTS = 60
"""Reports whose own words may be used in a question about many places."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question whose every word is explained.

    ``text`` has marks for places and years; ``words`` name what is measured; ``entries`` are the reports of the
    one place asked (all years); ``shelves`` those whose labels were used to read the words.
    """

    operation: str
    text: str
    original: str
    places: tuple[Place, ...]
    regions: tuple[str, ...]
    years: Years
    tokens: tuple[Token, ...]
    words: tuple[Token, ...]
    unit: str | None
    numbers: tuple[Token, ...]
    entries: tuple[Listed, ...]

    def cues(self) -> set[str]:
        """The codes of all cues."""
        return {code for t in self.tokens if t.kind == CUE for code in t.codes}

    @property
    def place(self) -> Place:
        """The one place."""
        return self.places[0]

    @property
    def negated(self) -> bool:
        """Whether it says 没有, 未, 不."""
        return any(t.kind == "negation" for t in self.tokens)


@dataclass(frozen=True, slots=True)
class Reading:
    """A question as far as it was read: ``refusal`` says why it is not understood, ``asked`` what of it is."""

    asked: Asked | None
    refusal: Refusal | None = None


def understand(question: str, library: Library, today: date) -> Reading:
    """Read a cleaned question; what it quotes is a label as printed, if the asked report has that label."""
    quoted = verbatim.find(question)
    if quoted.labels:
        found = _read(quoted, library, today)
        if found.refusal is None:
            return found
    return _read(verbatim.Quoted(question), library, today)


def _read(question: verbatim.Quoted, library: Library, today: date) -> Reading:
    named = places_.find(question.text, library)
    if isinstance(named, Refusal):
        return Reading(None, named)
    entries = tuple(library.of_place(named.places[0])) if len(named.places) == 1 else ()
    everything = tuple(e for p in named.places for e in library.of_place(p))
    shelves = _shelves(library, everything, today, named)
    if not all(any(s.called(label) for s in shelves) for label in question.labels):
        return Reading(None, Refusal(Reason.NOT_UNDERSTOOD, ""))
    named = replace(named, text=_without_printed_brackets(named.text, shelves))
    years = _years(named.text, shelves, today)
    readings = (
        _reading(
            question, named, years, cut(years.text, partial(piece_at, shelves), labels_first=first), entries
        )
        for first in (False, True)
    )
    found = next(readings)
    if found.refusal is None:
        return found
    again = next(readings)
    return again if again.refusal is None else found


def _without_printed_brackets(text: str, shelves: Sequence[Shelf]) -> str:
    """A question that copies a label with its brackets (村(居)务公开) means the label; other brackets stay."""
    printed = {found[0] for s in shelves for line in s.lines for found in _BRACKETS.finditer(line.text)}
    return _BRACKETS.sub(lambda found: "" if found[0] in printed else found[0], text)


def _shelves(library: Library, entries: Sequence[Listed], today: date, named: Named) -> list[Shelf]:
    """The reports whose labels the question may use."""
    if entries or named.places:
        return [library.shelf(e) for e in entries]
    asked = years_.find(named.text, today).years
    region = named.regions[0] if named.regions else ""
    year = asked[0] if asked else None
    if library.index.coverage(region or None, year).reports > _MANY_REPORTS:
        return []
    return [library.shelf(e) for e in library.within(region, year)]


def _years(text: str, shelves: Sequence[Shelf], today: date) -> Years:
    """The years asked; a year that is part of a label (2022年种植棉花补贴) is none."""
    shield = _label_with_year(text, shelves)
    if not shield:
        return years_.find(text, today)
    start, end = shield
    before, after = years_.find(text[:start], today), years_.find(text[end:], today)
    both = tuple(dict.fromkeys([*before.years, *after.years]))
    return Years(before.text + text[start:end] + after.text, both, before.recent or after.recent,
                 before.many or after.many, before.part or after.part)  # fmt: skip


def _label_with_year(text: str, shelves: Sequence[Shelf]) -> tuple[int, int] | None:
    for at in range(len(text)):
        length = piece_at(shelves, text, at)
        if length > len("2022年") and years_.find(text[at : at + length], date(2000, 1, 1)).years:
            return at, at + length
    return None


def _reading(
    question: verbatim.Quoted,
    named: Named,
    years: Years,
    tokens: tuple[Token, ...],
    entries: tuple[Listed, ...],
) -> Reading:
    part = _part_of_year(tokens, years)
    tokens = tuple(question.token(t) for t in tokens)
    words = tuple(t for t in tokens if t.kind in _MEASURING)
    numbers = tuple(t for t in tokens if t.kind == NUMBER)
    text, original = question.restored(years.text), question.restored(question.text)
    asked = Asked(
        "", text, original, named.places, named.regions, years, tokens, words, _unit(tokens), numbers, entries
    )
    operation = _operation(asked)
    refusal = _refused(asked, part) or (None if operation else _unread(asked))
    return Reading(replace(asked, operation=operation or ""), refusal)


def _refused(asked: Asked, part: str | None) -> Refusal | None:
    """Why a question gets no operation: what it asks is never stated, or a word of it is not explained."""
    foreign = next((t for t in asked.tokens if t.kind == "foreign"), None)
    if foreign:
        return Refusal(Reason.OUT_OF_SCOPE, f"“{foreign.text}”不在政府信息公开年度报告的内容里，我答不了。")
    if part:
        return _refuse_part(asked, part)
    if len(asked.places) == 1 and any(t.kind == "filler" and t.text in WHOLE_REGION for t in asked.tokens):
        return _both(asked)
    unknown = [t.text for t in asked.tokens if t.kind == UNKNOWN]
    if unknown:
        return _unexplained(asked, unknown)
    return _one_at_a_time(asked) if sum(map(_asks, asked.tokens)) > 1 else None


def _asks(token: Token) -> bool:
    """Whether a word asks for a quantity: 多少, 几, 多少钱."""
    return token.kind == "ask" or (token.kind == "count" and "多少" in token.text)


def _part_of_year(tokens: Sequence[Token], years: Years) -> str | None:
    """A part of the year that no label and no cue (统计到几月) explains."""
    if not years.part:
        return None
    bare = years.part.removeprefix(YEAR_MARK)
    at = years.text.find(years.part) + len(years.part) - len(bare)
    covered = any(t.start <= at and at + len(bare) <= t.end for t in tokens if t.kind in (PIECE, CUE))
    return None if covered else years.part


def _refuse_part(asked: Asked, part: str) -> Refusal:
    told = part.replace(YEAR_MARK, "年")
    whole = _written(asked, asked.text.replace(part, YEAR_MARK if YEAR_MARK in part else "", 1))
    text = f"年度报告只有全年的数，没有“{told}”的数。可以问全年的。"
    return Refusal(Reason.PART_OF_YEAR, text, (whole,) if whole else ())


def _written(asked: Asked, template: str) -> str:
    """A marked text with its one place and its years written out; "" where there are several places."""
    if len(asked.places) != 1:
        return ""
    filled = template.replace(PLACE_MARK, asked.place.full, 1)
    years = [f"{y}年" for y in asked.years.years]
    for year in years if template.count(YEAR_MARK) == len(years) else ["和".join(years)]:
        filled = filled.replace(YEAR_MARK, year, 1)
    return filled.replace(PLACE_MARK, "").replace(YEAR_MARK, "")


def _without(asked: Asked, *kinds: str) -> tuple[str, ...]:
    """The question without the words of some kinds, as an option: it is never what was asked, only near it."""
    kept = _written(asked, "".join(t.text for t in asked.tokens if t.kind not in kinds))
    return (kept,) if kept else ()


def _unit(tokens: Sequence[Token]) -> str | None:
    """The unit asked for: after 多少 or 几, or in 次数, 金额."""
    for before, token in zip((None, *tokens), tokens, strict=False):
        if token.kind == UNIT and before and before.kind != NUMBER:
            return token.text
    counted = next((t for t in tokens if t.kind == "count"), None)
    return counted.codes[0] if counted else None


def _unexplained(asked: Asked, unknown: Sequence[str]) -> Refusal:
    words = "、".join(f"『{u}』" for u in unknown)
    quantity = any(t.kind in ("ask", "count") for t in asked.tokens) or _is_yes_no(asked)
    turned = any(t.kind in (CUE, "negation") for t in asked.tokens if not _beside_unknown(t, asked.tokens))
    if quantity and asked.places and not turned:
        text = f"报告里没有写明{words}的数字。"
        return Refusal(Reason.NOT_STATED, text, _without(asked, UNKNOWN), missing=tuple(unknown))
    options = _without(asked, UNKNOWN, "negation") if asked.words else ()
    return Refusal(Reason.NOT_UNDERSTOOD, f"这部分没看懂：{words}。", options, missing=tuple(unknown))


def _both(asked: Asked) -> Refusal:
    """行政许可几件，全县的, of a township: its own figure is not the county's."""
    text = "一个乡镇和全县（全市、各乡镇）的数不是一回事，请说明问哪一个。"
    kept = "".join(t.text for t in asked.tokens if t.text not in WHOLE_REGION)
    option = _written(asked, kept)
    return Refusal(Reason.NOT_UNDERSTOOD, text, (option,) if option else ())


def _one_at_a_time(asked: Asked) -> Refusal:
    """公开多少条，其中公众号多少条: two questions in one, offered apart."""
    clauses = [c for c in re.split(r"[,，;；。]|以及|还有", asked.text) if any(map(_asks, cut(c)))]
    place = asked.places[0].full if len(asked.places) == 1 else ""
    year = "和".join(f"{y}年" for y in asked.years.years)
    bare = (c.replace(PLACE_MARK, "").replace(YEAR_MARK, "") for c in clauses)
    options = tuple(f"{place}{year}{c}" for c in bare) if len(clauses) > 1 else ()
    return Refusal(Reason.NOT_UNDERSTOOD, "请一次问一件事：", options, choose=bool(options))


def _beside_unknown(token: Token, tokens: Sequence[Token]) -> bool:
    """Whether a single character is likely a piece of the unknown word beside it (低 in 低保)."""
    touching = any(t.kind == UNKNOWN and (t.end == token.start or t.start == token.end) for t in tokens)
    return len(token.text) == 1 and touching


def _unread(asked: Asked) -> Refusal:
    if asked.negated:
        text = "带“没有、除了、不算”这类排除的问法，我还不敢作答，怕算错。请直接问一项。"
        return Refusal(Reason.NOT_UNDERSTOOD, text, _without(asked, "negation"))
    if not asked.places and (asked.words or asked.numbers):
        return Refusal(Reason.PLACE_MISSING, "请说明是哪个乡镇。")
    return Refusal(Reason.NOT_UNDERSTOOD, "这个问题没看懂。", _with_total(asked))


def _with_total(asked: Asked) -> tuple[str, ...]:
    """A comparison that does not say of what, of all that was disclosed: an option only."""
    cue = next((t for t in asked.tokens if set(t.codes) & {"gap", "change", "trend"} and t.kind == CUE), None)
    if asked.words or cue is None:
        return ()
    at = asked.text.find(cue.text)
    whole = _written(asked, f"{asked.text[:at]}公开{asked.text[at:]}")
    return (whole,) if whole else ()


def _is_yes_no(asked: Asked) -> bool:
    return any(t.kind == "filler" and t.text in _YES_NO for t in asked.tokens)


def _operation(asked: Asked) -> str | None:
    shape = Shape(
        places=len(asked.places),
        numbers=len(asked.numbers),
        years=len(asked.years.years),
        kinds=frozenset(w.kind for w in asked.words),
        cues=tuple(frozenset(t.codes) for t in asked.tokens if t.kind == CUE or t.codes == RANKED),
        negation=asked.negated,
        many=asked.years.many,
        region=bool(asked.regions),
        question=_is_yes_no(asked),
        counted=asked.unit is not None and any(t.kind == UNIT for t in asked.tokens),
    )
    return name_of(shape)


def pick_year(asked: Asked) -> tuple[Listed, ...] | Refusal:
    """The report to answer from: of the year asked, else the newest."""
    held = [e for e in asked.entries if e.year is not None]
    if not held:
        text = f"还没有收录{asked.place.name}的年度报告。"
        return Refusal(Reason.PLACE_NOT_INDEXED, text, missing=(asked.place.full,))
    if asked.years.recent:
        return tuple(held[-asked.years.recent :])
    if not asked.years.years:
        return (held[-1],)
    found = tuple(e for e in held if e.year in asked.years.years)
    return found or _no_such_year(asked, held)


def _no_such_year(asked: Asked, held: Sequence[Listed]) -> Refusal:
    years = "、".join(f"{e.year}年" for e in held)
    asked_for = "、".join(f"{y}年" for y in asked.years.years)
    text = f"还没有收录{asked.place.name}{asked_for}的年度报告，已收录：{years}。"
    template = asked.text.replace(PLACE_MARK, asked.place.full)
    options = tuple(
        template.replace(YEAR_MARK, f"{e.year}年", 1).replace(YEAR_MARK, "") for e in reversed(held[-3:])
    )
    missing = tuple(f"{asked.place.full}{y}年" for y in asked.years.years)
    return Refusal(Reason.YEAR_NOT_INDEXED, text, options, missing=missing)
