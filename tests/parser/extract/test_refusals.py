"""What is no yearly report is refused with why; a fragment of a draft is taken; nothing makes the extractor fall over."""

from contextlib import suppress
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parser.extract import extract
from parser.form import CODES
from parser.model.document import Grid, GridCell, Paragraph, Reading
from parser.model.errors import EmptyInput, InputError, NotAReport

QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
BUDGET = [
    ["科目", "2023年预算", "2024年预算"],
    ["一般公共服务", "120", "130"],
    ["其他", "5", "6"],
    ["总计", "125", "136"],
]
MENU = [["行政许可", "行政处罚"], ["行政强制", "行政事业性收费"], ["规章", "规范性文件"]]


@pytest.mark.parametrize(
    "text",
    [
        "2024年政务公开工作要点\n一、总体要求\n坚持公开。\n二、主动公开重点领域信息\n及时公开。\n三、规范依申请公开\n依法答复。",
        "样例乡2024年财政预算\n收入120万元，支出110万元。",
        "今天天气很好，适合出门散步，晚上去看电影，明天再说工作的事情。",
        "政府信息公开指南\n一、主动公开的范围\n二、依申请公开的程序\n三、监督和救济",
        "hello world",
        "１２３４５６",
        "关于做好年度报告编制工作的通知\n各乡镇：请于1月31日前报送政府信息公开工作年度报告。",
        "关于编制政府信息公开工作年度报告的通知\n各乡镇：\n一、总体情况\n请写明。\n二、主动公开政府信息情况\n三、其他事项",
        "关于报送样例乡2023年政府信息公开工作年度报告的函县政府办公室：\n现将我乡2023年政府信息公开工作年度报告报送给你们。",
        "关于做好2023年度政府信息公开工作年度报告编制工作的通知\n各乡镇、街道：\n请于1月31日前报送。",
        "关于2023年第四季度全县政务公开工作情况的通报\n各乡镇人民政府：\n一、总体情况\n共发布信息1203条。\n二、存在的问题",
        "样例乡人民政府工作报告\n一、总体情况\n主动公开信息12条。\n二、存在的主要问题及改进措施\n作风不实。",
        "样例乡2023年法治政府建设工作情况报告\n2023年，样例乡坚持依法行政。\n一、总体情况\n公开信息3条。\n二、下一步打算",
        "样例乡2023年信访工作报告\n一、总体情况\n信访3件，公开办理。\n三、存在问题及改进措施\n不足。",
        "样例乡2024年政府信息公开工作计划\n一、总体要求\n二、主动公开政府信息\n三、依申请公开\n四、行政复议\n五、改进",
    ],
)
def test_other_documents_are_refused_with_why(kit, text):
    with pytest.raises(NotAReport, match="这不像政府信息公开年度报告"):
        kit.read_text(text)


@pytest.mark.parametrize("rows", [BUDGET, MENU])
def test_other_tables_are_refused(kit, rows):
    with pytest.raises(NotAReport):
        extract(kit.reading("样例乡财政情况表格如下", kit.grid(rows)))


def test_nothing_at_all_is_empty(kit):
    with pytest.raises(EmptyInput):
        extract(kit.reading())


@pytest.mark.parametrize(
    "text",
    [
        "一、总体情况\n2023年，我乡主动公开政府信息12条。",
        "六、其他需要报告的事项\n2023年未收取信息处理费，公开工作正常。",
        "行政许可 0 行政处罚 1 行政强制 0\n一、本年新收政府信息公开申请数量 0 0 0 0 0 0 0",
        "五、存在的主要问题及改进情况\n公开不及时。",
        "样例乡政府信息公开工作情况报告\n一、总体情况\n公开信息3条。",
        "样例乡政府信息公开工作情况报告县政府办公室：\n一、总体情况\n公开信息3条。",
        "样例乡工作报告\n（一）总体情况\n（二）主动公开政府信息情况\n（三）收到和处理政府信息公开申请情况\n（四）其他需要报告的事项",
    ],
)
def test_fragments_of_a_draft_are_taken(kit, text):
    report = kit.read_text(text)
    assert report.sections or report.cells


def test_a_table_alone_is_a_draft(kit):
    form = kit.Form(kit.distinct())
    report = extract(kit.reading(kit.grid(form.table3())))
    assert len(report.cells) == 175


def test_menus_of_a_page_do_not_touch_the_form(kit):
    raw = kit.distinct()
    form = kit.Form(raw)
    report = extract(
        kit.reading(kit.grid(MENU), *form.text(lambda _: "").split("\n"), kit.grid(form.table3()))
    )
    assert not any(code.startswith("t2.") for code in report.cells)


WORDS = [
    "规章",
    "行政许可",
    "总计",
    "其他",
    "自然人",
    "0",
    "12",
    "/",
    "",
    "一、总体情况",
    "结果维持",
    "第二十条第（一）项",
]
WORDS += [
    "1.属于国家秘密",
    "三、收到和处理政府信息公开申请情况",
    "信息内容",
    "本年制发件数",
    "复议后起诉",
    "2023年",
    "我乡。",
]
WORDS += [
    "\ufeff",
    "💣",
    "a" * 300,
    "（" * 50,
    "１２",
    "行政复议",
    "四、结转下年度继续办理",
    "**",
    "[bookmark: ",
    "# ",
]


@QUICK
@given(seed=st.integers(0, 2**32))
def test_any_blocks_give_a_report_or_a_refusal(seed):
    pick = Random(seed)  # noqa: S311 - a test case, no secret
    blocks = []
    for _ in range(pick.randrange(1, 12)):
        if pick.random() < 0.5:
            blocks.append(
                Paragraph("".join(pick.choices(WORDS, k=pick.randrange(6))), wrapped=pick.random() < 0.2)
            )
        else:
            cells = [
                GridCell(
                    pick.randrange(30),
                    pick.randrange(16),
                    pick.choice(WORDS),
                    pick.randrange(1, 4),
                    pick.randrange(1, 4),
                )
                for _ in range(pick.randrange(60))
            ]
            blocks.append(Grid(tuple(cells), exact=pick.random() < 0.5))
    with suppress(InputError):
        report = extract(Reading(tuple(blocks), "test"))
        assert {c for c in report.cells if not c.startswith(("t3.denied.", "t3.other."))} <= set(CODES)
        assert all(s.text[x.start : x.end] for s in report.sections for x in s.stretches)


@QUICK
@given(
    text=st.text(max_size=300)
    | st.lists(st.sampled_from([*WORDS, "\n", "\t", " ", "|"]), max_size=80).map("".join)
)
def test_any_text_gives_a_report_or_a_refusal(kit, text):
    with suppress(InputError):
        kit.read_text(text)
