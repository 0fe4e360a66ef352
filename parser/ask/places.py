"""Which places a question names, each as a place with reports; or why a named place cannot be answered for.

Names are never mended: 西大沟乡 is not 西大沟镇, and a name one stroke off is only a suggestion.
"""

import re
from dataclasses import dataclass

from parser.ask.library import Library, Place, atlas
from parser.ask.normalise import fold, simplify
from parser.ask.tokens import PLACE_MARK
from parser.model.answer import Evidence, Reason
from parser.place import Match

_TOWNSHIP = 9
_LISTED = 5
_NOWHERE = "未注明所属县的"
"""Said of a place whose reports do not tell where it is, beside another of its name."""
_COUNTS = "零一二三四五六七八九十"
_TAIL = re.compile(
    r"^(?:管理委员会|管委会|党工委|人民政府办公室|人民政府|街道办事处|办事处|党委政府|党委、政府|镇政府|乡政府|政府|党政办公室|党政办)"
)
_UNKNOWN = re.compile(r"[\u3400-\u9fff]{1,7}?(?:街道|镇|乡(?!镇|村)|苏木)(?!村两级|级)")
_NO_NAME = re.compile(
    r"(?:哪|各|全|本|我|该|个|些|几|什么|每|多少|所有|贵|城|两|三)(?:个|几个|些)?(?:乡镇|街道|镇|乡)$|乡镇$|^的?(?:街道|镇|乡)$|家乡$|城乡$|下乡$|返乡$|老乡$|集镇$|城镇$|小城镇$"
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there is no answer, in words, with complete questions that have one; ``missing`` as in Answer."""

    reason: Reason
    text: str
    options: tuple[str, ...] = ()
    choose: bool = False
    evidence: tuple[Evidence, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Named:
    """The text with a mark for each place, the places, and the regions (county codes and above)."""

    text: str
    places: tuple[Place, ...] = ()
    regions: tuple[str, ...] = ()


def find(text: str, library: Library) -> Named | Refusal:
    """The places that a question names."""
    if _NOWHERE in text:
        unplaced = _by_organ(text.replace(_NOWHERE, "", 1), library)
        if unplaced:
            return unplaced
    bureau = library.bureau(text)
    if bureau:
        return Named(text.replace(bureau[0], PLACE_MARK, 1), (bureau[1],))
    marked, position = "", 0
    places: list[Place] = []
    regions: list[str] = []
    for match in library.scan(text):
        if _inside_word(text, match):
            continue
        found = _resolve(match, text, library)
        if isinstance(found, Refusal):
            elsewhere = None if match.within or found.choose else _by_organ(text, library)
            return elsewhere or found
        if isinstance(found, str):
            regions.append(found)
        else:
            places.append(found)
        end = match.end + _tail(text, match.end)
        marked, position = marked + text[position : match.start] + PLACE_MARK, end
    marked += text[position:]
    if not places and not regions:
        return _by_organ(text, library) or _unknown(text, library) or Named(marked)
    return Named(marked, tuple(dict.fromkeys(places)), tuple(dict.fromkeys(regions)))


def _tail(text: str, at: int) -> int:
    found = _TAIL.match(text[at:])
    return found.end() if found else 0


def _inside_word(text: str, match: Match) -> bool:
    """A county or city that is only the beginning of another word (a bare region counts at its full name alone)."""
    return not match.text.strip() or text[match.start : match.end] in ("政府", "公开")


def _resolve(match: Match, text: str, library: Library) -> Place | str | Refusal:
    towns = [d for d in match.divisions if len(d.code) == _TOWNSHIP]
    if match.divisions and not towns:
        return _region(match, library)
    if match.renamed or not towns:
        near = tuple(library.place(d.code) for d in towns if library.held(d.code))
        return _no_such(match.text, text, match, near, library)
    held = [library.place(d.code) for d in towns if library.held(d.code)]
    if not held:
        return _not_indexed(match, text, library)
    names = [p.full for p in held]
    if not match.within and library.nowhere(held[0].name):
        names.append(f"{_NOWHERE}{held[0].name}")
    if len(names) > 1:
        options = tuple(_swap(text, match, name) for name in names)
        told = f"收录的报告里有{_han(len(names))}个“{held[0].name}”，请选一个："
        return Refusal(Reason.PLACE_UNKNOWN, told, options, choose=True)
    return held[0]


def _region(match: Match, library: Library) -> Place | str | Refusal:
    """A county's own report if there is one and no township of it is meant; else the region as a scope."""
    codes = [d.code for d in match.divisions]
    with_reports = [c for c in codes if library.index.entries(division=c)]
    if not with_reports:
        return Refusal(
            Reason.PLACE_NOT_INDEXED,
            f"还没有收录{match.text}的年度报告。{_what_is_held(library)}",
            missing=(match.text,),
        )
    return with_reports[0] if len(with_reports) == 1 else ""


def _no_such(name: str, text: str, match: Match, near: tuple[Place, ...], library: Library) -> Refusal:
    options = tuple(_swap(text, match, p.full) for p in near[:3])
    options = options or tuple(
        _swap(text, match, n) for n in library.like(re.split("[市县区]", name)[-1] or name)
    )
    hint = "您是不是想问下面的地方？" if options else _what_is_held(library)
    return Refusal(Reason.PLACE_UNKNOWN, f"没有找到“{name}”这个地方。{hint}", options, missing=(name,))


def _not_indexed(match: Match, text: str, library: Library) -> Refusal:
    counties = [atlas().path(d.code) for d in match.divisions]
    where = "、".join("".join(x.name for x in path[-3:-1]) for path in counties[:3])
    many = f"（全国有{_han(len(counties))}个，如{where}）" if len(counties) > 1 else f"（{where}）"
    name = counties[0][-1].name
    options = tuple(_swap(text, match, n) for n in library.like(name))
    hint = "收录了名字相近的，您是不是想问：" if options else _what_is_held(library)
    told = "".join(x.name for x in counties[0][-2:]) if len(counties) == 1 else name
    text = f"还没有收录{name}{many}的年度报告。{hint}"
    return Refusal(Reason.PLACE_NOT_INDEXED, text, options, missing=(told,))


def _han(count: int) -> str:
    """Small counts in Chinese numerals, so that a refusal holds no figure that could be taken for an answer."""
    return _COUNTS[count] if 0 <= count < len(_COUNTS) else "多"


def _what_is_held(library: Library) -> str:
    names = [n for n in library.names() if n]
    if not names:
        return "目前还没有收录任何报告。"
    return f"目前可以查：{'、'.join(names[:_LISTED])}{'等' if len(names) > _LISTED else ''}。"


def _swap(text: str, match: Match, name: str) -> str:
    return text[: match.start] + name + text[match.end :]


def _by_organ(text: str, library: Library) -> Named | None:
    """Organs whose place is not known, by their printed names."""
    for entry in library.unplaced():
        organ = simplify(fold(entry.organ or ""))
        names = [n for n in (organ, re.sub(r"(?:人民政府|办事处)$", "", organ)) if len(n) > len("某镇")]
        for name in names:
            if name in text:
                place = Place(None, name, (), entry.organ)
                return Named(text.replace(name, PLACE_MARK, 1), (place,))
    return None


def _unknown(text: str, library: Library) -> Refusal | None:
    """A name that ends like a township's and is none."""
    found = next(
        (m for m in _UNKNOWN.finditer(text) if not _NO_NAME.search(m[0]) and PLACE_MARK not in m[0]), None
    )
    if not found:
        return None
    name = re.sub(
        r"^(?:请问|查|查询|帮我查|那|那么|是|和|与|我想知道|想问|问一下|去年|今年|看看)+", "", found[0]
    )
    like = library.like(name) or library.like(name[-4:])
    options = tuple(text.replace(name, n) for n in like)
    hint = "您是不是想问：" if options else _what_is_held(library)
    return Refusal(Reason.PLACE_UNKNOWN, f"没有找到“{name}”这个地方。{hint}", options, missing=(name,))
