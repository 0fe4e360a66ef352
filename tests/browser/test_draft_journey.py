"""A clerk's phone: the link from chat, a Word file, the findings; and what goes wrong on the way."""

import asyncio

import pytest
from aiohttp import web

from bot.clock import now
from bot.jobs.desk import Desk
from bot.jobs.inspection import PRELOAD
from bot.jobs.pool import Pool
from bot.jobs.runner import Runner
from bot.jobs.shop import Shop
from bot.pages import routes
from bot.settings import Settings
from bot.state import open_state, people
from handlers.bind import code_in
from handlers.kit.context import Role
from parser.index import Index
from parser.model.document import Source
from parser.pipeline import digest, read_sources

TOWN = "654202109"


def time() -> float:
    return now().timestamp()


@pytest.fixture
async def house(tmp_path, aiohttp_server, examples):
    """The pages, the queue and a real worker process behind them."""
    settings = Settings.model_validate({"storage": {"index": tmp_path / "index.db"}})
    store = open_state(settings.inbox)
    with Pool(1, preload=PRELOAD) as pool:
        runner = Runner(Shop(store, pool, settings, time))
        desk = Desk(store, runner, settings, now=time)
        app = web.Application()
        app.add_routes(routes(desk))
        server = await aiohttp_server(app)
        address = settings.server.model_copy(update={"public_url": f"http://127.0.0.1:{server.port}"})
        desk.settings = settings.model_copy(update={"server": address})
        work = asyncio.create_task(runner.run())
        yield desk
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
    await store.close()


@pytest.fixture
async def clerk(house):
    code = await house.store.write(people.invite, Role.CLERK, TOWN, now=time(), organ="西大沟镇人民政府")
    return await house.bind("clerk", code_in(code))


def word_file(examples) -> str:
    return str(examples / "xidagou-2023" / "report.docx")


async def fits(page) -> bool:
    """Nothing sticks out to the side, and nothing is smaller than grown-ups can read."""
    return await page.evaluate(
        "() => document.documentElement.scrollWidth <= innerWidth &&"
        " Math.min(...[...document.querySelectorAll('p,td,th,button,label,small,dd')]"
        ".map(e => parseFloat(getComputedStyle(e).fontSize))) >= 18"
    )


async def test_a_word_file_from_the_link_to_the_findings(house, clerk, phone, examples, picture):
    link = await house.upload_link(clerk)
    await phone.goto(link.url)
    assert await fits(phone)
    await phone.screenshot(path=picture("upload.png"), full_page=True)
    await phone.set_input_files("#file", word_file(examples))
    assert "report.docx" in await phone.inner_text("#chosen")
    await phone.click("button[type=submit]")
    await phone.wait_for_url("**/d/**")
    await phone.wait_for_selector(".verdict")
    assert "西大沟镇人民政府" in await phone.inner_text("h1")
    assert await phone.locator("table").count() > 3
    assert await fits(phone)
    await phone.screenshot(path=picture("result.png"))
    await phone.goto(link.url)
    assert "已经用过" in await phone.inner_text("main")
    await phone.screenshot(path=picture("used-link.png"))


async def test_pasted_text_without_javascript(house, clerk, plain_phone, examples):
    text = (examples / "xidagou-2023" / "report.txt").read_text(encoding="utf-8")
    await plain_phone.goto((await house.upload_link(clerk)).url)
    await plain_phone.fill("#text", text)
    await plain_phone.click("button[type=submit]")
    await plain_phone.wait_for_selector(".verdict")
    await plain_phone.click("text=读到的正文")
    assert "总体情况" in await plain_phone.inner_text("main")


