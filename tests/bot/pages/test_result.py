"""Results: who may see them, what they show, and that nothing a report says becomes part of the page."""

from dataclasses import replace
from datetime import date

import pytest

from bot.jobs.result import pack
from bot.pages.view import cards
from bot.state import alerts, drafts, links, people, reasons
from bot.state.database import StateError
from bot.state.links import Purpose
from handlers.kit.context import Person, Role
from handlers.kit.fixlist import count
from parser.model.document import Place
from parser.model.finding import Severity, Verdict
from parser.model.report import Note
from parser.rules import identity

TOWN, OTHER_TOWN, COUNTY, OTHER_COUNTY, CITY = "654202109", "654202100", "654202", "654221", "6542"


async def hand_over(house, person: Person, text: str = "一、总体情况"):
    """A checked draft of this person."""
    await house.desk.check_text(person, text)
    (draft, *_) = house.store.read(drafts.drafts_of, person.key, now=house.clock())
    return draft


async def link_to(house, draft, viewer: str) -> str:
    token = await house.store.write(
        links.make_link, viewer, Purpose.RESULT, draft.id, now=house.clock(), ttl=86400.0
    )
    return f"/d/{token}"


PEOPLE = [
    ("sender", Role.CLERK, TOWN, 200),
    ("colleague", Role.CLERK, TOWN, 403),
    ("clerk elsewhere", Role.CLERK, OTHER_TOWN, 403),
    ("town supervisor", Role.SUPERVISOR, TOWN, 200),
    ("county supervisor", Role.SUPERVISOR, COUNTY, 200),
    ("city supervisor", Role.SUPERVISOR, CITY, 200),
    ("supervisor of another town", Role.SUPERVISOR, OTHER_TOWN, 403),
    ("supervisor of another county", Role.SUPERVISOR, OTHER_COUNTY, 403),
    ("citizen", None, None, 403),
]


@pytest.mark.parametrize("viewer", PEOPLE, ids=[p[0] for p in PEOPLE])
async def test_who_may_see_a_draft(client, house, viewer):
    name, role, division, status = viewer
    sender = await house.bind("sender", Role.CLERK, TOWN)
    draft = await hand_over(house, sender)
    if role and name != "sender":
        await house.bind(name, role, division)
    link = await link_to(house, draft, name)
    shown = await client.get(link)
    assert shown.status == status
    assert ("收办不平衡" in await shown.text()) is (status == 200)
    again = await client.post(f"{link}/again", allow_redirects=False)
    assert again.status == (303 if name == "sender" else 403)
    handed = await client.post(f"{link}/submit", data={"reason": "x"}, allow_redirects=False)
    assert handed.status == 403  # it has errors, or it is somebody else's


async def test_a_role_that_ended_a_second_ago_opens_nothing(client, house):
    draft = await hand_over(house, await house.bind("sender", Role.CLERK, TOWN))
    await house.bind("supervisor", Role.SUPERVISOR, COUNTY)
    link = await link_to(house, draft, "supervisor")
    assert (await client.get(link)).status == 200
    binding = house.store.read(people.people, now=house.clock())[-1]
    await house.store.write(people.revoke, binding.id, now=house.clock())
    assert (await client.get(link)).status == 403
    await house.bind("supervisor", Role.SUPERVISOR, OTHER_COUNTY)
    assert (await client.get(link)).status == 403


async def test_a_draft_of_an_unbound_sender_is_the_senders_alone(client, house):
    draft = await hand_over(house, Person("citizen"))
    await house.bind("supervisor", Role.SUPERVISOR, COUNTY)
    assert (await client.get(await link_to(house, draft, "supervisor"))).status == 403
    assert (await client.get(await link_to(house, draft, "citizen"))).status == 200
    assert not house.store.read(alerts.who_waits)


async def test_the_reports_own_division_opens_it_to_nobody(client, house):
    """A forged draft that names another county must not reach that county's supervisor, nor alert him."""
    draft = await hand_over(house, await house.bind("sender", Role.CLERK, "654221100"))
    await house.bind("supervisor", Role.SUPERVISOR, COUNTY)
    assert (await client.get(await link_to(house, draft, "supervisor"))).status == 403


