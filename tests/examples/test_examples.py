"""The example reports are read to their gold cells in every format, and asked and checked as a newcomer would."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from parser.ask import ask
from parser.index import Index
from parser.model.answer import Reason, Status
from parser.model.document import Source
from parser.model.finding import Verdict
from parser.model.report import Report
from parser.pipeline import check_report, digest, read_sources

HERE = Path(__file__).resolve().parents[2] / "examples"
NAMES = sorted(p.parent.name for p in HERE.glob("*/gold.json"))


def read(name: str, ending: str) -> Report:
    path = HERE / name / f"report.{ending}"
    return read_sources([Source(path.name, path.read_bytes())])


def test_there_are_five_examples_in_three_formats():
    assert len(NAMES) == 5
    assert len(list(HERE.glob("*/report.*"))) == 15


@pytest.mark.parametrize("ending", ["docx", "html", "txt"])
@pytest.mark.parametrize("name", NAMES)
def test_every_cell_is_read(name: str, ending: str):
    """Every cell of the document, no other, and none invented; a row that prints too few cells is left out."""
    gold = json.loads((HERE / name / "gold.json").read_text(encoding="utf-8"))
    wanted = {code: None if text is None else Decimal(text) for code, text in gold["cells"].items()}
    found = {code: cell.value for code, cell in read(name, ending).cells.items()}
    if gold["txt"] == "short" and ending == "txt":
        complete = ("t2.", "t4.", "t3.new.", "t3.carried_in.")
        wanted = {code: value for code, value in wanted.items() if code.startswith(complete)}
    assert found == wanted


@pytest.mark.parametrize("name", NAMES)
def test_formats_agree(name: str):
    """Who, when and how much does not depend on the format."""
    seen = [read(name, ending) for ending in ("docx", "html", "txt")]
    assert len({(r.organ, r.year, r.division, r.published) for r in seen}) == 1
    assert len({tuple((f.measure, f.value, f.unit, f.part_of) for f in r.facts) for r in seen}) == 1


VERDICTS = {
    "xianyuan-2023": (Verdict.FAIL, {"T302", "X501", "S105", "W901"}),
    "xidagou-2023": (Verdict.JUSTIFY, {"S105", "T201", "S114", "L963"}),
    "xilicun-2024": (Verdict.JUSTIFY, {"S110", "Y706"}),
    "xinji-2023": (Verdict.JUSTIFY, {"S104", "T306"}),
    "xishan-2023": (Verdict.FAIL, {"T203", "T208", "T301", "T305", "T401", "N606", "Y701", "S106", "T207"}),
}


@pytest.mark.parametrize("name", NAMES)
def test_known_faults_are_found(name: str):
    """The faults that each source says it keeps are found, and nothing worse."""
    verdict, faults = VERDICTS[name]
    check = check_report(read(name, "docx"))
    assert check.verdict is verdict
    assert faults <= {f.rule for f in check.findings}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory):
    with Index.open(tmp_path_factory.mktemp("index") / "index.db", write=True) as made:
        for name in NAMES:
            path = HERE / name / "report.docx"
            source = Source(path.name, path.read_bytes())
            made.add(read_sources([source]), source_name=path.name, digest=digest([source]))
        yield made


ANSWERS = [
    ("西大沟镇2023年公示了多少次", 201, "次"),
    ("西大沟镇2023年发展党员公示了多少次", 85, "次"),
    ("新集乡2023年主动公开多少条", 407, "条"),
    ("新集乡行政处罚几件", 1, "件"),
    ("西李村乡2024年公开了多少条信息", 51, "条"),
    ("仙源乡村务公开几条", 292, "条"),
]


@pytest.mark.parametrize(("question", "value", "unit"), ANSWERS)
def test_questions_are_answered(index: Index, question: str, value: int, unit: str):
    answer = ask(question, index=index, today=date(2025, 6, 1)).answer
    assert (answer.status, answer.value, answer.unit) == (Status.ANSWERED, Decimal(value), unit)
    assert answer.evidence


REFUSALS = [
    ("西大沟镇低保公示了几次", {Reason.COMPOSITE, Reason.NOT_STATED}),
    ("西大沟镇2022年公示了多少次", {Reason.YEAR_NOT_INDEXED}),
    ("仙源乡2023年收到几件申请", {Reason.CONFLICT}),
    ("西山乡收到多少件公开申请", {Reason.BLANK}),
    ("西大沟镇发展党员多少人", {Reason.UNIT_MISMATCH, Reason.NOT_STATED}),
]


@pytest.mark.parametrize(("question", "reasons"), REFUSALS)
def test_questions_without_an_answer_are_declined(index: Index, question: str, reasons: set[Reason]):
    answer = ask(question, index=index, today=date(2025, 6, 1)).answer
    assert answer.status is Status.DECLINED
    assert answer.reason in reasons
    assert answer.value is None


def test_the_breakdown_of_the_headline(index: Index):
    """201 has eight parts, said to add up."""
    answer = ask("西大沟镇2023年公示了多少次", index=index, today=date(2025, 6, 1)).answer
    assert "201" in answer.text
    assert sum(row.value or 0 for row in answer.rows) in (0, 201)
    assert len(answer.text.encode()) <= 1800
