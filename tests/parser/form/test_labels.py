"""Labels are known by their words whatever surrounds them, and nothing else is."""

import pytest

from parser.form import CODES, OPTIONAL_CODES, TABLES, parts
from parser.form.headings import heading
from parser.form.labels import column, group, heads, key, row, stem, sums

ROWS = [(n, r) for n in (2, 3) for r in TABLES[n]]
DRESSES = [
    str,
    lambda s: s.replace("", " "),
    lambda s: s.replace("（", "(").replace("）", ")"),
    lambda s: f" {s}\n",
]
DRESSES += [lambda s: s[:3] + "\n" + s[3:], lambda s: s.replace("、", "，"), lambda s: s.replace(".", "．")]


def test_the_form_has_its_200_cells():
    assert (len(CODES), len(set(CODES)), len(OPTIONAL_CODES)) == (200, 200, 14)
    assert all(parts(code) for code in CODES)


@pytest.mark.parametrize("dress", DRESSES, ids=range(len(DRESSES)))
@pytest.mark.parametrize(("number", "one"), ROWS, ids=[r.code for _, r in ROWS])
def test_every_row_is_known_in_every_dress(number, one, dress):
    for name in (one.label, *one.alias):
        assert row(number, dress(name)) == one.code


def test_labels_are_told_apart():
    for number, rows in TABLES.items():
        names = [key(name) for r in rows for name in (r.label, *r.alias)]
        assert len(names) == len(set(names)), number


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0",
        "我镇严格按照规章制度办事",
        "9.属于其他情形",
        "政府集中采购",
        "其他对外管理服务事项",
        "（五）不予处理",
        "4.其他",
        "属于",
        "x" * 300,
    ],
)
def test_other_words_are_no_rows(text):
    assert row(3, text) is None
    assert row(2, text) is None


@pytest.mark.parametrize(
    ("number", "text", "code"),
    [
        (2, "本年度止件数", "repealed"),
        (2, "本年新制作数量", None),
        (2, "对外公开总数量", None),
        (2, "上一年项目数量", None),
        (2, "本年收费金额（单位：万元）", "amount"),
        (3, "法人小计", None),
        (3, "小计", None),
        (3, "申请人情况", None),
        (4, "总 计   ", "total"),
        (4, "结果\n纠正", "corrected"),
    ],
)
def test_columns(number, text, code):
    assert column(number, text) == code


def test_group_and_head_words():
    assert group("(三) 不予公开") == "（三）不予公开"
    assert group("属于国家秘密") is None
    assert heads("第二十条第（一）项")
    assert heads("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）")
    assert not heads("自然人")
    assert sums("法人小计")
    assert not sums("总计")
    assert stem("（七）总计") == "总计"


@pytest.mark.parametrize(
    ("line", "part", "ordinal"),
    [
        ("一、总体情况", 1, 1),
        ("#### 五、存在的主要问题及改进措施", 5, 5),
        ("三、存在的主要问题及改进情况", 5, 3),
        ("1、 总体情况", 1, 1),
        ("第二部分 主动公开政府信息情况", 2, 2),
        ("四、政府信息公开行政复议和行政诉讼情况", 4, 4),
        ("三、依申请公开政府信息办理情况", 3, 3),
        ("其他需要报告的事项", 6, None),
    ],
)
def test_headings(line, part, ordinal):
    found = heading(line)
    assert (found.part, found.ordinal, found.end) == (part, ordinal, len(line))


@pytest.mark.parametrize(
    "line",
    [
        "",
        "我镇主动公开政府信息情况良好",
        "三、本年度办理结果",
        "一、本年新收政府信息公开申请数量",
        "2023年，总体情况较好。",
        "一是主动公开政府信息情况。",
        "12件申请",
    ],
)
def test_what_is_no_heading(line):
    assert heading(line) is None
