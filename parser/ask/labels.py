"""The facts of a report made ready to be asked for: what each label says, cut into words, and its place in a total.

A fact's label is its measure in the report's own words. Words of the lexicon in it (公开, 公众号, 申请) become codes;
the rest stays as *chunks*, open vocabulary that a question must name in the report's own words. A question may
name a piece of a chunk if the piece begins or ends where the chunk (or a soft word inside it) does: 军人 of
退伍老军人补贴, but never 老人 of 三老人员.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import chain

from parser.ask.lexicon import overlay, words_at
from parser.ask.normalise import clean, fold
from parser.ask.tokens import Token
from parser.model.report import Fact, Report, Scope

CODED = (
    "act", "channel", "thing", "charge", "collect", "receive", "request", "reply", "row", "column", "object", "handle",
)  # fmt: skip
"""Kinds that keep their meaning in a label, as a code."""
EMPTY = ("filler", "do", "decide", "case", "count")
"""Kinds that say nothing more about what is counted."""
_SHORTEST = 2
_BRACKETED = re.compile(r"[(\[【〔「『]([^()\[\]【】〔〕「」『』]*)[)\]】〕」』]")
_ACCOUNT = re.compile(
    r"[“\"「『](?P<before>[^”\"」』]{2,12})[”\"」』](?=(?:政务)?(?:微信|公众|订阅|抖音|视频|微博|头条|快手))"
    r"|(?<=[号博信音条手])[“\"「『](?P<behind>[^”\"」』]{2,12})[”\"」』]"
)
_BY_VILLAGES = re.compile(
    r"^(?:全[镇乡])?\d+个(?:行政村|村|社区|村居|部门|单位|站所)(?:[、和（(及]?社区[)）]?)?共?"
)
_SUMS = ("合计", "总计", "共计", "总数", "总量")
"""Labels that say only that something was summed up."""
_ZONE = re.compile("开发区|园区")
_EXAMPLES = re.compile(r"(?:《[^》]*》[、,和及与]?)+等")
"""Titles that are only examples of what is counted: 《…办法》等制度."""
_JOINT = re.compile("、(?:以及|[及和与])、")
_QUOTES = re.compile(r"[“”\"「」『』]")
_SPLIT = re.compile(r"[、,，;；/和及与]")
_RUNNING = ("thing", "历年累计")
"""What sets a total of all years apart from the year's."""


@dataclass(frozen=True, slots=True)
class Line:
    """A fact with its label cut: ``codes`` are (kind, code), ``chunks`` the open words, ``items`` what shares it.

    ``text`` is the whole label, folded; ``above`` is the line of the total of which it is a part.
    """

    fact: Fact
    codes: frozenset[tuple[str, str]]
    chunks: tuple[str, ...]
    items: tuple[str, ...]
    channels: frozenset[str]
    raw_channels: tuple[str, ...] = ()
    text: str = ""
    above: "Line | None" = None

    def of(self, kind: str) -> frozenset[str]:
        """The codes of one kind."""
        return frozenset(code for k, code in self.codes if k == kind)

    def chain(self) -> Iterator["Line"]:
        """This line and the totals above it."""
        line: Line | None = self
        while line:
            yield line
            line = line.above

    @property
    def name(self) -> str:
        """What is counted, for people; a fact without a measure goes by its channel."""
        told = self.fact.measure.replace("\n", "").strip()
        if self.is_running and "历年" not in told:
            return f"{_RUNNING[1]}{told}"
        through = "、".join(self.fact.channels)
        if told and not (through and not self.chunks):
            return told
        return through if told == through else f"{through}{self.fact.verb or told}"

    @property
    def brief(self) -> str:
        """The name without its brackets, as one would ask for it; a bare total goes by its verb."""
        if self.is_total and not self.channels and not self.is_running:
            return self.fact.verb or "公开"
        return _BRACKETED.sub("", self.name)

    @property
    def is_running(self) -> bool:
        """Whether it counts all years together."""
        return _RUNNING in self.codes

    @property
    def is_total(self) -> bool:
        """Whether the label says nothing but that something was disclosed."""
        special = {k for k, _ in self.codes} - {"act", "object"}
        return (
            bool(self.of("act"))
            and not (any(map(softened, self.chunks)) or special or self.items)
            and self.fact.part_of is None
        )


@dataclass(frozen=True, slots=True)
class Label:
    """Words of a label: codes and chunks."""

    codes: tuple[tuple[str, str], ...]
    chunks: tuple[str, ...]


