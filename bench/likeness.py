"""Copied text: is a year's worth of reports searched in under a second, and what do fingerprints cost the writer?

Texts are those of bench/corpus.py, whose stock sentences all reports share: the worst case for lists by fingerprint.
The copy is a report whose first part, with sixty characters of its own words, was taken, names changed, from one in
the middle of the index.
"""

import random
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from statistics import median

from bench import Ratio, corpus
from parser.index import Index
from parser.index.prints import own_names, prints, strip
from parser.model.report import Report, Section
from parser.rules.likeness.indexed import Indexed

YEAR = corpus.FIRST_YEAR
QUICK, FULL = 400, 40_000
LEAST = 0.4


def run(*, full: bool) -> Iterator[Ratio]:
    """All lines; the full one writes 40,000 fingerprinted texts, in about ten minutes."""
    count = FULL if full else QUICK
    with tempfile.TemporaryDirectory() as folder, Index.open(Path(folder) / "i.db", write=True) as index:
        each, victim = _fill(index, count)
        yield Ratio("fingerprints of a report against 5 ms", each * 1e3, 5.0, "ms", "<= 1.0")
        index.checkpoint()
        pages = "SELECT sum(pgsize) FROM dbstat WHERE name IN ('print', 'imprint')"
        weight = index._connection.execute(pages).fetchone()[0] / count  # noqa: SLF001 - a bench looks behind
        yield Ratio("fingerprints: bytes a report against 4,000", weight, 4000.0, "B", "<= 1.0")
        yield from _search(index, count, victim)


def _fill(index: Index, count: int) -> tuple[float, Report]:
    """One year of so many reports with texts and fingerprints; seconds of CPU a report, and the one in the middle."""
    spent: list[float] = []
    victim = None
    todo = iter(islice(corpus.reports(count * corpus.YEARS), count))
    while chunk := list(islice(todo, 500)):
        with index.batch():
            for organ, division, path, year in chunk:
                report = corpus.whole(division, path, year)
                report = _own_words(report) if organ == count // 2 else report
                started = time.process_time()
                _prints(report)
                spent.append(time.process_time() - started)
                index.add(report, source_name="bench", digest=f"{organ:064}")
                victim = report if organ == count // 2 else victim
    assert victim is not None
    return median(spent), victim


def _own_words(report: Report) -> Report:
    """The report with words of its own in its first part; all other sentences are stock and chance."""
    first, *rest = report.sections
    words = "".join(random.Random(5).choices(corpus.words(), cum_weights=corpus.weights(), k=30))
    return replace(report, sections=(replace(first, text=f"{first.text}{words}。"), *rest))


def _prints(report: Report) -> frozenset[int]:
    names = own_names(report.organ, report.division_path)
    return prints(strip((s.text for s in report.sections), names).text)


def _search(index: Index, count: int, victim: Report) -> Iterator[Ratio]:
    """A copy and a report of its own, against one second (and the copy must be found)."""
    fresh = corpus.whole("999999999", "某省/某市/某县/无双镇", YEAR)
    first = Section(1, "第1部分", victim.sections[0].text)
    copy = replace(fresh, sections=(first, *fresh.sections[1:]))
    for name, report, expected in (("a copied part", copy, victim.organ), ("nothing copied", fresh, None)):
        started = time.process_time()
        found = Indexed(index).alike(report, least=LEAST)
        taken = time.process_time() - started
        assert (found[0].organ if found else None) == expected, [
            (a.organ, a.share, a.passages) for a in found
        ]
        yield Ratio(f"{name}, among {count:,} of its year: against 1 s", taken, 1.0, "s", "<= 1.0")
