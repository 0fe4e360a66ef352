"""The six parts under altered, missing, misnumbered headings; text exact, joined where a page cut it."""

import pytest

from parser.extract import extract
from parser.model.document import Paragraph, Place, Reading

TITLES = ["总体情况", "主动公开政府信息情况", "收到和处理政府信息公开申请情况"]
TITLES += ["政府信息公开行政复议、行政诉讼情况", "存在的主要问题及改进情况", "其他需要报告的事项"]
NUMBERS = "一二三四五六"
BODY = "我乡认真做好本项工作，共公开信息{}条。"


def read(kit, *lines):
    return extract(kit.reading(*lines))


def sections(report):
    return {s.number: s.text for s in report.sections}


def written(headings):
    return [line for n, h in enumerate(headings, 1) for line in (h, BODY.format(n))]


EXPECTED = {n: BODY.format(n) for n in range(1, 7)}


@pytest.mark.parametrize(
    "headings",
    [
        [f"{NUMBERS[n]}、{t}" for n, t in enumerate(TITLES)],
        [f"{n}、 {t}" for n, t in enumerate(TITLES, 1)],
        [f"{n}. {t}" for n, t in enumerate(TITLES, 1)],
        TITLES,
        [f"（{NUMBERS[n]}）{t}" for n, t in enumerate(TITLES)],
        [f"第{NUMBERS[n]}部分 {t}" for n, t in enumerate(TITLES)],
        [f"第{NUMBERS[n]}章 {t}" for n, t in enumerate(TITLES)],
        [f"{NUMBERS[n]}　{t}" for n, t in enumerate(TITLES)],
        [f"{NUMBERS[n]}丶{t}" for n, t in enumerate(TITLES)],
        [f"{NUMBERS[n]}）{t}" for n, t in enumerate(TITLES)],
        [f"▲【{NUMBERS[n]}】{t}" for n, t in enumerate(TITLES)],
        [f"0{n} {t}" for n, t in enumerate(TITLES, 1)],
        [f"## {NUMBERS[n]}、{t}" for n, t in enumerate(TITLES)],
        [f"**{NUMBERS[n]}、{t}**" for n, t in enumerate(TITLES)],
        [f" {NUMBERS[n]} 、 {' '.join(t)}" for n, t in enumerate(TITLES)],
        [
            "一、总体情况",
            "一、主动公开政府信息情况",
            "二、收到和处理政府信息公开申请情况",
            "三、政府信息公开行政复议、行政诉讼情况",
            "四、存在的主要问题及改进情况",
            "五、其他需要报告的事项",
        ],
        [
            "一、概述",
            "二、主动公开情况",
            "三、依申请公开情况",
            "四、行政复议、行政诉讼情况",
            "五、存在的不足及下一步改进措施",
            "六、需要说明的其他事项",
        ],
        [
            "一、工作开展情况",
            "二、主动公开政府信息情况",
            "三、收到和处理政府信息公开申请情况",
            "四、政府信息公开行政复议、行政诉讼情况",
            "五、存在的主要问题及改进情况",
            "六、其它需要报告的事项",
        ],
        [
            "一、总体情况",
            "2、主动公开政府信息情况",
            "三、收到和处理政府信息公开申请情况",
            "政府信息公开行政复议、行政诉讼情况",
            "五、存在的主要问题及改进措施",
            "六、其他需要报告的事项",
        ],
    ],
    ids=" ".join,
)
def test_headings(kit, headings):
    report = read(kit, *written(headings))
    assert sections(report) == EXPECTED
    assert report.absent_sections == ()


LISTED = "；".join(f"{NUMBERS[n]}、{t}" for n, t in enumerate(TITLES))


@pytest.mark.parametrize("between", ["\n", "  "], ids=["lines", "one line"])
@pytest.mark.parametrize(
    "listed",
    [
        f"本报告由{LISTED}六部分组成。",
        f"全文包括：{'、'.join(TITLES)}。",
        f"目录\n{LISTED.replace('；', chr(10))}",
        "目录 " + " ".join(f"{NUMBERS[n]}、{t}……{n + 1}" for n, t in enumerate(TITLES)),
        "目录 " + " ".join(f"{NUMBERS[n]}、{t}{n + 1}" for n, t in enumerate(TITLES)),
    ],
)
def test_a_list_of_the_parts_is_none_of_them(kit, listed, between):
    lines = [listed, *written([f"{NUMBERS[n]}、{t}" for n, t in enumerate(TITLES)])]
    report = kit.read_text(between.join(lines))
    assert sections(report) == EXPECTED
    assert not [n for n in report.notes if n.code == "E009"]


@pytest.mark.parametrize("gone", range(6))
def test_a_missing_heading_leaves_the_others(kit, gone):
    headings = [f"{NUMBERS[n]}、{t}" for n, t in enumerate(TITLES)]
    lines = written(headings)
    del lines[2 * gone]
    report = read(kit, *lines)
    assert report.absent_sections == (gone + 1,)
    assert set(sections(report)) == set(range(1, 7)) - {gone + 1}


