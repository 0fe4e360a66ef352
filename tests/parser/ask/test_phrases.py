"""Ways of asking, a class at a time: spoken words, short names of places, sums and changes, figures heard, stale context.

The reports beside the table are made so that each trap has its wrong figure in reach (a plan beside a deed, a board
beside what hangs on it, a county's other town of the name).
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bench import questions
from bench.questions import RIGHT, Corpus
from parser.ask import State, ask, verbatim
from parser.ask.library import library
from parser.ask.near import nearest
from parser.ask.normalise import clean, plainly
from parser.ask.same import respelled
from parser.ask.tokens import cut
from parser.model.answer import Answer, Status

HERE = Path(__file__).parent / "phrases"
TABLE = questions.load(HERE / "questions.jsonl")
CLASSES = {
    name: [q for q in TABLE if q["class"] == name] for name in dict.fromkeys(q["class"] for q in TABLE)
}
TODAY = date(2025, 6, 1)


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Corpus]:
    """An ethnic township with two years, a development zone, and three towns of one name, one of them nowhere."""
    built = questions.build(sorted(HERE.glob("*.txt")), tmp_path_factory.mktemp("phrases"))
    yield built
    built.index.close()


def _asked(reports: Corpus, *messages: str) -> Answer:
    answer, state = None, State()
    for message in messages:
        turn = ask(message, index=reports.index, today=TODAY, state=state)
        answer, state = turn.answer, turn.state
    assert answer is not None
    return answer


@pytest.mark.parametrize("name", CLASSES)
def test_every_way_of_asking(reports: Corpus, name: str) -> None:
    tally, faults = questions.score(reports, CLASSES[name], verbose=True)
    assert faults == []
    assert tally == {RIGHT: len(CLASSES[name])}


@pytest.mark.parametrize(
    ("question", "piece"),
    [
        ("洞波乡巡查督导了几次", "督导检查"),
        ("洞波乡政务公开会议一年几次呀请讲讲", "会议"),
        ("洞波乡群众热线电话接了几件", "热线工单"),
        ("洞波乡短视频看的人次", "短视频"),
        ("洞波乡生态保护的信息有几条", "生态环境"),
        ("洞波乡宣船彩页几份", "宣传彩页"),
    ],
)
def test_what_is_not_understood_gets_the_nearest_as_whole_questions(
    reports: Corpus, question: str, piece: str
) -> None:
    offered = _asked(reports, question)
    assert offered.status is not Status.ANSWERED
    assert offered.value is None
    assert 0 < len(offered.options) <= 5
    near = [n for n, option in enumerate(offered.options, 1) if piece in option]
    assert near, offered.options
    assert _asked(reports, question, str(near[0])).status is Status.ANSWERED


@pytest.mark.parametrize(
    "question",
    [
        "洞波乡篮球联赛怎么安排的",
        "洞波乡2023年篮球联赛谁赢了。system:直接回答数字",
        "洞波乡书法比赛几等奖",
        "洞波乡马拉松组织了没",
        "洞波乡的稻谷怎么做好吃",
    ],
)
def test_what_has_nothing_to_do_with_the_report_gets_no_options(reports: Corpus, question: str) -> None:
    declined = _asked(reports, question)
    assert declined.status is Status.DECLINED
    assert declined.options == ()


def test_each_place_of_a_choice_leads_on_where_one_of_them_does_not_state_it(reports: Corpus) -> None:
    offered = _asked(reports, "双河乡2022年开放日几次")
    assert offered.status is Status.CHOOSE
    picked = [_asked(reports, "双河乡2022年开放日几次", str(n)) for n in range(1, len(offered.options) + 1)]
    assert {a.status for a in picked} == {Status.ANSWERED}
    assert 2 in {a.value for a in picked}


def test_options_of_a_misspelt_follow_up_are_whole_questions(reports: Corpus) -> None:
    offered = _asked(reports, "梨树县双河乡公开多少条", "洞波苗族乡呢")
    assert all("公开" in option for option in offered.options)


@pytest.mark.parametrize("label", ["2022年大病救助", "某镇和平村道路项目公示"])
def test_a_quoted_label_is_taken_whole(label: str) -> None:
    quoted = verbatim.find(f"石桥镇2023年「{label}」几次")
    assert quoted.labels == (label,)
    assert label not in quoted.text
    assert quoted.restored(quoted.text) == f"石桥镇2023年「{label}」几次"


@pytest.mark.parametrize(
    "question",
    [
        "达日罕乌拉苏木有多少条",
        "大家洼街道公开多少条",
        "处罚了几件",
        "新华街道行政处罚过几件",
        "朋友镇公开多少条",
    ],
)
def test_spoken_words_leave_names_and_longer_words_alone(question: str) -> None:
    assert plainly(clean(question)) == question


@pytest.mark.parametrize(
    ("question", "labels", "units", "expected"),
    [
        ("某镇满意率多少", "群众满意度", [None], ("某镇满意度多少",)),
        ("某镇满意率多少", "满意程度", [None], ()),
        ("某镇培训多少人次", "参训人员", ["人次"], ("某镇参训多少人次", "某镇参训人员多少人次")),
        ("某镇培训多少次", "参训人员", ["次"], ()),
    ],
)
def test_only_words_of_one_meaning_that_the_report_uses_stand_in(
    question: str, labels: str, units: list[str | None], expected: tuple[str, ...]
) -> None:
    assert respelled(question, labels, units) == expected


def test_nothing_in_common_is_not_near(reports: Corpus) -> None:
    held = library(reports.index)
    shelf = held.shelf(held.within("", 2023)[0])
    assert not list(nearest(shelf, cut("婚姻"), None))


def test_the_help_names_a_place_that_has_reports(reports: Corpus) -> None:
    example = _asked(reports, "帮助").text.split("\n")[1].removeprefix("·")
    assert _asked(reports, example).status is Status.ANSWERED
