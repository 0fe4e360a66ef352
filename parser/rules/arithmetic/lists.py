"""N606, N608: a list announced with a number has that many items.

"项目23次，项目为：a；b；…" counts items between semicolons; "由七个部分组成：一、…" counts enumerators; a list that
ends in 等 or names only 主要 ones is open and is left alone.
"""

import re
from collections.abc import Iterator

from parser.rules.case import Case, Check, Hit, Piece, Skip
from parser.text import number

_NUM = r"(?:(?<!\d)\d{1,6}|[二两三四五六七八九十]{1,4})"
_COLON_LIST = re.compile(
    rf"(?P<n>{_NUM})(?:次|个|项|件|条|类|种|份|场|期|篇)(?P<gap>[^:;\n]{{0,40}}?)(?:为|包括|包含|有|是|如下|分别是|分别为|具体如下)?:"
    r"(?P<list>[^;\n]{1,120}(?:;\s{0,9}[^;。\n]{1,200}){1,200};?)"
)
_OPEN = re.compile(r"等|主要|部分|例如|比如|其中|…|\.\.\.")
_LEAST_ITEMS = 3


def _items(text: str) -> int:
    return sum(bool(item.strip()) for item in re.split(";", text.partition("。")[0]))


def check_announced(case: Case) -> Iterator[Hit | Skip]:
    """N606."""
    for passage in case.parts:
        text = passage.flat.text
        for match in _COLON_LIST.finditer(_joined(text)):
            said, listed = number(match["n"]), _items(match["list"])
            if (
                said is None
                or listed < _LEAST_ITEMS
                or said == listed
                or _is_open(match)
                or not _heads(text, match)
            ):
                continue
            piece = Piece(passage, match.start("n"), min(match.end(), len(text)))
            yield Hit(
                where=piece.where,
                found=f"声明{said}，列出{listed}项",
                expected=f"列出{said}项",
                message=(
                    f"正文说“{match['n']}{text[match.end('n')]}”，其后用分号列出{listed}项，差{abs(said - listed)}。"
                    "声明的数与列举的项数应当一致。"
                ),
                fix=f"补全未列出的项，或把“{match['n']}”改为{listed}；确有未列的，末尾加“等”并说明。",
                sure=0.8,
            )


def _is_open(match: re.Match[str]) -> bool:
    last = match["list"].rstrip(";").split(";")[-1]
    return bool(
        _OPEN.search(match["gap"])
        or last.endswith(("等", "等。"))
        or re.search(r"\d+(?:次|条|件|项|个|份|类|期|场|篇|人|户)", match["list"])
    )


def _heads(text: str, match: re.Match[str]) -> bool:
    """Whether the list is of the things counted: at once, or under a noun that was counted one sentence before."""
    *between, head = match["gap"].split("。")
    if not between:
        return len(head) <= _NEAR
    counted = text[max(0, match.start() - 12) : match.start()]
    return any(head[at : at + 2] in counted for at in range(len(head) - 1))


_NEAR = 12


def _joined(text: str) -> str:
    """A list broken over paragraphs is one list: keep the length, drop the break after a semicolon."""
    return re.sub(r"(?<=;)\n+", lambda m: " " * len(m[0]), text)


_PARTS = re.compile(rf"(?:由|包括|分为|含)(?P<n>{_NUM})(?:个|大)?部分(?:组成|构成)?(?P<rest>[^。]{{0,200}})")
_QUOTED = re.compile(
    r"(?P<list>(?:[\u4e00-\u9fff]{2,6}型、){1,9}[\u4e00-\u9fff]{2,6}型)[“\"]?(?P<n>[二三四五六七八九])型"
)


def check_parts(case: Case) -> Iterator[Hit | Skip]:
    """N608."""
    for passage in case.passages:
        for match, piece in passage.search(_PARTS):
            listed = _enumerated(match["rest"])
            yield from _differ(match["n"], listed, piece, "部分")
        for match, piece in passage.search(_QUOTED):
            yield from _differ(match["n"], match["list"].count("、") + 1, piece, "型")


def _enumerated(rest: str) -> int:
    named = re.sub(r"^[组构]成|^[,:]?(?:分别|即|包括)?(?:是|为)?[,:]?", "", rest)
    numbered = re.findall(r"(?:^|[,;:、])([一二三四五六七八九十])[、是]", named)
    if numbered:
        return len(numbered)
    return 0 if "等" in named else len(re.findall(r"(?:^|[、;])[^、;,]{2,30}(?:情况|事项)", named))


def _differ(printed: str, listed: int, piece: Piece, unit: str) -> Iterator[Hit]:
    said = number(printed)
    if said is not None and listed > 1 and said != listed:
        yield Hit(
            where=piece.where,
            found=f"称{printed}{unit}，列出{listed}个",
            expected=f"{said}个",
            message=f"正文称“{printed}个{unit}”，其后列出{listed}个。数与列举应当一致。",
            fix=f"补全列举，或把“{printed}”改为{listed}。",
            sure=0.7,
        )


CHECKS: dict[str, Check] = {"N606": check_announced, "N608": check_parts}
