"""Adding: new, unchanged, revised; organs that must never overwrite each other; all or nothing."""

from pathlib import Path

import pytest

from parser.index import Index
from parser.model.errors import Damaged, InputError


def test_what_goes_in_comes_out(index, make) -> None:
    report = make(
        cells={
            "t3.new.total": "12",
            "t2.fee.amount": "110.453490",
            "t3.granted.other": None,
            "t2.penalty.decisions": "absent",
        }
    )
    outcome = index.add(report, source_name="a.docx", digest="d1")
    assert outcome.kind == "new"
    assert index.report(outcome.id) == report
    assert index.facts(outcome.id) == report.facts
    assert index.printed(outcome.id) == report.cells
    assert index.cells(outcome.id) == {code: cell.value for code, cell in report.cells.items()}
    assert index.cell(outcome.id, "t3.new.total") == 12
    assert index.cell(outcome.id, "t3.granted.other") is None
    assert "t2.penalty.decisions" not in index.cells(outcome.id)


def kinds(index: Index, *steps: tuple) -> list[str]:
    return [index.add(report, source_name=name, digest=digest).kind for report, name, digest in steps]


def test_adding_again_changes_nothing(index, make) -> None:
    report = make()
    assert kinds(index, (report, "a", "d1"), (report, "a", "d1"), (report, "moved/a", "d1")) == [
        "new",
        "unchanged",
        "unchanged",
    ]
    assert len(index.entries()) == 1


def test_the_same_report_in_another_format_is_unchanged_for_ever(index, make) -> None:
    report = make()
    steps = [(report, "a.docx", "d1"), (report, "a.pdf", "d2")]
    assert kinds(index, *steps, *steps) == ["new", "unchanged", "unchanged", "unchanged"]


def test_two_files_that_differ_do_not_take_turns(index, make) -> None:
    steps = [(make(), "a.docx", "d1"), (make(text="另一文字9条。"), "a.pdf", "d2")]
    assert kinds(index, *steps, *steps, *steps) == ["new", "revised", *["unchanged"] * 4]
    assert index.entries()[0].source_name == "a.pdf"


def test_a_rendering_in_which_less_could_be_read_changes_nothing(index, make) -> None:
    whole = make(cells={"t3.new.total": "3"})
    scan = make(
        text=whole.sections[0].text.replace("。", "。\n "),
        cells={"t3.new.total": "absent", "t3.new.other": "absent"},
    )
    steps = [(whole, "a.docx", "d1"), (scan, "a.jpg", "d2")]
    assert kinds(index, *steps, *steps) == ["new", "unchanged", "unchanged", "unchanged"]
    assert index.report(index.entries()[0].id) == whole


def test_a_rendering_in_which_more_could_be_read_takes_its_place_without_a_revision(index, make) -> None:
    whole = make(cells={"t3.new.total": "3"})
    scan = make(cells={"t3.new.total": "absent"})
    steps = [(scan, "a.jpg", "d1"), (whole, "a.docx", "d2")]
    assert kinds(index, *steps, *steps) == ["new", "revised", "unchanged", "unchanged"]
    (entry,) = index.entries()
    assert (entry.revision, index.report(entry.id)) == (1, whole)
    assert index.total("t3.new.total", year=2023).value == 3


@pytest.mark.parametrize("raw", ["4", None])
def test_the_same_words_with_another_figure_are_a_revision(index, make, raw) -> None:
    steps = [(make(cells={"t3.new.total": "3"}), "a", "d1"), (make(cells={"t3.new.total": raw}), "b", "d2")]
    assert kinds(index, *steps) == ["new", "revised"]
    assert index.entries()[0].revision == 2


