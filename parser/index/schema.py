"""The tables of the index, made by migrations; and connections with the right PRAGMAs.

==========  ==========================================================================================
organ       who reports: the key that tells organs apart, and the newest printed name, division, path
called      every name of an organ (see names.py)
report      a line for each organ and year; ``id`` = (year - 2000) * 10^7 + organ, so newest years come last
cell        the wide row: a column a cell (see columns.py), ``place`` for regions (see identity.py)
roll        sums a cell, and how many lack a number, for the nation, each province and city, each year
measure     what facts count, each wording once
fact        the narrative's figures, for comparing reports; the report itself is in doc
doc         every revision of every report, whole (see codec.py)
file        every file ever added, by digest
words       full text (see bigrams.py): FTS5 without content, rowid = report
print       which organ's report of a year has which fingerprint (see prints.py); ``imprint``: those of a report
==========  ==========================================================================================

Writers and readers are different connections: WAL lets them work side by side, in one process or several.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from parser.index import copies, names
from parser.index.codec import decode_text
from parser.index.columns import COLUMN, COLUMNS, HOT
from parser.index.prints import own_names, prints, strip
from parser.model.errors import Damaged, InputError

VERSION = 4
"""PRAGMA user_version of a database whose migrations have all been applied."""
_OURS = 0x4E424149
"""PRAGMA application_id: NBAI."""

_WRITER = (
    "PRAGMA busy_timeout = 5000",
    "PRAGMA synchronous = NORMAL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA wal_autocheckpoint = 1000",
    "PRAGMA journal_size_limit = 67108864",
)
_READER = ("PRAGMA busy_timeout = 50", "PRAGMA query_only = ON")
_BOTH = (
    "PRAGMA trusted_schema = OFF",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA cache_size = -65536",
    "PRAGMA mmap_size = 2147483648",
)

_HOT = "\n".join(
    f"CREATE INDEX hot_{c} ON cell(year, {c}) WHERE {c} <> 0;" for c in map(COLUMN.__getitem__, HOT)
)

_FIRST = f"""
CREATE TABLE organ(
  id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, division TEXT, name TEXT, path TEXT) STRICT;
CREATE INDEX organ_division ON organ(division);
CREATE TABLE report(
  id INTEGER PRIMARY KEY, organ INTEGER NOT NULL REFERENCES organ(id), year INTEGER, division TEXT, name TEXT,
  path TEXT, title TEXT, published TEXT, format TEXT NOT NULL, revision INTEGER NOT NULL, source_name TEXT NOT
  NULL ) STRICT;
CREATE INDEX report_organ ON report(organ, year);
CREATE INDEX report_division ON report(division, year);
CREATE TABLE cell(
  id INTEGER PRIMARY KEY, year INTEGER, place INTEGER, absent BLOB, odd TEXT, {
    ", ".join(f"{c} INTEGER" for c in COLUMNS)
}) STRICT;
CREATE INDEX cell_place ON cell(year, place) WHERE place IS NOT NULL;
{_HOT}
CREATE TABLE roll(
  year INTEGER NOT NULL, region TEXT NOT NULL, reports INTEGER NOT NULL, sums BLOB NOT NULL,
  PRIMARY KEY (year, region)) STRICT;
