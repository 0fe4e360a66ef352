"""What can be fuzzed: for each name the files it begins with, how they are damaged, and what judges the result."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from bench.fuzz import binary, changes, containers, judge, pages, seeds

SAMPLES = judge.ROOT.parent / "shared" / "reports"
_GRAMMAR = changes.listed("grammar")


@dataclass(frozen=True)
class Target:
    """``seeds`` makes the files to begin with, ``change`` damages one, ``act`` says what came of it."""

    seeds: Callable[[], Sequence[bytes]]
    change: containers.Change
    act: Callable[[bytes, int], tuple[str, ...]]


def _written(*makers: Callable[..., bytes]) -> Callable[[], list[bytes]]:
    """Each report whole once and short four times, for the short one is read faster."""
    return lambda: [make(parts) for make in makers for parts in (seeds.PARTS, *[seeds.SHORT] * 4)]


def _with_samples(make: Callable[[], list[bytes]], *names: str) -> Callable[[], list[bytes]]:
    """One real file, too, where the samples are here."""
    return lambda: make() + [p.read_bytes() for name in names for p in [Path(SAMPLES, name)] if p.exists()]


def _either(*options: containers.Change) -> containers.Change:
    return lambda data, rng: rng.choice(options)(data, rng)


def _many(change: containers.Change) -> containers.Change:
    return lambda data, rng: changes.several(change, data, rng)


def _sentences(data: bytes, rng: Random) -> bytes:
    """A text of the words that the grammar of facts knows, or the text before with some of them put in."""
    words = "".join(rng.choices(_GRAMMAR, k=rng.choice((3, 8, 20, 60))))
    if rng.random() < 0.5:
        return words.encode()
    letters = data.decode("utf-8", "replace")[:2000]
    at = rng.randint(0, len(letters))
    return (letters[:at] + words[:30] + letters[at:]).encode()


def _prose() -> list[bytes]:
    return [part.encode() for part in seeds.PARTS if isinstance(part, str)]


def _questions() -> list[bytes]:
    path = judge.ROOT / "tests" / "parser" / "ask" / "questions.jsonl"
    texts = [turn for line in path.read_text().splitlines() for turn in json.loads(line)["turns"]]
    return [text.encode() for text in texts]


def _asked(data: bytes, rng: Random) -> bytes:
    """Two questions mixed, words of the grammar, any signs at all."""
    letters = data.decode("utf-8", "replace")
    match rng.randrange(4):
        case 0:
            other = rng.choice(_questions()).decode()
            return (letters[: rng.randint(0, len(letters))] + other[rng.randint(0, len(other)) :]).encode()
        case 1:
            at = rng.randint(0, len(letters))
            return (letters[:at] + "".join(rng.choices(_GRAMMAR, k=3)) + letters[at:]).encode()
        case 2:
            planes = ((0x20, 0x7F), (0x4E00, 0x9FA5), (0x80, 0xD800), (0xE000, 0xFFFF), (0x10000, 0x110000))
            signs = [chr(rng.randrange(*rng.choice(planes))) for _ in range(rng.choice((1, 5, 40)))]
            return (letters + "".join(signs)).encode()
        case _:
            return changes.text(data, rng)


def _pictures() -> list[bytes]:
    return [seeds.picture(kind) for kind in ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP")]


TARGETS = {
    "docx": Target(
        _written(seeds.docx, seeds.flat),
        _either(containers.inside_zip(changes.tree), _many(changes.tree)),
        judge.document,
    ),
    "doc": Target(
        _with_samples(_written(binary.doc), "probe-digits/report.doc"),
        containers.inside_ole(containers.word_stream),
        judge.document,
    ),
    "wps": Target(
        _with_samples(_written(binary.doc), "probe-digits/report.wps"),
        containers.inside_ole(containers.word_stream),
        judge.document,
    ),
    "pdf": Target(_written(pages.pdf), containers.pdf, judge.document),
    "ofd": Target(_written(pages.ofd), containers.inside_zip(changes.tree), judge.document),
    "html": Target(_written(seeds.html), _many(containers.html), judge.document),
    "mht": Target(_written(seeds.mht, seeds.mail), _many(containers.mail), judge.document),
    "rtf": Target(_written(seeds.rtf), _many(containers.rtf), judge.document),
    "xlsx": Target(_written(binary.xlsx), containers.inside_zip(changes.tree), judge.document),
    "xls": Target(_written(binary.xls), containers.inside_ole(containers.book_stream), judge.document),
    "txt": Target(
        _written(seeds.markdown, seeds.tabbed, seeds.spaced, seeds.listed),
        _many(_either(containers.lines, changes.raw)),
        judge.document,
    ),
    "zip": Target(
        _written(seeds.archive),
        containers.inside_zip(_either(changes.raw, containers.html, containers.lines)),
        judge.document,
    ),
    "paste": Target(
        _written(seeds.markdown, seeds.spaced, seeds.listed), _many(containers.lines), judge.pasted
    ),
    "facts": Target(_prose, _many(_either(_sentences, changes.text)), judge.narrative),
    "question": Target(_questions, _many(_asked), judge.question),
    "picture": Target(_pictures, _many(changes.raw), judge.picture),
}


def make(target: Target, seed: int, number: int, parents: Sequence[bytes]) -> bytes:
    """The input of that number."""
    rng = Random(f"{seed}/{number}")
    return target.change(rng.choice(parents), rng)
