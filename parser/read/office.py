"""LibreOffice as the last resort, where it is installed: formats too rare to be worth a reader of their own.

OpenDocument texts (.odt, .fodt) and the Chinese office standard's (标文通, .uof, .uot) come here by themselves; .doc
files from before Word 97 are handed over by their reader. Measured: 2 s on an idle core, 12 s beside other work.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from parser.model.document import Reading, Source
from parser.model.errors import Damaged, Unsupported
from parser.read.package import ZIP_MAGIC, Package
from parser.read.word import docx

NAME = "odt"

_OPEN_DOCUMENT = b"mimetypeapplication/vnd.oasis.opendocument."
_FLAT = ((b"<office:document ", "fodt"), (b"<uof:UOF ", "uot"))
_HEAD = 1024
_SECONDS, _SPARE = 60.0, 2.0
_BROKEN = "文件打不开，可能已损坏。请在Word或WPS里另存为.docx后再发。"
_PROGRAMS = ("soffice", "libreoffice")


def accepts(data: bytes, name: str) -> bool:  # noqa: ARG001 - the name is never trusted
    """A zip whose first member says OpenDocument, as the standard asks, or one of the flat XML files."""
    return (data.startswith(ZIP_MAGIC) and _OPEN_DOCUMENT in data[:120]) or _flat(data) is not None


def _flat(data: bytes) -> str | None:
    head = data[:_HEAD]
    return next((suffix for mark, suffix in _FLAT if b"<?xml" in head and mark in head), None)


def read(source: Source) -> Reading:
    """Read a text of a rare office format.

    Raises:
        Unsupported: no text, or no LibreOffice here; Damaged, TooLarge, Encrypted: as the zip is;
        and what reading the converted file raises.
    """
    flat = _flat(source.data)
    if flat:
        return convert(
            source, flat, "这是少见的文档格式（.fodt、.uof），这里读不了。请在Word或WPS里另存为.docx后再发。"
        )
    refusal = "这是OpenDocument文件（.odt、.ods），这里读不了。请在Word或WPS里另存为.docx后再发。"
    if _OPEN_DOCUMENT + b"text" not in source.data[:120]:
        raise Unsupported(refusal)
    if "content.xml" not in Package(source.data).members:  # which refuses what unpacks to too much
        raise Damaged(_BROKEN)
    return convert(source, "odt", refusal)


def convert(source: Source, suffix: str, refusal: str) -> Reading:
    """Let LibreOffice make a .docx of it and read that.

    Args:
        source: the file; its own name is not used.
        suffix: what kind LibreOffice shall take it for.
        refusal: the sentence to say if LibreOffice is not here.

    Raises:
        Unsupported: LibreOffice is not here; Damaged: it made nothing of the file.
    """
    program = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    if program is None:
        raise Unsupported(refusal)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        (home / f"in.{suffix}").write_bytes(source.data)
        _run(program, home, suffix)
        made = home / "in.docx"
        if not made.exists():
            raise Damaged(_BROKEN)
        return docx.read(Source(source.name, made.read_bytes()))


def _run(program: str, home: Path, suffix: str) -> None:
    """Headless, with a profile of its own, macros never run; killed with its children after a minute.

    A worker that is ended by its own clock could not end its child, so that clock's rest is the child's time.
    """
    command = [
        program, f"-env:UserInstallation=file://{home}/profile", "--headless", "--norestore", "--nolockcheck",
        "--convert-to", "docx:MS Word 2007 XML", "--outdir", str(home), str(home / f"in.{suffix}"),
    ]  # fmt: skip
    process = subprocess.Popen(  # noqa: S603 - a fixed program with fixed arguments, the file's name is ours
        command,
        cwd=home,
        env={"HOME": str(home), "PATH": os.defpath},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(_time_left())
    except subprocess.TimeoutExpired as error:
        raise Damaged(_BROKEN) from error
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _time_left() -> float:
    left, _ = signal.getitimer(signal.ITIMER_REAL)
    return max(min(_SECONDS, left - _SPARE), 0.0) if left else _SECONDS