CREATE TABLE measure(id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE fact(
  report INTEGER NOT NULL, number INTEGER NOT NULL, measure INTEGER NOT NULL, unit TEXT, value TEXT NOT NULL,
  size REAL NOT NULL, approximate INTEGER NOT NULL, part_of INTEGER, PRIMARY KEY (report, number)) STRICT,
  WITHOUT ROWID;
CREATE INDEX fact_measure ON fact(measure, report);
CREATE TABLE doc(
  report INTEGER NOT NULL, revision INTEGER NOT NULL, digest TEXT NOT NULL, source_name TEXT NOT NULL, seen
  TEXT, content BLOB NOT NULL, text BLOB NOT NULL, narrative BLOB NOT NULL, form BLOB NOT NULL) STRICT;
CREATE UNIQUE INDEX doc_revision ON doc(report, revision);
CREATE TABLE file(
  digest TEXT PRIMARY KEY, report INTEGER NOT NULL, revision INTEGER NOT NULL, source_name TEXT NOT NULL,
  reader TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX file_report ON file(report);
CREATE VIRTUAL TABLE words USING fts5(
  text, content='', detail=none, columnsize=0, tokenize="unicode61 remove_diacritics 0 categories 'L* N* M* Co
  Cn So Sk'");
"""

_SECOND = """
CREATE TABLE print(
  year INTEGER NOT NULL, hash INTEGER NOT NULL, organ INTEGER NOT NULL, PRIMARY KEY (year, hash, organ)) STRICT,
  WITHOUT ROWID;
CREATE TABLE imprint(report INTEGER PRIMARY KEY, hashes BLOB NOT NULL) STRICT;
"""
_THIRD = """
CREATE TABLE called(
  name TEXT NOT NULL, organ INTEGER NOT NULL REFERENCES organ(id) ON DELETE CASCADE, PRIMARY KEY (name, organ))
  STRICT, WITHOUT ROWID;
CREATE INDEX called_organ ON called(organ);
DROP INDEX fact_measure;
"""
_OLDEST = 2
"""The oldest version that can be brought up to date."""


@contextmanager
def translated() -> Iterator[None]:
    """Turn SQLite's errors into sentences for the person at the keyboard.

    Raises:
        Damaged: the file is cut off, overwritten or no database at all.
        InputError: it cannot be opened, written or had in time.
    """
    try:
        yield
    except sqlite3.OperationalError as error:
        raise InputError(_sentence(str(error))) from error
    except sqlite3.DatabaseError as error:
        if type(error) is not sqlite3.DatabaseError:  # a wrong statement is our fault, not the file's
            raise
        raise Damaged("索引文件已损坏或不是年报索引，请从备份恢复，或换一个文件名重新收录。") from error


def _sentence(message: str) -> str:
    for words, sentence in _SENTENCES.items():
        if words in message:
            return sentence
    return f"索引暂时不能使用（{message}）。"


_SENTENCES = {
    "readonly": "索引文件或它所在的文件夹只读，不能写入；请换一个可写的位置。",
    "unable to open": "打不开索引文件，请检查路径和权限。",
    "locked": "索引正被另一个程序写入，请稍后再试。",
    "full": "磁盘已满，没有写入任何内容。",
    "disk I/O": "磁盘读写出错，没有写入任何内容。",
    "interrupted": "这次查询用时过长，已停止。",
    "no such": "这个数据库不是年报索引，请换一个文件名。",
}


def connect(path: str | Path, *, write: bool) -> sqlite3.Connection:
    """A connection with our PRAGMAs to an index of the present version.

    A writer makes the file and its folder and brings the tables up to date. A reader never changes the file;
    where there is none it gets an empty index in memory.

    Raises:
        Damaged, InputError: see ``translated``; also for an index of another version.
    """
    path = Path(path)
    if path.is_dir():
        raise InputError(f"索引应是一个文件，“{path.name}”是文件夹。")
    with translated():
        if not write and not path.exists():
            return _nothing()
        return _writer(path) if write else _reader(path)


@contextmanager
def immediate(connection: sqlite3.Connection) -> Iterator[None]:
    """A write transaction: all of it is stored, or nothing."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _opened(database: str | Path, *, uri: bool = False) -> sqlite3.Connection:
    return sqlite3.connect(
        database, isolation_level=None, check_same_thread=False, cached_statements=512, uri=uri
    )


def _set_up(connection: sqlite3.Connection, pragmas: tuple[str, ...]) -> sqlite3.Connection:
    for pragma in (*_BOTH, *pragmas):
        connection.execute(pragma)
    return connection


def _writer(path: Path) -> sqlite3.Connection:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"建不了索引的文件夹“{path.parent}”，请换一个可写的位置。") from error
    with _or_closed(_opened(path)) as connection:
        _set_up(connection, _WRITER)
        _is_empty(connection)
        with immediate(connection):  # a second writer waits here until the first has made the tables
            migrated(connection)
        connection.execute("PRAGMA journal_mode = WAL")
        return connection


def _reader(path: Path) -> sqlite3.Connection:
    with _or_closed(_open_for_reading(path)) as connection:
        _set_up(connection, _READER)
        if _is_empty(connection):
            connection.close()
            return _nothing()
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version != VERSION:
            age = "旧" if version < VERSION else "新"
            raise InputError(f"索引是较{age}版本的程序建立的，请用本版本重新收录一次。")
        return connection


def _nothing() -> sqlite3.Connection:
    """An index without reports, in memory."""
    return _set_up(migrated(_opened(":memory:")), _READER)


@contextmanager
def _or_closed(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """The connection, closed if it turns out to be of no use."""
    try:
        yield connection
    except BaseException:
        connection.close()
        raise


def _open_for_reading(path: Path) -> sqlite3.Connection:
    """Read only; where the folder forbids even a lock file, as a file that nobody changes."""
    uri = path.resolve().as_uri()
    connection = _opened(f"{uri}?mode=ro", uri=True)
    try:
        connection.execute("PRAGMA schema_version").fetchone()
    except sqlite3.DatabaseError as error:
        connection.close()
        if not isinstance(error, sqlite3.OperationalError) or path.with_name(path.name + "-wal").exists():
            raise
        connection = _opened(f"{uri}?immutable=1", uri=True)
    return connection


def _is_empty(connection: sqlite3.Connection) -> bool:
    """Whether the file has no tables yet; Damaged if it has, but not ours."""
    tables = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
    if tables and connection.execute("PRAGMA application_id").fetchone()[0] != _OURS:
        raise Damaged("这个数据库不是年报索引，请换一个文件名。")
    return not tables


def migrated(connection: sqlite3.Connection) -> sqlite3.Connection:
    """Apply the migrations that a database lacks, each in a transaction of its own."""
    found = connection.execute("PRAGMA user_version").fetchone()[0]
    if found > VERSION:
        raise InputError("索引是较新版本的程序建立的，请升级程序后再用。")
    if 0 < found < _OLDEST:
        raise InputError("索引是旧版本程序建立的，请删除它后重新收录。")
    if found < VERSION:
        _migrate(connection)
    return connection


def _migrate(connection: sqlite3.Connection) -> None:
    from sqlite_utils import Database, Migrations  # noqa: PLC0415 - half a second that only a new index needs

    steps = Migrations("nianbao.index")

    @steps()
    def first(db: Any) -> None:
        db.conn.execute(f"PRAGMA application_id = {_OURS}")
        for statement in filter(str.strip, _FIRST.split(";\n")):
            db.conn.execute(statement)

    @steps()
    def second(db: Any) -> None:
        for statement in filter(str.strip, _SECOND.split(";\n")):
            db.conn.execute(statement)
        _print_all(db.conn)

    @steps()
    def third(db: Any) -> None:
        for statement in filter(str.strip, _THIRD.split(";\n")):
            db.conn.execute(statement)
        for (organ,) in db.conn.execute("SELECT id FROM organ").fetchall():
            names.put(db.conn, organ)

    steps.apply(Database(connection))
    connection.execute(f"PRAGMA user_version = {VERSION}")


def _print_all(connection: sqlite3.Connection) -> None:
    """Take the fingerprints of the reports that are there already."""
    reports = "SELECT r.id, r.name, r.path, d.text FROM report r JOIN doc d ON d.report = r.id AND d.revision = r.revision"
    for number, name, path, text in connection.execute(reports):
        said = [section for _, section in decode_text(text)[1:]]
        copies.put(connection, number, prints(strip(said, own_names(name, path)).text))
