"""nianbao tickets: what readers of the report pages say is wrong."""

from datetime import datetime
from pathlib import Path

import click

from bot.cli.base import common
from bot.cli.people import open_state
from bot.clock import CHINA, now
from bot.state.tickets import close_ticket, open_tickets


@click.command()
@click.option("--close", "number", type=int, help="这个编号的已经处理完")
@common
def tickets(number: int | None, config: Path | None, db: Path | None) -> None:
    """列出读者报错；处理完的用 --close 编号 关掉。"""
    with open_state(config, db) as inbox:
        if number is not None:
            if not close_ticket(inbox, number, now=now().timestamp()):
                raise click.UsageError(f"没有编号为 {number} 的待处理报错。")
            click.echo("已关闭。")
            return
        for ticket in open_tickets(inbox):
            made = datetime.fromtimestamp(ticket.made, CHINA).strftime("%Y-%m-%d")
            click.echo(f"{ticket.id}  {made}  报告 {ticket.report}  {ticket.about}  {ticket.text}")
