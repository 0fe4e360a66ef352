"""Whose report, of which year, of which place: printed, inferred and said, or None."""

from datetime import date

import pytest

from parser.extract import extract
from parser.model.document import Paragraph, Place, Reading

TWO = ["一、总体情况", "{}", "二、主动公开政府信息情况"]
BODY = "2023年，我乡公开信息12条。"


def read(*head, body=BODY, tail=(), meta=(), division=None):
    lines = [*head, "一、总体情况", body, "二、主动公开政府信息情况", "六、其他需要报告的事项", "无。", *tail]
    blocks = tuple(Paragraph(x, Place(paragraph=n)) for n, x in enumerate(lines, 1))
    return extract(Reading(blocks, "test", meta=tuple(dict(meta).items())), division=division)


def codes(report):
    return [n.code for n in report.notes]


@pytest.mark.parametrize(
    ("head", "title", "organ", "year"),
    [
        (
            ["彭阳县新集乡人民政府", "2023 年政府信息公开工作年度报告"],
            "彭阳县新集乡人民政府2023年政府信息公开工作年度报告",
            "彭阳县新集乡人民政府",
            2023,
        ),
        (
            ["西山乡人民政府 2023 年度政府 信息公开工作年度报告"],
            "西山乡人民政府2023年度政府信息公开工作年度报告",
            "西山乡人民政府",
            2023,
        ),
        (
            ["# 三门峡市陕州区西李村乡人民政府 2024 年政府信息公开工作年度报告"],
            "三门峡市陕州区西李村乡人民政府2024年政府信息公开工作年度报告",
            "三门峡市陕州区西李村乡人民政府",
            2024,
        ),
        (
            ["2022年样例镇人民政府政府信息公开工作年度报告"],
            "2022年样例镇人民政府政府信息公开工作年度报告",
            "样例镇人民政府",
            2022,
        ),
        (["样例镇二〇二二年政府信息公开年度报告"], "样例镇二〇二二年政府信息公开年度报告", "样例镇", 2022),
        (
            ["样例街道办事处", "2021年度", "政府信息公开工作年报"],
            "样例街道办事处2021年度政府信息公开工作年报",
            "样例街道办事处",
            2021,
        ),
        (
            ["样例镇人民政府关于2022年政府信息公开工作的年度报告（送审稿）"],
            "样例镇人民政府关于2022年政府信息公开工作的年度报告(送审稿)",
            "样例镇人民政府",
            2022,
        ),
        (
            ["样例街道办事处政府信息公开工作2022年度报告"],
            "样例街道办事处政府信息公开工作2022年度报告",
            "样例街道办事处",
            2022,
        ),
        (
            [
                "索引号：11640425",
                "发布机构：样例镇人民政府",
                "样例镇人民政府2022年",
                "政府信息公开工作年度报告",
                "（2023年1月10日）",
            ],
            "样例镇人民政府2022年政府信息公开工作年度报告",
            "样例镇人民政府",
            2022,
        ),
    ],
)
def test_titles(head, title, organ, year):
    report = read(*head)
    assert (report.title, report.organ, report.year) == (title, organ, year)


def test_sign_off_gives_organ_date_and_the_year_before():
    report = read(tail=["      样例镇人民政府", "        2024年1月17日"])
    assert (report.organ, report.published, report.year) == ("样例镇人民政府", date(2024, 1, 17), 2023)
    assert report.title is None
    assert "I002" in codes(report)


@pytest.mark.parametrize(
    "tail",
    [
        ["样例镇人民政府（盖章）", "二〇二四年一月十七日"],
        ["2024年1月17日", "样例镇人民政府"],
        ["样例镇人民政府 2024 年 1 月 17 日"],
    ],
)
def test_sign_offs_in_other_shapes(tail):
    report = read(tail=tail)
    assert (report.organ, report.published) == ("样例镇人民政府", date(2024, 1, 17))


def test_the_end_of_a_period_is_no_publication_date():
    assert read(tail=["统计截至2023年12月31日"]).published is None
    report = read(tail=["本报告期限自2023年1月1日起，至12月31日止"])
    assert report.period == (date(2023, 1, 1), date(2023, 12, 31))


def test_metadata_of_a_page():
    head = ["索引号：640425/2024-00012", "来源：彭阳县新集乡人民政府  发布日期：2024-01-20  浏览次数：12"]
    report = read(*head)
    assert (report.organ, report.published) == ("彭阳县新集乡人民政府", date(2024, 1, 20))
    assert report.division == "640425200"


def test_metadata_of_the_reader():
    report = read(
        meta={
            "title": "新集乡2023年政府信息公开工作年度报告-彭阳县人民政府",
            "published": "2024-01-20",
            "site": "彭阳县人民政府",
        }.items()
    )
    assert (report.organ, report.year, report.published) == ("新集乡", 2023, date(2024, 1, 20))
    assert report.division == "640425200"
    assert "I001" in codes(report)


def test_names_in_document_titles_are_no_organ():
    report = read(
        body="2023年，我乡制定了《仙源乡依申请公开制度》和《仙源乡信息公开审核制度》。2023年公开1条。"
    )
    assert report.organ is None
    assert "I003" in codes(report)
    two = read(body="2023年，我乡制定了《仙源乡依申请公开制度》和《西大沟镇信息公开审核制度》。")
    assert (two.organ, two.division) == (None, None)


@pytest.mark.parametrize(
    ("body", "year"),
    [
        (
            "2023年，我镇公开12条。2022年种植棉花一次性补贴公示4次，2022年农机补贴公示2次，2022年救助资金公示1次。2023年培训1次。",
            2023,
        ),
        ("2023年，我镇公开12条。2024年，将重点改进。2023年未收到申请。2023年培训1次。", 2023),
        ("按《2022年政务公开工作要点》、国办公开办函〔2021〕30号要求，2023年公开12条。", 2023),
        ("我镇公开12条。", None),
        ("2022年公开3条，2023年公开12条。", None),
    ],
)
def test_year_of_the_body(body, year):
    assert read(body=body).year == year


