# ruff: noqa: S311 - seeded damage for tests, nothing secret
"""How a check is put together: states, roots, verdicts, profiles, the order of telling."""

from dataclasses import replace
from datetime import date
from random import Random
from types import ModuleType

import pytest

from parser.form import CODES
from parser.model.finding import Check, Severity, Verdict, Where
from parser.model.report import Note
from parser.rules import RULES, Profile, check, worst


def _states(result: Check) -> dict[str, set[str]]:
    return {
        "found": {f.rule for f in result.findings},
        "skipped": {n.rule for n in result.not_assessable},
        "passed": set(result.passed),
    }


def test_every_rule_ends_in_a_state(drafts: ModuleType) -> None:
    """Each rule is found, passed or not assessable; what passed is nothing else."""
    states = _states(check(drafts.plain().put(t3__new__total="9").report()))
    assert states["found"] | states["skipped"] | states["passed"] == set(RULES)
    assert not states["passed"] & (states["found"] | states["skipped"])


def test_blank_rows_are_told_once_and_their_sums_are_not_judged(drafts: ModuleType) -> None:
    """A blank table three is T301, and T302 to T304 say that they could not be judged."""
    draft = replace(drafts.plain(), values={c: "" for c in CODES if c.startswith("t3.")})
    states = _states(check(draft.report()))
    assert "T301" in states["found"]
    assert {"T302", "T303", "T304"} <= states["skipped"]
    assert not {"T302", "T303", "T304"} & states["found"]


def test_one_wrong_cell_is_one_story(drafts: ModuleType) -> None:
    """The column, the row and the sentence that one cell breaks share a root; another mistake has its own."""
    result = check(drafts.plain().put(t3__new__total="9", t4__review__total="1").report())
    roots = {f.rule: f.root for f in result.findings}
    assert roots["T302"] == roots["T304"] == roots["X501"]
    assert roots["T402"] != roots["T302"]


def test_both_columns_of_one_slip_share_a_root(drafts: ModuleType) -> None:
    """A slip in a column that was carried to the total breaks two columns: one story, mended by two cells together."""
    result = check(drafts.plain().put(t3__carried_in__natural="1", t3__carried_in__total="1").report())
    found = [f for f in result.findings if f.rule == "T302"]
    assert len(found) == 2
    assert len({f.root for f in found}) == 1
    assert (
        "上年结转政府信息公开申请数量”·自然人改为0，表三“二、上年结转政府信息公开申请数量”·总计改为0"
        in found[0].fix
    )


def test_a_fee_copied_from_purchases_is_one_story(drafts: ModuleType) -> None:
    """T207, T208 and X509 of one cell share a root."""
    draft = drafts.plain().put(t2__fee__amount="86.5")
    draft = draft.write(1, f"{draft.texts[1]}\n政府采购总金额86.5万元。")
    roots = {f.rule: f.root for f in check(draft.report()).findings}
    assert roots["T207"] == roots["T208"] == roots["X509"]


@pytest.mark.parametrize(
    ("values", "verdict"),
    [
        ({}, Verdict.PASS),
        ({"t2__coercion__decisions": "/"}, Verdict.JUSTIFY),
        ({"t3__new__total": "9"}, Verdict.FAIL),
    ],
)
def test_the_verdict_is_that_of_the_gravest_finding(
    drafts: ModuleType, values: dict[str, str], verdict: Verdict
) -> None:
    """No finding: pass; a warning: justify; an error: fail."""
    assert check(drafts.plain().put(**values).report()).verdict is verdict


def test_what_was_not_read_never_counts(drafts: ModuleType) -> None:
    """A warning of group E leaves the verdict at pass and is told last."""
    report = replace(drafts.plain().report(), notes=(Note("E003", "表三“（一）予以公开”只有6个数"),))
    result = check(report)
    assert result.verdict is Verdict.PASS
    assert [f.rule for f in result.findings] == ["E003"]


