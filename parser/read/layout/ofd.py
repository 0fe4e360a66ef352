"""OFD, the national page format (GB/T 33190-2016): a zip of XML pages in millimetres.

A page's marks (ofd_page) come from its own content and from the templates under it, which often hold all ruling lines.
Seals, signatures and attachments are no text and stay out.
"""

from collections.abc import Iterator
from functools import partial
from posixpath import dirname

from lxml import etree

from parser.model.document import Reading, Source
from parser.model.errors import Damaged, EmptyInput, Encrypted, TooLarge
from parser.read import limits
from parser.read.layout.ofd_page import Artist, Marks, Resources
from parser.read.layout.ofd_xml import box_of, named, resolve, tag_of, text_of
from parser.read.package import Package, looks_zipped
from parser.read.pictures.scanned import Unread, compose_all
from parser.read.plane.page import Page

NAME = "ofd"
_POINTS = 72 / 25.4
_SEND = "请重新导出OFD或PDF后再发，或直接发Word文件。"
_A4 = (0.0, 0.0, 210.0, 297.0)


def accepts(data: bytes, name: str) -> bool:  # noqa: ARG001 - the name is never trusted
    """A zip with the entry file that the standard asks for."""
    return looks_zipped(data, b"OFD.xml")


def read(source: Source) -> Reading:
    """Read all documents of the package, one after the other.

    Raises:
        InputError: encrypted, damaged, over a limit, empty.
    """
    package = Package(source.data)
    root = package.tree("OFD.xml")
    if root is None or any(name.rpartition("/")[2] == "Encryptions.xml" for name in package.members):
        raise Encrypted(f"OFD加了密码或不完整，打不开。{_SEND}")
    documents = [text_of(element) for element in named(root, "DocRoot")]
    if len(documents) > limits.PAGES:
        raise TooLarge(f"OFD里有{len(documents)}份文档，超过{limits.PAGES}份的上限。请只发年度报告本身。")
    pages: list[Marks] = []
    for path in documents:
        for marks in _Document(package, resolve("", path), len(pages)).pages():
            pages.append(marks)
            limits.check_characters(sum(len(done.page.characters) for done in pages))
            if sum(done.segments for done in pages) > limits.ALL_SEGMENTS:
                raise TooLarge(f"OFD的线条多得不正常。{_SEND}")
    if not pages:
        raise Damaged(f"OFD里没有页面，可能已损坏。{_SEND}")
    return _reading(pages, package)


def _reading(pages: list[Marks], package: Package) -> Reading:
    blocks, notes = compose_all(
        [
            Unread(marks.page.number, partial(marks.picture, package))
            if marks.needs_recognition
            else marks.page
            for marks in pages
            if marks.page.characters or marks.needs_recognition
        ]
    )
    if not blocks and not notes:
        raise EmptyInput(f"OFD里没有内容。{_SEND}")
    return Reading(blocks, NAME, notes=notes)


class _Document:
    """One document of the package."""

    def __init__(self, package: Package, path: str, before: int) -> None:
        self.package, self.path, self.before = package, path, before
        root = package.tree(path)
        if root is None:
            raise Damaged(f"OFD缺少页面目录，可能已损坏。{_SEND}")
        self.root = root
        self.box = box_of(next(named(root, "PhysicalBox"), None), _A4)
        self.resources = Resources()
        for kind in ("PublicRes", "DocumentRes"):
            for element in named(root, kind):
                self._load(text_of(element))
        self.templates = {
            element.get("ID", ""): self._content(element.get("BaseLoc", ""))
            for element in named(root, "TemplatePage")
        }

    def pages(self) -> Iterator[Marks]:
        """Its pages in order."""
        elements = [
            element for pages in named(self.root, "Pages") for element in pages if tag_of(element) == "Page"
        ]
        if self.before + len(elements) > limits.PAGES:
            raise TooLarge(f"OFD有{len(elements)}页，超过{limits.PAGES}页的上限。请只发年度报告本身。")
        for number, element in enumerate(elements, self.before + 1):
            content = self._content(element.get("BaseLoc", ""))
            if content is not None:
                yield self._page(content, number)

    def _content(self, location: str) -> etree._Element | None:
        return self.package.tree(resolve(dirname(self.path), location))

    def _load(self, location: str) -> None:
        tree = self._content(location)
        for element in tree.iter() if tree is not None else ():
            if tag_of(element) == "DrawParam":
                self.resources.draws[element.get("ID", "")] = element
            elif tag_of(element) == "CompositeGraphicUnit":
                self.resources.units[element.get("ID", "")] = element
            elif tag_of(element) == "MultiMedia" and element.get("Type") == "Image":
                self.resources.media[element.get("ID", "")] = self._file(location, tree, element)

    def _file(self, location: str, tree: etree._Element, element: etree._Element) -> str:
        """Where in the package a picture is."""
        folder = dirname(resolve(dirname(self.path), location))
        base = resolve(folder, tree.get("BaseLoc", ""))
        return resolve(base, text_of(next(named(element, "MediaFile"), element)))

    def _page(self, content: etree._Element, number: int) -> Marks:
        area = next((element for element in content if tag_of(element) == "Area"), None)
        box = self.box if area is None else box_of(next(named(area, "PhysicalBox"), None), self.box)
        page = Page(number, (box[2]) * _POINTS, (box[3]) * _POINTS)
        artist = Artist(Marks(page), self.resources)
        origin = (_POINTS, 0.0, 0.0, _POINTS, -box[0] * _POINTS, -box[1] * _POINTS)
        for element in content:
            if tag_of(element) == "Template":
                template = self.templates.get(element.get("TemplateID", ""))
                if template is not None:
                    artist.draw(template, origin, 0)
        artist.draw(content, origin, 0)
        artist.leave_out_watermarks()
        return artist.marks
