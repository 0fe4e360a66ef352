"""A question as it came, made plain: one width, simplified characters, no white space, marks or pictures.

Nothing that carries meaning is dropped here: letters, digits and Han of every plane stay, and so do the
punctuation marks, which end words. Length is capped before any other work is done.

>>> clean("請問　西大溝鎮２０２３年公示了多少次？😀")
'请问西大沟镇2023年公示了多少次?'
"""

import re
import tomllib
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files

from opencc import OpenCC

LONGEST = 160
"""Characters of a question that are still read; a longer one is declined whole."""
_GLANCE = 4 * LONGEST
"""Characters looked at before the count: white space and marks may pad a short question."""


@cache
def _simplifier() -> OpenCC:
    return OpenCC("t2s")


def fold(text: str) -> str:
    """The text in NFKC without white space, control and format characters, symbols and private use."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c for c in folded if not c.isspace() and _kept(c))


def _kept(character: str) -> bool:
    category = unicodedata.category(character)
    return category[0] in "LNP" or category == "Sm" or character in "%￥$"


def simplify(text: str) -> str:
    """Traditional characters made simplified, as names and labels are printed."""
    if text.isascii() or not _looks_traditional(text):
        return text
    converted: str = _simplifier().convert(text)
    return converted


@lru_cache(maxsize=4096)
def _is_traditional(character: str) -> bool:
    return bool(_simplifier().convert(character) != character)


def _looks_traditional(text: str) -> bool:
    """Whether any character has a simplified form; the conversion of whole texts is the dear part."""
    return any(map(_is_traditional, text))


def is_too_long(question: str) -> bool:
    """Whether a question is over the cap; cheap on ten million characters too."""
    return len(fold(question[:_GLANCE])) > LONGEST or len(question) > _GLANCE


def clean(question: str) -> str:
    """The question to be read. Call ``is_too_long`` first."""
    return simplify(fold(question[:_GLANCE]))


def plainly(text: str) -> str:
    """A cleaned question with what people say in other words in writing put as it is written.

    >>> plainly("问题是啥")
    '问题是什么'
    """
    for said, written in _spoken():
        text = said.sub(written, text)
    return text


@cache
def _spoken() -> tuple[tuple[re.Pattern[str], str], ...]:
    text = files(__package__).joinpath("data", "spoken.toml").read_text(encoding="utf-8")
    table: dict[str, dict[str, str]] = tomllib.loads(text)
    words = sorted(table["words"].items(), key=lambda pair: -len(pair[0]))
    patterns = [(re.compile(said), written) for said, written in table["patterns"].items()]
    return (*patterns, *((re.compile(re.escape(said)), written) for said, written in words))
