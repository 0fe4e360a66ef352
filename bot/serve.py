"""``nianbao serve``: the application on a port, with graceful stops and a log that gives nobody away."""

import asyncio
import signal
import socket

import click
from aiohttp import web

from bot.app import build_app
from bot.logs import AccessLogger, configure
from bot.settings import Settings, SettingsError

BACKLOG = 256
KEEP_ALIVE = 30.0


def run(settings: Settings) -> None:
    """Serve until SIGINT or SIGTERM. Raises SettingsError where the address can't be used."""
    configure()
    listener = _listen(settings.server.host, settings.server.port)
    asyncio.run(_serve(build_app(settings), listener, settings))


def _listen(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port), backlog=BACKLOG, family=_family(host))
    except PermissionError:
        raise SettingsError(
            f"没有权限监听 {host}:{port}；请换一个大于 1023 的端口，如 --port 8080。"
        ) from None
    except OSError as error:
        raise SettingsError(
            f"不能监听 {host}:{port}（{error.strerror}）；端口可能已被占用，请换一个，如 --port {port % 65535 + 1}。"
        ) from None


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


async def _serve(app: web.Application, listener: socket.socket, settings: Settings) -> None:
    """Start, say where, wait for the signal, then let answers that are being made go out."""
    runner = web.AppRunner(
        app,
        access_log_class=AccessLogger,
        keepalive_timeout=KEEP_ALIVE,
        shutdown_timeout=settings.server.drain_seconds,
    )
    await runner.setup()
    await web.SockSite(runner, listener).start()
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    _announce(settings)
    try:
        await stop.wait()
    finally:
        await runner.cleanup()


def _announce(settings: Settings) -> None:
    """One line on standard error: where to look."""
    if settings.dev:
        click.echo(f"年报已启动。微信模拟器：{settings.site}/dev/", err=True)
    else:
        click.echo(f"年报已启动，公众号回调地址：{settings.site}/wechat", err=True)
