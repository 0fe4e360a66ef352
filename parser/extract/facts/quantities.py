"""From figures to quantities: each figure with its clause, its connective, its bracket and its sentence."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from parser.extract.facts.clauses import Reading, lead_start, read_lead, tail_after
from parser.extract.facts.figures import Figure, find_figures, is_notion
from parser.extract.facts.folded import Folded
from parser.extract.facts.groups import STRENGTH, Quantity
from parser.extract.facts.scopes import planned_spans, scope_of
from parser.extract.facts.sentences import Span
from parser.extract.facts.vocabulary import at_end, at_start, either, pattern, words
from parser.extract.facts.zeros import Zero

NUMERALS = "一二三四五六七八九十"
ORDINAL = re.compile(
    r"(?:^|(?<=[。；：，\n]))(?:第?([一二三四五六七八九十]{1,2})(?:是|、|，)|[（]([一二三四五六七八九十\d]{1,2})[）]|(\d{1,2})[.、](?!\d))"
)
ALONE = 1


@dataclass(frozen=True, slots=True)
class Frame:
    """What all figures of a section share."""

    folded: Folded
    sentences: tuple[Span, ...]
    year: int | None
    planned: tuple[tuple[int, int], ...]

    def sentence(self, at: int) -> int:
        """The number of the sentence that holds a character."""
        return next(i for i, s in enumerate(self.sentences) if s.start <= at < s.end)

    def level(self, at: int) -> int:
        """The bracket that encloses a character: its offset, or -1."""
        if not self.folded.depth[at]:
            return -1
        return max(i for i, j in self.folded.partner.items() if i < at < j)


def find_quantities(
    folded: Folded, sentences: tuple[Span, ...], zeros: Sequence[Zero], *, year: int | None
) -> list[Quantity]:
    """The quantities of a section in order, without those that a negation already says."""
    frame = Frame(folded, sentences, year, tuple(planned_spans(folded.text)))
    figures = [f for f in find_figures(folded) if not any(z.start <= f.start < z.stop for z in zeros)]
    found: list[Quantity] = []
    for n, figure in enumerate(figures):
        following = figures[n + 1].start if n + 1 < len(figures) else len(folded.text)
        quantity = _quantity(frame, found, figure, following)
        if quantity:
            found.append(quantity)
    return found


def _quantity(frame: Frame, found: Sequence[Quantity], figure: Figure, following: int) -> Quantity | None:
    sentence, level = frame.sentence(figure.start), frame.level(figure.start)
    before = next((q for q in reversed(found) if q.level == level), None)
    floor = max(frame.sentences[sentence].start, level + 1)
    previous = before.figure.after if before and before.figure.after > floor else None
    start = lead_start(frame.folded, figure.start, floor, previous)
    lead = frame.folded.text[start : figure.start]
    alone = read_lead(lead, tail_after(frame.folded, figure.after, following), frame.year)
    reading = _completed(frame, found, figure, start, floor, alone)
    if reading is None or not _kept(frame, figure, start, lead, reading):
        return None
    sofar = frame.folded.text[frame.sentences[sentence].start : figure.start]
    planned = any(a <= figure.start < b for a, b in frame.planned)
    quantity = Quantity(
        figure,
        start,
        reading,
        sentence,
        level,
        sep="",
        scope=scope_of(sofar, lead, year=frame.year, planned=planned),
    )
    return _placed(frame, found, quantity, before)


def _kept(frame: Frame, figure: Figure, start: int, lead: str, reading: Reading) -> bool:
    """Is this figure a quantity of the narrative, not a rate of duty, a change, a counter?"""
    if pattern("protected", "idle").search(lead) or pattern("protected", "change").search(
        _until(frame, figure, lead)
    ):
        return False
    if re.match(r"以内|之内|内(?!容)|/", frame.folded.text[figure.after : figure.after + 2]):
        return False
    if figure.unit == "%":
        return is_notion(lead)
    if figure.chinese and not (reading.ends_with_verb or _ends_clause(frame, figure)):
        return False
    return bool(reading.measure)


def _until(frame: Frame, figure: Figure, lead: str) -> str:
    """The lead without the figure's own 近, 约."""
    return at_end("approximate", "before").sub("", lead)


def _ends_clause(frame: Frame, figure: Figure) -> bool:
    after = frame.folded.text[figure.after : figure.after + 1]
    return not after or after in "，；。、！：）\n（"


def _completed(
    frame: Frame, found: Sequence[Quantity], figure: Figure, start: int, floor: int, reading: Reading
) -> Reading | None:
    """A measure for a lead that says nothing: from the label before ：, the clause before, or the figure before."""
    text = frame.folded.text
    label = _label(text, start, floor)
    if label and (not reading.measure or _is_channel(label) and not reading.channels):
        named = read_lead(label, "", frame.year)
        channels = named.channels or reading.channels
        return replace(
            reading,
            measure=named.measure + reading.measure,
            channels=channels,
            items=reading.items or named.items,
            shape="noun",
        )
    if reading.measure:
        return reading
    last = found[-1] if found else None
    near = last is not None and last.figure.after >= start and last.sentence == frame.sentence(figure.start)
    if (
        last
        and near
        and last.figure.unit != figure.unit
        and "、" not in text[last.figure.after : figure.start]
    ):
        return replace(last.reading, fresh=False, total=False)
    if near:
        return None
    return _from_clause_before(frame, found, start, floor, reading)


