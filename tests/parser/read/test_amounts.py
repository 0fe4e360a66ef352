"""Small files that would unfold into very much: each is refused, or costs no more than it is large."""

import struct

import pytest

from parser.model.document import Source
from parser.model.errors import Damaged, TooLarge
from parser.read import limits, read
from parser.read.word.doc_text import Streams, paragraphs

OFD = "xmlns:ofd='http://www.ofdspec.org/2016'"
PARAGRAPH = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"


def ofd_of(zipped, page: str, resources: str = "", roots: int = 1) -> bytes:
    root = "<ofd:DocRoot>Document.xml</ofd:DocRoot>" * roots
    return zipped(
        {
            "OFD.xml": f"<ofd:OFD {OFD}>{root}</ofd:OFD>",
            "Document.xml": f"<ofd:Document {OFD}><ofd:PublicRes>Res.xml</ofd:PublicRes><ofd:TemplatePage ID='5' "
            "BaseLoc='T.xml'/><ofd:Pages><ofd:Page BaseLoc='P.xml'/></ofd:Pages></ofd:Document>",
            "Res.xml": f"<ofd:Res {OFD}>{resources}</ofd:Res>",
            "T.xml": f"<ofd:Page {OFD}><ofd:Content>{'<ofd:ImageObject/>' * 500}</ofd:Content></ofd:Page>",
            "P.xml": f"<ofd:Page {OFD}>{page}</ofd:Page>",
        }
    )


def units(each: int) -> str:
    """Composite units, each of which holds the next one many times."""
    held = "<ofd:CompositeObject ResourceID='{}'/>"
    return "".join(
        f"<ofd:CompositeGraphicUnit ID='{n}'>{held.format(n + 1) * each}</ofd:CompositeGraphicUnit>"
        for n in range(9)
    )


@pytest.mark.parametrize(
    ("page", "resources", "roots"),
    [
        ("<ofd:Template TemplateID='5'/>" * 500, "", 1),
        ("<ofd:Content><ofd:CompositeObject ResourceID='0'/></ofd:Content>", units(50), 1),
        (f"<ofd:Content><ofd:TextObject><ofd:TextCode>{' ' * 70_000}</ofd:TextCode></ofd:TextObject></ofd:Content>", "", 1),
        ("", "", 61),
    ],
    ids=["templates", "units", "blanks", "documents"],
)  # fmt: skip
def test_an_ofd_that_repeats_itself(page, resources, roots, zipped):
    with pytest.raises(TooLarge):
        read(Source("x", ofd_of(zipped, page, resources, roots)))


def test_a_row_of_thousands_of_borders():
    rtf = r"{\rtf1\trowd" + r"\cellx1" * 20_000 + r"\pard\intbl a\cell\row" * 3 + "}"
    with pytest.raises(TooLarge):
        read(Source("x", rtf.encode()))


@pytest.mark.parametrize("kind", ["docx", "html"])
def test_more_text_than_a_report(kind, docx_of):
    text = "字" * (limits.ALL_CHARACTERS // 10)
    made = {
        "docx": lambda: docx_of(PARAGRAPH.format(text) * 11),
        "html": f"<html><table>{f'<tr><td>{text}<td>1' * 11}</table>".encode,
    }
    with pytest.raises(TooLarge):
        read(Source("x", made[kind]()))


def test_a_number_with_an_endless_text_around_it(docx_of):
    numbered = "<w:p><w:pPr><w:numPr><w:ilvl w:val='0'/><w:numId w:val='1'/></w:numPr></w:pPr><w:r><w:t>甲</w:t></w:r></w:p>"
    level = f"<w:lvl w:ilvl='0'><w:lvlText w:val='{'长' * 100_000}'/></w:lvl>"
    numbering = f"<w:abstractNum w:abstractNumId='0'>{level}</w:abstractNum>"
    numbering += "<w:num w:numId='1'><w:abstractNumId w:val='0'/></w:num>"
    reading = read(Source("x", docx_of(numbered * 50, numbering=numbering)))
    assert max(len(block.text) for block in reading.blocks) < 100


def streams_of(clx: bytes, plc: bytes = b"") -> Streams:
    header = bytearray(0x400)
    struct.pack_into("<II", header, 0x9A + 8 * 33, 0, len(clx))
    struct.pack_into("<II", header, 0x9A + 8 * 13, len(clx), len(plc))
    return Streams(bytes(header), clx + plc)


def test_a_piece_that_ends_before_it_begins():
    """Its text would be all of the document but a few bytes, as often as the table says so."""
    clx = b"\2" + struct.pack("<IIIHIH", 16, 9, 1, 0, 0x40, 0)
    with pytest.raises(ValueError, match="before it begins"):
        list(paragraphs(streams_of(clx), lambda _: (None, None)))


def test_more_formatted_pages_than_the_document_has():
    clx = b"\2" + struct.pack("<IIIHIH", 16, 0, 1, 0, 0x40, 0)
    with pytest.raises(ValueError, match="more pages"):
        list(paragraphs(streams_of(clx, bytes(4 + 8 * 3)), lambda _: (None, None)))


def test_a_broken_member_does_not_hide_the_report(zipped, ole_of):
    """One file of an archive trips its reader; the report beside it is read, and the other one named."""
    broken = ole_of({"WordDocument": struct.pack("<HH", 0xA5EC, 0xC1)})
    reading = read(Source("x", zipped({"甲.doc": broken, "乙.txt": "一、总体情况\n公开12条。"})))
    assert [block.text for block in reading.blocks] == ["一、总体情况", "公开12条。"]
    assert any("甲.doc" in message for _, message, _ in reading.notes)


def test_a_reader_that_trips_over_a_member(zipped, monkeypatch):
    def trip(_):
        raise IndexError

    monkeypatch.setattr("parser.read.web.html.read", trip)
    with pytest.raises(Damaged):
        read(Source("x", b"<html>"))
    reading = read(Source("x", zipped({"a.html": "<html>", "b.txt": "一、总体情况\n公开12条。"})))
    assert len(reading.blocks) == 2