async def test_links_and_drafts_end(client, house):
    draft = await hand_over(house, await house.bind("sender", Role.CLERK, TOWN))
    link = await link_to(house, draft, "sender")
    house.clock.now += 86400
    assert (await client.get(link)).status == 410
    house.clock.now += 7 * 86400
    link = await link_to(house, draft, "sender")
    gone = await client.get(link)
    assert (gone.status, "过期删除" in await gone.text()) == (410, True)


@pytest.mark.parametrize(("method", "tail"), [("get", ""), ("post", "/submit"), ("post", "/again")])
async def test_forged_links_open_nothing(client, method, tail):
    assert (await getattr(client, method)(f"/d/{'A' * 32}{tail}")).status == 410


async def test_handing_in_without_errors_tells_the_supervisors_once(
    client, house, make_checked, make_finding
):
    first, other = make_finding(severity=Severity.WARNING), make_finding("X501", Severity.WARNING)
    house.pool.behave = lambda _: make_checked(first, other)
    await house.bind("supervisor", Role.SUPERVISOR, COUNTY)
    draft = await hand_over(house, await house.bind("sender", Role.CLERK, TOWN, "西大沟镇人民政府"))
    link = await link_to(house, draft, "sender")
    bare = await client.post(f"{link}/submit", data={why(first): "  "}, allow_redirects=False)
    assert (bare.status, "还有 2 处" in await bare.text()) == (400, True)
    half = await client.post(f"{link}/submit", data={why(first): "口径不同"}, allow_redirects=False)
    assert (half.status, "还有 1 处" in await half.text()) == (400, True)
    for status in (303, 403):
        answer = await client.post(f"{link}/submit", data={why(other): "台账有误"}, allow_redirects=False)
        assert answer.status == status
    (alert,) = house.store.read(alerts.pending, "supervisor")
    assert alert.kind is alerts.Kind.HANDED
    assert "西大沟镇人民政府提交了2023年报草稿" in alert.text
    assert "口径不同" in alert.text
    assert "台账有误" in alert.text
    assert "已提交给上级" in await (await client.get(link)).text()
    seen = await (await client.get(await link_to(house, draft, "supervisor"))).text()
    assert "已说明理由（2）" in seen
    assert "西大沟镇人民政府，2024年1月" in seen
    assert "<textarea" not in seen
    assert (await client.post(f"{link}/reasons", data={why(first): "改主意了"})).status == 403


def why(finding) -> str:
    """The name of a finding's reason in the form."""
    return f"why-{identity(finding)}"


async def test_a_reason_holds_for_the_next_draft_until_its_figure_changes(
    client, house, make_checked, make_finding
):
    clerk = await house.bind("sender", Role.CLERK, TOWN)
    warning, effect = (make_finding(rule, Severity.WARNING, root="R1") for rule in ("T207", "X509"))
    house.pool.behave = lambda _: make_checked(warning, effect)
    link = await link_to(house, await hand_over(house, clerk), "sender")
    assert "已说明理由" not in await (await client.get(link)).text()
    kept = await client.post(
        f"{link}/reasons", data={why(warning): "代收<b>垃圾</b>费"}, allow_redirects=False
    )
    assert kept.status == 303
    house.clock.now += 60
    link = await link_to(house, await hand_over(house, clerk, "一、总体情况（二）"), "sender")
    page = await (await client.get(link)).text()
    assert "1 个问题已说明理由" in page
    assert "代收&lt;b&gt;垃圾&lt;/b&gt;费" in page
    assert "新的理由" in page
    told = await house.desk.check_text(clerk, "一、总体情况（二）")
    assert (told.check.verdict, told.explained) == (Verdict.PASS, 1)
    changed = replace(warning, found="8.8万元")
    house.pool.behave = lambda _: make_checked(changed, effect)
    house.clock.now += 60
    link = await link_to(house, await hand_over(house, clerk, "一、总体情况（三）"), "sender")
    page = await (await client.get(link)).text()
    assert "请修改或说明理由（1）" in page
    assert "现在变了，请重新说明" in page


