"""Every sentence that a conversation can say, from texts.toml: plain, polite Chinese, one place to mend it.

>>> say("draft.verdict_pass")
'没有发现必须修改的问题。'
"""

import tomllib
from functools import cache
from importlib.resources import files


@cache
def _texts() -> dict[str, dict[str, str]]:
    return tomllib.loads(files("handlers.kit").joinpath("texts.toml").read_text(encoding="utf-8"))


def say(key: str, **slots: object) -> str:
    """The sentence ``group.name`` with its slots filled; KeyError for a sentence that is not in the file."""
    group, name = key.split(".", 1)
    return _texts()[group][name].strip("\n").format(**slots)