def test_the_period_gives_the_year():
    report = read("本报告统计数据从2022年1月1日至12月31日，联系方式0954-7731010。", body="我乡公开12条。")
    assert (report.year, report.period, report.contact) == (
        2022,
        (date(2022, 1, 1), date(2022, 12, 31)),
        "0954-7731010",
    )


@pytest.mark.parametrize(
    ("text", "contact"),
    [
        ("联系电话：0954—7731010，邮编：756500。", "0954—7731010"),
        ("电话:13895401234", "13895401234"),
        ("邮编：756500，公开12条。", None),
        ("热线12345受理3件。", None),
        ("联系电话：（0954）7731010。", "（0954）7731010"),
    ],
)
def test_contact(text, contact):
    assert read(body=text).contact == contact


@pytest.mark.parametrize(
    ("organ", "division", "given", "code", "said"),
    [
        ("彭阳县新集乡人民政府", "640425200", None, "640425200", False),
        ("新集乡人民政府", None, None, None, True),
        ("新集乡人民政府", "640425200", "640425", "640425200", False),
        ("新集乡人民政府", "640425200", "640425200", "640425200", False),
        ("样例乡人民政府", None, None, None, False),
    ],
)
def test_division(organ, division, given, code, said):
    report = read(f"{organ}2023年政府信息公开工作年度报告", division=given)
    assert (report.organ, report.division) == (organ, division)
    assert division == code
    assert ("I001" in codes(report)) is said
    assert (report.division_path or "").startswith("宁夏回族自治区/固原市/彭阳县/新集乡" if division else "")


def test_another_towns_body_is_a_note_and_no_answer():
    report = read(
        "彭阳县新集乡人民政府2023年政府信息公开工作年度报告",
        body="2023年，西大沟镇党委政府高度重视公开工作，公开12条。",
    )
    assert report.organ == "彭阳县新集乡人民政府"
    assert "I004" in codes(report)
    own = read(
        "彭阳县新集乡人民政府2023年政府信息公开工作年度报告",
        body="2023年，新集乡党委政府高度重视公开工作，公开12条。",
    )
    assert "I004" not in codes(own)


def test_the_day_of_signing_is_not_the_year_reported_on() -> None:
    cut = read(
        "（二）依申请公开。收到申请8件。", body="更换信息员2人。", tail=["样例镇人民政府", "2024年2月2日"]
    )
    assert cut.published == date(2024, 2, 2)
    assert cut.year == 2023
    assert "I002" in codes(cut)


@pytest.mark.parametrize(
    "plan", ["2024年将新增解读20件。", "计划2024年公开20条。", "拟于2024年开展活动3场。"]
)
def test_a_plan_for_a_year_is_no_report_on_it(plan: str) -> None:
    assert read("送审稿", body=f"2023年公开信息12条。{plan}{plan}").year == 2023
    assert read("送审稿", body=plan).year is None


def test_a_title_in_traditional_characters_stands_apart_from_the_line_below() -> None:
    title = "平安縣樣例鄉人民政府2023年政府信息公開工作年度報告"
    made = read(title, "本報告統計期限自2022年1月1日起至2022年12月31日止。")
    assert (made.title, made.year) == (title, 2023)


@pytest.mark.parametrize("town", ["云深不知处镇人民政府", "不存在街道办事处", "没有的乡"])
def test_a_town_that_the_list_lacks_is_not_its_county(town: str) -> None:
    lost = read(f"修武县{town}2023年政府信息公开工作年度报告")
    assert lost.division is None
    assert any(town in n.message for n in lost.notes if n.code == "I001")


@pytest.mark.parametrize(
    ("organ", "code"),
    [("修武縣雲臺山鎮人民政府", "410821104"), ("太倉市沙溪鎮", "320585101"), ("修武县水利局", "410821")],
)
def test_a_place_in_either_script(organ: str, code: str) -> None:
    assert read(f"{organ}2023年政府信息公開工作年度報告").division == code


@pytest.mark.parametrize(("extra", "value"), [(0, "12"), (3, "99")])
def test_two_reports_in_one_file_keep_their_own_names(extra: int, value: str) -> None:
    """The sections of one report never go under the title of the other."""
    first = [
        "甲子镇人民政府2020年政府信息公开工作年度报告",
        "本报告统计期限自2020年1月1日起至2020年12月31日止。",
    ]
    parts = ["一、总体情况", "2020年公开信息12条。", "二、主动公开政府信息情况", "无。"]
    parts += ["三、收到和处理政府信息公开申请情况", "无。", "四、政府信息公开行政复议、行政诉讼情况", "无。"]
    parts += ["五、存在的主要问题及改进情况", "无。", "六、其他需要报告的事项", "无。"]
    second = ["西山乡人民政府", "2023年政府信息公开工作年度报告"]
    more = [part.replace("2020", "2023").replace("12条", "99条") for part in parts]
    more[2:2] = ["公开及时。"] * extra  # the report with more in it counts
    lines = [*first, *parts, *second, *more, "西山乡人民政府", "2024年1月5日"]
    made = extract(Reading(tuple(Paragraph(x, Place(paragraph=n)) for n, x in enumerate(lines, 1)), "test"))
    told = {"12": ("甲子镇人民政府", 2020), "99": ("西山乡人民政府", 2023)}
    assert str(made.facts[0].value) == value
    assert (made.organ, made.year) == told[value]