async def test_a_reason_ends_with_its_year(client, house, make_checked, make_finding):
    clerk = await house.bind("sender", Role.CLERK, TOWN)
    warning = make_finding(severity=Severity.WARNING)
    house.pool.behave = lambda _: make_checked(warning)
    link = await link_to(house, await hand_over(house, clerk), "sender")
    await client.post(f"{link}/reasons", data={why(warning): "口径不同"})
    house.clock.now += 366 * 86400
    link = await link_to(house, await hand_over(house, clerk, "一、总体情况（改）"), "sender")
    page = await (await client.get(link)).text()
    assert "已经过期，请重新说明" in page
    await house.store.write(reasons.forget_old, now=date(2025, 6, 1))
    assert "过期" not in await (await client.get(link)).text()


async def test_only_the_sender_explains_and_only_warnings(client, house, make_checked, make_finding):
    error, warning = make_finding(), make_finding("X501", Severity.WARNING)
    house.pool.behave = lambda _: make_checked(error, warning)
    await house.bind("supervisor", Role.SUPERVISOR, COUNTY)
    draft = await hand_over(house, await house.bind("sender", Role.CLERK, TOWN))
    own, others = [await link_to(house, draft, who) for who in ("sender", "supervisor")]
    assert (await client.post(f"{others}/reasons", data={why(warning): "代他写"})).status == 403
    await client.post(f"{own}/reasons", data={why(error): "就这样", "why-x": "谁也不是", "other": "y"})
    page = await (await client.get(own)).text()
    assert "已说明理由" not in page
    assert page.count("<textarea") == 1


async def test_who_moved_elsewhere_cannot_hand_in_for_the_old_place(client, house, make_checked):
    house.pool.behave = lambda _: make_checked()
    draft = await hand_over(house, await house.bind("sender", Role.CLERK, TOWN))
    await house.bind("sender", Role.CLERK, OTHER_TOWN)
    link = await link_to(house, draft, "sender")
    assert (await client.get(link)).status == 200
    assert (await client.post(f"{link}/submit", data={})).status == 403


@pytest.mark.parametrize("tail", ["again", "submit"])
async def test_a_full_disk_is_said(client, house, make_checked, monkeypatch, tail):
    async def full(*arguments, **keywords):
        raise StateError("状态没有写成：database or disk is full。")

    house.pool.behave = lambda _: make_checked()
    draft = await hand_over(house, await house.bind("sender", Role.CLERK, TOWN))
    link = await link_to(house, draft, "sender")
    with monkeypatch.context() as patch:
        patch.setattr(house.store, "write", full)
        assert (await client.post(f"{link}/{tail}")).status == 503
    assert (await client.post(f"{link}/{tail}", allow_redirects=False)).status == 303


EVIL = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "javascript:alert(1)",
    "{{ 7*7 }}{% raw %}",
    "<svg/onload=alert(1)>",
    "'; DROP TABLE draft; --",
]


@pytest.mark.parametrize("evil", EVIL)
async def test_what_a_report_says_never_becomes_part_of_the_page(
    client, house, make_checked, make_finding, evil
):
    found = make_finding(message=evil, fix=evil, found=evil, expected=evil, quote=evil, root="R1")
    house.pool.behave = lambda _: make_checked(found, found, text=f"前{evil}后", organ=evil)
    draft = await hand_over(house, await house.bind("sender", Role.CLERK, TOWN))
    link = await link_to(house, draft, "sender")
    page = (await (await client.get(link)).text()).replace(link, "")  # whose letters are random
    assert "<script>alert" not in page
    assert "<img" not in page
    assert "<svg" not in page
    assert "49" not in page.replace("4949", "")
    assert page.count("<script") == 0


async def test_one_mistake_is_one_card_with_its_numbers_and_its_place(
    client, house, make_checked, make_finding
):
    first = make_finding(root="R1")
    second = make_finding("T303", root="R1", message="总计列也不平")
    quoted = make_finding("X501", Severity.WARNING, message="正文与表不一致", quote="201条", root="R2")
    hint = make_finding("N601", Severity.INFO, message="可以写得更短")
    house.pool.behave = lambda _: make_checked(hint, quoted, second, first, text="全年公开201条。\n其他。")
    draft = await hand_over(house, await house.bind("sender", Role.CLERK, TOWN))
    page = await (await client.get(await link_to(house, draft, "sender"))).text()
    assert "有 1 个问题必须修改，1 个请修改或说明理由" in page
    assert "同一原因还有 1 处" in page
    assert '<a href="#c-t3.new.natural">' in page
    assert '<td id="c-t3.new.natural" class="error">1</td>' in page
    assert '<td id="c-t3.carried_out.natural" class="error">空</td>' in page
    assert "全年公开<mark>201条</mark>。</blockquote>" in page
    assert page.index("必须修改（1）") < page.index("正文与表不一致") < page.index("可以写得更短")


