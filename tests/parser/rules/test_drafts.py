# ruff: noqa: S311 - seeded drafts, nothing secret
"""Every known break is found by its rule, with no other error; what is consistent passes (bench/drafts)."""

from random import Random
from types import ModuleType

import pytest

from parser.rules import check

SEEDS = 360


@pytest.mark.parametrize("first", range(0, SEEDS, 60))
def test_broken_drafts_are_found_and_whole_ones_pass(drafts: ModuleType, first: int) -> None:
    """Random drafts, each whole and broken in one way, as if read without a flaw."""
    assert [why for seed in range(first, first + 60) if (why := drafts.trial(seed)[1])] == []


@pytest.mark.parametrize("through", ["text", "pipes", "docx"])
def test_the_same_through_files(drafts: ModuleType, through: str) -> None:
    """The same, written as a file and read again."""
    assert [why for seed in range(1000, 1020) if (why := drafts.trial(seed, through)[1])] == []


def test_every_kind_of_break_is_made(drafts: ModuleType) -> None:
    """No break is listed that never happens: each is made for some draft, and found."""
    made = set()
    for seed in range(60):
        rng = Random(seed)
        draft = drafts.random_draft(rng)
        made |= {name for name, broken in drafts.BREAKS.items() if broken.make(draft, rng)}
    assert made == set(drafts.BREAKS)


def test_a_broken_draft_that_is_mended_passes(drafts: ModuleType) -> None:
    """Following the fix of a broken balance makes the report pass again."""
    draft = drafts.plain().put(t3__result_total__total="3")
    result = check(draft.report())
    mends = {f.fix for f in result.findings if f.rule.startswith("T")}
    assert mends == {"若台账相符，请把表三“（七）总计”·总计改为2，各式即全部平衡。"}
    assert check(draft.put(t3__result_total__total="2").report()).verdict == "pass"
