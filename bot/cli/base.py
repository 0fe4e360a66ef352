"""What the commands share: the options --config and --db, files as sources, JSON out, the contract's exit code 1."""

import json
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any, TypeVar

import click

from bot.jobs.pool import Pool
from bot.jobs.process import limits_for
from bot.settings import Settings, load
from parser.model.document import Source
from parser.model.errors import EmptyInput, TooLarge
from parser.model.finding import Severity
from parser.model.report import Report
from parser.pipeline import read_sources
from parser.read.limits import UPLOAD

Command = TypeVar("Command", bound=Callable[..., Any])

LEVELS = {Severity.ERROR: "错误", Severity.WARNING: "警告", Severity.INFO: "提示"}
FILES = click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
DIVISION = click.option("--division", help="报告没写明所属县时，指定行政区划代码")


class Refused(Exception):
    """Done, and the answer is "no": exit code 1."""

    code = 1


def common(command: Command) -> Command:
    """--config and --db, on every command."""
    command = click.option("--db", type=click.Path(path_type=Path), help="索引数据库（收件库在它旁边）")(
        command
    )
    return click.option(
        "--config", type=click.Path(path_type=Path, dir_okay=False), help="设置文件，默认 config.toml"
    )(command)


def settings_of(config: Path | None, db: Path | None, *, profiles: Path | None = None) -> Settings:
    """The settings of this call: the file named, else config.toml if it is there, else the defaults."""
    return load(config, db=db, profiles=profiles)


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


def show_json(value: object) -> None:
    """One JSON document on standard output, nothing else."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=1))