async def test_the_page_of_a_mended_draft_says_what_is_mended(client, house, make_checked, make_finding):
    clerk = await house.bind("sender", Role.CLERK, TOWN)
    await hand_over(house, clerk)
    house.clock.now += 60
    house.pool.behave = lambda _: make_checked()
    draft = await hand_over(house, clerk, "一、总体情况（改）")
    page = await (await client.get(await link_to(house, draft, "sender"))).text()
    assert "改好 1 处，还剩 0 处，新出现 0 处" in page


def test_the_worst_of_a_root_leads_and_reader_notes_are_left_out(make_checked, make_finding):
    findings = (
        make_finding("N1", Severity.WARNING, root="R1"),
        make_finding("E003", Severity.WARNING),
        make_finding("T1", root="R1"),
        make_finding("T2"),
        make_finding("T3"),
    )
    report = make_checked().report
    shown = {s: [(c.rule, len(c.more)) for c in cards(report, findings, s)] for s in Severity}
    assert shown[Severity.ERROR] == [("T1", 1), ("T2", 0), ("T3", 0)]
    assert shown[Severity.WARNING] == []


def test_chat_and_page_count_alike(make_checked, make_finding):
    findings = (
        make_finding("T1", root="R1"),
        make_finding("T2", root="R1"),
        make_finding("T3"),
        make_finding("T3"),
        make_finding("W1", Severity.WARNING, root="R1"),
        make_finding("W2", Severity.WARNING),
        make_finding("E003"),
        make_finding("N1", Severity.INFO),
    )
    found = make_checked(*findings)
    shown = {s: len(cards(found.report, findings, s)) for s in Severity}
    assert shown == {s: count(found.check, s) for s in Severity}
    assert shown == {Severity.ERROR: 3, Severity.WARNING: 1, Severity.INFO: 1}


async def photographed(house, person: Person):
    """A draft whose first note points into a photo, its second one nowhere."""
    draft = await hand_over(house, person)
    checked = await house.desk.result(draft)
    notes = (
        Note(
            "E008",
            "表三“1.属于国家秘密”·自然人识别为“8”，把握不足。按同一行的合计推算为3。",
            Place(page=1, box=(1, 2, 3, 4)),
        ),
        Note("E012", "第2页没有读出内容。", Place(page=2)),
    )
    report = replace(checked.report, format="picture", notes=notes)
    packed = pack(replace(checked, report=report))
    await house.store.write(drafts.keep_result, draft.id, packed, year=2023, verdict="pass", errors=0)
    return draft


async def test_a_doubtful_place_is_shown_from_the_photo(client, house, monkeypatch):
    async def shown(draft, place):
        return b"\x89PNG" + str(place.page).encode()

    monkeypatch.setattr(house.desk, "shown", shown)
    link = await link_to(
        house, await photographed(house, await house.bind("sender", Role.CLERK, TOWN)), "sender"
    )
    page = await (await client.get(link)).text()
    assert "按同一行的合计推算为3" in page
    assert f'src="{link}/seen/0.png"' in page
    assert f"{link}/seen/1.png" not in page
    picture = await client.get(f"{link}/seen/0.png")
    assert (picture.content_type, await picture.read()) == ("image/png", b"\x89PNG1")
    for number in (1, 2, 9999):
        assert (await client.get(f"{link}/seen/{number}.png")).status == 404


async def test_a_place_is_shown_to_nobody_else_and_its_loss_is_said(client, house, monkeypatch):
    async def run(_, task, *arguments):
        return task(*arguments)

    draft = await photographed(house, await house.bind("sender", Role.CLERK, TOWN))
    monkeypatch.setattr(house.pool, "run", run)
    await house.bind("other", Role.CLERK, OTHER_TOWN)
    assert (await client.get(f"{await link_to(house, draft, 'other')}/seen/0.png")).status == 403
    lost = await client.get(f"{await link_to(house, draft, 'sender')}/seen/0.png")  # its file is a text
    assert (lost.status, "打开原件核对" in await lost.text()) == (404, True)
