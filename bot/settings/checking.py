"""Values become settings here, or one sentence: the key, the value, one that would be accepted."""

from collections.abc import Mapping
from typing import Any

from pydantic import SecretStr, ValidationError

from bot.settings.sections import Settings
from parser.model.errors import InputError


class SettingsError(InputError):
    """The configuration is at fault; the sentence names the key, the value and what would do."""


def validate(values: Mapping[str, Any]) -> Settings:
    """Settings of plain values. Raises SettingsError with the first thing that is wrong."""
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        raise SettingsError(_sentence(error)) from None  # the chain would show the values, secrets too


def toml(value: object) -> str:
    """A value as it is written in the file."""
    if isinstance(value, bool | int | float):
        return str(value).lower()
    if isinstance(value, dict):
        return "{}"
    text = "" if value is None else str(value)
    return text if text.startswith("{") else f'"{text}"'


_WHY = {
    "int": "要整数",
    "float": "要数字",
    "string": "写法不对",
    "enum": "没有这一种",
    "greater": "太小",
    "less": "太大",
}
"""Pydantic's kinds of error by their first word; others say it themselves."""


def _sentence(error: ValidationError) -> str:
    """One line for the first mistake; never the value of a secret."""
    first = error.errors(include_url=False, include_context=False)[0]
    keys = [str(part) for part in first["loc"]]
    field = _field(keys)
    secret = field is not None and field.annotation is SecretStr
    given = "" if secret or isinstance(first["input"], dict) else f" = {first['input']!r}"
    if first["type"] == "extra_forbidden":
        return f"配置里没有 {'.'.join(keys)} 这个键，请对照 config.example.toml。"
    why = _WHY.get(first["type"].split("_")[0], first["msg"].removeprefix("Value error, "))
    example = f"例：{toml(field.examples[0])}" if field is not None and field.examples else ""
    return f"配置 {'.'.join(keys)}{given} 不能用：{why}。{example}"


def _field(keys: list[str]) -> Any:
    model: Any = Settings
    field = None
    for key in keys:
        fields = getattr(model, "model_fields", {})
        if key not in fields:
            break
        field = fields[key]
        model = field.annotation
    return field
