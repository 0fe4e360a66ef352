"""Web pages: a government site's article, a saved WeChat article, what Word or WPS saves as HTML.

The page is decoded (never by its label alone), parsed by lexbor, rid of what a visitor does not see, and narrowed
to the element that holds the report; the menus, side lists and footers around it stay out. Line breaks and block
borders are marked in the source with one character that no page contains, so that a cell's or a paragraph's text
is a single call into C.
"""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from parser.model.document import Block, Grid, Reading, Source
from parser.model.errors import Damaged, EmptyInput, TooLarge
from parser.read import limits
from parser.read.blocks import Cell, Table, Text, arrange, settle
from parser.read.encodings import decode
from parser.read.numbering import numeral
from parser.read.plain import pasted
from parser.read.plain.lines import Line
from parser.read.web import html_unseen
from parser.read.web.html_article import TITLES, find_article, read_meta, titles, without_tail
from parser.read.web.html_stowed import refuse_elsewhere, stowed

NAME = "html"

_HEAD, _OPENING = 2048, 65_536
_NOTHING = re.compile(rb"\A(?:[\xef\xbb\xbf\xff\xfe \t\r\n]|<!--.*?-->)+", re.DOTALL)
_BREAK = "\u2028"
_BORDERS = re.compile(
    rb"<(?=/?(?:[pP](?:[rR][eE])?|[bB][rR]|[dD](?:[iI][vV]|[tTdD])|[lL][iI]|[hH][1-6rR]"
    rb"|(?i:section|article|blockquote|center|caption|figcaption))\b)"
)
"""Where a block or a line begins or ends; classes of letters are found faster here than letters of either case."""
_MARGIN = " \t\r\n\f" + _BREAK
_SPACES = re.compile(r"[ \t\r\n\f]+")
_AMONG_CJK = re.compile(
    r"(?<=[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef])\s+(?=[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef])"
)
_SIGNS = (b"<html", b"<!doctype html", b"<table", b"<body", b"<head", b"<div", b"<meta", b"<p>", b"<p ")
_HEADING = {f"h{level}": level for level in range(1, 7)}
_WIDEST = 1000
_DEEPEST = 100
_LIST_TYPES = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_LIST_STYLES = {
    "none": "none", "cjk-ideographic": "chineseCounting", "simp-chinese-informal": "chineseCounting",
    "trad-chinese-informal": "chineseCounting", "lower-alpha": "lowerLetter", "upper-alpha": "upperLetter",
    "lower-roman": "lowerRoman", "upper-roman": "upperRoman",
}  # fmt: skip
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_LONG, _MOST_ATTRIBUTES = 8_000, 1_000
_MANY_TAGS, _MOST_TAGS, _MOST_NESTED = 6_000, 300_000, 3_000
_NESTING = re.compile(
    r"<(/?)(?:div|section|span|b|i|u|a|em|strong|font|center|table|blockquote|ul|ol|article)\b", re.IGNORECASE
)
_MENDABLE = 500


def accepts(data: bytes, name: str) -> bool:  # noqa: ARG001 - the name is never trusted
    """Text that opens like a page: a doctype or a known tag comes first, in any of the usual encodings."""
    opening = data[:_OPENING].replace(b"\0", b"")
    head = _NOTHING.sub(b"", opening, 1)[:_HEAD].lower()
    return head.startswith(b"<") and any(sign in head for sign in _SIGNS)


def read(source: Source) -> Reading:
    """Read a page.

    Raises:
        InputError: empty, undecodable or over a limit.
    """
    return read_text(_characters(source.data))


def _characters(data: bytes) -> str:
    """The page's characters; a label counts for nothing, and a few broken bytes are usual in a template."""
    try:
        decoded = decode(data)
        if b"\0" in data[:_HEAD] or not decoded.encoding.startswith("utf-16"):
            return decoded.text
    except Damaged:
        pass
    texts = [data.decode(encoding, "replace") for encoding in ("utf-8", "gb18030")]
    best = min(texts, key=lambda text: text.count("\ufffd"))
    if best.count("\ufffd") * _MENDABLE > len(best):
        raise Damaged("网页是乱码，认不出文字编码。请在浏览器里打开，全选复制后粘贴过来。")
    return best


