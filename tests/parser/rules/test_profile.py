"""Profiles of places: read from a folder, refused with a sentence, the nearest one chosen."""

from datetime import date
from pathlib import Path

import pytest

from parser.model.finding import Severity
from parser.rules import Demand, Profile, ProfileError, choose_profile, load_profile, load_profiles

COUNTY = """
name = "某县"
division = "640425"
due = "02-20"
off = ["S118"]
overall_limit = 1000
office_mobiles = ["13812345678"]
[severities]
T207 = "info"
[[slip]]
wrong = "白石真"
right = "白石镇"
[[demand]]
what = "公众号关注人数"
words = ["关注人数"]
section = 1
"""


def _write(folder: Path, text: str, name: str = "county.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_profile_holds_all_that_its_file_says(tmp_path: Path) -> None:
    """Every key, with its type."""
    assert load_profile(_write(tmp_path, COUNTY)) == Profile(
        name="某县",
        division="640425",
        severities={"T207": Severity.INFO},
        off=frozenset({"S118"}),
        due=(2, 20),
        overall_limit=1000,
        office_mobiles=frozenset({"13812345678"}),
        slips=(("白石真", "白石镇"),),
        demands=(Demand("公众号关注人数", ("关注人数",), 1),),
    )


def test_an_empty_file_changes_nothing(tmp_path: Path) -> None:
    """Its name is the file's; the report is due when all are."""
    profile = load_profile(_write(tmp_path, ""))
    assert profile == Profile(name="county")
    assert profile.due_date(2023) == date(2024, 1, 31)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('deadline = "02-20"', "deadline"),
        ('due = "02-30"', "02-30"),
        ("due = [2, 20]", "月-日"),
        ('[severities]\nT207 = "grave"', "T207"),
        ('[severities]\nT999 = "info"', "T999"),
        ('severities = "x"', "severities"),
        ('off = ["X"]', "nianbao rules"),
        ("off = 3", "off"),
        ('division = "青河县"', "青河县"),
        ("overall_limit = 0", "overall_limit"),
        ("[slip]", "[[slip]]"),
        ('[[slip]]\nwrong = "甲"', "slip.right"),
        ('[[demand]]\nwhat = "甲"\nwords = []', "demand.words"),
        ('[[demand]]\nwhat = "甲"\nwords = ["乙"]\nsection = 7', "demand.section"),
        ("name = ", "TOML"),
    ],
)
def test_a_wrong_profile_is_refused_in_a_sentence(tmp_path: Path, text: str, says: str) -> None:
    """The sentence names the file and what is wrong with it."""
    with pytest.raises(ProfileError) as error:
        load_profile(_write(tmp_path, text))
    assert str(error.value).startswith("county.toml")
    assert says in str(error.value)


def test_a_folder_is_read_whole(tmp_path: Path) -> None:
    """Every .toml file, nothing else; two for one place are refused, and a folder that isn't there."""
    _write(tmp_path, COUNTY)
    _write(tmp_path, 'division = "64"', "province.toml")
    _write(tmp_path, "no profile", "README.md")
    assert [p.name for p in load_profiles(tmp_path)] == ["某县", "province"]
    _write(tmp_path, 'division = "64"', "twice.toml")
    with pytest.raises(ProfileError, match=r"twice\.toml 与 province\.toml"):
        load_profiles(tmp_path)
    with pytest.raises(ProfileError, match="nowhere"):
        load_profiles(tmp_path / "nowhere")


@pytest.mark.parametrize(("division", "name"), [("640425200", "县"), ("640303100", "省"), (None, "默认")])
def test_the_nearest_place_decides(division: str | None, name: str) -> None:
    """A county's own before its province's."""
    known = [Profile(name="省", division="64"), Profile(name="县", division="640425")]
    assert choose_profile(known, division).name == name
