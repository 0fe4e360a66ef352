"""Uploads: what comes in whole is kept and checked, what doesn't leaves nothing, and a link opens once."""

import asyncio
import hashlib
import io
from pathlib import Path

import aiohttp
import pytest

from bot.pages.names import LONGEST
from bot.state import alerts, drafts, links, outbox, people
from bot.state.database import StateError
from bot.state.links import EXPIRED, UNKNOWN, USED
from handlers.kit.context import Person, Role
from handlers.kit.message import FileInfo
from parser.model.errors import Encrypted

TOWN = "654202109"


def path(url: str) -> str:
    return url.removeprefix("https://nianbao.example.gov.cn")


@pytest.fixture
async def link(house):
    clerk = await house.bind("clerk", Role.CLERK, TOWN, "西大沟镇人民政府")
    return path((await house.desk.upload_link(clerk)).url)


def form(*files: tuple[str, bytes], text: str = "") -> aiohttp.FormData:
    data = aiohttp.FormData(quote_fields=False, default_to_multipart=True)  # as browsers do
    for name, content in files:
        data.add_field("file", content, filename=name, content_type="application/octet-stream")
    data.add_field("text", text)
    return data


def stored(house) -> list:
    return (
        [p for p in house.settings.files.rglob("*") if p.is_file()] if house.settings.files.exists() else []
    )


async def send(client, link, *files, text="", **options):
    return await client.post(link, data=form(*files, text=text), allow_redirects=False, **options)


async def test_a_file_is_kept_checked_and_answered(client, house, link):
    answer = await send(client, link, ("年报.docx", b"PK\x03\x04 draft"))
    assert answer.status == 303
    waiting = await (await client.get(answer.headers["Location"])).text()
    assert "正在检查" in waiting
    assert "年报.docx" in waiting
    await house.work()
    shown = await (await client.get(answer.headers["Location"])).text()
    assert "收办不平衡" in shown
    assert "把“本年新收”改为1。" in shown
    owed = await house.store.write(outbox.take, now=house.clock(), lease=1)
    assert owed.person == "clerk"
    assert "收办不平衡" in owed.text
    assert "https://nianbao.example.gov.cn/d/" in owed.text
    assert await house.store.write(outbox.take, now=house.clock(), lease=1) is None


async def test_the_worker_gets_the_bytes_the_name_and_the_senders_place(client, house, link):
    await send(client, link, ("a.docx", b"one"), ("b.jpg", b"two"))
    await house.work()
    ((_, files, setting),) = house.pool.seen
    assert [name for name, _ in files] == ["a.docx", "b.jpg"]
    assert [Path(p).read_bytes() for _, p in files] == [b"one", b"two"]
    assert (setting.division, setting.organ) == (TOWN, "西大沟镇人民政府")


async def test_pasted_text_is_a_draft_too(client, house, link):
    answer = await send(client, link, text="一、总体情况……")
    await house.work()
    assert "收办不平衡" in await (await client.get(answer.headers["Location"])).text()


async def test_looking_does_not_use_the_link_but_sending_does(client, link):
    for _ in range(3):
        assert (await client.get(link)).status == 200
    assert (await send(client, link, ("a.docx", b"one"))).status == 303
    again = await client.get(link)
    assert again.status == 410
    assert USED in await again.text()
    assert (await send(client, link, ("a.docx", b"one"))).status == 410


async def test_a_file_of_the_largest_size_comes_in(client, house, link):
    data = bytes(range(256)) * (house.desk.most_bytes // 256)
    assert (await send(client, link, ("a.docx", io.BytesIO(data)))).status == 303
    (path_,) = stored(house)
    assert path_.read_bytes() == data


BAD = [
    ((), "", 400, "没有收到内容"),
    ((("empty.docx", b""),), "", 400, "没有收到内容"),
    ((("a.docx", b"x"),), "还有文字", 400, "只选一种"),
    (tuple((f"{n}.jpg", b"x") for n in range(31)), "", 413, "最多传 30 个"),
]


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad[3])
async def test_a_bad_upload_says_why_and_leaves_the_link_and_the_disk_as_they_were(client, house, link, bad):
    files, text, status, sentence = bad
    answer = await send(client, link, *files, text=text)
    assert answer.status == status
    assert sentence in await answer.text()
    assert (await client.get(link)).status == 200
    assert house.store.read(drafts.stored_bytes) == 0
    assert not [p for p in stored(house) if p.suffix == ".part"]


async def test_a_form_of_countless_empty_fields_is_cut_off(client, house, link):
    answer = await send(client, link, *((f"{n}.jpg", b"") for n in range(200)))
    assert answer.status == 400
    assert not stored(house)
    assert (await client.get(link)).status == 200


async def test_an_upload_without_an_end_is_given_up(client, house, link, monkeypatch):
    monkeypatch.setattr("bot.pages.upload.LONGEST", 0.2)

    async def drip():
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.docx"\r\n\r\n'
        await asyncio.Event().wait()

    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    answer = await client.post(link, data=drip(), headers=headers)
    assert (answer.status, "没有传完整" in await answer.text()) == (400, True)
    assert not stored(house)


