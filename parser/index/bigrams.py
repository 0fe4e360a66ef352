"""Full text for Chinese: every pair of neighbouring characters is a word of the FTS5 index.

No segmentation, so no word is missed: 低保 is one pair, 三老人员 is three that must all be there (and are
then looked for in the text itself, for pairs may stand apart). The last character of a run is a word of its
own, so that a single character is the beginning of some word wherever it stands.

>>> list(words("公示2次，😀"))
['公示', '示2', '2次', '次']
>>> query("低保"), query("三老人员"), query("公"), query('" OR *')
('"低保"', '"三老" AND "老人" AND "人员"', '"公"*', '"or"')
>>> query("😀！") is None
True
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import pairwise

_WORD = re.compile(r"[^\W_]+")
_SPACE = re.compile(r"\s+")
_LONGEST = 64
"""Characters of a search phrase that are looked up; the rest is compared with the text itself."""


def folded(line: str) -> str:
    """The line as it is compared: NFKC, lower case, no white space."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", line)).lower()


def _runs(line: str) -> list[str]:
    """Stretches of letters and digits (of any plane and script), folded."""
    return _WORD.findall(folded(line))


def words(text: str) -> Iterator[str]:
    """The words of a text for the index, line by line: nothing spans two lines."""
    for line in text.splitlines():
        for run in _runs(line):
            yield from (a + b for a, b in pairwise(run))
            yield run[-1]


def document(texts: Iterable[tuple[int, str]]) -> str:
    """The words of all (numbered) texts, each once, separated by spaces: what the FTS table is given."""
    return " ".join(dict.fromkeys(word for _, text in texts for word in words(text)))


def query(phrase: str) -> str | None:
    """The MATCH expression that every text holding the phrase fulfils; None if the phrase has no letter or digit."""
    runs = list(_runs(phrase[:_LONGEST]))
    pairs = [f'"{a}{b}"' for run in runs for a, b in pairwise(run)]
    if pairs:
        return " AND ".join(dict.fromkeys(pairs))
    return f'"{runs[0]}"*' if runs else None


def piece(text: str, phrase: str) -> str | None:
    r"""The sentence of a text that holds the phrase, exactly as it stands there; None if none does.

    >>> piece("共公示 80\u3000次。其中低保12次。", "公示80次")
    '共公示 80\u3000次。'
    """
    wanted = folded(phrase)
    for line in text.splitlines():
        if phrase in line or wanted in folded(line):
            sentences = re.findall(r"[^。；;！？]*[。；;！？]?", line)
            return next((s.strip() for s in sentences if phrase in s or wanted in folded(s)), line.strip())
    return None
