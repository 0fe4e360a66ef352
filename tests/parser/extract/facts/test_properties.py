"""Totals with parts, written at random and read back; and what must hold of the facts of any text at all."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parser.extract.facts import find_facts
from parser.model.errors import TooLarge
from parser.model.report import Fact, Section

NAMES = [
    "政策文件",
    "工作动态",
    "通知公告",
    "财政信息",
    "机构职能",
    "规划计划",
    "人事信息",
    "惠农补贴",
    "乡村振兴类",
    "应急管理",
]
CHANNELS = ["县政府网站", "微信公众号", "政务公开栏", "政务微博", "抖音号", "村级大喇叭"]
CONNECTIVES = [
    "，其中",
    "，其中：",
    "。其中，",
    "，包括",
    "，其中包括：",
    "，分别为",
    "，具体包括：",
    "，具体为：",
    "：",
    "，其中包含",
    "，内有",
]
HEADS = [
    "全年主动公开政府信息{}条",
    "2023年，我镇共公开政府信息{}条",
    "累计发布信息{}条",
    "公开信息达{}条",
    "主动公开{}条信息",
]
CLAUSES = ["，较上年增长12.5%", "", "。下一年将继续努力", "，收到申请0件", "；开展培训3次"]
SEPARATORS = ["，", "、", "；"]

numbers = st.lists(st.integers(1, 400), min_size=2, max_size=10)


def read(text: str) -> tuple[Fact, ...]:
    return find_facts([Section(1, "", text)], year=2023)


def parts_of(facts: tuple[Fact, ...], total: Fact) -> list[int]:
    return [int(f.value) for f in facts if f.part_of == total.id]


@given(
    parts=numbers,
    connective=st.sampled_from(CONNECTIVES),
    head=st.sampled_from(HEADS),
    separator=st.sampled_from(SEPARATORS),
    rest=st.sampled_from(CLAUSES),
    data=st.data(),
)
@settings(max_examples=300, deadline=None)
def test_a_total_with_parts_reads_back(
    *, parts: list[int], connective: str, head: str, separator: str, rest: str, data: st.DataObject
) -> None:
    names = data.draw(st.permutations(NAMES))[: len(parts)]
    items = separator.join(f"{name}{value}条" for name, value in zip(names, parts, strict=True))
    facts = read(head.format(sum(parts)) + connective + items + rest + "。")
    assert facts[0].value == sum(parts)
    assert parts_of(facts, facts[0]) == parts
    assert facts[0].closed
    assert [f.measure for f in facts[1 : len(parts) + 1]] == list(names)


@given(
    parts=numbers,
    connective=st.sampled_from([c for c in CONNECTIVES if c != "："]),
    separator=st.sampled_from(SEPARATORS),
    off=st.integers(1, 9),
    more=st.booleans(),
)
@settings(max_examples=300, deadline=None)
def test_a_wrong_total_keeps_its_parts(
    *, parts: list[int], connective: str, separator: str, off: int, more: bool
) -> None:
    total = sum(parts) + (off if more else -min(off, sum(parts) - max(parts)))
    items = separator.join(f"{name}{value}条" for name, value in zip(NAMES, parts, strict=False))
    facts = read(f"全年主动公开政府信息{total}条{connective}{items}。")
    assert facts[0].value == total
    assert parts_of(facts, facts[0]) == parts


@given(
    st.lists(st.integers(1, 300), min_size=2, max_size=6),
    st.sampled_from(["，", "；"]),
    st.sampled_from(["通过", "在", "利用", ""]),
)
@settings(max_examples=150, deadline=None)
def test_channels_read_back(values: list[int], separator: str, preposition: str) -> None:
    parts = list(zip(CHANNELS, values, strict=False))
    items = separator.join(f"{preposition}{channel}公开政府信息{value}条" for channel, value in parts)
    facts = read(f"主动公开政府信息{sum(values)}条，其中{items}。")
    assert [f.channels for f in facts[1:]] == [(channel,) for channel, _ in parts]
    assert parts_of(facts, facts[0]) == values


@given(
    st.lists(st.lists(st.integers(1, 90), min_size=1, max_size=4), min_size=2, max_size=4),
    st.sampled_from(["", "其中"]),
)
@settings(max_examples=150, deadline=None)
def test_nested_brackets_read_back(groups: list[list[int]], inner_word: str) -> None:
    pieces = []
    for channel, inner in zip(CHANNELS, groups, strict=False):
        listed = "、".join(f"{name}{value}条" for name, value in zip(NAMES, inner, strict=False))
        pieces.append(f"{channel}{sum(inner)}条（{inner_word}{listed}）")
    total = sum(map(sum, groups))
    facts = read(f"主动公开政府信息{total}条，其中" + "，".join(pieces) + "。")
    assert parts_of(facts, facts[0]) == [sum(g) for g in groups]
    heads = [f for f in facts if f.part_of == 0]
    assert [parts_of(facts, head) for head in heads] == groups


@given(st.integers(0, 10**7), st.sampled_from(["{}条", " {} 条", "{}余条", "近{}条", "{}条以上", "约 {} 条"]))
@settings(deadline=None)
def test_a_number_reads_back(value: int, form: str) -> None:
    (fact,) = read("全年主动公开政府信息" + form.format(value) + "。")
    assert fact.value == value
    assert fact.unit == "条"
    assert fact.approximate is (form not in ("{}条", " {} 条"))


@given(st.lists(st.integers(0, 99), min_size=2, max_size=5))
@settings(deadline=None)
def test_respectively_pairs_in_order(values: list[int]) -> None:
    names = NAMES[: len(values)]
    text = f"公开{'、'.join(names)}分别{'、'.join(f'{v}条' for v in values)}。"
    assert [(f.measure, int(f.value)) for f in read(text)] == list(zip(names, values, strict=True))


@pytest.mark.parametrize(
    "mismatched", ["通过网站、公众号分别公开3条、4条、5条。", "政策、动态、公告等分别为3条、4条、5条。"]
)
def test_figures_that_match_no_names_are_left_out(mismatched: str) -> None:
    assert read(mismatched) == ()


PIECES = [
    *NAMES,
    *CHANNELS,
    "其中",
    "（",
    "）",
    "，",
    "、",
    "。",
    "；",
    "：",
    "\n",
    "分别",
    "均为",
    "未收到",
    "无",
    "申请",
    "全年",
    "共计",
    "公开",
    "3条",
    "12 件",
    "0",
    "2022年",
    "一是",
    "二是",
    "余",
    "万",
    "%",
    "占",
    "较上年",
    "１２",
    "“",
    "”",
    "《",
    "》",
    "为零",
    "通过",
    " ",
    "百",
    "上",
    "第3条",
]


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
@settings(max_examples=600, deadline=None)
def test_what_holds_of_any_text(text: str) -> None:
    facts = read(text)
    assert facts == read(text)
    for n, fact in enumerate(facts):
        assert fact.id == n
        assert text[fact.start : fact.end] == fact.sentence
        assert fact.sentence[slice(*fact.number)] == fact.raw != ""
        assert fact.measure
        assert fact.value >= 0
        assert_rooted(facts, fact)


def assert_rooted(facts: tuple[Fact, ...], fact: Fact) -> None:
    """Following totals upwards ends."""
    seen = {fact.id}
    while fact.part_of is not None:
        fact = facts[fact.part_of]
        assert fact.id not in seen
        seen.add(fact.id)


@given(st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_characters_are_survived(text: str) -> None:
    for fact in read(text):
        assert text[fact.start : fact.end] == fact.sentence


def test_ids_run_over_sections_and_year_may_be_unknown() -> None:
    sections = [Section(1, "", "公开信息3条。"), Section(6, "", "2022年公开信息4条，其中政策1条、动态3条。")]
    facts = find_facts(sections, year=None)
    assert [(f.id, f.section, f.part_of) for f in facts] == [(0, 1, None), (1, 6, None), (2, 6, 1), (3, 6, 1)]
    assert {f.scope for f in facts} == {"year"}


def test_long_texts_stay_linear() -> None:
    """Not a timing: the caps of the grammar keep this from running for minutes."""
    text = "其中公开信息3条，" * 20 + "（" * 5_000 + "未收到" * 5_000 + "较" * 5_000 + "3条"
    facts = read(text)
    assert facts[0].value == Decimal(3)


def test_a_sentence_that_every_figure_would_repeat_is_refused() -> None:
    with pytest.raises(TooLarge, match="。$"):
        read("其中公开信息3条，" * 20_000)
