"""Words of one meaning (data/same.toml): other spellings of a word, and a question put in the words of a report.

>>> respelled("某镇满意率多少", "群众满意度", frozenset())
('某镇满意度多少',)
"""

from collections.abc import Collection, Mapping
from functools import cache

from parser.ask.lexicon import table
from parser.ask.normalise import fold

_BY_UNIT = ("人", "人次", "名", "位")


@cache
def _groups(name: str) -> Mapping[str, tuple[str, ...]]:
    """The other spellings of each."""
    found: dict[str, tuple[str, ...]] = {}
    for group in table("same")[name]:
        words = tuple(map(fold, group))
        for word in words:
            found[word] = (*found.get(word, ()), *(w for w in words if w != word))
    return found


def spellings(word: str) -> tuple[str, ...]:
    """The other spellings of a word, none if it stands alone."""
    return _groups("groups").get(word, ())


def respelled(text: str, labels: str, units: Collection[str | None]) -> tuple[str, ...]:
    """A question with one word (the longest that can be) in a spelling that the labels of a report use.

    ``units`` are those asked: some words stand for each other only where persons are counted.
    """
    persons = _groups("persons") if {*units} & {*_BY_UNIT} else {}
    known = {**_groups("groups"), **persons}
    words = sorted((w for w in known if w in text), key=len, reverse=True)
    found = (text.replace(word, other, 1) for word in words for other in known[word] if other in labels)
    return tuple(dict.fromkeys(found))
