"""Score parser.ask on any file of questions over any reports: right, declined though answerable, WRONG.

    python -m bench.questions [--file QUESTIONS.jsonl] [--reports FILE...] [--verbose]

A line of the file is ``{"turns": [...], "status": ..., ...}``: ``value``/``unit``/``approximate``/``place``/``year`` for one
figure (``near`` for a share), ``rows`` for several (pairs of a piece of the label or place, and the value; ``any_order``,
``prefix``), ``text`` for a piece that the reply must hold; ``reasons`` for a refusal, ``also_ok: choose`` where a choice will
do, ``also_value`` where that figure is right too; ``today``. WRONG is a figure that is not the stated one, or a figure where
there must be none. Of the answerable ones it is also counted how many are reached by one choice (a digit) after the question.

Every question is asked twice, and each reply is also held against what must be true of all: at most 1,800 bytes, the
same bytes again, every quote in its report, no figure where there is a choice, every option answered.
"""

import argparse
import json
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from time import process_time
from typing import Any

from parser.ask import State, ask
from parser.index import Index
from parser.model.answer import Answer, Status
from parser.model.document import Source
from parser.pipeline import read_sources

HERE = Path(__file__).resolve().parents[1] / "tests" / "parser" / "ask"
TODAY = date(2025, 6, 1)
_LIMIT = 1800
_CLOSE = 0.1

RIGHT, DECLINED, CHOICE, REASON, WRONG = "right", "declined", "offered a choice", "other reason", "WRONG"

Question = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Corpus:
    """An index and the texts that its quotes must stand in."""

    index: Index
    texts: tuple[str, ...]


def squash(text: str | None) -> str:
    """Text without white space."""
    return re.sub(r"\s+", "", text or "")


def build(files: Iterable[Path], folder: Path) -> Corpus:
    """Index some reports into a new database."""
    index = Index.open(folder / "questions.db", write=True)
    texts: list[str] = []
    for file in files:
        report = read_sources([Source(file.name, file.read_bytes())])
        index.add(report, source_name=file.name, digest=str(file))
        parts = [
            *(s.text for s in (report.preamble, *report.sections)),
            *(r.label.raw for t in report.tables for r in t.rows),
        ]
        headers = [h.raw for t in report.tables for h in t.headers]
        texts.append(squash("\n".join([*parts, *headers])))
    return Corpus(index, tuple(texts))


def converse(corpus: Corpus, question: Question, state: State | None = None) -> tuple[Answer, State]:
    """The answer to the last turn."""
    today = date.fromisoformat(question["today"]) if "today" in question else TODAY
    turn = None
    for text in question["turns"]:
        turn = ask(text, index=corpus.index, today=today, state=state)
        state = turn.state
    if turn is None or state is None:
        raise ValueError(question)
    return turn.answer, state


def judge(question: Question, got: Answer) -> str:
    """One of the verdicts."""
    if question["status"] == "answered":
        return _answered(question, got)
    if got.status is Status.ANSWERED:
        also = question.get("also_value")
        return RIGHT if also is not None and got.value == Decimal(str(also)) else WRONG
    if question["status"] == "choose" or got.status is Status.CHOOSE:
        return (
            RIGHT
            if got.status == question["status"] or question.get("also_ok") == got.status
            else CHOICE
            if got.status is Status.CHOOSE
            else DECLINED
        )
    return RIGHT if got.reason in question.get("reasons", [got.reason]) else REASON


def _answered(question: Question, got: Answer) -> str:
    if got.status is not Status.ANSWERED:
        if question.get("also_reason") == got.reason:
            return RIGHT
        return CHOICE if got.status is Status.CHOOSE else DECLINED
    if "rows" in question:
        return RIGHT if _rows(question, got) else WRONG
    if "text" in question:
        return RIGHT if question["text"] in got.text else WRONG
    return RIGHT if _value(question, got) else WRONG


def _value(question: Question, got: Answer) -> bool:
    if got.value is None:
        return False
    if "near" in question:
        return bool(abs(float(got.value) - question["near"]) <= _CLOSE)
    return (
        got.value == Decimal(str(question["value"]))
        and question.get("unit") in (None, got.unit)
        and question.get("place", "") in str(got.organ)
        and question.get("year") in (None, got.year)
        and bool(question.get("approximate")) == got.approximate
    )


