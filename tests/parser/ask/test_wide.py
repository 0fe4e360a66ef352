"""Over many reports the index ranks; the answers must be those of reading each report."""

from collections.abc import Callable
from datetime import date

import pytest

from parser.ask import ask, understand, wide
from parser.ask.library import Library
from parser.model.answer import Reason


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Calling it makes any number of reports too many to be read one by one."""

    def be() -> None:
        monkeypatch.setattr(wide, "MANY", 0)
        monkeypatch.setattr(understand, "_MANY_REPORTS", 0)

    return be


QUESTIONS = [
    "2023年行政处罚最多的乡镇",
    "2023年行政许可前三名",
    "2023年行政处罚最少的乡镇",
    "2023年行政处罚大于3的乡镇有哪些",
    "2023年行政许可不少于9件的乡镇",
    "2023年各乡镇行政处罚合计多少件",
    "2023年平均每个乡镇行政许可几件",
    "昌图县各乡镇2023年行政处罚加起来几件",
    "2023年哪个乡镇主动公开多少条最多",
    "2023年公开条数最多的前20个乡镇",
    "2023年公开条数最多的前三个乡镇",
    "2022年公开条数最多的乡镇",
    "2023年公示次数最多的乡镇",
    "昌图县2023年公开条数最多的乡镇",
]


@pytest.mark.parametrize("question", QUESTIONS)
def test_both_ways_agree(question: str, say, many) -> None:
    one_by_one = say(question)
    many()
    by_index = say(question)
    assert by_index.value == one_by_one.value
    if by_index.rows:
        assert sorted(r.value for r in by_index.rows) == sorted(r.value for r in one_by_one.rows)
        assert {r.place for r in by_index.rows if r.value} == {r.place for r in one_by_one.rows if r.value}


def test_no_more_reports_are_read_than_can_be_among_the_first(corpus, many, monkeypatch) -> None:
    many()
    library = Library(corpus.index)
    monkeypatch.setattr("parser.ask.turn.library", lambda _: library)
    turn = ask("2023年公开条数最多的前三个乡镇", index=corpus.index, today=date(2025, 6, 1))
    assert len(turn.answer.rows) == 3
    assert 3 <= len(library._shelves) < len(library.within("", 2023)) / 2


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("2023年公示最多的乡镇", Reason.UNIT_MISMATCH),
        ("2023年公开条数最少的乡镇", Reason.NOT_UNDERSTOOD),
    ],
)
def test_what_only_the_texts_tell_is_ranked_from_the_top_and_in_one_unit(
    question: str, reason: Reason, say, many
) -> None:
    many()
    assert say(question).reason is reason


def test_a_ranking_that_would_read_too_many_reports_is_declined(say, many, monkeypatch) -> None:
    many()
    monkeypatch.setattr(wide, "_READ", 3)
    assert say("2023年公开条数最多的前20个乡镇").reason is Reason.NOT_UNDERSTOOD