def read_text(markup: str) -> Reading:
    """Read a page that is already text (from a .mht, an e-mail, a Word file's embedded part)."""
    tree, body, text = _seen(markup)
    meta = read_meta(tree, markup, text)
    held = stowed(markup) if titles(text) < TITLES else None
    if held:
        tree, body, text = _seen(held)
    article = find_article(body, text)
    _print_numbers(article)
    blocks = _blocks(article, laid_out=titles(text) >= TITLES)
    if not any(isinstance(block, Grid) for block in blocks):
        refuse_elsewhere(body, markup, dict(meta).get("title", ""))
    return Reading(blocks, NAME, meta)


def _seen(markup: str) -> tuple[LexborHTMLParser, LexborNode, str]:
    """The tree of what a visitor sees of a page, its body and the body's text."""
    _check_depth(markup)
    source = markup.replace(_BREAK, " ").encode(
        "utf-8", "replace"
    )  # bytes are searched faster than characters
    source, _ = html_unseen.cut(source, b"script")
    source, sheets = html_unseen.cut(source, b"style")
    tree = LexborHTMLParser(_mark_borders(source))
    html_unseen.drop(tree, source, html_unseen.hidden_by(sheets))
    body = tree.body
    if body is None:
        raise EmptyInput("网页里没有文字。请在浏览器里打开年度报告，全选复制后粘贴过来。")
    return tree, body, body.text(deep=True)


def _blocks(article: LexborNode, *, laid_out: bool) -> tuple[Block, ...]:
    """Paragraphs and tables; where elements other than tables may be laid out as one, the words tell its rows."""
    walk = _Walk(article)
    parts = without_tail(walk.parts(article))
    if laid_out and not walk.above_tables:
        lines = [Line(number, part.text) for number, part in enumerate(parts, 1) if isinstance(part, Text)]
        pasted_blocks = pasted.blocks(lines)
        if any(isinstance(block, Grid) for block in pasted_blocks):
            return tuple(pasted_blocks)
    return settle(parts)


def _print_numbers(article: LexborNode) -> None:
    """Write the numbers of ordered lists, which browsers count, before their items."""
    for ordered in article.css("ol"):
        style = _list_style(ordered)
        start = _span(ordered.attributes.get("start"))
        for number, item in enumerate((child for child in ordered.iter() if child.tag == "li"), start):
            first = next((node for node in item.traverse(include_text=True) if _is_ink(node)), None)
            label = numeral(number, style)
            if first is not None and label:
                first.insert_before(label + ("、" if style == "chineseCounting" else ". "))


def _list_style(ordered: LexborNode) -> str:
    style = (ordered.attributes.get("style") or "").replace(" ", "").lower()
    named = next((kind for name, kind in _LIST_STYLES.items() if f"list-style-type:{name}" in style), None)
    if "list-style:none" in style:
        return "none"
    return named or _LIST_TYPES.get(ordered.attributes.get("type") or "1", "decimal")


def _is_ink(node: LexborNode) -> bool:
    return node.is_text_node and bool((node.text_content or "").strip())


def _check_depth(markup: str) -> None:
    """Refuse what the parser takes quadratic time or a gigabyte for: tags in one another, attributes in a tag, tags."""
    if any(len(_QUOTED.sub("", tag).split()) > _MOST_ATTRIBUTES for tag in _long_tags(markup)):
        raise Damaged("网页的结构不正常，没有读。请在浏览器里打开，全选复制后粘贴过来。")
    tags = markup.count("<")
    if tags > _MOST_TAGS:
        raise TooLarge("网页太大，不像只有一份年度报告。请在浏览器里打开年度报告，全选复制后粘贴过来。")
    if tags < _MANY_TAGS:
        return
    depth = 0
    for match in _NESTING.finditer(markup):
        depth = max(depth - 1, 0) if match[1] else depth + 1
        if depth > _MOST_NESTED:
            raise Damaged("网页的结构不正常，没有读。请在浏览器里打开，全选复制后粘贴过来。")


def _long_tags(markup: str) -> Iterator[str]:
    """What stands between one "<" and the next ">", if the next "<" is far away; found by leaps of that length."""
    at = markup.find("<")
    while 0 <= at < len(markup) - _LONG:
        near = markup.rfind("<", at + 1, at + _LONG)
        if near < 0:
            yield markup[at : markup.find("<", at + 1)].partition(">")[0]
            near = markup.find("<", at + 1)
        at = near


