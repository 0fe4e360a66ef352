"""What stands between a quantity and the one before it: the mark, the connective, the ordinal, the bracket."""

import re
from collections.abc import Sequence
from dataclasses import replace

from parser.extract.facts.clauses import tail_after
from parser.extract.facts.folded import Folded
from parser.extract.facts.frame import Frame
from parser.extract.facts.quantity import STRENGTH, Quantity
from parser.extract.facts.vocabulary import at_start, pattern
from parser.text import number

NUMERALS = "一二三四五六七八九十"
ORDINAL = re.compile(
    rf"(?:^|(?<=[。；：，\n]))(?:第?([{NUMERALS}]{{1,2}})(?:是|、|，)|（([{NUMERALS}\d]{{1,2}})）|(\d{{1,2}})[.、](?!\d)|([①-⑳]))"
)
NUMBERED = re.compile(rf"[{NUMERALS}\d]{{1,3}}")
COLON = re.compile("[^，；。：\n、]{0,15}\0*(?:：|——)")
ADJACENT = re.compile(rf"[：，\n]*(?:{ORDINAL.pattern})?(?:[^，。；：、\n\d]{{1,12}}，)?[^，。；：\n]*：?$")
ROW = re.compile(r"(?P<whole>^[。；，]?)?\n[-*•●·◆■]?[^，。；\n]{1,25}$")
LISTED_LINE = re.compile(r"(?<=[；，、：])\n")
OWN_NOUN = re.compile(r"[^，；。：\n、\d（）]*，?")
FAR = 600  # a connective further off than this many characters governs nothing
TAIL = 15  # a connective may follow a figure's own noun without a mark between them


def linked(frame: Frame, found: Sequence[Quantity], q: Quantity, before: Quantity | None) -> Quantity:
    """The quantity with its separator, connective, ordinal and host."""
    opens = q.level >= 0 and (before is None or before.figure.after <= q.level)
    origin = q.level + 1 if opens else before.figure.after if before else 0
    far = q.figure.start - origin > FAR
    between = _masked(frame.folded, max(origin, q.figure.start - FAR), q.figure.start)
    ahead = between[: max(0, len(between) - (q.figure.start - q.start))]
    host = (
        next((i for i in _recent(found) if _before_bracket(frame, found[i], q.level)), None)
        if opens
        else None
    )
    apart = at_start("connectives", "excluding")
    excluded = bool(apart.match(between[len(ahead) :]) or (opens and apart.match(between)))
    return replace(
        q,
        sep="" if opens else "。" if far else separator(between),
        link="" if excluded or (before is None and host is None) else _link(between, inside=host is not None),
        host=host,
        ordinal=_last_ordinal(between),
        gap=ahead.count("，") > 1,
        etcetera=_and_so_on(frame, q),
        excluded=excluded and not opens,
        row=_row(between),
    )


def _before_bracket(frame: Frame, q: Quantity, level: int) -> bool:
    """Does nothing but the figure's own noun or a comma stand between it and the bracket?"""
    return 0 <= level - q.figure.after <= TAIL and bool(
        OWN_NOUN.fullmatch(frame.folded.text, q.figure.after, level)
    )


def _row(between: str) -> str:
    """A "first" figure opens a line; before a "next" one nothing stands but the end of the line before."""
    match = ROW.search(between)
    if not match:
        return ""
    return "next" if match["whole"] is not None and match.start() == 0 else "first"


def _recent(found: Sequence[Quantity]) -> range:
    return range(max(0, len(found) - 20), len(found))


def _and_so_on(frame: Frame, q: Quantity) -> bool:
    """Does 等 follow the figure?"""
    tail = tail_after(frame.folded, q.figure.after, len(frame.folded.text))
    return tail.startswith("等") or tail.endswith("等")


def _masked(folded: Folded, start: int, stop: int) -> str:
    """The text with what stands in brackets blanked out, except numbering such as （一）."""
    out, done = [], start
    at = folded.text.find("（", start, stop)
    while at >= 0:
        behind, close = at + 1, folded.partner.get(at, stop)
        if close < stop and not NUMBERED.fullmatch(folded.text, at + 1, close):
            behind = close + 1
            out += [folded.text[done:at], "\0" * (behind - at)]
            done = behind
        at = folded.text.find("（", behind, stop)
    return "".join([*out, folded.text[done:stop]])


def separator(between: str) -> str:
    """The strongest mark; a line end counts as 。 unless the line goes on (；，、：)."""
    marks = re.sub(r"[。！？\n]", "。", LISTED_LINE.sub("", between))
    return max((c for c in marks if c in STRENGTH), key=lambda c: STRENGTH[c], default="")


def _link(between: str, *, inside: bool) -> str:
    """The connective between two figures: it stands in the clause of the second one, or right before it."""
    kinds = ("open", "dividing", "closed")
    for match in pattern("connectives", *kinds).finditer(between):
        if _governs(between, match):
            return next(
                kind for kind in kinds if at_start("connectives", kind).match(between[match.start() :])
            )
    if inside:
        return "bracket"
    return "colon" if COLON.match(between) and "。" not in between else ""


def _governs(between: str, match: re.Match[str]) -> bool:
    if not ADJACENT.match(between, match.end()):
        return False
    if match[0].endswith("涉及") and match.end() == len(between):
        return False  # 补贴名单涉及28户: no list follows
    ahead = LISTED_LINE.sub("", between[: match.start()])
    if re.search(r"[。！？\n](?!$)", ahead):
        return False
    own_noun = "，" not in ahead and len(ahead) <= TAIL
    return not ahead or ahead[-1] in "，；。：\n、" or own_noun or match[0].startswith("其中")


def _last_ordinal(between: str) -> int | None:
    found = list(ORDINAL.finditer(between))
    raw = next(g for g in found[-1].groups() if g) if found else ""
    if "①" <= raw <= "⑳":
        return ord(raw) - ord("①") + 1
    value = number(raw)
    return None if value is None else int(value)
