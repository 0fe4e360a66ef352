# ruff: noqa: S311 - seeded text for tests, nothing secret
"""The index as neighbours: copies are found with their words, templates and the own versions are left alone."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from random import Random
from types import ModuleType

import pytest

from parser.index import Index
from parser.model.report import Cell, Report
from parser.pipeline import check_report
from parser.rules.likeness.indexed import Indexed

CHARS = "".join(chr(0x4E00 + n) for n in range(900))
TEMPLATE_SIZE, COPIED_SIZE = 300, 130


def _text(seed: int, size: int) -> str:
    rng = Random(seed)
    return "".join("".join(rng.choices(CHARS, k=20)) + "，" for _ in range(size // 20)) + "。"


TEMPLATE, COPIED = _text(1, TEMPLATE_SIZE), _text(2, COPIED_SIZE)


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    with Index.open(tmp_path / "index.db", write=True) as opened:
        yield opened


def _town(drafts: ModuleType, number: int, text: str, year: int = 2023) -> Report:
    """A town of one county with that text in its first part."""
    draft = replace(drafts.plain(), organ=f"青河县第{number}镇人民政府", year=year, texts={1: text})
    return replace(draft.report(), division=f"1301021{number:02}")


def _add(index: Index, *reports: Report) -> None:
    for number, report in enumerate(reports):
        name = f"{report.organ}{report.year}.docx"
        index.add(report, source_name=name, digest=f"{name}{number}{hash(report.sections[0].text)}")


def _alike(index: Index, report: Report) -> list[str]:
    return [a.organ for a in Indexed(index).alike(report, least=0.4)]


def test_a_copied_paragraph_is_found_and_a_template_is_not(drafts: ModuleType, index: Index) -> None:
    """Two of eight towns share a paragraph; all share a county's template."""
    own = {n: _text(100 + n, 600) for n in range(8)}
    copied = {n: COPIED if n in {2, 5} else "" for n in own}
    towns = [_town(drafts, n, own[n] + TEMPLATE + copied[n]) for n in own]
    _add(index, *towns)
    found = {n: Indexed(index).alike(town, least=0.4) for n, town in enumerate(towns)}
    assert {n: [a.organ for a in alike] for n, alike in found.items() if alike} == {
        2: ["青河县第5镇人民政府"],
        5: ["青河县第2镇人民政府"],
    }
    assert found[2][0].passages == (COPIED.removesuffix("，。"),)
    hits = [f for f in check_report(towns[2], index=index).findings if f.rule == "D852"]
    assert ["第5镇" in f.message and COPIED[22:40] in f.message for f in hits] == [True]
    assert hits[0].where.quote == COPIED.removesuffix("，。")


@pytest.mark.parametrize("seed", range(4))
def test_likeness_is_mutual(drafts: ModuleType, index: Index, seed: int) -> None:
    """Whoever is like another has the other like itself, as much."""
    rng = Random(seed)
    stock = [_text(200 + n, 100) for n in range(12)]
    towns = [_town(drafts, n, "".join(rng.sample(stock, 7)) + _text(seed * 50 + n, 200)) for n in range(7)]
    _add(index, *towns)
    seen = Indexed(index)
    pairs = {
        (town.organ, a.organ): a.share
        for town in towns
        for a in seen.alike(town, least=0.2)
        if a.share >= 0.2
    }
    assert pairs == {(b, a): likeness for (a, b), likeness in pairs.items()}


def test_a_report_is_no_copy_of_its_own_versions_and_years(drafts: ModuleType, index: Index) -> None:
    """Itself, its older revision, its last year and its draft without a place are all the same organ's."""
    text = _text(7, 900)
    now, last = _town(drafts, 1, text), _town(drafts, 1, text, year=2022)
    _add(index, last, _town(drafts, 1, text + COPIED), now)
    for report in (now, last, replace(now, division=None), replace(now, organ="第1镇人民政府")):
        assert _alike(index, report) == []
    rules = {f.rule for f in check_report(now, index=index).findings}
    assert "D851" in rules  # last year's words, and that alone
    assert not rules & {"D852", "D854"}
    assert _alike(index, _town(drafts, 2, text)) == ["青河县第1镇人民政府"]


def test_a_revision_takes_the_old_fingerprints_away(drafts: ModuleType, index: Index) -> None:
    """What a town no longer says is nobody's copy."""
    copy = _town(drafts, 2, _text(9, 600))
    _add(index, _town(drafts, 1, _text(9, 600)))
    assert _alike(index, copy)
    _add(index, _town(drafts, 1, _text(10, 600)))
    assert _alike(index, copy) == []


def test_numbers_changed_after_publication_are_told(drafts: ModuleType, index: Index) -> None:
    """The same file came back with another number: the rule C808 says which."""
    first = _town(drafts, 1, _text(3, 300))
    cell = first.cells["t2.penalty.decisions"]
    changed = dict(first.cells) | {cell.code: Cell(cell.code, "9", Decimal(9), cell.place)}
    second = replace(_town(drafts, 1, _text(3, 300) + "又。"), cells=changed)
    _add(index, first, second)
    hits = [f for f in check_report(second, index=index).findings if f.rule in {"C808", "L966"}]
    assert [(f.rule, "2→9" in f.found) for f in hits] == [("C808", True)]
    with Index.open("none.db") as nothing:
        assert "C808" not in {f.rule for f in check_report(first, index=nothing).findings}


def test_peers_are_the_countys_other_towns(drafts: ModuleType, index: Index) -> None:
    """Not the report's own number."""
    towns = [_town(drafts, n, _text(n, 100)) for n in range(4)]
    _add(index, *towns)
    assert list(Indexed(index).peers(towns[0], "t3.new.total")) == [Decimal(2)] * 3
