"""Nobody is accused wrongly: clean passages in many phrasings raise no error, directly or through a file."""

import tomllib
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from parser.model.finding import Check, Severity
from parser.rules import check

CLEAN = tomllib.loads(Path(__file__).with_name("clean.toml").read_text(encoding="utf-8"))["clean"]


def _errors(result: Check) -> list[str]:
    return [f"{f.rule}: {f.message}" for f in result.findings if f.severity is Severity.ERROR]


def _draft(drafts: ModuleType, case: dict[str, Any]) -> Any:
    draft = drafts.plain()
    at = case.get("at", 1)
    text = draft.texts[at]
    joined = f"{case['add']}\n{text}" if at == 6 else f"{text}\n{case['add']}".strip()
    draft = draft.write(at, joined)
    draft = draft.swap(case["without"], "均已办结") if "without" in case else draft
    return draft.put(**{k.replace(".", "__"): v for k, v in case.get("cells", {}).items()})


@pytest.mark.parametrize("case", CLEAN, ids=[c["why"] for c in CLEAN])
def test_a_clean_passage_raises_no_error(drafts: ModuleType, case: dict[str, Any]) -> None:
    """A passage that a careful reviewer accepts is accepted, read directly and from pasted text."""
    draft = _draft(drafts, case)
    assert _errors(check(draft.report())) == []
    assert _errors(check(drafts.render(draft, "text"))) == []


def test_the_plain_draft_has_nothing_against_it(drafts: ModuleType) -> None:
    """The draft that cases start from raises no finding at all."""
    assert check(drafts.plain().report()).findings == ()
