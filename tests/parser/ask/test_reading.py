"""The small readers behind a question, a table each: years, words, units, labels, quotes; and their docstrings' examples."""

import doctest
import importlib
from datetime import date
from decimal import Decimal

import pytest

from parser.ask import years
from parser.ask.labels import read_label
from parser.ask.normalise import LONGEST, clean, is_too_long
from parser.ask.quotes import window
from parser.ask.tokens import cut
from parser.ask.units import fits

MODULES = ("normalise", "lexicon", "years", "tokens", "labels", "units", "quotes", "figures")
TODAY = date(2025, 6, 1)


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_the_docstrings(name: str) -> None:
    failed, tried = doctest.testmod(importlib.import_module(f"parser.ask.{name}"))
    assert tried
    assert not failed


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("2023年公开", (2023,)),
        ("2023年度公开", (2023,)),
        ("2023公开几次", (2023,)),
        ("23年公开", (2023,)),
        ("二〇二三年公开", (2023,)),
        ("二零二三年公开", (2023,)),
        ("去年公开", (2024,)),
        ("今年公开", (2025,)),
        ("前年公开", (2023,)),
        ("明年公开", (2026,)),
        ("2023年比上年多", (2023, 2022)),
        ("2023年比2022年", (2023, 2022)),
        ("2021到2023年", (2021, 2022, 2023)),
        ("2021-2023年", (2021, 2022, 2023)),
        ("2023条", ()),
        ("上年结转", ()),
        ("20次", ()),
        ("公开120条", ()),
    ],
)
def test_years(text: str, named: tuple[int, ...]) -> None:
    assert years.find(text, TODAY).years == named


@pytest.mark.parametrize(
    "text",
    [
        "上半年",
        "下半年",
        "第一季度",
        "三季度",
        "12月",
        "十二月",
        "6月30日",
        "每月",
        "上个月",
        "截至6月",
        "2023年底",
        "2023年初",
        "几月",
        "每天",
        "月均",
    ],
)
def test_parts_of_a_year(text: str) -> None:
    assert years.find(text, TODAY).part


@pytest.mark.parametrize("text", ["2023年", "全年", "年度", "结转下年度", "四种形式", "公开日常工作"])
def test_whole_years(text: str) -> None:
    assert years.find(text, TODAY).part is None


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("公开了多少条", ["act", "filler", "ask", "unit"]),
        ("收到几件申请", ["receive", "ask", "unit", "request"]),
        ("行政处罚大于3件", ["row", "cue", "number", "unit"]),
        ("没有公开", ["negation", "act"]),
        ("多少个村", ["ask", "unit", "unknown"]),
        ("前三名", ["number"]),
        ("蓬莱", ["unknown"]),
    ],
)
def test_words(text: str, kinds: list[str]) -> None:
    assert [t.kind for t in cut(text)] == kinds


def test_figures_in_a_question() -> None:
    assert [t.value for t in cut("1.2万条") if t.kind == "number"] == [Decimal(12000)]


@pytest.mark.parametrize("asked", ["人", "户", "元", "次", "人次", "%", "篇"])
def test_no_unit_answers_for_items(asked: str) -> None:
    assert not fits(asked, "条")


@pytest.mark.parametrize(
    ("label", "chunks"),
    [
        ("主动公开政府信息", ()),
        ("发展党员公示公开", ("发展党员",)),
        ("统计数据", ("统计数据",)),
        ("民生领域信息公开", ("民生领域",)),
        ("开展业务培训", ("业务培训",)),
        ("全年累计主动公开政府信息数量", ()),
    ],
)
def test_labels(label: str, chunks: tuple[str, ...]) -> None:
    assert read_label(label).chunks == chunks


def test_a_quote_is_a_piece_of_its_sentence_and_holds_the_figure() -> None:
    sentence = "一年来，共发布政务信息51条，其中工作动态20条，各类政策信息31条。"
    for figure in ("51", "20", "31"):
        start = sentence.index(figure)
        for longest in (0, 12, 30, 120):
            quote = window(sentence, start, start + len(figure), longest)
            assert figure in quote
            assert quote in sentence


def test_length_is_capped_by_what_counts() -> None:
    assert not is_too_long("公" * LONGEST + " " * 100)
    assert is_too_long("公" * (LONGEST + 1))
    assert clean("公 开\u200b！") == "公开!"
