"""nianbao read and rules: what a document says, and what is asked of it."""

from pathlib import Path

import click

from bot.cli.base import DIVISION, FILES, LEVELS, common, settings_of, show_json
from bot.cli.files import read_isolated
from bot.contract import number, report_json
from parser.form import label
from parser.model.report import Report
from parser.rules import catalogue, describe


@click.command()
@FILES
@DIVISION
@click.option("--json", "as_json", is_flag=True, help="按约定的 JSON 输出")
@common
def read(
    files: tuple[Path, ...], division: str | None, as_json: bool, config: Path | None, db: Path | None
) -> None:
    """读一份报告，显示读到了什么；几个文件是同一份报告的几页。"""
    settings_of(config, db)
    report = read_isolated(files, division=division)
    if as_json:
        show_json(report_json(report))
    else:
        click.echo("\n".join(_report_lines(report)))


@click.command()
@click.argument("code", required=False)
@common
def rules(code: str | None, config: Path | None, db: Path | None) -> None:
    """规则目录；给出编号时显示这一条的全文。"""
    settings_of(config, db)
    if code:
        try:
            click.echo(describe(code.upper()))
        except KeyError:
            raise click.UsageError(f"没有编号为 {code} 的规则；用 nianbao rules 看全部。") from None
        return
    for rule in catalogue():
        click.echo(f"{rule.id}  {LEVELS[rule.severity]}  {rule.name}")


def _report_lines(report: Report) -> list[str]:
    shown = [
        f"机关：{report.organ or '没有写明'}",
        f"区划：{report.division_path or '不能确定'} {report.division or ''}".rstrip(),
        f"年度：{report.year or '不能确定'}",
        f"标题：{report.title or '没有'}",
    ]
    cells = [f"  {label(c)}：{number(v.value)}" for c, v in report.cells.items() if v.value]
    blank = sum(c.value is None for c in report.cells.values())
    shown.append(f"表格：{len(report.cells)} 格读出，其中空白 {blank} 格，非零 {len(cells)} 格")
    shown += cells
    shown.append(f"正文数量：{len(report.facts)} 处")
    shown += [
        f"  {'  ' if f.part_of is not None else ''}{f.measure}：{number(f.value)}{'余' * f.approximate}{f.unit or ''}"
        for f in report.facts
    ]
    return shown + [f"说明 {n.code}：{n.message}" for n in report.notes]
