"""Files that hold files: .zip archives (one level) and e-mails with attachments. The report among them is read.

Every member goes through the same readers by its content; what cannot be read is passed over with a note. Where
several members look like reports the most complete one is taken and the others are named, never mixed.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress

from parser.model.document import Place, Reading, Source
from parser.model.errors import EmptyInput, InputError, Unsupported
from parser.read import limits
from parser.read.likeness import likeness
from parser.read.package import ZIP_MAGIC, Package

NAME = "zip"
PASSED_OVER = "E010"
"""The note's code for a member that was not taken."""

_OTHER = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
_OUTLOOK = b"\x78\x9f\x3e\x22"
_LITTER = re.compile(r"(?:.*/)?(?:~\$[^/]*|\._[^/]*|Thumbs\.db|desktop\.ini|\.DS_Store)", re.IGNORECASE)
"""What systems and editors leave beside the files."""
_MOST_TRIED = 60
_REPORT = 4


Tried = tuple[int, str, Reading]
"""How much a file looks like a report, how to call it, and what it holds."""
Failed = tuple[str, InputError]


def accepts(data: bytes, name: str) -> bool:  # noqa: ARG001 - the name is never trusted
    """Any zip that no other reader took (it is asked last), and other archives, to refuse them by name."""
    return data.startswith((ZIP_MAGIC, b"PK\x05\x06", _OUTLOOK, *_OTHER))


def read(source: Source) -> Reading:
    """Read the report in an archive.

    Raises:
        InputError: another kind of archive, over a limit, nothing readable in it.
    """
    _refuse_others(source.data)
    return choose(members(source))


def _refuse_others(data: bytes) -> None:
    if data.startswith(_OUTLOOK):
        raise Unsupported("winmail.dat是Outlook专用的附件格式，打不开。请直接发里面的年度报告本身。")
    if data.startswith(_OTHER):
        raise Unsupported("这种压缩包（rar、7z等）打不开。请改用zip，或直接发里面的年度报告。")


def members(source: Source) -> list[Source]:
    """The files of a zip in the order of their names, archives inside it left out.

    Raises:
        InputError: damaged, encrypted, over a limit, empty.
    """
    package = Package(source.data)
    if not package.members:
        raise EmptyInput("压缩包是空的。请直接发年度报告。")
    sources = []
    for name in sorted(package.members):
        if _LITTER.fullmatch(name):
            continue
        content = package.read(name, cap=limits.UPLOAD)
        if content:
            sources.append(Source(name, content))
    return sources


def unfold(sources: Iterable[Source]) -> Iterator[Source]:
    """The files, and instead of each zip among them the files in it (one level)."""
    for source in sources:
        inside = [source]
        if _kind(source) == NAME:
            with suppress(InputError):
                inside = members(source)
        yield from inside


def _kind(source: Source) -> str:
    """The name of the reader that takes a file, nothing if none does."""
    from parser.read import reader  # noqa: PLC0415 - the dispatch knows this module, so not the other way at import

    with suppress(InputError):
        return reader(source).NAME
    return ""


def choose(sources: Sequence[Source]) -> Reading:
    """The reading of the source that looks most like a report, with a note for each other one.

    Pictures are looked at together, as the pages of one report, and only if no other file is one.

    Raises:
        InputError: none can be read; the sentence of the only failure, or a general one.
    """
    readings, failures, left = _tried(sources[:_MOST_TRIED])
    best = max(range(len(readings)), key=lambda index: (readings[index][0], -index), default=None)
    if best is None or (failures and not readings[best][0]):
        if len(failures) == 1 or best is not None:
            raise failures[0][1]
        raise Unsupported("压缩包里没有能读的文件。请直接发年度报告的Word、PDF、OFD、网页或文字。")
    _, name, chosen = readings[best]
    notes = [f"共{len(sources)}个文件，读的是{name}。"] if len(sources) > 1 else []
    others = (reading for index, reading in enumerate(readings) if index != best)
    notes += [f"{other}也像年度报告，没有读；请单独发送。" for score, other, _ in others if score >= _REPORT]
    notes += [f"{other}没有读：{error}" for other, error in failures] + left
    said = tuple((PASSED_OVER, note, Place()) for note in notes)
    return Reading(chosen.blocks, chosen.format, chosen.meta, (*chosen.notes, *said))


def _tried(sources: Sequence[Source]) -> tuple[list[Tried], list[Failed], list[str]]:
    """What could be read, what could not, and what was left."""
    files, pictures = _apart(sources)
    readings, failures = _try_all((f"“{file.name}”", [file]) for file in files)
    if not pictures:
        return readings, failures, []
    if max((score for score, _, _ in readings), default=0) >= _REPORT:
        return readings, failures, [f"{len(pictures)}张图片没有读。"]
    more = f"等{len(pictures)}张图片" if len(pictures) > 1 else ""
    shown, unread = _try_all([(f"“{pictures[0].name}”{more}", pictures)])
    return [*readings, *shown], [*failures, *unread], []


def is_album(sources: Sequence[Source]) -> bool:
    """Whether files are several pictures, with nothing but words beside them."""
    files, pictures = _apart(sources)
    return len(pictures) > 1 and all(_kind(file) == "text" for file in files)


def _apart(sources: Sequence[Source]) -> tuple[list[Source], list[Source]]:
    """The pictures by themselves."""
    kinds: tuple[list[Source], list[Source]] = ([], [])
    for source in sources:
        kinds[_kind(source) == "picture"].append(source)
    return kinds


def _try_all(
    groups: Iterable[tuple[str, Sequence[Source]]],
) -> tuple[list[Tried], list[Failed]]:
    from parser.read import read_all  # noqa: PLC0415 - as above

    readings: list[Tried] = []
    failures: list[Failed] = []
    for name, sources in groups:
        try:
            _refuse_others(sources[0].data)
            if _kind(sources[0]) in (NAME, "eml"):
                raise Unsupported("压缩包里还有压缩包，请解开后再发。")
            reading = read_all(sources)
            readings.append((likeness(reading), name, reading))
        except InputError as error:
            failures.append((name, error))
    return readings, failures
