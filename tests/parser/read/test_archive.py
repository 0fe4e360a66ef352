"""Archives and messages: the report among the members, names in GBK, everything else with a note."""

import io
import struct
import zipfile
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parser.model.document import Paragraph, Reading, Source
from parser.model.errors import Damaged, EmptyInput, InputError, TooLarge, Unsupported
from parser.pipeline import members
from parser.read import archive, office, package, read, reader
from parser.read.pictures import picture
from parser.read.web import html, mail

REPORT = (
    "某镇2023年政府信息公开工作年度报告\n一、总体情况\n主动公开政府信息12条。\n"
    "三、收到和处理政府信息公开申请情况\n六、其他需要报告的事项\n无。\n"
)
PAGE = f"<html><body>{''.join(f'<p>{line}</p>' for line in REPORT.splitlines())}</body></html>"


def first(reading):
    return reading.blocks[0].text


def test_the_report_is_chosen_among_the_members(zipped):
    data = zipped(
        {
            "说明.txt": "请查收附件，谢谢。",
            "年报/报告.html": PAGE,
            "图.png": b"\x89PNG\r\n\x1a\n" + b"\0" * 40,
        }
    )
    reading = read(Source("x.zip", data))
    assert (first(reading), reading.format) == (REPORT.splitlines()[0], "html")
    assert [code for code, _, _ in reading.notes] == ["E010", "E010"]
    assert "年报/报告.html" in reading.notes[0][1]


def test_a_second_report_is_named_not_mixed(zipped):
    reading = read(Source("x.zip", zipped({"a.html": PAGE, "b.html": PAGE.replace("2023", "2022")})))
    assert first(reading).startswith("某镇2023")
    assert any("b.html" in message and "单独" in message for _, message, _ in reading.notes)


def gbk_zip(name: str, content: bytes) -> bytes:
    """A zip as Chinese systems write it: the name in GBK, without the flag for UTF-8."""
    held = io.BytesIO()
    coded = name.encode("gbk")
    with zipfile.ZipFile(held, "w") as out:
        out.writestr("n" * len(coded), content)
    return held.getvalue().replace(b"n" * len(coded), coded)


@pytest.mark.parametrize("kind", ["text", "spreadsheet"])
def test_open_documents_need_libreoffice(kind, monkeypatch):
    monkeypatch.setattr(office.shutil, "which", lambda _: None)
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as out:
        out.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        out.writestr("content.xml", "<a/>")
    with pytest.raises(Unsupported, match="docx"):
        read(Source("x.odt", held.getvalue()))


def test_names_in_gbk():
    assert list(package.Package(gbk_zip("年报/西乡.txt", b"x")).members) == ["年报/西乡.txt"]
    (member,) = archive.members(Source("x", gbk_zip("年报/西乡.txt", b"x")))
    assert member == Source("年报/西乡.txt", b"x")


