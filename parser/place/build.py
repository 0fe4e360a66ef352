"""Make the package data from the two published tables: ``python -m parser.place.build DIRECTORY``.

DIRECTORY holds ``divisions-2023.csv.gz`` (code, level, parent, name) and ``villages-2023.csv.gz`` (code,
name; the first nine digits are the township's code). The same tables give the same bytes.

Two files come out of it in parser/place/data:

- ``divisions.gz``: a line "code TAB name" for each of the 44,703 divisions, in the order of their codes;
- ``villages.gz``: a gzip member for each county (so that one county is read without the rest), a line for
each
  township "code TAB name SPACE name …", villages as texts name them (和平村村民委员会 is 和平村); and
  ``villages-index.gz`` with a line "county TAB length" for each member, in order.
"""

import csv
import gzip
import itertools
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

DATA = Path(__file__).parent / "data"

_COMMITTEES = (
    ("社区居民委员会", "社区"),
    ("社区居委会", "社区"),
    ("村民委员会", "村"),
    ("村委会", "村"),
    ("居民委员会", "社区"),
    ("居委会", "社区"),
    ("委员会", ""),
)
"""How committees are called, longest first, and what their places are."""


def spoken(name: str) -> str:
    """A village committee's name as a text would name the village.

    >>> spoken("和平村村民委员会"), spoken("大沟村委会"), spoken("东厂社区居委会"), spoken("新华居民委员会")
    ('和平村', '大沟村', '东厂社区', '新华社区')
    """
    if name.endswith(("村村民委员会", "村村委会")):
        return name[: name.rindex("村村") + 1]
    for committee, kind in _COMMITTEES:
        if name.endswith(committee) and len(name) > len(committee):
            stem = name.removesuffix(committee)
            return stem if stem.endswith(("村", "社区", "嘎查")) else stem + kind
    return name


def _rows(path: Path) -> Iterator[list[str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        yield from itertools.islice(csv.reader(lines), 1, None)


def _packed(text: str) -> bytes:
    return gzip.compress(text.encode(), 9, mtime=0)


def divisions(rows: Iterable[list[str]]) -> bytes:
    """The bytes of divisions.gz from rows of (code, level, parent, name)."""
    return _packed("".join(f"{code}\t{name}\n" for code, _, _, name in sorted(rows)))


def villages(rows: Iterable[list[str]]) -> tuple[bytes, bytes]:
    """The bytes of villages.gz and villages-index.gz from rows of (code, name)."""
    members, index = [], []
    for county, group in itertools.groupby(sorted(rows), key=lambda row: row[0][:6]):
        townships = itertools.groupby(group, key=lambda row: row[0][:9])
        lines = (f"{code}\t{' '.join(spoken(name) for _, name in names)}\n" for code, names in townships)
        members.append(_packed("".join(lines)))
        index.append(f"{county}\t{len(members[-1])}\n")
    return b"".join(members), _packed("".join(index))


def build(source: Path, target: Path = DATA) -> None:
    """Write the three files to ``target``; OSError where a table is not there."""
    packed, index = villages(_rows(source / "villages-2023.csv.gz"))
    target.joinpath("divisions.gz").write_bytes(divisions(_rows(source / "divisions-2023.csv.gz")))
    target.joinpath("villages.gz").write_bytes(packed)
    target.joinpath("villages-index.gz").write_bytes(index)


if __name__ == "__main__":
    build(Path(sys.argv[1]))
