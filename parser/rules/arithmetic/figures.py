"""N603–N605, N607, N609–N611: single figures of the narrative, held against each other."""

import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from parser.model.finding import Severity, Where
from parser.model.report import Fact, Scope
from parser.rules.case import Case, Check, Hit, Skip, say
from parser.rules.flat import folded

_COUNTED = frozenset("条次件篇份")


def _at(fact: Fact) -> Where:
    return Where(section=fact.section, line=fact.place.line, quote=fact.sentence)


_SHARE = re.compile(
    r"(?P<a>\d+)(?:条|件|次|篇|份|个|起)[,(]?占(?:比|总数|总量|全部|全年)?(?:的)?(?:比例|比重)?(?:为|达|约)?(?P<p>\d+(?:\.\d+)?)%"
)


def check_share(case: Case) -> Iterator[Hit | Skip]:
    """N603: a share is its part by its total, rounded as printed."""
    by_id = {f.id: f for f in case.report.facts}
    judged = 0
    for fact in case.report.facts:
        total = by_id.get(fact.part_of) if fact.part_of is not None else None
        after = folded(fact.sentence[fact.number[0] :])
        match = _SHARE.match(after)
        if total is None or not match or not total.value or total.approximate or fact.approximate:
            continue
        judged += 1
        printed = Decimal(match["p"])
        step = Decimal(1).scaleb(int(printed.as_tuple().exponent))
        share = fact.value / total.value * 100
        if abs(share - printed) > step / 2:
            right = share.quantize(step, ROUND_HALF_UP)
            yield Hit(
                where=_at(fact),
                found=f"{printed}%",
                expected=f"{say(fact.value)}÷{say(total.value)}={right}%",
                message=f"“{fact.measure}”{say(fact.value)}占{say(total.value)}，应为{right}%，正文写{printed}%。",
                fix=f"改为“{right}%”。",
                story=f"parts{total.id}" if _broken(case, total) else "",
                sure=0.8,
            )
    if not judged:
        yield Skip("正文没有可验算的百分比")


def _broken(case: Case, total: Fact) -> bool:
    """Whether the parts of a total don't add up: then a share that is wrong may be wrong for the same slip."""
    parts = [f.value for f in case.report.facts if f.part_of == total.id]
    return sum(parts, Decimal(0)) != total.value


_HEADLINE = re.compile(r"主动公开(?:各类|政府|政务)*信息|发布(?:政府|政务)信息")
_STRIP = re.compile(
    r"^(?:全年|本年度?|20\d\d年度?|年度|我[乡镇街]道?|共计?|累计|一年来|积极|及时|,|:)+|(?:总数|数量|总量)$"
)


def _headline(fact: Fact) -> str | None:
    """The measure, if the fact is plainly the year's total of disclosed information."""
    bare = _STRIP.sub("", folded(fact.measure))
    plain = (
        fact.part_of is None
        and fact.unit in _COUNTED
        and not (fact.approximate or fact.channels or fact.items or fact.implicit)
        and fact.scope is Scope.YEAR
    )
    return bare if plain and _HEADLINE.fullmatch(bare) else None


def check_same(case: Case) -> Iterator[Hit | Skip]:
    """N604: the year's total of disclosed information has one value throughout.

    The same words with two values contradict each other. 发布政务信息 may be counted differently from
    主动公开政府信息, and is often said of one channel, so there only values as close as a slip are told: as a warning.
    """
    totals = [(name, f) for f in case.report.facts if (name := _headline(f)) and not _with_route(case, f)]
    if len(totals) < 2:  # noqa: PLR2004 - two are needed to differ
        yield Skip("没有前后出现两次以上的同一指标")
        return
    pairs = [
        (one, other, name == words and "主动公开" in name)
        for at, (name, one) in enumerate(totals)
        for words, other in totals[at + 1 :]
        if one.unit == other.unit
        and one.value != other.value
        and (_is_slip(one, other) or (name == words and "主动公开" in name))
    ]
    if pairs:
        first, other, same = max(pairs, key=lambda pair: pair[2])
        yield _two_values(first, other, same=same)


