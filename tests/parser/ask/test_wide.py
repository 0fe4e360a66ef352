"""Over many reports the index ranks; the answers must be those of reading each report."""

import pytest

from parser.ask import wide
from parser.model.answer import Reason

QUESTIONS = [
    "2023年行政处罚最多的乡镇",
    "2023年行政许可前三名",
    "2023年行政处罚最少的乡镇",
    "2023年行政处罚大于3的乡镇有哪些",
    "2023年行政许可不少于9件的乡镇",
    "2023年各乡镇行政处罚合计多少件",
    "2023年平均每个乡镇行政许可几件",
    "昌图县各乡镇2023年行政处罚加起来几件",
]


@pytest.mark.parametrize("question", QUESTIONS)
def test_both_ways_agree(question: str, say, monkeypatch: pytest.MonkeyPatch) -> None:
    one_by_one = say(question)
    monkeypatch.setattr(wide, "MANY", 0)
    by_index = say(question)
    assert by_index.value == one_by_one.value
    if by_index.rows:
        assert sorted(r.value for r in by_index.rows) == sorted(r.value for r in one_by_one.rows)
        assert {r.place for r in by_index.rows if r.value} == {r.place for r in one_by_one.rows if r.value}


def test_prose_is_not_ranked_over_so_many(say, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wide, "MANY", 0)
    assert say("2023年公示最多的乡镇").reason is Reason.NOT_UNDERSTOOD
