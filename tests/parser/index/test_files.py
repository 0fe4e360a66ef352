"""The file itself: broken, foreign, locked, full, killed in the middle, written by many at once."""

import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from parser.form import CODES
from parser.index import Index
from parser.index import index as module
from parser.index.columns import COLUMNS
from parser.index.schema import _OLDEST, VERSION, connect
from parser.model.errors import Damaged, InputError

ROOT = Path(__file__).resolve().parents[3]

WORKER = """
import sys
from decimal import Decimal
from parser.index import Index
from parser.model.report import Cell, Fact, Report, Section

def report(place, value):
    text = f"{place}主动公开政府信息{value}条，低保公示。" + "详见公示栏。" * 50
    cells = {c: Cell(c, str(value), Decimal(value)) for c in ("t3.new.total", "t3.new.natural")}
    facts = (Fact(0, "公开", Decimal(value), "条", 1, text, 0, len(text), (0, 1)),)
    return Report("某镇人民政府", str(place), None, 2023, None, None, None, None, (Section(1, "一", text),), cells, facts)

path, first, places, rounds = sys.argv[1], *map(int, sys.argv[2:5])
with Index.open(path, write=True) as index:
    print("open", flush=True)
    for value in range(rounds):
        for place in range(first, first + places):
            index.add(report(place, value), source_name="f", digest=f"{place}-{value}")
            print(place, value, flush=True)
"""


@pytest.fixture
def start() -> Iterator[Callable[..., subprocess.Popen]]:
    """Starts processes that write to an index; none outlives its test."""
    workers: list[subprocess.Popen] = []

    def start(path: Path, first: int, places: int, rounds: int, before: str = "") -> subprocess.Popen:
        script = [sys.executable, "-c", before + WORKER, str(path), str(first), str(places), str(rounds)]
        pipe = subprocess.PIPE
        workers.append(subprocess.Popen(script, stdout=pipe, stderr=pipe, text=True, cwd=ROOT))
        return workers[-1]

    yield start
    for worker in workers:
        worker.kill()
        worker.communicate()


def check_invariants(path: Path, acknowledged: dict[str, int]) -> None:
    """What holds at any moment: the file is sound, every acknowledged report is whole, sums and search agree."""
    with Index.open(path, write=True) as index:
        assert index.check() is None
        index._connection.execute("INSERT INTO words(words) VALUES ('integrity-check')")
        entries = index.entries()
        values = {e.division: index.cell(e.id, "t3.new.total") for e in entries}
        assert all(values[place] >= value for place, value in acknowledged.items())
        for entry in entries:
            report = index.report(entry.id)
            assert report.value("t3.new.total") == values[entry.division] == report.facts[0].value
            assert len(index.revisions(entry.id)) == entry.revision == values[entry.division] + 1
        total = index.total("t3.new.total", year=2023)
        assert (total.reports, total.value or 0) == (len(entries), sum(values.values()))
        assert len(index.search("低保", limit=999)) == len(entries)
        sums = index._connection.execute("SELECT count(*) FROM fact").fetchone()[0]
        assert sums == len(entries)


@pytest.mark.parametrize("after", [0, 1, 7, 12])
def test_killed_at_any_moment_it_holds_the_old_report_or_the_new(tmp_path: Path, start, after: int) -> None:
    path = tmp_path / "i.db"
    worker = start(path, 130102100, 5, 1000)
    acknowledged: dict[str, int] = {}
    assert worker.stdout
    assert worker.stdout.readline() == "open\n"
    for line in worker.stdout:
        place, value = line.split()
        acknowledged[place] = int(value)
        if len(acknowledged) + 5 * int(value) > after:
            break
    worker.kill()
    for line in worker.stdout.read().splitlines(keepends=True):
        if line.endswith("\n"):
            place, value = line.split()
            acknowledged[place] = int(value)
    check_invariants(path, acknowledged)


def test_several_processes_make_and_write_one_index(tmp_path: Path, start) -> None:
    path = tmp_path / "i.db"
    workers = [start(path, 130102100 + 10 * i, 5, 3) for i in range(3)]
    acknowledged: dict[str, int] = {}
    for worker in workers:
        out, err = worker.communicate(timeout=60)
        assert worker.returncode == 0, err
        acknowledged |= {
            place: int(value) for place, value in (line.split() for line in out.splitlines()[1:])
        }
    assert len(acknowledged) == 15
    check_invariants(path, acknowledged)


LIMIT = (
    "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
    "resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))\n"
)


def test_a_full_disk_loses_nothing_that_was_acknowledged(tmp_path: Path, start) -> None:
    path = tmp_path / "i.db"
    out, err = start(path, 130102100, 200, 5, LIMIT).communicate(timeout=60)
    assert "parser.model.errors.InputError" in err
    acknowledged = {place: int(value) for place, value in (line.split() for line in out.splitlines()[1:])}
    assert acknowledged
    check_invariants(path, acknowledged)