def _label(text: str, start: int, floor: int) -> str:
    """The words before a ：that stands right before the lead, unless they are a connective."""
    match = re.search(r"(?:^|[，；。：、（\n])([^，；。：（\n]{1,20})：\n?$", text[floor:start])
    if not match:
        return ""
    words_before = match[1]
    link = pattern("connectives", "closed", "open")
    plain = re.sub(ORDINAL, "", words_before)
    return (
        ""
        if not plain or link.fullmatch(plain) or link.search(plain[-4:]) or plain.endswith("如下")
        else plain
    )


def _is_channel(label: str) -> bool:
    return bool(at_end("channels", "suffixes").search(label))


def _from_clause_before(
    frame: Frame, found: Sequence[Quantity], start: int, floor: int, reading: Reading
) -> Reading | None:
    """全年累计120条: what is counted stands in the clause before, or is the figure before (历年累计)."""
    text = frame.folded.text
    if start - 1 <= floor or text[start - 1] not in "，：":
        return None
    last = found[-1] if found and found[-1].sentence == frame.sentence(start) else None
    begin = lead_start(frame.folded, start - 1, floor, last.figure.after if last else None)
    if last and begin <= last.figure.after:
        return (
            replace(last.reading, fresh=True, total=reading.total) if reading.fresh or reading.total else None
        )
    named = read_lead(text[begin : start - 1], "", frame.year)
    return (
        replace(named, fresh=True, total=reading.total)
        if named.measure and (reading.fresh or reading.total)
        else None
    )


def _placed(frame: Frame, found: Sequence[Quantity], q: Quantity, before: Quantity | None) -> Quantity:
    """With its separator, connective, ordinal and bracket."""
    text, partner = frame.folded.text, frame.folded.partner
    opens = q.level >= 0 and (before is None or before.figure.after <= q.level)
    origin = q.level + 1 if opens else before.figure.after if before else 0
    between = _masked(frame.folded, origin, q.figure.start)
    lead_at = q.start - origin
    host = next((i for i, f in enumerate(found) if f.figure.after == q.level), None) if opens else None
    opening = at_start("connectives", "excluding").match(between)
    excluded = bool(at_start("connectives", "excluding").match(between[max(lead_at, 0) :])) or bool(
        opens and opening
    )
    link = "" if excluded else _link(between, lead_at, opens=opens and host is not None, first=before is None)
    ordinals = list(ORDINAL.finditer(between))
    return replace(
        q,
        sep="" if opens else _separator(between),
        link=link,
        host=host,
        ordinal=_ordinal(ordinals[-1]) if ordinals else None,
        gap=between[: max(lead_at, 0)].count("，") > ALONE,
        etcetera=text[q.figure.after : q.figure.after + 1] == "等" or _etcetera_after(frame, q),
        excluded=excluded and not opens,
    )


def _etcetera_after(frame: Frame, q: Quantity) -> bool:
    tail = tail_after(frame.folded, q.figure.after, len(frame.folded.text))
    return tail.endswith("等")


def _masked(folded: Folded, start: int, stop: int) -> str:
    """The text with what stands in brackets blanked out."""
    out, j = [], start
    while j < stop:
        if (
            folded.text[j] == "（"
            and folded.partner.get(j, stop) < stop
            and not re.fullmatch(rf"[{NUMERALS}\d]+", folded.text[j + 1 : folded.partner[j]])
        ):
            out.append("\0" * (folded.partner[j] + 1 - j))
            j = folded.partner[j] + 1
        else:
            out.append(folded.text[j])
            j += 1
    return "".join(out)


def _separator(between: str) -> str:
    """The strongest mark; a line end counts as 。 unless the line goes on (；，、：)."""
    marks = re.sub(r"(?<=[；，、：])\n", "", between)
    marks = re.sub(r"[。！？\n]", "。", marks)
    return max((c for c in marks if c in STRENGTH), key=lambda c: STRENGTH[c], default="")


def _link(between: str, lead_at: int, *, opens: bool, first: bool) -> str:
    """The connective between two figures: it must stand in the clause of the second one, or right before it."""
    for kind in ("open", "closed"):
        for match in pattern("connectives", kind).finditer(between):
            if _governs(between, match):
                longer = pattern("connectives", "closed", "open").match(between, match.start())
                if longer and longer.end() > match.end():
                    continue
                return "" if first and not opens else kind
    if opens:
        return "bracket"
    return (
        "colon"
        if re.match(r"[^，；。：\n、]{0,15}\0*：", between) and "。" not in between and not first
        else ""
    )


def _governs(between: str, match: re.Match[str]) -> bool:
    rest = between[match.end() :]
    if not re.match(rf"[：，\n]*(?:{ORDINAL.pattern})?[^，；。：\n]*$", rest):
        return False
    ahead = between[: match.start()]
    stops = re.sub(r"(?<=[；，、：])\n", "", ahead)
    if re.search(r"[。！？\n](?!$)", stops):
        return False
    return (
        not ahead
        or ahead[-1] in "，；。：\n、"
        or "，" not in ahead
        and len(ahead) <= 15
        or match[0].startswith("其中")
    )


def _ordinal(match: re.Match[str]) -> int | None:
    raw = next(g for g in match.groups() if g)
    if raw.isdigit():
        return int(raw)
    tens, _, ones = raw.rpartition("十")
    if "十" in raw:
        return 10 * (NUMERALS.index(tens) + 1 if tens else 1) + (NUMERALS.index(ones) + 1 if ones else 0)
    return NUMERALS.index(raw) + 1
