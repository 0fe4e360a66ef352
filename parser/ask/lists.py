"""Lists that stand in the sentence of a figure or right behind it: 采购项目为：甲；乙；丙, 主要涉及甲、乙、丙等."""

import re
from collections.abc import Sequence

from parser.ask.labels import Line, Shelf

_COLON = re.compile(r"(?:为|是|包括|如下|分别为|有)[:：](?P<items>[^。]+)")
_MAINLY = re.compile(r"(?:主要)?(?:涉及|包括|包含|内容为|内容有)(?P<items>[^。;；\d]+)")
_LEAST = 2


def listed(shelf: Shelf, lines: Sequence[Line]) -> tuple[Line, tuple[str, ...]] | None:
    """The first of these lines that a list follows, and its items; a line whose parts are figures has none."""
    for line in lines:
        items = _behind(shelf, line)
        if len(items) >= _LEAST:
            return line, items
    return None


def _behind(shelf: Shelf, line: Line) -> tuple[str, ...]:
    section = shelf.report.section(line.fact.section)
    if section is None:
        return ()
    rest = section.text[line.fact.start + line.fact.number[1] :]
    sentence = rest.partition("。")[0]
    mainly = _MAINLY.match(re.sub(r"^[^,，;；。]{0,6}[,，]", "", sentence))
    if mainly:
        return _split(mainly["items"], "、,，")
    following = "。".join(rest.split("。")[:2])
    found = _COLON.search(following)
    return _split(found["items"], ";；") if found else ()


def _split(text: str, marks: str) -> tuple[str, ...]:
    items = (re.sub(r"\s+", "", i) for i in re.split(f"[{marks}]", text))
    return tuple(re.sub(r"等(?:领域|方面|内容|信息|栏目)*$", "", i) for i in items if i.strip("等"))
