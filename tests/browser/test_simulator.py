"""The journeys as people see them: ``nianbao serve --dev`` in a process of its own, its chat page in Chromium."""

import asyncio
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.async_api import Error

from bot.cli import run

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def site(tmp_path_factory, examples):
    """The bot over our own examples."""
    folder = tmp_path_factory.mktemp("browser")
    assert run(["index", "--db", str(folder / "index.db"), str(examples)]) in (0, 1)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "bot", "serve", "--dev", "--port", str(port)]
    with (folder / "log").open("w+") as log:
        bot = subprocess.Popen([*command, "--db", str(folder / "index.db")], cwd=ROOT, stderr=log)
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            bot.terminate()
            assert bot.wait(20) == 0, (folder / "log").read_text()


class Chat:
    """The page, and what a person does there."""

    def __init__(self, page, site):
        self.page = page
        self.site = site

    async def open(self, persona="citizen"):
        """Enter as somebody; the bot may still be starting."""
        for _ in range(120):
            try:
                await self.page.goto(f"{self.site}/dev/?as={persona}")
            except Error:
                await asyncio.sleep(0.25)
            else:
                break
        await self.page.locator(".theirs").first.wait_for()
        return self

    async def reply_to(self, act):
        """The bubble that follows what is done."""
        before = await self.page.locator(".theirs").count()
        await act
        reply = self.page.locator(".theirs .bubble").nth(before)
        await reply.wait_for(timeout=60_000)
        return reply

    async def say(self, text):
        """Type or paste a message; the text of the reply."""
        await self.page.fill("#text", text)
        return await (await self.reply_to(self.page.click("#send"))).inner_text()


@pytest.fixture
def chat(phone, site):
    return Chat(phone, site)


async def test_a_citizen_asks_and_sees_the_number_its_parts_and_the_sentence(chat, picture):
    await chat.open()
    said = await chat.say("西大沟镇2023年公示了多少次")
    for part in ("201次", "80次", "85次", "12次", "8项相加=201", "出处"):
        assert part in said
    await chat.page.screenshot(path=picture("chat-ask.png"))


async def test_a_clerk_pastes_a_draft_and_gets_the_fix_list_and_its_page(chat, picture, examples):
    await chat.open("clerk")
    await chat.page.locator(".theirs").nth(1).wait_for()
    said = await chat.say(next(examples.glob("xianyuan*/*.txt")).read_text(encoding="utf-8"))
    assert "检查结果" in said
    assert "改法" in said
    await chat.page.screenshot(path=picture("chat-draft.png"))
    await chat.page.goto(await chat.page.locator(".bubble a[href*='/d/']").last.get_attribute("href"))
    assert "错误" in await chat.page.inner_text("body")


async def test_a_file_is_acknowledged_with_a_link_for_it(chat, examples):
    await chat.open("clerk")
    file = next(examples.glob("xinji*/*.docx"))
    await chat.page.click("#more")
    reply = await chat.reply_to(chat.page.set_input_files("#file", file))
    assert file.name in await reply.inner_text()
    assert await reply.locator("a[href*='/u/']").count() == 1


async def test_an_answer_leads_to_its_sentence_in_the_report(chat, picture):
    await chat.open()
    await chat.say("西大沟镇2023年公示了多少次")
    link = chat.page.locator(".bubble a[href*='/r/']").last
    await chat.page.goto(await link.get_attribute("href"))
    mark = chat.page.locator("mark#here")
    assert "201次" in await mark.inner_text()
    assert await mark.evaluate("e => e.getBoundingClientRect().top < innerHeight")
    await chat.page.screenshot(path=picture("report-sentence.png"))


async def test_a_clerk_sends_the_pages_as_photos(chat, picture, tmp_path):
    await chat.open("clerk")
    await chat.page.locator(".theirs").nth(1).wait_for()
    pages = [tmp_path / "1.png", tmp_path / "2.png"]
    for page in pages:
        await chat.page.screenshot(path=page)
    await chat.page.click("#more")
    first = await chat.reply_to(chat.page.set_input_files("#picture", pages))
    assert "第1张" in await first.inner_text()
    await chat.page.get_by_text("收到第2张").wait_for()
    assert "一共2张" in await chat.say("好了")
    await chat.page.screenshot(path=picture("chat-photos.png"))


async def test_a_long_list_goes_on_at_the_word_more(chat, picture):
    await chat.open("supervisor")
    await chat.page.locator(".theirs").nth(1).wait_for()
    assert "回复“更多”接着看" in await chat.say("概况")
    assert "全部" in await chat.say("更多")
    await chat.page.screenshot(path=picture("chat-more.png"))
    assert "没有接着的内容" in await chat.say("更多")


async def test_a_supervisor_is_bound_and_asks_for_the_overview(chat, picture):
    await chat.open("supervisor")
    await chat.page.locator(".theirs").nth(1).wait_for()
    assert "应公布" in await chat.say("概况")
    await chat.page.screenshot(path=picture("chat-overview.png"))


async def test_the_menu_is_there_and_the_page_fits_a_phone(chat):
    await chat.open()
    assert await chat.page.evaluate("document.documentElement.scrollWidth") <= 390
    await chat.page.click("#to-menu")
    reply = await chat.reply_to(chat.page.click("[data-key=收录]"))
    assert "收录" in await reply.inner_text()


async def test_it_works_on_a_wide_screen(chat, picture):
    await chat.page.set_viewport_size({"width": 1100, "height": 960})
    await chat.open()
    await chat.say("西大沟镇2023年公示了多少次")
    await chat.page.screenshot(path=picture("simulator.png"))


async def test_what_anybody_says_is_never_markup(chat):
    await chat.open()
    await chat.say("<img src=x onerror=alert(1)>2023年")
    assert await chat.page.locator(".bubble img").count() == 0


async def test_a_long_draft_is_folded_and_can_be_opened(chat):
    await chat.open()
    await chat.say("政府信息公开工作年度报告，" + "长" * 2000)
    assert await chat.page.locator(".mine .bubble.long").count() == 1
    await chat.page.locator(".unfold").last.click()
    assert await chat.page.locator(".mine .bubble.long").count() == 0