def test_a_profile_sets_severities_and_switches_rules_off(drafts: ModuleType) -> None:
    """Severity is a setting; a rule that is off is in no state."""
    report = drafts.plain().put(t2__coercion__decisions="/").report()
    graver = check(report, profile=Profile(severities={"T211": Severity.ERROR}))
    assert graver.verdict is Verdict.FAIL
    without = check(report, profile=Profile(off=frozenset({"T211"})))
    assert without.findings == ()
    assert "T211" not in without.passed


def test_the_worst_comes_first_and_each_story_once(drafts: ModuleType) -> None:
    """Errors before warnings before hints, one finding a root."""
    draft = drafts.plain().put(t3__new__total="9", t2__coercion__decisions="/")
    draft = draft.write(1, f"{draft.texts[1]}\n召开会议 6 次。")
    result = check(draft.report())
    first = worst(result, 3)
    assert [f.severity for f in first] == [Severity.ERROR, Severity.WARNING, Severity.INFO]
    assert len({f.root for f in first}) == 3


def test_a_quote_is_an_exact_piece_of_its_section(drafts: ModuleType) -> None:
    """What is quoted can be found in the text, whatever was folded to find it."""
    draft = drafts.plain()
    draft = draft.write(1, f"{draft.texts[1]}\n２０２２ 年 我 镇 未 收到 政府信息公开 申请。")
    report = draft.report()
    quotes = [f.where for f in check(report).findings if f.where.quote and f.where.section]
    assert quotes
    assert all(w.quote in report.section(w.section).text for w in quotes)


@pytest.mark.parametrize("secret", ["11010519491231002X", "13812345678", "6222600260001072444", "王建国"])
def test_a_secret_is_never_repeated(drafts: ModuleType, secret: str) -> None:
    """No part of a finding shows the number or the name that it warns of."""
    draft = drafts.plain()
    draft = draft.write(
        3,
        "申请人王建国于2023年提出申请，电话13812345678，身份证11010519491231002X，卡号6222600260001072444。",
    )
    findings = [f for f in check(draft.report()).findings if f.rule.startswith("P")]
    assert len(findings) == 4
    assert not [f for f in findings if secret in f"{f.message}{f.found}{f.expected}{f.fix}{f.where.quote}"]


def test_a_place_without_cells_says_where() -> None:
    """A finding always has a place type, even where nothing is known of it."""
    assert Where() == Where((), None, None, None)


def test_damage_never_stops_the_rules(drafts: ModuleType) -> None:
    """Reports with anything missing are judged as far as they go: no rule raises."""
    rng = Random(5)
    for seed in range(40):
        report = drafts.random_draft(Random(seed)).report()
        kept = {code: cell for code, cell in report.cells.items() if rng.random() < 0.8}
        damage = {
            "organ": rng.choice((None, "", report.organ)),
            "year": rng.choice((None, report.year)),
            "title": rng.choice((None, report.title)),
            "sections": tuple(rng.sample(report.sections, rng.randint(0, 6))),
            "tables": tuple(rng.sample(report.tables, rng.randint(0, 3))),
            "facts": report.facts[:: rng.randint(1, 3)],
            "cells": rng.choice((kept, {}, report.cells)),
        }
        result = check(
            replace(report, **damage), previous=rng.choice((None, report)), today=date(2024, 1, 30)
        )
        assert result.passed


def test_spelling_is_not_judged_on_pictures(drafts: ModuleType) -> None:
    """What was recognised from a picture may be misspelt by the recogniser: said, not blamed."""
    draft = drafts.plain()
    report = draft.write(1, f"{draft.texts[1]}\n加强信息报送工作工作宣传。").report()
    assert "W901" in _states(check(report))["found"]
    states = _states(check(replace(report, format="picture")))
    assert "W901" in states["skipped"]
    assert "W901" not in states["found"]