def test_a_revised_file_keeps_the_old_version(index, make) -> None:
    first, second = (
        make(),
        make(cells={"t3.new.total": "3", "t3.new.natural": "3", "t3.granted.total": "absent"}),
    )
    number = index.add(first, source_name="a", digest="d1", seen="2024-02-01").id
    outcome = index.add(second, source_name="a", digest="d2", seen="2024-03-01")
    assert (outcome.kind, outcome.id, outcome.revision) == ("revised", number, 2)
    assert index.report(number) == second
    assert index.report(number, 1) == first
    assert [(r.revision, r.seen) for r in index.revisions(number)] == [(1, "2024-02-01"), (2, "2024-03-01")]
    changed = {
        c.code: (c.before and c.before.value, c.after and c.after.value) for c in index.changes(number, 1, 2)
    }
    assert changed == {"t3.new.total": (0, 3), "t3.new.natural": (0, 3), "t3.granted.total": (0, None)}
    assert index.cells(number)["t3.new.total"] == 3
    assert index.total("t3.new.total", year=2023).value == 3


def test_a_file_that_is_put_back_is_the_present_one_again(index, make) -> None:
    old, new = make(), make(text="新文字3条。")
    assert kinds(index, (old, "a", "d1"), (new, "a", "d2"), (old, "a", "d1")) == ["new", "revised", "revised"]
    assert index.report(index.entries()[0].id) == old


def test_another_reader_stores_anew_without_a_revision(index, make) -> None:
    first, better = make(), make(cells={"t3.new.total": "8"})
    index.add(first, source_name="a", digest="d1", reader="1")
    outcome = index.add(better, source_name="a", digest="d1", reader="2")
    assert (outcome.kind, outcome.revision) == ("revised", 1)
    assert index.report(outcome.id) == better
    assert index.knows("d1", "2") == outcome.id
    assert index.knows("d1", "1") is None
    assert index.add(better, source_name="a", digest="d1", reader="2").kind == "unchanged"


def test_a_file_whose_organ_turns_out_to_be_another_leaves_the_first(index, make) -> None:
    index.add(make(division=None), source_name="a", digest="d1", reader="1")
    placed = index.add(make(), source_name="a", digest="d1", reader="2")
    assert placed.kind == "new"
    assert [e.id for e in index.entries()] == [placed.id]
    assert len(index.units()) == 1
    assert len(index.search("低保")) == 1


@pytest.mark.parametrize(
    ("one", "other", "reports"),
    [
        (("甲县乙镇人民政府", "130102100", 2023), ("乙镇人民政府", "130102100", 2023), 1),
        ((None, "130102100", 2023), ("乙镇人民政府", "130102100", 2023), 1),
        (("乙镇 人民政府", None, 2023), ("乙镇人民政府", None, 2023), 1),
        (("乙镇人民政府", "130102100", 2023), ("乙镇人民政府", "130102100", 2022), 2),
        (("乙镇人民政府", "130102100", 2023), ("乙镇人民政府", "130102101", 2023), 2),
        (("甲县教育局", "130102", 2023), ("甲县人民政府", "130102", 2023), 2),
        (("甲县教育局", "130102", 2023), ("甲县民政局", "130102", 2023), 2),
        (("甲县人民政府办公室", "130102", 2023), ("甲县人民政府", "130102", 2023), 2),
        (("甲县人民政府", "130102", 2023), ("乙镇人民政府", "130102", 2023), 2),
        (("乙镇人民政府", None, 2023), ("丙镇人民政府", None, 2023), 2),
        (("乙镇人民政府", None, None), ("乙镇人民政府", None, 2023), 2),
        ((None, None, 2023), (None, None, 2023), 2),
    ],
)
def test_identity(index, make, one, other, reports) -> None:
    """Two different texts of one organ and year are a revision; of two organs they stand side by side."""
    text = "本年主动公开政府信息51条，公示栏公示低保金发放20次，公众号推送消息12条，受理申请0件。"
    index.add(make(*one, text=text), source_name="a", digest="d1")
    index.add(make(*other, text=text + "另有1条。"), source_name="b", digest="d2")
    assert len(index.entries()) == reports


def test_unplaced_namesakes_with_other_texts_are_kept_apart(index, make) -> None:
    one = make("西山乡人民政府", None, text="和平村、东山村公示退耕还林补贴12次，硬化道路公开招标3项。")
    two = make("西山乡人民政府", None, text="我乡海拔两千米，牧民定居工程资金使用情况张贴公告五回。")
    revised = make("西山乡人民政府", None, text="和平村、东山村公示退耕还林补贴13次，硬化道路公开招标3项。")
    assert kinds(index, (one, "a", "d1"), (two, "b", "d2"), (revised, "c", "d3")) == ["new", "new", "revised"]
    assert len(index.entries()) == 2


