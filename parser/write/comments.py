"""The clerk's own .docx, with each finding as a comment at its place; nothing else is changed.

A comment stands at the cell it speaks of, at the paragraph that holds its quote, or at the heading of its part. All
files of the package but four (the document, its comments, their relationship and content type) are copied as they
are, and the document differs from the original by comment marks only. Word, WPS and LibreOffice show them.

Format: ISO/IEC 29500 WordprocessingML, comments part.
"""

import io
import zipfile
from collections.abc import Iterator
from datetime import datetime

from lxml import etree

from parser.model.errors import Damaged
from parser.model.finding import Check, Finding, Severity
from parser.model.report import Report
from parser.text import fold

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_COMMENTS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_DOCUMENT, _PART, _LINKS, _CONTENT = (
    "word/document.xml",
    "word/comments.xml",
    "word/_rels/document.xml.rels",
    "[Content_Types].xml",
)
_AUTHOR = "年报审核"
_NAMES = {Severity.ERROR: "错误", Severity.WARNING: "警告", Severity.INFO: "提示"}
LARGEST = 64 * 2**20
"""Bytes that a package may unpack to; the reader refuses larger ones before."""


def _w(name: str) -> str:
    return f"{{{_W}}}{name}"


def annotate(data: bytes, report: Report, result: Check, *, when: datetime) -> bytes:
    """The package with a comment for every finding but group E's (they are not the clerk's).

    Args:
        data: the .docx that ``report`` was read from.
        report: for the places of its cells and headings.
        result: what the rules said.
        when: the time that the comments bear.

    Raises:
        Damaged: it is no .docx, or one that unpacks to more than ``LARGEST``.
    """
    files = _unpack(data)
    document = _parse(files[_DOCUMENT])
    comments = _parse(files[_PART]) if _PART in files else etree.Element(_w("comments"), nsmap={"w": _W})
    number = max((int(c.get(_w("id"), "0")) for c in comments), default=-1) + 1
    for finding in (f for f in result.findings if not f.rule.startswith("E")):
        anchor = _anchor(document, report, finding)
        if anchor is not None:
            _mark(anchor, number)
            comments.append(_comment(finding, number, when))
            number += 1
    files |= {_DOCUMENT: _bytes(document), _PART: _bytes(comments)}
    files |= {_LINKS: _linked(files.get(_LINKS)), _CONTENT: _typed(files[_CONTENT])}
    return _pack(data, files)


