"""Which known name may be meant by an unknown one: suggestions, for a typo is often a real name.

Of 2,000 names, 90 % have another real name one character away. Equal pinyin (西大勾镇, xidagou) is the
strongest sign, one character off the weaker. pypinyin is loaded on the first use, for it costs a second.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz.distance import DamerauLevenshtein

_NEAR = 1
_SUFFIX = re.compile(r"(?:街道办事处|街道|镇|乡|苏木)$")


@lru_cache(maxsize=65536)
def pinyin(name: str) -> str:
    """The name's sounds without tones, run together, in lower case.

    >>> pinyin("西大沟镇")
    'xidagouzhen'
    """
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - a second and 65 MB that most processes never need

    return "".join(lazy_pinyin(name)).lower().replace(" ", "")


def _stem(name: str) -> str:
    return _SUFFIX.sub("", name) or name


def _distance(asked: str, name: str) -> int | None:
    """0: the same sound or the same name under another suffix; 1: one character off or cut short; None: something else."""
    if _stem(asked) == _stem(name) or pinyin(asked) in {pinyin(name), pinyin(_stem(name))}:
        return 0
    if len(_stem(asked)) > _NEAR + 1 and _stem(name).startswith(_stem(asked)):
        return _NEAR
    apart = DamerauLevenshtein.distance(asked, name, score_cutoff=_NEAR)
    return _NEAR if apart <= _NEAR else None


def suggestions(name: str, among: Iterable[str], limit: int = 3) -> tuple[str, ...]:
    """Up to ``limit`` of the names in ``among`` that ``name`` may be a slip of, the likeliest first.

    >>> suggestions("西大勾镇", ["西大沟镇", "新集乡"]), suggestions("xinji", ["西大沟镇", "新集乡"])
    (('西大沟镇',), ('新集乡',))
    """
    near = [
        (distance, known)
        for known in dict.fromkeys(among)
        if (distance := _distance(name, known)) is not None
    ]
    return tuple(known for _, known in sorted(near, key=lambda pair: pair[0])[:limit])
