"""Word documents (.docx, and the flat XML that Word 2003 and WPS save): the parts of the file and what joins them.

``docx_parts`` finds the parts, ``docx_unseen`` and ``docx_plain`` make the tree show what the page shows, ``docx_walk``
turns it into paragraphs and tables, ``docx_lists`` knows styles and automatic numbers. Headers and footers are no part
of a report and stay out; notes come last. Pictures are not read: a report that lacks tables is told so.

Web pages save "Word files" whose body is only a mark that another file (html, mht, rtf, docx) stands here
(``altChunk``, 17.17.2); such a file is read by its own reader, behind what the body says itself.
"""

from collections.abc import Sequence

from lxml import etree

from parser.model.document import Block, Reading, Source
from parser.model.errors import Damaged
from parser.read import limits
from parser.read.blocks import Table, Text, picture_notes, settle
from parser.read.package import Package, looks_zipped, parse_xml
from parser.read.word.docx_lists import Lists, Sheet
from parser.read.word.docx_parts import RELATED, Parts, in_one_namespace
from parser.read.word.docx_plain import W, make_plain
from parser.read.word.docx_unseen import drop_unseen
from parser.read.word.docx_walk import Walk

NAME = "docx"

_HEAD = 4096
_PICTURES = ("{*}blip", "{*}imagedata")
_MOST_FILES = 20
_INSIDE = (".html", ".mail", ".rtf", ".text")
_RESAVE = "请在Word或WPS里重新保存后再发，或把文字和表格直接粘贴过来。"


def accepts(data: bytes, name: str) -> bool:  # noqa: ARG001 - the name is never trusted
    """A zip with a Word part in whatever folder, or Word's flat XML."""
    named = looks_zipped(data, b"word/", b"word\\") or (
        looks_zipped(data, b"[Content_Types].xml") and looks_zipped(data, b"document.xml")
    )
    return named or is_flat(data)


def is_flat(data: bytes) -> bool:
    """Whether it is a document that Word or WPS saved as one XML file."""
    head = data[:_HEAD]
    return b"<?xml" in head[:64] and (b"wordDocument" in head or b"pkg:package" in head)


def read(source: Source) -> Reading:
    """Read a Word document.

    Raises:
        InputError: damaged, encrypted, too large or empty; the sentence says what to send instead.
    """
    if is_flat(source.data):
        return Reading(settle(_flat(source.data)), NAME)
    parts = Parts(Package(source.data))
    body = _body(parts.tree())
    files = _files(parts, body)
    blocks = _blocks(parts, body, files)
    return Reading(blocks, NAME, notes=picture_notes(blocks, lambda: _pictures(body)))


def _pictures(body: etree._Element) -> int:
    """How many pictures stand in a body; a drawing may have two forms of one."""
    return len({mark.get(name) for mark in body.iter(*_PICTURES) for name in RELATED} - {None})


def _blocks(parts: Parts, body: etree._Element, files: Sequence[Source] = ()) -> tuple[Block, ...]:
    """The blocks of a package, and of the files that stand in it; of one that stands in another, no files are read."""
    found = [*_walk(body, _lists(parts)), *_notes(parts)]
    if not files:
        return settle(found)
    own = settle(found) if any(not isinstance(part, Text) or part.text.strip() for part in found) else ()
    return (*own, *(block for file in files for block in _read_inside(file)))


def _files(parts: Parts, body: etree._Element) -> list[Source]:
    """The files that stand in the body's place."""
    marks = [mark.get(name) for mark in body.iter(W + "altChunk") for name in RELATED]
    names = [parts.related[mark][1] for mark in marks if mark in parts.related][:_MOST_FILES]
    return [Source(name, data) for name in names if (data := parts.package.read(name))]


def _read_inside(file: Source) -> tuple[Block, ...]:
    from parser.read import reader  # noqa: PLC0415 - the package imports its modules when they are asked for

    if accepts(file.data, file.name) and not is_flat(file.data):
        parts = Parts(Package(file.data))
        return _blocks(parts, _body(parts.tree()))
    module = reader(file)
    return module.read(file).blocks if module.__name__.endswith(_INSIDE) else ()


def _lists(parts: Parts) -> Lists:
    """The lists; numbering is parsed only when a paragraph asks for it."""
    return Lists(Sheet(parts.pieces("styles")), lambda: parts.tree("numbering"))


def _flat(data: bytes) -> list[Text | Table]:
    """A flat file holds body, styles and lists in one tree."""
    content = in_one_namespace(data[: limits.PART])
    root = parse_xml(content)
    holder = next(root.iter(W + "numbering", W + "lists"), None)
    return _walk(_body(root), Lists(Sheet(iter((content,))), lambda: holder))


def _body(root: etree._Element | None) -> etree._Element:
    body = None if root is None else next(root.iter(W + "body"), None)
    if body is None:
        raise Damaged(f"Word文件里没有正文，可能已损坏。{_RESAVE}")
    return body


def _walk(container: etree._Element, lists: Lists) -> list[Text | Table]:
    drop_unseen(container, lists.styles.hides)
    make_plain(container)
    return Walk(container, lists).parts(container)


def _notes(parts: Parts) -> list[Text | Table]:
    """Foot- and endnotes, at the end, where they can cut no sentence and no section."""
    texts: list[Text | Table] = []
    for kind in ("footnotes", "endnotes"):
        holder = parts.tree(kind)
        for note in holder if holder is not None else ():
            if note.get(W + "type") in (None, "normal"):
                texts += _walk(note, Lists(Sheet(iter(())), lambda: None))
    return texts
