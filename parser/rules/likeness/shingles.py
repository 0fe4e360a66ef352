"""How alike two narratives are: 8-character shingles without boilerplate, their Jaccard similarity, MinHash.

A shingle set is small (a narrative has 2,000 to 4,000 characters); its signature of 64 numbers estimates similarity
within a few points and, cut into 16 bands of 4, finds candidates of 0.4 and more among tens of thousands of reports
by look-up. Hashes are blake2b, the same on every machine and in every process, so that they can be stored.
"""

import hashlib
import re
from collections.abc import Iterable
from functools import cache

from parser.form import SECTIONS
from parser.model.report import Report
from parser.rules.flat import folded

WIDTH = 8
HASHES = 64
BAND = 4
_PRIME = (1 << 61) - 1
_KEEP = re.compile(r"[^\u4e00-\u9fff]")

BOILERPLATE = (
    *SECTIONS,
    "根据中华人民共和国政府信息公开条例和国务院办公厅政府信息与政务公开办公室关于印发中华人民共和国政府信息公开工作年度报告格式的通知要求",
    "本报告由总体情况主动公开政府信息情况收到和处理政府信息公开申请情况政府信息公开行政复议行政诉讼情况存在的主要问题及改进情况其他需要报告的事项六部分组成",
    "本报告所列数据的统计期限自年月日起至年月日止",
    "以习近平新时代中国特色社会主义思想为指导全面贯彻党的二十大精神深入贯彻落实",
    "按照国务院办公厅政府信息公开信息处理费管理办法国办函号规定的按件按量收费标准本年度没有产生信息公开处理费",
    "未收到政府信息公开申请未发生政府信息公开行政复议行政诉讼案件",
    "保障人民群众的知情权参与权表达权监督权",
    "坚持以公开为常态不公开为例外的原则",
)
"""Set phrases that every report may share."""


def _pieces(text: str) -> set[str]:
    bare = _KEEP.sub("", folded(text))
    return {bare[at : at + WIDTH] for at in range(len(bare) - WIDTH + 1)}


@cache
def _boilerplate() -> frozenset[str]:
    return frozenset().union(*map(_pieces, BOILERPLATE))


def shingles(report: Report) -> frozenset[str]:
    """The shingles of a report's narrative, without boilerplate and without its organ's name."""
    own = re.sub(r"(人民政府|办事处)$", "", folded(report.organ or ""))
    text = "".join(s.text for s in report.sections)
    return frozenset(_pieces(folded(text).replace(own, "") if own else text) - _boilerplate())


def jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    """Shared shingles by all shingles, 0 to 1; two empty texts are not alike."""
    return len(one & other) / len(one | other) if one and other else 0.0


@cache
def _numbers() -> tuple[tuple[int, int], ...]:
    digests = [hashlib.blake2b(f"{n}".encode(), digest_size=16).digest() for n in range(HASHES)]
    return tuple((int.from_bytes(d[:8]) % (_PRIME - 1) + 1, int.from_bytes(d[8:]) % _PRIME) for d in digests)


def signature(pieces: Iterable[str]) -> tuple[int, ...]:
    """The MinHash signature: 64 numbers; () for no shingles."""
    hashed = [int.from_bytes(hashlib.blake2b(p.encode(), digest_size=7).digest()) for p in pieces]
    return tuple(min((a * h + b) % _PRIME for h in hashed) for a, b in _numbers()) if hashed else ()


def bands(sign: tuple[int, ...]) -> tuple[str, ...]:
    """Keys to look up candidates by: reports that share one are candidates."""
    return tuple(
        hashlib.blake2b(f"{at}:{sign[at : at + BAND]}".encode(), digest_size=8).hexdigest()
        for at in range(0, len(sign), BAND)
    )


def estimate(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """The similarity that two signatures suggest."""
    return sum(a == b for a, b in zip(one, other, strict=True)) / HASHES if one and other else 0.0
