"""The tables that an operator may extend: no word twice, no cue or operation without use, no dangerous filler."""

import re
from datetime import date

import pytest

from parser.ask.lexicon import entries, overlay, table
from parser.ask.library import library
from parser.ask.normalise import fold
from parser.ask.places import Refusal
from parser.ask.turn import HANDLERS, resolve
from parser.form import TABLE2, TABLE3, TABLE4

DANGEROUS = [
    "没有",
    "未",
    "除了",
    "不",
    "上半年",
    "季度",
    "户",
    "人",
    "次",
    "线下",
    "线上",
    "历年累计",
    "新增",
    "其他",
    "村级",
    "平均",
    "以外",
    "截至",
    "12月",
    "占",
    "比",
    "最多",
]


def test_no_word_has_two_meanings() -> None:
    seen: dict[str, str] = {}
    for kind, codes in table("words").items():
        for code, words in codes.items():
            for word in words:
                if kind in ("soft", "broad", "lead", "manner", "wider", "hollow", "said", "dependent"):
                    continue
                known = seen.setdefault(fold(word), f"{kind}.{code}")
                assert known == f"{kind}.{code}" or {known, f"{kind}.{code}"} in ALLOWED, (
                    f"{word}: {known}, {kind}.{code}"
                )


ALLOWED = ({"receive.收到", "collect.收取"}, {"handle.办理", "decide.作出"})
"""收 is received and collected, 办理 is handled and decided: its object says which."""


@pytest.mark.parametrize("word", DANGEROUS)
def test_a_dangerous_word_is_never_a_filler(word: str) -> None:
    entry = entries().get(word)
    assert entry is None or entry.kind != "filler"


def test_every_operation_has_a_handler_and_every_cue_an_operation() -> None:
    used: set[str] = set()
    for row in table("operations")["operation"]:
        assert row["name"] in HANDLERS
        used |= {cue for group in row.get("needs", []) for cue in group.split("|")} | set(row.get("may", []))
    cues = set(table("cues")["cue"])
    assert used <= cues
    assert cues - used <= {"mention", "why"}


def test_every_row_of_the_form_can_be_named() -> None:
    named = set(table("words")["row"])
    for row in (*TABLE2, *TABLE3, *TABLE4):
        assert row.code in named | {"new", "other_misc"}
        assert row.code in table("cells")["names"]


@pytest.mark.parametrize(("row", "question"), table("cells")["asked"].items())
def test_the_questions_of_menus_are_understood(row: str, question: str, corpus) -> None:
    result = resolve(f"新民市红旗乡2023年{question}", library(corpus.index), date(2025, 1, 1)).result
    assert not isinstance(result, Refusal), row
    assert result.value is not None


@pytest.mark.parametrize("term", table("texts")["term"], ids=lambda t: t["words"][0])
def test_every_term_is_explained(term: dict[str, object], say) -> None:
    for word in term["words"]:  # type: ignore[attr-defined]
        assert say(f"什么是{word}").text.startswith(str(term["text"]))


def test_soft_words_are_short_and_say_nothing_restrictive() -> None:
    assert not [w for w in overlay("soft") if re.search(r"[未不非除乡村户人数]$", w) and w != "人员"]
