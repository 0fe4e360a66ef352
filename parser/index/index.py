"""The index as its callers see it: one object a connection, a method a question.

Every method raises parser.model.errors with a sentence for the person, never sqlite3's errors. An ``Index``
is for one thread at a time; several, in any number of processes, may read while one writes.
"""

import sqlite3
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Self

from parser.index import compare, copies, look, names, store
from parser.index.compare import Field
from parser.index.entry import Change, Coverage, Entry, Hit, Outcome, Ranked, Ranking, Revision, Total, Unit
from parser.index.rolls import Rolls
from parser.index.schema import connect, immediate, translated
from parser.index.search import search
from parser.model.errors import InputError
from parser.model.report import Cell, Fact, Report

_FIRST_YEAR, _LAST_YEAR = 1900, 2999
_LOG_LIMIT = 64 * 2**20
"""Bytes of the write-ahead log from which a writer empties it, even if readers have to wait for a moment."""
_PATIENCE = 200
"""Milliseconds that it then waits for them; else it is tried again after the next commit."""
_STEPS = 10_000
"""SQLite's virtual machine looks at the clock after so many steps (well under a millisecond)."""


class Index:
    """An open index. Make it with ``Index.open``; use it in a ``with`` statement or ``close`` it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Take over a connection that parser.index.schema made."""
        self._connection = connection
        file = connection.execute("PRAGMA database_list").fetchone()[2]
        self._log = Path(file + "-wal") if file else None
        self._rolls = Rolls()
        self._in_batch = False

    @classmethod
    def open(cls, path: str | Path, *, write: bool = False) -> Self:
        """Open the index at ``path``; with ``write`` it is made where there is none.

        Without ``write`` a missing file reads as an empty index, and nothing is created.

        Raises:
            Damaged: the file is broken, or another program's database.
            InputError: it cannot be opened or made there, or is of another version.
        """
        return cls(connect(path, write=write))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let the file go; a writer leaves it tidy."""
        with closing(self._connection), suppress(sqlite3.Error):  # tidying must not fail what was done
            if not self._connection.execute("PRAGMA query_only").fetchone()[0]:
                self._connection.execute("PRAGMA optimize")

    # -- writing ------------------------------------------------------------------------------------------------

    def add(
        self, report: Report, *, source_name: str, digest: str, reader: str = "", seen: str | None = None
    ) -> Outcome:
        """Store a report as it was read from a file; all of it or nothing.

        ``source_name`` is the file's name, for people; it also tells a file that came back from a copy of an
        old one. ``digest`` is the file's SHA-256 in hexadecimal: the same file twice is stored once.
        ``reader`` is the version of the program that read it: a file read by another version is stored anew.
        ``seen`` is the ISO date on which it came in.

        Returns:
            ``new``, ``unchanged`` or ``revised`` (the organ had another report for that year, which is kept
            as an older revision), the report's id, and its present revision.
        """
        if report.year is not None and not _FIRST_YEAR <= report.year <= _LAST_YEAR:
            raise InputError(f"报告年度“{report.year}”不合理，请核对原文。")
        deposit = store.Deposit.of(report, source_name=source_name, digest=digest, reader=reader, seen=seen)
        with self.batch(), self._all_or_nothing():
            return store.add(store.Shelf(self._connection, self._rolls), deposit)

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Many ``add`` in one transaction: ten times faster, stored together. Other writers wait meanwhile."""
        if self._in_batch:
            yield
            return
        self._in_batch = True
        try:
            with translated(), immediate(self._connection):
                yield
                self._rolls.write(self._connection)
            self._keep_log_short()
        finally:
            self._in_batch = False
            self._rolls.forget()

    @contextmanager
    def _all_or_nothing(self) -> Iterator[None]:
        """Undo one ``add`` that failed without undoing its batch."""
        self._rolls.mark()
        self._connection.execute("SAVEPOINT one")
        try:
            yield
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK TO one")
            self._rolls.undo()
            raise
        finally:
            if self._connection.in_transaction:
                self._connection.execute("RELEASE one")

    def _keep_log_short(self) -> None:
        """Empty the log once it is long: readers that never pause would keep it growing without end."""
        if self._log is None or not self._log.exists() or self._log.stat().st_size <= _LOG_LIMIT:
            return
        patience = self._connection.execute("PRAGMA busy_timeout").fetchone()[0]
        self._connection.execute(f"PRAGMA busy_timeout = {_PATIENCE}")
        self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._connection.execute(f"PRAGMA busy_timeout = {patience}")

    def knows(self, digest: str, reader: str = "") -> int | None:
        """The id of the report that this file gave when that version of the reader read it; None: read it (again)."""
        sql = "SELECT report FROM file WHERE digest = ? AND reader = ?"
        with translated():
            row = self._connection.execute(sql, (digest, reader)).fetchone()
        return row[0] if row else None

    def checkpoint(self) -> None:
        """Move what was written into the main file; between batches, so that the log stays small."""
        with translated():
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def check(self) -> str | None:
        """None if the file is sound, else what SQLite says; reads all of it."""
        with translated():
            verdict = str(self._connection.execute("PRAGMA quick_check(1)").fetchone()[0])
        return None if verdict == "ok" else verdict

    def version(self) -> tuple[int, int]:
        """Another one after every write, by whomever: tells whether what was read before still holds."""
        with translated():
            return self._connection.execute("PRAGMA data_version").fetchone()[
                0
            ], self._connection.total_changes

    # -- lists --------------------------------------------------------------------------------------------------

    def entries(
        self, *, division: str | None = None, year: int | None = None, unit: int | None = None
    ) -> list[Entry]:
        """The reports of a division (a prefix of its code), a year, an organ, by place, newest year first."""
        with translated():
            return list(look.entries(self._connection, division=division, year=year, unit=unit))

    def entry(self, number: int) -> Entry | None:
        """The entry of one report."""
        with translated():
            return look.entry(self._connection, number)

    def units(self, *, placed: bool | None = None) -> tuple[Unit, ...]:
        """All organs that have reports; only those whose place is (not) known, if ``placed`` says so."""
        with translated():
            return names.units(self._connection, placed=placed)

    def has(self, division: str | None = None, year: int | None = None) -> bool:
        """Whether there is any report of a division and year."""
        with translated():
            return look.has(self._connection, division, year)

    def newest(self, limit: int = 20) -> list[Entry]:
        """The reports of the newest year, and so on back, so many of them."""
        with translated():
            return look.newest(self._connection, limit)

    def named(self, name: str) -> tuple[Unit, ...]:
        """The organs called so: by place (新集乡), core (新集), organ (新集乡人民政府) or division code."""
        return self.all_named((name,)).get(name, ())

    def all_named(self, called: Collection[str]) -> dict[str, tuple[Unit, ...]]:
        """``named`` for many names at once; those that nobody has are left out."""
        with translated():
            return names.named(self._connection, called)

    def years(self, division: str | None = None) -> tuple[int, ...]:
        """The years of which a division (all) has reports, ascending."""
        with translated():
            return look.years(self._connection, division)

    def coverage(self, division: str | None = None, year: int | None = None) -> Coverage:
        """How many reports of how many organs a division has, and of which years."""
        with translated():
            return look.coverage(self._connection, division, year)

    # -- one report ---------------------------------------------------------------------------------------------

    def report(self, number: int, revision: int | None = None) -> Report:
        """The whole report as it was added; InputError for an unknown id or revision."""
        with translated():
            return look.report(self._connection, number, revision)

    def narrative(self, number: int) -> Report:
        """The report without its cells and tables, in half the time."""
        with translated():
            return look.narrative(self._connection, number)

    def texts(self, number: int) -> list[tuple[int, str]]:
        """The numbers and texts of a report's preamble (first) and sections, and nothing else."""
        with translated():
            return look.texts(self._connection, number)

    def facts(self, number: int) -> tuple[Fact, ...]:
        """The facts of a report's narrative."""
        return self.narrative(number).facts

    def cells(self, number: int) -> dict[str, Decimal | None]:
        """The values of the cells that are there, by code; None for blank ones."""
        with translated():
            return look.cells(self._connection, number)

    def cell(self, number: int, code: str) -> Decimal | None:
        """One number; None if it is blank or not there (``cells`` tells which)."""
        with translated():
            return look.cell(self._connection, number, code)

    def printed(self, number: int) -> Mapping[str, Cell]:
        """The cells with their text as printed and their places in the source."""
        with translated():
            return look.printed(self._connection, number)

    def revisions(self, number: int) -> tuple[Revision, ...]:
        """All versions of a report, the first one first."""
        with translated():
            return look.revisions(self._connection, number)

    def changes(self, number: int, before: int, after: int) -> tuple[Change, ...]:
        """The cells in which two revisions differ."""
        with translated():
            return look.changes(self._connection, number, before, after)

    # -- many reports -------------------------------------------------------------------------------------------

    def trend(self, unit: int, code: str) -> dict[int, Decimal | None]:
        """A cell of one organ, by year ascending; None where it is blank or not there."""
        with translated():
            return look.trend(self._connection, unit, code)

    def ranking(
        self, code: str, *, year: int, division: str = "", limit: int = 20, lowest: bool = False
    ) -> Ranking:
        """The townships with the highest (lowest) numbers in a cell."""
        with translated():
            return compare.ranking(self._connection, Field(code, division, year), limit, lowest=lowest)

    def matching(
        self,
        code: str,
        *,
        year: int,
        low: Decimal | None = None,
        high: Decimal | None = None,
        division: str = "",
        limit: int = 20,
    ) -> tuple[Ranking, int]:
        """The townships whose number is in [low, high], by place; and how many there are in all."""
        with translated():
            return compare.matching(self._connection, Field(code, division, year), low, high, limit)

    def total(self, code: str, *, year: int, division: str = "") -> Total:
        """The sum of a cell over the townships of a division, and how many of them give a number."""
        with translated():
            return compare.total(self._connection, Field(code, division, year))

    def totals(self, code: str, *, year: int, division: str = "") -> tuple[Total, ...]:
        """The sums of the divisions one level below, in the order of their codes."""
        with translated():
            return compare.totals(self._connection, Field(code, division, year))

    def values(self, code: str, *, year: int, division: str = "") -> dict[int, Decimal]:
        """The numbers of a division's townships in a cell, by report id; blank ones are left out."""
        with translated():
            return compare.values(self._connection, Field(code, division, year))

    def organ_of(self, report: Report) -> int | None:
        """The number of the organ whose report this is, as ``Unit.number``; None where it has none here."""
        with translated():
            return store.find_organ(self._connection, report)

    def prints(self, number: int) -> frozenset[int]:
        """A report's fingerprints (see parser.index.prints)."""
        with translated():
            return copies.of(self._connection, number)

    def carriers(self, prints: Collection[int], year: int) -> dict[int, frozenset[int]]:
        """Organs whose report of that year has a fingerprint (some of them if they are many), by fingerprint."""
        with translated():
            return copies.carriers(self._connection, prints, year)

    def largest_facts(
        self, units: Collection[str], *, year: int, division: str = "", limit: int = 20
    ) -> tuple[Ranked, ...]:
        """Townships' reports by their largest fact in any of these units: an upper bound of what they state in them."""
        with translated():
            return compare.largest(self._connection, units, division=division, year=year, limit=limit)

    def search(
        self, text: str, *, division: str | None = None, year: int | None = None, limit: int = 20
    ) -> tuple[Hit, ...]:
        """The newest reports whose text holds every word, each with a sentence that holds the first."""
        with translated():
            return search(self._connection, text, division=division, year=year, limit=limit)

    @contextmanager
    def deadline(self, seconds: float) -> Iterator[None]:
        """Stop any statement inside that is still running after so long; it raises InputError."""
        stop = time.monotonic() + seconds
        self._connection.set_progress_handler(partial(_is_over, stop), _STEPS)
        try:
            yield
        finally:
            self._connection.set_progress_handler(None, 0)


def _is_over(stop: float) -> bool:
    return time.monotonic() > stop
