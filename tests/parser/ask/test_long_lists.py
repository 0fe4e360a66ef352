"""What does not fit one reply goes on in ``more``: nothing is lost between the two, nothing stands in both."""

import re

import pytest

from bench.questions import Corpus
from parser.ask import compose


def test_every_unit_is_reached(say, corpus: Corpus) -> None:
    answer = say("收录了哪些乡镇")
    listed = [line.partition("：")[0] for line in f"{answer.text}\n{answer.more}".splitlines()]
    for unit in corpus.index.units():
        assert listed.count((unit.path or unit.place_name).replace("/", "·")) == 1, unit
    assert answer.more


@pytest.mark.parametrize(
    ("question", "places"), [("2023年行政许可最多的乡镇", None), ("2023年行政许可前12名的乡镇", 12)]
)
def test_a_ranking_goes_on_where_it_stopped(say, question: str, places: int | None) -> None:
    answer = say(question)
    shown = re.findall(r"(?:：|；|^)(\d+)\.", f"{answer.text}\n{answer.more}", re.MULTILINE)
    assert [int(n) for n in shown] == list(range(1, len(shown) + 1))
    assert len(shown) == places if places else len(shown) > 10


def test_a_filter_names_all_that_it_counts(say) -> None:
    answer = say("2023年行政许可不少于0件的乡镇有哪些")
    (count,) = re.findall(r"的有(\d+)个", answer.text)
    first = answer.text.splitlines()[0].partition("个：")[2].removesuffix("等")
    named = [*first.split("、"), *answer.more.splitlines()]
    assert len(set(named)) == len(named) == int(count) > 10


def test_what_is_cut_off_a_text_is_kept(say, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = say("收录了哪些乡镇")
    monkeypatch.setattr(compose, "LIMIT", 400)
    cut = say("收录了哪些乡镇")
    assert len(cut.text.encode()) <= 400
    assert cut.text.removesuffix("…") + cut.more == f"{whole.text}\n{whole.more}"
