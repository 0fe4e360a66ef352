"""Binding, the overview, and how to be told."""

from dataclasses import replace
from datetime import date

import pytest

from handlers.kit.context import DraftLine, Overview, Person, Role, Telling

OVERVIEW = Overview(
    "654202",
    2023,
    date(2024, 1, 31),
    expected=18,
    published=15,
    late=("白杨沟镇", "四棵树镇", "古尔图镇"),
    wrong=(("西大沟镇", 3),),
    copied=(("九间楼乡", "石桥乡人民政府"),),
    changed=("车排子镇",),
    drafts=(DraftLine("a.docx", "西大沟镇人民政府", 0, handed=True, link="https://n.example/d/1"),),
    overdue=True,
)


@pytest.fixture
def supervisor(memory):
    memory.people["p"] = Person("p", Role.SUPERVISOR, "654202")
    memory.view = OVERVIEW
    return memory


@pytest.mark.parametrize("text", ["NB-7K2M-QRST-WXYZ", "邀请码 nb7k2mqrstwxyz"])
async def test_a_code_binds_and_says_as_whom(talk, text):
    said = await talk(text)
    assert "乌苏市西大沟镇的经办人" in said


async def test_a_code_that_opens_nothing_is_an_error_for_the_shell_to_say(talk):
    with pytest.raises(Exception, match="没有这个邀请码"):
        await talk("NB-AAAA-AAAA-AAAA")


async def test_the_overview_names_who_is_late_wrong_copied_changed(talk, supervisor):
    said = await talk("概况")
    assert "乌苏市2023年年报概况" in said
    assert "应公布18份，已收录15份，截止1月31日" in said
    assert "没收录到（已过期）3份：白杨沟镇、四棵树镇、古尔图镇" in said
    assert "有错误1份：西大沟镇（3处）" in said
    assert "雷同1份：九间楼乡（与石桥乡人民政府）" in said
    assert "公布后改动1份：车排子镇" in said
    assert "西大沟镇人民政府：没有必须修改的问题，已提交 https://n.example/d/1" in said


async def test_before_the_deadline_nobody_is_late(talk, supervisor):
    supervisor.view = replace(OVERVIEW, overdue=False)
    said = await talk("概况")
    assert "过期" not in said
    assert "还没收录到3份" in said


async def test_a_province_fits_one_message(talk, supervisor):
    many = tuple(f"某某某某自治乡{n}" for n in range(900))
    supervisor.view = replace(
        OVERVIEW,
        late=many,
        wrong=tuple((n, 3) for n in many),
        copied=tuple(zip(many, many, strict=True)),
        changed=many,
    )
    assert len((await talk("概况")).encode()) <= 1800
    for kind in ("没收录到（已过期）", "有错误", "雷同", "公布后改动"):
        assert f"{kind}，全部900份" in supervisor.more
    assert all(supervisor.more.count(f"{name}、") for name in many[:9])


async def test_what_is_shown_whole_has_no_more(talk, supervisor):
    await talk("概况")
    assert supervisor.more == ""


async def test_further_drafts_are_on_the_next_page(talk, supervisor):
    drafts = tuple(
        DraftLine("a.docx", f"乡{n}", 0, handed=True, link=f"https://n.example/d/{n}") for n in range(5)
    )
    supervisor.view = replace(OVERVIEW, drafts=drafts)
    said = await talk("概况")
    assert "草稿5份" in said
    assert [line.split("/d/")[1] for line in said.splitlines() if "/d/" in line] == ["0", "1", "2"]
    assert [line.split("/d/")[1] for line in supervisor.more.splitlines()] == ["3", "4"]


@pytest.mark.parametrize(
    ("text", "year"),
    [("概况", None), ("概况2022", 2022), ("2022年概况", 2022), ("２０２２年年报概况。", 2022)],
)
async def test_a_year_can_be_named(talk, supervisor, text, year):
    supervisor.view = replace(OVERVIEW, years=(2021, 2022))
    said = await talk(text)
    assert supervisor.asked == [("overview", year)]
    assert "其他年份：概况2022、概况2021" in said


@pytest.mark.parametrize("text", ["概况怎么写", "西大沟镇概况2022", "20222年概况"])
async def test_a_question_is_not_the_command(talk, supervisor, text):
    await talk(text)
    assert supervisor.asked == [("ask", text)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("退订", (Telling.NEVER, False)),
        ("TD", (Telling.NEVER, False)),
        ("订阅", (Telling.DAILY, False)),
        ("订阅 日报", (Telling.DAILY, False)),
        ("日报", (Telling.DAILY, False)),
        ("订阅　即时。", (Telling.AT_ONCE, False)),
        ("订阅夜间", (Telling.AT_ONCE, True)),
    ],
)
async def test_how_to_be_told(talk, supervisor, text, told):
    assert await talk(text)
    assert supervisor.asked == [("prefer", *told)]


@pytest.mark.parametrize("role", [Role.CITIZEN, Role.CLERK])
@pytest.mark.parametrize("text", ["概况", "订阅", "退订"])
async def test_only_supervisors(talk, memory, role, text):
    memory.people["p"] = Person("p", role, "654202109" if role is Role.CLERK else None)
    memory.view = OVERVIEW
    said = await talk(text)
    assert "邀请码" in said
    assert "白杨沟" not in said
    assert memory.asked == []
