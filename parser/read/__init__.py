"""From a file to blocks: one module a format, chosen by content, never by the file's name.

A reader module exposes ``NAME`` (for people), ``accepts(data, name) -> bool`` (cheap, looks at the content; the name
may only break a tie) and ``read(source) -> Reading``. Adding a format is its module and one line in ``READERS``.
Modules are imported when they are first asked, so a text costs no PDF engine.

Each family of formats is a package: ``word``, ``sheets``, ``web``, ``plain`` make blocks from what a file says of its
paragraphs and cells; ``layout`` and ``pictures`` have only marks on pages, which ``plane`` makes into blocks. What stands
beside the packages serves several of them: containers, limits, encodings, the flattening of nested blocks.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from importlib import import_module
from itertools import chain, groupby
from struct import error
from typing import Protocol, cast

from parser.model.document import Reading, Source
from parser.model.errors import Damaged, EmptyInput, TooLarge, Unsupported
from parser.read.limits import UPLOAD, check_upload

READERS: tuple[str, ...] = (
    "word.docx",
    "word.doc",
    "sheets.xlsx",
    "layout.pdf",
    "layout.ofd",
    "word.rtf",
    "pictures.picture",
    "web.mail",
    "web.html",
    "office",
    "archive",
    "plain.text",
)
"""The modules of this package that read a format, the most particular first; text takes what is left."""


class Reader(Protocol):
    """What a format's module offers."""

    __name__: str
    NAME: str

    def accepts(self, data: bytes, name: str) -> bool:
        """Whether the content is of this format."""

    def read(self, source: Source) -> Reading:
        """Its blocks in document order."""


def read(source: Source) -> Reading:
    """The blocks of a document of any known format.

    Raises:
        EmptyInput, TooLarge, Encrypted, Damaged: as the format's reader finds.
        Unsupported: no reader takes the content.
    """
    if not source.data:
        raise EmptyInput("文件是空的，没有可读的内容。")
    if len(source.data) > UPLOAD:
        raise TooLarge(f"文件超过 {UPLOAD // 2**20} MB，无法读取，请压缩图片或拆分后再发送。")
    with _told_clearly():
        return reader(source).read(source)


@contextmanager
def _told_clearly() -> Iterator[None]:
    """What a reader trips over becomes a sentence for the person."""
    try:
        yield
    except _BROKEN as cause:
        raise Damaged(
            "文件的内容不完整或已损坏，读不出来。请重新保存后再发，或把文字和表格直接粘贴过来。"
        ) from cause
    except MemoryError as cause:
        raise TooLarge("文件太大，读不出来。请只发年度报告本身，或把文字和表格直接粘贴过来。") from cause


_BROKEN = (
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
    error,
)
"""What a reader may still trip over in a broken file that nobody has seen yet; the person gets a sentence all the same."""


def read_all(sources: Sequence[Source]) -> Reading:
    """The blocks of a report that came in several files: pictures are its pages in any order, all else is in order.

    Raises:
        InputError: as ``read``.
    """
    if len(sources) == 1:
        return read(sources[0])
    groups = [(name, list(group)) for name, group in groupby(sources, key=_is_picture)]
    readings = [r for one, group in groups for r in ([_pictures(group)] if one else map(read, group))]
    blocks = tuple(chain.from_iterable(r.blocks for r in readings))
    notes = tuple(chain.from_iterable(r.notes for r in readings))
    return replace(readings[0], blocks=blocks, notes=notes)


def _is_picture(source: Source) -> bool:
    return bool(source.data) and reader(source).__name__.endswith(".picture")


def _pictures(sources: Sequence[Source]) -> Reading:
    from parser.read.pictures import picture  # noqa: PLC0415 - imported when it is asked for, as all readers are

    for source in sources:
        check_upload(source.data)
    with _told_clearly():
        return picture.read_all(sources)


def reader(source: Source) -> Reader:
    """The reader that takes a document; Unsupported if there is none."""
    for name in READERS:
        module = cast("Reader", import_module(f"parser.read.{name}"))
        if module.accepts(source.data, source.name):
            return module
    raise Unsupported("不支持这种文件，请发送 Word、PDF、OFD、WPS、网页或文本格式的年度报告。")
