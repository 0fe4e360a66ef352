"""LibreOffice as the last resort, where it is installed: formats too rare to be worth a reader of their own.

OpenDocument texts (.odt) come here by themselves; .doc files from before Word 97 are handed over by their reader.
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
from parser.read import docx
from parser.read.package import ZIP_MAGIC

NAME = "odt"

_OPEN_DOCUMENT = b"mimetypeapplication/vnd.oasis.opendocument."
_SECONDS = 60
_PROGRAMS = ("soffice", "libreoffice")


def accepts(data: bytes, name: str) -> bool:  # noqa: ARG001 - the name is never trusted
    """A zip whose first member says OpenDocument, as the standard asks."""
    return data.startswith(ZIP_MAGIC) and _OPEN_DOCUMENT in data[:120]


def read(source: Source) -> Reading:
    """Read an OpenDocument text.

    Raises:
        Unsupported: no text, or no LibreOffice here; and what reading the converted file raises.
    """
    refusal = "这是OpenDocument文件（.odt、.ods），这里读不了。请在Word或WPS里另存为.docx后再发。"
    if _OPEN_DOCUMENT + b"text" not in source.data[:120]:
        raise Unsupported(refusal)
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
            raise Damaged("文件打不开，可能已损坏。请在Word或WPS里另存为.docx后再发。")
        return docx.read(Source(source.name, made.read_bytes()))


def _run(program: str, home: Path, suffix: str) -> None:
    """Headless, with a profile of its own, macros never run; killed with its children after a minute."""
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
        process.wait(_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise Damaged("文件打不开，可能已损坏。请在Word或WPS里另存为.docx后再发。") from error
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
