"""Pictures: what a photographed table page costs. Goals: 8 seconds of CPU and 1 GiB of memory (reading.md, section 4)."""

import resource
import time
from collections.abc import Iterator
from pathlib import Path

from bench import Ratio
from parser.model.document import Source
from parser.read.pictures import picture, recognition

PAGES = Path(__file__).resolve().parents[2] / "shared" / "reports"
_SECONDS, _MEGABYTES = 8.0, 1024.0


def run(*, full: bool) -> Iterator[Ratio]:
    """One line a kind of page, the models loaded before; nothing where the samples or the extra are missing."""
    if not (recognition.is_here() and PAGES.exists()):
        return
    for name in ("page-2.png", "photo-2.jpg"):
        for folder in sorted(PAGES.glob("*" if full else "probe-digits")):
            path = folder / name
            if path.exists():
                yield _page(path)
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield Ratio("memory of a process that read pictures", used, _MEGABYTES, "MB", "<= 1.0")


def _page(path: Path) -> Ratio:
    source = Source(path.name, path.read_bytes())
    picture.read(source)
    start = time.process_time()
    picture.read(source)
    name = f"{path.parent.name}/{path.name}, CPU seconds of the bound"
    return Ratio(name, time.process_time() - start, _SECONDS, "s", "<= 1.0")
