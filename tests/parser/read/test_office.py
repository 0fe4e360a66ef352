"""LibreOffice is played by a script: it is asked only where it is installed, and killed when it hangs."""

from pathlib import Path

import pytest

from parser.model.document import Source
from parser.model.errors import Damaged
from parser.read import office


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


def _is_dead(process: int) -> bool:
    """Whether it is gone, or ended and only not yet collected."""
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").split()[2] == "Z"
    except FileNotFoundError:
        return True
