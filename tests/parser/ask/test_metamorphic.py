"""Change one thing, and the answer must change with it: a number in the report, the name, the year, the unit."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.questions import build
from parser.ask import ask
from parser.index import Index
from parser.model.answer import Reason, Status
from parser.model.document import Source
from parser.pipeline import read_sources

HERE = Path(__file__).parent
REPORT = (HERE / "reports" / "taiping-changtu-2023.md").read_text(encoding="utf-8")
QUESTION = "昌图县太平镇民生保障信息公开多少条"
TODAY = date(2025, 6, 1)


def answer_from(text: str, folder: Path, question: str = QUESTION):
    with Index.open(folder / "one.db", write=True) as index:
        report = read_sources([Source("report.md", text.encode())])
        index.add(report, source_name="report.md", digest=text)
        return ask(question, index=index, today=TODAY).answer


@settings(max_examples=12, deadline=None)
@given(number=st.integers(min_value=0, max_value=99999))
def test_a_changed_number_changes_the_answer(number: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    text = REPORT.replace("民生保障信息97条", f"民生保障信息{number}条")
    assert answer_from(text, tmp_path_factory.mktemp("number")).value == number


def test_a_deleted_sentence_leaves_no_answer(tmp_path: Path) -> None:
    text = re.sub(r"民生保障信息97条、", "", REPORT)
    answer = answer_from(text, tmp_path)
    assert (answer.status, answer.reason) == (Status.DECLINED, Reason.NOT_STATED)


def test_a_second_and_different_statement_leaves_no_answer(tmp_path: Path) -> None:
    text = REPORT.replace("未产生信息处理费。", "未产生信息处理费。2023年主动公开政府信息211条。")
    answer = answer_from(text, tmp_path, "昌图县太平镇主动公开多少条")
    assert (answer.status, answer.reason, answer.value) == (Status.DECLINED, Reason.CONFLICT, None)
    assert {"205" in e.quote or "211" in e.quote for e in answer.evidence} == {True}


def test_prose_and_table_that_differ_leave_no_answer(tmp_path: Path) -> None:
    text = REPORT.replace("未收到政府信息公开申请", "收到政府信息公开申请4件")
    answer = answer_from(text, tmp_path, "昌图县太平镇收到几件申请")
    assert answer.reason is Reason.CONFLICT
    assert "4" in answer.text


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("收到行政复议申请7件", "行政复议多少件"),
        ("收到行政复议申请7件", "收到行政复议申请几件"),
        ("因政府信息公开申请行政复议7起", "行政复议多少件"),
        ("被申请行政复议7件", "行政复议多少件"),
        ("因政府信息公开引起的行政诉讼7件", "行政诉讼多少件"),
        ("被提起行政诉讼7件", "行政诉讼多少件"),
    ],
)
def test_reviews_and_lawsuits_of_the_prose_are_those_of_the_table(
    said: str, asked: str, tmp_path: Path
) -> None:
    text = REPORT.replace("未产生信息处理费。", f"未产生信息处理费。{said}。")
    assert answer_from(text, tmp_path, f"昌图县太平镇{asked}").reason is Reason.CONFLICT


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        ("民生保障信息97人", Reason.UNIT_MISMATCH),
        ("民生保障信息97户", Reason.UNIT_MISMATCH),
        ("民生保障信息97次", Reason.UNIT_MISMATCH),
    ],
)
def test_another_unit_in_the_report_is_another_thing(word: str, reason: Reason, tmp_path: Path) -> None:
    answer = answer_from(REPORT.replace("民生保障信息97条", word), tmp_path)
    assert answer.reason is reason


@pytest.mark.parametrize(
    ("question", "reasons"),
    [
        ("昌图县太平镇2022年民生保障信息公开多少条", {Reason.YEAR_NOT_INDEXED}),
        ("昌图县太平乡民生保障信息公开多少条", {Reason.PLACE_UNKNOWN, Reason.PLACE_NOT_INDEXED}),
        ("双阳区太平镇民生保障信息公开多少条", {Reason.PLACE_NOT_INDEXED}),
        ("昌图县太平镇民生保障信息公开多少次", {Reason.UNIT_MISMATCH}),
        ("昌图县太平镇民生保障信息公开多少人", {Reason.UNIT_MISMATCH}),
        ("昌图县太平镇上半年民生保障信息公开多少条", {Reason.PART_OF_YEAR}),
        ("昌图县太平镇没有民生保障信息公开多少条", {Reason.NOT_UNDERSTOOD}),
        ("昌图县太平镇除民生保障信息外公开多少条", {Reason.NOT_UNDERSTOOD}),
    ],
)
def test_a_changed_question_is_declined(question: str, reasons: set[Reason], tmp_path: Path) -> None:
    answer = answer_from(REPORT, tmp_path, question)
    assert answer.status is Status.DECLINED
    assert answer.reason in reasons
    assert "97" not in answer.text


def test_a_blank_cell_is_not_zero(tmp_path: Path) -> None:
    question = "昌图县太平镇行政处罚几件"
    assert answer_from(REPORT, tmp_path, question).value == Decimal(7)
    blank = answer_from(REPORT.replace("| 行政处罚 | 7 |", "| 行政处罚 |  |"), tmp_path / "..", question)
    assert (blank.reason, blank.value) == (Reason.BLANK, None)


def test_a_revised_report_is_answered_from_anew(tmp_path: Path) -> None:
    corpus = build([HERE / "reports" / "taiping-changtu-2023.md"], tmp_path)
    assert ask(QUESTION, index=corpus.index, today=TODAY).answer.value == Decimal(97)
    revised = read_sources([Source("new.md", REPORT.replace("信息97条", "信息98条").encode())])
    corpus.index.add(revised, source_name="new.md", digest="new")
    assert ask(QUESTION, index=corpus.index, today=TODAY).answer.value == Decimal(98)
    corpus.index.close()
