"""Which automatic number and which heading level a Word paragraph has, from styles.xml and numbering.xml.

styles.xml is large and nearly all of it is unused, so a style is looked up in its bytes when a paragraph names it;
numbering.xml is parsed when the first paragraph needs a number. Source: ECMA-376 part 1, 17.7 and 17.9.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from lxml import etree

from parser.read.numbering import LEVELS, Counter, Level
from parser.read.word.docx_plain import OFF, VAL, W

_DEPTH = 12
_BODY_LEVEL = 9
_VALUE = rb"""\b[^<>]*?\bval=["']([^"'<>]*)["']"""
_BASED, _NUMBER, _LEVEL, _OUTLINE = (
    re.compile(name + _VALUE) for name in (rb"basedOn", rb"(?:numId|ilfo)", rb"ilvl", rb"outlineLvl")
)
_VANISH = re.compile(rb"""<[^<>]*?\bvanish\b(?:[^<>]*?\bval=["']([^"'<>]*)["'])?""")


@dataclass(slots=True)
class Marks:
    """What a style or a paragraph's own properties say; None where the style (or the one it is based on) decides."""

    style: str = ""
    list_id: str | None = None
    depth: int | None = None
    outline: int | None = None
    hidden: bool = False


@dataclass(slots=True)
class Sheet:
    """The paragraph styles, found in the bytes of styles.xml, of which only as much is unpacked as is asked for."""

    pieces: Iterator[bytes]
    content: bytes = b""
    known: dict[str, Marks] = field(default_factory=dict)

    def style(self, name: str, depth: int = 0) -> Marks:
        """What a style says, with what it inherits."""
        if name not in self.known:
            self.known[name] = self._find(name, depth)
        return self.known[name]

    def _find(self, name: str, depth: int) -> Marks:
        text = self._text(name) if name and depth < _DEPTH else None
        if text is None:
            return Marks(name)
        based = _BASED.search(text)
        parent = self.style(based[1].decode("utf-8", "replace"), depth + 1) if based else Marks()
        number, vanish = _NUMBER.search(text), _VANISH.search(text)
        return Marks(
            name,
            parent.list_id if number is None else number[1].decode("utf-8", "replace"),
            _digits(_LEVEL.search(text), parent.depth),
            _digits(_OUTLINE.search(text), parent.outline),
            parent.hidden if vanish is None else (vanish[1] or b"").decode("latin-1") not in OFF,
        )

    def hides(self, name: str) -> bool:
        """Whether text of the style is hidden."""
        return self.style(name).hidden

    def _text(self, name: str) -> bytes | None:
        """The definition of a style, None if there is none."""
        begin = re.compile(rb"""styleId=["']%b["']""" % re.escape(name.encode()))
        while True:
            match = begin.search(self.content)
            end = self.content.find(b"style>", match.end()) if match else -1
            if match and end >= 0:
                return self.content[match.end() : end]
            piece = next(self.pieces, b"")
            if not piece:
                return None
            self.content += piece


def _digits(match: re.Match[bytes] | None, default: int | None) -> int | None:
    return int(match[1]) if match and match[1].isdigit() and len(match[1]) < LEVELS else default


@dataclass(slots=True)
class _Definition:
    """A list definition: its running numbers, and the level that each linked style stands for."""

    counter: Counter
    style_levels: dict[str, int]


@dataclass(slots=True)
class _List:
    """A w:num: the definition it counts in, levels it prints otherwise, levels it starts anew."""

    definition: str
    levels: dict[int, Level]
    starts: dict[int, int]


