"""Hostile and useless files through a real worker: each gets one clear sentence, none hurts the bot."""

import io
import zipfile
from dataclasses import replace
from datetime import date

import pytest

from bot.jobs.inspection import PRELOAD, Setting, inspect_files
from bot.jobs.pool import Pool
from bot.jobs.process import TEXT, WorkerError
from parser.index import Index
from parser.model.errors import InputError
from parser.model.finding import Verdict
from parser.rules import Profile

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def zipped(**members: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return packed.getvalue()


def bomb() -> bytes:
    text = b"<w:document xmlns:w='x'><w:p>" + b"a" * (300 << 20) + b"</w:p></w:document>"
    return zipped(word__document_xml=text)


HOSTILE = {
    "empty": ("a.docx", b""),
    "blank": ("a.docx", b" \n" * 50),
    "noise": ("a.docx", bytes(range(256)) * 40),
    "cut off": ("a.docx", zipped(word__document_xml=b"<w:document/>")[:60]),
    "zip bomb": ("a.docx", bomb()),
    "no document inside": ("a.docx", zipped(mimetype=b"hello")),
    "program": ("a.docx", b"MZ" + bytes(5000)),
    "old office, cut off": ("a.doc", OLE + bytes(600)),
    "pdf, cut off": ("a.pdf", b"%PDF-1.7\n1 0 obj\n<<"),
    "entities": ("a.html", b"<!DOCTYPE x [<!ENTITY a 'aaaa'>]><p>&a;</p>" * 10),
    "a budget": ("budget.txt", "部门预算表\n收入 100\n支出 90".encode()),
    "name in the open": ("../../etc/passwd", b"root:x:0:0"),
}


@pytest.fixture(scope="module")
def pool():
    with Pool(1, preload=PRELOAD) as pool:
        yield pool


@pytest.fixture
def setting(tmp_path):
    return Setting(str(tmp_path / "index.db"), date(2024, 1, 15), Profile())


@pytest.mark.parametrize("which", HOSTILE)
def test_a_file_at_fault_is_one_sentence(pool, setting, tmp_path, which):
    name, data = HOSTILE[which]
    path = tmp_path / "file"
    path.write_bytes(data)
    with pytest.raises(InputError) as caught:
        pool.call(TEXT, inspect_files, [(name, str(path))], setting)
    assert not isinstance(caught.value, WorkerError)
    sentence = str(caught.value)
    assert sentence.endswith("。")
    assert "\n" not in sentence
    assert str(tmp_path) not in sentence


def own(examples, name: str) -> list[tuple[str, str]]:
    (path,) = sorted((examples / name).glob("report.docx"))
    return [(path.name, str(path))]


def test_a_good_report_comes_back_with_its_check(pool, setting, examples):
    checked = pool.call(TEXT, inspect_files, own(examples, "xinji-2023"), setting)
    assert checked.report.year == 2023
    assert checked.report.cells
    assert checked.check.verdict in Verdict


def test_the_senders_organ_catches_somebody_elses_report(pool, tmp_path, examples):
    setting = Setting(str(tmp_path / "none.db"), date(2024, 1, 15), Profile(), None, "西大沟镇人民政府")
    checked = pool.call(TEXT, inspect_files, own(examples, "xinji-2023"), setting)
    assert any("西大沟镇人民政府" in finding.message for finding in checked.check.findings)


def test_last_year_is_found_in_the_index(pool, tmp_path, examples):
    setting = Setting(str(tmp_path / "index.db"), date(2024, 1, 15), Profile())
    files = own(examples, "xinji-2023")
    alone = pool.call(TEXT, inspect_files, files, setting)
    with Index.open(tmp_path / "index.db", write=True) as index:
        index.add(replace(alone.report, year=2022), source_name="a", digest="a")
    beside = pool.call(TEXT, inspect_files, files, setting)
    skipped = {skip.rule for skip in alone.check.not_assessable}
    assert {skip.rule for skip in beside.check.not_assessable} < skipped


def test_an_index_that_cannot_be_read_is_not_the_drafts_fault(tmp_path, examples, setting):
    draft = [("a.docx", str(examples / "xidagou-2023" / "report.docx"))]
    without = inspect_files(draft, setting)
    (tmp_path / "index.db").write_bytes(b"no database at all" * 99)
    found = inspect_files(draft, setting)
    assert (found.report, found.check.findings) == (without.report, without.check.findings)
    assert without.check.findings
