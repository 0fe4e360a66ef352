"""``nianbao serve``: the application on a port, with graceful stops and a log that gives nobody away."""

import asyncio
import signal
import socket

import click
from aiohttp import web
from aiohttp.web import RequestHandler

from bot.app import build_app
from bot.logs import AccessLogger, configure
from bot.settings import Settings, SettingsError

BACKLOG = 256
KEEP_ALIVE = 30.0
PATIENCE = 40.0
"""Seconds in which a connection must have sent the head of a request; more than it may be kept open between two."""


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
    watch = asyncio.create_task(hang_up_on_the_slow(runner))
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    _announce(settings)
    try:
        await stop.wait()
    finally:
        watch.cancel()
        await runner.cleanup()


async def hang_up_on_the_slow(runner: web.AppRunner, patience: float = PATIENCE) -> None:
    """Close connections that have not sent a whole head in time: aiohttp waits for the first one for ever."""
    loop = asyncio.get_running_loop()
    idle: dict[RequestHandler, float] = {}
    while True:
        await asyncio.sleep(patience / 4)
        now = loop.time()
        idle = {c: idle.get(c, now) for c in runner.server.connections if _waits(c)} if runner.server else {}
        for connection, since in idle.items():
            if now - since > patience and connection.transport:
                connection.transport.close()


def _waits(connection: object) -> bool:
    """Whether no request is handled. The attribute is private to aiohttp: should it go, nobody is hung up on."""
    return getattr(connection, "_current_request", connection) is None


def _announce(settings: Settings) -> None:
    """One line on standard error: where to look."""
    if settings.dev:
        click.echo(f"年报已启动。微信模拟器：{settings.local}/dev/", err=True)
    else:
        click.echo(f"年报已启动，公众号回调地址：{settings.site}/wechat", err=True)
