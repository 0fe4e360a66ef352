"""Where in a page the report stands, and what the page states about it (title, date, site, organ).

The article is the innermost element that still holds nearly all the text which is not links: menus, related
lists and footers are mostly links or short. A WeChat article and the common CMS templates need no name for that;
narrowing stops before it would lose any of the statutory section titles or a table.
"""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import islice

from selectolax.lexbor import LexborHTMLParser, LexborNode

from parser.read.blocks import Table, Text

_SHARE, _SHARE_WITH_TITLES = 0.85, 0.3
TITLES = 3
"""So many of the six section titles are the report's, not a mention of it."""
_DEEPEST = 60
_FURNITURE = re.compile(
    r"(?:[【\[(（][^】\])）]{1,8}[】\])）])+|[【\[]?(?:上一|下一)[篇条页][:：]?.*|(?:打印|关闭|返回|收藏|分享到?|我要纠错|扫一扫)[^。]{0,30}"
    r"|(?:责任)?编辑[:：].{0,12}|(?:浏览|阅读|点击)[次人]?[数量]?[:：]?\d*次?|相关(?:链接|文章|文档|新闻|阅读|信息|稿件)[:：]?"
)
_CUES = re.compile(
    r"总体情况|主动公开政府信息情况|收到和处理政府信息公开申请|行政复议、行政诉讼|存在的(?:主要)?问题|其他需要报告"
)
_SHORTEST = 4
"""Characters of a title."""
_FIGURE = re.compile(r"\d+")
_WHITE = re.compile(r"\s+")
_DATE = r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})"
_PUBLISHED = re.compile(r"(?:发布|发文|公开|成文|更新)(?:时间|日期)\s*(?:[:：]\s*)?" + _DATE)
_ORGAN = re.compile(r"(?:信息来源|发布机构|公开主体|发布单位|来\s*源)\s*[:：]\s*([\u4e00-\u9fff]{4,40})")
_WECHAT_TIME = re.compile(r"""\b(?:ct|createTime|create_time)\s*[=:]\s*["'](\d{10}|\d{4}-\d\d-\d\d)""")
_NAMES = {
    "title": ("articletitle", "og:title", "twitter:title"),
    "published": ("pubdate", "publishdate", "article:published_time", "og:release_date"),
    "site": ("sitename", "og:site_name"),
    "organ": ("contentsource", "source"),
}
REPORT = re.compile(r"年度报告|年报")
"""What a headline, a window's title or a link calls the report."""
_SITE = re.compile(r"[_|｜]|--|\s[-–—]\s")
"""What stands between a window's title and its site's name."""
_LONG_TITLE = 120
_TITLE_PLACES = "h1, h2, #activity-name, .article-title, .arti_title, .title, .bt, #title"
_EAST_8 = 8 * 3600


def find_article(body: LexborNode, text: str) -> LexborNode:
    """The element to read, the whole body (whose text is given) if nothing inside stands out."""
    node, wanted = body, titles(text)
    for _ in range(_DEEPEST):
        inside = [
            (child, own)
            for child, own in _children(node, wanted)
            if len(own) >= _SHORTEST * wanted and titles(own) == wanted
        ]
        chosen = _choose(node, text, inside, _SHARE_WITH_TITLES if wanted >= TITLES else _SHARE)
        if chosen is None:
            break
        node, text = chosen
    return node


def _choose(
    node: LexborNode, text: str, inside: list[tuple[LexborNode, str]], share: float
) -> tuple[LexborNode, str] | None:
    """Of children with all the titles the one with nearly all words; of copies the one with all figures of the others."""
    weighed = [(_ink(child, own), child, own) for child, own in inside]
    sure = len(weighed) == 1 and weighed[0][0] >= share * len(text)  # the links of all need not be counted
    least = 0 if sure or not weighed else share * _ink(node, text)
    found = [one for one in weighed if one[0] and one[0] >= least]
    if not found:
        return None
    _, best, chosen = max(found, key=lambda one: one[0])
    figures = Counter(_FIGURE.findall(chosen)) if len(found) > 1 else Counter()
    same = len(found) == 1 or all(Counter(_FIGURE.findall(own)) <= figures for _, _, own in found)
    return (best, chosen) if same else None


