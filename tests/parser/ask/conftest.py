"""The reports of our own making that lie beside these tests, read, indexed and asked."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from bench.questions import Corpus, build
from parser.ask import State, ask
from parser.model.answer import Answer

HERE = Path(__file__).parent
TODAY = date(2025, 6, 1)
Say = Callable[..., Answer]


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Corpus]:
    """All reports in one index."""
    built = build(sorted((HERE / "reports").glob("*.md")), tmp_path_factory.mktemp("ask"))
    yield built
    built.index.close()


@pytest.fixture
def say(corpus: Corpus) -> Say:
    """Ask one message after another in one conversation; the last answer."""

    def talk(*messages: str, today: date = TODAY, state: State | None = None) -> Answer:
        answer = None
        for message in messages:
            turn = ask(message, index=corpus.index, today=today, state=state)
            answer, state = turn.answer, turn.state
        assert answer is not None
        return answer

    return talk
