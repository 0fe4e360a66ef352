"""Settings of the rulebook for one place: which rules are on, how much they weigh, when the report is due.

A county that sets its own date or asks for more writes a profile, a TOML file of its own in one folder with the
others'; rules and their ids stay the same. What a file may hold is told, with an example, in docs/operator.md.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from parser.model.errors import InputError
from parser.model.finding import Severity
from parser.rules.catalogue import rules

DEFAULT_DUE = (1, 31)
"""Month and day of the following year (条例第49条 names departments of counties and above; townships by custom)."""


class ProfileError(InputError):
    """A profile is at fault; the sentence names the file, the key and what would do."""


@dataclass(frozen=True, slots=True)
class Demand:
    """What a place asks for beyond the form (rule L967): one of ``words`` in part ``section``, 0 for anywhere."""

    what: str
    words: tuple[str, ...]
    section: int = 0
    severity: Severity = Severity.WARNING


@dataclass(frozen=True, slots=True)
class Profile:
    """``severities`` by rule id; ``off`` rules are not run; ``due`` is (month, day) of the following year, if set.

    ``division`` is the code of the place it holds for and all below; "" is everywhere.
    ``overall_limit`` is the most characters of 总体情况 where a place sets one (turns S119 on);
    ``office_mobiles`` are mobile numbers that an office publishes as its own;
    ``slips`` are local miswritten words with what is right (W902); ``demands`` are judged by L967.
    """

    name: str = "默认"
    division: str = ""
    severities: Mapping[str, Severity] = field(default_factory=dict)
    off: frozenset[str] = frozenset()
    due: tuple[int, int] | None = None
    overall_limit: int | None = None
    office_mobiles: frozenset[str] = frozenset()
    slips: tuple[tuple[str, str], ...] = ()
    demands: tuple[Demand, ...] = ()

    def due_date(self, year: int) -> date:
        """The day by which the report of ``year`` must be out."""
        return date(year + 1, *(self.due or DEFAULT_DUE))


def choose_profile(profiles: Iterable[Profile], division: str | None) -> Profile:
    """The profile of the nearest place at or above a division; the default where there is none."""
    fitting = [p for p in profiles if (division or "").startswith(p.division)]
    return max(fitting, key=lambda p: len(p.division), default=Profile())


def load_profiles(folder: Path) -> tuple[Profile, ...]:
    """All profiles of a folder (*.toml), in the order of their names. Raises ProfileError."""
    if not folder.is_dir():
        raise ProfileError(f"找不到各地规则的文件夹 {folder}。")
    found: dict[str, tuple[str, Profile]] = {}
    for path in sorted(folder.glob("*.toml")):
        profile = load_profile(path)
        if profile.division in found:
            other = found[profile.division][0]
            raise ProfileError(
                f"{path.name} 与 {other} 的 division 相同（“{profile.division}”），请合并为一份。"
            )
        found[profile.division] = (path.name, profile)
    return tuple(profile for _, profile in found.values())


def load_profile(path: Path) -> Profile:
    """Read one profile. Raises ProfileError for what is no TOML, a key, a rule, a date that doesn't exist."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ProfileError(f"读不了 {path.name}：{error.strerror}。") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProfileError(f"{path.name} 不是 TOML 格式：{error}。") from error
    try:
        return _profile(data, path.stem)
    except _WrongError as error:
        raise ProfileError(f"{path.name}：{error}") from None


class _WrongError(Exception):
    """What is wrong with a value, in a sentence without the file's name."""


_KEYS = {
    "name",
    "division",
    "due",
    "off",
    "overall_limit",
    "office_mobiles",
    "severities",
    "slip",
    "demand",
}


def _profile(data: Mapping[str, Any], stem: str) -> Profile:
    _known(data, _KEYS, "")
    return Profile(
        name=_text(data.get("name", stem), "name"),
        division=_division(data.get("division", "")),
        severities={
            _rule(code): _severity(weight, f"severities.{code}")
            for code, weight in _table(data.get("severities", {}), "severities").items()
        },
        off=frozenset(map(_rule, _texts(data.get("off", []), "off"))),
        due=_due(data["due"]) if "due" in data else None,
        overall_limit=_limit(data.get("overall_limit")),
        office_mobiles=frozenset(_texts(data.get("office_mobiles", []), "office_mobiles")),
        slips=tuple(_slip(row) for row in _rows(data, "slip")),
        demands=tuple(_demand(row) for row in _rows(data, "demand")),
    )


def _known(data: Mapping[str, Any], keys: set[str], where: str) -> None:
    strange = sorted(set(data) - keys)
    if strange:
        raise _WrongError(f"没有 {where}{strange[0]} 这个键，可用的有 {'、'.join(sorted(keys))}。")


def _text(value: object, key: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _WrongError(f"{key} 要写一段文字。")
    return value.strip()


def _texts(value: object, key: str) -> list[str]:
    if not isinstance(value, list):
        raise _WrongError(f'{key} 要写成列表，如 ["S118"]。')
    return [_text(item, key) for item in value]


def _table(value: object, key: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise _WrongError(f"{key} 要写成一节，如 [{key}]。")
    return value


def _rows(data: Mapping[str, Any], key: str) -> Sequence[Mapping[str, Any]]:
    rows = data.get(key, [])
    if not isinstance(rows, list):
        raise _WrongError(f"{key} 要写成 [[{key}]]。")
    return [_table(row, key) for row in rows]


def _division(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"(?:\d\d|\d{4}|\d{6}|\d{9})?", value):
        raise _WrongError(f'division = {value!r} 不是区划代码；县写六位，如 "640425"，各地通用写 ""。')
    return value


def _rule(code: str) -> str:
    if code not in rules():
        raise _WrongError(f"没有编号为 {code} 的规则，编号见 nianbao rules。")
    return code


def _severity(value: object, key: str) -> Severity:
    try:
        return Severity(value)  # type: ignore[arg-type]  # what is no severity is refused
    except ValueError:
        raise _WrongError(f"{key} = {value!r} 不能用，只有 error、warning、info。") from None


def _due(value: object) -> tuple[int, int]:
    try:
        day = date.fromisoformat(f"2001-{value}")  # 29 February is no due date
    except ValueError:
        raise _WrongError(f'due = {value!r} 不是日期，要写成 月-日，如 "02-20"。') from None
    return day.month, day.day


def _limit(value: object) -> int | None:
    if value is not None and (not isinstance(value, int) or value <= 0):
        raise _WrongError(f"overall_limit = {value!r} 要写正整数，如 1000。")
    return value


def _slip(row: Mapping[str, Any]) -> tuple[str, str]:
    _known(row, {"wrong", "right"}, "slip.")
    return _text(row.get("wrong"), "slip.wrong"), _text(row.get("right"), "slip.right")


def _demand(row: Mapping[str, Any]) -> Demand:
    _known(row, {"what", "words", "section", "severity"}, "demand.")
    section = row.get("section", 0)
    if section not in range(7):
        raise _WrongError(f"demand.section = {section!r} 不能用，写 1 到 6，0 表示全文。")
    words = tuple(_texts(row.get("words"), "demand.words"))
    if not words:
        raise _WrongError("demand.words 至少写一个词。")
    weight = _severity(row.get("severity", "warning"), "demand.severity")
    return Demand(_text(row.get("what"), "demand.what"), words, section, weight)
