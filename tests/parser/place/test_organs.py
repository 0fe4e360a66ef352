"""Organs and their seats; suggestions for names that nothing has."""

import pytest

from parser.place import gazetteer, seat, suggestions

PLACES = gazetteer()


@pytest.mark.parametrize(
    ("organ", "place", "codes", "bureau"),
    [
        ("彭阳县新集乡人民政府", "彭阳县新集乡", {"640425200"}, ""),
        ("西大沟镇人民政府", "西大沟镇", {"654202109"}, ""),
        ("东莞市东城街道办事处", "东莞市东城街道办事处", {"441900003"}, ""),
        ("彭阳县人民政府", "彭阳县", {"640425"}, ""),
        ("彭阳县人民政府办公室", "彭阳县", {"640425"}, ""),
        ("台州市椒江区人民政府白云街道办事处", "白云街道办事处", {"331002002"}, ""),
        ("彭阳县教育局", "彭阳县", {"640425"}, "教育局"),
        ("彭阳县新集乡中心学校", "彭阳县新集乡", {"640425200"}, "中心学校"),
        ("彭阳县西山乡人民政府", "彭阳县西山乡", set(), ""),
        ("某某镇人民政府", None, set(), "某某镇人民政府"),
        ("", None, set(), ""),
    ],
)
def test_seat(organ: str, place: str | None, codes: set[str], bureau: str) -> None:
    found = seat(organ, PLACES)
    assert (found.place, {d.code for d in found.divisions}, found.bureau) == (place, codes, bureau)


INDEXED = ["西大沟镇", "新集乡", "仙源乡", "西山乡", "西李村乡"]


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("西大勾镇", "西大沟镇"),  # sounds the same
        ("xidagou", "西大沟镇"),
        ("西大沟乡", "西大沟镇"),  # another suffix
        ("先源乡", "仙源乡"),
        ("新乡", "新集乡"),  # a character too few
        ("李西村乡", "西李村乡"),  # swapped
        ("北京市", None),
        ("", None),
    ],
)
def test_suggestions(asked: str, first: str | None) -> None:
    assert next(iter(suggestions(asked, INDEXED)), None) == first


def test_suggestions_are_few_and_from_the_given_names() -> None:
    many = [f"{c}山乡" for c in "东西南北中上下左右"]
    assert len(suggestions("前山乡", many)) == 3
    assert set(suggestions("前山乡", many)) <= set(many)
