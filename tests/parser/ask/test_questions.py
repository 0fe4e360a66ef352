"""The table of questions, phrased from the reports alone: no wrong figure, and nearly all of them answered."""

from pathlib import Path

import pytest

from bench import questions
from bench.questions import RIGHT, WRONG, Corpus

HERE = Path(__file__).parent
ROOT = Path(__file__).resolve().parents[3]
SHARED = ROOT.parent / "shared"
TABLE = questions.load(HERE / "questions.jsonl")
_LEAST_RIGHT = 0.97


def test_no_answer_is_wrong_and_none_breaks_a_promise(corpus: Corpus) -> None:
    tally, faults = questions.score(corpus, TABLE)
    assert faults == []
    assert tally[WRONG] == 0
    assert tally[RIGHT] >= _LEAST_RIGHT * len(TABLE), tally


def test_the_table_is_a_table() -> None:
    asked = [(*q["turns"], q.get("today")) for q in TABLE]
    assert len(asked) == len(set(asked))
    declined = sum(q["status"] == "declined" for q in TABLE)
    assert len(TABLE) > 500 > declined > 150


@pytest.mark.shared
def test_the_customers_questions(tmp_path: Path) -> None:
    files = sorted((SHARED / "reports").glob("*-202?/source.txt"))
    if not files:
        pytest.skip("../shared is not here")
    corpus = questions.build(files, tmp_path)
    table = [q for q in questions.load(SHARED / "accept" / "questions.jsonl") if _placed(corpus, q)]
    tally, faults = questions.score(corpus, table)
    corpus.index.close()
    assert faults == []
    assert tally == {RIGHT: len(table)}


def _placed(corpus: Corpus, question: questions.Question) -> bool:
    """Questions on places that the index knows; a report may be of a place that only its sender can tell."""
    known = {unit.place_name for unit in corpus.index.units()}
    text = "".join(question["turns"])
    return "仙源乡" in known or ("仙源乡" not in text and "乡镇" not in text)
