"""How divisions are named: cores, suffixes, short forms, and names that say too little to be one.

>>> core("西大沟镇", "township"), core("马鹿塘瑶族乡", "township"), core("东城街道", "township")
('西大沟', '马鹿塘', '东城')
>>> shorts("64", "宁夏回族自治区"), shorts("630223", "互助土族自治县")
(('宁夏',), ('互助', '互助县'))
"""

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from parser.place.division import LEVELS


@cache
def table() -> dict[str, Any]:
    """The words of data/names.toml."""
    return tomllib.loads(files(__package__).joinpath("data", "names.toml").read_text(encoding="utf-8"))


@cache
def _pattern(level: str) -> re.Pattern[str]:
    words = table()
    short = "|".join(f"{people}族" for people in words["peoples"]["short"])
    long = "|".join(f"{people}族?" for people in words["peoples"]["long"])
    suffixes = "|".join(words["suffixes"][level])
    return re.compile(f"(.+?)((?:{short}|{long})*)({suffixes})")


def split(name: str, level: str) -> tuple[str, str, str]:
    """Core, peoples and suffix of a full name; suffix "" for a name that has none of its level's.

    >>> split("恩施土家族苗族自治州", "city")
    ('恩施', '土家族苗族', '自治州')
    """
    found = _pattern(level).fullmatch(name)
    return (found[1], found[2], found[3]) if found else (name, "", "")


def core(name: str, level: str) -> str:
    """The name without suffix and peoples: what people say for short."""
    return split(name, level)[0]


def colloquial(name: str, level: str) -> str | None:
    """The name without peoples and 自治, as everyone says it; None where that is the name itself.

    >>> colloquial("互助土族自治县", "county"), colloquial("新集乡", "township")
    ('互助县', None)
    """
    stem, peoples, suffix = split(name, level)
    if level == "province" or not (peoples or "自治" in suffix):
        return None
    return stem + suffix.removeprefix("自治")


def shorts(code: str, name: str) -> tuple[str, ...]:
    """Short forms, of two characters at least, of a name above townships."""
    level = LEVELS.get(len(code), "county")
    forms = [core(name, level), colloquial(name, level), *table()["shorts"].get(code, ())]
    return tuple(f for f in dict.fromkeys(forms) if f and len(f) > 1 and f != name)


@cache
def _generic() -> re.Pattern[str]:
    return re.compile("(?:" + "|".join(re.escape(w) for w in table()["generic"]["words"]) + ")+")


def is_generic(name: str) -> bool:
    """Whether a name consists of common words alone, so that prose may hold it without meaning the place.

    >>> is_generic("经济技术开发区"), is_generic("城区"), is_generic("南堡经济开发区"), is_generic("城南街道")
    (True, True, False, False)
    """
    proper = len(name) > len("街道") and name.endswith(("镇", "乡", "街道", "苏木"))
    return not proper and _generic().fullmatch(name) is not None


def plain(text: str) -> str:
    """The text with full-width brackets made half-width, character by character, so that offsets stay.

    >>> plain("（工业园区）城南街道")
    '(工业园区)城南街道'
    """
    return text.translate(_BRACKETS)


_BRACKETS = str.maketrans("（）", "()")
