"""Mistakes in the words that towns use: each is found, read directly and from pasted text."""

from types import ModuleType

import pytest

from parser.rules import check

MISTAKES = [
    (3, "2023年度，我镇共收到政府信息公开申请5件，均已按时答复。", "X501"),
    (3, "2023年共新收政府信息公开申请 3 件，其中自然人2件、企业1件。", "X501"),
    (1, "本年度受理依申请公开3件。", "X501"),
    (1, "依申请公开方面，全年收到申请4件。", "X501"),
    (3, "全年收到公民、法人或者其他组织提出的政府信息公开申请三件。", "X501"),
    (3, "全年答复政府信息公开申请5件。", "X502"),
    (3, "本年办结依申请公开件1件。", "X502"),
    (3, "上年结转1件，本年新收2件。", "X503"),
    (3, "1件申请结转下年度办理，其余均已答复。", "X503"),
    (3, "结转至2024年继续办理2件。", "X503"),
    (3, "2023年没有收到政府信息公开申请。", "X504"),
    (1, "我镇2023年度未接到任何政府信息公开申请。", "X504"),
    (4, "2023年因政府信息公开被申请行政复议1件。", "X505"),
    (4, "全年政府信息公开行政诉讼案件2起。", "X505"),
    (4, "政府信息公开类行政复议、行政诉讼各1件。", "X505"),
    (1, "本年制定行政规范性文件2件。", "X507"),
    (1, "现行有效的行政规范性文件5件。", "X507"),
    (1, "全年共开展培训6次，其中乡级3次、村级4次。", "N601"),
    (1, "公开各类信息215条，其中工作动态100条、通知公告60条、政策文件45条。", "N601"),
    (1, "发布信息共计120条：政策类20条，动态类90条，公告类20条。", "N601"),
    (1, "接待来访35人次，其中咨询20人次、投诉10人次、建议6人次。", "N601"),
    (1, "通过微信公众号发布信息86条（其中原创46条、转载50条）。", "N601"),
    (1, "全年主动公开政府信息130条。", "N604"),
    (6, "2022年，我镇未收取信息处理费。", "Y701"),
    (1, "2021年度我镇共主动公开政府信息120条。", "Y701"),
    (6, "联系人：张三，联系电话：138 1234 5678。", "P952"),
    (6, "联系电话：138-1234-5678。", "P952"),
    (6, "身份证号：110105 19491231 002X。", "P951"),
    (6, "账号：6222 6002 6000 1072 444。", "P953"),
    (3, "收到申请人王建国提出的申请1件。", "P954"),
    (1, "为XX村发放补贴XX元，公开XX条。", "S120"),
    (1, "2023年发布××条信息。", "S120"),
]
"""(section that the passage is added to, the passage, the rule); the plain draft: 2 requests, handled, 120 items."""


@pytest.mark.parametrize("through", ["report", "text"])
@pytest.mark.parametrize(("at", "passage", "rule"), MISTAKES, ids=[m[1][:16] for m in MISTAKES])
def test_a_mistake_is_found_in_other_words(
    drafts: ModuleType, at: int, passage: str, rule: str, through: str
) -> None:
    """The rule is not bound to one phrasing."""
    draft = drafts.plain()
    text = draft.texts[at]
    draft = draft.write(at, f"{passage}\n{text}" if at == 6 else f"{text}\n{passage}".strip())
    assert rule in {f.rule for f in check(drafts.render(draft, through)).findings}
