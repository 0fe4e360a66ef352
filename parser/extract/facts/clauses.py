"""What a figure counts: the words before it (its lead) and, where the verb comes first, the noun after it.

    2023年度主动公开政府信息407条      lead 2023年度主动公开政府信息, no tail
    本年度在网站主动公开469条信息      lead 本年度在网站主动公开, tail 信息

The lead runs back to the nearest boundary outside brackets; 、 is one only between parts that have figures.
Reading a lead strips what says nothing (其中, 全年, 我乡, 共) and keeps the report's own words.
"""

import re
from dataclasses import dataclass
from functools import cache

from parser.extract.facts.folded import Folded
from parser.extract.facts.vocabulary import at_end, at_start, either, pattern, words

BOUNDARIES = "，；。！？：\n"
TAIL = 40
REACHED = re.compile("(?:涉及|惠及|覆盖|涵盖)$")
QUOTED = re.compile("“[^“”]*”")
QUOTES = {"》": "《", "”": "“"}
MARK = re.compile(f"[{BOUNDARIES}（）{''.join(QUOTES)}]")
"""A mark inside a title or a quotation parts nothing."""
PARTING = re.compile("、|以及|[和及与]")
FURTHER = re.compile("(?:、[^、，（）等]{1,12})+(?=等)")
BY = re.compile("通过|利用|依托|借助")
ADVERBIAL = 6  # characters that may stand before the verb of a list (主动向社会公开A、B)
COUNTED = re.compile("(?<=[^公中])(?:共计|累计|共)(?=(?:主动)?(?:公开|发布|推送|公示|更新|收到|受理))")
AT_YEAR = re.compile(
    r"[在到至继]?((?:19|20)\d\d|(?<!\d)2\d)年(?![来间多以前内期])(?:度|全年|年?[底末初])?(?:同期)?"
)
LONGEST = 200  # no lead has more characters


@dataclass(frozen=True, slots=True)
class Reading:
    """A lead, read. ``shape`` is "act" if it begins with a verb or channel, "noun", or "" if nothing is left.

    ``fresh`` says that the clause starts anew (全年, 共, 我乡, 另): it hardly continues a list. ``year`` is the
    figure's own where several years stand side by side.
    """

    measure: str = ""
    verb: str = ""
    channels: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    shape: str = ""
    fresh: bool = False
    total: bool = False
    ends_with_verb: bool = False
    year: int | None = None


def lead_start(folded: Folded, start: int, floor: int, previous: int | None) -> int:
    """Where the lead of a figure at ``start`` begins: behind the nearest boundary, not before ``floor``.

    ``previous`` is where the figure before it at the same depth ends. With no boundary between the two, the
    first 、 between them parts them, else the lead begins right behind the figure.
    """
    stop = max(floor, previous or 0, start - LONGEST)
    j = start
    for at in reversed([match.start() for match in MARK.finditer(folded.text, stop, start)]):
        if at >= j:
            continue  # in brackets or quotes that are stepped over
        c = folded.text[at]
        bracket = folded.partner.get(at)
        opening = folded.text.rfind(QUOTES[c], stop, at) if c in QUOTES else -1
        if opening >= 0:
            j = opening
        elif c in BOUNDARIES or (c == "（" and bracket is not None):
            return at + 1
        elif c == "）" and bracket is not None:
            if bracket <= stop and previous is not None:
                return at + 1
            j = bracket
    return _behind_comma(folded, stop, start) if previous is not None and stop == previous else stop


def _behind_comma(folded: Folded, previous: int, start: int) -> int:
    """The place right after the first 、 outside brackets behind the previous figure, else that figure's end."""
    j = previous
    while j < start:
        if folded.text[j] == "、":
            return j + 1
        j = folded.partner.get(j, j) + 1 if folded.text[j] == "（" else j + 1
    return previous


def tail_after(folded: Folded, after: int, ceiling: int) -> str:
    """The noun that follows a figure, up to the next mark."""
    stop = min(ceiling, after + TAIL)
    match = re.match(r"[^，；。！？：\n、（）]*", folded.text[after:stop])
    return match[0] if match else ""


def read_lead(lead: str, tail: str, year: int | None) -> Reading:
    """Read the words around one figure."""
    core, fresh, total = _front(_behind_connective(lead).removeprefix("的"), year)
    total = total or ("、" not in core and bool(at_end("lead", "closing_totals").search(core)))
    core = _back(core)
    since = pattern("lead", "all_years").sub("", core)  # 公众号自开通以来推送: the channel stands before it
    core = since if _channels(since)[0] else core
    channels, rest = _channels(core)
    verb = _verb(rest)
    ends = bool(verb) and rest.endswith(verb)
    noun = _noun(tail if core else tail.removeprefix("的")) if ends or not core else ""
    shape = "" if not core else "act" if channels or _begins_with_verb(rest, verb) else "noun"
    measure = COUNTED.sub("", _without_preposition(core)) + noun or _reach(lead)
    return Reading(measure, verb, channels, _items(rest if channels else core), shape, fresh, total, ends)


