"""What a page holds that its visitor does not see: scripts, style sheets, hidden copies, words struck out.

Scripts and style sheets are cut from the source before it is parsed, for they are half of many pages. What a page hides
is known by its own attributes and by plain rules of its own sheets (.print { display: none }); sheets in other files are
not here. A part that alone holds the report's titles is never dropped: scripts show it once the page is loaded.
"""

import re
from collections.abc import Callable, Iterable

from selectolax.lexbor import LexborHTMLParser, LexborNode

from parser.read.web.html_article import TITLES, titles

_REPORT = "情况".encode()
"""A script with this word may hold the report, which some systems print from there."""
_TAGS = ("script", "style", "noscript", "template", "iframe", "object", "select", "button", "svg",
         "del", "s", "strike", "rp", "rt")  # fmt: skip
_MARKED = ("[hidden]", 'tr[height="0"]')
_STYLED = {
    b"none": '[style*="none" i]',
    b"hid": '[style*="hid" i]',
    b"size:0": '[style*="size:0" i]',
    b"size: 0": '[style*="size: 0" i]',
    b"line-through": '[style*="line-through" i]',
}
"""Where to look for hidden elements, by a word that the source must have for it."""
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all|line-through"
    r"|font-size\s*:\s*0(?:\.0+)?(?:p[xt]|r?em|%)?\s*(?:[;!]|$)",
    re.IGNORECASE,
)
_SHOWING = re.compile(r"display\s*:\s*(?!none)[a-z]", re.IGNORECASE)
_MEDIA = re.compile(r"/\*.*?\*/|@media[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", re.DOTALL)
_NAMED, _NAME = re.compile(r"[\w-]*(?:[.#][\w-]+)+"), re.compile(r"[.#][\w-]+")
_MOST_RULES = 300
"""More are no page's own but a library's; each is looked for in the whole page."""
_WECHAT = "js_content"
"""The body of a WeChat article, which stands hidden in the file until it is shown."""
_MOST_KEPT = 20
"""Hidden parts that hold the report are looked at no further than this: a page may nest thousands."""
_UNTYPED = ("hidden", "button", "submit", "reset", "image", "checkbox", "radio", "file", "search")


def cut(markup: bytes, tag: bytes) -> tuple[bytes, list[bytes]]:
    """The source without the elements of a tag whose content is no markup, and what was cut.

    One that a comment opens stays, as does what may hold the report.
    """
    kept, taken = [], []
    begin = at = 0
    while (start := markup.find(b"<" + tag, at)) >= 0 and (end := markup.find(b"</" + tag, start)) >= 0:
        piece, at = markup[start:end], end
        behind = markup.find(b">", end) + 1
        if behind and _REPORT not in piece and piece.count(b"-->") <= piece.count(b"<!--"):
            kept.append(markup[begin:start])
            taken.append(piece)
            begin = at = behind
    return b"".join([*kept, markup[begin:]]), taken


def hidden_by(sheets: Iterable[bytes]) -> list[str]:
    """The selectors of classes and ids that style sheets hide, those left out that another rule shows again.

    >>> hidden_by([b"<style>.a, p.b {display:none} #c{color:red} @media print{.d{display:none}} .b.on{display:block}"])
    ['.a']
    """
    hiding = [sheet.partition(b">")[2] for sheet in sheets if b"display" in sheet and b"none" in sheet]
    text = b"".join(hiding).decode("utf-8", "replace")
    rules = [rule.partition("{")[::2] for rule in _MEDIA.sub("", text).split("}") if "display" in rule]
    shown = {name for names, body in rules if _SHOWING.search(body) for name in _NAME.findall(names)}
    hidden = [name.strip() for names, body in rules if _HIDING.search(body) for name in names.split(",")]
    return [name for name in hidden if _NAMED.fullmatch(name) and shown.isdisjoint(_NAME.findall(name))][
        :_MOST_RULES
    ]


def drop(tree: LexborHTMLParser, markup: bytes, selectors: Iterable[str]) -> None:
    """Take out of the tree what is not seen, and print what stands in the fields of a form."""
    styled = (selector for word, selector in _STYLED.items() if word in markup)
    _drop(tree, ", ".join((*_TAGS, *_MARKED, *styled)), _is_hidden)
    by_sheet = ", ".join(selectors)
    if by_sheet:
        _drop(tree, by_sheet, lambda _: True)
    for field in tree.css("textarea") if b"<textarea" in markup else ():
        if field.parent is None or field.parent.tag != "td":
            field.decompose()
    for field in tree.css("input[value]") if b"<input" in markup else ():
        if (field.attributes.get("type") or "").lower() not in _UNTYPED:
            field.insert_before(field.attributes.get("value") or "")


def _drop(tree: LexborHTMLParser, wanted: str, hidden: Callable[[LexborNode], bool]) -> None:
    """Drop elements in document order; what was inside one is gone with it and must not be touched again."""
    gone: set[int] = set()
    kept = 0
    for node in tree.css(wanted):
        if node.mem_id in gone or not (node.tag in _TAGS or hidden(node)):
            continue
        if node.tag not in _TAGS and _holds_report(tree, node):
            kept += 1
            if kept > _MOST_KEPT:
                break
            continue
        if next(node.iter(), None) is not None:
            gone.update(inner.mem_id for inner in node.css(wanted))
        node.decompose()


def _is_hidden(node: LexborNode) -> bool:
    attributes = node.attributes
    if attributes.get("id") == _WECHAT:
        return False
    if "hidden" in attributes or (node.tag == "tr" and attributes.get("height") == "0"):
        return True
    return bool(_HIDING.search(attributes.get("style") or ""))


def _holds_report(tree: LexborHTMLParser, node: LexborNode) -> bool:
    text = node.text(deep=True)
    own = titles(text)
    if own < TITLES or tree.body is None:
        return False
    return titles(tree.body.text(deep=True).replace(text, "", 1)) < own
