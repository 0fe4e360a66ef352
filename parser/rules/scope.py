"""L963–L965, L967: what counts as government information, where it must be published, what a place asks for besides."""

from collections.abc import Iterator
from decimal import Decimal
from functools import partial

from parser.model.finding import Where
from parser.model.report import Fact
from parser.rules.case import Case, Check, Hit, Skip, say
from parser.rules.flat import folded
from parser.rules.words import words

_MOST = Decimal(50)


def check_online(case: Case) -> Iterator[Hit | Skip]:
    """L963: the report itself says that nothing was published online."""
    for passage in case.parts:
        for _, piece in passage.search(words("offline", "confessed")):
            if words("offline", "fine").search(passage.sentence_at(piece.start).text):
                continue
            yield Hit(
                where=piece.where,
                found=f"“{piece.printed}”",
                expected="通过政府网站或其他互联网政务媒体公开",
                message=f"报告自述“{piece.printed}”。主动公开的政府信息应当通过政府网站等途径公开。",
                fix="在县级政府网站或其专栏补行公开，并在报告中写明公开渠道。",
                sure=0.7,
            )
            return


def _counted_in(case: Case, key: str) -> Iterator[tuple[list[Fact], Fact]]:
    """Parts of a total of disclosures that are of another kind: (the parts, the total)."""
    by_id = {f.id: f for f in case.report.facts}
    groups: dict[int, list[Fact]] = {}
    for fact in case.report.facts:
        if fact.part_of in by_id and fact.value and words(key, "words").search(folded(fact.measure)):
            groups.setdefault(fact.part_of, []).append(fact)
    for total, parts in groups.items():
        if by_id[total].value and all(p.unit == by_id[total].unit for p in parts):
            yield parts, by_id[total]


def check_kind(key: str, case: Case) -> Iterator[Hit | Skip]:
    """L964 (party affairs) and L965 (village affairs, from half of the total)."""
    name = "党务" if key == "party" else "村（居）务"
    for parts, total in _counted_in(case, key):
        count = sum((p.value for p in parts), Decimal(0))
        share = count / total.value * 100
        if key == "village" and share <= _MOST:
            continue
        yield Hit(
            where=Where(section=total.section, line=total.place.line, quote=total.sentence),
            found=f"{say(count)}/{say(total.value)}={share:.1f}%",
            expected="分列统计",
            message=f"公开总数{say(total.value)}{total.unit}中{say(count)}{total.unit}属{name}（{share:.1f}%），{name}公开不是政府信息公开。",
            fix=f"把{name}公开的{say(count)}{total.unit}单独列出，不计入政府信息公开总数。",
            sure=0.6,
        )


def check_demands(case: Case) -> Iterator[Hit | Skip]:
    """L967: what the place's profile demands."""
    for demand in case.profile.demands:
        parts = [p for p in case.parts if demand.section in {0, p.section.number}]
        if any(folded(word) in p.flat.text for p in parts for word in demand.words):
            continue
        at = f"第{demand.section}部分" if demand.section else "全文"
        yield Hit(
            where=Where(section=demand.section or None),
            found=f"{at}没有写{demand.what}",
            expected=demand.what,
            message=f"{case.profile.name}要求{at if demand.section else '报告'}写明{demand.what}，没有找到。",
            fix=f"补写{demand.what}；没有发生的也要说明。",
            severity=demand.severity,
            sure=0.7,
        )


CHECKS: dict[str, Check] = {
    "L963": check_online,
    "L964": partial(check_kind, "party"),
    "L965": partial(check_kind, "village"),
    "L967": check_demands,
}
