"""Which facts of a report a question may mean. A fact fits only if its label explains every content word asked.

What the label says beyond the question decides how well it fits: nothing more (exact), a part of a compound word
(near), the channel of the very kind that was asked (one channel: the answer says which), words that only say how it was done
(modified: 业务 of 业务培训; it answers where nothing narrower could be meant as well), or a restriction that
was not asked for (narrower: another kind, part of a total). A narrower fact never answers: what came out through
one channel is not what came out.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from parser.ask.labels import Line, Shelf, softened
from parser.ask.lexicon import overlay, table
from parser.ask.normalise import fold
from parser.ask.tokens import PIECE, Token

_DISCLOSING = {"公开", "发布"}
_ACCOUNTS = {"公众号", "微信群", "微博", "抖音", "视频号", "快手", "头条", "新媒体", "大喇叭", "电子屏"}
"""Channels beside which there are always others: a count of one of them is never the report's total."""
_OFFICIAL = {"网站", "平台", "专栏"}
_NEW = {("thing", "新增")}
"""What was newly disclosed in a year is what was disclosed, where no other total stands beside it."""
_FREE = ("object", "filler", "do", "decide", "case", "handle", "count", "receive", "collect")
_HALF = 2
_MOST = 0.75


class Fit(IntEnum):
    """How well a label fits, best first."""

    EXACT = 0
    SYNONYM = 1
    CHANNEL_TOTAL = 2
    NEAR = 3
    ONE_CHANNEL = 4
    MODIFIED = 5
    NARROWER = 6
    COMPOSITE = 7


@dataclass(frozen=True, slots=True)
class Match:
    """A line that explains the question, and how well."""

    line: Line
    fit: Fit


def asks_for_total(words: Sequence[Token]) -> bool:
    """Whether nothing but disclosure itself is named (公开了多少条信息)."""
    disclosed = any(w.kind == "act" or (w.kind == "object" and w.text.endswith("公开")) for w in words)
    return disclosed and all(w.kind == "act" or w.kind in _FREE for w in words)


def matches(shelf: Shelf, words: Sequence[Token]) -> list[Match]:
    """The lines that explain all the words, in document order."""
    words = [_widened(shelf, word) for word in words]
    found = (_match(shelf, line, words) for line in shelf.stated)
    return [m for m in found if m]


def _match(shelf: Shelf, line: Line, words: Sequence[Token]) -> Match | None:
    pieces = any(w.kind == PIECE for w in words)
    words = [w for w in words if not (pieces and w.kind == "soft" and w.text in overlay("hollow"))]
    told = [_told(shelf, line, word) or _before(line, word) for word in words]
    if not all(told):
        return None
    if ("item" in told or _names_items(line, words)) and not _all_items(line, words):
        return Match(line, Fit.COMPOSITE)
    named = _channels_named(line, words)
    if named and _is_joint(line) and not line.channels <= named and named & line.channels:
        return Match(line, Fit.COMPOSITE)
    return Match(line, _fit(shelf, line, words, synonym="synonym" in told))


def _widened(shelf: Shelf, word: Token) -> Token:
    """公开栏 means the villages' boards too, in a report that speaks of no other."""
    if word.kind != "channel" or any(set(word.codes) & line.channels for line in shelf.lines):
        return word
    wider = (w for code in word.codes for w in table("words")["wider"].get(code, ()))
    return replace(word, codes=(*word.codes, *wider))


def _is_joint(line: Line) -> bool:
    """Whether a figure is shared by several channels; a column of a site (县政府网站信息公开专栏) is one."""
    return len(line.channels) > 1 and not (
        len(line.fact.channels) == 1 and not re.search("[、和及与,，]", line.fact.channels[0])
    )


def _told(shelf: Shelf, line: Line, word: Token) -> str | None:
    """How a line explains a word; None if it does not."""
    if word.text in overlay("said"):
        return "own" if any(word.text in x.text for x in line.chain()) else None
    if word.kind in _FREE:
        return "free"
    if word.kind in (PIECE, "soft"):
        return _piece(line, word.text) or ("own" if word.kind == "soft" and word.text in line.text else None)
    if word.kind == "channel":
        return "own" if any(set(word.codes) & x.channels for x in line.chain()) else None
    if word.kind == "act":
        return _act(shelf, line, set(word.codes))
    replied = word.kind == "request" and line.of("reply") and not line.chunks
    return "own" if replied or any((word.kind, c) in line.codes for c in word.codes) else None


