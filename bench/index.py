"""The index: do answers stay as fast as the corpus grows, what does a report weigh, what does writing cost?

Goals P5 to P8 of shared/reference/performance.md, E. Growth is the ratio of p99s in one process: of CPU time, the
least of several rounds, because the machine is shared. Floors: the same query on the small index, or SQLite without us.
"""
# ruff: noqa: SLF001, S608 - a bench looks behind the curtain, with statements of its own

import random
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache, partial
from itertools import islice
from pathlib import Path

from bench import Ratio, corpus
from parser.form import CODES
from parser.index import Index, store
from parser.index.columns import COLUMNS, Row
from parser.index.schema import connect

SMALL, LARGE = 2_500, 10_000
SMALL_FULL, LARGE_FULL = 10_000, 330_000
TEXTS, TEXTS_FULL = (200, 800), (4_000, 32_000)  # below that, the dictionary of pairs outweighs the lists
_HOT, _COLD = "t3.new.total", "t3.denied_stability.legal"
Wide = tuple[int, int | None, int | None, Row]
Ask = Callable[[Index, random.Random], object]


def run(*, full: bool) -> Iterator[Ratio]:
    """All lines; the full corpora take about ten minutes and 3 GB of temporary disk."""
    with tempfile.TemporaryDirectory() as folder:
        yield from _cells(Path(folder), *((SMALL_FULL, LARGE_FULL) if full else (SMALL, LARGE)))
        yield from _texts(Path(folder), *(TEXTS_FULL if full else TEXTS))
        yield from _writing(Path(folder), 20_000)


def _cells(folder: Path, small: int, large: int) -> Iterator[Ratio]:
    """Queries on cells, on two indexes without texts."""
    indexes = []
    for count in (small, large):
        with Index.open(folder / f"cells-{count}.db", write=True) as index:
            corpus.fill(index, count)
            index.checkpoint()
        indexes.append(Index.open(folder / f"cells-{count}.db"))
    counts = (small, large)
    yield from _growth(indexes, counts, CELL_QUERIES, "<= 1.5")
    (worst,) = _p99((partial(_any_cell, indexes[1]),), 60)
    yield Ratio(
        f"any cell, national top 20 of {large:,}: p99 against 50 ms", worst * 1e3, 50.0, "ms", "<= 1.0"
    )
    yield from _growth(indexes, counts, SCANS, "")
    pages = "SELECT sum(pgsize) FROM dbstat WHERE name IN ('cell', 'cell_place')"
    weight = indexes[1]._connection.execute(pages).fetchone()[0] / large
    yield Ratio("cells: bytes a report against 330", weight, 330.0, "B", "<= 1.0")
    everything = (folder / f"cells-{large}.db").stat().st_size / large
    yield Ratio("whole file without texts: bytes a report", everything, 330.0, "B")
    for index in indexes:
        index.close()


@lru_cache(maxsize=8)
def _ids(index: Index) -> list[int]:
    return [entry.id for entry in index.entries()]


def _any(index: Index, chance: random.Random) -> int:
    """The id of some report that is there, of any year."""
    return chance.choice(_ids(index))


def _any_cell(index: Index, chance: random.Random) -> object:
    return index.ranking(chance.choice(CODES), year=corpus.FIRST_YEAR)


CELL_QUERIES: dict[str, Ask] = {
    "all cells of a report": lambda index, chance: index.cells(_any(index, chance)),
    "one cell": lambda index, chance: index.cell(_any(index, chance), chance.choice(CODES)),
    "trend of a cell": lambda index, chance: index.trend(_any(index, chance) % 10**7, chance.choice(CODES)),
    "entry": lambda index, chance: index.entry(_any(index, chance)),
    "hot ranking, nation": lambda index, _: index.ranking(_HOT, year=corpus.FIRST_YEAR),
    "sum, nation": lambda index, chance: index.total(chance.choice(CODES), year=corpus.FIRST_YEAR),
    "sum, province": lambda index, chance: index.total(
        chance.choice(CODES), year=corpus.FIRST_YEAR, division="41"
    ),
}
SCANS: dict[str, Ask] = {
    "cold ranking, nation (scan)": lambda index, _: index.ranking(_COLD, year=corpus.FIRST_YEAR),
    "ranking, province": lambda index, _: index.ranking(_COLD, year=corpus.FIRST_YEAR, division="41"),
    "entries of a county": lambda index, _: index.entries(division="130102"),
    "coverage, nation": lambda index, _: index.coverage(),
}


