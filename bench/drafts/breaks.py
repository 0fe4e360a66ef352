"""The mistakes that are put into drafts, one at a time, with the rule that must find each."""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from bench.drafts.paper import ROWS3, Draft
from parser.form import COLUMNS3, RESULT_ROWS


@dataclass(frozen=True)
class Break:
    """One known mistake: the rule that must find it, what else may follow from it, and how it is made."""

    rule: str
    also: frozenset[str]
    make: Callable[[Draft, random.Random], Draft | None]


def _bump(draft: Draft, code: str, by: int = 1) -> Draft:
    return replace(draft, values={**draft.values, code: str(int(draft.raw(code)) + by)})


def _result_cell(rng: random.Random) -> str:
    return f"t3.{rng.choice(RESULT_ROWS)}.{rng.choice(COLUMNS3[:-1]).code}"


_CLOSED_LIST = re.compile(r"信息(\d+)条，(?:其中|包括)(?=[^。]*条[，；、][^。]*条)(?![^。]*等)")


def _break_total(draft: Draft, rng: random.Random) -> Draft | None:
    """The headline total differs from the sum of its parts, where the list is closed."""
    match = _CLOSED_LIST.search(draft.texts[1])
    if not match:
        return None
    wrong = int(match[1]) + rng.choice((-1, 1, 2))
    return draft.write(1, f"{draft.texts[1][: match.start(1)]}{wrong}{draft.texts[1][match.end(1) :]}")


def _break_requests(draft: Draft, _rng: random.Random) -> Draft | None:
    new = draft.raw("t3.new.total")
    return draft.swap(f"申请{new}件", f"申请{int(new) + 2}件") if f"申请{new}件" in draft.texts[1] else None


def _break_silence(draft: Draft, _rng: random.Random) -> Draft | None:
    """A whole request is added to the tables, consistently, and the text still says there was none."""
    if "未收到" not in draft.texts[1] and "没有收到" not in draft.texts[1]:
        return None
    for row in ("new", "granted", "result_total"):
        for column in ("natural", "total"):
            draft = _bump(draft, f"t3.{row}.{column}")
    return draft


def _break_appeals(draft: Draft, _rng: random.Random) -> Draft:
    return _bump(_bump(draft, "t4.review.upheld"), "t4.review.total")


def _break_division(draft: Draft, _rng: random.Random) -> Draft | None:
    """A part of a division by channel has another figure."""
    match = re.search(r"分，通过[^，]*?公开(\d+)条", draft.texts[1])
    if not match:
        return None
    wrong = int(match[1]) + 1
    return draft.write(1, f"{draft.texts[1][: match.start(1)]}{wrong}{draft.texts[1][match.end(1) :]}")


def _break_result(draft: Draft, _rng: random.Random) -> Draft | None:
    granted = f"予以公开{draft.raw('t3.granted.total')}件"
    return draft.swap(granted, "予以公开97件") if granted in draft.texts[1] else None


def _break_column(draft: Draft, _rng: random.Random) -> Draft | None:
    """A result stands in another column; its row still adds up."""
    found = next((r for r in RESULT_ROWS if int(draft.raw(f"t3.{r}.natural"))), None)
    return found and _bump(_bump(draft, f"t3.{found}.natural", -1), f"t3.{found}.other")


def _break_place(draft: Draft, _rng: random.Random) -> Draft | None:
    """The sentence that opens the report is another town's."""
    return (
        None
        if "红旗镇" in draft.organ
        else draft.write(1, re.sub(r"^(\d{4}年，)[^，。]*?(?=严格)", r"\1红旗镇", draft.texts[1]))
    )


def _break_last_year(draft: Draft, _rng: random.Random) -> Draft | None:
    """Last year's sentence on requests, without a subject."""
    told = f"{draft.year}年共收到"
    return draft.swap(told, f"{draft.year - 1}年共收到") if told in draft.texts[1] else None


BREAKS = {
    "balance": Break(
        "T302",
        frozenset({"T303", "T304", "X501", "X503", "X504"}),
        lambda d, _r: _bump(_bump(d, "t3.carried_in.natural"), "t3.carried_in.total"),
    ),
    "result cell": Break("T303", frozenset({"T304"}), lambda d, r: _bump(d, _result_cell(r))),
    "row total": Break(
        "T304",
        frozenset({"T302", "T303", "X501", "X502", "X503", "X504"}),
        lambda d, r: _bump(d, f"t3.{r.choice(ROWS3).code}.total", 3),
    ),
    "blank in two": Break("T203", frozenset(), lambda d, _r: d.put(t2__coercion__decisions="")),
    "negative in two": Break("T204", frozenset(), lambda d, _r: d.put(t2__licensing__decisions="-3")),
    "regulation": Break("T205", frozenset(), lambda d, _r: d.put(t2__regulation__valid="6")),
    "stock": Break(
        "T206", frozenset({"X507"}), lambda d, _r: d.put(t2__normative__made="9", t2__normative__valid="2")
    ),
    "missing row two": Break(
        "T210", frozenset(), lambda d, _r: replace(d, missing=d.missing | {"t2.coercion"})
    ),
    "blank in three": Break(
        "T301", frozenset(), lambda d, r: replace(d, values={**d.values, _result_cell(r): ""})
    ),
    "missing row three": Break(
        "T305", frozenset(), lambda d, _r: replace(d, missing=d.missing | {"t3.refused_mass"})
    ),
    "fraction in three": Break(
        "T307", frozenset(), lambda d, r: replace(d, values={**d.values, _result_cell(r): "1.5"})
    ),
    "table four": Break("T402", frozenset({"X505"}), lambda d, _r: _bump(d, "t4.direct.total", 2)),
    "sum of parts": Break("N601", frozenset(), _break_total),
    "division": Break("N601", frozenset(), _break_division),
    "result told": Break("X502", frozenset({"N601"}), _break_result),
    "wrong column": Break("T303", frozenset(), _break_column),
    "another place": Break("D853", frozenset(), _break_place),
    "last year's sentence": Break("Y701", frozenset(), _break_last_year),
    "applicant": Break("P954", frozenset(), lambda d, _r: d.write(3, "申请人张建国于本年内提出，已答复。")),
    "requests": Break("X501", frozenset(), _break_requests),
    "said none": Break("X504", frozenset({"X501", "X502"}), _break_silence),
    "appeals": Break("X505", frozenset(), _break_appeals),
    "no part four": Break("S101", frozenset(), lambda d, _r: replace(d, missing=d.missing | {"s4"})),
    "identity": Break(
        "P951", frozenset(), lambda d, _r: d.write(6, f"联系人身份证11010519491231002X。{d.texts[6]}")
    ),
    "mobile": Break("P952", frozenset(), lambda d, _r: d.write(6, f"联系人手机13812345678。{d.texts[6]}")),
    "card": Break(
        "P953", frozenset(), lambda d, _r: d.write(6, f"补贴打入卡号6222600260001072444。{d.texts[6]}")
    ),
    "year": Break(
        "Y701", frozenset(), lambda d, _r: d.write(6, f"{d.year - 1}年度我镇未收取信息处理费。\n{d.texts[6]}")
    ),
    "signature": Break(
        "Y704", frozenset({"Y702"}), lambda d, _r: d.swap(f"{d.year + 1}年1月", f"{d.year}年11月")
    ),
    "period": Break(
        "Y702", frozenset(), lambda d, _r: d.write(0, d.texts[0].replace(f"{d.year}年", f"{d.year - 1}年"))
    ),
    "placeholder": Break("S120", frozenset(), lambda d, _r: d.write(5, f"XX镇{d.texts[5]}")),
}
