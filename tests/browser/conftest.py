"""A phone in Chromium. Skipped with a line where there is no Chromium; a failure where CI says there must be."""

import os
from pathlib import Path

import docx
import pytest
from playwright.async_api import async_playwright

CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
QUIET = [
    f"--{switch}"
    for switch in (
        "headless",
        "no-sandbox",
        "disable-gpu",
        "disable-quic",
        "no-first-run",
        "disable-background-networking",
        "disable-component-update",
        "disable-sync",
        "lang=zh-CN",
    )
]
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "locale": "zh-CN"}


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.timeout(180))


@pytest.fixture
async def browser():
    if not CHROMIUM.exists():
        if os.environ.get("CI") == "true":
            pytest.fail(f"no Chromium at {CHROMIUM}, and CI must run the browser tests")
        pytest.skip(f"no Chromium at {CHROMIUM}: the pages are not tried in a browser")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        await browser.close()


@pytest.fixture
async def phone(browser):
    """A page as wide as a phone; what its console complains of fails the test."""
    context = await browser.new_context(**PHONE)
    page = await context.new_page()
    complaints = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    assert [c for c in complaints if "status of 4" not in c] == []
    await context.close()


@pytest.fixture
async def plain_phone(browser):
    """The same without JavaScript."""
    context = await browser.new_context(**PHONE, java_script_enabled=False)
    yield await context.new_page()
    await context.close()


@pytest.fixture
def picture(tmp_path):
    """Where a screenshot goes: docs/pictures if PICTURES is set, else away."""
    folder = (
        Path(__file__).resolve().parents[2] / "docs" / "pictures" if os.environ.get("PICTURES") else tmp_path
    )
    return folder.__truediv__


@pytest.fixture
def slip(examples, tmp_path):
    """A draft: our own example with 7 new requests of natural persons that no other figure knows of."""
    document = docx.Document(str(examples / "xidagou-2023" / "report.docx"))
    row = next(r for t in document.tables for r in t.rows if "本年新收" in r.cells[0].text)
    row.cells[-7].text = "7"
    document.save(str(tmp_path / "slip.docx"))
    return tmp_path / "slip.docx"