def _mark_borders(markup: bytes) -> bytes:
    """Put the break mark for each <br> and before each opening and closing tag of a block."""
    return _BORDERS.sub(_BREAK.encode() + b"<", markup)


class _Walk:
    """The walk over an article; it goes down only where tables are, all else is taken as text at once."""

    def __init__(self, article: LexborNode) -> None:
        self.above_tables: set[int] = set()
        for table in article.css("table"):
            node = table.parent
            while node is not None and node.mem_id not in self.above_tables:
                self.above_tables.add(node.mem_id)
                node = node.parent

    def parts(self, node: LexborNode, depth: int = 0) -> list[Text | Table]:
        """What the node holds: texts and tables in order."""
        if depth > _DEEPEST:
            raise Damaged("网页的结构不正常，没有读。请在浏览器里打开，全选复制后粘贴过来。")
        if node.mem_id not in self.above_tables:
            return _texts(node.text(deep=True), None)
        parts: list[Text | Table] = []
        loose = ""
        for child in node.iter(include_text=True):
            tag = child.tag
            if tag == "table" or child.mem_id in self.above_tables:
                parts += _texts(loose, None)
                loose = ""
                parts += [self.table(child, depth)] if tag == "table" else self.parts(child, depth + 1)
            elif tag in _HEADING:
                parts += _texts(loose, None)
                loose = ""
                parts += _texts(child.text(deep=True), _HEADING[tag])
            else:
                loose += child.text(deep=True)
        parts += _texts(loose, None)
        return parts

    def table(self, table: LexborNode, depth: int) -> Table:
        """The table with each cell where its spans put it."""
        rows = list(self._rows(table))
        limits.check_grid(len(rows), 0)
        return arrange(
            [[self._cell(cell, depth + 1) for cell in row.iter() if cell.tag in ("td", "th")] for row in rows]
        )

    def _rows(self, table: LexborNode) -> Iterator[LexborNode]:
        if table.mem_id not in self.above_tables:
            yield from table.css("tr")
            return
        for child in table.iter():
            if child.tag == "tr":
                yield child
            elif child.tag in ("tbody", "thead", "tfoot"):
                yield from (row for row in child.iter() if row.tag == "tr")

    def _cell(self, cell: LexborNode, depth: int) -> Cell:
        attributes = cell.attributes
        rowspan, colspan = _span(attributes.get("rowspan")), _span(attributes.get("colspan"))
        framed = cell.mem_id in self.above_tables
        parts = self._framed(cell, depth) if framed else _texts(cell.text(deep=True), None)
        return Cell(parts, rowspan or limits.GRID_ROWS, colspan or 1)

    def _framed(self, cell: LexborNode, depth: int) -> list[Text | Table]:
        """What stands in a cell with tables, of which one with a single cell is only a frame."""
        parts: list[Text | Table] = []
        for part in self.parts(cell, depth):
            parts += part.slots[0].content if isinstance(part, Table) and len(part.slots) == 1 else [part]
        return parts


def _span(value: str | None) -> int:
    """A span as browsers take it: leading digits, 1 if there are none; 0 means to the end."""
    if not value:
        return 1
    digits = re.match(r"\s*(\d{1,6})", value)
    return min(int(digits[1]), _WIDEST) if digits else 1


def _unbroken(space: re.Match[str]) -> str:
    """Nothing for white space among Chinese characters in which a line of the source ends."""
    return "" if "\n" in space[0] or "\r" in space[0] else space[0]


def _texts(text: str, level: int | None) -> list[Text | Table]:
    """The lines of a text whose breaks are marked, white space as a browser collapses it."""
    text = text.strip(_MARGIN)
    if not text:
        return []
    if (
        text.isprintable() and "  " not in text
    ):  # breaks and white space other than the blank are not printable
        return [Text(text, level)]
    lines = (_AMONG_CJK.sub(_unbroken, line) if "\n" in line else line for line in text.split(_BREAK))
    return [Text(line, level) for shown in lines if (line := _SPACES.sub(" ", shown).strip(" "))]