def _children(node: LexborNode, wanted: int) -> Iterator[tuple[LexborNode, str]]:
    """The children with their texts, and for a table that arranges the page its cell with the titles."""
    for child in node.iter():
        if child.tag != "p":
            text = child.text(deep=True)
            if child.tag != "table":
                yield child, text
            elif wanted >= TITLES and titles(text) == wanted:
                cells = ((cell, cell.text(deep=True)) for cell in child.css("td, th"))
                yield from islice((cell for cell in cells if titles(cell[1]) == wanted), 1)


def titles(text: str) -> int:
    """How many of the report's section titles stand in a text."""
    return len(set(find_titles(text)))


def find_titles(text: str) -> list[str]:
    """The section titles in a text, each as often as it stands there."""
    return _CUES.findall(text)


def _ink(node: LexborNode, text: str) -> int:
    """Length of the node's text that is no link."""
    return len("".join(text.split())) - sum(len("".join(a.text(deep=True).split())) for a in node.css("a"))


def without_tail(parts: list[Text | Table]) -> list[Text | Table]:
    """The article without what templates put under it: buttons, neighbours, the editor's name."""
    end = len(parts)
    while end and _is_furniture(parts[end - 1]):
        end -= 1
    return parts[:end]


def _is_furniture(part: Text | Table) -> bool:
    return isinstance(part, Text) and bool(_FURNITURE.fullmatch("".join(part.text.split())))


def read_meta(tree: LexborHTMLParser, markup: str, text: str) -> tuple[tuple[str, str], ...]:
    """What the page says about itself: title, published (ISO date), site, organ; only what is there.

    ``text`` is what the page shows, ``markup`` its source.
    """
    stated = {
        (node.attributes.get("name") or node.attributes.get("property") or "").lower(): node.attributes.get(
            "content"
        )
        for node in tree.css("meta[content]")
    }
    found = {
        key: next((stated[name] for name in names if stated.get(name)), None) for key, names in _NAMES.items()
    }
    found["title"] = found["title"] or _title(tree)
    found["published"] = _date(found["published"] or "") or _printed_date(tree, text, markup)
    found["organ"] = found["organ"] or _match(_ORGAN, text) or _wechat_account(tree)
    return tuple(
        (key, _WHITE.sub(" ", value).strip()) for key, value in found.items() if value and value.strip()
    )


def _title(tree: LexborHTMLParser) -> str | None:
    """The article's headline if it calls itself a yearly report, else the window's title."""
    headlines = [_WHITE.sub("", node.text(deep=True)) for node in tree.css(_TITLE_PLACES)]
    named = next((text for text in headlines if REPORT.search(text) and len(text) < _LONG_TITLE), None)
    head = tree.css_first("title")
    window = head.text(deep=True) if head is not None else ""
    pieces = [piece for piece in _SITE.split(window) if REPORT.search(piece)]
    return named or max(pieces, key=len, default=window or None)


def _wechat_account(tree: LexborHTMLParser) -> str | None:
    node = tree.css_first("#js_name")
    return None if node is None else node.text(deep=True).strip()


def _match(pattern: re.Pattern[str], text: str) -> str | None:
    found = pattern.search(text)
    return found[1] if found else None


def _date(text: str) -> str | None:
    """The first day of the calendar that the text states, in ISO form."""
    found = re.search(_DATE, text) or re.match(r"(\d{4})(\d\d)(\d\d)\b", text)
    try:
        return date(*map(int, found.groups())).isoformat() if found else None
    except ValueError:
        return None


def _printed_date(tree: LexborHTMLParser, text: str, markup: str) -> str | None:
    """The date beside 发布时间, or the moment in a WeChat article's script (seconds, shown in China's time)."""
    found = _PUBLISHED.search(text)
    if found:
        return _date(found[0])
    stamp = _match(_WECHAT_TIME, markup) if tree.css_first("#js_content, #activity-name") else None
    if stamp is None or "-" in stamp:
        return stamp
    return _day_of(int(stamp) + _EAST_8)


def _day_of(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()