def _rows(question: Question, got: Answer) -> bool:
    have = [(r.label + str(r.place), float(r.value) if r.value is not None else None) for r in got.rows]
    pairs = (row if isinstance(row, list) else ("", row) for row in question["rows"])
    want = [(label, float(value)) for label, value in pairs]
    have = have[: len(want)] if question.get("prefix") else have
    if len(have) != len(want):
        return False
    if question.get("any_order"):
        return all(any(label in h[0] and value == h[1] for h in have) for label, value in want)
    return all(label in h[0] and value == h[1] for (label, value), h in zip(want, have, strict=True))


def faults(corpus: Corpus, got: Answer, again: Answer, today: date) -> list[str]:
    """What no reply may be, whatever was asked."""
    found = ["longer than 1,800 bytes"] if len(got.text.encode()) > _LIMIT else []
    found += ["other bytes on a repeat run"] if got != again else []
    found += [f"quote not in a report: {e.quote}" for e in got.evidence if not _stands(corpus, e.quote)]
    found += ["a figure in a choice"] if got.status is Status.CHOOSE and got.value is not None else []
    found += [
        f"dead end: {o}" for o in got.options if got.status is not Status.CHOOSE and _dead(corpus, o, today)
    ]
    return found


def _stands(corpus: Corpus, quote: str) -> bool:
    return any(squash(quote) in text for text in corpus.texts)


def _dead(corpus: Corpus, option: str, today: date) -> bool:
    return ask(option, index=corpus.index, today=today).answer.status is not Status.ANSWERED


def score(
    corpus: Corpus, questions: Sequence[Question], *, verbose: bool = False
) -> tuple[Counter[str], list[str]]:
    """Verdicts counted, and the faults found."""
    tally: Counter[str] = Counter()
    bad: list[str] = []
    for question in questions:
        got, _ = converse(corpus, question)
        verdict = judge(question, got)
        tally[verdict] += 1
        today = date.fromisoformat(question["today"]) if "today" in question else TODAY
        bad += [
            f"{' / '.join(question['turns'])}: {f}"
            for f in faults(corpus, got, converse(corpus, question)[0], today)
        ]
        if verbose and verdict != RIGHT:
            rows = [str(r.value) for r in got.rows]
            print(
                f"{verdict}: {' / '.join(question['turns'])}",
                got.status,
                got.reason,
                got.value,
                got.unit,
                rows,
            )
            print(got.text)
    return tally, bad


@dataclass(frozen=True, slots=True)
class Reach:
    """Of the answerable questions, how many are answered at once, and how many at once or after one choice."""

    answerable: int = 0
    first: int = 0
    second: int = 0

    def __str__(self) -> str:
        """In percent."""
        share = 100 / max(self.answerable, 1)
        return f"{self.first * share:.1f} % at the first turn, {self.second * share:.1f} % within one choice"


def reach(corpus: Corpus, questions: Sequence[Question]) -> Reach:
    """How far the answerable questions get."""
    table = [q for q in questions if q["status"] == "answered"]
    first = [q for q in table if judge(q, converse(corpus, q)[0]) == RIGHT]
    second = [q for q in table if q not in first and _is_offered(corpus, q)]
    return Reach(len(table), len(first), len(first) + len(second))


def _is_offered(corpus: Corpus, question: Question) -> bool:
    """Whether the digit of one of the options leads to the answer."""
    got, state = converse(corpus, question)
    picks = ({**question, "turns": [str(n)]} for n in range(1, len(got.options) + 1))
    return any(judge(pick, converse(corpus, pick, state)[0]) == RIGHT for pick in picks)


def load(file: Path) -> list[Question]:
    """The questions of a file, one JSON object a line."""
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]


def main() -> None:
    """Score a file; exit code 1 if anything was WRONG or faulty."""
    options = argparse.ArgumentParser(prog="python -m bench.questions")
    options.add_argument("--file", type=Path, default=HERE / "questions.jsonl")
    options.add_argument("--reports", type=Path, nargs="*")
    options.add_argument("--verbose", action="store_true")
    chosen = options.parse_args()
    files = chosen.reports or sorted((HERE / "reports").glob("*.md"))
    with tempfile.TemporaryDirectory() as folder:
        corpus = build(files, Path(folder))
        questions = load(chosen.file)
        began = process_time()
        tally, bad = score(corpus, questions, verbose=chosen.verbose)
        spent = (process_time() - began) / max(len(questions), 1)
        reached = reach(corpus, questions)
    print(*bad, sep="\n")
    verdicts = ", ".join(f"{verdict} {count}" for verdict, count in tally.most_common())
    print(f"{len(questions)} questions: {verdicts}; {len(bad)} faults; {spent * 1000:.1f} ms each")
    print(reached)
    sys.exit(1 if tally[WRONG] or bad else 0)


if __name__ == "__main__":
    main()