def read_label(text: str) -> Label:
    """Cut a folded label.

    >>> read_label("民生领域信息公开")
    Label(codes=(('object', '信息'), ('act', '公开')), chunks=('民生领域',))
    """
    codes: list[tuple[str, str]] = []
    chunks: list[str] = [""]
    at = 0
    while at < len(text):
        word = _word(text, at)
        if word:
            kind, code, length = word
            codes += [(kind, code)] if kind in CODED else []
            codes += [("act", "公开")] if kind == "object" and text.endswith("公开", at, at + length) else []
            chunks.append("")
            at += length
        elif text[at].isalnum():
            chunks[-1] += text[at]
            at += 1
        else:
            chunks.append("")
            at += 1
    return Label(tuple(dict.fromkeys(codes)), tuple(c for c in chunks if c))


def _word(text: str, at: int) -> tuple[str, str, int] | None:
    """The word at a place of a label; never one character alone, which would cut other words (发 in 发展)."""
    for entry in words_at(text, at):
        if entry.kind not in CODED and entry.kind not in EMPTY:
            continue
        if entry.kind == "filler" and entry.surface not in overlay("lead"):
            continue
        if len(entry.surface) >= _SHORTEST:
            return entry.kind, entry.codes[0], len(entry.surface)
    return None


@dataclass
class Shelf:
    """One report ready for questions: its lines in document order, and the pieces that a question may use."""

    report: Report
    number: int | None = None
    """The report's number in the index."""
    lines: tuple[Line, ...] = field(init=False)

    def __post_init__(self) -> None:
        facts = {fact.id: fact for fact in self.report.facts}
        built: dict[int, Line] = {}
        for fact in self.report.facts:
            self._build(fact, facts, built, frozenset())
        self.lines = tuple(built[fact.id] for fact in self.report.facts)

    def _build(
        self, fact: Fact, facts: Mapping[int, Fact], built: dict[int, Line], below: frozenset[int]
    ) -> Line:
        """A fact's line, made after that of its total, which may stand behind it in the text."""
        if fact.id not in built:
            total = facts.get(fact.part_of) if fact.part_of is not None else None
            known = total is not None and total.id not in below | {fact.id}
            above = self._build(total, facts, built, below | {fact.id}) if total and known else None
            built[fact.id] = self._line(fact, above)
        return built[fact.id]

    def _line(self, fact: Fact, above: Line | None) -> Line:
        through = [f"{c}目" if f"{c}目" in fact.measure else c for c in fact.channels]
        outer, inner = _unbracket(_EXAMPLES.sub("", self._bare(_without(fold(fact.measure), through))))
        outer, names = _unname(outer)
        joint = tuple(map(fold, fact.items)) if len(fact.items) > 1 else ()
        label = read_label(_without(outer, joint))
        verb = read_label(fold(fact.verb))
        cut = [read_label(fold(c)) for c in through]
        channels = {code for c in (*cut, label) for kind, code in c.codes if kind == "channel"}
        codes = frozenset(c for c in (*label.codes, *verb.codes) if c[0] != "channel")
        codes |= {_RUNNING} if fact.scope is Scope.ALL_YEARS else set()
        named = {
            fold(c) for c in fact.channels if not any(k == "channel" for k, _ in read_label(fold(c)).codes)
        }
        items = tuple(dict.fromkeys(i for i in (*map(fold, fact.items), *inner) if i))
        chunks = () if outer in _SUMS else label.chunks or _all_of(joint, outer)
        raw = (*map(fold, fact.channels), *names)
        return Line(fact, codes, chunks, items, frozenset(channels | named), raw, fold(fact.measure), above)

    def _bare(self, label: str) -> str:
        """A label without the year and the body that it begins with."""
        label = _BY_VILLAGES.sub(
            "", re.sub(rf"^(?:{self.report.year}年度?|本年度?|全年|今年|年内|当年)", "", label)
        )
        for name in self._own_names:
            label = label.removeprefix(name)
        own = _ZONE.search(self.report.organ or "")
        return label.removeprefix(own[0]) if own else label

    @cached_property
    def _own_names(self) -> tuple[str, ...]:
        place = (self.report.division_path or "").rpartition("/")[2]
        return tuple(fold(n) for n in (self.report.organ, place) if n)

    def parts(self, line: Line) -> tuple[Line, ...]:
        """The direct parts of a total, in document order."""
        return tuple(x for x in self.lines if x.fact.part_of == line.fact.id and x is not line)

    def called(self, label: str) -> tuple[Line, ...]:
        """The lines that bear exactly this name."""
        return self._by_name.get(label, ())

    @cached_property
    def _by_name(self) -> dict[str, tuple[Line, ...]]:
        found: dict[str, tuple[Line, ...]] = {}
        for line in self.stated:
            for name in {clean(line.name), clean(line.brief)}:
                found[name] = (*found.get(name, ()), line)
        return found

    @cached_property
    def stated(self) -> tuple[Line, ...]:
        """The lines that speak of the report's year, or of all years together."""
        return tuple(line for line in self.lines if line.fact.scope in (Scope.YEAR, Scope.ALL_YEARS))

    @cached_property
    def pieces(self) -> dict[str, tuple[str, ...]]:
        """The pieces by their first two characters, longest first."""
        found: dict[str, set[str]] = {}
        for line in self.lines:
            named = (p for chunk in (*line.chunks, *line.items, *_accounts(line)) for p in _pieces(chunk))
            for piece in (*named, *_sites(line)):
                found.setdefault(piece[:_SHORTEST], set()).add(piece)
        return {head: tuple(sorted(words, key=len, reverse=True)) for head, words in found.items()}


