"""Which automatic number and which heading level a Word paragraph has, from numbering.xml and styles.xml."""

from dataclasses import dataclass, field

from lxml import etree

from parser.read.numbering import LEVELS, Counter, Level

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_VAL = _W + "val"
_PPR, _STYLE, _NUMPR, _NUMID, _ILVL, _OUTLINE = (
    _W + name for name in ("pPr", "pStyle", "numPr", "numId", "ilvl", "outlineLvl")
)
_OLD_LIST = _W + "listPr"
_NO_LIST = "0"
_DEPTH = 12
_BODY_LEVEL = 9


@dataclass(frozen=True, slots=True)
class Style:
    """What a paragraph style says about lists and headings, its ancestors included."""

    list_id: str | None = None
    depth: int | None = None
    outline: int | None = None


@dataclass(frozen=True, slots=True)
class List:
    """A w:num: the definition it counts in, levels it overrides, levels it starts anew."""

    definition: str
    levels: dict[int, Level]
    starts: dict[int, int]


@dataclass(slots=True)
class Lists:
    """The lists of one document while its paragraphs are walked in order."""

    styles: dict[str, Style] = field(default_factory=dict)
    lists: dict[str, List] = field(default_factory=dict)
    counters: dict[str, Counter] = field(default_factory=dict)
    style_depths: dict[str, dict[str, int]] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)

    def describe(self, paragraph: etree._Element) -> tuple[str, int | None]:
        """The paragraph's number as printed ("" if none) and its heading level (from 1) if it is a heading."""
        properties = paragraph[0] if len(paragraph) else None
        if properties is None or properties.tag != _PPR:
            return "", None
        named = properties.find(_STYLE)
        style_id = "" if named is None else named.get(_VAL, "")
        style = self.styles.get(style_id, Style())
        outline = _integer(properties.find(_OUTLINE), style.outline)
        level = outline + 1 if outline is not None and outline < _BODY_LEVEL else None
        list_id, depth = _own_list(properties)
        if list_id is None:
            list_id = style.list_id
            depth = self.style_depths.get(list_id or "", {}).get(style_id, depth or style.depth or 0)
        return self._number(list_id, depth or 0), level

    def _number(self, list_id: str | None, depth: int) -> str:
        chosen = self.lists.get(list_id or _NO_LIST)
        counter = self.counters.get(chosen.definition) if chosen else None
        if chosen is None or counter is None or not 0 <= depth < LEVELS:
            return ""
        if list_id is not None and list_id not in self.seen:
            self.seen.add(list_id)
            for level, start in chosen.starts.items():
                counter.restart(level, start)
        return counter.label(depth, chosen.levels)


def _own_list(properties: etree._Element) -> tuple[str | None, int | None]:
    numbered = properties.find(_NUMPR)
    if numbered is not None:
        found = numbered.find(_NUMID)
        return (None if found is None else found.get(_VAL)), _integer(numbered.find(_ILVL), None)
    old = properties.find(_OLD_LIST)
    if old is not None:
        found = old.find(_W + "ilfo")
        return (None if found is None else found.get(_VAL)), _integer(old.find(_ILVL), None)
    return None, None


def _integer(element: etree._Element | None, default: int | None) -> int | None:
    try:
        return default if element is None else int(element.get(_VAL, ""))
    except ValueError:
        return default


def read_lists(numbering: etree._Element | None, styles: etree._Element | None) -> Lists:
    """The document's list definitions and paragraph styles; both parts may be missing."""
    lists = Lists(_styles(styles) if styles is not None else {})
    if numbering is None:
        return lists
    links: dict[str, str] = {}
    for name in ("abstractNum", "listDef"):
        for definition in numbering.iter(_W + name):
            _define(definition, lists, links)
    for name in ("num", "list"):
        for element in numbering.iter(_W + name):
            _instance(element, lists)
    for definition, style_id in links.items():
        linked = lists.lists.get(lists.styles.get(style_id, Style()).list_id or "")
        if linked and linked.definition in lists.counters:
            lists.counters[definition] = lists.counters[linked.definition]
    return lists


def _define(definition: etree._Element, lists: Lists, links: dict[str, str]) -> None:
    key = definition.get(_W + "abstractNumId") or definition.get(_W + "listDefId") or ""
    lists.counters[key] = Counter(_levels(definition))
    link = definition.find(_W + "numStyleLink")
    if link is not None:
        links[key] = link.get(_VAL, "")


def _instance(element: etree._Element, lists: Lists) -> None:
    list_id = element.get(_W + "numId") or element.get(_W + "ilfo")
    found = element.find(_W + "abstractNumId")
    found = element.find(_W + "ilst") if found is None else found
    if list_id is None or found is None:
        return
    levels: dict[int, Level] = {}
    starts: dict[int, int] = {}
    for override in element.iter(_W + "lvlOverride"):
        depth = int(override.get(_W + "ilvl", "0")) if override.get(_W + "ilvl", "0").isdecimal() else 0
        levels |= _levels(override)
        start = _integer(override.find(_W + "startOverride"), None)
        if start is not None:
            starts[min(depth, LEVELS - 1)] = start
    definition = found.get(_VAL, "")
    lists.lists[list_id] = List(definition, levels, starts)
    lists.style_depths[list_id] = {}


def _levels(holder: etree._Element) -> dict[int, Level]:
    levels: dict[int, Level] = {}
    for element in holder.iter(_W + "lvl"):
        depth = element.get(_W + "ilvl", "")
        if depth.isdecimal() and int(depth) < LEVELS:
            levels[int(depth)] = _level(element)
    return levels


def _level(element: etree._Element) -> Level:
    text = element.find(_W + "lvlText")
    style = element.find(_W + "numFmt")
    legal = element.find(_W + "isLgl")
    return Level(
        text="" if text is None else text.get(_VAL, ""),
        style="decimal" if style is None else style.get(_VAL, "decimal"),
        start=_integer(element.find(_W + "start"), 1) or 0,
        legal=legal is not None and legal.get(_VAL) not in ("0", "false"),
        restart=_integer(element.find(_W + "lvlRestart"), None),
    )


def _styles(root: etree._Element) -> dict[str, Style]:
    """Paragraph (and list) styles by id, with what they inherit."""
    raw = {element.get(_W + "styleId", ""): element for element in root.iter(_W + "style")}
    return {key: _inherited(key, raw, 0) for key in raw}


def _inherited(key: str, raw: dict[str, etree._Element], depth: int) -> Style:
    element = raw.get(key)
    if element is None or depth > _DEPTH:
        return Style()
    based = element.find(_W + "basedOn")
    parent = Style() if based is None else _inherited(based.get(_VAL, ""), raw, depth + 1)
    properties = element.find(_PPR)
    if properties is None:
        return parent
    list_id, level = _own_list(properties)
    outline = _integer(properties.find(_OUTLINE), parent.outline)
    return Style(list_id or parent.list_id, parent.depth if level is None else level, outline)
