"""What a conversation remembers, and how a short message (那仙源乡呢, 2, 不是新集乡是西山乡) becomes a whole question.

Only bare slots are merged: a place, a year, a measure, a choice by digit, a correction. A question that names its
place and what it measures stands for itself and forgets what went before. What was inherited is always printed.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta

from parser.ask import places as places_
from parser.ask import years as years_
from parser.ask.lexicon import CUE
from parser.ask.library import Library
from parser.ask.normalise import clean
from parser.ask.places import Named, Refusal
from parser.ask.tokens import PLACE_MARK, Token, cut
from parser.ask.years import YEAR_MARK

INHERITED = "（沿用上一问）"
OPTIONS_LIVE = timedelta(minutes=10)
CONTEXT_LIVES = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class State:
    """The memory of one conversation, frozen and JSON.

    ``template`` is the last whole question with marks for its place and year; ``place`` and ``year`` are what stood
    there; ``options`` the questions last offered; ``when`` the ISO time of the last turn, where the caller gave one.
    ``misses`` counts failures in a row.
    """

    template: str = ""
    place: str = ""
    year: str = ""
    options: tuple[str, ...] = ()
    when: str | None = None
    short: bool = False
    misses: int = 0

    def to_json(self) -> str:
        """As JSON text."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "State":
        """From JSON text; an empty memory where it is not one of ours."""
        try:
            kept = json.loads(text)
            known = {k: v for k, v in kept.items() if k in cls.__slots__}
            return cls(**{**known, "options": tuple(known.get("options", ()))})
        except (ValueError, TypeError, AttributeError):
            return cls()

    def fresh(self, now: datetime | None) -> "State":
        """The memory without what is too old to be meant."""
        if now is None or self.when is None:
            return self
        age = now - datetime.fromisoformat(self.when)
        kept = self if age <= OPTIONS_LIVE else replace(self, options=())
        return kept if age <= CONTEXT_LIVES else State(short=self.short)


@dataclass(frozen=True, slots=True)
class Whole:
    """A complete question, and which of its slots came from the question before."""

    text: str
    inherited: tuple[str, ...] = ()


_BEFORE = re.compile(r"(?<=^)(?:那)?(?:上一年|上年|前一年|上一年度|上年度)(?=度?呢?[?？]?$)")
"""In a follow-up the year before is the one before the year just asked."""
_YEAR_BEFORE = re.compile(r"(?:上一|上|前一|去)年度?")
_DIGIT = re.compile(r"^(?:我?选|选择|第)?(?P<n>[1-9一二三四五六七八九]|[①-⑨])(?:个|项|条)?[.。、!]*$")
_ORDER = "一二三四五六七八九"
_CORRECTION = re.compile(
    r"^(?:不是|不对[,，]?(?:不是)?|错了[,，]?(?:不是)?)(?P<wrong>.*?)[,，]?(?:而是|是|应该是|我问的是|我说的是|要的是)(?P<right>[^,，]+?)[。!]*$"
)
_MEANT = re.compile(
    r"^(?:我?问的是|我是问|我说的是|我想问的是|应该是|改成|换成|我要问的是|我要的是)(?P<right>.+?)[。!]*$"
)


def choice(text: str) -> int | None:
    """The number chosen (from 0), if the message is nothing but a choice."""
    found = _DIGIT.match(text)
    if not found:
        return None
    n = found["n"]
    return int(n) - 1 if n.isdigit() else _ORDER.index(n) if n in _ORDER else None


_ONLY = re.compile(r"^(?:我?说?的?是|就是|那个?)+|(?:的|呢|吧|啊|哦|那个|那里|那边|[。.,，!?？])+$")


def named_option(text: str, state: State) -> int | None:
    """The option that a word of the reply tells from the others (永新县), after a choice or a refusal."""
    word = _ONLY.sub("", text)
    if not state.misses or len(word) < len("永新"):
        return None
    options = [clean(option) for option in state.options]
    found = [n for n, option in enumerate(options) if word in option]
    if len(options) == 1 and not options[0].startswith(word):
        return None
    return found[0] if len(found) == 1 else None


def complete(text: str, state: State, library: Library, today: date) -> Whole:
    """The message as a whole question: itself, or with what it lacks taken from the question before."""
    corrected = _CORRECTION.match(text) or _MEANT.match(text)
    if corrected and state.template:
        text = corrected["right"]
    if not state.template:
        return Whole(text)
    text = _BEFORE.sub(
        lambda m: m[0] if not state.year[:4].isdigit() else f"{int(state.year[:4]) - 1}年", text
    )
    text = _elsewhere(text, state, library)
    named = places_.find(text, library)
    if isinstance(named, Refusal):
        return Whole(text)
    years = years_.find(named.text, today)
    return _merged(text, named, years.text, state, today)


_COUNTY = re.compile(
    r"^(?:那|那么|是)?(?P<county>[\u3400-\u9fff]{2,6}?)(?:的|那个|那边|这边|的那个)*(?:呢|吧)?[?？。!]*$"
)


def _elsewhere(text: str, state: State, library: Library) -> str:
    """蓝田的呢: the county of another place of the name just asked, as that place."""
    said = _COUNTY.match(text)
    name = library.name_in(state.place) if said and state.place else ""
    if not said or not name or name in text:
        return text
    named = places_.find(said["county"] + name, library)
    told = isinstance(named, Named) and named.text == PLACE_MARK and len(named.places) == 1
    return f"{said['county']}{name}呢" if told else text


