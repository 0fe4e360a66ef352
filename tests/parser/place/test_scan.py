"""Places in texts: the longest name, stacked names, short forms, and no places in plain prose."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parser.place import gazetteer

PLACES = gazetteer()
TOWNSHIPS = [
    t
    for p in ("11", "15", "41", "63", "65")
    for c in PLACES.children(p)
    for k in PLACES.children(c.code)
    for t in PLACES.children(k.code)
]


def found(text: str, **options: dict[str, tuple[str, ...]]) -> list[tuple[str, int]]:
    return [(m.text, len(m.divisions)) for m in PLACES.scan(text, **options)]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("西大沟镇2023年公示了多少次", [("西大沟镇", 1)]),  # not 大沟镇, which is a name too
        ("大沟镇公示了多少次", [("大沟镇", 2)]),
        ("彭阳县新集乡", [("彭阳县新集乡", 1)]),
        ("宁夏固原彭阳新集乡", [("宁夏固原彭阳新集乡", 1)]),
        ("宁夏回族自治区固原市彭阳县新集乡", [("宁夏回族自治区固原市彭阳县新集乡", 1)]),
        ("宁夏回族自治区/固原市/彭阳县/新集乡", [("宁夏回族自治区/固原市/彭阳县/新集乡", 1)]),
        ("宁夏新集乡", [("宁夏新集乡", 1)]),
        ("三门峡市陕州区西李村乡人民政府", [("三门峡市陕州区西李村乡", 1)]),
        ("陕县西李村乡", [("陕县西李村乡", 1)]),  # the county's name before 2016
        ("互助县西山乡", [("互助县西山乡", 1)]),
        ("新集乡和仙源乡谁公开多", [("新集乡", 3), ("仙源乡", 1)]),
        ("东莞市东城街道办事处", [("东莞市东城街道办事处", 1)]),
        ("北京市朝阳区", [("北京市朝阳区", 1)]),
        ("恩施州", [("恩施州", 1)]),
        ("彭阳", []),  # a short form alone is prose
        ("宁夏", []),
        ("建设人民民政平台更新发放", []),  # all cores of townships
        ("推进开发区、城区、工业园区和林场建设", []),  # all full names of units in the list
        ("", []),
        ("镇乡街道", []),
        ("2023年😀<b>' OR 1=1 --", []),
    ],
)
def test_scan(text: str, places: list[tuple[str, int]]) -> None:
    assert found(text) == places


def test_a_township_that_the_named_county_does_not_have_is_no_place_at_all() -> None:
    (match,) = PLACES.scan("彭阳县西山乡公开多少")
    assert (match.text, match.divisions, match.within, match.renamed) == ("彭阳县西山乡", (), "640425", False)


def test_another_suffix_behind_the_county_is_marked_as_renamed() -> None:
    (match,) = PLACES.scan("彭阳县新集镇")
    assert [d.code for d in match.divisions] == ["640425200"]
    assert match.renamed


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("西大沟2023年公示几次", [("西大沟", 1)]),
        ("乌苏西大沟公示几次", [("乌苏西大沟", 1)]),
        ("西大沟镇公示几次", [("西大沟镇", 1)]),
        ("西大沟乡公示几次", []),  # another suffix names another unit
        ("西大沟村公示几次", []),
    ],
)
def test_extra_names_count_where_no_suffix_follows(text: str, places: list[tuple[str, int]]) -> None:
    assert found(text, extra={"西大沟": ("654202109",)}) == places


@settings(deadline=None)
@given(st.sampled_from(TOWNSHIPS))
def test_county_and_name_are_a_key(township) -> None:
    stacked = "".join(d.name for d in PLACES.path(township.code))
    (match, *more) = PLACES.scan(stacked)
    assert not more
    assert township in match.divisions
    assert match.text == stacked
    if match.within and len(match.within) == 6:
        assert {d.name for d in match.divisions} == {township.name} or len(match.divisions) == 1


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from([*"彭阳县新集乡镇西大沟宁夏固原市的/-（）()", "2023年", "a", "😀", "𠀀", " "]),
        max_size=40,
    ).map("".join)
)
def test_matches_are_in_order_apart_and_exact(text: str) -> None:
    end = 0
    for match in PLACES.scan(text):
        assert end <= match.start < match.end
        assert text[match.start : match.end] == match.text
        end = match.end


def test_long_hostile_text_is_read_in_linear_time() -> None:
    text = "新疆维吾尔自治区塔城地区乌苏市" * 4000 + "市" * 20_000
    assert len(PLACES.scan(text)) == 4000  # a quadratic reader runs into the time limit of the tests
