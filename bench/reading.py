"""P9: what reading a file costs, beside the least that any reader of its format must do; and the memory of a worker.

The floor of docx is to unzip it and parse document.xml, styles and numbering; of pdf to load it and take each page's
text; of html to decode and parse it. Measured in CPU time, the least of many rounds, on our own examples and, where
they are here, the samples.
"""

import io
import resource
import time
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pypdfium2
from lxml import etree
from selectolax.lexbor import LexborHTMLParser

from bench import Ratio
from parser.model.document import Source
from parser.pipeline import check_report, read_sources
from parser.read import read

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "examples" / "xidagou-2023"
SAMPLE = ROOT.parent / "shared" / "reports" / "xidagou-2023"
_PARTS = ("word/document.xml", "word/styles.xml", "word/numbering.xml")


def run(*, full: bool) -> Iterator[Ratio]:
    """A line a format, the whole way to a checked report, and the process's peak memory."""
    rounds = 60 if full else 15
    for path, floor, goal in (
        (EXAMPLE / "report.docx", _docx, "<= 5.0"),
        (SAMPLE / "report.pdf", _pdf, "<= 2.0"),
        (EXAMPLE / "report.html", _html, "<= 4.0"),
    ):
        if path.exists():
            source = Source(path.name, path.read_bytes())
            least, spent = _least(partial(floor, source.data), rounds), _least(partial(read, source), rounds)
            yield Ratio(f"P9 read {path.suffix[1:]}, beside unpack and parse", spent, least, "ms", goal)
    source = Source("report.docx", (EXAMPLE / "report.docx").read_bytes())
    report = read_sources([source])
    whole = _least(lambda: read_sources([source]), rounds)
    yield Ratio(
        "all rules on a report, beside reading and extracting it",
        _least(lambda: check_report(report), rounds),
        whole,
        "ms",
        "<= 3.0",
    )
    yield Ratio(
        "peak memory of this process",
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        1024.0,
        "MB",
        "<= 1.0",
    )


def _least(action: Callable[[], object], rounds: int) -> float:
    """The least CPU milliseconds of an action."""
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        action()
        best = min(best, time.process_time() - start)
    return best * 1000


def _docx(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for part in _PARTS:
            if part in package.namelist():
                etree.fromstring(package.read(part))


def _pdf(data: bytes) -> None:
    document = pypdfium2.PdfDocument(data)
    for page in document:
        page.get_textpage().get_text_range()
    document.close()


def _html(data: bytes) -> None:
    LexborHTMLParser(data.decode())