def _before(line: Line, word: Token) -> str | None:
    """检查发现问题: what was found, reached or heard belongs to the clause before it, of which a question may name it."""
    if word.kind not in (PIECE, "channel", "soft") or not line.text.startswith(tuple(overlay("dependent"))):
        return None
    before = fold(line.fact.sentence[: line.fact.number[0]]).rpartition(line.text)[0]
    clauses = re.split("[,;、。:]", before)
    return "own" if len(clauses) > 1 and word.text in clauses[-2] else None


def _piece(line: Line, text: str) -> str | None:
    if any(text in chunk for x in line.chain() for chunk in (*x.chunks, *x.raw_channels)):
        return "own"
    return "item" if any(text in item for item in line.items) else None


def _channels_named(line: Line, words: Sequence[Token]) -> set[str]:
    """The channels that a question names, by a word for them or by a piece of their printed name."""
    known = {code for w in words if w.kind == "channel" for code in w.codes}
    pieces = [w.text for w in words if w.kind == PIECE]
    return known | {c for c in line.channels if any(p in raw for p in pieces for raw in line.raw_channels)}


def _names_items(line: Line, words: Sequence[Token]) -> bool:
    """Whether a question names one of several things that share a figure."""
    said = [w.text for w in words if w.kind == PIECE]
    return len(line.fact.items) > 1 and any(s in item for s in said for item in line.items)


def _all_items(line: Line, words: Sequence[Token]) -> bool:
    """Whether a question names everything that shares a figure."""
    said = [w.text for w in words if w.kind in (PIECE, "soft")]
    return all(any(s in item for s in said) for item in line.items)


def _act(shelf: Shelf, line: Line, asked: set[str]) -> str | None:
    acts = frozenset().union(*(x.of("act") for x in (*line.chain(), *_summed(shelf, line))))
    if asked & acts:
        return "own"
    disclosing = _DISCLOSING | ({"更新"} if line.channels & _ACCOUNTS else set())
    return "synonym" if asked <= disclosing and (acts & _DISCLOSING or _is_listed(line)) else None


_LEAD = ("围绕", "聚焦", "紧扣", "立足", "结合")


def _is_led(shelf: Shelf, line: Line) -> bool:
    """Whether a total's further words only say what for (围绕口岸建设主动公开), as its parts are all that was disclosed."""
    parts = shelf.parts(line)
    whole = parts and all(p.channels and not any(map(softened, p.chunks)) for p in parts)
    return bool(whole) and all(re.search(f"^.{{0,10}}(?:{'|'.join(_LEAD)})", chunk) for chunk in line.chunks)


def _summed(shelf: Shelf, line: Line) -> Sequence[Line]:
    """The parts of a bare 合计: what is summed up is what they count."""
    return () if line.codes or line.channels or any(map(softened, line.chunks)) else shelf.parts(line)


_LIST = re.compile(
    r"^(?:[（(]?[一二三四五六七八九十\d]+[)）、.]\s*)?(?:其中|按|从|主要|网站|分)[^,，;；。]{0,12}?[:：,，]"
)


def _is_listed(line: Line) -> bool:
    """Whether a figure without a verb stands in a list of what was disclosed (按渠道分，政府网站268条)."""
    disclosed = line.fact.unit in ("条", "篇", "则", "份", "期") and not line.fact.verb
    return disclosed and bool(_LIST.match(line.fact.sentence)) and line.fact.part_of is None


def _fit(shelf: Shelf, line: Line, words: Sequence[Token], *, synonym: bool) -> Fit:
    asked = {(w.kind, code) for w in words for code in w.codes}
    channels = _channels_named(line, words)
    beyond = {
        (k, c)
        for k, c in line.codes
        if k not in ("act", "object", "receive", "collect", "charge", "handle")
        and (k, c) not in asked
        and ((k, c) != ("column", "made") or line.of("row"))
    }
    open_, covered = _open_words(line, words)
    if asks_for_total(words):
        bare = not ((open_ and not _is_led(shelf, line)) or beyond - _NEW)
        return _total_fit(shelf, line, bare=bare, synonym=synonym or bool(beyond & _NEW))
    inherited = frozenset().union(*(x.channels for x in line.chain() if x is not line))
    if beyond:
        return Fit.NARROWER
    unnamed = line.channels - channels - inherited
    if unnamed and (_is_joint(line) or not line.channels & channels):
        return Fit.ONE_CHANNEL if covered and not open_ and not channels else Fit.NARROWER
    if open_:
        told = sum(len(_without(rest, overlay("modifier"))) for rest in _rests(line, words)) or open_
        near = Fit.NEAR if _names_enough(words, covered, told) else Fit.NARROWER
        return Fit.MODIFIED if near is Fit.NARROWER and _only_modified(line, words) else near
    return Fit.NEAR if unnamed else Fit.SYNONYM if synonym else Fit.EXACT


