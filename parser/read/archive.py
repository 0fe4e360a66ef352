"""Files that hold files: .zip archives (one level) and e-mails with attachments. The report among them is read.

Every member goes through the same readers by its content; what cannot be read is passed over with a note. Where
several members look like reports the most complete one is taken and the others are named, never mixed.
"""

from collections.abc import Iterable, Sequence

from parser.model.document import Place, Reading, Source
from parser.model.errors import EmptyInput, InputError, Unsupported
from parser.read import limits
from parser.read.likeness import likeness
from parser.read.package import ZIP_MAGIC, Package

NAME = "zip"
PASSED_OVER = "E010"
"""The note's code for a member that was not taken."""

_OTHER = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
_MOST_TRIED = 60
_REPORT = 4


def accepts(data: bytes, name: str) -> bool:  # noqa: ARG001 - the name is never trusted
    """Any zip that no other reader took (it is asked last), and other archives, to refuse them by name."""
    return data.startswith((ZIP_MAGIC, b"PK\x05\x06", *_OTHER))


def read(source: Source) -> Reading:
    """Read the report in an archive.

    Raises:
        InputError: another kind of archive, over a limit, nothing readable in it.
    """
    if source.data.startswith(_OTHER):
        raise Unsupported("这种压缩包（rar、7z等）打不开。请改用zip，或直接发里面的年度报告。")
    return choose(members(source))


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
        content = package.read(name, cap=limits.UPLOAD)
        if content:
            sources.append(Source(name, content))
    return sources


def choose(sources: Sequence[Source]) -> Reading:
    """The reading of the source that looks most like a report, with a note for each other one.

    Raises:
        InputError: none can be read; the sentence of the only failure, or a general one.
    """
    readings, failures = _try_all(sources[:_MOST_TRIED])
    if not readings:
        if len(failures) == 1:
            raise failures[0][1]
        raise Unsupported("压缩包里没有能读的文件。请直接发年度报告的Word、PDF、OFD、网页或文字。")
    best = max(range(len(readings)), key=lambda index: (readings[index][0], -index))
    _, name, chosen = readings[best]
    notes = [(PASSED_OVER, f"共{len(sources)}个文件，读的是“{name}”。", Place())] if len(sources) > 1 else []
    for other_score, other, _ in (reading for index, reading in enumerate(readings) if index != best):
        if other_score >= _REPORT:
            notes.append((PASSED_OVER, f"“{other}”也像年度报告，没有读；请单独发送。", Place()))
    notes += [(PASSED_OVER, f"“{other}”没有读：{error}", Place()) for other, error in failures]
    return Reading(chosen.blocks, chosen.format, chosen.meta, (*chosen.notes, *notes))


def _try_all(
    sources: Iterable[Source],
) -> tuple[list[tuple[int, str, Reading]], list[tuple[str, InputError]]]:
    from parser.read import read, reader  # noqa: PLC0415 - the dispatch knows this module, so not the other way at import

    readings, failures = [], []
    for source in sources:
        try:
            if reader(source).NAME in (NAME, "eml"):
                raise Unsupported("压缩包里还有压缩包，请解开后再发。")
            reading = read(source)
            readings.append((likeness(reading), source.name, reading))
        except InputError as error:
            failures.append((source.name, error))
    return readings, failures