def _reach(lead: str) -> str:
    """涉及1260户: a verb that is else a connective is all there is to say what is counted."""
    match = REACHED.search(lead)
    return match[0] if match else ""


def _behind_connective(lead: str) -> str:
    """公开信息分为政策类 → 政策类: the total that was not stated has no part in the part's name."""
    masked = re.sub(r"（[^（）]*）", lambda m: "\0" * len(m[0]), lead)
    found = [m.end() for m in pattern("connectives", "closed", "dividing").finditer(masked)]
    return lead[found[-1] :] if found and found[-1] < len(lead) else lead


def _front(lead: str, year: int | None) -> tuple[str, bool, bool]:
    """Strip what opens a clause; say whether it starts anew and whether it totals."""
    fresh, total = False, False
    while True:
        match = _opening().match(lead) or _particle().match(lead)
        if match and match.end():
            token = match[0]
            fresh = fresh or bool(at_start("lead", "headlines", "breaks").match(token))
            total = total or token in words()["lead"]["totals"]
            lead = lead[match.end() :]
            continue
        named = AT_YEAR.match(lead)
        if named and (named[0][-1] in "底末初期" or _adverbial(lead[named.end() :], as_year(named[1]), year)):
            fresh, lead = True, lead[named.end() :]
            continue
        body = organ().match(lead)
        if body:
            fresh, lead = True, lead[body.end() :]
            continue
        return lead, fresh, total


def as_year(digits: str) -> int:
    """The year that digits mean: 2023, or 23."""
    return int(digits) if len(digits) > len("23") else 2000 + int(digits)


@cache
def organ() -> re.Pattern[str]:
    """The body that reports, where a verb, a channel or 共 follows: 青云镇人民政府主动公开…"""
    follows = [
        *words()["verbs"]["words"],
        *words()["verbs"]["prepositions"],
        *words()["lead"]["totals"],
        *words()["lead"]["deeds"],
    ]
    return re.compile(either(words()["lead"]["bodies"]) + f"(?={either(follows)})")


@cache
def _particle() -> re.Pattern[str]:
    """共公开, 为自然人提供: one character that says nothing, before a deed or alone; 共青团 and 为农服务 are words."""
    lead, deeds = words()["lead"], words()["verbs"]
    follows = [*deeds["words"], *deeds["prepositions"], *lead["totals"], *lead["adverbs"], "(?:有|为)?$"]
    return re.compile(either(lead["particles"]) + f"(?={either(follows)})")


@cache
def _opening() -> re.Pattern[str]:
    lead, link = words()["lead"], words()["connectives"]
    pieces = [
        *lead["ordinals"],
        *lead["conjunctions"],
        *lead["breaks"],
        *lead["times"],
        *lead["subjects"],
        *lead["adverbs"],
    ]
    pieces += [*link["closed"], *link["dividing"], *link["open"], *lead["all_years"], "，", "、", " "]
    return re.compile(either(pieces))


def _adverbial(rest: str, named: int, year: int | None) -> bool:
    """The subject test: 2022年收到… is a time, 2022年种植棉花一次性补贴 is a name; the report's own year is a time."""
    if named == year or not rest:
        return True
    if rest[0] in "，,":
        return True
    said = _opening().match(rest) or _particle().match(rest)
    return bool(said or at_start("verbs", "words", "prepositions").match(rest))


def _back(core: str) -> str:
    """Strip 共计, 达, 为… from the end."""
    while True:
        match = at_end("lead", "trailers", "risen").search(core)
        if not match or match[0] in ("数", "数量", "总数", "总") or core in words()["verbs"]["words"]:
            return core
        core = core[: match.start()]


@cache
def _channel() -> re.Pattern[str]:
    return re.compile(either(words()["channels"]["suffixes"]) + "(?:[》”]|“[^“”]{1,20}”)?")


def _channels(core: str) -> tuple[tuple[str, ...], str]:
    """The channels that the lead names, and what follows them. 通过A、B公开… names two."""
    preposition = at_start("verbs", "prepositions").match(core)
    body = core[preposition.end() :] if preposition else core
    last = _last_channel(body, strict=not preposition)
    later = BY.search(core) if last is None and not preposition else None
    if later:
        body = core[later.end() :]
        last = _last_channel(body, strict=False)
    if last is None:
        return (), core
    more = FURTHER.match(body, last) if preposition or later else None
    last = more.end() if more else last
    named = _listed_names(body[:last])
    if len(named) > 1:  # of A、B等平台 the 等 only says that there are more; A等平台 is no name of one
        named = [piece.partition("等")[0] for piece in named]
    rest = re.sub(
        r"^(?:等(?:多种)?(?:渠道|方式|平台|载体|形式|媒体)?|上|内|里|中|平台|渠道|对外|”)+", "", body[last:]
    )
    known = [_channel_name(piece) for piece in named]
    if (preposition or later) and (body.startswith("等", last) or 2 * known.count("") < len(known)):
        known = [name or _unknown(piece) for name, piece in zip(known, named, strict=True)]
    return tuple(name for name in known if name), rest


