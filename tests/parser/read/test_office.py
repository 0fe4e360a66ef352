"""LibreOffice is played by a script: it is asked only where it is installed, and killed when it hangs."""

import io
import shutil
import signal
import zipfile
from pathlib import Path

import pytest

from parser.model.document import Source
from parser.model.errors import Damaged, TooLarge, Unsupported
from parser.read import office, reader


@pytest.fixture
def soffice(tmp_path, monkeypatch):
    """Install a program that runs the given shell lines in place of LibreOffice."""

    def install(lines):
        program = tmp_path / "soffice"
        program.write_text(f"#!/bin/sh\n{lines}\n", encoding="utf-8")
        program.chmod(0o755)
        monkeypatch.setattr(office.shutil, "which", lambda name: str(program) if name == "soffice" else None)

    return install


def test_what_it_makes_is_read(soffice, tmp_path, docx_of, outline):
    (tmp_path / "made.docx").write_bytes(docx_of("<w:p><w:r><w:t>正文</w:t></w:r></w:p>"))
    soffice(f"/bin/cp {tmp_path}/made.docx in.docx")
    assert outline(office.convert(Source("x.doc", b"old"), "doc", "")) == ["正文"]


def test_it_may_make_nothing(soffice):
    soffice("exit 1")
    with pytest.raises(Damaged, match="docx"):
        office.convert(Source("x.doc", b"old"), "doc", "")


def test_it_is_killed_with_its_children_when_it_hangs(soffice, tmp_path, monkeypatch):
    monkeypatch.setattr(office, "_SECONDS", 0.5)
    soffice(f"(echo started > {tmp_path}/child; while :; do :; done) & echo $! > {tmp_path}/pid; wait")
    with pytest.raises(Damaged, match="docx"):
        office.convert(Source("x.doc", b"old"), "doc", "")
    child = int((tmp_path / "pid").read_text(encoding="utf-8"))
    assert any(_is_dead(child) for _ in range(100_000))


def test_it_gets_no_more_time_than_its_caller_has(soffice, monkeypatch):
    monkeypatch.setattr(office, "_SPARE", 999.5)
    soffice("while :; do :; done")
    old = signal.signal(signal.SIGALRM, signal.SIG_IGN)
    try:
        signal.setitimer(signal.ITIMER_REAL, 1000)
        with pytest.raises(Damaged, match="docx"):
            office.convert(Source("x.doc", b"old"), "doc", "")
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, old)


FLAT = {
    "OpenDocument": b'<?xml version="1.0"?><office:document xmlns:office="o"/>',
    "UOF": b'<?xml version="1.0"?>\n<uof:UOF xmlns:uof="http://schemas.uof.org/cn/2003/uof"/>',
}


@pytest.mark.parametrize("kind", FLAT)
def test_flat_files_come_here(kind, soffice, tmp_path, docx_of, outline, monkeypatch):
    source = Source("x.xml", FLAT[kind])
    assert reader(source) is office
    (tmp_path / "made.docx").write_bytes(docx_of("<w:p><w:r><w:t>正文</w:t></w:r></w:p>"))
    soffice(f"/bin/cp {tmp_path}/made.docx in.docx")
    assert outline(office.read(source)) == ["正文"]
    monkeypatch.setattr(office.shutil, "which", lambda _: None)
    with pytest.raises(Unsupported, match="另存为"):
        office.read(source)


def packed(members):
    """An OpenDocument text of these members."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        for name, content in members.items():
            archive.writestr(name, content, zipfile.ZIP_DEFLATED)
    return Source("x.odt", held.getvalue())


@pytest.mark.parametrize(
    ("members", "error"), [({"content.xml": " " * 3_000_000}, TooLarge), ({"styles.xml": ""}, Damaged)]
)
def test_a_package_is_checked_before_it_is_handed_over(members, error, soffice, tmp_path, docx_of):
    (tmp_path / "made.docx").write_bytes(docx_of("<w:p><w:r><w:t>正文</w:t></w:r></w:p>"))
    soffice(f"/bin/cp {tmp_path}/made.docx in.docx")
    assert reader(packed(members)) is office
    assert office.read(packed({"content.xml": ""})).blocks
    with pytest.raises(error, match=r"。$"):
        office.read(packed(members))


GENUINE = shutil.which("soffice") or shutil.which("libreoffice")


@pytest.mark.skipif(GENUINE is None, reason="LibreOffice is not here: its own files are not tested")
def test_what_it_really_makes_of_a_text(outline):
    flat = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:version="1.2"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 office:mimetype="application/vnd.oasis.opendocument.text"><office:body><office:text>
<text:p>总体情况</text:p><table:table><table:table-column table:number-columns-repeated="2"/><table:table-row>
<table:table-cell><text:p>规章</text:p></table:table-cell><table:table-cell><text:p>12</text:p></table:table-cell>
</table:table-row></table:table></office:text></office:body></office:document>"""
    assert outline(office.read(Source("x.fodt", flat.encode()))) == ["总体情况", [["规章", "12"]]]


def _is_dead(process: int) -> bool:
    """Whether it is gone, or ended and only not yet collected."""
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").split()[2] == "Z"
    except FileNotFoundError:
        return True
