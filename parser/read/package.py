"""Zip containers (docx, xlsx, ofd, plain archives) opened with their directory checked first, and safe XML.

Nothing is ever unpacked to disk, so ``../`` names, links and doubled names have nothing to act on. Declared sizes
are checked before reading and, because they may lie, bytes are counted while reading.
"""

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from lzma import LZMAError

from lxml import etree

from parser.model.errors import Damaged, Encrypted, TooLarge, Unsupported
from parser.read import limits

ZIP_MAGIC = b"PK\x03\x04"
_RESEND = "请重新导出后再发，或把文字和表格直接粘贴过来。"
_PIECE = 2**15
_ENCRYPTED = 0x1
_UTF8_NAME = 0x800
_MAC_LITTER = ("__MACOSX/", ".DS_Store")


def looks_zipped(data: bytes, *marks: bytes) -> bool:
    """Whether the bytes are a zip whose directory names one of the marks (all of them may be missing: any zip)."""
    if not data.startswith(ZIP_MAGIC):
        return False
    directory = data[_directory_start(data) :]
    return any(mark in directory for mark in marks)


def _directory_start(data: bytes) -> int:
    end = data.rfind(b"PK\x05\x06")
    start = int.from_bytes(data[end + 16 : end + 20], "little") if end >= 0 else 0
    return start if data[start : start + 2] == b"PK" else 0


@dataclass
class Package:
    """A checked zip; ``read`` gives a member's bytes and keeps count of them."""

    data: bytes
    taken: int = field(default=0, init=False)

    @cached_property
    def members(self) -> dict[str, zipfile.ZipInfo]:
        """Members by name, with "/" as separator and GBK names decoded; folders left out."""
        infos = [info for info in self._zip.infolist() if info.filename and not info.is_dir()]
        return {_name(info): info for info in infos if not _name(info).startswith(_MAC_LITTER)}

    @cached_property
    def _zip(self) -> zipfile.ZipFile:
        try:
            archive = zipfile.ZipFile(io.BytesIO(self.data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError) as error:
            raise Damaged(f"文件不完整或已损坏，打不开。{_RESEND}") from error
        _check(archive.infolist())
        return archive

    def read(self, name: str, *, cap: int = limits.PART) -> bytes | None:
        """The bytes of a member, or None if there is none of that name.

        Raises:
            Damaged: broken member; TooLarge: over ``cap`` or over the archive's budget; Encrypted;
            Unsupported: packed by a method that no zip program uses by itself.
        """
        return next(self._pieces(name, cap + 1, cap), b"") if name in self.members else None

    def pieces(self, name: str) -> Iterator[bytes]:
        """The bytes of a member piece by piece, for a reader that may stop early; none if there is no such member.

        Each piece is twice as long as the one before. Raises: as ``read``.
        """
        return self._pieces(name, _PIECE, limits.PART) if name in self.members else iter(())

    def _pieces(self, name: str, size: int, cap: int) -> Iterator[bytes]:
        try:
            with self._zip.open(self.members[name]) as member:
                while piece := member.read(size):
                    self.taken += len(piece)
                    cap -= len(piece)
                    if cap < 0 or self.taken > limits.UNPACKED:
                        raise TooLarge(f"文件解压后太大。{_RESEND}")
                    yield piece
                    size *= 2
        except NotImplementedError as error:  # a kind of RuntimeError, so it comes first
            raise Unsupported(f"文件用了不常见的压缩方法，打不开。{_RESEND}") from error
        except RuntimeError as error:
            raise Encrypted(f"文件加了密码。请去掉密码后再发。{_RESEND}") from error
        except (zipfile.BadZipFile, zlib.error, LZMAError, OSError, EOFError, ValueError) as error:
            raise Damaged(f"文件的内容不完整或已损坏。{_RESEND}") from error

    def tree(self, name: str) -> etree._Element | None:
        """A member parsed as XML, or None if there is none of that name."""
        content = self.read(name)
        return None if content is None else parse_xml(content)


def _check(infos: list[zipfile.ZipInfo]) -> None:
    total = sum(info.file_size for info in infos)
    if len(infos) > limits.MEMBERS:
        raise TooLarge(f"压缩包里有{len(infos)}个文件，超过{limits.MEMBERS}个的上限。请分开发送。")
    swollen = any(
        info.file_size > limits.SMALL_PART and info.file_size > limits.RATIO * max(info.compress_size, 1)
        for info in infos
    )
    if total > limits.UNPACKED or swollen:
        raise TooLarge(f"文件解压后有{total // 10**6}MB，大得不正常，没有打开。{_RESEND}")
    if any(info.flag_bits & _ENCRYPTED for info in infos):
        raise Encrypted("文件加了密码。请去掉密码后再发，或把文字和表格直接粘贴过来。")


def _name(info: zipfile.ZipInfo) -> str:
    """The member's name; without the UTF-8 flag, Chinese systems mean GBK."""
    name = info.filename
    if not info.flag_bits & _UTF8_NAME:
        raw = name.encode("cp437", "replace")
        for encoding in ("utf-8", "gb18030"):
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    return name.replace("\\", "/").lstrip("/")


def parse_xml(content: bytes) -> etree._Element:
    """Parse XML that may be hostile: no entities, no DTD, no network, no deep or huge trees.

    Raises:
        Damaged: not well-formed, or it declares a DTD (no office program writes one).
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Damaged(f"文件的内容不完整或已损坏。{_RESEND}") from error
    if root is None or root.getroottree().docinfo.internalDTD is not None:
        raise Damaged(f"文件里有不该有的声明（DTD），没有打开。{_RESEND}")
    return root