def test_a_commit_that_fails_is_undone_and_the_next_one_works(index, make) -> None:
    index.add(make(), source_name="a", digest="a")
    index._connection.execute("CREATE TEMP TABLE child(x REFERENCES parent(y) DEFERRABLE INITIALLY DEFERRED)")
    index._connection.execute("CREATE TEMP TABLE parent(y PRIMARY KEY)")
    index._connection.execute(
        "CREATE TEMP TRIGGER spoil AFTER INSERT ON main.file BEGIN INSERT INTO child VALUES (1); END"
    )
    with pytest.raises(sqlite3.IntegrityError):
        index.add(make(division="130102101", cells={"t3.new.total": "4"}), source_name="b", digest="b")
    index._connection.execute("DROP TRIGGER temp.spoil")
    assert len(index.entries()) == 1
    assert index.add(make(division="130102101"), source_name="b", digest="b").kind == "new"
    assert index.total("t3.new.total", year=2023).value == 0


def test_a_reader_sees_the_old_state_while_a_batch_is_open(tmp_path: Path, make) -> None:
    path = tmp_path / "i.db"
    with Index.open(path, write=True) as writer, Index.open(path) as reader:
        with writer.batch():
            writer.add(make(), source_name="a", digest="a")
            assert reader.entries() == []
        assert len(reader.entries()) == 1


def test_a_long_log_is_emptied_and_a_reader_in_the_way_only_delays_it(
    tmp_path: Path, make, monkeypatch
) -> None:
    path, log = tmp_path / "i.db", tmp_path / "i.db-wal"
    monkeypatch.setattr(module, "_LOG_LIMIT", 100_000)
    monkeypatch.setattr(module, "_PATIENCE", 1)
    with Index.open(path, write=True) as writer, Index.open(path) as reader:
        reader._connection.execute("BEGIN")
        assert reader.entries() == []
        for i in range(30):
            writer.add(make(division=f"1301021{i:02}"), source_name="a", digest=str(i))
        assert log.stat().st_size > 100_000
        reader._connection.execute("COMMIT")
        writer.add(make(division="130102199"), source_name="a", digest="last")
        assert log.stat().st_size <= 100_000
        assert len(reader.entries()) == 31


def test_a_reader_never_writes(tmp_path: Path, make) -> None:
    path = tmp_path / "i.db"
    Index.open(path, write=True).close()
    with Index.open(path) as reader, pytest.raises(InputError, match="只读"):
        reader.add(make(), source_name="a", digest="a")


def test_a_writer_that_cannot_have_its_turn_says_so(tmp_path: Path, make) -> None:
    path = tmp_path / "i.db"
    with Index.open(path, write=True) as one, Index.open(path, write=True) as other:
        other._connection.execute("PRAGMA busy_timeout = 1")
        with one.batch(), pytest.raises(InputError, match="另一个程序"):
            other.add(make(), source_name="a", digest="a")
        assert other.add(make(), source_name="a", digest="a").kind == "new"


def test_reading_where_nothing_is_creates_nothing(tmp_path: Path) -> None:
    with Index.open(tmp_path / "none.db") as index:
        assert index.entries() == []
        assert index.years() == ()
        assert index.search("公示") == ()
        assert index.ranking("t3.new.total", year=2023).rows == ()
    assert list(tmp_path.iterdir()) == []


def foreign(path: Path) -> None:
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE report(x)")
    other.close()


def newer(path: Path) -> None:
    connection = connect(path, write=True)
    connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    connection.close()


def older(path: Path) -> None:
    connection = connect(path, write=True)
    connection.execute(f"PRAGMA user_version = {_OLDEST - 1}")
    connection.close()


def truncated(path: Path) -> None:
    connect(path, write=True).close()
    path.write_bytes(path.read_bytes()[:5000])


BROKEN = {
    "text": lambda path: path.write_text("这不是数据库，" * 200, encoding="utf-8"),
    "garbage": lambda path: path.write_bytes(bytes(range(256)) * 64),
    "cut": truncated,
    "header only": lambda path: path.write_bytes(b"SQLite format 3\x00" + b"\xff" * 84),
    "foreign": foreign,
    "newer": newer,
    "older": older,
    "folder": lambda path: path.mkdir(),
}


@pytest.mark.parametrize("write", [True, False])
@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_or_foreign_file_is_refused_with_a_sentence(
    tmp_path: Path, kind: str, *, write: bool
) -> None:
    path = tmp_path / "i.db"
    BROKEN[kind](path)
    with pytest.raises(InputError, match="索引"):
        Index.open(path, write=write)


