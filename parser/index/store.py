"""Writing: one report into all tables, inside a transaction of the caller's.

What decides between new, unchanged and revised:

- a file that is known, read again to the same content: unchanged, whatever its name;
- another rendering of the same document (the docx beside the pdf): unchanged, both are known. The one in
  which more cells could be read is kept, for a scan's blemish is no revision;
- a known file that a later one has replaced: unchanged, unless it comes back under the present one's name;
- else a revision: the old one stays in ``doc``, every other table follows the new one.
"""
# ruff: noqa: S608 - the statements are put together from our own column names; every value is a parameter

import hashlib
import sqlite3
from dataclasses import dataclass

from parser.index import bigrams, copies, identity, look, names
from parser.index.codec import Encoded, decode_text, encode, texts
from parser.index.columns import COLUMNS, Row, packed, sparse
from parser.index.entry import Outcome
from parser.index.prints import own_names, prints, strip
from parser.index.rolls import Rolls
from parser.model.report import Report
from parser.text import fold

_ALIKE = 0.6
"""Share of common bigrams from which two unplaced reports of one name and year are revisions of one report."""

_CELL = f"INSERT INTO cell VALUES ({', '.join('?' * (5 + len(COLUMNS)))})"
_CURRENT = (
    "SELECT r.revision, d.source_name, d.content, d.digest FROM report r"
    " JOIN doc d ON d.report = r.id AND d.revision = r.revision WHERE r.id = ?"
)
_Known = tuple[int, int, str]
_REPORT = "INSERT OR REPLACE INTO report VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_FACT = "INSERT OR REPLACE INTO fact VALUES (?, ?, (SELECT id FROM measure WHERE text = ?), ?, ?, ?, ?, ?)"


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where a report is put: the connection, in a transaction, and the sums to be written before it commits."""

    connection: sqlite3.Connection
    rolls: Rolls


@dataclass(frozen=True, slots=True)
class Deposit:
    """A report on its way in, with everything worked out that needs no database."""

    report: Report
    encoded: Encoded
    row: Row
    content: bytes
    prints: frozenset[int]
    source_name: str
    digest: str
    reader: str
    seen: str | None

    @classmethod
    def of(cls, report: Report, *, source_name: str, digest: str, reader: str, seen: str | None) -> "Deposit":
        """The work that is done before the transaction begins."""
        bare = strip((s.text for s in report.sections), own_names(report.organ, report.division_path))
        words = (content(report), prints(bare.text))
        return cls(report, encode(report), packed(report.cells), *words, source_name, digest, reader, seen)

    @property
    def place(self) -> int | None:
        """The place that it counts for in rankings and sums."""
        return identity.place(self.report.organ, self.report.division)


def content(report: Report) -> bytes:
    """A hash of what the report says in words, equal for all renderings of one document (docx, pdf, pasted text)."""
    said = [(number, fold(text)) for number, text in texts(report)]
    who = (
        fold(report.organ or ""),
        fold(report.title or ""),
        report.year,
        report.period,
        fold(report.contact or ""),
    )
    return hashlib.blake2b(repr((who, said)).encode(), digest_size=16).digest()


def add(shelf: Shelf, deposit: Deposit) -> Outcome:
    """Store a report; see the module's page for the outcome."""
    number = _organ(shelf, deposit)
    report, gone = identity.report_id(number, deposit.report.year), number
    known = shelf.connection.execute(
        "SELECT report, revision, reader FROM file WHERE digest = ?", (deposit.digest,)
    ).fetchone()
    if known and known[0] != report:
        _withdraw(shelf, known[0], deposit.digest)
        gone, known = identity.organ_of(known[0]), None
    outcome = _decide(shelf, deposit, report, known)
    orphan = "DELETE FROM organ WHERE id = ? AND NOT EXISTS (SELECT 1 FROM report WHERE organ = organ.id)"
    shelf.connection.execute(orphan, (gone,))
    return outcome


