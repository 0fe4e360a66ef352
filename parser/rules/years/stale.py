"""Y705–Y707: words that belong to another time: 今年, last years' topics, the old regulation's principle."""

import re
from collections.abc import Iterator

from parser.rules.case import Case, Check, Hit, Piece, Skip
from parser.rules.words import words

_PANDEMIC_OVER = 2024
_QUOTED = re.compile(r"[《“\"][^》”\"]*$")


def _found(case: Case, key: str) -> list[Piece]:
    pieces = [piece for p in case.parts for _, piece in p.search(words("outdated", key))]
    return [p for p in pieces if not _QUOTED.search(_before(p))]


def _before(piece: Piece) -> str:
    return piece.passage.flat.text[max(0, piece.start - 40) : piece.start].rsplit("\n", 1)[-1]


def check_relative(case: Case) -> Iterator[Hit | Skip]:
    """Y705."""
    found = _found(case, "relative")
    if found:
        shown = "、".join(dict.fromkeys(f"“{p.printed}”" for p in found))
        yield Hit(
            where=found[0].where,
            found=shown,
            expected="写明年份或日期",
            message=f"用了{shown}，读者不知所指的年份。",
            fix=f"改为“{case.report.year or '××××'}年”或写明截止日期。",
            sure=0.7,
        )


def check_topic(case: Case) -> Iterator[Hit | Skip]:
    """Y706."""
    if (case.report.year or 0) < _PANDEMIC_OVER:
        return
    found = [p for p in _found(case, "topics") if not words("outdated", "topics_fine").search(_clause(p))]
    if found:
        shown = "、".join(dict.fromkeys(f"“{p.printed}”" for p in found))
        yield Hit(
            where=found[0].where,
            found=shown,
            expected=f"{case.report.year}年的重点",
            message=f"{case.report.year}年报告仍把{shown}列为公开重点（{len(found)}处），疑沿用旧稿。",
            fix="删去或改为本年度的重点工作；确有的写明具体事项。",
            sure=0.7,
        )


def _clause(piece: Piece) -> str:
    text = piece.passage.flat.text
    return text[max(0, piece.start - 8) : piece.end + 8]


def check_principle(case: Case) -> Iterator[Hit | Skip]:
    """Y707."""
    pieces = [piece for p in case.parts for _, piece in p.search(words("outdated", "principle"))]
    for piece in pieces[:1]:
        yield Hit(
            where=piece.where,
            found=f"“{piece.printed}”",
            expected="“以公开为常态、不公开为例外”",
            message=f"“{piece.printed}”是旧提法，现行条例第五条为“以公开为常态、不公开为例外”。",
            fix="改为“以公开为常态、不公开为例外”。",
        )


CHECKS: dict[str, Check] = {"Y705": check_relative, "Y706": check_topic, "Y707": check_principle}