async def test_the_pages_script_gets_a_sentence_alone(client, link):
    answer = await send(client, link, headers={"Accept": "text/plain"})
    assert (answer.status, await answer.text()) == (400, "没有收到内容：请选择文件或照片，或粘贴报告文字。")


class Flood:
    """A body without an end that counts what was taken of it."""

    def __init__(self):
        self.sent = 0

    async def __aiter__(self):
        head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="big.docx"\r\n\r\n'
        yield head
        while self.sent < 200 << 20:
            self.sent += 1 << 20
            yield bytes(1 << 20)


async def test_200_mb_are_cut_off_at_the_limit_while_they_come(client, house, link):
    flood = Flood()
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    try:
        answer = await client.post(link, data=flood.__aiter__(), headers=headers)
    except aiohttp.ClientError:
        pass  # the server closed the door while we were still sending
    else:
        assert answer.status == 413
    assert flood.sent < 60 << 20
    assert not stored(house)
    assert (await client.get(link)).status == 200


async def test_a_size_that_is_announced_too_large_is_refused_unread(client, house, link):
    headers = {"Content-Length": str(200 << 20), "Content-Type": "multipart/form-data; boundary=x"}
    reader, writer = await asyncio.open_connection(client.host, client.port)
    lines = [f"POST {link} HTTP/1.1", f"Host: {client.host}", *(f"{k}: {v}" for k, v in headers.items())]
    writer.write("\r\n".join([*lines, "", ""]).encode())
    status = await reader.readline()
    writer.close()
    await writer.wait_closed()
    assert b" 413 " in status


async def test_a_broken_off_upload_leaves_nothing(client, house, link):
    _, writer = await asyncio.open_connection(client.host, client.port)
    head = f"POST {link} HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\nContent-Type: multipart/form-data; boundary=x\r\n\r\n"
    part = '--x\r\nContent-Disposition: form-data; name="file"; filename="a.docx"\r\n\r\nhalf of it'
    writer.write((head + part).encode())
    await writer.drain()
    writer.close()
    await writer.wait_closed()
    for _ in range(200):
        if not stored(house):
            break
        await asyncio.sleep(0.01)
    assert not stored(house)
    assert (await client.get(link)).status == 200


GARBLED = [
    ("text/plain", b"hello"),
    ("multipart/form-data", b"no boundary"),
    ("multipart/form-data; boundary=x", b"garbage"),
    ("multipart/form-data; boundary=x", b"--x\r\nno header\r\n\r\nv\r\n--x--\r\n"),
    ("multipart/form-data; boundary=x", b"--x\r\n" + b"a" * 9000 + b": b\r\n\r\nv\r\n--x--\r\n"),
    (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="evil"\r\n\r\nv\r\n--x--\r\n',
    ),
    (
        "multipart/mixed; boundary=x",
        b"--x\r\nContent-Type: multipart/mixed; boundary=y\r\n\r\n--y--\r\n--x--\r\n",
    ),
]


@pytest.mark.parametrize(("kind", "body"), GARBLED)
async def test_garbled_forms_are_refused_in_words(client, link, kind, body):
    answer = await client.post(link, data=body, headers={"Content-Type": kind})
    assert answer.status == 400
    assert "再试一次" in await answer.text() or "没有收到内容" in await answer.text()
    assert (await client.get(link)).status == 200


@pytest.mark.parametrize("method", ["get", "post"])
async def test_forged_and_expired_links(client, house, link, method):
    forged = await getattr(client, method)("/u/" + "A" * 32)
    assert (forged.status, UNKNOWN in await forged.text()) == (410, True)
    house.clock.now += 10 * 60
    late = await getattr(client, method)(link)
    assert (late.status, EXPIRED in await late.text()) == (410, True)


async def test_an_upload_link_is_no_result_link_and_the_other_way_round(client, link):
    assert (await client.get(link.replace("/u/", "/d/"))).status == 410
    result = (await send(client, link, ("a.docx", b"one"))).headers["Location"]
    assert (await client.get(result.replace("/d/", "/u/"))).status == 410


async def test_an_upload_that_began_in_time_counts(client, house, link, monkeypatch):
    receive = house.desk.receive

    async def slow(*arguments, **keywords):
        house.clock.now += 3600
        return await receive(*arguments, **keywords)

    monkeypatch.setattr(house.desk, "receive", slow)
    assert (await send(client, link, ("a.docx", b"one"))).status == 303


async def test_who_lost_his_role_between_link_and_upload_sends_as_a_citizen(client, house, link):
    await house.bind("supervisor", Role.SUPERVISOR, "654202")
    await house.store.write(people.revoke, 1, now=house.clock())
    result = (await send(client, link, ("a.docx", b"one"))).headers["Location"]
    await house.work()
    assert "收办不平衡" in await (await client.get(result)).text()
    assert house.store.read(alerts.who_waits) == []
    (draft,) = house.store.read(drafts.drafts_of, "clerk", now=house.clock())
    assert (draft.division, draft.organ) == (None, None)


