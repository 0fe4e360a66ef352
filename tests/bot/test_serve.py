"""The server as a process: it says where it is, ends when it is told to with answers delivered, and hangs up."""

import asyncio
import os
import signal
import socket
import subprocess
import sys

import pytest
from aiohttp import ClientSession, web

from bot.serve import hang_up_on_the_slow, run
from bot.settings import SettingsError, validate


def test_a_used_port_is_one_clear_line(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SettingsError, match=f"{port}.*--port"):
            run(validate({"server": {"port": port}, "storage": {"index": tmp_path / "index.db"}}))


def test_a_folder_that_cannot_be_written_is_one_clear_line(tmp_path):
    (tmp_path / "file").write_text("")
    command = [sys.executable, "-m", "bot", "serve", "--dev", "--port", "0"]
    command[-1] = "18999"
    done = subprocess.run(
        [*command, "--db", str(tmp_path / "file" / "index.db")],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode in {2, 3}
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.fixture
async def bot(tmp_path, unused_tcp_port):
    command = [sys.executable, "-m", "bot", "serve", "--dev", "--port", str(unused_tcp_port)]
    process = await asyncio.create_subprocess_exec(
        *command, "--db", str(tmp_path / "index.db"), stderr=asyncio.subprocess.PIPE, env={**os.environ}
    )
    line = (await process.stderr.readline()).decode()
    assert f"http://127.0.0.1:{unused_tcp_port}/dev/" in line
    yield process, f"http://127.0.0.1:{unused_tcp_port}"
    if process.returncode is None:
        process.kill()
    await process.wait()


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
async def test_it_ends_when_told_even_while_a_page_waits(bot, told):
    process, site = bot
    async with ClientSession() as session:
        waiting = asyncio.create_task(session.get(f"{site}/dev/bubbles", params={"as": "clerk"}))
        async with session.get(f"{site}/healthz") as response:
            assert response.status == 200
        process.send_signal(told)
        async with asyncio.timeout(15):
            assert await process.wait() == 0
        await asyncio.gather(waiting, return_exceptions=True)


async def test_an_answer_that_is_being_made_still_goes_out():
    begun = asyncio.Event()

    async def slow(_):
        begun.set()
        await asyncio.sleep(0.2)
        return web.Response(text="fertig")

    app = web.Application()
    app.router.add_get("/", slow)
    runner = web.AppRunner(app, shutdown_timeout=4)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    async with ClientSession() as session:
        asked = asyncio.create_task(session.get(f"http://127.0.0.1:{runner.addresses[0][1]}/"))
        await begun.wait()
        await runner.cleanup()
        response = await asked
        assert await response.text() == "fertig"


async def test_whoever_sends_his_head_too_slowly_is_hung_up_on():
    async def fine(_):
        return web.Response(text="ok")

    app = web.Application()
    app.router.add_get("/", fine)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    watch = asyncio.create_task(hang_up_on_the_slow(runner, patience=0.2))
    reader, writer = await asyncio.open_connection(*runner.addresses[0])
    writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n")
    async with asyncio.timeout(10):
        assert await reader.read() == b""
    writer.close()
    watch.cancel()
    await runner.cleanup()
