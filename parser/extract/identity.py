"""Whose report it is and of which year: what title, sign-off, metadata and body say, and what follows from it.

The organ is only taken where it is printed as one; a name inside the title of some document, or another town's name
in a copied body, is a note. A township's name that several counties share needs a county: in the name itself, given
by the caller, on the page's site, or through the villages that the body names (then it is inferred, and said).
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from parser.extract.cover import LABEL, Title
from parser.extract.facts.folded import simplified
from parser.model.report import Note
from parser.place import Division, gazetteer, is_body, seat
from parser.text import PLAIN, find_dates, fold

_SEAL = re.compile(r"\(?(?:盖章|公章|印章|签章|代章)(?:处)?\)?[:：]?")
_PARTY = re.compile(r"^中共.{2,20}?委员会(?=.)")
"""A town's party committee may stand before its government in one title."""
_TOWN_BELOW = re.compile(r"[\u4e00-\u9fff]{1,12}(?:镇|乡|街道|苏木)(?:人民政府|办事处)?")
"""What stands behind a county in the name of a town that the gazetteer doesn't have: not the county itself."""
_ACTS = re.compile(r"(镇|乡|街道)(?:党委|党工委|党政|政府|人民政府|办事处|严格|认真|高度|坚持)")
_ITS_NAME, _BEFORE = re.compile(r"[\u4e00-\u9fff]+$"), 9
"""A town's name up to its 镇, of no more than so many characters: looked for from 镇党委 back, because there is little
of that, and a name can begin anywhere."""
_QUOTED = re.compile(r"《[^《》]*》|〔[^〔〕]*〕")
_YEAR = re.compile(r"(20\d{2})年")
_NOT_OURS = re.compile(
    r"20\d{2}年(?=[^，。、；]{0,12}(?:补贴|补助|种植|项目|工程|试点|资金|要点|计划|将|力争|拟))"
    r"|(?:计划|拟[于在]?|力争|打算)[于在]?20\d{2}年"
)


@dataclass(frozen=True, slots=True)
class Identity:
    """Who and when; ``path`` is the division's names from the province down."""

    organ: str | None
    division: str | None
    path: str | None
    year: int | None
    notes: tuple[Note, ...]


def find_organ(title: Title | None, signed: Sequence[str], publisher: str | None) -> str | None:
    """The organ as printed in the title, in the sign-off, or in the page's metadata."""
    said = [title.organ if title else "", *(_signed(line) for line in reversed(signed)), publisher or ""]
    return next((name for text in said if (name := _as_organ(text))), None)


def _signed(line: str) -> str:
    """The organ of a sign-off line: alone, or before its date, or before (盖章)."""
    plain = LABEL.sub("", fold(line))
    for dated in reversed(find_dates(plain)):
        plain = plain[: dated.start] + plain[dated.end :]
    return _SEAL.sub("", plain)


def _as_organ(text: str) -> str | None:
    text = _PARTY.sub("", text)
    return text if is_body(text.translate(PLAIN)) else None


def find_year(
    title: Title | None,
    period: tuple[date, date] | None,
    published: date | None,
    text: str,
    notes: list[Note],
) -> int | None:
    """The year reported on: of the title, of the period, the one that the body speaks of, before the sign-off's."""
    if title and title.year:
        return title.year
    if period and period[0].year == period[1].year:
        return period[0].year
    spoken = _spoken(text, published)
    before = published.year - 1 if published else None
    year = before if before and spoken.get(before, 0) >= max(spoken.values(), default=0) else _leading(spoken)
    if year is None and before and not spoken:
        year = before
    if year is not None:
        notes.append(Note("I002", f"报告没有写明年度，按正文和落款推定为{year}年。"))
    return year


def _spoken(text: str, published: date | None) -> Counter[int]:
    """How often the body speaks of each year; titles, plans, years of subsidies and the day of signing apart."""
    plain = fold(text)
    for day in reversed(find_dates(plain)):
        if day.date == published:
            plain = plain[: day.start] + plain[day.end :]
    bare = _NOT_OURS.sub("", _QUOTED.sub("", plain))
    return Counter(int(y) for y in _YEAR.findall(bare))


def _leading(spoken: Counter[int]) -> int | None:
    """The year that is spoken of more than twice as often as any other."""
    first, second = [*spoken.most_common(2), (0, 0), (0, 0)][:2]
    return first[0] if first[1] > 2 * second[1] else None


