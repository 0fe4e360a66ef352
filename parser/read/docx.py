"""Word documents (.docx, and the flat XML that Word 2003 and WPS save): text as a reader of the page sees it.

The tree is first made plain, in C: deleted text, fallbacks of drawings, tab stops and hidden runs go; wrappers
(insertions, content controls, links, smart tags) dissolve. What is left is paragraphs, tables and runs. Strict and
2003 files differ only in the name of the namespace, so it is replaced before parsing.
Source: ECMA-376 part 1, 17.3 (text), 17.4 (tables), 17.13.5 (revisions), 17.17.3 (alternate content).
"""

from collections.abc import Iterator
from posixpath import join, normpath

from lxml import etree

from parser.model.document import Reading, Source
from parser.model.errors import Damaged
from parser.read import limits
from parser.read.blocks import Placed, Table, Text, settle, stack
from parser.read.docx_lists import Lists, read_lists
from parser.read.package import Package, looks_zipped, parse_xml

NAME = "docx"

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_TRANSITIONAL = _W[1:-1].encode()
_OTHER_NAMES = (
    b"http://purl.oclc.org/ooxml/wordprocessingml/main",
    b"http://schemas.microsoft.com/office/word/2003/wordml",
)
_OFFICE_DOCUMENT = "/officeDocument"
_HEAD = 4096


def _names(*names: str) -> list[str]:
    return [_W + name for name in names]


P, TBL, TR, TC, R, PPR, TCPR, TRPR, TXBX = _names(
    "p", "tbl", "tr", "tc", "r", "pPr", "tcPr", "trPr", "txbxContent"
)
T, TAB, BR, CR, HYPHEN, SYM = _names("t", "tab", "br", "cr", "noBreakHyphen", "sym")
VAL = _W + "val"
_INK = frozenset((T, TAB, BR, CR, HYPHEN, SYM))
_GONE = [*_names("del", "moveFrom", "tabs", "sdtPr", "sdtEndPr", "rPrChange", "pPrChange", "tcPrChange", "trPrChange"),
         *_names("tblPrChange", "tblGridChange", "sectPrChange", "instrText", "fldData", "binData"),
         *_names("tblPrExChange", "numberingChange")]  # fmt: skip
_WRAPPERS = [
    *_names("ins", "moveTo", "sdt", "sdtContent", "smartTag", "customXml", "hyperlink", "fldSimple", "ruby", "rubyBase"),
    *_names("dir", "bdo"), _MC + "AlternateContent", _MC + "Choice",
    "{http://schemas.microsoft.com/office/word/2003/auxHint}sect",
    "{http://schemas.microsoft.com/office/word/2003/auxHint}sub-section",
]  # fmt: skip


def accepts(data: bytes, name: str) -> bool:  # noqa: ARG001 - the name is never trusted
    """A zip with a Word part, or Word's flat XML."""
    return looks_zipped(data, b"word/", b"word\\") or is_flat(data)


def is_flat(data: bytes) -> bool:
    """Whether it is a document that Word 2003 or WPS saved as one XML file."""
    head = data[:_HEAD]
    return b"<?xml" in head[:64] and (b"wordDocument" in head or b"pkg:package" in head)


def read(source: Source) -> Reading:
    """Read a Word document.

    Raises:
        InputError: damaged, encrypted, too large or empty; the sentence says what to send instead.
    """
    if is_flat(source.data):
        body, lists = _flat(source.data)
        return Reading(settle(_walk(body, lists)), NAME)
    package = Package(source.data)
    path = _main_part(package)
    content = package.read(path)
    if content is None:
        raise Damaged("Word文件里没有正文，可能已损坏。请在Word或WPS里重新保存后再发。")
    root = parse_xml(_plain_names(content))
    lists = _lists(package, path)
    notes = _footnotes(package, path)
    return Reading(settle([*_walk(_body(root), lists), *notes]), NAME)


def _main_part(package: Package) -> str:
    relations = package.tree("_rels/.rels")
    for relation in relations if relations is not None else ():
        if str(relation.get("Type", "")).endswith(_OFFICE_DOCUMENT):
            return normpath(str(relation.get("Target", ""))).lstrip("/")
    return "word/document.xml"


def _flat(data: bytes) -> tuple[etree._Element, Lists]:
    """Body and lists of a flat file (in the newer kind every part is an element of its own)."""
    root = parse_xml(_plain_names(data[: limits.PART]))
    parts = {
        part.get(part.tag.rpartition("}")[0] + "}name"): part for part in root if part.tag.endswith("}part")
    }
    if not parts:
        return _body(root), read_lists(root, root)
    inner = {
        name: next(part.iter(_W + kind), None)
        for name, part in parts.items()
        for kind in ("numbering", "styles")
    }
    return _body(root), read_lists(
        next(root.iter(_W + "numbering"), None), next(root.iter(_W + "styles"), None) or inner.get("")
    )


def _plain_names(content: bytes) -> bytes:
    head = content[:_HEAD]
    for other in _OTHER_NAMES:
        if other in head:
            content = content.replace(other, _TRANSITIONAL)
    return content


def _lists(package: Package, path: str) -> Lists:
    folder = path.rpartition("/")[0]
    parts = [package.read(join(folder, name)) for name in ("numbering.xml", "styles.xml")]
    numbering, styles = (None if part is None else parse_xml(_plain_names(part)) for part in parts)
    return read_lists(numbering, styles)