def test_damage_inside_is_said_and_never_answered(tmp_path: Path, make) -> None:
    path = tmp_path / "i.db"
    with Index.open(path, write=True) as index:
        number = index.add(make(), source_name="a", digest="a").id
    data = bytearray(path.read_bytes())
    page = int.from_bytes(data[16:18], "big")
    for start_ in range(page, len(data), page):
        data[start_ : start_ + page] = b"\xa5" * page
    path.write_bytes(data)
    with pytest.raises(Damaged), Index.open(path) as index:
        index.report(number)


@pytest.fixture
def unprivileged() -> Iterator[Path]:
    """A folder of a user for whom permissions count, even where the tests run as root."""
    me = os.geteuid()
    with tempfile.TemporaryDirectory() as name:
        if me == 0:
            os.chown(name, 65534, 65534)
            os.seteuid(65534)
        try:
            yield Path(name)
        finally:
            Path(name).chmod(0o700)
            os.seteuid(me)


def test_a_read_only_folder_is_said_and_can_be_read(unprivileged: Path, make) -> None:
    path = unprivileged / "i.db"
    with Index.open(path, write=True) as index:
        index.add(make(), source_name="a", digest="a")
    path.chmod(0o400)
    unprivileged.chmod(0o500)
    with Index.open(path) as index:
        assert len(index.entries()) == 1
    with pytest.raises(InputError, match=r"可写|权限"), Index.open(path, write=True) as index:
        index.add(make(), source_name="b", digest="b")
    with pytest.raises(InputError, match=r"可写|权限"):
        Index.open(unprivileged / "new.db", write=True)


def test_an_empty_file_is_an_index_without_reports(tmp_path: Path, make) -> None:
    path = tmp_path / "i.db"
    path.touch()
    with Index.open(path) as index:
        assert index.entries() == []
    with Index.open(path, write=True) as index:
        assert index.add(make(), source_name="a", digest="a").kind == "new"


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(InputError, match="文件夹"):
        Index.open(tmp_path / "file" / "i.db", write=True)


def test_an_index_copied_without_its_log_can_be_read(tmp_path: Path, make) -> None:
    path = tmp_path / "i.db"
    with Index.open(path, write=True) as index:
        index.add(make(), source_name="a", digest="a")
        index.checkpoint()
        copy = tmp_path / "copy.db"
        copy.write_bytes(path.read_bytes())
    with Index.open(copy) as index:
        assert len(index.entries()) == 1


def test_a_statement_that_takes_too_long_is_stopped(index, make, monkeypatch: pytest.MonkeyPatch) -> None:
    index.add(make(), source_name="a", digest="a")
    monkeypatch.setattr(module, "_STEPS", 1)
    with index.deadline(0), pytest.raises(InputError, match="用时过长"):
        index.entries()
    assert len(index.entries()) == 1


def test_every_cell_has_its_columns(index) -> None:
    columns = [row[1] for row in index._connection.execute("PRAGMA table_info(cell)")]
    assert columns == ["id", "year", "place", "absent", "odd", *COLUMNS]
    assert len(COLUMNS) == len(CODES) + 14


def test_the_schema_is_made_by_migrations_that_are_recorded(index) -> None:
    names = [row[0] for row in index._connection.execute("SELECT name FROM _sqlite_migrations")]
    assert names == ["first", "second", "third"]


def test_an_index_of_the_version_before_gets_its_fingerprints(tmp_path: Path, make) -> None:
    path = tmp_path / "i.db"
    with Index.open(path, write=True) as index:
        number = index.add(
            make(text="公示栏每周更新一次，群众可以随时查阅和提问。"), source_name="a", digest="a"
        ).id
        prints = index.prints(number)
        index._connection.executescript(
            "DROP TABLE print; DROP TABLE imprint; DELETE FROM _sqlite_migrations WHERE name = 'second';"
            "PRAGMA user_version = 2"
        )
    with Index.open(path, write=True) as index:
        assert index.prints(number) == prints != frozenset()
        assert set(index.carriers(prints, 2023).values()) == {frozenset({number % 10**7})}


def test_an_index_of_the_version_before_gets_the_names_of_its_organs(tmp_path: Path, make) -> None:
    path = tmp_path / "i.db"
    with Index.open(path, write=True) as index:
        index.add(make(), source_name="a", digest="a")
        before = index.named("乙")
        index._connection.executescript(
            "DROP TABLE called; CREATE INDEX fact_measure ON fact(measure, report);"
            "DELETE FROM _sqlite_migrations WHERE name = 'third'; PRAGMA user_version = 3"
        )
    with Index.open(path, write=True) as index:
        assert index.named("乙") == before == index.units()
