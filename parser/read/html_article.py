"""Where in a page the report stands, and what the page states about it (title, date, site, organ).

The article is the innermost element that still holds nearly all the text which is not links: menus, related
lists and footers are mostly links or short. A WeChat article and the common CMS templates need no name for that;
narrowing stops before it would lose any of the statutory section titles or a table.
"""

import re
from datetime import UTC, date, datetime

from selectolax.lexbor import LexborHTMLParser, LexborNode

from parser.read.blocks import Table, Text

_SHARE, _SHARE_WITH_TITLES, _TITLES = 0.85, 0.5, 3
_DEEPEST = 60
_FURNITURE = re.compile(
    r"(?:[【\[(（][^】\])）]{1,8}[】\])）])+|[【\[]?(?:上一|下一)[篇条页][:：]?.*|(?:打印|关闭|返回|收藏|分享到?|我要纠错|扫一扫)[^。]{0,30}"
    r"|(?:责任)?编辑[:：].{0,12}|(?:浏览|阅读|点击)[次人]?[数量]?[:：]?\d*次?|相关(?:链接|文章|文档|新闻|阅读|信息|稿件)[:：]?"
)
_CUES = re.compile(
    r"总体情况|主动公开政府信息情况|收到和处理政府信息公开申请|行政复议、行政诉讼|存在的(?:主要)?问题|其他需要报告"
)
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
_REPORT = re.compile(r"年度报告|年报")
_LONG_TITLE = 120
_TITLE_PLACES = "h1, #activity-name, .article-title, .arti_title, .title, .bt, #title"
_EAST_8 = 8 * 3600


def find_article(body: LexborNode) -> LexborNode:
    """The element to read, the whole body if nothing inside stands out."""
    node, (words, cues) = body, _weigh(body)
    for _ in range(_DEEPEST):
        share = _SHARE_WITH_TITLES if cues >= _TITLES else _SHARE
        for child in node.iter():
            inner, inner_cues = _weigh(child)
            if inner >= share * words and inner and inner_cues == cues and child.tag not in ("table", "p"):
                node, words = child, inner
                break
        else:
            break
    return node


def without_tail(parts: list[Text | Table]) -> list[Text | Table]:
    """The article without what templates put under it: buttons, neighbours, the editor's name."""
    end = len(parts)
    while end and _is_furniture(parts[end - 1]):
        end -= 1
    return parts[:end]


def _is_furniture(part: Text | Table) -> bool:
    return isinstance(part, Text) and bool(_FURNITURE.fullmatch("".join(part.text.split())))


def _weigh(node: LexborNode) -> tuple[int, int]:
    """Length of the text that is no link, and how many of the section titles are in it."""
    text = "".join(node.text(deep=True).split())
    links = sum(len("".join(link.text(deep=True).split())) for link in node.css("a"))
    return len(text) - links, len(set(_CUES.findall(text)))


def read_meta(tree: LexborHTMLParser, markup: str) -> tuple[tuple[str, str], ...]:
    """What the page says about itself: title, published (ISO date), site, organ; only what is there."""
    stated = {
        (node.attributes.get("name") or node.attributes.get("property") or "").lower(): node.attributes.get(
            "content"
        )
        for node in tree.css("meta[content]")
    }
    found = {
        key: next((stated[name] for name in names if stated.get(name)), None) for key, names in _NAMES.items()
    }
    text = tree.body.text(deep=True) if tree.body is not None else ""
    found["title"] = found["title"] or _title(tree)
    found["published"] = _date(found["published"] or "") or _printed_date(text, markup)
    found["organ"] = found["organ"] or _match(_ORGAN, text) or _wechat_account(tree)
    return tuple(
        (key, _WHITE.sub(" ", value).strip()) for key, value in found.items() if value and value.strip()
    )


def _title(tree: LexborHTMLParser) -> str | None:
    """The article's headline if it calls itself a yearly report, else the window's title."""
    headlines = [_WHITE.sub("", node.text(deep=True)) for node in tree.css(_TITLE_PLACES)]
    named = next((text for text in headlines if _REPORT.search(text) and len(text) < _LONG_TITLE), None)
    head = tree.css_first("title")
    return named or (head.text(deep=True) if head is not None else None)


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


def _printed_date(text: str, markup: str) -> str | None:
    """The date beside 发布时间, or the moment in a WeChat article's script (seconds, shown in China's time)."""
    found = _PUBLISHED.search(text)
    if found:
        return _date(found[0])
    stamp = _match(_WECHAT_TIME, markup) if "js_content" in markup else None
    if stamp is None or "-" in stamp:
        return stamp
    return _day_of(int(stamp) + _EAST_8)


def _day_of(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()
