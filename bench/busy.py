"""P4: answers while another process indexes a folder, beside answers in peace; the 99th of a hundred, by the wall."""

import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from bench import Ratio
from parser.ask import ask
from parser.index import Index

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = ROOT / "examples"
QUESTIONS = (
    "西大沟镇2023年公示了多少次",
    "新集乡2023年主动公开多少条",
    "仙源乡2023年行政处罚几件",
    "西李村乡2024年收到几件申请",
)


def run(*, full: bool) -> list[Ratio]:
    """The 99th percentile of a question's time while reports are written to the same index, and before."""
    count = 600 if full else 200
    with tempfile.TemporaryDirectory() as folder:
        db = Path(folder) / "index.db"
        _index(db, EXAMPLES).wait()
        more = _many(Path(folder) / "in", 300 if full else 80)
        with Index.open(db) as index:
            _asked(index, 20)
            quiet = _asked(index, count)
            writer = _index(db, more)
            busy = []
            while writer.poll() is None and len(busy) < 50 * count:
                busy += _asked(index, 20)
    return [
        Ratio(
            "P4 99th percentile of an answer while a folder is indexed",
            _p99(busy),
            _p99(quiet),
            "ms",
            "<= 1.5",
        )
    ]


def _index(db: Path, folder: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "bot", "index", "--db", str(db), str(folder)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _many(folder: Path, count: int) -> Path:
    """Reports of other years, so that there is something to write."""
    folder.mkdir()
    page = (EXAMPLES / "xinji-2023" / "report.html").read_text(encoding="utf-8")
    for n in range(count):
        (folder / f"{n}.html").write_text(page.replace("407", str(1000 + n)), encoding="utf-8")
    return folder


def _asked(index: Index, count: int) -> list[float]:
    spent = []
    for n in range(count):
        start = time.perf_counter()
        ask(QUESTIONS[n % len(QUESTIONS)], index=index, today=date(2025, 6, 1))
        spent.append((time.perf_counter() - start) * 1000)
    return spent


def _p99(spent: list[float]) -> float:
    return sorted(spent)[int(len(spent) * 0.99)] if spent else float("nan")
