"""The parts of a Word package: found by their relations, whatever they are called; given in one namespace, in UTF-8.

Source: ECMA-376 part 2 (relations between parts); part 4 names the strict namespaces, which differ from the usual ones
in little else, as do those of Word 2003.
"""

import codecs
import re
from collections.abc import Iterator
from functools import cached_property
from posixpath import basename, dirname, join, normpath

from lxml import etree

from parser.read.package import Package, parse_xml
from parser.read.word.docx_plain import W

_TRANSITIONAL = W[1:-1].encode()
_OTHER_NAMES = (
    b"http://purl.oclc.org/ooxml/wordprocessingml/main",
    b"http://schemas.microsoft.com/office/word/2003/wordml",
)
_HEAD = 4096
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
RELATED = tuple(
    f"{{{namespace}}}{name}"
    for namespace in (
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "http://purl.oclc.org/ooxml/officeDocument/relationships",
    )
    for name in ("id", "embed", "link")
)
"""The attributes that name a relation."""


class Parts:
    """The main part of a package and those that belong to it."""

    def __init__(self, package: Package) -> None:
        self.package = package
        kinds = (target for kind, target in _relations(package, "").values() if kind == "officeDocument")
        self.main = next(kinds, "word/document.xml")

    @cached_property
    def related(self) -> dict[str, tuple[str, str]]:
        """What the main part is related to, by the relation's name: the last word of its kind, the part's path."""
        return _relations(self.package, self.main)

    def tree(self, kind: str = "") -> etree._Element | None:
        """The main part, or that of a kind ("numbering", "footnotes"), parsed; None if there is none."""
        content = self.package.read(self._path(kind) if kind else self.main)
        return None if content is None else parse_xml(in_one_namespace(content))

    def pieces(self, kind: str) -> Iterator[bytes]:
        """The part of a kind, as it is, piece by piece, in UTF-8."""
        pieces = self.package.pieces(self._path(kind))
        first = next(pieces, b"")
        if not first.startswith(_UTF_16):
            yield first
            yield from pieces
            return
        decoder = codecs.getincrementaldecoder("utf-16")("replace")
        yield decoder.decode(first).encode("utf-8", "replace")
        for piece in pieces:
            yield decoder.decode(piece).encode("utf-8", "replace")

    def _path(self, kind: str) -> str:
        usual = join(dirname(self.main), f"{kind}.xml")
        return next((path for own, path in self.related.values() if own == kind), usual)


def _relations(package: Package, part: str) -> dict[str, tuple[str, str]]:
    tree = package.tree(join(dirname(part), "_rels", f"{basename(part)}.rels"))
    return {
        one.get("Id", ""): (
            basename(one.get("Type", "")),
            normpath(join("/", dirname(part), one.get("Target", ""))).lstrip("/"),
        )
        for one in (tree if tree is not None else ())
    }


def in_one_namespace(content: bytes) -> bytes:
    """The same XML with Word's elements in the usual namespace."""
    if content.startswith(_UTF_16):
        content = _DECLARATION.sub("", content.decode("utf-16", "replace")).encode("utf-8", "replace")
    head = content[:_HEAD]
    for other in _OTHER_NAMES:
        if other in head:
            content = content.replace(other, _TRANSITIONAL)
    return content
