"""Schools, hospitals, regiments, committees: every body is the organ as written, with the place that its name says."""

from collections.abc import Sequence
from datetime import date

import pytest

from parser.extract import extract
from parser.model.document import Paragraph, Place, Reading
from parser.model.report import Report

TOWN = "彭阳县新集乡人民政府"
TITLE = "政府信息公开工作年度报告"


def read(head: Sequence[str], tail: Sequence[str] = (), body: str = "主动公开信息12条。") -> Report:
    lines = [*head, "一、总体情况", body, "二、主动公开政府信息情况", "六、其他需要报告的事项", "无。", *tail]
    return extract(Reading(tuple(Paragraph(x, Place(paragraph=n)) for n, x in enumerate(lines, 1)), "test"))


@pytest.mark.parametrize(
    ("organ", "division"),
    [
        ("固原市第一中学", "6404"),
        ("彭阳县第三中学", "640425"),
        ("彭阳县新集乡中心小学", "640425"),  # a town's school answers for no town
        ("彭阳县新集乡卫生院", "640425"),
        ("彭阳县新集乡便民服务中心", "640425"),
        ("彭阳县人民医院", "640425"),
        ("宁夏师范学院", None),
        ("彭阳县供水有限公司", "640425"),
        ("彭阳县公安局新集派出所", "640425"),
        ("彭阳县公路管理站", "640425"),
        ("彭阳县综合执法大队", "640425"),
        ("彭阳县残疾人联合会", "640425"),
        ("国家税务总局彭阳县税务局", "640425"),
        ("黄山风景区管委会", "341003400"),
        ("新疆生产建设兵团第一师十团", None),
        ("兵团第十二师104团", None),
        ("克什克腾旗达日罕乌拉苏木人民政府", "150425202"),
        ("科尔沁右翼中旗巴彦淖尔苏木", "152222205"),
        ("勐腊县瑶区瑶族乡人民政府", "532823203"),
        ("青田县人民政府油竹街道办事处", "331121003"),
        ("宁夏回族自治区固原市彭阳县新集乡人民政府", "640425200"),
        ("彭阳县新集乡党政综合办公室", "640425200"),
        ("和平乡人民政府", None),
    ],
)
def test_the_title_names_the_body(organ: str, division: str | None) -> None:
    report = read([f"{organ}2023年{TITLE}"])
    assert (report.organ, report.division, report.year) == (organ, division, 2023)


@pytest.mark.parametrize(
    "head",
    [
        ["彭阳县新集乡人民", "政府2023年政府信息", "公开工作年度报告"],
        ["彭 阳 县 新 集 乡 人 民 政 府", "2023 年 政 府 信 息 公 开 工 作 年 度 报 告"],
        [f"2023年{TOWN}{TITLE}"],
        [f"{TOWN}二〇二三年{TITLE}"],
        [f"{TOWN}2023年2023年度{TITLE}"],
        [f"{TOWN}{TITLE}（2023年）"],
        [TOWN, TITLE, "（2023年度）"],
        [f"中共彭阳县新集乡委员会 {TOWN}2023年{TITLE}"],
        [f"发布机构：{TOWN}  发布日期：2024-01-17", f"2023年{TITLE}"],
    ],
)
def test_titles_as_they_are_printed(head: list[str]) -> None:
    report = read(head)
    assert (report.organ, report.division, report.year) == (TOWN, "640425200", 2023)


@pytest.mark.parametrize(
    "tail",
    [
        [TOWN, "2024年1月17日"],
        ["2024年1月17日", TOWN],
        [TOWN, "二○二四年元月十七日"],
        ["彭 阳 县 新 集 乡 人 民 政 府", "2 0 2 4 年 1 月 1 7 日"],
        [f"{TOWN}（盖章）", "2024.1.17"],
        [f"（公章）{TOWN}", "2024年1月17日"],
        [f"{TOWN}（印章）2024年1月17日"],
        [f"单位（盖章）：{TOWN}    2024年1月17日"],
        [f"报告单位：{TOWN}", "报告日期：2024年1月17日"],
        [TOWN, "2024年1月17日", "抄送：县政府办公室", "彭阳县新集乡党政办 2024年1月18日印发"],
    ],
)
def test_sign_offs_as_they_are_printed(tail: list[str]) -> None:
    report = read([f"2023年{TITLE}"], tail)
    assert (report.organ, report.division, report.published) == (TOWN, "640425200", date(2024, 1, 17))


@pytest.mark.parametrize("organ", ["政务公开", "关于印发", "县政府门户网站", "本单位", "附件"])
def test_what_is_no_body(organ: str) -> None:
    assert read([f"{organ}2023年{TITLE}"]).organ is None
