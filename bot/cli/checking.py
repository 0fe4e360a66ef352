"""nianbao check: the findings on a draft; on a folder, a county's matrix and the draft of its 通报."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import click

from bot.cli.base import (
    DIVISION,
    FILES,
    LEVELS,
    Refused,
    common,
    settings_of,
    show_json,
)
from bot.cli.files import read_isolated, source_of
from bot.cli.indexing import groups
from bot.clock import now
from bot.contract import check_json
from bot.jobs import due
from bot.settings import Settings
from parser.index import Index
from parser.model.errors import NianbaoError
from parser.model.finding import Check, Finding, Severity, Verdict
from parser.model.report import Report
from parser.pipeline import check_report
from parser.write import annotate, draft_notice, write_matrix

VERDICTS = {Verdict.PASS: "通过", Verdict.JUSTIFY: "须修改或说明理由", Verdict.FAIL: "不通过"}
OUT = click.Path(path_type=Path, dir_okay=False)
FOLDER = click.Path(path_type=Path, file_okay=False)
DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@FILES
@DIVISION
@click.option("--against", type=click.Path(path_type=Path), help="上一年的报告（没有收录时）")
@click.option("--comments", type=OUT, help="另存一份带批注的 docx（草稿本身是 docx 时）")
@click.option("--matrix", type=OUT, help="检查文件夹时，把机关×规则的汇总表写到这个 xlsx")
@click.option("--notice", type=OUT, help="检查文件夹时，把通报草稿写到这个文本文件")
@click.option("--profiles", type=FOLDER, help="各地规则的文件夹，代替设置里的 rules.profiles")
@click.option("--today", type=DAY, help="按这一天提醒期限（年-月-日）")
@click.option("--json", "as_json", is_flag=True, help="按约定的 JSON 输出")
@common
def check(
    files: tuple[Path, ...],
    division: str | None,
    against: Path | None,
    comments: Path | None,
    matrix: Path | None,
    notice: Path | None,
    profiles: Path | None,
    today: datetime | None,
    as_json: bool,
    config: Path | None,
    db: Path | None,
) -> None:
    """检查一份草稿，列出要改的地方；给出文件夹时检查其中每一份。有错误时退出码为 1。"""
    rules = Rulebook(settings_of(config, db, profiles=profiles), today.date() if today else None)
    due.profiles(rules.settings)  # a fault in one ends the call before anything is read
    if len(files) == 1 and files[0].is_dir():
        checked = list(_folder(files[0], division, rules))
        _show_folder(checked, matrix, notice, as_json=as_json)
    else:
        checked = [_one(files, division, against, rules)]
        if comments:
            _comment(files, *checked[0], comments)
        _show_one(*checked[0], as_json=as_json)
    if any(result.verdict is Verdict.FAIL for _, result in checked):
        raise Refused


@dataclass(frozen=True, slots=True)
class Rulebook:
    """By what a report is judged: the settings with the places' profiles, and the day of which reminders speak."""

    settings: Settings
    today: date | None

    def judge(self, report: Report, previous: Report | None, division: str | None) -> Check:
        """All rules, as they hold in the report's place, beside what is indexed."""
        profile = due.profile_of(self.settings, report.division or division)
        with Index.open(self.settings.storage.index) as index:
            return check_report(report, index=index, previous=previous, profile=profile, today=self.today)


def _one(
    files: tuple[Path, ...], division: str | None, against: Path | None, rules: Rulebook
) -> tuple[Report, Check]:
    report = read_isolated(files, division=division)
    previous = read_isolated([against]) if against else None
    return report, rules.judge(report, previous, division)


def _folder(folder: Path, division: str | None, rules: Rulebook) -> Iterator[tuple[Report, Check]]:
    """Each report of a folder; what cannot be read is said and passed over."""
    for paths in groups([folder]):
        try:
            yield _one(paths, division, None, rules)
        except (NianbaoError, click.ClickException) as error:
            click.echo(f"  未检查 {paths[0].name}：{getattr(error, 'message', None) or error}", err=True)


def _show_one(report: Report, result: Check, *, as_json: bool) -> None:
    if as_json:
        show_json(check_json(report, result))
        return
    counts = "，".join(f"{LEVELS[s]} {result.count(s)}" for s in Severity)
    click.echo(f"{report.organ or '这份报告'} {report.year or ''}：{VERDICTS[result.verdict]}（{counts}）")
    for finding in result.findings:
        click.echo("\n".join(_lines(finding)))
    for skipped in result.not_assessable:
        click.echo(f"未评 {skipped.rule}：{skipped.why}")


def _lines(finding: Finding) -> list[str]:
    at = f"第{finding.where.line}行 " if finding.where.line else ""
    return [
        f"{finding.rule} {LEVELS[finding.severity]} {at}{finding.message}",
        f"    改法：{finding.fix}",
        f"    依据：{finding.basis}",
    ]


def _show_folder(
    checked: list[tuple[Report, Check]], matrix: Path | None, notice: Path | None, *, as_json: bool
) -> None:
    if not checked:
        raise click.UsageError("文件夹里没有能检查的报告。")
    if as_json:
        show_json([check_json(report, result) for report, result in checked])
    named = _named(checked)
    for name, result in [] if as_json else named.items():
        errors, warnings = result.count(Severity.ERROR), result.count(Severity.WARNING)
        click.echo(f"{name}：{VERDICTS[result.verdict]}（错误 {errors}，警告 {warnings}）")
    if matrix:
        matrix.write_bytes(write_matrix(named))
    if notice:
        years = Counter(report.year for report, _ in checked if report.year)
        notice.write_text(
            draft_notice(named, year=years.most_common(1)[0][0] if years else 0), encoding="utf-8"
        )


def _named(checked: list[tuple[Report, Check]]) -> dict[str, Check]:
    """The checks by organ, and by year where there are several; reports of one name are numbered."""
    named: dict[str, Check] = {}
    years = {report.year for report, _ in checked if report.year}
    for report, result in checked:
        place = report.division_path.rsplit("/", 1)[-1] if report.division_path else "未写明机关"
        name = f"{report.organ or place}{report.year or '' if len(years) > 1 else ''}"
        copies = sum(1 for known in named if known.split("（")[0] == name)
        named[f"{name}（{copies + 1}）" if copies else name] = result
    return named


def _comment(files: tuple[Path, ...], report: Report, result: Check, out: Path) -> None:
    if len(files) != 1 or report.format != "docx":
        raise click.UsageError("只有一份 docx 草稿才能加批注；其他格式请另存为 docx 后再试。")
    out.write_bytes(annotate(source_of(files[0]).data, report, result, when=now()))