def piece_at(shelves: Sequence[Shelf], text: str, at: int) -> int:
    """The length of the longest piece of these reports' labels that begins at ``at``."""
    head = text[at : at + _SHORTEST]
    found = (p for s in shelves for p in s.pieces.get(head, ()) if text.startswith(p, at))
    return max(map(len, found), default=0)


def _accounts(line: Line) -> Iterator[str]:
    """The names of accounts among a line's channels (某地发布)."""
    for name in _names(line):
        if not _is_site(name):
            yield name


def _sites(line: Line) -> Iterator[str]:
    """The ends of the names of a line's channels: 政府网站 of 县政府网站, but never 县政府, whose site it is."""
    for name in filter(_is_site, _names(line)):
        yield from (name[at:] for at in range(len(name) - _SHORTEST))


def _names(line: Line) -> Iterator[str]:
    return (name for raw in line.raw_channels for name in _QUOTES.split(raw) if len(name) >= _SHORTEST)


def _is_site(name: str) -> bool:
    return any(kind == "channel" for kind, _ in read_label(name).codes)


def _without(label: str, names: Sequence[str]) -> str:
    """A label without the channels or the joint items that it names; they are not words of its own."""
    for name in sorted(map(fold, names), key=len, reverse=True):
        label = label.replace(name, "、")
    return _JOINT.sub("、", label)


def _all_of(joint: Sequence[str], label: str) -> tuple[str, ...]:
    """The words of joint items of which a label is made: 公开三公经费、部门预决算 is not all that was disclosed.

    Nothing where an item says no more than the deed itself (公示、公告各类信息).
    """
    named = [read_label(item).chunks for item in joint if item in label]
    return tuple(chain.from_iterable(named)) if all(named) else ()


def _unname(label: str) -> tuple[str, list[str]]:
    """A label without the proper names of accounts (“某地发布”公众号), and those names."""
    names = [found["before"] or found["behind"] for found in _ACCOUNT.finditer(label)]
    return _ACCOUNT.sub("", label), names


def _unbracket(label: str) -> tuple[str, list[str]]:
    """A label without its brackets, and the things that stood in them."""
    inner = [item for found in _BRACKETED.finditer(label) for item in _SPLIT.split(found[1])]
    items = [re.sub(r"^(?:包含|包括|含|如|其中|主要是)|(?:发放|等|公示)+$", "", item) for item in inner]
    return _BRACKETED.sub("", label), items


@lru_cache(maxsize=8192)
def softened(chunk: str) -> str:
    """A chunk without its soft words."""
    for soft in sorted(overlay("soft"), key=len, reverse=True):
        if len(soft) >= _SHORTEST or chunk.endswith(soft):
            chunk = chunk.replace(soft, "\n")
    return chunk.replace("\n", "")


def _edges(chunk: str) -> set[int]:
    edges = {0, len(chunk)}
    for soft in overlay("soft") | overlay("modifier"):
        for found in re.finditer(re.escape(soft), chunk):
            edges |= {found.start(), found.end()}
    return edges


def _pieces(chunk: str) -> Iterator[str]:
    """Pieces of two characters and more that begin or end at an edge."""
    edges = _edges(chunk)
    for start in range(len(chunk)):
        for end in range(start + _SHORTEST, len(chunk) + 1):
            if (start in edges or end in edges) and not (_in_figure(chunk, start) or _in_figure(chunk, end)):
                yield chunk[start:end]


def _in_figure(text: str, at: int) -> bool:
    """Whether a cut there would split a run of digits."""
    return 0 < at < len(text) and text[at - 1].isdigit() and text[at].isdigit()


def content(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The words of a question that name what is measured."""
    return tuple(
        t for t in tokens if t.kind in CODED or (t.kind in (*EMPTY, "piece", "soft") and t.kind != "filler")
    )