REFUSED = {
    "empty": (lambda z: z({}), EmptyInput),
    "only folders": (lambda z: z({"a/": ""}), EmptyInput),
    "archive in an archive": (lambda z: z({"a.zip": z({"b.html": PAGE})}), Unsupported),
    "nothing readable": (lambda z: z({"a.bin": b"\0\1\2" * 50, "b.bin": b"\3\2\1\0" * 50}), InputError),
    "bomb": (lambda z: z({f"{i}.txt": b"\0" * 21_000_000 for i in range(5)}), TooLarge),
    "one bomb": (lambda z: z({"a.txt": b" " * 19_000_000}), TooLarge),
    "cut": (lambda z: z({"a.html": PAGE})[:60], Damaged),
    "rar": (lambda _: b"Rar!\x1a\x07\x00" + b"\0" * 20, Unsupported),
    "7z": (lambda _: b"7z\xbc\xaf\x27\x1c" + b"\0" * 20, Unsupported),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refusals_say_what_to_send(case, zipped):
    make, kind = REFUSED[case]
    data = make(zipped)
    assert archive.accepts(data, "x")
    with pytest.raises(kind, match=r"。$"):
        archive.read(Source("x", data))


def message(*, attach=True) -> EmailMessage:
    made = EmailMessage()
    made["From"], made["Subject"] = "a@example.org", "年报"
    made.set_content("请查收。")
    if attach:
        made.add_attachment(
            PAGE.encode("gb18030"), maintype="application", subtype="octet-stream", filename="年报.html"
        )
    return made


def test_an_attachment_is_read():
    data = message().as_bytes()
    assert reader(Source("x.eml", data)) is mail
    reading = read(Source("x.eml", data))
    assert first(reading) == REPORT.splitlines()[0]
    assert "年报.html" in reading.notes[0][1]


def test_the_text_itself_is_read():
    made = message(attach=False)
    made.set_content(REPORT)
    assert first(read(Source("x.eml", made.as_bytes()))) == REPORT.splitlines()[0]


@pytest.mark.parametrize("charset", ["gb2312", "utf-8"])
def test_a_page_saved_as_one_file(charset):
    made = EmailMessage()
    made["From"], made["MIME-Version"] = "<Saved by browser>", "1.0"
    made.set_content(
        PAGE.encode("gb18030" if charset == "gb2312" else charset), maintype="text", subtype="html"
    )
    made.set_param("charset", charset)
    reading = read(Source("x.mht", made.as_bytes()))
    assert (first(reading), reading.format) == (REPORT.splitlines()[0], "html")


@pytest.mark.parametrize(
    "rest",
    [
        b"Content-Type: multipart/mixed; boundary=a\n\n--a\n" * 5000,
        b"Content-Type: multipart/mixed; boundary=a\n\n" + b"--a\n\nx\n" * 5000,
        b"Content-Type: text/plain; a=" + b"(a)" * 5000,
        b"Content-Type: text/plain;" + b"\r\n a=b;" * 5000,
        b"content-disposition: attachment; " + b"filename=x; " * 5000,
    ],
)
def test_parts_and_fields_are_bounded(rest):
    with pytest.raises(Damaged, match="结构不正常"):
        mail.read(Source("x", b"From: a\nMIME-Version: 1.0\n" + rest))


@settings(max_examples=40, deadline=None)
@given(place=st.floats(0, 1, exclude_max=True), junk=st.binary(max_size=8), cut=st.integers(0, 8))
def test_broken_messages_raise_nothing_but_input_errors(place, junk, cut, told):
    whole = message().as_bytes()
    at = int(place * len(whole))
    said = told(mail.read, Source("x", whole[:at] + junk + whole[at + cut :]))
    assert said is None or said.endswith("。")


def test_formats_are_told_by_content_not_by_name(zipped, docx_of, doc_of, para, pdf_of):
    word = docx_of("<w:p><w:r><w:t>正文</w:t></w:r></w:p>")
    for data, name in (
        (word, "docx"), (doc_of([para("正文\r")]), "doc"), (pdf_of(""), "pdf"), (zipped({"OFD.xml": "<a/>"}), "ofd"),
        (zipped({"xl/workbook.xml": "<a/>"}), "xlsx"), (b"{\\rtf1 x}", "rtf"), (PAGE.encode(), "html"),
        (zipped({"a.txt": "x"}), "zip"), (message().as_bytes(), "eml"), (REPORT.encode(), "text"),
        (b"<?xml version='1.0'?><?mso-application progid='Word.Document'?><w:wordDocument/>", "docx"),
    ):  # fmt: skip
        for suffix in (".doc", ".pdf", ".txt", ""):
            assert name == reader(Source("x" + suffix, data)).NAME


@pytest.mark.parametrize("trip", [IndexError, RecursionError, struct.error, OverflowError, MemoryError])
def test_whatever_a_reader_trips_over_is_said_in_a_sentence(trip, monkeypatch):
    def stumble(source):
        raise trip

    monkeypatch.setattr(html, "read", stumble)
    with pytest.raises(InputError, match="。"):
        read(Source("x", PAGE.encode()))


def test_what_systems_leave_beside_the_files_is_no_file(zipped):
    litter = {
        "~$报告.docx": b"\5x",
        "a/Thumbs.db": b"x" * 600,
        "__MACOSX/._a": b"x",
        "._a.html": b"x",
        "desktop.ini": b"[a]",
    }
    reading = read(Source("x.zip", zipped({**litter, "报告.html": PAGE})))
    assert (first(reading), reading.notes) == (REPORT.splitlines()[0], ())


def picture_reader(monkeypatch, text):
    """Every picture shows this text; how many were looked at together is counted."""
    counts = []

    def read_all(sources):
        counts.append(len(sources))
        return Reading((Paragraph(text),), "picture")

    monkeypatch.setattr(picture, "read_all", read_all)
    monkeypatch.setattr(picture, "read", lambda source: read_all([source]))
    return counts


PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


def test_pictures_in_an_archive_are_the_pages_of_one_report(zipped, monkeypatch):
    counts = picture_reader(monkeypatch, REPORT)
    reading = read(Source("x.zip", zipped({"1.png": PNG, "2.png": PNG, "说明.txt": "请查收。"})))
    assert (counts, reading.format) == ([2], "picture")
    assert "“1.png”等2张图片" in reading.notes[0][1]


def test_pictures_beside_a_report_are_not_looked_at(zipped, monkeypatch):
    counts = picture_reader(monkeypatch, REPORT)
    reading = read(Source("x.zip", zipped({"1.png": PNG, "报告.html": PAGE})))
    assert (counts, reading.format) == ([], "html")
    assert reading.notes[-1][1] == "1张图片没有读。"


def sent(*attachments, body="请查收附件。"):
    made = EmailMessage()
    made["From"] = "a@b.cn"
    made.set_content(body)
    for name, data in attachments:
        made.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return made.as_bytes()


ATTACHED = {
    "a page": (lambda zipped: sent(("报告.html", PAGE.encode()))),
    "a page in a zip": (lambda zipped: sent(("报告.zip", zipped({"报告.html": PAGE})))),
    "behind a byte order mark": (lambda zipped: b"\xef\xbb\xbf" + sent(("报告.html", PAGE.encode()))),
    "the body": (lambda zipped: sent(body=REPORT)),
}


@pytest.mark.parametrize("case", ATTACHED)
def test_the_report_of_a_message(case, zipped):
    assert first(read(Source("x.eml", ATTACHED[case](zipped)))) == REPORT.splitlines()[0]


UNREAD = {
    "Outlook's own attachment": (
        lambda zipped: sent(("winmail.dat", b"\x78\x9f\x3e\x22" + b"x" * 90)),
        "winmail",
    ),
    "a zip in a zip": (
        lambda zipped: zipped({"a.zip": zipped({"a.html": PAGE}), "b.txt": "请查收。"}),
        "还有压缩包",
    ),
    "a rar in a message": (lambda zipped: sent(("a.rar", b"Rar!\x1a\x07\x00" + b"x" * 90)), "rar"),
    "a link for an attachment": (
        lambda zipped: sent(body="超大附件：https://mail.example.cn/1"),
        "没有附件",
    ),
}


@pytest.mark.parametrize("case", UNREAD)
def test_why_a_message_or_an_archive_is_not_read(case, zipped, told):
    make, word = UNREAD[case]
    said = told(read, Source("x", make(zipped)))
    assert word in said
    assert said.endswith("。")


def test_a_zip_of_pictures_is_one_document(zipped):
    pages = {"1.png": PNG, "2.jpg": b"\xff\xd8\xff" + b"\0" * 40}
    assert members(Source("x.zip", zipped({**pages, "说明.txt": "请查收。"}))) == ()
    assert members(Source("x.zip", zipped({**pages, "a.html": PAGE}))) == ("1.png", "2.jpg", "a.html")
    assert members(Source("x.zip", zipped({"1.png": PNG}))) == ("1.png",)
