"""Words of one meaning (data/same.toml): other spellings of a word, and a question put in the words of a report."""

from collections.abc import Mapping
from functools import cache

from parser.ask.lexicon import table
from parser.ask.normalise import fold


@cache
def _groups() -> Mapping[str, tuple[str, ...]]:
    """The other spellings of each."""
    groups = [tuple(map(fold, group)) for group in table("same")["groups"]]
    return {word: tuple(w for w in group if w != word) for group in groups for word in group}


def spellings(word: str) -> tuple[str, ...]:
    """The other spellings of a word, none if it stands alone."""
    return _groups().get(word, ())
