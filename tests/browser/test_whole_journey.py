"""The clerk's and the supervisor's journey in the simulator, from the file in chat to the reminder."""

import asyncio
import os
import re
import socket
import sys
from pathlib import Path

import pytest

from bot.cli import run

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
async def site(tmp_path, examples):
    """``nianbao serve --dev`` over our own examples, as a process of its own."""
    assert run(["index", "--db", str(tmp_path / "index.db"), str(examples)]) in (0, 1)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = ["-m", "bot", "serve", "--dev", "--db", str(tmp_path / "index.db"), "--port", str(port)]
    with (tmp_path / "log").open("wb") as log:
        bot = await asyncio.create_subprocess_exec(
            sys.executable,
            *command,
            cwd=ROOT,
            stderr=log,
            stdout=log,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
    yield f"http://127.0.0.1:{port}"
    bot.terminate()
    assert await bot.wait() == 0, (tmp_path / "log").read_text()


async def enter(page, site: str, persona: str) -> None:
    """Open the chat as somebody, and wait for the greeting."""
    for _ in range(120):
        try:
            await page.goto(f"{site}/")
            break
        except Exception:  # noqa: BLE001 - the bot is still starting
            await page.wait_for_timeout(500)
    await page.select_option("#persona", persona)
    await page.wait_for_selector(".theirs")
    await page.wait_for_selector("text=已绑定")


def bubbles(page):
    return page.locator(".theirs .bubble")


async def bubble(page, words: str) -> str:
    """The bubble that holds these words, as soon as it is there."""
    found = bubbles(page).filter(has_text=words).first
    await found.wait_for(timeout=60_000)
    return await found.inner_text()


async def say(page, text: str) -> str:
    before = await bubbles(page).count()
    await page.fill("#text", text)
    await page.click("#send")
    await bubbles(page).nth(before).wait_for(timeout=60_000)
    return await bubbles(page).nth(before).inner_text()


async def test_from_the_file_in_chat_to_the_supervisors_reminder(site, phone, browser, slip, picture):
    boss = await (await browser.new_context(viewport={"width": 1100, "height": 960})).new_page()
    await enter(boss, site, "supervisor")
    assert "随时提醒" in await say(boss, "订阅 夜间")
    await enter(phone, site, "clerk")
    await phone.click("#more")
    await phone.set_input_files("#file", slip)
    said = await bubble(phone, "收到文件")
    assert slip.name in said
    link = re.search(r"https?://\S+/u/\S+", said)[0]
    page = await phone.context.new_page()
    await page.goto(link)
    assert slip.name in await page.inner_text("main")
    await page.set_input_files("#file", slip)
    await page.click("button[type=submit]")
    await page.wait_for_selector(".verdict")
    assert "与聊天里发的文件一致" in await page.inner_text("main")
    verdict = await bubble(phone, "全部结果")
    assert "处必须修改" in verdict
    assert "/d/" in verdict
    await phone.screenshot(path=picture("chat-file.png"))
    assert "送检的2023年报草稿有" in await bubble(boss, "年报提醒")
    await boss.screenshot(path=picture("chat-reminder.png"))
    assert "年报概况" in await say(boss, "概况")
