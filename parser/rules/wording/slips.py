"""W901–W903, W909–W911: doubled and mistaken words, 的 for 地 and 得, broken sentences, another job's words."""

import re
from collections.abc import Iterator
from functools import partial

from parser.rules.case import Case, Check, Hit, Piece, Skip
from parser.rules.flat import folded
from parser.rules.words import dictionary, words

_DOUBLED = re.compile(r"([\u4e00-\u9fff]{2,8})\1")
_NUMERALS = re.compile(r"[一二三四五六七八九十百千万零〇]+")


def check_doubled(case: Case) -> Iterator[Hit | Skip]:
    """W901."""
    for passage in case.parts:
        for match, piece in passage.search(_DOUBLED):
            around = passage.flat.text[match.start() : match.end() + 2]
            if words("doubled", "fine").match(around) or _NUMERALS.fullmatch(match[1]):
                continue
            yield Hit(
                where=piece.where,
                found=f"“{piece.printed}”",
                expected=f"“{match[1]}”",
                message=f"“{piece.printed}”疑为误重复。",
                fix=f"删去一个，改为“{match[1]}”。",
                sure=0.8,
            )


def check_dictionary(table: str, case: Case) -> Iterator[Hit | Skip]:
    """W902, W911: the slips of words.toml; to W902 belong those of the place's profile."""
    known = [(slip["wrong"], slip["right"]) for slip in dictionary()[table]]
    local = [(re.escape(folded(wrong)), right) for wrong, right in case.profile.slips if table == "slip"]
    for passage in case.passages:
        for wrong, right in (*known, *local):
            for _, piece in passage.search(re.compile(wrong)):
                yield Hit(
                    where=piece.where,
                    found=f"“{piece.printed}”",
                    expected=f"“{right}”",
                    message=f"“{piece.printed}”疑为“{right}”。",
                    fix=f"改为“{right}”。",
                    sure=0.8 if table == "slip" else 0.95,
                )


_VERBS = "服务|完成|开展|推进|落实|做好|保障|促进|满足|发挥|接受|履行|推动|实现|体现|回应|提升|公开"
_ADVERB = re.compile(rf"(?:更好|较好|更加好|很好|圆满|切实|不断|积极)的(?=(?:{_VERBS})(?!的))")
_COMPLEMENT = re.compile(
    r"(?:更新|公开|发布|做|落实|执行|回复|答复|掌握|理解|宣传)的(?=(?:还)?(?:不够|不太|很|较为|较|更为?)(?:及时|全面|深入|到位|规范|准确|好|细))"
)


def check_particles(case: Case) -> Iterator[Hit | Skip]:
    """W903, together."""
    found: list[tuple[Piece, str]] = []
    for passage in case.parts:
        found += [(p, p.text[:-1] + "地") for _, p in passage.search(_ADVERB)]
        found += [(p, p.text[:-1] + "得") for _, p in passage.search(_COMPLEMENT)]
    if found:
        shown = "、".join(f"“{p.printed}”应为“{right}”" for p, right in found[:4])
        yield Hit(
            where=found[0][0].where,
            found="、".join(f"“{p.printed}”" for p, _ in found[:4]),
            expected="、".join(f"“{right}”" for _, right in found[:4]),
            message=f"{shown}。",
            fix="动词前用“地”，动词后用“得”。",
            sure=0.7,
        )


def check_broken(case: Case) -> Iterator[Hit | Skip]:
    """W909, together: for a person to judge."""
    found = [piece for p in case.parts for _, piece in p.search(words("broken", "patterns"))]
    if found:
        shown = "；".join(f"“{_short(p)}”" for p in found[:4])
        yield Hit(
            where=found[0].where,
            found=shown,
            expected="句子完整，搭配得当",
            message=f"以下句子疑不完整或搭配不当，请人工判断：{shown}。",
            fix="改写为完整、通顺的句子。",
            sure=0.4,
        )


_LONG = 24


def _short(piece: Piece) -> str:
    text = piece.printed.replace("\n", "")
    return text if len(text) <= _LONG else f"{text[:_LONG]}……"


_OFTEN = 3


def check_off_topic(case: Case) -> Iterator[Hit | Skip]:
    """W910."""
    passage = case.passage(5)
    found = [piece for _, piece in passage.search(words("off_topic", "words"))] if passage else []
    if len(found) >= _OFTEN:
        shown = "、".join(dict.fromkeys(f"“{p.printed}”" for p in found))
        yield Hit(
            where=found[0].where,
            found=f"{shown}共{len(found)}处",
            expected="写政府信息公开的问题和改进",
            message=f"第五部分出现{shown}共{len(found)}处，疑混入信息报送工作的总结。",
            fix="改写为政府信息公开工作的问题和措施。",
            sure=0.6,
        )


CHECKS: dict[str, Check] = {
    "W901": check_doubled,
    "W902": partial(check_dictionary, "slip"),
    "W903": check_particles,
    "W909": check_broken,
    "W910": check_off_topic,
    "W911": partial(check_dictionary, "grave"),
}
