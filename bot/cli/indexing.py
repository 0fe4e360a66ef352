"""nianbao index and export: reports into the database, and out of it as tables."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import click
from parser.index.export import write_export

from bot.cli.base import common, settings_of, source_of
from parser.index import Index
from parser.model.errors import InputError
from parser.pipeline import digest, read_sources

SUMMARY = {"new": "新收", "unchanged": "未变", "revised": "修订", "refused": "拒收"}
SKIPPED = frozenset({".py", ".toml", ".json", ".db", ".csv", ".gz", ".lock", ".log"})
"""Endings that no report has; everything else in a folder is tried by its content."""


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")
@click.option("--division", help="报告没写明所属县时，指定行政区划代码")
@common
def index(paths: tuple[Path, ...], division: str | None, config: Path | None, db: Path | None) -> None:
    """读文件、文件夹和压缩包，收录其中的报告；重复运行没有副作用。"""
    settings = settings_of(config, db)
    files = list(_files(paths))
    settings.storage.index.parent.mkdir(parents=True, exist_ok=True)
    counts: Counter[str] = Counter()
    refused: list[str] = []
    with (
        Index.open(settings.storage.index, write=True) as store,
        click.progressbar(files, label="收录", file=click.get_text_stream("stderr")) as progress,
    ):
        for path in progress:
            counts[_index_one(store, path, division, refused)] += 1
    click.echo("，".join(f"{name} {counts[kind]}" for kind, name in SUMMARY.items()))
    for line in refused:
        click.echo(f"  拒收 {line}", err=True)
    if refused and not sum(counts[k] for k in ("new", "unchanged", "revised")):
        raise click.UsageError("没有收录任何报告：" + refused[0])


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
        raise click.UsageError(f"还没有索引：{settings.storage.index}；先运行 nianbao index。")
    if form == "xlsx" and out is None:
        raise click.UsageError("xlsx 要用 --out 指定文件。")
    with Index.open(settings.storage.index) as store, click.open_file(str(out or "-"), "wb") as target:
        write_export(store, target, form=form, division=division, year=year)


def _files(paths: tuple[Path, ...]) -> Iterator[Path]:
    """The files to try, in a stable order."""
    for path in paths:
        if not path.exists():
            raise click.UsageError(f"找不到：{path}")
        if path.is_file():
            yield path
        else:
            yield from sorted(
                p
                for p in path.rglob("*")
                if p.is_file() and p.suffix.lower() not in SKIPPED and not p.name.startswith((".", "~$"))
            )


def _index_one(store: Index, path: Path, division: str | None, refused: list[str]) -> str:
    """What became of one file: new, unchanged, revised or refused."""
    try:
        source = source_of(path)
        key = digest([source])
        if store.has(key):
            return "unchanged"
        report = read_sources([source], division=division)
    except InputError as error:
        refused.append(f"{path.name}：{error}")
        return "refused"
    return store.add(report, source_name=path.name, digest=key).kind