def _open_words(line: Line, words: Sequence[Token]) -> tuple[int, int]:
    """How many characters of the label's own chunks the question leaves unsaid, and how many it says."""
    left = sum(map(len, _rests(line, words)))
    return left, sum(len(softened(chunk)) for chunk in line.chunks) - left


def _rests(line: Line, words: Sequence[Token]) -> list[str]:
    """What a question leaves unsaid of each chunk, soft words apart."""
    if len(line.fact.items) > 1 and _all_items(line, words):
        return []
    rests = []
    for chunk in line.chunks:
        rest = chunk
        for word in sorted(_said(words, chunk, fold(line.fact.verb)), key=len, reverse=True):
            rest = rest.replace(word, "", 1)
        rests.append(softened(rest))
    return rests


def _said(words: Sequence[Token], chunk: str, verb: str) -> list[str]:
    """What a question says of a chunk; of what it says as one, no few pieces from here and there (公共服务 of 公共文化服务)."""
    runs: list[list[Token]] = []
    for word in words:
        if word.kind not in (PIECE, "soft"):
            continue
        apart = word.text in verb or (runs and runs[-1][-1].text in verb)
        if runs and runs[-1][-1].end == word.start and not apart:
            runs[-1].append(word)
        else:
            runs.append([word])
    said = []
    for run in runs:
        whole = "".join(w.text for w in run)
        pieces = [w.text for w in run if w.text in chunk]
        enough = len(pieces) == 1 or sum(map(len, pieces)) >= _MOST * len(chunk)
        said += [whole] if whole in chunk else pieces if enough else []
    return said


def _only_modified(line: Line, words: Sequence[Token]) -> bool:
    """Whether the label's further words say how, not what, and the question names what."""
    if line.fact.part_of is not None:
        return False
    kinds = {w.kind for w in words}
    known = overlay("manner") if kinds & {PIECE, "soft", "channel", "reply"} else frozenset()
    known |= overlay("modifier") if kinds & {PIECE, "soft", "reply", "thing", "channel"} else frozenset()
    known |= {
        w for channel in _channels_named(line, words) for w in table("words")["manner"].get(channel, ())
    }
    return bool(known) and not any(_without(rest, known) for rest in _rests(line, words))


def _without(text: str, words: frozenset[str]) -> str:
    for word in sorted(words, key=len, reverse=True):
        text = text.replace(word, "")
    return text


def _names_enough(words: Sequence[Token], covered: int, open_: int) -> bool:
    """Half of the label at least, and not by a general word alone (检查 for 安全生产检查)."""
    said = [w.text for w in words if w.kind in (PIECE, "soft")]
    return covered * _HALF >= covered + open_ and any(s not in overlay("broad") for s in said)


def _stands_for_all(shelf: Shelf, line: Line) -> bool:
    """Whether a total that names its channel is the report's total.

    It has parts, and nothing is counted for another channel, in whatever unit; or its channel is the government's own site, and
    nothing at all is counted for any other.
    """
    others = (
        x for x in shelf.stated if x is not line and x.fact.part_of is None and x.channels and x.of("act")
    )
    alone = not any(not x.chunks for x in others)
    channelled = [x for x in shelf.stated if x.channels and x is not line]
    official = line.channels <= _OFFICIAL and not channelled
    one_account = len(line.channels) == 1 and line.channels <= _ACCOUNTS
    return alone and (official or bool(shelf.parts(line))) and not one_account


def _total_fit(shelf: Shelf, line: Line, *, bare: bool, synonym: bool) -> Fit:
    acts = line.of("act") or any(x.of("act") for x in _summed(shelf, line))
    if not bare or line.fact.part_of is not None or not acts:
        return Fit.NARROWER
    if line.channels:
        return Fit.CHANNEL_TOTAL if _stands_for_all(shelf, line) else Fit.NARROWER
    return Fit.SYNONYM if synonym else Fit.EXACT