def _footnotes(package: Package, path: str) -> list[Text | Table]:
    """Foot- and endnotes, at the end, where they can cut no sentence and no section."""
    texts: list[Text | Table] = []
    for name in ("footnotes.xml", "endnotes.xml"):
        content = package.read(join(path.rpartition("/")[0], name))
        if content is not None:
            root = parse_xml(_plain_names(content))
            _make_plain(root)
            notes = [note for note in root if note.get(_W + "type") is None]
            texts += [part for note in notes for part in _walk(note, read_lists(None, None))]
    return texts


def _body(root: etree._Element) -> etree._Element:
    body = next(root.iter(_W + "body"), None)
    if body is None:
        raise Damaged("Word文件里没有正文，可能已损坏。请在Word或WPS里重新保存后再发。")
    _make_plain(body)
    return body


def _make_plain(body: etree._Element) -> None:
    """Make the tree show what the page shows, revisions accepted."""
    _drop_deleted(body)
    _drop_hidden(body)
    for choice in list(body.iter(_MC + "AlternateContent")):
        if choice.find(_MC + "Choice") is not None:
            etree.strip_elements(choice, _MC + "Fallback", with_tail=False)
    etree.strip_elements(body, *_GONE, with_tail=False)
    etree.strip_tags(body, *_WRAPPERS, _MC + "Fallback")


def _drop_deleted(body: etree._Element) -> None:
    """Rows and cells marked as deleted, and paragraph marks: such a paragraph goes on in the next one."""
    for mark in list(body.iter(_W + "del", _W + "cellDel", _W + "moveFrom")):
        holder = mark.getparent()
        if holder is None or holder.tag not in (TRPR, TCPR, _W + "rPr"):
            continue
        owner = holder.getparent()
        parent = owner.getparent() if owner is not None else None
        if owner is None or parent is None:
            continue
        if owner.tag in (TR, TC):
            parent.remove(owner)
        elif owner.tag == PPR:
            _join_next(parent)


def _join_next(paragraph: etree._Element) -> None:
    follower = paragraph.getnext()
    if follower is None or follower.tag != P:
        return
    start = 1 if len(follower) and follower[0].tag == PPR else 0
    for offset, child in enumerate([child for child in paragraph if child.tag != PPR]):
        follower.insert(start + offset, child)
    parent = paragraph.getparent()
    if parent is not None:
        parent.remove(paragraph)


def _drop_hidden(body: etree._Element) -> None:
    for mark in list(body.iter(_W + "vanish")):
        run = mark.getparent().getparent() if mark.getparent() is not None else None
        if run is not None and run.tag == R and is_on(mark):
            for ink in list(run):
                if ink.tag in _INK:
                    run.remove(ink)


def is_on(mark: etree._Element | None) -> bool:
    """Whether a toggle such as w:vanish is set: there, and not said to be off."""
    return mark is not None and mark.get(VAL) not in ("0", "false", "off", "none")


def _walk(container: etree._Element, lists: Lists) -> list[Text | Table]:
    """The paragraphs and tables of a body, a cell or a text box."""
    parts: list[Text | Table] = []
    for child in container:
        if child.tag == P:
            parts += _paragraph(child, lists)
        elif child.tag == TBL:
            parts.append(_table(child, lists))
    return parts


def _paragraph(paragraph: etree._Element, lists: Lists) -> Iterator[Text | Table]:
    """The paragraph with its number, then what its text boxes hold."""
    boxes = list(paragraph.iter(TXBX))
    for box in boxes:
        box.getparent().remove(box)
    number, level = lists.describe(paragraph)
    text = _ink(paragraph)
    yield Text(number + text if text.strip() else text, level)
    for box in boxes:
        yield from _walk(box, lists)


def _ink(paragraph: etree._Element) -> str:
    pieces: list[str] = []
    for piece in paragraph.iter(T, TAB, BR, CR, HYPHEN, SYM):
        tag = piece.tag
        if tag == T:
            pieces.append(piece.text or "")
        elif tag == TAB:
            pieces.append("\t")
        elif tag == HYPHEN:
            pieces.append("-")
        else:
            pieces.append(_symbol(piece) if tag == SYM else "\n")
    return pieces[0] if len(pieces) == 1 else "".join(pieces)


def _symbol(piece: etree._Element) -> str:
    """A character of a symbol font: plain ones stand at F020 to F07E, pictures have no text."""
    try:
        code = int(piece.get(_W + "char", "0"), 16)
    except ValueError:
        return ""
    if piece.get(_W + "font", "").startswith("Wingdings"):
        return ""
    return chr(code - 0xF000) if 0xF020 <= code <= 0xF07E else ""


def _table(element: etree._Element, lists: Lists) -> Table:
    rows = [child for child in element if child.tag == TR]
    limits.check_grid(len(rows), 0)
    return stack([list(_cells(row, lists)) for row in rows])


def _cells(row: etree._Element, lists: Lists) -> Iterator[Placed]:
    column = 0
    for child in row:
        if child.tag == TC:
            span, merge = 1, ""
            properties = child.find(TCPR)
            if properties is not None:
                span = number_in(properties, "gridSpan", 1)
                mark = properties.find(_W + "vMerge")
                mark = properties.find(_W + "vmerge") if mark is None else mark
                merge = "" if mark is None else mark.get(VAL, "continue")
            yield Placed(column, span, merge, _walk(child, lists))
            column += span
        elif child.tag == TRPR:
            column += number_in(child, "gridBefore", 0)


def number_in(properties: etree._Element, name: str, default: int) -> int:
    """A number from the properties, at least ``default``."""
    found = properties.find(_W + name)
    try:
        return default if found is None else max(default, int(found.get(VAL, "")))
    except ValueError:
        return default
