"""What the commands share: the options --config and --db, files as sources, JSON out, the contract's exit code 1."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from bot.settings import Settings, load_settings
from parser.model.document import Source
from parser.model.errors import EmptyInput, TooLarge

Command = TypeVar("Command", bound=Callable[..., Any])

LIMIT_BYTES = 20 * 1024 * 1024
"""The largest file that is read (reading.md, section 5); the same limit as for uploads."""


class Refused(Exception):  # noqa: N818 - not an error: the command is done, and the answer is no
    """Done, and the answer is "no": exit code 1."""

    code = 1


def common(command: Command) -> Command:
    """--config and --db, on every command."""
    command = click.option("--db", type=click.Path(path_type=Path), help="索引数据库（收件库在它旁边）")(command)
    return click.option(
        "--config", type=click.Path(path_type=Path, dir_okay=False), help="设置文件，默认 config.toml"
    )(command)


def settings_of(config: Path | None, db: Path | None) -> Settings:
    """The settings of this call: the file named, else config.toml if it is there, else the defaults."""
    settings = load_settings(config)
    return settings.model_copy(update={"db": db}) if db else settings


def source_of(path: Path) -> Source:
    """A file as a source; refuses what is too large before reading it."""
    if path.is_dir():
        raise click.UsageError(f"{path} 是文件夹，这里要的是文件。")
    try:
        size = path.stat().st_size
    except FileNotFoundError:
        raise click.UsageError(f"找不到文件：{path}") from None
    if size > LIMIT_BYTES:
        raise TooLarge(f"{path.name} 有 {size / 1024 / 1024:.0f} MB，超过 20 MB 的上限；请只留报告本身再试。")
    if not size:
        raise EmptyInput(f"{path.name} 是空文件。")
    return Source(path.name, path.read_bytes())


def show_json(value: object) -> None:
    """One JSON document on standard output, nothing else."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=1))
