"""A folder of mixed files into the index: what the whole costs beside only reading the files, and doing it again.

The files are drafts of our own for real townships as Word, web page, Excel and text, and, where the samples are here,
copies of a pdf, a doc and an rtf that differ in a byte behind their end. CPU time of all processes is compared, so the
ratio holds on a busy machine; the wall time is shown beside what the CPU time would take on all cores.
"""

import io
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from openpyxl import Workbook

from bench import Ratio
from bench.corpus import townships
from bench.drafts import Draft, random_draft
from parser.model.document import Source
from parser.pipeline import read_sources

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT.parent / "shared" / "reports" / "xidagou-2023"
_INDEX = "import sys; from bot.cli import run; sys.exit(run(sys.argv[1:]))"


def run(*, full: bool) -> Iterator[Ratio]:
    """Three lines: the first run, its wall time, the run that finds everything done."""
    count, cores = (1000 if full else 200), os.cpu_count() or 1
    with tempfile.TemporaryDirectory() as folder:
        inbox, index = Path(folder) / "in", Path(folder) / "index.db"
        inbox.mkdir()
        for number in range(count):
            name, data = _file(number)
            (inbox / name).write_bytes(data)
        reading = _read(inbox)
        spent, wall = _index(inbox, index)
        again, _ = _index(inbox, index)
        yield Ratio(f"{count} files indexed, CPU beside reading them", spent, reading, "s", "<= 2.0")
        yield Ratio(f"{count} files indexed, wall beside CPU on {cores} cores", wall, spent / cores, "s")
        yield Ratio("the same folder again", again, spent, "s", "<= 0.2")


def _read(inbox: Path) -> float:
    """CPU seconds to read and extract every file here, without processes and without an index."""
    start = time.process_time()
    for path in inbox.iterdir():
        read_sources([Source(path.name, path.read_bytes())])
    return time.process_time() - start


def _index(inbox: Path, index: Path) -> tuple[float, float]:
    """CPU and wall seconds of ``nianbao index`` with its workers."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    call = [sys.executable, "-c", _INDEX, "index", "--db", str(index), str(inbox)]
    subprocess.run(call, check=True, cwd=ROOT, capture_output=True)
    after, wall = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic() - start
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, wall


def _file(number: int) -> tuple[str, bytes]:
    """The name and the content of one file; kinds take turns."""
    makers: list[tuple[str, Callable[[Draft], bytes]]] = [
        ("docx", Draft.docx), ("html", _html), ("xlsx", _xlsx), ("txt", lambda draft: draft.text().encode()),
    ]  # fmt: skip
    samples = [path for kind in ("pdf", "doc", "rtf") if (path := SAMPLE / f"report.{kind}").exists()]
    turn = number % (len(makers) + len(samples))
    if turn >= len(makers):
        sample = samples[turn - len(makers)]
        return f"{number:04}{sample.suffix}", sample.read_bytes() + b"\n%" + str(number).encode()
    kind, make = makers[turn]
    return f"{number:04}.{kind}", make(_draft(number))


def _draft(number: int) -> Draft:
    """A consistent draft of a township of its own."""
    draft = random_draft(random.Random(number))
    county, town = townships()[number][1].split("/")[-2:]
    return draft.swap(draft.organ, f"{county}{town}人民政府")


def _html(draft: Draft) -> bytes:
    parts = [f"<h1>{draft.head}</h1>"]
    for section in range(7):
        heading = [draft.headings[section - 1]] if section else []
        parts += [f"<p>{line}</p>" for line in [*heading, *draft.texts.get(section, "").split("\n")]]
        rows = draft.lines(section) if section in (2, 3, 4) else ()
        cells = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
        parts.append(f"<table>{cells}</table>")
    return f"<!DOCTYPE html><html><body>{''.join(parts)}</body></html>".encode()


def _xlsx(draft: Draft) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append([draft.head])
    for section in range(1, 7):
        sheet.append([draft.headings[section - 1]])
        for line in draft.texts.get(section, "").split("\n"):
            sheet.append([line])
        for row in draft.lines(section) if section in (2, 3, 4) else ():
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