def _is_slip(one: Fact, other: Fact) -> bool:
    return abs(one.value - other.value) * 10 <= max(one.value, other.value)


def _two_values(first: Fact, other: Fact, *, same: bool) -> Hit:
    lines = [f"（第{f.place.line}行）" if f.place.line else "" for f in (first, other)]
    return Hit(
        where=_at(other),
        found=f"{say(first.value)}{first.unit}与{say(other.value)}{other.unit}",
        expected="前后是同一个数",
        message=(
            f"“{first.measure}”写{say(first.value)}{first.unit}{lines[0]}，"
            f"“{other.measure}”写{say(other.value)}{other.unit}{lines[1]}。同一指标全文应当一致。"
        ),
        fix="以台账为准，统一两处的数；口径不同的写明口径。",
        sure=0.9 if same else 0.5,
        severity=None if same else Severity.WARNING,
    )


_ROUTE = re.compile(
    r"通过|利用|网站|公众号|平台|新媒体|公示栏|公开栏|专栏|其中|截[至止](?!.{0,10}12月)|上半年|下半年|季度|领域|重点|各村|村级"
)


def _with_route(case: Case, fact: Fact) -> bool:
    """Whether the words before the figure name a route, a part of the year or a kind: then it is another total.

    Looked at are its paragraph up to the figure: （一）政府网站。主动公开信息70条。
    """
    section = case.report.section(fact.section)
    text = section.text[: fact.start + fact.number[0]] if section else fact.sentence[: fact.number[0]]
    return bool(_ROUTE.search(folded(text.rsplit("\n", 1)[-1][-80:])))


def check_two_ways(case: Case) -> Iterator[Hit | Skip]:
    """N605: the total by channels and the sum by fields of the same information."""
    by_id = {f.id: f for f in case.report.facts}
    total = next(
        (
            by_id[f.part_of]
            for f in case.report.facts
            if f.channels and f.part_of is not None and f.part_of in by_id
        ),
        None,
    )
    fields: dict[tuple[int, int], list[Fact]] = {}
    for fact in case.report.facts:
        if fact.part_of is None and not fact.channels and not fact.approximate and fact.unit in _COUNTED:
            fields.setdefault((fact.section, fact.start), []).append(fact)
    if total is None:
        yield Skip("没有按渠道的合计")
        return
    for parts in fields.values():
        same = [f for f in parts if f.unit == total.unit and "信息公开" in f.measure]
        added = sum((f.value for f in same), Decimal(0))
        if len(same) > 2 and sum("领域" in f.measure for f in same) > 1 and added != total.value:  # noqa: PLR2004 - a classification has three kinds or more
            listed = "+".join(say(f.value) for f in same)
            yield Hit(
                where=_at(same[0]),
                found=f"按渠道{say(total.value)}{total.unit}，按领域{listed}={say(added)}{total.unit}",
                expected="两种分类合计相等，或说明口径",
                message=(
                    f"主动公开信息按渠道合计{say(total.value)}{total.unit}，按领域合计{listed}={say(added)}{total.unit}，"
                    f"差{say(abs(total.value - added))}{total.unit}，没有说明口径。"
                ),
                fix="核对两种分类；领域没有列全或口径不同的，注明口径。",
                sure=0.6,
            )


def check_approximate(case: Case) -> Iterator[Hit | Skip]:
    """N607: approximate figures where exact ones are asked for, together."""
    about = [f for f in case.report.facts if f.approximate and f.scope is Scope.YEAR and f.unit != "%"]
    if about:
        shown = "、".join(f"“{f.raw}{f.unit or ''}”" for f in about[:5])
        yield Hit(
            where=_at(about[0]),
            found=shown,
            expected="准确数",
            message=f"统计数据用了约数：{shown}。",
            fix="改为准确数。",
            sure=0.7,
        )


