"""One spelling for all, and every character knows where it was printed."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parser.extract.facts.folded import OTHER, fold, simplified
from parser.extract.facts.sentences import split

LONG = "全年通过门户网站、公众号和公示栏主动公开政府信息一百二十条，主要涉及财政预决算、社会救助、涉农补"


@pytest.mark.parametrize(
    ("printed", "folded"),
    [
        ("公开１２０ 条，其中", "公开120条，其中"),
        ("公开1,200条, 其中", "公开1,200条，其中"),
        ("财政13,198条", "财政13,198条"),
        ("财政13，198条", "财政13，198条"),
        ("财政１３，１９８条", "财政13,198条"),
        ("公开２０２３，１９８条", "公开2023，198条"),
        ("公开1 058条", "公开1,058条"),
        ("公开1\u2009204条", "公开1,204条"),
        ("公开1 204条", "公开1 204条"),
        ("公开2023 058条", "公开2023 058条"),
        ("信息1 2条", "信息1 2条"),
        ("(一)主动公开:", "（一）主动公开："),
        ("公开\u3000信息\u200b3条", "公开信息3条"),
        ("①政策10²条", "①政策10²条"),
        ("主動公開信息3條", "主动公开信息3条"),
        ("公开\n\n收到", "公开\n收到"),
        (f"{LONG}\n\n贴等。", f"{LONG}贴等。"),
        (f"{LONG}贴。\n收到", f"{LONG}贴。\n收到"),
        (f"{LONG}\n（二）收到", f"{LONG}\n（二）收到"),
        (f"{LONG}1\n2条", f"{LONG}1 2条"),
    ],
)
def test_one_spelling(printed: str, folded: str) -> None:
    assert fold(printed).text == folded


def test_what_is_not_looked_at_has_no_other_spelling() -> None:
    left = [c for c in map(chr, range(0x10000)) if not OTHER.match(c) and not c.isspace()]
    assert [c for c in left if fold(c).text != simplified(c)] == []


@given(st.text(max_size=120))
def test_every_character_knows_its_origin(text: str) -> None:
    folded = fold(text)
    assert len(folded.origin) == len(folded.text)
    assert list(folded.origin) == sorted(set(folded.origin))


@given(st.text(alphabet="公开3条。！？；\n （）”12", max_size=80))
def test_sentences_cover_the_text_in_order(text: str) -> None:
    folded = fold(text)
    spans = split(folded)
    assert all(a.end <= b.start for a, b in itertools.pairwise(spans))
    covered = "".join(folded.text[s.start : s.end] for s in spans)
    assert covered.replace("\n", "").replace(" ", "") == folded.text.replace("\n", "").replace(" ", "")


@given(st.text(alphabet="（）a\n", max_size=30))
def test_the_bracket_around_a_character_is_the_nearest_that_opens_before_and_closes_behind(text: str) -> None:
    folded = fold(text)
    for at in range(len(folded.text)):
        around = [i for i, j in folded.partner.items() if i < at < j]
        assert folded.level(at) == max(around, default=-1)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("公开3条。收到0件。", ["公开3条。", "收到0件。"]),
        ("公开3条；收到0件！", ["公开3条；收到0件！"]),
        ("公开3条（含转载。）等。收到", ["公开3条（含转载。）等。", "收到"]),
        ("他说“公开。”收到", ["他说“公开。”", "收到"]),
        ("公开3条\n收到", ["公开3条", "收到"]),
        ("（公开。收到", ["（公开。", "收到"]),
    ],
)
def test_where_sentences_end(text: str, sentences: list[str]) -> None:
    folded = fold(text)
    assert [folded.text[s.start : s.end] for s in split(folded)] == sentences
