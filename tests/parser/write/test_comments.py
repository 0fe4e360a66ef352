"""Comments in the clerk's own Word file: at the right places, and nothing else changed."""

import io
import zipfile
from datetime import datetime
from types import ModuleType

import pytest
from lxml import etree

import bench.drafts
from parser.extract import extract
from parser.model.document import Source
from parser.model.errors import Damaged
from parser.model.finding import Check
from parser.model.report import Report
from parser.read import read
from parser.rules import check
from parser.write import annotate

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WHEN = datetime(2024, 1, 25, 9, 30)  # noqa: DTZ001 - a fixed time, zone of no matter
MARKS = ("commentRangeStart", "commentRangeEnd", "commentReference")


@pytest.fixture(scope="module")
def drafts() -> ModuleType:
    """The builder of drafts in bench/."""
    return bench.drafts


@pytest.fixture(scope="module")
def broken(drafts: ModuleType) -> tuple[bytes, Report, Check]:
    """A draft with a wrong cell and a wrong sentence, as Word file, read and checked."""
    draft = drafts.plain().put(t3__new__total="9", t2__coercion__decisions="/")
    data = draft.write(1, f"{draft.texts[1]}\n加强信息报送工作工作宣传。").docx()
    report = extract(read(Source("draft.docx", data)))
    return data, report, check(report)


def _part(data: bytes, name: str) -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return etree.fromstring(package.read(name))


def _comments(data: bytes) -> dict[str, str]:
    return {c.get(f"{W}id"): "".join(c.itertext()) for c in _part(data, "word/comments.xml")}


def _commented(data: bytes, number: str) -> str:
    document = _part(data, "word/document.xml")
    mark = next(e for e in document.iter(f"{W}commentRangeStart") if e.get(f"{W}id") == number)
    return "".join(mark.getparent().itertext(f"{W}t"))


def test_every_finding_is_a_comment_where_it_stands(broken: tuple[bytes, Report, Check]) -> None:
    """A cell's finding at the cell, a sentence's at its paragraph, with what to do and why."""
    data, report, result = broken
    written = annotate(data, report, result, when=WHEN)
    comments = _comments(written)
    assert len(comments) == sum(not f.rule.startswith("E") for f in result.findings)
    at = {
        text[text.index(" ") + 1 : text.index("】")]: _commented(written, n) for n, text in comments.items()
    }
    assert at["T211"] == "/"
    assert "工作工作" in at["W901"]
    assert at["T304"] == "1"
    assert all("改法：" in text and "依据：" in text for text in comments.values())


def test_nothing_else_is_changed(broken: tuple[bytes, Report, Check]) -> None:
    """Without the comment marks the document is the original, and all other files are the same bytes."""
    data, report, result = broken
    written = annotate(data, report, result, when=WHEN)
    document = _part(written, "word/document.xml")
    for mark in list(document.iter(*(f"{W}{name}" for name in MARKS))):
        run = mark.getparent()
        (run.getparent().remove(run) if run.tag == f"{W}r" else run.remove(mark))
    assert etree.tostring(document, method="c14n") == etree.tostring(
        _part(data, "word/document.xml"), method="c14n"
    )
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(io.BytesIO(written)) as new:
        touched = {
            "word/document.xml",
            "word/comments.xml",
            "word/_rels/document.xml.rels",
            "[Content_Types].xml",
        }
        assert {n for n in old.namelist() if n not in touched and old.read(n) != new.read(n)} == set()


def test_the_annotated_file_reads_as_the_same_report(broken: tuple[bytes, Report, Check]) -> None:
    """A comment is no text of the report."""
    data, report, result = broken
    again = extract(read(Source("draft.docx", annotate(data, report, result, when=WHEN))))
    assert [s.text for s in again.sections] == [s.text for s in report.sections]
    assert {c: v.value for c, v in again.cells.items()} == {c: v.value for c, v in report.cells.items()}


def test_comments_that_were_there_stay(broken: tuple[bytes, Report, Check]) -> None:
    """A second round adds to the first; no number is used twice."""
    data, report, result = broken
    once = annotate(data, report, result, when=WHEN)
    twice = annotate(once, report, result, when=WHEN)
    assert len(_comments(twice)) == 2 * len(_comments(once))
    assert _comments(once).items() <= _comments(twice).items()


def test_an_independent_reader_opens_it(broken: tuple[bytes, Report, Check]) -> None:
    """python-docx finds the comments with author and text."""
    import docx

    data, report, result = broken
    document = docx.Document(io.BytesIO(annotate(data, report, result, when=WHEN)))
    assert {c.author for c in document.comments} == {"年报审核"}


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"not a zip"])
def test_what_is_no_word_file_is_refused(broken: tuple[bytes, Report, Check], data: bytes) -> None:
    """One clear error."""
    with pytest.raises(Damaged):
        annotate(data, broken[1], broken[2], when=WHEN)