def test_sub_headings_and_mentions_are_no_parts(kit):
    lines = written([f"{NUMBERS[n]}、{t}" for n, t in enumerate(TITLES)])
    inside = [
        "（一）主动公开政府信息情况。我乡主动公开12条。",
        "（二）依申请公开情况",
        "二是主动公开政府信息情况良好，收到和处理政府信息公开申请情况正常。",
        "主动公开政府信息情况见下表，其他需要报告的事项另行说明。",
        "1、主动公开",
        "（三）其他需要报告的事项",
    ]
    lines[2:2] = inside
    report = read(kit, *lines)
    assert sections(report) == EXPECTED | {1: "\n".join([EXPECTED[1], *inside])}


def test_labels_of_table_three_are_no_headings(kit):
    lines = written([f"{NUMBERS[n]}、{t}" for n, t in enumerate(TITLES)])
    labels = ["三、本年度办理结果", "一、本年新收政府信息公开申请数量", "四、结转下年度继续办理"]
    lines[6:6] = labels
    assert sorted(sections(read(kit, *lines))) == [1, 2, 3, 4, 5, 6]
    assert all(label in sections(read(kit, *lines))[3] for label in labels)


def test_a_table_of_contents_is_passed_over(kit):
    headings = [f"{NUMBERS[n]}、{t}" for n, t in enumerate(TITLES)]
    report = read(kit, "目录", *headings, *written(headings))
    assert sections(report) == EXPECTED


def test_a_second_report_in_the_file_is_said(kit):
    headings = [f"{NUMBERS[n]}、{t}" for n, t in enumerate(TITLES)]
    report = read(kit, *written(headings), *written(headings))
    assert sections(report) == EXPECTED
    assert "E009" in [n.code for n in report.notes]


@pytest.mark.parametrize("heading", ["一、总体情况：", "一、总体情况。", "一、总体情况  "])
def test_text_runs_on_behind_the_heading(kit, heading):
    report = read(kit, heading + BODY.format(1), *written(["二、主动公开政府信息情况"]))
    assert sections(report)[1] == BODY.format(1)
    assert report.section(1).heading.startswith("一、总体情况")


def test_order_of_the_document_is_kept(kit):
    order = [0, 1, 2, 4, 3, 5]
    report = read(kit, *written([f"{NUMBERS[n]}、{TITLES[n]}" for n in order]))
    assert [s.number for s in report.sections] == [1, 2, 3, 5, 4, 6]


LONG = "及时根据人事变动调整政务公开工作领导小组，并指定专人负责政府信息公开工作，明确职责和任务分工，主要涉及政策解"


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        (LONG, "读、法制宣传等。", True),
        (LONG + "，", "读、法制宣传等。", True),
        (LONG + "、", "    读、法制宣传等。", True),
        (LONG + "。", "读、法制宣传等。", False),
        (LONG + "；", "读、法制宣传等。", False),
        (LONG, "（二）依申请公开。", False),
        (LONG, "二是加强培训。", False),
        (LONG, "样例乡人民政府", False),
        (LONG, "2024年1月17日", False),
        (LONG, "　　读、法制宣传等。", False),
        ("（一）存在的主要问题", "一些站所认识不到位。", False),
        ("改进情况：", "一些站所认识不到位。", False),
    ],
)
def test_paragraphs_cut_by_a_page(kit, first, second, joined):
    report = read(kit, "一、总体情况", first, second, "二、主动公开政府信息情况")
    text = sections(report)[1]
    assert text == (first.strip() + second.strip() if joined else first.strip() + "\n" + second.strip())
    assert ("E004" in [n.code for n in report.notes]) is joined


def test_lines_broken_by_width_are_joined():
    lines = [
        "    一年来，我乡严格按照条例的规定以及上级关于公开工作的",
        "部署和要求，坚持围绕中心、服务大局，坚持改革创新。",
    ]
    lines += [
        "    （一）主动公开。本年度在网站主动公开469条信息，其中公",
        "开指南1条、概况信息8条。",
        "- 3 -",
    ]
    blocks = [
        Paragraph("一、总体情况", wrapped=True),
        *(Paragraph(x, Place(line=n), wrapped=True) for n, x in enumerate(lines)),
    ]
    report = extract(Reading((*blocks, Paragraph("二、主动公开政府信息情况", wrapped=True)), "test"))
    assert sections(report)[1].split("\n") == [(lines[0] + lines[1]).strip(), (lines[2] + lines[3]).strip()]
    assert "E004" not in [n.code for n in report.notes]


def test_every_character_leads_back_to_its_place(kit):
    paragraphs = ["  " + LONG, "读、法制宣传等。  ", "（二）依申请公开。", "未收到申请。"]
    report = read(kit, "一、总体情况", *paragraphs, "二、主动公开政府信息情况")
    section = report.section(1)
    for stretch in section.stretches:
        piece = section.text[stretch.start : stretch.end]
        assert piece == paragraphs[stretch.place.paragraph - 2].strip()
    covered = "".join(section.text[s.start : s.end] for s in section.stretches)
    assert covered == section.text.replace("\n", "")
    assert section.place_of(section.text.index("法制")).paragraph == 3


def test_marks_of_converters_are_out_and_said(kit):
    report = read(
        kit,
        "# 一、总体情况",
        "[bookmark: a_1]公开12条。**三是加强培训。**继续努力。",
        "二、主动公开政府信息情况",
    )
    assert report.section(1).text == "公开12条。三是加强培训。继续努力。"
    assert report.section(1).heading == "一、总体情况"
    assert [n.code for n in report.notes if n.code.startswith("E00")] == ["E002", "E001", "E002"]