async def test_two_uploads_with_one_link_at_once_are_one(client, house, link):
    answers = await asyncio.gather(*(send(client, link, ("a.docx", bytes([n]))) for n in range(4)))
    assert sorted(a.status for a in answers) == [303, 410, 410, 410]
    assert house.store.read(lambda db: db.execute("SELECT count(*) FROM draft").fetchone()[0]) == 1


async def test_the_same_file_twice_is_one_draft_and_checked_once(client, house):
    clerk = await house.bind("clerk", Role.CLERK, TOWN)
    results = []
    for _ in range(2):
        link = path((await house.desk.upload_link(clerk)).url)
        results.append((await send(client, link, ("a.docx", b"same"))).headers["Location"])
        await house.work()
    assert len(house.pool.seen) == 1
    assert len(stored(house)) == 1
    for result in results:
        assert "收办不平衡" in await (await client.get(result)).text()


async def test_a_file_at_fault_is_refused_with_its_sentence_and_can_be_tried_again(client, house, link):
    def encrypted(_):
        raise Encrypted("文件有密码，请去掉密码后再发。")

    good, house.pool.behave = house.pool.behave, encrypted
    result = (await send(client, link, ("a.docx", b"one"))).headers["Location"]
    await house.work()
    shown = await (await client.get(result)).text()
    assert "没有查成" in shown
    assert "去掉密码" in shown
    house.pool.behave = good
    link = path((await house.desk.upload_link(Person("clerk"))).url)
    result = (await send(client, link, ("a.docx", b"one"))).headers["Location"]
    await house.work()
    assert "收办不平衡" in await (await client.get(result)).text()


NAMES = [
    ("../../etc/passwd", "passwd"),
    ("C:\\稿\\年报.docx", "年报.docx"),
    ("年报\u202excod.exe", "年报xcod.exe"),
    ("<script>alert(1)</script>.docx", "script&gt;.docx"),
    ("长" * 300 + ".docx", "…"),
]


@pytest.mark.parametrize(("name", "shown"), NAMES)
async def test_names_are_only_shown_and_only_when_fit(client, house, link, name, shown):
    result = (await send(client, link, (name, b"one"))).headers["Location"]
    text = await (await client.get(result)).text()
    assert shown in text
    assert "<script>alert" not in text
    assert "\u202e" not in text
    (draft,) = house.store.read(drafts.drafts_of, "clerk", now=house.clock())
    assert len(draft.name) <= LONGEST
    address = hashlib.sha256(b"one").hexdigest()
    assert [p.relative_to(house.settings.files).as_posix() for p in stored(house)] == [
        f"{address[:2]}/{address}"
    ]


@pytest.mark.parametrize(("content", "sentence"), [(b"same", "与聊天里发的文件一致"), (b"other", "不一样")])
async def test_a_file_told_of_in_chat_is_matched_by_md5_and_size(client, house, content, sentence):
    clerk = await house.bind("clerk", Role.CLERK, TOWN)
    told = FileInfo("年报.docx", 4, hashlib.md5(b"same").hexdigest())  # noqa: S324 - what WeChat tells
    link = path((await house.desk.upload_link(clerk, told)).url)
    assert "年报.docx" in await (await client.get(link)).text()
    result = (await send(client, link, ("年报.docx", content))).headers["Location"]
    await house.work()
    assert sentence in await (await client.get(result)).text()


async def test_a_full_disk_is_said_and_the_link_stays(client, house, link, monkeypatch):
    async def full(*arguments, **keywords):
        raise StateError("状态没有写成：database or disk is full。")

    with monkeypatch.context() as patch:
        patch.setattr(house.store, "write", full)
        answer = await send(client, link, ("a.docx", b"one"))
    assert answer.status == 507
    assert "存不下" in await answer.text()
    assert (await send(client, link, ("a.docx", b"one"))).status == 303


async def test_there_is_a_daily_quota(client, house):
    for n in range(11):
        link = path((await house.desk.upload_link(Person("citizen"))).url)
        answer = await send(client, link, ("a.docx", b"%d" % n))
    assert answer.status == 413
    assert "明天再来" in await answer.text()


async def test_every_page_carries_its_headers(client, link):
    for where in (link, "/u/forged", "/d/forged", "/static/style.css", "/static/upload.js"):
        answer = await client.get(where)
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "style=" not in await answer.text()


async def test_links_are_kept_only_as_hashes(house, link):
    token = link.rpartition("/")[2].encode()
    await house.store.write(links.make_link, "x", links.Purpose.UPLOAD, "", now=0.0, ttl=1.0)
    for file in house.settings.inbox.parent.glob("inbox.db*"):
        assert token not in file.read_bytes()
