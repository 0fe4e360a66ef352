"""The sample reports of ../shared, read cell for cell in every text rendering; skipped where they are not."""

import json
from decimal import Decimal

import pytest

from parser.extract import extract
from parser.form import CODES
from parser.model.document import Source
from parser.model.errors import Unsupported
from parser.read import read

pytestmark = pytest.mark.shared
NAMES = [
    "xishan-2023",
    "xidagou-2023",
    "xinji-2023",
    "xilicun-2024",
    "xianyuan-2023",
    "probe-distinct",
    "probe-digits",
]
FILES = [
    "source.txt",
    "source-gb18030.txt",
    "pipes.md",
    "pdftotext-layout.txt",
    "report.docx",
    "gov-page.html",
]


def cells(folder):
    gold = json.loads((folder / "gold.json").read_text(encoding="utf-8"))["cells"]
    return {code: gold.get(code, "absent") for code in CODES}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("file", FILES)
def test_cells_of_the_samples(shared, name, file):
    path = shared / "reports" / name / file
    if not path.exists():
        pytest.skip("this sample has no such file")
    try:
        report = extract(read(Source(file, path.read_bytes())))
    except Unsupported:
        pytest.skip("the reader of this format is not here")
    gold = json.loads((path.parent / "gold.json").read_text(encoding="utf-8"))
    short = gold.get("source_txt", {}).get("t3_values_printed", {}) if file.startswith("source") else {}
    for code, want in cells(path.parent).items():
        if code.split(".")[1] in short or want == "absent":
            assert code not in report.cells
        else:
            assert report.cells[code].value == (None if want is None else Decimal(want)), code
    if short:
        assert len([n for n in report.notes if n.code == "E003"]) == len(short)


@pytest.mark.parametrize("name", NAMES[:5])
def test_cover_of_the_samples(shared, name):
    path = shared / "reports" / name / "source.txt"
    report = extract(read(Source("source.txt", path.read_bytes())))
    gold = json.loads((path.parent / "gold.json").read_text(encoding="utf-8"))
    assert report.organ == gold["organ"]
    assert report.year == gold["report_year"]
    assert (report.published and report.published.isoformat()) == gold["publication_date"]
    assert report.title == (gold["title"] and "".join(gold["title"].split()))
    assert [s.heading for s in report.sections] == [
        " ".join(h.lstrip("# ").split()) for h in gold["headings"]
    ]
    period = gold["stat_period"]
    assert [d.isoformat() for d in report.period or ()] == ([period["from"], period["to"]] if period else [])
    phones = (gold["contact"] or {}).get("phones_as_written", [None])
    assert report.contact == phones[0]


@pytest.mark.parametrize("name", NAMES[:5])
def test_every_place_is_the_line_of_its_text(shared, name):
    path = shared / "reports" / name / "source.txt"
    lines = ["", *path.read_text(encoding="utf-8").split("\n")]
    report = extract(read(Source("source.txt", path.read_bytes())))
    squash = str.maketrans("", "", "*# \t\u00a0\u3000")
    for section in report.sections:
        for stretch in section.stretches:
            piece = section.text[stretch.start : stretch.end].translate(squash)
            assert piece in lines[stretch.place.line].translate(squash)
    for cell in report.cells.values():
        assert cell.raw.strip() in lines[cell.place.line]
