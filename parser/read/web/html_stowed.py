"""Reports that a page does not print itself: in a field or template that a script shows, in a picture, in a file beside it.

Read is what the page holds as text (a textarea, a template, a string of a script); for what it only points to there is
one clear refusal that says what to send instead.
"""

import html
import json
import re
from collections import Counter
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from parser.model.errors import EmptyInput
from parser.read.web.html_article import REPORT, TITLES, find_titles, titles

_HELD = re.compile(r"<(textarea|template|xmp|script)\b[^>]*>(.*?)</\1\s*>", re.IGNORECASE | re.DOTALL)
_STRING = re.compile(r'"([^"\\]*(?:\\.[^"\\]*)*)"')
_LEAST = 200
_FILE = re.compile(
    r"""(?:href|src|data)\s*=\s*["']?[^"'<>\s]{1,300}\.(?:pdf|docx?|wps|ofd|xlsx?|et|rtf|zip|rar)\b""",
    re.IGNORECASE,
)
_FEW = 300


def stowed(markup: str) -> str | None:
    r"""The longest piece of a page's source that holds the report's titles as the value of something; None if none does.

    >>> stowed('<script>var a = {"body": "<p>总体情况</p>' + "。" * 200 + '存在的问题 \\u5176他需要报告"}</script>')[-9:]
    '问题 其他需要报告'
    """
    return max((piece for piece in _held(markup) if titles(piece) >= TITLES), key=len, default=None)


def _held(markup: str) -> Iterator[str]:
    for match in _HELD.finditer(markup):
        if match[1].lower() != "script":
            yield html.unescape(match[2])
        elif match[2].lstrip().startswith("<"):
            yield match[2]
        yield from map(_value, (found[1] for found in _STRING.finditer(match[2]) if len(found[1]) > _LEAST))


def _value(string: str) -> str:
    try:
        return str(json.loads(f'"{string}"', strict=False))
    except ValueError:
        return string


def refuse_elsewhere(body: LexborNode, markup: str, title: str) -> None:
    """Refuse a page that prints none of the report but points to it.

    Raises:
        EmptyInput: the report is an attachment or pictures.
    """
    text, links = body.text(deep=True), [link.text(deep=True) for link in body.css("a")]
    named = REPORT.search(title) or any(map(REPORT.search, links))
    printed = Counter(find_titles(text)) - Counter(find_titles("\n".join(links)))
    if printed or not named:
        return
    if _FILE.search(markup):
        raise EmptyInput("网页里没有报告正文，报告在附件里。请把附件下载下来直接发。")
    if body.css_first("img") is not None and len("".join(text.split())) < _FEW:
        raise EmptyInput("网页里的报告是图片，没有文字。请把这些图片保存下来直接发，或截图发来。")
