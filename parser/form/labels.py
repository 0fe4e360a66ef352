r"""Which row or column a printed label is: by its words, whatever the spaces, brackets, numbers and typing slips.

A label is compared by its key (only letters, digits and Chinese characters) in three ways, the first that fits:
with its number (3.其他), without it (其他), and by likeness for long labels with a slip (本年度止件数). Likeness must be
high and must point at one label only; anything else is no label.

>>> row(3, "2. 其他法律\n法规禁止公开"), row(3, "（七）总  计"), row(3, "自然人")
('denied_law', 'result_total', None)
>>> column(2, "本年度止件数"), column(3, "社会公益\n组织"), column(3, "法人小计")
('repealed', 'welfare', None)
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import takewhile

from rapidfuzz import fuzz, process

from parser.form import TABLES, Row
from parser.text import PLAIN, fold

LIKENESS, MARGIN, LONG, LONGEST = 80, 10, 4, 60
"""A slip of one character in five passes; the next best label must be this much less alike; short labels must fit."""

GROUPS: tuple[str, ...] = tuple(dict.fromkeys(g for rows in TABLES.values() for r in rows for g in r.groups))
"""The labels above rows: 三、本年度办理结果, （三）不予公开, 行政诉讼…"""

HEADER_WORDS = (
    "信息内容",
    "申请人情况",
    "法人或其他组织",
    "行政复议",
    "行政诉讼",
    "未经复议直接起诉",
    "复议后起诉",
)
"""What stands over columns and is no column itself."""

_NUMBER = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}[、.,:]|\([一二三四五六七八九十\d]{1,3}\)|\d{1,2}[、.,)](?!\d))+"
)
_REMARK = re.compile(r"(?<=.)\([^()]*\)$")
_ARTICLE = re.compile(r"第?二十条第?\(?[一五六八九1-9]\)?项")
_CELL = 200
"""No label is longer, whatever is merged into its cell."""
_REMEMBERED = 2048
"""Texts whose meaning is kept: every report prints the same labels, and most cells the same few figures."""
_ROWS = {(number, row.code): row for number, rows in TABLES.items() for row in rows}
_BARE = ("其他", "其它")
"""Words so common that a number before them must be the right one: （六）其他 is not 3.其他."""
_TOTALS = ("小计", "合计", "总计")


@lru_cache(maxsize=_REMEMBERED)
def key(text: str) -> str:
    """Only what distinguishes labels: letters, digits, Chinese characters.

    >>> key("3. 危及“三安全一稳定”")
    '3危及三安全一稳定'
    """
    return "".join(c for c in fold(text).translate(PLAIN) if c.isalnum())


@lru_cache(maxsize=_REMEMBERED)
def stem(text: str) -> str:
    """The key without its number and without a closing remark in brackets.

    >>> stem("（二）部分公开 (区分处理的, 只计这一情形, 不计其他情形)"), stem("本年收费金额（单位：万元）")
    ('部分公开', '本年收费金额')
    """
    bare = _NUMBER.sub("", fold(text))
    return key(_REMARK.sub("", bare)) or key(bare)


def row(number: int, text: str) -> str | None:
    """The code of the row (or of table four's block) whose label this is, else None."""
    return _match("row", number, text) if len(text) <= _CELL else None


def spells_row(number: int, text: str) -> bool:
    r"""Whether this is a row's label to the letter, no slip forgiven.

    >>> spells_row(3, "（七）总 计"), spells_row(3, "请数量\\n二、上年结转政府信息公开申")
    (True, False)
    """
    code = row(number, text)
    return code is not None and stem(text) in _stems(number, code)


@lru_cache
def _stems(number: int, code: str) -> frozenset[str]:
    found = find_row(number, code)
    return frozenset(map(stem, (found.label, *found.alias)))


def column(number: int, text: str) -> str | None:
    """The code of the value column whose header this is, else None."""
    return _match("column", number, text) if len(text) <= _CELL else None


def group(text: str) -> str | None:
    """The statutory group label that this is, else None."""
    return _match("group", 0, text) if len(text) <= _CELL else None


@lru_cache(maxsize=_REMEMBERED)
def heads(text: str) -> bool:
    """Whether this is one of the form's header cells that name no single column (信息内容, 第二十条第（一）项)."""
    words = stem(text)
    return words in HEADER_WORDS or "勾稽关系" in words or bool(_ARTICLE.fullmatch(fold(text)))


def sums(text: str) -> bool:
    """Whether a header announces a sum that the form does not have (法人小计)."""
    return stem(text).endswith(_TOTALS) and column(3, text) is None


@lru_cache(maxsize=_REMEMBERED)
def _match(kind: str, number: int, text: str) -> str | None:
    names = _names(kind, number)
    words = stem(text)
    for form in (key(text), words):
        if form in names and not (form in _BARE and key(text) != form):
            return names[form]
    if len(words) < LONG or len(words) > LONGEST:
        return None
    alike = process.extract(words, list(names), scorer=fuzz.ratio, limit=4, score_cutoff=LIKENESS - MARGIN)
    if not alike or alike[0][1] < LIKENESS or len(alike[0][0]) < LONG:
        return None
    rivals = {names[name] for name, _, _ in takewhile(lambda a: a[1] > alike[0][1] - MARGIN, alike)}
    return rivals.pop() if len(rivals) == 1 else None


@cache
def _names(kind: str, number: int) -> dict[str, str]:
    """The code of each row, value column or group by the forms of its labels."""
    names: dict[str, str] = {}
    for code, labels in _labels(kind, number):
        for form in (f for text in labels for f in (key(text), stem(text))):
            names.setdefault(form, code)
    return names


def _labels(kind: str, number: int) -> Iterator[tuple[str, tuple[str, ...]]]:
    if kind == "group":
        return ((g, (g,)) for g in GROUPS)
    if kind == "row":
        return ((r.code, (r.label, *r.alias)) for r in TABLES[number])
    return ((c.code, (c.label, *c.alias)) for r in TABLES[number] for c in r.columns)


def find_row(number: int, code: str) -> Row:
    """The row of that code; KeyError if the table has none."""
    return _ROWS[number, code]
