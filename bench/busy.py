"""P4: answers while another process indexes a folder, beside answers in peace; the 99th of a hundred, by the wall.

Questions come at fixed times, and what counts is the time from when one was due, so that a late answer is not made
up for by asking less. The indexer is a session of its own, as on a server, and is halted every other second: both
numbers come from the same minute of a shared machine. A round in which answers in peace take 1.5 times their least is
thrown away. The indexer reads reports of places that nobody asks about; with ``full`` the index knows every township
of the nation, so that whatever is worked out anew after a write shows.
"""
# ruff: noqa: SLF001 - a bench looks behind the curtain, with statements of its own

import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from itertools import chain, islice
from pathlib import Path
from statistics import median

from bench import Ratio, corpus
from parser.ask import ask
from parser.index import Index, names

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = ROOT / "examples"
GAP, ROUND = 0.01, 100
"""Seconds between two questions, and questions in a round."""
SETTLE = 0.2
"""Seconds in which the readers of a halted indexer come to their end."""
QUESTIONS = (
    "西大沟镇2023年公示了多少次",
    "新集乡2023年主动公开多少条",
    "西大沟2023年公示了多少次",
    "仙源乡2023年行政处罚几件",
    "西李村乡2024年收到几件申请",
)


def run(*, full: bool) -> list[Ratio]:
    """The 99th percentile of a question's time while reports are written to the same index, and before."""
    with tempfile.TemporaryDirectory() as folder:
        db = Path(folder) / "index.db"
        index_folder(db, EXAMPLES).wait()
        if full:
            _fill(db)
        more = _many(Path(folder) / "in", 2000 if full else 150)
        with Index.open(db) as index:
            _asked(index)
            rounds = list(_rounds(index, index_folder(db, more)))
    best = min(median(quiet) for quiet, _ in rounds)
    kept = [pair for pair in rounds if median(pair[0]) <= 1.5 * best]
    quiet, busy = (sorted(chain.from_iterable(spent)) for spent in zip(*kept, strict=True))
    name = f"P4 99th of {len(busy)} answers while a folder is indexed"
    return [Ratio(name, _p99(busy), _p99(quiet), "ms", "<= 1.5")]


def _rounds(index: Index, indexer: subprocess.Popen[bytes]) -> Iterator[tuple[list[float], list[float]]]:
    """Milliseconds of answers in peace and while the indexer works, as long as it does."""
    while indexer.poll() is None:
        indexer.send_signal(signal.SIGSTOP)
        time.sleep(SETTLE)
        quiet = _asked(index)
        indexer.send_signal(signal.SIGCONT)
        yield quiet, _asked(index)


def index_folder(db: Path, folder: Path) -> subprocess.Popen[bytes]:
    """``nianbao index`` at work."""
    command = [sys.executable, "-m", "bot", "index", "--db", str(db), str(folder)]
    quiet = subprocess.DEVNULL
    return subprocess.Popen(command, cwd=ROOT, stdout=quiet, stderr=quiet, start_new_session=True)


def _fill(db: Path) -> None:
    """Every township of the nation as an organ."""
    with Index.open(db, write=True) as index, index.batch():
        connection = index._connection
        for division, path in corpus.townships():
            known = (division, division, path.rpartition("/")[2] + "人民政府", path)
            sql = "INSERT INTO organ(key, division, name, path) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING id"
            for (organ,) in connection.execute(sql, known).fetchall():
                names.put(connection, organ)


def _many(folder: Path, count: int) -> Path:
    """One report each for so many townships."""
    folder.mkdir()
    page = (EXAMPLES / "xinji-2023" / "report.html").read_text(encoding="utf-8")
    for n, (_, path) in enumerate(islice(corpus.townships(), count)):
        *_, county, town = path.split("/")
        text = page.replace("彭阳县", county).replace("新集乡", town)
        (folder / f"{n}.html").write_text(text, encoding="utf-8")
    return folder


def _asked(index: Index) -> list[float]:
    """Milliseconds from when a question was due to its answer."""
    start, spent = time.perf_counter(), []
    for n in range(ROUND):
        due = start + n * GAP
        time.sleep(max(0.0, due - time.perf_counter()))
        ask(QUESTIONS[n % len(QUESTIONS)], index=index, today=date(2025, 6, 1))
        spent.append((time.perf_counter() - due) * 1000)
    return spent


def _p99(spent: list[float]) -> float:
    return spent[int(len(spent) * 0.99)]
