"""Forms from anywhere: garbled, endless, slow, huge, of another site; each gets a page that says so, none gets through."""

import asyncio

import pytest

from bot.pages import forms
from bot.state import alerts, drafts, links
from bot.state.links import Purpose
from bot.state.tickets import open_tickets
from handlers.kit.context import Role
from parser.index import Index

TOWN, COUNTY = "654202109", "654202"
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
async def places(house, make_checked):
    """Where the small forms go: a report of a mistake, and handing a draft in."""
    house.pool.behave = lambda _: make_checked()
    with Index.open(house.settings.storage.index, write=True) as index:
        report = index.add(make_checked().report, source_name="a.docx", digest="ab").id
    clerk = await house.bind("clerk", Role.CLERK, TOWN)
    await house.bind("supervisor", Role.SUPERVISOR, COUNTY)
    await house.desk.check_text(clerk, "一、总体情况")
    (draft,) = house.store.read(drafts.drafts_of, "clerk", now=house.clock())
    token = await house.store.write(
        links.make_link, "clerk", Purpose.RESULT, draft.id, now=house.clock(), ttl=86400.0
    )
    return [f"/r/{report}/wrong", f"/d/{token}/submit"]


def nothing_came_of_it(house) -> bool:
    return not house.store.read(open_tickets) and not house.store.read(alerts.who_waits)


GARBLED = {
    "no multipart": ("multipart/form-data; boundary=x", b"--x\r\ngarbage"),
    "no boundary": ("multipart/form-data", b"text=aaaa"),
    "unknown encoding": (f"{FORM}; charset=evil", b"text=aaaa"),
    "wrong encoding": (f"{FORM}; charset=ascii", "text=不对不对不对".encode()),
    "too big": (FORM, b"text=" + b"a" * 200_000),
    "a file": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="text"; filename="a"\r\n\r\nhello\r\n--x--\r\n',
    ),
}


@pytest.mark.parametrize("which", GARBLED)
async def test_what_is_no_form_is_said_and_does_nothing(client, house, places, which):
    kind, body = GARBLED[which]
    for place in places[:1] if which == "a file" else places:
        answer = await client.post(place, data=body, headers={"Content-Type": kind})
        assert answer.status == 400
        assert "请" in await answer.text()
    assert nothing_came_of_it(house)


async def test_a_form_that_does_not_come_is_given_up(client, house, places, monkeypatch):
    async def drip():
        yield b"text="
        await asyncio.Event().wait()

    monkeypatch.setattr(forms, "PATIENCE", 0.05)
    for place in places:
        answer = await client.post(place, data=drip(), headers={"Content-Type": FORM})
        assert (answer.status, "没有收完整" in await answer.text()) == (400, True)
    assert nothing_came_of_it(house)


async def test_another_site_may_not_send_our_forms(client, house, places):
    for place in [*places, places[1].replace("/submit", "/again")]:
        answer = await client.post(place, data={"text": "不对不对"}, headers={"Sec-Fetch-Site": "cross-site"})
        assert answer.status == 403
    assert nothing_came_of_it(house)
    for site in ("same-origin", "none"):
        answer = await client.post(
            places[0], data={"text": f"不对不对{site}"}, headers={"Sec-Fetch-Site": site}
        )
        assert answer.status == 200


async def test_what_is_not_there_is_said_in_words(client):
    for path in ("/r/x", "/nothing", "/static/..%2f..%2fapp.py", "/u/", "/static/%2e%2e/style.css"):
        answer = await client.get(path)
        assert (answer.status, "没有这个页面" in await answer.text()) == (404, True)
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


async def test_our_own_fault_is_said_without_details(client, house, places, monkeypatch):
    monkeypatch.setattr(house.store, "read", lambda *_, **__: 1 / 0)
    answer = await client.get(places[1].replace("/submit", ""))
    text = await answer.text()
    assert (answer.status, "抱歉" in text) == (500, True)
    assert "Zero" not in text
    assert "Traceback" not in text


@pytest.mark.parametrize(
    "odd", ["%00", "%0d%0aSet-Cookie:%20a=b", "..%2f..%2fetc%2fpasswd", "%ff", "A" * 5000]
)
@pytest.mark.parametrize("kind", ["u", "d"])
async def test_odd_tokens_open_nothing_and_set_no_cookie(client, kind, odd):
    for answer in (
        await client.get(f"/{kind}/{odd}", allow_redirects=False),
        await client.post(f"/{kind}/{odd}", allow_redirects=False),
    ):
        assert answer.status in (404, 405, 410)
        assert not answer.cookies
