"""A few damaged files of every format, as ``python -m bench.fuzz`` makes and judges them by the hundred thousand."""

import pytest

from bench.fuzz import judge
from bench.fuzz.races import tried
from bench.fuzz.targets import TARGETS, make
from parser.model.document import Grid, GridCell, Reading
from parser.read.pictures import recognition

INPUTS = 24


@pytest.fixture(autouse=True)
def alone(monkeypatch):
    """Neither an office program nor recognition takes part."""
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(recognition, "is_here", lambda: False)


@pytest.mark.parametrize("name", TARGETS)
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_damaged_files_are_read_or_refused(name):
    target = TARGETS[name]
    parents = target.seeds()
    outcomes = [tried(target, make(target, 7, number, parents), number) for number in range(INPUTS)]
    assert [outcome for outcome in outcomes if outcome[0] == "fault"] == []


def test_an_input_is_made_again_by_its_numbers():
    target = TARGETS["docx"]
    parents = target.seeds()
    assert make(target, 7, 3, parents) == make(target, 7, 3, parents) != make(target, 7, 4, parents)


@pytest.mark.parametrize(
    "name", [name for name in TARGETS if name not in ("facts", "question", "picture", "paste")]
)
def test_the_files_to_begin_with_are_reports(name):
    for data in TARGETS[name].seeds()[:1]:
        assert judge.document(data, 0)[-1] in ("50 cells", "60 cells")


def test_the_judge_sees_what_must_not_be():
    cells = (GridCell(0, 0, "甲", 2), GridCell(1, 0, "乙"))
    with pytest.raises(judge.Fault, match="over one another"):
        judge._sound(Reading((Grid(cells),), "docx"))