def _unknown(piece: str) -> str:
    """A member of 通过A、B、C等渠道 that no list of channels has, unless it is a deed (召开会议)."""
    return "" if len(piece) > ADVERBIAL + ADVERBIAL or _verbs().search(piece) else piece


def _listed_names(body: str) -> list[str]:
    """The names of a list; 和, 及, 与 part two names only behind a channel, and nothing parts a quoted name.

    微信公众号和“魅力恩和”视频号 are two, 和平街道网站 and 镇和村公示栏 one each.
    """
    names, start = [], 0
    for match in PARTING.finditer(QUOTED.sub(lambda m: "\0" * len(m[0]), body)):
        before = body[start : match.start()]
        if match[0] == "、" or at_end("channels", "suffixes").search(before.rstrip("”》上")):
            names.append(before)
            start = match.end()
    return [*names, body[start:]]


def _last_channel(body: str, *, strict: bool) -> int | None:
    """Where the last channel name ends. Without a preposition the name must open the lead and a verb follow it."""
    ends = [
        m.end()
        for m in _channel().finditer(body)
        if body[m.end() : m.end() + 2] not in ("建设", "运维", "管理")
    ]
    if not ends:
        return None
    if not strict:
        verb = _verb_at(body, ends[0])
        inside = [e for e in ends if e <= verb] or ends[:1]
        return inside[-1]
    for end in reversed(ends):
        rest = re.sub(r"^(?:等|上|”|、|（[^（）]*）)+", "", body[end:])
        if not rest or at_start("channels", "deeds").match(_opening_stripped(rest)):
            return None if _verb(QUOTED.sub("", body[:end])) or BY.search(body, 0, end) else end
    return None


def _opening_stripped(rest: str) -> str:
    match = _opening().match(rest) or _particle().match(rest)
    return rest[match.end() :] if match else rest


def _verb_at(body: str, origin: int) -> int:
    """Where the first verb behind ``origin`` begins that no further channel follows in the same list."""
    match = None
    for match in pattern("verbs", "words").finditer(body, origin):
        between = body[match.end() :]
        if not re.match(r"[、和及与]", between):
            return match.start()
    return match.start() if match else len(body)


def _channel_name(piece: str) -> str:
    """政务公示栏公示 → 政务公示栏; nothing if no channel is named."""
    ends = [m.end() for m in _channel().finditer(piece)]
    name = piece[: ends[-1]] if ends else ""
    return "" if "等" in name else re.sub(r"^(?:各级|各种|各类|除|我[乡镇]|本[乡镇])+", "", name)


@cache
def _verbs() -> re.Pattern[str]:
    return re.compile(either(words()["verbs"]["words"]) + "+")


def _verb(rest: str) -> str:
    """The first verb outside brackets, with the verbs glued to it (更新发布)."""
    plain = re.sub(r"（[^（）]*）", lambda m: "\0" * len(m[0]), rest)
    match = _verbs().search(plain)
    if not match:
        return ""
    return match[0]


def _begins_with_verb(rest: str, verb: str) -> bool:
    return (bool(verb) and rest.startswith(verb) and rest != verb) or rest == verb


def _without_preposition(core: str) -> str:
    match = at_start("verbs", "prepositions").match(core)
    return core[match.end() :] if match and _channels(core)[0] else core


def _noun(tail: str) -> str:
    """The tail as a noun: without 为 before it (1件为自然人) and without 等 or a conjunction behind it."""
    return re.sub(r"^[为是系属]|(?:等|以及|及|和|与|并)$", "", tail)


def _items(core: str) -> tuple[str, ...]:
    """The things that share one figure: a list in brackets, or a list of names before the figure."""
    for inner in re.findall(r"（([^（）]*)）", core):
        listed = _listed(inner)
        if listed:
            return listed
    return _listed(re.sub(r"（[^（）]*）", "", core), verbs=True)


def _listed(text: str, *, verbs: bool = False) -> tuple[str, ...]:
    if "、" not in QUOTED.sub("", text):
        return ()
    text = re.sub(r"^(?:包含|包括|含|如|涉及)有?", "", text)
    first = _verbs().search(text.partition("、")[0]) if verbs else None
    before_noun = first and first.start() <= ADVERBIAL and text[first.end()] != "、"
    text = text[first.end() :] if first and before_noun else text
    text = re.sub(r"等[^、]*$", "", text)
    return tuple(piece for piece in re.split(r"、|以及|和(?=[^、]*$)", text) if piece)
