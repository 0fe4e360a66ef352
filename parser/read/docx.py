"""Word documents (.docx, and the flat XML that Word 2003 and WPS save): the parts of the file and what joins them.

``docx_unseen`` and ``docx_plain`` make the tree show what the page shows, ``docx_walk`` turns it into paragraphs and tables,
``docx_lists`` knows styles and automatic numbers. Strict and 2003 files differ mostly in the name of the namespace,
so it is replaced before parsing. Headers and footers are no part of a report and stay out; notes come last.

Web pages save "Word files" whose body is only a mark that another file (html, mht, rtf, docx) stands here
(``altChunk``, 17.17.2); such a file is read by its own reader, behind what the body says itself.
"""

from posixpath import basename, dirname, join, normpath

from lxml import etree

from parser.model.document import Block, Reading, Source
from parser.model.errors import Damaged
from parser.read import limits
from parser.read.blocks import Table, Text, settle
from parser.read.docx_lists import Lists, Sheet
from parser.read.docx_plain import W, make_plain
from parser.read.docx_unseen import drop_unseen
from parser.read.docx_walk import Walk
from parser.read.package import Package, looks_zipped, parse_xml

NAME = "docx"

_TRANSITIONAL = W[1:-1].encode()
_OTHER_NAMES = (
    b"http://purl.oclc.org/ooxml/wordprocessingml/main",
    b"http://schemas.microsoft.com/office/word/2003/wordml",
)
_OFFICE_DOCUMENT = "/officeDocument"
_HEAD = 4096
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_MOST_FILES = 20
_INSIDE = (".html", ".mail", ".rtf", ".text")
_RESAVE = "请在Word或WPS里重新保存后再发，或把文字和表格直接粘贴过来。"


def accepts(data: bytes, name: str) -> bool:  # noqa: ARG001 - the name is never trusted
    """A zip with a Word part, or Word's flat XML."""
    return looks_zipped(data, b"word/", b"word\\") or is_flat(data)


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
    return Reading(_blocks(Package(source.data)), NAME)


def _blocks(package: Package, *, inside: bool = False) -> tuple[Block, ...]:
    """The blocks of a package; of one that stands inside another no further files are read."""
    path = _main_part(package)
    content = package.read(path)
    if content is None:
        raise Damaged(f"Word文件里没有正文，可能已损坏。{_RESAVE}")
    folder = dirname(path)
    body = _body(parse_xml(_plain_names(content)))
    files = [] if inside else _files(package, path, body)
    parts = [*_walk(body, _lists(package, folder)), *_notes(package, folder)]
    if not files:
        return settle(parts)
    own = settle(parts) if any(not isinstance(part, Text) or part.text.strip() for part in parts) else ()
    return (*own, *(block for file in files for block in _read_inside(file)))


def _files(package: Package, path: str, body: etree._Element) -> list[Source]:
    """The files that stand in the body's place."""
    marks = [mark.get(_RELATION) for mark in body.iter(W + "altChunk")][:_MOST_FILES]
    relations = package.tree(join(dirname(path), "_rels", f"{basename(path)}.rels")) if marks else None
    targets = {
        one.get("Id"): str(one.get("Target", "")) for one in (relations if relations is not None else ())
    }
    names = [
        normpath(join("/", dirname(path), targets[mark])).lstrip("/") for mark in marks if mark in targets
    ]
    return [Source(name, data) for name in names if (data := package.read(name))]


def _read_inside(file: Source) -> tuple[Block, ...]:
    from parser.read import reader  # noqa: PLC0415 - the package imports its modules when they are asked for

    if accepts(file.data, file.name) and not is_flat(file.data):
        return _blocks(Package(file.data), inside=True)
    module = reader(file)
    return module.read(file).blocks if module.__name__.endswith(_INSIDE) else ()


def _main_part(package: Package) -> str:
    relations = package.tree("_rels/.rels")
    for relation in relations if relations is not None else ():
        if str(relation.get("Type", "")).endswith(_OFFICE_DOCUMENT):
            return normpath(str(relation.get("Target", ""))).lstrip("/")
    return "word/document.xml"


def _plain_names(content: bytes) -> bytes:
    head = content[:_HEAD]
    for other in _OTHER_NAMES:
        if other in head:
            content = content.replace(other, _TRANSITIONAL)
    return content


def _lists(package: Package, folder: str) -> Lists:
    """The lists; numbering is parsed only when a paragraph asks for it."""

    def numbering() -> etree._Element | None:
        content = package.read(join(folder, "numbering.xml"))
        return None if content is None else parse_xml(_plain_names(content))

    return Lists(Sheet(package.pieces(join(folder, "styles.xml"))), numbering)


def _flat(data: bytes) -> list[Text | Table]:
    """A flat file holds body, styles and lists in one tree."""
    content = _plain_names(data[: limits.PART])
    root = parse_xml(content)
    holder = next(root.iter(W + "numbering", W + "lists"), None)
    return _walk(_body(root), Lists(Sheet(iter((content,))), lambda: holder))


def _body(root: etree._Element) -> etree._Element:
    body = next(root.iter(W + "body"), None)
    if body is None:
        raise Damaged(f"Word文件里没有正文，可能已损坏。{_RESAVE}")
    return body


def _walk(container: etree._Element, lists: Lists) -> list[Text | Table]:
    drop_unseen(container, lists.styles.hides)
    make_plain(container)
    return Walk(container, lists).parts(container)


def _notes(package: Package, folder: str) -> list[Text | Table]:
    """Foot- and endnotes, at the end, where they can cut no sentence and no section."""
    texts: list[Text | Table] = []
    for name in ("footnotes.xml", "endnotes.xml"):
        content = package.read(join(folder, name))
        if content is None:
            continue
        for note in parse_xml(_plain_names(content)):
            if note.get(W + "type") in (None, "normal"):
                texts += _walk(note, Lists(Sheet(iter(())), lambda: None))
    return texts
