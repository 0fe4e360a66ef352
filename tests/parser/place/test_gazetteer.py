"""The gazetteer's table: codes, paths, names, cores, renames."""

from collections import Counter

import pytest

from parser.place import gazetteer

PLACES = gazetteer()


@pytest.mark.parametrize(
    ("code", "path"),
    [
        ("654202109", "新疆维吾尔自治区/塔城地区/乌苏市/西大沟镇"),
        ("640425", "宁夏回族自治区/固原市/彭阳县"),
        ("110105", "北京市/朝阳区"),  # without the rung 市辖区
        ("441900003", "广东省/东莞市/东城街道"),  # a city without counties is named once
        ("429004", "湖北省/仙桃市"),  # without 省直辖县级行政区划
        ("64", "宁夏回族自治区"),
        ("990000000", None),
        ("", None),
    ],
)
def test_place_name_is_the_path_without_rungs(code: str, path: str | None) -> None:
    assert PLACES.place_name(code) == path


def test_get_knows_exactly_the_codes_of_the_list() -> None:
    division = PLACES.get("640425200")
    assert division is not None
    assert (division.name, division.level) == ("新集乡", "township")
    assert PLACES.get("640425999") is None
    assert PLACES.get("6404252") is None


def test_all_levels_are_there() -> None:
    provinces = PLACES.children("")
    assert len(provinces) == 31
    cities = [c for p in provinces for c in PLACES.children(p.code)]
    counties = [c for city in cities for c in PLACES.children(city.code)]
    townships = [t for county in counties for t in PLACES.children(county.code)]
    assert (len(cities), len(counties), len(townships)) == (342, 2978, 41352)
    assert all(t.code.startswith(PLACES.path(t.code)[0].code) for t in townships[::97])
    assert PLACES.children("654202109") == ()


def test_twelve_thousand_town_type_units_share_their_full_name() -> None:
    kinds = ("镇", "乡", "街道", "苏木")
    counties = [
        c for p in PLACES.children("") for city in PLACES.children(p.code) for c in PLACES.children(city.code)
    ]
    units = [
        t for c in counties for t in PLACES.children(c.code) if t.name.endswith(kinds) and len(t.name) > 2
    ]
    count = Counter(t.name for t in units)
    assert sum(n for n in count.values() if n > 1) == pytest.approx(12_212, rel=0.01)
    assert {"城关镇": count["城关镇"], "太平镇": count["太平镇"]} == {"城关镇": 88, "太平镇": 50}
    for name, times in count.most_common(50):
        assert len([d for d in PLACES.named(name) if d.level == "township"]) >= times


@pytest.mark.parametrize(
    ("name", "within", "codes"),
    [
        ("西大沟镇", "", {"654202109"}),
        ("新集乡", "", {"411330306", "621102208", "640425200"}),
        ("新集乡", "64", {"640425200"}),
        ("新集乡", "65", set()),
        ("朝阳区", "", {"110105", "220104"}),
        ("东莞市", "", {"4419"}),
        ("互助县", "", {"630223"}),
        ("互助土族自治县", "", {"630223"}),
        ("市辖区", "", set()),
        ("西大沟", "", set()),
        ("", "", set()),
    ],
)
def test_named_takes_full_names_only(name: str, within: str, codes: set[str]) -> None:
    assert {d.code for d in PLACES.named(name, within)} == codes


@pytest.mark.parametrize(
    ("name", "within", "names"),
    [
        ("西大沟", "", {"西大沟镇"}),
        ("西大沟镇", "", {"西大沟镇"}),
        ("新集", "640425", {"新集乡"}),
        ("西大沟乡", "", set()),
        ("沟", "", set()),
    ],
)
def test_townships_fall_back_to_the_core(name: str, within: str, names: set[str]) -> None:
    assert {d.name for d in PLACES.townships(name, within)} == names


@pytest.mark.parametrize(
    ("name", "within", "codes"),
    [
        ("西大沟乡", "", {"654202109"}),
        ("新集镇", "640425", {"640425200"}),
        ("新集乡", "640425", set()),  # it bears that name: nothing was renamed
        ("陕县", "", {"411203"}),
        ("永定县", "35", {"350803"}),
        ("没有这个乡", "", set()),
    ],
)
def test_renamed_finds_the_later_name(name: str, within: str, codes: set[str]) -> None:
    assert {d.code for d in PLACES.renamed(name, within)} == codes