def contents(index: Index) -> list:
    tables = ("organ", "report", "cell", "roll", "measure", "fact", "doc", "file", "words_data", "words_idx")
    return [sorted(map(repr, index._connection.execute(f"SELECT * FROM {table}"))) for table in tables]  # noqa: S608


def test_a_failed_add_leaves_nothing(index, make) -> None:
    index.add(make(), source_name="a", digest="d1")
    before = contents(index)
    for table in ("report", "doc", "cell", "fact", "file"):
        index._connection.execute(
            f"CREATE TEMP TRIGGER stop BEFORE INSERT ON main.{table} BEGIN SELECT raise(ABORT, 'no'); END"
        )
        with pytest.raises(Exception, match="no"):
            index.add(make(text="又公开51条。", cells={"t3.new.total": "7"}), source_name="a", digest="d2")
        index._connection.execute("DROP TRIGGER temp.stop")
    assert contents(index) == before
    assert index.total("t3.new.total", year=2023).value == 0


def test_one_bad_report_does_not_spoil_its_batch(index, make) -> None:
    with index.batch():
        index.add(make(division="130102100", cells={"t3.new.total": "1"}), source_name="a", digest="d1")
        with pytest.raises(Damaged):
            index.add(make(division="130102101", text="坏\ud800"), source_name="b", digest="d2")
        index.add(make(division="130102102", cells={"t3.new.total": "2"}), source_name="c", digest="d3")
    assert len(index.entries()) == 2
    assert index.total("t3.new.total", year=2023).value == 3


def test_one_report_that_fails_halfway_does_not_spoil_its_batch(index, make) -> None:
    stop = "CREATE TEMP TRIGGER stop BEFORE INSERT ON main.file BEGIN SELECT raise(ABORT, 'no'); END"
    with index.batch():
        index.add(make(division="130102100", cells={"t3.new.total": "1"}), source_name="a", digest="d1")
        index._connection.execute(stop)
        with pytest.raises(Exception, match="no"):
            index.add(make(division="130102101", cells={"t3.new.total": "9"}), source_name="b", digest="d2")
        index._connection.execute("DROP TRIGGER temp.stop")
        index.add(make(division="130102102", cells={"t3.new.total": "2"}), source_name="c", digest="d3")
    assert [e.division for e in index.entries()] == ["130102100", "130102102"]
    assert index.total("t3.new.total", year=2023).value == 3
    assert len(index.search("低保")) == 2
    assert len(index.units()) == 2


def test_an_abandoned_batch_stores_nothing(index, make) -> None:
    def abandoned() -> None:
        with index.batch():
            index.add(make(), source_name="a", digest="d1")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        abandoned()
    assert index.entries() == []
    assert index.total("t3.new.total", year=2023).reports == 0
    assert index.add(make(), source_name="a", digest="d1").kind == "new"


def test_unknown_ids_are_refused(index, make) -> None:
    number = index.add(make(), source_name="a", digest="d1").id
    for ask in (lambda: index.report(1), lambda: index.report(number, 7), lambda: index.facts(0)):
        with pytest.raises(InputError):
            ask()
    assert index.cells(1) == {}
    assert index.cell(1, "t3.new.total") is None
    assert index.entry(1) is None


@pytest.mark.parametrize("year", [0, -1, 20231, 10**30])
def test_an_impossible_year_is_refused(index, make, year: int) -> None:
    with pytest.raises(InputError, match="年度"):
        index.add(make(year=year), source_name="a", digest="d1")
    assert index.entries() == []


def test_reopened_it_is_all_there(tmp_path: Path, make) -> None:
    path = tmp_path / "deep" / "index.db"
    with Index.open(path, write=True) as index:
        number = index.add(make(), source_name="a", digest="d1").id
    with Index.open(path) as index:
        assert index.report(number) == make()