def _decide(shelf: Shelf, deposit: Deposit, report: int, known: _Known | None) -> Outcome:
    """New, unchanged or revised: compare with the present revision and with what is known of the file."""
    current = shelf.connection.execute(_CURRENT, (report,)).fetchone()
    if current is None:
        return _put(shelf, deposit, report, 1)
    revision, source_name, words, digest = current
    same = Outcome("unchanged", report, revision)
    alike, mine = words == deposit.content, deposit.row.cells().items()
    theirs = look.cells(shelf.connection, report).items()
    if digest == deposit.digest:
        read_alike = known and known[2] == deposit.reader
        outcome = same if read_alike else _put(shelf, deposit, report, revision)
        return same if alike and mine == theirs else outcome
    if alike and mine <= theirs:
        _know(shelf, deposit, report, revision)
        return same
    if alike and theirs <= mine:
        return _put(shelf, deposit, report, revision)
    superseded = known and source_name != deposit.source_name
    return same if superseded else _put(shelf, deposit, report, revision + 1)


def find_organ(connection: sqlite3.Connection, report: Report) -> int | None:
    """The number of the organ whose report it is; None where nothing of it is stored (or it cannot be told)."""
    if report.division is None:
        return None
    key = identity.key(report.organ, report.division, "")
    row = connection.execute("SELECT id FROM organ WHERE key = ?", (key,)).fetchone()
    return int(row[0]) if row else None


def _organ(shelf: Shelf, deposit: Deposit) -> int:
    """The organ's number, a new one if need be; its name, division and path are those of the newest report."""
    wanted = _key(shelf, deposit)
    report = deposit.report
    row = shelf.connection.execute("SELECT id FROM organ WHERE key = ?", (wanted,)).fetchone()
    if row:
        return int(row[0])
    insert = "INSERT INTO organ(key, division, name, path) VALUES (?, ?, ?, ?) RETURNING id"
    values = (wanted, report.division, report.organ, report.division_path)
    organ = int(shelf.connection.execute(insert, values).fetchone()[0])
    names.put(shelf.connection, organ)
    return organ


def _key(shelf: Shelf, deposit: Deposit) -> str:
    """The organ's key. Unplaced namesakes get numbered keys unless their texts say that they are one."""
    plain = identity.key(deposit.report.organ, deposit.report.division, deposit.digest)
    if not plain.startswith("/"):
        return plain
    mine = set(bigrams.document(texts(deposit.report)).split())
    namesake = "SELECT d.text FROM organ o JOIN report r ON r.organ = o.id AND r.year IS ? JOIN doc d ON d.report = r.id"
    tried = plain
    for count in range(2, identity.SPAN):
        theirs = shelf.connection.execute(
            f"{namesake} WHERE o.key = ?", (deposit.report.year, tried)
        ).fetchall()
        if not theirs or any(_alike(mine, text) for (text,) in theirs):
            return tried
        tried = f"{plain}#{count}"
    return tried


def _alike(mine: set[str], text: bytes) -> bool:
    theirs = set(bigrams.document(decode_text(text)).split())
    return len(mine & theirs) >= _ALIKE * len(mine | theirs)


def _know(shelf: Shelf, deposit: Deposit, report: int, revision: int) -> None:
    row = (deposit.digest, report, revision, deposit.source_name, deposit.reader)
    shelf.connection.execute("INSERT OR REPLACE INTO file VALUES (?, ?, ?, ?, ?)", row)


def _put(shelf: Shelf, deposit: Deposit, report: int, revision: int) -> Outcome:
    """Make this the present revision in every table."""
    old = _clear(shelf, report)
    for step in (_put_report, _put_doc, _put_facts):
        step(shelf, deposit, report, revision)
    put_cells(shelf, [(report, deposit.report.year, deposit.place, deposit.row)])
    shelf.connection.execute(
        "INSERT INTO words(rowid, text) VALUES (?, ?)", (report, bigrams.document(texts(deposit.report)))
    )
    copies.put(shelf.connection, report, deposit.prints)
    _know(shelf, deposit, report, revision)
    return Outcome("revised" if old else "new", report, revision)


