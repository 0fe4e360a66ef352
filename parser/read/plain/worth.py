"""How much of the form a reading of a text's rows tells: of two readings the one that tells more is taken.

A row tells most when it prints all its values behind its label; a reading that put a label and its values into
different rows has hardly any such rows, and would take the label's row for a blank one.
"""

import re
from collections.abc import Iterable, Sequence

from parser.form import TABLES
from parser.form.labels import column, key, row, stem

_ROW4 = 15
_HAN = re.compile(r"[\u4e00-\u9fff](?<!无)")


def worth(rows: Iterable[Sequence[str]]) -> tuple[int, int]:
    """How many rows print all their values, and how many labels are known.

    >>> worth([["信息内容", "本年处理决定数量"], ["行政处罚", "", "8"], ["行政强制"], ["3"]])
    (1, 2)
    """
    whole = known = 0
    for one in rows:
        filled = [text for text in one if text.strip()]
        whole += len(filled) == _ROW4
        for place, text in reversed(list(enumerate(filled))):
            wanted = places(text)
            if wanted:
                known += 1
                whole += len(filled) - 1 - place in wanted
                break
    return whole, known


def places(label: str) -> tuple[int, ...]:
    """How many values stand behind a row's label; nothing for other words, and those of a header are others.

    >>> places("规章"), places("（七）总计"), places("总计")
    ((3,), (7,), ())
    """
    numbered = key(label) != stem(label)
    codes = {n: row(n, label) for n in (2, 3) if numbered or not column(n, label)}
    return tuple(len(r.columns) for n, code in codes.items() if code for r in TABLES[n] if r.code == code)


def is_value(text: str) -> bool:
    """Whether a filled cell holds no words.

    >>> [is_value(text) for text in ("12", "/", "无", "其他", " ")]
    [True, True, True, False, False]
    """
    return bool(text.strip()) and not _HAN.search(text)
