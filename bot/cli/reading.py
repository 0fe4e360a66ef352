"""nianbao read, check, rules: one document and what is to be said of it."""

from pathlib import Path

import click

from bot.cli.base import Refused, common, read_isolated, settings_of, show_json
from bot.contract import check_json, number, report_json
from parser.form import label
from parser.model.finding import Check, Finding, NotAssessable, Severity, Verdict
from parser.model.report import Report
from parser.pipeline import check_report
from parser.rules import catalogue, describe

VERDICTS = {Verdict.PASS: "通过", Verdict.JUSTIFY: "须修改或说明理由", Verdict.FAIL: "不通过"}
LEVELS = {Severity.ERROR: "错误", Severity.WARNING: "警告", Severity.INFO: "提示"}
FILES = click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
DIVISION = click.option("--division", help="报告没写明所属县时，指定行政区划代码")


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
@FILES
@DIVISION
@click.option("--against", type=click.Path(path_type=Path), help="上一年的报告（没有收录时）")
@click.option("--json", "as_json", is_flag=True, help="按约定的 JSON 输出")
@common
def check(
    files: tuple[Path, ...],
    division: str | None,
    against: Path | None,
    as_json: bool,
    config: Path | None,
    db: Path | None,
) -> None:
    """检查一份草稿，列出要改的地方。有错误时退出码为 1。"""
    settings_of(config, db)
    report = read_isolated(files, division=division)
    previous = read_isolated([against]) if against else None
    result = check_report(report, previous=previous)
    if as_json:
        show_json(check_json(report, result))
    else:
        click.echo("\n".join(_check_lines(report, result)))
    if result.verdict is Verdict.FAIL:
        raise Refused


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


def _check_lines(report: Report, result: Check) -> list[str]:
    counts = "，".join(f"{LEVELS[s]} {result.count(s)}" for s in Severity)
    shown = [f"{report.organ or '这份报告'} {report.year or ''}：{VERDICTS[result.verdict]}（{counts}）"]
    shown += [line for f in result.findings for line in _finding_lines(f)]
    return shown + _grouped(result.not_assessable)


def _finding_lines(finding: Finding) -> list[str]:
    at = f"第{finding.where.line}行 " if finding.where.line else ""
    return [
        f"{finding.rule} {LEVELS[finding.severity]} {at}{finding.message}",
        f"    改法：{finding.fix}",
        f"    依据：{finding.basis}",
    ]


def _grouped(skipped: tuple[NotAssessable, ...]) -> list[str]:
    return [f"未评 {n.rule}：{n.why}" for n in skipped]