def _p99(asks: Sequence[Callable[[random.Random], object]], times: int, rounds: int = 8) -> list[float]:
    """Seconds of CPU that 99 of 100 calls stay under: the least of several rounds, in turns, after one to warm up."""
    taken = [[_round(ask, times) for ask in asks] for _ in range(rounds + 1)]
    return [min(p99s) for p99s in zip(*taken[1:], strict=True)]


def _round(ask: Callable[[random.Random], object], times: int) -> float:
    """The 99th percentile of one round."""
    chance, taken = random.Random(times), []
    for _ in range(times):
        started = time.thread_time_ns()
        ask(chance)
        taken.append((time.thread_time_ns() - started) / 1e9)
    return sorted(taken)[int(times * 0.99) - 1]


def _growth(
    indexes: list[Index], counts: tuple[int, int], queries: dict[str, Ask], goal: str
) -> Iterator[Ratio]:
    for name, ask in queries.items():
        small, large = (p99 * 1e6 for p99 in _p99([partial(ask, index) for index in indexes], 200))
        yield Ratio(f"{name}: p99 at {counts[1]:,} against {counts[0]:,}", large, small, "us", goal)


def _texts(folder: Path, small: int, large: int) -> Iterator[Ratio]:
    """Whole reports and search, on two indexes with texts."""
    indexes, sizes = [], []
    for count in (small, large):
        started = time.perf_counter()
        with Index.open(folder / f"texts-{count}.db", write=True) as index:
            sizes.append(corpus.add(index, count))
        taken = time.perf_counter() - started
        indexes.append(Index.open(folder / f"texts-{count}.db"))
    yield Ratio(f"adding {large:,} whole reports: ms each", taken * 1e3 / large, 1.0, "ms")
    yield from _growth(indexes, (small, large), TEXT_QUERIES, "<= 1.5")
    words = indexes[1]._connection.execute("SELECT sum(length(block)) FROM words_data").fetchone()[0]
    yield Ratio("full text index: bytes against the text's", words / large, sizes[1] / large, "B", "<= 0.35")
    everything = (folder / f"texts-{large}.db").stat().st_size
    yield Ratio("whole file: bytes against the text's", everything / large, sizes[1] / large, "B")
    for index in indexes:
        index.close()


TEXT_QUERIES: dict[str, Ask] = {
    "whole report": lambda index, chance: index.report(_any(index, chance)),
    "facts of a report": lambda index, chance: index.facts(_any(index, chance)),
    "search, newest 20, two characters": lambda index, _: index.search("低保"),
    "search, newest 20, four characters": lambda index, _: index.search("危房改造"),
}


def _writing(folder: Path, count: int) -> Iterator[Ratio]:
    """Our rows with their sums against executemany of the same rows into the same table, without the sums."""
    rows = list(islice(corpus.rows(corpus.YEARS * count), count))  # one year of the nation
    ours = max(_rate(partial(_write_ours, folder / f"ours-{i}.db", rows), count) for i in range(3))
    raw = max(_rate(partial(_write_raw, folder / f"raw-{i}.db", rows), count) for i in range(3))
    yield Ratio("a year's rows written with sums, against executemany", ours, raw, "row/s", ">= 0.7")
    slow = _rate(partial(_write_with_sqlite_utils, folder / "utils.db", rows[:500]), 500)
    yield Ratio("a year's rows written with sums, against sqlite-utils", ours, slow, "row/s", ">= 20")


def _rate(write: Callable[[], float], count: int) -> float:
    return count / write()


def _write_ours(path: Path, rows: list[Wide]) -> float:
    with Index.open(path, write=True) as index:
        started = time.process_time()
        with index.batch():
            store.put_cells(store.Shelf(index._connection, index._rolls), rows)
        return time.process_time() - started


def _flat(rows: list[Wide]) -> Iterator[tuple[object, ...]]:
    return ((i, year, place, row.absent, row.odd, *row.values) for i, year, place, row in rows)


def _write_raw(path: Path, rows: list[Wide]) -> float:
    connection = connect(path, write=True)
    marks = ", ".join("?" * (5 + len(COLUMNS)))
    started = time.process_time()
    connection.execute("BEGIN")
    connection.executemany(f"INSERT INTO cell VALUES ({marks})", _flat(rows))
    connection.execute("COMMIT")
    taken = time.process_time() - started
    connection.close()
    return taken


def _write_with_sqlite_utils(path: Path, rows: list[Wide]) -> float:
    from sqlite_utils import Database  # noqa: PLC0415 - half a second that only this line needs

    connection = sqlite3.connect(path)
    names = ("id", "year", "place", "absent", "odd", *COLUMNS)
    started = time.process_time()
    Database(connection)["cell"].insert_all(
        (dict(zip(names, row, strict=True)) for row in _flat(rows)), pk="id"
    )
    taken = time.process_time() - started
    connection.close()
    return taken
