"""Where the values come from: the command line, the environment, the file, in this order."""

import os
import secrets
import string
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.settings.checking import SettingsError, validate
from bot.settings.sections import AccountKind, Section, Settings

PREFIX = "NIANBAO"
_ALPHABET = string.ascii_letters + string.digits


def load(
    path: Path | None = None,
    *,
    db: Path | None = None,
    host: str | None = None,
    port: int | None = None,
    profiles: Path | None = None,
    dev: bool = False,
    environment: Mapping[str, str] = os.environ,
) -> Settings:
    """The settings from a file (default: config.toml if it is there), the environment and the command line.

    With ``dev`` an account is made up where none is configured. Raises SettingsError.
    """
    values = _from_file(path)
    _add_environment(values, environment)
    _put(values, "storage", index=db)
    _put(values, "server", host=host, port=port)
    _put(values, "rules", profiles=profiles)
    if dev and not values.get("wechat", {}).get("aes_key"):
        values["wechat"] = _made_up_account()
    return validate({**values, "dev": dev})


def _from_file(path: Path | None) -> dict[str, Any]:
    if path is None:
        path = Path("config.toml")
        if not path.exists():
            return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise SettingsError(f"读不了配置文件 {path}：{error.strerror}。") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"配置文件 {path} 不是 TOML 格式：{error}。") from error


def _add_environment(values: dict[str, Any], environment: Mapping[str, str]) -> None:
    """Variables win over the file; only scalar keys can be set this way."""
    for name, field in Settings.model_fields.items():
        section = field.annotation
        if not (isinstance(section, type) and issubclass(section, Section)):
            continue
        found = {key: environment.get(variable(name, key)) for key in section.model_fields}
        _put(values, name, **found)


def _put(values: dict[str, Any], section: str, **keys: object) -> None:
    given = {key: value for key, value in keys.items() if value is not None}
    if given:
        values[section] = {**values.get(section, {}), **given}


def _made_up_account() -> dict[str, Any]:
    """An account for the simulator, new at every start and kept nowhere."""
    return {
        "app_id": "wx" + secrets.token_hex(8),
        "token": secrets.token_hex(16),
        "aes_key": "".join(secrets.choice(_ALPHABET) for _ in range(43)),
        "app_secret": secrets.token_hex(16),
        "kind": AccountKind.TEST,
    }


def variable(section: str, key: str) -> str:
    """The environment variable of a key."""
    return f"{PREFIX}_{section}_{key}".upper()
