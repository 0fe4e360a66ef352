"""Files named on the command line: as sources, and as the report in them, read in a process of its own."""

from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path

import click

from bot.jobs.pool import Pool
from bot.jobs.process import limits_for
from parser.model.document import Source
from parser.model.errors import EmptyInput, TooLarge
from parser.model.report import Report
from parser.pipeline import read_sources
from parser.read.limits import UPLOAD


def read_isolated(paths: Sequence[Path], *, division: str | None = None, pool: Pool | None = None) -> Report:
    """The report in these files, read in a process of its own: a hostile file cannot take ours along."""
    sources = [source_of(path) for path in paths]
    with nullcontext(pool) if pool else Pool(1) as workers:
        return workers.call(
            limits_for((s.name, s.data[:16]) for s in sources), read_sources, sources, division=division
        )


def source_of(path: Path) -> Source:
    """A file as a source; refuses what is too large before reading it."""
    if path.is_dir():
        raise click.UsageError(f"{path} 是文件夹，这里要的是文件。")
    try:
        size = path.stat().st_size
    except FileNotFoundError:
        raise click.UsageError(f"找不到文件：{path}") from None
    if size > UPLOAD:
        raise TooLarge(
            f"{path.name} 有 {size / 2**20:.1f} MB，超过 {UPLOAD // 2**20} MB 的上限；请只留报告本身再试。"
        )
    if not size:
        raise EmptyInput(f"{path.name} 是空文件。")
    return Source(path.name, path.read_bytes())