def find_division(
    organ: str | None, *, given: str | None, site: str | None, text: str, notes: list[Note]
) -> str | None:
    """The code of the organ's place; None where the name could mean several or is not known."""
    places = gazetteer()
    known = places.get(given) if given else None
    if known and known.level == "township":
        return known.code
    name = organ or _hinted(text, notes)
    found = seat(simplified(name), places) if name else None
    candidates = found.divisions if found else ()
    if found is None or not candidates:
        return None
    if _TOWN_BELOW.fullmatch(found.bureau):
        notes.append(Note("I001", f"行政区划名录中{found.place}没有“{found.bureau}”，无法确定是哪一个。"))
        return None
    if found.bureau and all(d.level == "township" for d in candidates):
        candidates = _counties(candidates)  # a town's school answers for no town
    narrowed = [d for d in candidates if known and d.code.startswith(known.code)]
    if known:
        return narrowed[0].code if len(narrowed) == 1 else None
    if len(candidates) == 1:
        if found.match and found.match.renamed:
            notes.append(
                Note("I001", f"行政区划名录中没有“{found.place}”，按更名推定为{_name(candidates[0])}。")
            )
        elif found.match and found.match.within is None:
            notes.append(
                Note("I001", f"“{found.place}”没有写上级区划，全国只有一处同名：{_name(candidates[0])}。")
            )
        return candidates[0].code
    return _inferred(candidates, found.place or "", site, text, notes)


def _counties(towns: Sequence[Division]) -> tuple[Division, ...]:
    """What some towns lie in, each once."""
    return tuple(dict.fromkeys(gazetteer().path(town.code)[-2] for town in towns))


def _hinted(text: str, notes: list[Note]) -> str | None:
    """The township that a body without an organ speaks of: as its subject, or in the titles of its own documents.

    Only where a single name stands in both roles, its kind is what the body calls itself (我乡, 本镇), and the
    gazetteer knows it; the name is a hint for the place, never the organ as printed.
    """
    bare = fold(text)
    own = {m[1] for m in re.finditer(r"(?:我|本)(乡|镇|街道)", bare)}
    titled = {m[1] for m in re.finditer(r"《([\u4e00-\u9fff]{1,9}?(?:乡|镇|街道))", bare)}
    names = {name for name in titled | set(strangers(None, text)) if gazetteer().named(name)}
    if len(names) != 1 or len(own) != 1:
        return None
    name = names.pop()
    if not name.endswith(own.pop()):
        return None
    notes.append(Note("I003", f"报告没有写明机关，按正文提到的“{name}”推定所在地。"))
    return name


def _inferred(
    candidates: Sequence[Division], name: str, site: str | None, text: str, notes: list[Note]
) -> str | None:
    """One of several places of the name, by the site's county or by the villages in the body."""
    places = gazetteer()
    for match in places.scan(fold(site)) if site else []:
        within = [c for c in candidates if any(c.code.startswith(d.code) for d in match.divisions)]
        if len(within) == 1:
            notes.append(Note("I001", f"按发布网站“{site}”推定{name}为{_name(within[0])}。"))
            return within[0].code
    vote = places.vote(_QUOTED.sub("", text), candidates)
    if vote:
        shown = "、".join(vote.villages[:4])
        notes.append(Note("I001", f"按正文提到的{shown}推定{name}为{_name(vote.division)}。"))
        return vote.division.code
    notes.append(Note("I001", f"全国有{len(candidates)}个{name}，报告没有写上级区划，无法确定是哪一个。"))
    return None


def _name(division: Division) -> str:
    return gazetteer().place_name(division.code) or division.name


def path_of(code: str | None) -> str | None:
    """The names from the province down, joined by "/"."""
    return "/".join(d.name for d in gazetteer().path(code)) if code else None


def strangers(organ: str | None, text: str) -> list[str]:
    """Other towns that the body speaks of as if the report were theirs (a copied body)."""
    own = fold(organ or "")
    named = dict.fromkeys(_subjects(_QUOTED.sub("", fold(text))))
    names = filter(None, map(_town, named))
    return [name for name in dict.fromkeys(names) if name not in own]


def _subjects(text: str) -> Iterator[str]:
    """The words that end in a town which acts, each back to the nearest sign or the one before.

    >>> list(_subjects("2023年西大沟镇党委高度重视，新集乡政府、办事处"))
    ['年西大沟镇', '新集乡']
    """
    behind = 0
    for found in _ACTS.finditer(text):
        name = _ITS_NAME.search(text, max(behind, found.start() - _BEFORE), found.start())
        if name:
            yield name[0] + found[1]
            behind = found.end()


def _town(words: str) -> str | None:
    """The longest ending of some words that is a town's name (2023年西大沟镇)."""
    endings = (words[start:] for start in range(len(words) - 2))
    return next((ending for ending in endings if gazetteer().named(ending)), None)
