"""A county bureau's report answers for the bureau alone: not for the county, and not among its townships."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from parser.ask import ask
from parser.index import Index
from parser.model.answer import Answer, Status
from parser.pipeline import read_text

TOWN, BUREAU = "彭阳县新集乡", "彭阳县教育局"


@pytest.fixture
def index(examples: Path, tmp_path: Path) -> Iterator[Index]:
    """A township of the county, and a bureau with other figures."""
    text = (examples / "xinji-2023" / "report.txt").read_text(encoding="utf-8")
    bureau = text.replace("新集乡人民政府", "教育局").replace("新集乡", "教育局").replace("407", "907")
    with Index.open(tmp_path / "i.db", write=True) as opened:
        for name, words in ((TOWN, text), (BUREAU, bureau)):
            opened.add(read_text(words), source_name=name, digest=name)
        yield opened


def said(index: Index, question: str) -> Answer:
    return ask(question, index=index, today=date(2025, 6, 1)).answer


def test_the_bureau_is_asked_by_its_name(index: Index) -> None:
    answer = said(index, f"{BUREAU}2023年主动公开多少条")
    assert (answer.value, answer.organ) == (907, BUREAU)


def test_the_county_is_not_the_bureau(index: Index) -> None:
    answer = said(index, "彭阳县2023年主动公开多少条")
    assert answer.status is not Status.ANSWERED
    assert "907" not in answer.text


@pytest.mark.parametrize("question", ["彭阳县各乡镇2023年主动公开合计多少条", "2023年主动公开最多的乡镇"])
def test_it_is_none_of_the_townships(index: Index, question: str) -> None:
    answer = said(index, question)
    assert "407" in answer.text
    assert "907" not in answer.text


def test_the_list_names_the_bureau_behind_its_county(index: Index) -> None:
    assert "彭阳县·彭阳县教育局：2023年" in said(index, "收录了哪些乡镇").text
