"""The journeys as people see them: Chromium opens the simulator, asks, and pastes a draft.

Skipped with a line where there is no Chromium; failing there where CI=true. ``--golden`` keeps the screenshots for docs/.
"""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli import run

playwright = pytest.importorskip("playwright.sync_api")
pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]
ROOT = Path(__file__).resolve().parents[2]
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1100, "height": 960}


@pytest.fixture(scope="module")
def chromium():
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        if os.environ.get("CI") == "true":
            pytest.fail("there is no Chromium, and CI=true asks for the browser tests")
        pytest.skip("there is no Chromium: the browser tests are not run")
    return path


@pytest.fixture(scope="module")
def site(tmp_path_factory, examples):
    """``nianbao serve --dev`` over our own examples, as a process of its own."""
    folder = tmp_path_factory.mktemp("browser")
    assert run(["index", "--db", str(folder / "index.db"), str(examples)]) in (0, 1)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "bot",
        "serve",
        "--dev",
        "--db",
        str(folder / "index.db"),
        "--port",
        str(port),
    ]
    with (folder / "log").open("w+") as log:
        bot = subprocess.Popen(command, cwd=ROOT, stderr=log)
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            bot.terminate()
            assert bot.wait(15) == 0, (folder / "log").read_text()


@pytest.fixture
def page(chromium, site):
    with playwright.sync_playwright() as engine:
        browser = engine.chromium.launch(executable_path=chromium, args=FLAGS)
        page = browser.new_page(viewport=DESK)
        problems: list[str] = []
        page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: problems.append(str(error)))
        _open(page, site)
        yield page
        browser.close()
        assert problems == []


def _open(page, site: str) -> None:
    """The chat page; the bot may still be starting."""
    for _ in range(60):
        try:
            page.goto(f"{site}/")
        except playwright.Error:
            page.wait_for_timeout(500)
        else:
            return
    pytest.fail("the bot did not start")


def become(page, persona: str) -> None:
    page.select_option("#persona", persona)
    page.wait_for_selector(".theirs")


def say(page, text: str) -> str:
    """Type or paste a message; the reply's text."""
    before = page.locator(".theirs").count()
    page.fill("#text", text)
    page.click("#send")
    reply = page.locator(".theirs .bubble").nth(before)
    reply.wait_for(timeout=60_000)
    return reply.inner_text()


def keep(page, name: str, request) -> None:
    """A screenshot for docs/, when it is asked for."""
    if request.config.getoption("--golden"):
        page.wait_for_timeout(300)
        page.screenshot(path=ROOT / "docs" / "pictures" / f"{name}.png")


def test_a_citizen_asks_and_sees_the_number_its_parts_and_the_sentence(page, request):
    page.wait_for_selector(".theirs")
    said = say(page, "西大沟镇2023年公示了多少次")
    assert "201次" in said
    for part in ("80次", "85次", "12次", "8项相加=201", "出处"):
        assert part in said
    keep(page, "chat-ask", request)


def test_a_clerk_pastes_a_draft_and_gets_the_fix_list(page, request, examples):
    become(page, "clerk")
    draft = next(examples.glob("xianyuan*/*.txt")).read_text(encoding="utf-8")
    said = say(page, draft)
    assert "检查结果" in said
    assert "改法" in said
    link = page.locator(".theirs .bubble a[href*='/d/']").last
    keep(page, "chat-draft", request)
    page.goto(link.get_attribute("href"))
    assert "错误" in page.inner_text("body")
    keep(page, "draft-result", request)


def test_a_file_is_acknowledged_with_a_link_that_takes_it(page, request, examples):
    become(page, "clerk")
    file = next(examples.glob("xinji*/*.docx"))
    page.click("#more")
    before = page.locator(".theirs").count()
    page.set_input_files("#file", file)
    reply = page.locator(".theirs .bubble").nth(before)
    reply.wait_for()
    assert file.name in reply.inner_text()
    assert reply.locator("a[href*='/u/']").count() == 1


def test_the_page_fits_a_phone(page):
    page.set_viewport_size(PHONE)
    page.wait_for_selector(".theirs")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.click("#to-menu")
    before = page.locator(".theirs").count()
    page.click("[data-key=收录]")
    page.locator(".theirs").nth(before).wait_for()


def test_what_the_bot_says_is_never_markup(page):
    page.wait_for_selector(".theirs")
    say(page, "<img src=x onerror=alert(1)>2023年")
    assert page.locator(".bubble img").count() == 0


def test_a_supervisor_is_bound_and_asks_for_the_overview(page, request):
    become(page, "supervisor")
    page.locator(".theirs").nth(1).wait_for()
    assert "县" in say(page, "概况") or page.locator(".theirs").count() > 2
    keep(page, "chat-overview", request)
