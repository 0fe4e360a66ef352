"""Every setting, with its type, its default and one sentence; config.example.toml is printed from here.

Order of precedence: the environment (for secrets: ``NIANBAO_WECHAT_APP_SECRET``), the file (``config.toml``),
the defaults, which work without any file for development. Secrets are ``SecretStr``, so that they never show
in a log, a traceback or a repr. An error names the key, the value and one that would be accepted.

- ``sections``: the keys
- ``checking``: plain values -> ``Settings``, or a sentence
- ``loading``: where the values come from
- ``example``: config.example.toml
"""

from bot.settings.checking import SettingsError, validate
from bot.settings.example import example_config
from bot.settings.loading import load
from bot.settings.sections import AccountKind, Model, Settings

__all__ = ["AccountKind", "Model", "Settings", "SettingsError", "example_config", "load", "validate"]