def _unpack(data: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if sum(info.file_size for info in package.infolist()) > LARGEST:
                raise Damaged("文件解开后过大，无法加批注。")
            files = {info.filename: package.read(info) for info in package.infolist()}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as err:
        raise Damaged("不是可以加批注的Word文档（.docx）。") from err
    if not {_DOCUMENT, _CONTENT} <= files.keys():
        raise Damaged("不是可以加批注的Word文档（.docx）。")
    return files


def _parse(data: bytes) -> "etree._Element":
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as err:
        raise Damaged("Word文档已损坏，无法加批注。") from err


def _bytes(element: "etree._Element") -> bytes:
    return bytes(etree.tostring(element, xml_declaration=True, encoding="UTF-8", standalone=True))


def _pack(data: bytes, files: dict[str, bytes]) -> bytes:
    """The package in its old order, new files last."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        names = [info.filename for info in old.infolist()]
        for name in [*names, *(n for n in files if n not in names)]:
            new.writestr(name, files[name])
    return out.getvalue()


def _anchor(document: "etree._Element", report: Report, finding: Finding) -> "etree._Element | None":
    """The paragraph to comment on: the cell's, the quote's, the part's heading, else the first one."""
    for code in finding.where.cells:
        cell = report.cells.get(code)
        found = _cell(document, cell.place.table, cell.place.row, cell.place.column) if cell else None
        if cell and found is not None and fold("".join(found.itertext(_w("t")))) == fold(cell.raw):
            return found.find(_w("p"))
    paragraphs = list(document.iter(_w("p")))
    section = report.section(finding.where.section) if finding.where.section else None
    for words in (finding.where.quote, section.heading if section else None, report.title):
        wanted = fold((words or "").strip().split("\n")[0])[:40]
        found = next((p for p in paragraphs if wanted and wanted in fold("".join(p.itertext(_w("t"))))), None)
        if found is not None:
            return found
    return paragraphs[0] if paragraphs else None


def _cell(
    document: "etree._Element", table: int | None, row: int | None, column: int | None
) -> "etree._Element | None":
    """The cell of a table by its place in the grid (all counts from 1)."""
    if table is None or row is None or column is None:
        return None
    outer = [t for t in document.iter(_w("tbl")) if next(t.iterancestors(_w("tbl")), None) is None]
    if table > len(outer):
        return None
    rows = [
        r for r in outer[table - 1].iter(_w("tr")) if next(r.iterancestors(_w("tbl"))) is outer[table - 1]
    ]
    if row > len(rows):
        return None
    return next((cell for first, last, cell in _spans(rows[row - 1]) if first < column <= last), None)


def _spans(row: "etree._Element") -> Iterator[tuple[int, int, "etree._Element"]]:
    """The cells of a row with the grid columns that they cover: (first, last], counted from 0."""
    at = _number(row.find(f"{_w('trPr')}/{_w('gridBefore')}"), 0)
    for cell in row.iter(_w("tc")):
        if next(cell.iterancestors(_w("tr"))) is row:
            width = _number(cell.find(f"{_w('tcPr')}/{_w('gridSpan')}"), 1)
            yield at, at + width, cell
            at += width


def _number(element: "etree._Element | None", default: int) -> int:
    value = element.get(_w("val"), "") if element is not None else ""
    return int(value) if value.isdigit() else default


def _mark(paragraph: "etree._Element", number: int) -> None:
    """Span the paragraph's content with the comment's range and put its reference behind it."""
    start, end, run, reference = (
        etree.Element(_w(name)) for name in ("commentRangeStart", "commentRangeEnd", "r", "commentReference")
    )
    for element in (start, end, reference):
        element.set(_w("id"), str(number))
    run.append(reference)
    properties = paragraph.find(_w("pPr"))
    paragraph.insert(0 if properties is None else paragraph.index(properties) + 1, start)
    paragraph.extend((end, run))


def _comment(finding: Finding, number: int, when: datetime) -> "etree._Element":
    comment = etree.Element(_w("comment"))
    for name, value in (
        ("id", str(number)),
        ("author", _AUTHOR),
        ("initials", "审"),
        ("date", f"{when:%Y-%m-%dT%H:%M:%SZ}"),
    ):
        comment.set(_w(name), value)
    head = f"【{_NAMES[finding.severity]} {finding.rule}】{finding.message}"
    for line in (head, f"改法：{finding.fix}", f"依据：{finding.basis}"):
        text = etree.SubElement(etree.SubElement(etree.SubElement(comment, _w("p")), _w("r")), _w("t"))
        text.text = "".join(c for c in line if c.isprintable())
    return comment


def _linked(data: bytes | None) -> bytes:
    """The document's relationships, with the comments among them."""
    links = _parse(data) if data else etree.Element(f"{{{_RELS}}}Relationships", nsmap={None: _RELS})
    if not any(link.get("Type") == _COMMENTS for link in links):
        taken = {link.get("Id") for link in links}
        name = next(f"rIdReview{n}" for n in range(len(taken) + 1) if f"rIdReview{n}" not in taken)
        etree.SubElement(links, f"{{{_RELS}}}Relationship", Id=name, Type=_COMMENTS, Target="comments.xml")
    return _bytes(links)


def _typed(data: bytes) -> bytes:
    """The content types, with that of the comments."""
    types = _parse(data)
    if not any(item.get("PartName") == f"/{_PART}" for item in types):
        etree.SubElement(types, f"{{{_TYPES}}}Override", PartName=f"/{_PART}", ContentType=_COMMENTS_TYPE)
    return _bytes(types)