def _put_report(shelf: Shelf, deposit: Deposit, report: int, revision: int) -> None:
    r, organ = deposit.report, identity.organ_of(report)
    published = r.published.isoformat() if r.published else None
    row = (
        report,
        organ,
        r.year,
        r.division,
        r.organ,
        r.division_path,
        r.title,
        published,
        r.format,
        revision,
    )
    shelf.connection.execute(_REPORT, (*row, deposit.source_name))
    newest = "SELECT max(id) FROM report WHERE organ = ?"
    if shelf.connection.execute(newest, (organ,)).fetchone()[0] == report:
        called = (r.division, r.organ, r.division_path)
        update = "UPDATE organ SET division = ?, name = ?, path = ? WHERE id = ? AND (division, name, path) IS NOT (?, ?, ?)"
        if shelf.connection.execute(update, (*called, organ, *called)).rowcount:
            names.put(shelf.connection, organ)


def _put_doc(shelf: Shelf, deposit: Deposit, report: int, revision: int) -> None:
    parts = (deposit.encoded.text, deposit.encoded.narrative, deposit.encoded.form)
    row = (report, revision, deposit.digest, deposit.source_name, deposit.seen, deposit.content, *parts)
    shelf.connection.execute("INSERT OR REPLACE INTO doc VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)


def _put_facts(shelf: Shelf, deposit: Deposit, report: int, _revision: int) -> None:
    facts = deposit.report.facts
    shelf.connection.executemany(
        "INSERT OR IGNORE INTO measure(text) VALUES (?)", {(f.measure,) for f in facts}
    )
    rows = (
        (report, f.id, f.measure, f.unit, str(f.value), float(f.value), f.approximate, f.part_of)
        for f in facts
    )
    shelf.connection.executemany(_FACT, rows)


def put_cells(shelf: Shelf, rows: list[tuple[int, int | None, int | None, Row]]) -> None:
    """Insert wide rows of (report, year, place, packed cells) and count them in the sums."""
    shelf.connection.executemany(
        _CELL, ((i, year, place, row.absent, row.odd, *row.values) for i, year, place, row in rows)
    )
    for _, year, place, row in rows:
        shelf.rolls.count(year, place, row.sums)


def _clear(shelf: Shelf, report: int) -> bool:
    """Take the present revision out of everything but ``doc`` and ``file``; whether there was one."""
    cells = shelf.connection.execute("SELECT * FROM cell WHERE id = ?", (report,)).fetchone()
    if cells is None:
        return False
    shelf.rolls.count(cells[1], cells[2], sparse(cells[5:]), sign=-1)
    (text,) = shelf.connection.execute(
        "SELECT d.text FROM report r JOIN doc d ON d.report = r.id AND d.revision = r.revision WHERE r.id = ?",
        (report,),
    ).fetchone()
    forget = "INSERT INTO words(words, rowid, text) VALUES ('delete', ?, ?)"
    shelf.connection.execute(forget, (report, bigrams.document(decode_text(text))))
    copies.clear(shelf.connection, report)
    shelf.connection.execute("DELETE FROM cell WHERE id = ?", (report,))
    shelf.connection.execute("DELETE FROM fact WHERE report = ?", (report,))
    return True


def _withdraw(shelf: Shelf, report: int, digest: str) -> None:
    """Take out a report that turned out to be another organ's or year's, unless other files belong to it."""
    shelf.connection.execute("DELETE FROM file WHERE digest = ?", (digest,))
    if shelf.connection.execute("SELECT 1 FROM file WHERE report = ?", (report,)).fetchone():
        return
    _clear(shelf, report)
    shelf.connection.execute("DELETE FROM report WHERE id = ?", (report,))
    shelf.connection.execute("DELETE FROM doc WHERE report = ?", (report,))