_ROUTE = re.compile(
    r"^(?:那|其中)?(?P<way>网上|线上|网络|在线|互联网|当面|现场|信函|邮寄|书面|传真|电子邮件)(?P<rest>[的呢有几件多少个份来收到了?？]{0,6})$"
)
"""How a request came; said alone behind a question about requests, it is about them too, not about the website."""


def _about_requests(text: str, state: State) -> str:
    found = _ROUTE.match(text)
    asked = found and any(t.kind == "request" for t in cut(state.template))
    if not found or not asked or "申请" in found["rest"]:
        return text
    return f"{found['way']}申请{found['rest'].removeprefix('的')}"


def _merged(text: str, named: Named, marked: str, state: State, today: date) -> Whole:
    text = _about_requests(text, state)
    tokens = cut(marked)
    has_place = bool(named.places or named.regions)
    has_year = YEAR_MARK in marked
    bare = all(t.kind in ("filler", "place", "year", "mark") for t in tokens)
    if _leans(tokens) and not has_place and not named.regions:
        return _extended(text, state, tokens)
    if not tokens or (bare and not has_place and not has_year):
        return Whole(text)
    if bare:
        return _slots(text, named, state, has_place=has_place, has_year=has_year, today=today)
    if has_place and state.place and _compares(tokens):
        kept = _measure(state)
        year = "" if has_year else state.year
        return Whole(f"{state.place}和{year}{text}{kept}", tuple(k for k in (state.place, year, kept) if k))
    standalone = any(t.kind == CUE and set(t.codes) & _PLACELESS for t in tokens)
    if has_place or standalone or not state.place:
        return Whole(text)
    slots = [state.place] if has_year else [state.place, state.year]
    question = "".join(slots) + text.removeprefix("其中").removeprefix("那")
    return Whole(question, tuple(slot for slot in slots if slot))


_LEANING = {"by_channel", "source", "parts", "share", "trend", "verify", "quality", "versus", "change", "gap"}
"""Cues that say nothing without the measure of the question before (原文在哪, 都是什么, 占几成)."""


def _leans(tokens: Sequence[Token]) -> bool:
    rest = [t for t in tokens if t.kind not in ("filler", "mark", "year", "number", "unit", "ask")]
    return bool(rest) and all(t.kind == CUE and set(t.codes) & _LEANING for t in rest)


def _compares(tokens: Sequence[Token]) -> bool:
    """和新集乡比呢: a place and words that set it against another, nothing else."""
    rest = [t for t in tokens if t.kind not in ("filler", "mark", "place", "year", "ask", "unit")]
    against = {"and", "versus", "which", "more", "less", "gap"}
    return bool(rest) and all(t.kind == CUE and set(t.codes) & against for t in rest)


def _measure(state: State) -> str:
    """What the last question measured, without its place, its year and what it wanted to know of it."""
    asking = {"ask", "unit", "number", CUE, "mark"}
    return "".join(
        t.text for t in cut(state.template) if t.kind not in asking and t.text not in (PLACE_MARK, YEAR_MARK)
    )


def _extended(text: str, state: State, tokens: Sequence[Token]) -> Whole:
    """The measure of the last question with this cue."""
    kept = _measure(state)
    anew = any(t.kind == "year" or "trend" in t.codes for t in tokens)
    if any("versus" in t.codes for t in tokens) and state.year[:4].isdigit():
        text = _YEAR_BEFORE.sub(f"{int(state.year[:4]) - 1}年", text)
        anew = sum(t.kind == "year" for t in tokens) > 1
    year = "" if anew else state.year
    question = f"{state.place}{year}{kept}{text}"
    return Whole(question, tuple(k for k in (state.place, year, kept) if k))


_PLACELESS = {
    "held",
    "define",
    "most",
    "least",
    "rank",
    "which_many",
    "report_many",
    "average",
    "total",
    "above",
    "below",
    "nonzero",
}


def _slots(text: str, named: Named, state: State, *, has_place: bool, has_year: bool, today: date) -> Whole:
    """Put a bare place or year into the last question."""
    place = _told(text, named) if has_place else state.place
    year = _year_text(named.text, today) if has_year else state.year
    question = state.template
    if len(named.places) > 1:
        return Whole(text)
    if has_place and not state.place and _ranks(cut(state.template)):
        question = f"{PLACE_MARK}{YEAR_MARK}{_measure(state)}多少"
    question = (
        question.replace(PLACE_MARK, place, 1).replace(PLACE_MARK, "")
        if PLACE_MARK in question
        else place + question
    )
    question = (
        question.replace(YEAR_MARK, year, 1).replace(YEAR_MARK, "")
        if YEAR_MARK in question
        else _after(question, place, year)
    )
    kept = ([] if has_place else [state.place]) + ([] if has_year else [state.year])
    return Whole(
        question, (*(k for k in kept if k), state.template.replace(PLACE_MARK, "").replace(YEAR_MARK, ""))
    )


def _ranks(tokens: Sequence[Token]) -> bool:
    """Whether a question asks which of many places; of one place only its figure can be asked."""
    return any(
        t.kind == CUE and set(t.codes) & {"most", "least", "rank", "which", "which_many"} for t in tokens
    )


def _after(question: str, place: str, year: str) -> str:
    return question.replace(place, place + year, 1) if place else year + question


def _told(text: str, named: Named) -> str:
    """The place named: with its county where it is known, else (a region) as it was written."""
    if named.places:
        return named.places[0].full
    return "".join(t for t in re.split(r"[那呢的]", text) if t)


def _year_text(text: str, today: date) -> str:
    found = years_.find(text, today)
    if found.recent:
        return f"近{found.recent}年"
    if found.many:
        return f"{found.years[0]}年到{found.years[-1]}年"
    return "和".join(f"{y}年" for y in found.years)
