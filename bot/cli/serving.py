"""nianbao serve and doctor: the bot itself, and whether everything is in place for it."""

from pathlib import Path

import click

from bot.cli.base import Refused, common
from bot.settings import load


@click.command()
@click.option("--dev", is_flag=True, help="加上微信模拟器页面，不需要公众号")
@click.option("--host", help="监听地址")
@click.option("--port", type=click.IntRange(1, 65535), help="监听端口")
@common
def serve(dev: bool, host: str | None, port: int | None, config: Path | None, db: Path | None) -> None:
    """启动机器人：回调、页面和读取进程。"""
    from bot.serve import run  # noqa: PLC0415 - the whole bot, which the other commands do not need

    run(load(config, db=db, host=host, port=port, dev=dev))


@click.command()
@common
def doctor(config: Path | None, db: Path | None) -> None:
    """逐项检查：数据库、可选的读取组件、公众号能力。有没就绪的必需项时退出码为 1。"""
    from bot.doctor import examine  # noqa: PLC0415 - imports every optional reader

    ready = True
    for item in examine(load(config, db=db)):
        mark = "✓" if item.fine else "✗" if item.needed else "–"
        ready = ready and (item.fine or not item.needed)
        click.echo(f"{mark} {item.name}：{item.finding}")
    if not ready:
        raise Refused
