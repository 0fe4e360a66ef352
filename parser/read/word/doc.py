"""Word's binary documents (.doc) and WPS Writer's (.wps), which are the same: an OLE2 file of a few streams.

``doc_text`` finds the paragraphs, ``doc_properties``, ``doc_runs`` and ``doc_styles`` what is said of them, ``doc_lists``
their automatic numbers, ``edges`` puts rows of cells together. Source: [MS-DOC], the sections named in those modules.
Word 6 and 95 have another layout: LibreOffice reads them where it is installed.
"""

import io
import struct

import olefile

from parser.model.document import Reading, Source
from parser.model.errors import Damaged, Encrypted, InputError, Unsupported
from parser.read.blocks import picture_notes, settle
from parser.read.office import convert
from parser.read.word.doc_lists import read_lists
from parser.read.word.doc_styles import Sheet
from parser.read.word.doc_text import Streams, paragraphs
from parser.read.word.edges import assemble

NAME = "doc"

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WORKBOOKS = tuple(name.encode("utf-16-le") for name in ("Workbook\0", "Book\0"))
_ENTRY, _FOURTH = 128, 6
"""Bytes of a directory's entry, and where its name has the k of those two: nearly all documents have none there."""
_DOCUMENT = "WordDocument".encode("utf-16-le")
_SECTOR = 512
_PICTURES = (b"\x89PNG\r\n", b"\xff\xd8\xff\xe0", b"\xff\xd8\xff\xe1")
_SAVE_AS = "请在Word或WPS里另存为.docx后再发，或把文字和表格直接粘贴过来。"


def accepts(data: bytes, name: str) -> bool:  # noqa: ARG001 - the name is never trusted
    """Any OLE2 file but a workbook; a presentation or an encrypted package gets its refusal in ``read``."""
    return data.startswith(OLE_MAGIC) and not is_workbook(data)


def is_workbook(data: bytes) -> bool:
    """Whether an OLE2 file is a spreadsheet; a document may hold one, and the other way round."""
    if b"k" not in data[_FOURTH::_ENTRY] or not any(name in data for name in _WORKBOOKS):
        return False
    if _DOCUMENT not in data:
        return True
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            return not ole.exists("WordDocument")
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError, struct.error):
        return False


def read(source: Source) -> Reading:
    """Read a document.

    Raises:
        InputError: encrypted, damaged, too large, or too old with no LibreOffice here.
    """
    try:
        streams = _open(source.data)
        if streams is None:
            return convert(source, "doc", f"这是Word 95或更早的文件，这里读不了。{_SAVE_AS}")
        return _reading(streams)
    except InputError:
        raise
    except (
        struct.error,
        OSError,
        ValueError,
        IndexError,
        KeyError,
        TypeError,
        OverflowError,
        AttributeError,
    ) as error:
        raise Damaged(f"Word文件不完整或已损坏。{_SAVE_AS}") from error


def _reading(streams: Streams) -> Reading:
    styles = Sheet(streams.part(1))
    found = paragraphs(streams, read_lists(streams, styles), styles.hidden())
    blocks = settle(assemble(found))
    return Reading(blocks, NAME, notes=picture_notes(blocks, lambda: _pictures(streams)))


def _pictures(streams: Streams) -> int:
    return sum(held.count(mark) for held in (streams.document, streams.data) for mark in _PICTURES)


def _open(data: bytes) -> Streams | None:
    """The streams that matter, or None for a version before Word 97."""
    # WPS often leaves the last sector short, which the container format forbids.
    whole = data + b"\0" * (-len(data) % _SECTOR)
    with olefile.OleFileIO(io.BytesIO(whole)) as ole:
        if ole.exists("EncryptedPackage"):
            raise Encrypted(f"文件加了密码。请去掉密码后再发。{_SAVE_AS}")
        if not ole.exists("WordDocument"):
            raise Unsupported(f"这不是Word文件，认不出是什么文件。{_SAVE_AS}")
        document = ole.openstream("WordDocument").read()
        streams = Streams(document)
        if streams.is_encrypted:
            raise Encrypted(f"文件加了密码。请去掉密码后再发。{_SAVE_AS}")
        if streams.is_old or not ole.exists(streams.table_name):
            return None
        streams.table = ole.openstream(streams.table_name).read()
        streams.data = ole.openstream("Data").read() if ole.exists("Data") else b""
        return streams
