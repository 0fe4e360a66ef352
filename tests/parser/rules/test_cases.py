"""Every rule's cases: what it finds, and what is near but fine. A case is a row of cases/*.toml.

Keys of a case (all but ``why`` optional), applied to the plain draft in this order:
organ, year, title, published · headings {part: text} · labels · write {section: text} · swap [[old, new]] ·
at + add (a passage put at the end of a section; before the signature in part six) · cells {code: raw} ·
zero / blank / drop [prefixes] · missing [rows, cells, t3, s4] · empty [table: header only] · order [parts] · notes.
Beside the draft: previous {year} with previous_cells/_swap/_write · neighbour · version · peers · below · profile ·
today · submitted.
"""

import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from parser.form import CODES
from parser.index import Index
from parser.model.report import FormTable, Note, Printed, Report
from parser.rules import RULES, Alike, Demand, Profile, check
from parser.rules.likeness.indexed import Indexed
from parser.rules.neighbours import Neighbours, Version

Case = dict[str, Any]
CASES: dict[str, dict[str, list[Case]]] = {
    rule: cases
    for path in sorted((Path(__file__).parent / "cases").glob("*.toml"))
    for rule, cases in tomllib.loads(path.read_text(encoding="utf-8")).items()
}
ROWS = [
    pytest.param(rule, kind == "fail", case, id=f"{rule}-{kind}-{case['why']}")
    for rule, cases in CASES.items()
    for kind in ("fail", "pass")
    for case in cases[kind]
]


def _starting(prefixes: Sequence[str]) -> list[str]:
    return [c for c in CODES if c.startswith(tuple(prefixes))]


def _written(draft: Any, case: Case) -> Any:
    """The draft with the case's words."""
    for section, text in case.get("write", {}).items():
        draft = draft.write(int(section), text)
    for old, new in case.get("swap", []):
        draft = draft.swap(old, new)
    if "add" in case:
        at = case.get("at", 1)
        text = draft.texts.get(at, "")
        joined = f"{case['add']}\n{text}" if at == 6 else f"{text}\n{case['add']}".strip()
        draft = draft.write(at, joined)
    return draft


def _filled(draft: Any, case: Case) -> Any:
    """The draft with the case's cells."""
    values = (
        dict(draft.values) | dict.fromkeys(_starting(case["zero"]), "0")
        if "zero" in case
        else dict(draft.values)
    )
    values |= dict.fromkeys(_starting(case["blank"]), "") if "blank" in case else {}
    missing = frozenset(case.get("missing", ())) | frozenset(
        _starting(case["drop"]) if "drop" in case else ()
    )
    headings = tuple(case.get("headings", {}).get(str(n + 1), text) for n, text in enumerate(draft.headings))
    title = draft.title if "title" not in case else case["title"] or None
    return replace(
        draft,
        values=values | case.get("cells", {}),
        missing=missing,
        headings=headings,
        labels=case.get("labels", {}),
        title=title,
        organ=case.get("organ", draft.organ),
        year=case.get("year", draft.year),
        published=case.get("published"),
    )


def _report(drafts: ModuleType, case: Case) -> Report:
    report: Report = _filled(_written(drafts.plain(), case), case).report()
    notes = tuple(Note(code, message) for code, message in case.get("notes", []))
    order = case.get("order", [s.number for s in report.sections])
    sections = tuple(s for n in order if (s := report.section(n)))
    tables = tuple(t for t in report.tables if t.number not in case.get("empty", []))
    tables += tuple(FormTable(n, (Printed("结果维持", "upheld"),), ()) for n in case.get("empty", []))
    return replace(report, notes=notes, sections=sections, tables=tables)


def _previous(drafts: ModuleType, case: Case) -> Report | None:
    if "previous" not in case:
        return None
    draft = drafts.plain()
    for old, new in case.get("previous_swap", []):
        draft = draft.swap(old, new)
    for section, text in case.get("previous_write", {}).items():
        draft = draft.write(int(section), text)
    draft = replace(
        draft, values=draft.values | case.get("previous_cells", {}), year=case["previous"].get("year", 2022)
    )
    report: Report = draft.report()
    return report


@dataclass(frozen=True)
class World:
    """Other reports as a case describes them."""

    others: Neighbours
    peers_: tuple[Decimal, ...] = ()
    below_: tuple[Report, ...] = ()
    versions_: tuple[Version, ...] = ()

    def alike(self, report: Report, *, least: float) -> Sequence[Alike]:
        """From the index."""
        return self.others.alike(report, least=least)

    def carriers(self, report: Report, words: str) -> Sequence[tuple[str, int]]:
        """From the index."""
        return self.others.carriers(report, words)

    def peers(self, report: Report, code: str) -> Sequence[Decimal]:
        """As many zeros as the case says."""
        return self.peers_

    def below(self, report: Report) -> Sequence[Report]:
        """As the case says."""
        return self.below_

    def versions(self, report: Report) -> Sequence[Version]:
        """As the case says."""
        return self.versions_


@contextmanager
def _world(drafts: ModuleType, case: Case, path: Path) -> Iterator[World]:
    versions = ()
    if "version" in case:
        other = _filled(drafts.plain(), {"cells": case["version"].get("cells", {})}).report()
        versions = (Version("县政府网站", other, case["version"]["same_place"]),)
    below = tuple(drafts.plain().report() for _ in range(case.get("below", 0)))
    peers = tuple(Decimal(0) for _ in range(case.get("peers", 0)))
    with Index.open(path, write="neighbour" in case) as index:
        if "neighbour" in case:
            text = _written(drafts.plain().swap("白石镇", "柳溪乡"), case["neighbour"])
            other = _filled(text, {"organ": "青河县柳溪乡人民政府"}).report()
            index.add(other, source_name="柳溪乡.docx", digest="1")
        yield World(Indexed(index), peers, below, versions)


def _profile(case: Case) -> Profile | None:
    settings = case.get("profile")
    if settings is None:
        return None
    office = frozenset(settings.get("office_mobiles", ()))
    return Profile(
        due=tuple(settings.get("due", (1, 31))),
        overall_limit=settings.get("overall_limit"),
        office_mobiles=office,
        slips=tuple(tuple(pair) for pair in settings.get("slips", ())),
        demands=tuple(Demand(what, tuple(words), at) for what, words, at in settings.get("demands", ())),
    )


@pytest.mark.parametrize(("rule", "found", "case"), ROWS)
def test_a_rule_finds_its_mistake_and_leaves_the_rest_alone(
    drafts: ModuleType,
    rule: str,
    found: bool,  # noqa: FBT001 - a column of the table
    case: Case,
    tmp_path: Path,
) -> None:
    """A failing case has a finding of the rule, complete in all its parts; a passing case has none."""
    with _world(drafts, case, tmp_path / "index.db") as world:
        result = check(
            _report(drafts, case),
            previous=_previous(drafts, case),
            neighbours=world,
            profile=_profile(case),
            today=case.get("today"),
            submitted=tuple(case.get("submitted", (None, None))),
        )
    findings = [f for f in result.findings if f.rule == rule]
    assert bool(findings) is found, [f"{f.rule}: {f.message}" for f in result.findings]
    for finding in findings:
        assert finding.found
        assert finding.expected
        assert finding.message.endswith(("。", "！"))
        assert finding.fix
        assert finding.root.startswith("R")
        assert finding.basis.startswith(RULES[rule].basis)
