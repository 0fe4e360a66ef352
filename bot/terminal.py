"""``nianbao chat``: the same conversations in a terminal, without WeChat.

The parts are those of the bot (bot.app) less the callback. A clerk or supervisor of the terminal is bound to the
place of the newest indexed report, the supervisor to its county.
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable

import click
from aiohttp import ClientSession

from bot.app import Bot, moment
from bot.clock import now
from bot.settings import Settings
from handlers.kit.context import Role
from handlers.kit.message import Incoming, Kind
from parser.model.errors import NianbaoError

PASTE = "<<<"
"""Typed alone on a line it begins a text of several lines, which the same line ends."""


def talk(settings: Settings, role: str) -> None:
    """Hold the conversation until an empty line or the end of input."""
    asyncio.run(_talk(settings, Role(role)))


async def _talk(settings: Settings, role: Role) -> None:
    bot = Bot(settings, moment, None)
    person = f"terminal:{role.value}"
    try:
        async with ClientSession() as session:
            bot.add_model(session)
            await _bind(bot, person, role)
            click.echo(
                f"年报（{role.value}）。直接提问；粘贴多行文字时，先后各输入一行 {PASTE}；空行结束。",
                err=True,
            )
            await _converse(bot.respond, person)
    finally:
        await bot.close()


async def _converse(respond: Callable[[Incoming], Awaitable[str]], person: str) -> None:
    while text := await asyncio.to_thread(_typed):
        try:
            reply = await respond(Incoming(Kind.TEXT, text, person, now()))
        except NianbaoError as error:
            reply = str(error)
        click.echo(reply + "\n")


def _typed() -> str:
    """A line, or the lines between two PASTE marks; "" at the end."""
    if sys.stdin.isatty():
        click.echo("> ", nl=False, err=True)
    line = sys.stdin.readline().strip()
    if line != PASTE:
        return line
    lines: list[str] = []
    for more in sys.stdin:
        if more.strip() == PASTE:
            break
        lines.append(more)
    return "".join(lines)


async def _bind(bot: Bot, person: str, role: Role) -> None:
    """Give the terminal's person the role that was asked for."""
    if role is Role.CITIZEN:
        return
    code = await bot.invite(role.value)
    if code is None:
        raise click.UsageError("还没有收录报告，不知道是哪里的人员；先运行 nianbao index。")
    await bot.respond(Incoming(Kind.TEXT, code, person, now()))  # as a person would
