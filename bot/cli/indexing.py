"""nianbao index and export: reports into the database, and out of it as tables."""

import os
import re
import sys
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

import click

from bot.cli.base import DIVISION, common, settings_of
from bot.cli.files import source_of
from bot.clock import today
from bot.jobs.confine import step_back
from bot.jobs.pool import Pool
from bot.jobs.process import limits_for
from parser.index import Index
from parser.index.export import write_export
from parser.model.document import Source
from parser.model.errors import NianbaoError
from parser.model.report import Report
from parser.pipeline import digest, read_member, read_or_list, reader_version

SUMMARY = {"new": "新收", "unchanged": "未变", "revised": "修订", "refused": "拒收"}
NO_REPORTS = frozenset(
    {".py", ".toml", ".json", ".jsonl", ".db", ".gz", ".lock", ".log", ".css", ".js", ".svg"}
)
"""Endings that no report has; everything else in a folder is tried by its content."""
NICE, NICER, PATIENCE = 5, 10, 5
"""Nobody waits for a folder: it stands behind the answers, its readers more so; a file may take so many times as long."""
AHEAD, _RESULT = 64 << 20, 256 << 10
"""Bytes that may be held for files read ahead of the one to be stored next: no core waits for a slow scan."""
_PAGE = re.compile(
    r"^(?P<set>.*?)[-_ (（]?(?P<page>\d{1,3})[)）]?\.(?:jpe?g|png|bmp|tiff?|webp|heic)$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Piece:
    """One report to read: its sources (several are the photos of its pages), or one member of an archive."""

    sources: tuple[Source, ...]
    member: str | None = None

    @property
    def name(self) -> str:
        """What people know it by."""
        return self.member or self.sources[0].name

    @property
    def digest(self) -> str:
        """What tells it from every other; a member is told by its archive and its name."""
        return (
            digest(self.sources)
            if self.member is None
            else digest([*self.sources, Source("", self.member.encode())])
        )

    def read(self, pool: Pool, division: str | None) -> Future["Contents"]:
        """What is to come from a worker process: the report, or the names of an archive's members."""
        limits = limits_for((s.name, s.data[:16]) for s in self.sources)
        limits = replace(limits, wall=limits.wall * PATIENCE)
        if self.member is None:
            return pool.submit(limits, read_or_list, self.sources, division=division)
        return pool.submit(limits, read_member, self.sources[0], self.member, division=division)


Contents = Report | tuple[str, ...]
Task = tuple[Piece, Future[Contents]]


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")
@DIVISION
@common
def index(paths: tuple[Path, ...], division: str | None, config: Path | None, db: Path | None) -> None:
    """读文件、文件夹和压缩包，收录其中的报告；重复运行没有副作用。"""
    settings = settings_of(config, db)
    step_back(NICE)
    found = list(groups(paths))
    settings.storage.index.parent.mkdir(parents=True, exist_ok=True)
    with Index.open(settings.storage.index, write=True) as store:
        intake = Intake(store, division)
        with click.progressbar(length=len(found), label="收录", file=sys.stderr) as bar:
            for _ in intake.run(found):
                bar.update(1)
    click.echo("，".join(f"{name} {intake.counts[kind]}" for kind, name in SUMMARY.items()))
    for line in intake.refused:
        click.echo(f"  拒收 {line}", err=True)
    if intake.refused and intake.counts["refused"] == sum(intake.counts.values()):
        raise click.UsageError("没有收录任何报告：" + intake.refused[0])


class Intake:
    """Files on their way into the index: read in worker processes on all cores, added one after the other."""

    def __init__(self, store: Index, division: str | None) -> None:
        self.counts: Counter[str] = Counter()
        self.refused: list[str] = []
        self._store = store
        self._division = division
        self._reader = reader_version()
        self._seen = today().isoformat()

    def run(self, groups: Iterable[tuple[Path, ...]]) -> Iterator[None]:
        """Work through the groups in their order, many ahead; yields once for each that is done."""
        cores = os.cpu_count() or 1
        waiting: deque[Task | None] = deque()
        held = 0
        with Pool(cores, nice=NICER) as pool:
            for paths in groups:
                waiting.append(self._begin(paths, pool))
                held += _weight(waiting[-1])
                while waiting and (_is_done(waiting[0]) or held > AHEAD):
                    held -= _weight(waiting[0])
                    self._finish(waiting.popleft(), pool)
                    yield
            for task in waiting:
                self._finish(task, pool)
                yield

    def _begin(self, paths: tuple[Path, ...], pool: Pool) -> Task | None:
        """The task that reads these files; None where there is nothing to read."""
        try:
            sources = tuple(source_of(path) for path in paths)
        except (NianbaoError, click.ClickException, OSError) as error:
            self._refuse(paths[0].name, error)
            return None
        return self._submit(Piece(sources), pool)

    def _submit(self, piece: Piece, pool: Pool) -> Task | None:
        if self._store.knows(piece.digest, self._reader) is None:
            return piece, piece.read(pool, self._division)
        self.counts["unchanged"] += 1
        return None

    def _finish(self, task: Task | None, pool: Pool) -> None:
        """Store the report, or those in an archive one after the other."""
        if task is None:
            return
        piece, reading = task
        try:
            found = reading.result()
        except NianbaoError as error:
            self._refuse(piece.name, error)
            return
        if isinstance(found, Report):
            self._keep(piece, found)
        else:
            for inside in [self._submit(Piece(piece.sources, name), pool) for name in found]:
                self._finish(inside, pool)

    def _keep(self, piece: Piece, report: Report) -> None:
        outcome = self._store.add(
            report, source_name=piece.name, digest=piece.digest, reader=self._reader, seen=self._seen
        )
        self.counts[outcome.kind] += 1

    def _refuse(self, name: str, error: Exception) -> None:
        self.counts["refused"] += 1
        self.refused.append(f"{name}：{getattr(error, 'message', None) or error}")


def _is_done(task: Task | None) -> bool:
    return task is None or task[1].done()


def _weight(task: Task | None) -> int:
    """The bytes that a task holds, its result's included."""
    return 0 if task is None else _RESULT + sum(len(source.data) for source in task[0].sources)


@click.command()
@click.option("--format", "form", type=click.Choice(["csv", "xlsx", "json"]), default="csv")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="写到这个文件，默认标准输出")
@click.option("--division", help="只要这个区划及以下")
@click.option("--year", type=int, help="只要这一年")
@common
def export(
    form: str, out: Path | None, division: str | None, year: int | None, config: Path | None, db: Path | None
) -> None:
    """把收录的数据导出成表格。"""
    settings = settings_of(config, db)
    if not settings.storage.index.exists():
        raise click.UsageError(f"还没有索引 {settings.storage.index}，先运行 nianbao index。")
    if form == "xlsx" and out is None:
        raise click.UsageError("xlsx 要用 --out 指定文件。")
    with Index.open(settings.storage.index) as store, click.open_file(str(out or "-"), "wb") as target:
        write_export(store, target, form=form, division=division, year=year)


def groups(paths: Iterable[Path]) -> Iterator[tuple[Path, ...]]:
    """The reports to try: each file alone, but the numbered pictures of one name together, page by page."""
    for path in paths:
        if not path.exists():
            raise click.UsageError(f"找不到：{path}")
        files = [path] if path.is_file() else sorted(_within(path))
        for _, group in groupby(sorted(files, key=_page), key=lambda f: _page(f)[:2]):
            yield tuple(group)


def _within(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        hidden = any(part.startswith((".", "~$")) for part in path.relative_to(folder).parts)
        if path.is_file() and not hidden and path.suffix.lower() not in NO_REPORTS:
            yield path


def _page(path: Path) -> tuple[str, str, int]:
    """The folder, the name of the set of pages, the page; a file that is no page is a set of its own."""
    match = _PAGE.match(path.name)
    if match is None:
        return str(path.parent), path.name, 0
    return str(path.parent), match["set"], int(match["page"])