class Lists:
    """The lists of one document while its paragraphs are walked in order."""

    def __init__(self, styles: Sheet, load: Callable[[], etree._Element | None]) -> None:
        self.styles = styles
        self._load: Callable[[], etree._Element | None] | None = load
        self._definitions: dict[str, _Definition] = {}
        self._lists: dict[str, _List] = {}
        self._started: set[str] = set()

    def describe(self, marks: Marks) -> tuple[str, int | None]:
        """The paragraph's number as printed ("" if none) and its heading level (from 1) if it is a heading."""
        style = self.styles.style(marks.style)
        outline = style.outline if marks.outline is None else marks.outline
        level = outline + 1 if outline is not None and outline < _BODY_LEVEL else None
        if marks.list_id is not None:
            depth = style.depth if marks.depth is None else marks.depth
            return self._number(marks.list_id, depth or 0), level
        if style.list_id is None:
            return "", level
        return self._number(style.list_id, style.depth, marks.style), level

    def _number(self, list_id: str, depth: int | None, style: str = "") -> str:
        self._parse()
        chosen = self._lists.get(list_id)
        definition = self._definitions.get(chosen.definition) if chosen else None
        if chosen is None or definition is None:
            return ""
        depth = definition.style_levels.get(style, depth or 0)
        if not 0 <= depth < LEVELS:
            return ""
        if list_id not in self._started:
            self._started.add(list_id)
            for level, start in chosen.starts.items():
                definition.counter.restart(level, start)
        return definition.counter.label(depth, chosen.levels)

    def _parse(self) -> None:
        if self._load is None:
            return
        root, self._load = self._load(), None
        if root is None:
            return
        links: dict[str, str] = {}
        for element in root.iter(W + "abstractNum", W + "listDef"):
            self._define(element, links)
        for element in root.iter(W + "num", W + "list"):
            self._add(element)
        for key, style in links.items():
            target = self._lists.get(self.styles.style(style).list_id or "")
            if target and target.definition in self._definitions:
                self._definitions[key] = self._definitions[target.definition]

    def _define(self, element: etree._Element, links: dict[str, str]) -> None:
        key = element.get(W + "abstractNumId") or element.get(W + "listDefId") or ""
        levels, style_levels = _levels(element)
        self._definitions[key] = _Definition(Counter(levels), style_levels)
        link = element.find(W + "numStyleLink")
        if link is not None:
            links[key] = link.get(VAL, "")

    def _add(self, element: etree._Element) -> None:
        list_id = element.get(W + "numId") or element.get(W + "ilfo")
        target = next(element.iterchildren(W + "abstractNumId", W + "ilst"), None)
        if list_id is None or target is None:
            return
        chosen = _List(target.get(VAL, ""), {}, {})
        for override in element.iterchildren(W + "lvlOverride"):
            chosen.levels |= _levels(override)[0]
            depth = override.get(W + "ilvl", "")
            start = integer(override.find(W + "startOverride"), None)
            if start is not None and depth.isdecimal() and int(depth) < LEVELS:
                chosen.starts[int(depth)] = start
        self._lists[list_id] = chosen


def _levels(holder: etree._Element) -> tuple[dict[int, Level], dict[str, int]]:
    """The levels below an element, and which style stands for which."""
    levels: dict[int, Level] = {}
    styles: dict[str, int] = {}
    for element in holder.iterchildren(W + "lvl"):
        depth = element.get(W + "ilvl", "")
        if depth.isdecimal() and int(depth) < LEVELS:
            levels[int(depth)] = _level(element)
            style = element.find(W + "pStyle")
            if style is not None:
                styles[style.get(VAL, "")] = int(depth)
    return levels, styles


def _level(element: etree._Element) -> Level:
    text, style, legal = (element.find(W + name) for name in ("lvlText", "numFmt", "isLgl"))
    return Level(
        text="" if text is None else text.get(VAL, ""),
        style="decimal" if style is None else style.get(VAL, "decimal"),
        start=integer(element.find(W + "start"), 1) or 0,
        legal=legal is not None and legal.get(VAL) not in ("0", "false"),
        restart=integer(element.find(W + "lvlRestart"), None),
    )


def integer(element: etree._Element | None, default: int | None) -> int | None:
    """The number in an element's w:val."""
    text = "" if element is None else element.get(VAL, "")
    return int(text) if text.isdecimal() and len(text) < LEVELS else default
