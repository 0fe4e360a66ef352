"""The package data is what the published tables make, byte by byte."""

from pathlib import Path

import pytest

from parser.place import build

TABLES = Path(__file__).resolve().parents[4] / "shared" / "data"


@pytest.mark.parametrize(
    ("committee", "village"),
    [
        ("和平村村民委员会", "和平村"),
        ("大沟村委会", "大沟村"),
        ("和平村村委会", "和平村"),
        ("和平村民委员会", "和平村"),
        ("东厂社区居委会", "东厂社区"),
        ("新华社区居民委员会", "新华社区"),
        ("新华居民委员会", "新华社区"),
        ("巴音嘎查村委会", "巴音嘎查"),
        ("红旗林场生活区", "红旗林场生活区"),
        ("村委会", "村委会"),
    ],
)
def test_spoken(committee: str, village: str) -> None:
    assert build.spoken(committee) == village


def test_villages_are_packed_by_county_in_order(tmp_path: Path) -> None:
    rows = [["110102001001", "乙社区居委会"], ["110101001002", "丙村委会"], ["110101001001", "甲村委会"]]
    assert build.villages(rows) == build.villages(reversed(rows))


@pytest.mark.shared
def test_package_data_is_up_to_date(tmp_path: Path) -> None:
    if not TABLES.exists():
        pytest.skip("../shared is not here")
    build.build(TABLES, tmp_path)
    for made in sorted(tmp_path.iterdir()):
        assert made.read_bytes() == (build.DATA / made.name).read_bytes(), made.name
