"""Word's binary documents (.doc) and WPS Writer's (.wps), which are the same: an OLE2 file of a few streams.

``doc_text`` finds the paragraphs and what is said of them, ``doc_lists`` their automatic numbers; here rows of
cells are put together, tables inside cells included. Source: [MS-DOC], the sections named in those modules.
Word 6 and 95 have another layout: LibreOffice reads them where it is installed.
"""

import io
import struct
from collections.abc import Iterable
from dataclasses import dataclass, field

import olefile

from parser.model.document import Reading, Source
from parser.model.errors import Damaged, Encrypted, InputError, Unsupported
from parser.read.blocks import Placed, Table, Text, settle, stack
from parser.read.doc_lists import read_lists
from parser.read.doc_text import Mark, Paragraph, Row, Streams, paragraphs
from parser.read.edges import Bordered, table_between
from parser.read.office import convert

NAME = "doc"

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WORKBOOKS = tuple(name.encode("utf-16-le") for name in ("Workbook", "Book"))
_DOCUMENT = "WordDocument".encode("utf-16-le")
_SECTOR = 512
_SAVE_AS = "请在Word或WPS里另存为.docx后再发，或把文字和表格直接粘贴过来。"
_NESTED = 8


def accepts(data: bytes, name: str) -> bool:  # noqa: ARG001 - the name is never trusted
    """Any OLE2 file but a workbook; a presentation or an encrypted package gets its refusal in ``read``."""
    return data.startswith(OLE_MAGIC) and (_DOCUMENT in data or not any(name in data for name in _WORKBOOKS))


def read(source: Source) -> Reading:
    """Read a document.

    Raises:
        InputError: encrypted, damaged, too large, or too old with no LibreOffice here.
    """
    try:
        streams = _open(source.data)
        if streams is None:
            return convert(source, "doc", f"这是Word 95或更早的文件，这里读不了。{_SAVE_AS}")
        return Reading(settle(_assemble(paragraphs(streams, read_lists(streams)))), NAME)
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


@dataclass(slots=True)
class _Open:
    """A table being put together."""

    rows: list[tuple[Row | None, list[list[Text | Table]]]] = field(default_factory=list)
    cells: list[list[Text | Table]] = field(default_factory=list)
    content: list[Text | Table] = field(default_factory=list)


def _assemble(source: Iterable[Paragraph]) -> list[Text | Table]:
    """Paragraphs to texts and tables; ``depth`` says how many tables a paragraph stands in."""
    base = _Open()
    open_tables = [base]
    for paragraph in source:
        depth = min(paragraph.depth, _NESTED)
        while len(open_tables) - 1 > depth:
            _close(open_tables)
        while len(open_tables) - 1 < depth:
            open_tables.append(_Open())
        current = open_tables[-1]
        if paragraph.mark is Mark.ROW:
            current.rows.append((paragraph.row, current.cells))
            current.cells, current.content = [], []
            continue
        current.content.append(Text(paragraph.text, paragraph.level))
        if paragraph.mark is Mark.CELL:
            current.cells.append(current.content)
            current.content = []
    while len(open_tables) > 1:
        _close(open_tables)
    return base.content


def _close(open_tables: list[_Open]) -> None:
    done = open_tables.pop()
    if done.cells or done.content:
        done.rows.append((None, [*done.cells, *([done.content] if done.content else [])]))
    open_tables[-1].content.append(_table(done.rows))


def _table(rows: list[tuple[Row | None, list[list[Text | Table]]]]) -> Table:
    """A table by its borders where every row states them, else cell by cell."""
    if all(row is not None and len(row.merges) == len(cells) for row, cells in rows):
        return table_between([_borders(row, cells) for row, cells in rows if row is not None])
    return stack([[Placed(column, 1, "", cell) for column, cell in enumerate(cells)] for _, cells in rows])


def _borders(row: Row, cells: list[list[Text | Table]]) -> list[Bordered]:
    bordered: list[Bordered] = []
    for number, (content, (joins_left, merge)) in enumerate(zip(cells, row.merges, strict=True)):
        left, right = row.edges[number], row.edges[number + 1]
        if joins_left and bordered:
            last = bordered.pop()
            left, merge, content = last.left, last.merge, [*last.content, *_inked(content)]
        bordered.append(Bordered(left, right, merge, content))
    return bordered


def _inked(content: list[Text | Table]) -> list[Text | Table]:
    return [part for part in content if not isinstance(part, Text) or part.text.strip()]
