"""Drafts in chat: who gets a link, who a fix list, and that a fix list fits and ends in its link."""

import pytest

from handlers.kit.context import DraftLine, Person, Role
from handlers.kit.message import FileInfo, Kind
from parser.model.finding import Check, Finding, Severity, Verdict, Where

REPORT = "西大沟镇人民政府2023年政府信息公开工作年度报告\n一、总体情况\n" + "我镇主动公开政府信息。" * 12


def finding(n: int, severity=Severity.ERROR, root="", message="", fix="改为1。"):
    where = Where(cells=(f"t3.new.{n}",))
    return Finding(f"T{n}", severity, where, "0", "1", message or f"第{n}处不平衡。", fix, "表样", root=root)


async def test_a_file_is_acknowledged_by_name_and_size_with_a_link(talk, memory):
    file = FileInfo("年报.docx", 10203788, "ab" * 16)
    said = await talk(kind=Kind.FILE, file=file)
    assert "“年报.docx”（9.7 MB）" in said
    assert "https://n.example/u/abc" in said
    assert "10分钟" in said
    assert memory.asked == [("link", file)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", Kind.FILE),
        ("上传", Kind.TEXT),
        (" 上传草稿。", Kind.TEXT),
        ("上传", Kind.CLICK),
    ],
)
async def test_the_word_gets_a_link(talk, memory, text, kind):
    assert "https://n.example/u/abc" in await talk(text, kind)
    assert memory.asked == [("link", None)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (REPORT, Kind.TEXT),
        ("２０２３年政府信息公开工作年度报告。" + "总结" * 60, Kind.TEXT),
    ],
)
async def test_the_text_of_a_report_is_checked(talk, memory, text, kind):
    said = await talk(text, kind)
    assert memory.asked == [("check", text)]
    assert "没有发现必须修改的问题" in said
    assert "https://n.example/d/abc" in said


@pytest.mark.parametrize(
    "text",
    [
        "西大沟镇2023年政府信息公开多少条",
        "上传了多少条信息",
        "草稿怎么写",
        "一、总体情况",
        "今天天气不错。" * 40,
    ],
)
async def test_questions_are_not_taken_for_drafts(talk, memory, text):
    await talk(text)
    assert memory.asked == [("ask", text)]


async def test_the_worst_five_one_a_cause_errors_first(talk, memory):
    warnings = tuple(finding(n, Severity.WARNING) for n in range(10, 14))
    errors = tuple(finding(n) for n in range(3))
    same = (finding(7, root="R1"), finding(8, root="R1"))
    hints = (finding(20, Severity.INFO), Finding("E003", *vars_of(finding(21))))
    memory.check = Check(Verdict.FAIL, warnings + errors + same + hints, ())
    said = await talk(REPORT)
    listed = [line for line in said.splitlines() if line[:2] in {f"{n}." for n in range(1, 9)}]
    assert [line.split("第")[1][:2].rstrip("处") for line in listed] == ["0", "1", "2", "7", "10"]
    assert "另有3处" in said
    assert "有4处必须修改，4处请修改" in said
    assert "另有1条提示" in said


def vars_of(found):
    return (
        found.severity,
        found.where,
        found.found,
        found.expected,
        found.message,
        found.fix,
        found.basis,
    )


@pytest.mark.parametrize("length", [1, 80, 200, 500, 3000])
async def test_a_fix_list_fits_one_message_and_keeps_its_link(talk, memory, length):
    memory.check = Check(
        Verdict.FAIL, tuple(finding(n, message="不" * length, fix="改" * length) for n in range(9)), ()
    )
    said = await talk(REPORT)
    assert len(said.encode()) <= 1800
    assert "https://n.example/d/abc" in said


async def test_ones_drafts(talk, memory):
    assert "没有送检的草稿" in await talk("草稿")
    memory.lines = (
        DraftLine("a.docx", None, None, handed=False, link="https://n.example/d/1"),
        DraftLine("b.docx", None, 3, handed=False, link="https://n.example/d/2"),
        DraftLine("c.docx", None, 0, handed=True, link="https://n.example/d/3"),
        DraftLine("d.docx", None, None, handed=False, link="https://n.example/d/4", refused=True),
    )
    said = await talk("我的草稿")
    assert "a.docx：检查中" in said
    assert "b.docx：有3处必须修改" in said
    assert "c.docx：没有必须修改的问题，已提交" in said
    assert "d.docx：没有查成" in said
    assert said.count("https://") == 4


@pytest.fixture
def clerk(memory):
    memory.people["p"] = Person("p", Role.CLERK, "654202109")
    return memory


async def test_a_clerks_photos_are_counted_until_the_last(talk, clerk):
    assert "第1张" in await talk(kind=Kind.IMAGE)
    assert await talk(kind=Kind.IMAGE) == "收到第2张。"
    said = await talk(" 好了。")
    assert "一共2张" in said
    assert clerk.asked == [("photo", "m1"), ("photo", "m1"), ("end",)]


async def test_where_photos_cannot_be_fetched_there_is_a_link(talk, clerk):
    clerk.fetches = False
    assert "https://n.example/u/abc" in await talk(kind=Kind.IMAGE)


@pytest.mark.parametrize("role", [Role.CITIZEN, Role.SUPERVISOR])
async def test_the_pictures_of_others_are_no_drafts(talk, memory, role):
    memory.people["p"] = Person("p", role, None if role is Role.CITIZEN else "654202")
    said = await talk(kind=Kind.IMAGE)
    assert "打字问" in said
    assert "http" not in said
    assert memory.asked == []


async def test_an_end_without_photos_is_no_question(talk, clerk):
    assert "没有正在等您发完的照片" in await talk("发完了")
    assert clerk.asked == [("end",)]
