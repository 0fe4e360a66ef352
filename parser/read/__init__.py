"""From a file to blocks: one module a format, chosen by content, never by the file's name.

A reader module exposes ``NAME`` (for people), ``accepts(data, name) -> bool`` (cheap, looks at the content; the name
may only break a tie) and ``read(source) -> Reading``. Adding a format is its module and one line in ``READERS``.
Modules are imported when they are first asked, so a text costs no PDF engine.
"""

from importlib import import_module
from struct import error
from typing import Protocol, cast

from parser.model.document import Reading, Source
from parser.model.errors import Damaged, EmptyInput, TooLarge, Unsupported
from parser.read.limits import UPLOAD

READERS: tuple[str, ...] = (
    "docx",
    "doc",
    "xlsx",
    "pdf",
    "ofd",
    "rtf",
    "picture",
    "mail",
    "html",
    "office",
    "archive",
    "text",
)
"""The modules of this package that read a format, the most particular first; text takes what is left."""


class Reader(Protocol):
    """What a format's module offers."""

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
    try:
        return reader(source).read(source)
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


def reader(source: Source) -> Reader:
    """The reader that takes a document; Unsupported if there is none."""
    for name in READERS:
        module = cast("Reader", import_module(f"parser.read.{name}"))
        if module.accepts(source.data, source.name):
            return module
    raise Unsupported("不支持这种文件，请发送 Word、PDF、OFD、WPS、网页或文本格式的年度报告。")