async def test_a_cell_named_in_a_finding_is_one_touch_away(house, clerk, phone, slip, tmp_path):
    await phone.goto((await house.upload_link(clerk)).url)
    await phone.set_input_files("#file", slip)
    await phone.click("button[type=submit]")
    link = phone.locator(".card.error dd a[href='#c-t3.new.natural']").first
    await link.wait_for()
    await phone.screenshot(path=tmp_path / "slip.png", full_page=True)
    await link.click()
    cell = phone.locator("[id='c-t3.new.natural']")
    assert await cell.inner_text() == "7"
    assert await cell.get_attribute("class") == "error"
    assert await cell.evaluate(
        "e => { const box = e.getBoundingClientRect(); return box.top >= 0 && box.bottom <= innerHeight }"
    )


async def test_nothing_chosen_too_large_and_no_report_say_so(house, clerk, phone, picture, tmp_path):
    await phone.goto((await house.upload_link(clerk)).url)
    await phone.click("button[type=submit]")
    assert "请先选择" in await phone.inner_text("#problem")
    big = tmp_path / "big.docx"
    big.write_bytes(bytes(21 << 20))
    await phone.set_input_files("#file", str(big))
    await phone.click("button[type=submit]")
    assert "上限" in await phone.inner_text("#problem")
    cat = tmp_path / "猫.txt"
    cat.write_text("一只猫在晒太阳。", encoding="utf-8")
    await phone.set_input_files("#file", str(cat))
    await phone.click("button[type=submit]")
    await phone.wait_for_selector("text=没有查成")
    await phone.screenshot(path=picture("refused.png"))


async def test_mending_and_trying_again(house, clerk, phone, examples):
    await phone.goto((await house.upload_link(clerk)).url)
    await phone.set_input_files("#file", word_file(examples))
    await phone.click("button[type=submit]")
    await phone.wait_for_selector(".verdict")
    await phone.click("text=改好了，再传一次")
    await phone.wait_for_url("**/u/**")
    assert await phone.locator("#file").is_visible()


async def test_warnings_are_explained_one_by_one_without_javascript(
    house, clerk, plain_phone, examples, picture
):
    page = plain_phone
    await page.goto((await house.upload_link(clerk)).url)
    await page.set_input_files("#file", word_file(examples))
    await page.click("button[type=submit]")
    await page.wait_for_selector(".verdict.justify")
    asked = page.locator(".card.warning summary", has_text="不改，说明理由")
    warnings = await asked.count()
    assert warnings > 3
    await asked.first.click()
    await page.locator(".card.warning textarea").first.fill("县里统一安排在政务大厅公开。")
    assert await fits(page)
    await page.locator(".card.warning").first.screenshot(path=picture("reason.png"))
    await page.click("text=保存理由并提交给上级")
    assert f"还有 {warnings - 1} 处" in await page.inner_text("main")
    await page.click("text=返回")
    assert await page.locator("h2", has_text="已说明理由（1）").is_visible()
    await page.locator(".card.warning", has_text="县里统一安排").screenshot(path=picture("explained.png"))
    for _ in range(warnings - 1):
        await asked.first.click()
        await page.locator(".card.warning textarea:visible").first.fill("情况属实，已核对台账。")
        await page.click("text='保存理由'")
    await page.click("text='提交给上级'")
    assert "已提交给上级" in await page.inner_text("main")


async def test_a_published_report_with_the_sentence_marked(house, phone, examples, picture):
    data = (examples / "xidagou-2023" / "report.docx").read_bytes()
    sources = [Source("report.docx", data)]
    report = read_sources(sources)
    with Index.open(house.settings.storage.index, write=True) as index:
        number = index.add(report, source_name="report.docx", digest=digest(sources)).id
    fact = report.facts[0]
    await phone.goto(f"{house.settings.site}/r/{number}?fact={fact.id}")
    assert fact.sentence.strip() in await phone.inner_text("mark")
    assert await fits(phone)
    await phone.screenshot(path=picture("report.png"))
    await phone.fill("#text", "公示应为210次")
    await phone.click("text=提交报错")
    assert "已经收到" in await phone.inner_text("main")
