"""What the commands share: the options --config and --db, JSON out, the contract's exit code 1."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from bot.settings import Settings, load
from parser.model.finding import Severity

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


def show_json(value: object) -> None:
    """One JSON document on standard output, nothing else."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=1))
