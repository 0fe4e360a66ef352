"""nianbao invite, people, revoke: who may hand in drafts and who is told about them."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

import click

from bot.cli.base import common, settings_of
from bot.clock import CHINA, now
from bot.state import SCHEMA
from bot.state import people as state
from bot.state.database import connect, migrate
from handlers.kit.context import Role
from parser.place import gazetteer

ROLES = {Role.CLERK: "填报人", Role.SUPERVISOR: "主管"}
STANDINGS = {
    state.Standing.OPEN: "等待使用",
    state.Standing.EXPIRED: "已过期",
    state.Standing.BOUND: "已绑定",
    state.Standing.ENDED: "已解除",
}


@click.command()
@click.option("--role", type=click.Choice([r.value for r in ROLES]), required=True, help="填报人或主管")
@click.option("--division", required=True, help="行政区划代码：填报人用乡镇的，主管用所管地区的")
@click.option("--organ", help="填报人的机关全称（同一乡镇有几个机关时）")
@click.option("--days", type=click.FloatRange(0, 365, min_open=True), default=7.0, help="邀请码几天内有效")
@common
def invite(
    role: str, division: str, organ: str | None, days: float, config: Path | None, db: Path | None
) -> None:
    """生成一次性邀请码；本人在公众号里发出它即绑定。"""
    place = gazetteer().place_name(division)
    if place is None:
        raise click.UsageError(f"没有代码为 {division} 的行政区划；乡镇是九位，县是六位，如 640425200。")
    with open_state(config, db) as inbox:
        at = now().timestamp()
        code = state.invite(inbox, Role(role), division, now=at, organ=organ, ttl=days * 86400)
    click.echo(f"{code}\n{place}的{ROLES[Role(role)]}，{days:g}天内有效，只能用一次。")


@click.command(name="people")
@common
def people(config: Path | None, db: Path | None) -> None:
    """列出邀请和绑定。"""
    with open_state(config, db) as inbox:
        for line in state.people(inbox, now=now().timestamp()):
            place = gazetteer().place_name(line.division) or line.division
            made = datetime.fromtimestamp(line.made, CHINA).strftime("%Y-%m-%d")
            shown = (str(line.id), ROLES[line.role], place, line.organ or "", STANDINGS[line.standing], made)
            click.echo("  ".join(part for part in shown if part))


@click.command()
@click.argument("number", type=int)
@common
def revoke(number: int, config: Path | None, db: Path | None) -> None:
    """解除一个绑定或收回一个邀请（编号见 nianbao people），立刻生效。"""
    with open_state(config, db) as inbox:
        if not state.revoke(inbox, number, now=now().timestamp()):
            raise click.UsageError(f"没有编号为 {number} 的有效邀请或绑定；用 nianbao people 查看。")
    click.echo("已解除。")


@contextmanager
def open_state(config: Path | None, db: Path | None) -> Iterator[sqlite3.Connection]:
    """The state database, made where there is none."""
    settings = settings_of(config, db)
    migrate(settings.inbox, SCHEMA)
    with closing(connect(settings.inbox)) as inbox:
        yield inbox
