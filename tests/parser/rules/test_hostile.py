"""Text built to make patterns run wild: every rule comes to an end on it (the suite's time limit is the judge)."""

from dataclasses import replace
from types import ModuleType

import pytest

from parser.model.report import Section
from parser.rules import check
from parser.rules.case import LONGEST

SEEDS = (
    "3次公开:",
    "3次,甲;乙",
    "收到申请",
    "其中",
    "1380000",
    "6222 6002 ",
    "(一)\n",
    "(一一一)\n",
    "一一是。",
    "公开公开",
    "2022年我镇",
    "a@b.",
    "甲乙型、",
    "由六个部分",
)


@pytest.mark.parametrize("seed", SEEDS)
def test_repeated_text_comes_to_an_end(drafts: ModuleType, seed: str) -> None:
    """Sections of a hundred thousand characters: rules look at the first of them only."""
    text = seed * (100_000 // len(seed))
    assert len(text) > LONGEST
    report = drafts.plain().report()
    sections = (Section(1, "一、总体情况", text), *report.sections[1:])
    assert check(replace(report, sections=sections)).findings
