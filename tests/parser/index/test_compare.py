"""Rankings, filters and sums against a plain reading of the same reports."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parser.index import Index
from parser.model.report import Cell, Report

HOT, COLD, OPTIONAL, FEE = "t3.new.total", "t3.new.legal", "t3.other.total", "t2.fee.amount"
DIVISIONS = ["130102100", "130102101", "130203100", "640425200", "640425201", "654202109", None]
ORGANS = {None: "某乡人民政府"}

row = st.tuples(
    st.sampled_from(DIVISIONS),
    st.sampled_from([2022, 2023]),
    st.dictionaries(
        st.sampled_from([HOT, COLD, OPTIONAL, FEE]),
        st.none() | st.integers(-2, 3).map(Decimal) | st.sampled_from([Decimal("0.5"), Decimal("1E+20")]),
    ),
)


def report(title: str, division: str | None, year: int, cells: dict[str, Decimal | None]) -> Report:
    made = {code: Cell(code, str(value), value) for code, value in cells.items()}
    return Report(ORGANS.get(division), division, None, year, title, None, None, None, (), made, ())


def usable(code: str, value: Decimal | None) -> bool:
    """Numbers that a column holds: whole ones, and small fractions of 万元."""
    return value is not None and value < 1000 and (code == FEE or value == int(value))


@settings(max_examples=80, deadline=None)
@given(
    rows=st.lists(row, max_size=14),
    code=st.sampled_from([HOT, COLD, OPTIONAL, FEE]),
    region=st.sampled_from(["", "13", "1301", "130102", "130102100", "6", "64", "99"]),
    limit=st.integers(1, 6),
    lowest=st.booleans(),
)
def test_agrees_with_a_plain_reading(tmp_path_factory, *, rows, code, region, limit, lowest) -> None:
    last = {(division, year): cells for division, year, cells in rows}
    with Index.open(tmp_path_factory.mktemp("i") / "i.db", write=True) as index:
        for i, (division, year, cells) in enumerate(rows):
            index.add(report(str(i), division, year, cells), source_name="", digest=str(i))
        ranking = index.ranking(code, year=2023, division=region, limit=limit, lowest=lowest)
        total = index.total(code, year=2023, division=region)
        some, count = index.matching(
            code, year=2023, division=region, low=Decimal(0), high=Decimal("1.5"), limit=99
        )
        parts = index.totals(code, year=2023, division=region) if region != "6" else ()
    here = {d: c for (d, year), c in last.items() if year == 2023 and (d or "").startswith(region)}
    values = {d: c[code] for d, c in here.items() if code in c and usable(code, c[code])}
    assert (total.reports, total.stated) == (len(here), len(values))
    assert total.value == (sum(values.values()) if values else None)
    assert [r.value for r in ranking.rows] == sorted(values.values(), reverse=not lowest)[:limit]
    assert all(values[r.entry.division] == r.value for r in ranking.rows)
    assert (ranking.reports, ranking.stated) == (len(here), len(values))
    shown = [r.value for r in ranking.rows]
    assert ranking.tied == (
        sum(v == shown[-1] for v in values.values()) - shown.count(shown[-1]) if shown else 0
    )
    between = {d: v for d, v in values.items() if 0 <= v <= Decimal("1.5")}
    assert count == len(between)
    assert {r.entry.division: r.value for r in some.rows} == between
    if parts:
        placed = [v for d, v in values.items() if d]
        assert sum(p.value or 0 for p in parts) == sum(placed)
        assert sum(p.stated for p in parts) == len(placed)


def test_only_townships_are_ranked(index, make) -> None:
    cells = {HOT: "5"}
    for organ, division in [
        ("甲县人民政府", "130102"),
        ("乙镇中心学校", "130102100"),
        ("甲县教育局", "130102"),
    ]:
        index.add(make(organ, division, cells=cells), source_name="", digest=organ)
    index.add(make("乙镇人民政府", "130102100", cells={HOT: "1"}), source_name="", digest="t")
    assert [r.value for r in index.ranking(HOT, year=2023).rows] == [1]
    assert index.total(HOT, year=2023).value == 1
    assert len(index.entries(division="1301")) == 4


def test_a_township_of_which_only_the_county_is_known_counts_for_the_county(index, make) -> None:
    index.add(make("乙镇人民政府", "130102", cells={HOT: "5"}), source_name="", digest="t")
    assert index.total(HOT, year=2023, division="130102").value == 5
    assert index.total(HOT, year=2023, division="1301").value == 5


def test_a_report_without_a_year_is_kept_and_not_compared(index, make) -> None:
    number = index.add(make(year=None, cells={HOT: "5"}), source_name="", digest="t").id
    assert index.ranking(HOT, year=2023).rows == ()
    assert index.cells(number)[HOT] == 5
    assert index.years() == index.years("13") == ()
    assert [e.year for e in index.entries()] == [None]


def test_totals_go_down_level_by_level(index, make) -> None:
    for i, division in enumerate(["130102100", "130102101", "130203100", "640425200"]):
        index.add(make(division=division, cells={HOT: str(10**i)}), source_name="", digest=division)

    def sums(division: str) -> dict[str, Decimal | None]:
        return {t.region: t.value for t in index.totals(HOT, year=2023, division=division)}

    assert sums("") == {"13": 111, "64": 1000}
    assert sums("13") == {"1301": 11, "1302": 100}
    assert sums("1301") == {"130102": 11}
    assert sums("130102") == {"130102100": 1, "130102101": 10}
    assert sums("130102100") == {}


def test_trend_keeps_blank_years(index, make) -> None:
    for year, value in [(2021, "4"), (2022, None), (2023, "0")]:
        index.add(make(year=year, cells={HOT: value}), source_name="", digest=str(year))
    (unit,) = index.units()
    assert index.trend(unit.number, HOT) == {2021: 4, 2022: None, 2023: 0}
    assert index.years() == (2021, 2022, 2023)
    assert index.years("13") == (2021, 2022, 2023)


@pytest.fixture
def facts(index, make) -> Index:
    for division, count in [("130102100", 51), ("130102101", 7)]:
        report = make(division=division)
        own = tuple(replace(fact, value=Decimal(count)) for fact in report.facts)
        index.add(replace(report, facts=own), source_name="", digest=division)
    return index


def test_reports_are_ranked_by_their_largest_fact_in_some_units(facts: Index, make) -> None:
    facts.add(make(division="130102102", year=2022), source_name="", digest="older")
    facts.add(make(organ="甲县教育局", division="130102"), source_name="", digest="bureau")

    def rank(*units: str, **options: Any) -> list[tuple[str | None, Decimal]]:
        rows = facts.largest_facts(units, year=2023, **options)
        return [(row.entry.division, row.value) for row in rows]

    assert rank("条", "篇") == rank("条", division="13") == [("130102100", 51), ("130102101", 7)]
    assert rank("条", limit=1) == [("130102100", 51)]
    assert rank("次") == rank() == rank("条", division="64") == []


def test_lists(index, make) -> None:
    for division, year in [("130102100", 2022), ("130102100", 2023), ("640425200", 2023)]:
        index.add(make(division=division, year=year), source_name="", digest=f"{division}{year}")
    assert [(e.division, e.year) for e in index.entries()] == [
        ("130102100", 2023),
        ("130102100", 2022),
        ("640425200", 2023),
    ]
    assert [e.division for e in index.entries(year=2022)] == ["130102100"]
    assert [e.division for e in index.entries(division="64")] == ["640425200"]
    coverage = index.coverage()
    assert (coverage.reports, coverage.units, coverage.years) == (3, 2, (2022, 2023))
    assert index.coverage("13", 2023).reports == 1
    unit = index.named("130102100")[0]
    assert (unit.place_name, index.named("乙镇"), index.named("乙")) == ("乙镇", index.units(), index.units())
    assert index.named("丙") == ()
    assert [e.year for e in index.newest(2)] == [2023, 2023]
    assert (index.has("64"), index.has("64", 2022), index.has("65"), index.has()) == (
        True,
        False,
        False,
        True,
    )
    assert len(index.entries(unit=unit.number)) == 2


def test_names_follow_what_another_connection_writes(tmp_path, make) -> None:
    with Index.open(tmp_path / "i.db", write=True) as writer, Index.open(tmp_path / "i.db") as reader:
        assert reader.units() == ()
        writer.add(make(), source_name="", digest="a")
        assert [u.organ for u in reader.units()] == ["甲县乙镇人民政府"]


def test_names_follow_the_newest_report_and_go_with_the_last(index, make) -> None:
    index.add(make(organ="甲县乙镇人民政府", year=2022), source_name="a", digest="a")
    index.add(make(organ="乙镇政府", year=2023), source_name="b", digest="b")
    (unit,) = index.units()
    assert index.all_named(("甲县乙镇人民政府", "乙镇政府", "乙")) == {"乙镇政府": (unit,), "乙": (unit,)}
    for digest in ("a", "b"):  # both files turn out to be another organ's
        index.add(make(organ="丙镇人民政府", division=None), source_name=digest, digest=digest)
    assert index.named("乙") == ()
    assert index.units() == index.units(placed=False) == index.named("丙镇人民政府")
    assert index.units(placed=True) == ()


def test_the_version_tells_of_every_write(tmp_path, make) -> None:
    with Index.open(tmp_path / "i.db", write=True) as writer, Index.open(tmp_path / "i.db") as reader:
        before = reader.version(), writer.version()
        assert before == (reader.version(), writer.version())
        writer.add(make(), source_name="", digest="a")
        assert reader.version() != before[0]
        assert writer.version() != before[1]