_WRONG_UNIT = (
    (
        re.compile(
            r"(?:收到|新收|接到|受理|办理|答复|办结)[^。,;:\d]{0,16}申请[^。,;:\d]{0,8}\d+(?P<u>条|次|个(?!工作日|月)|份|项|例)"
        ),
        "件",
    ),
    (re.compile(r"项目(?:总数|数量|数)?(?:共|为)?\d+(?P<u>次|条|件)"), "个"),
)


def check_unit(case: Case) -> Iterator[Hit | Skip]:
    """N609: requests are counted in 件, projects in 个."""
    for passage in case.parts:
        for pattern, right in _WRONG_UNIT:
            for match, piece in passage.search(pattern):
                yield Hit(
                    where=piece.where,
                    found=f"“{match['u']}”",
                    expected=f"“{right}”",
                    message=f"“{piece.printed}”的单位宜用“{right}”。",
                    fix=f"把“{match['u']}”改为“{right}”。",
                    sure=0.6,
                )


_STRIKING = 30


def check_twins(case: Case) -> Iterator[Hit | Skip]:
    """N610: one large value for two different things."""
    seen: dict[Decimal, Fact] = {}
    for fact in case.report.facts:
        if fact.value < _STRIKING or fact.unit not in _COUNTED or fact.approximate or _general(fact):
            continue
        before = seen.setdefault(fact.value, fact)
        if before.sentence != fact.sentence and not _akin(before.measure, fact.measure):
            yield Hit(
                where=_at(fact),
                found=f"{say(fact.value)}{fact.unit}",
                expected="两个指标各有其数",
                message=f"{say(fact.value)}{fact.unit}既是“{before.measure}”，又是“{fact.measure}”，请核实是否抄错。",
                fix="核对台账；属实的不必修改。",
                sure=0.4,
            )
            return


def _general(fact: Fact) -> bool:
    return bool(
        re.search(r"主动公开(?:各类|政府|政务)*信息$|发布(?:各类|政府|政务)*信息$", folded(fact.measure))
    )


_GENERIC = re.compile(r"政府|政务|信息|公开|发布|主动|各类|数量|总数|通过|利用")


def _akin(one: str, other: str) -> bool:
    """Whether two measures share a word that says what is counted."""
    first, second = (_GENERIC.sub(" ", folded(m)) for m in (one, other))
    pairs = [{m[i : i + 2] for i in range(len(m) - 1) if " " not in m[i : i + 2]} for m in (first, second)]
    return bool(pairs[0] & pairs[1]) or not (pairs[0] and pairs[1])


_NO_NUMBER = (
    re.compile(
        r"(?:收到|受理|接到|答复|办结)[^。,;:、\d一二三四五六七八九十零]{0,20}申请(?:件|条|份)(?=[,。;、])"
    ),
    re.compile(
        r"(?:共|累计)(?:主动)?(?:公开|发布)[^。,;:、\d一二三四五六七八九十零]{0,12}信息(?:条|篇|次)(?=[,。;、])"
    ),
    re.compile(r"(?<=\d件,)现行有效(?:的)?(?:行政)?规范性文件(?:件)?(?=[。;])"),
)


def check_number_missing(case: Case) -> Iterator[Hit | Skip]:
    """N611: the words of a quantity without its number."""
    for passage in case.parts:
        for pattern in _NO_NUMBER:
            for _, piece in passage.search(pattern):
                yield Hit(
                    where=piece.where,
                    found=f"“{piece.printed}”",
                    expected="有数字",
                    message=f"“{piece.printed}”缺数字。",
                    fix="补上数字，没有的写0。",
                    sure=0.8,
                )


CHECKS: dict[str, Check] = {
    "N603": check_share,
    "N604": check_same,
    "N605": check_two_ways,
    "N607": check_approximate,
    "N609": check_unit,
    "N610": check_twins,
    "N611": check_number_missing,
}
