"""P954, P955: names of applicants and of people on relief.

A name is one of the common surnames that start no other word here, and one or two characters, in a place where only a
name can stand. The message never repeats it.
"""

import re
from collections.abc import Iterator
from functools import partial

from parser.model.finding import Where
from parser.rules.case import Case, Check, Hit, Skip

_SURNAME = "[张王李刘陈杨赵黄吴徐孙胡朱郭罗宋郑谢韩唐冯董曹袁邓傅沈彭吕苏卢蒋蔡贾魏薛阎余潘杜戴夏钟汪姜谭廖邹熊郝孔崔邱秦侯邵孟]"
_NAME = rf"{_SURNAME}(?!某|××|XX|\*)[\u4e00-\u9fff]{{1,2}}"
_MORE = rf"(?:{_NAME}|[周马高林何梁叶姚](?!某|××|XX|\*)[\u4e00-\u9fff]{{1,2}})"
"""Surnames that start other words, too: only where people apply."""
_APPLICANT = re.compile(
    rf"申请人(?:姓名)?(?:为|是|:)?{_MORE}(?=先生|女士|同志|[,。;、(]|于(?:20|本|\d)|提出|申请公开|通过)"
    rf"|(?:公民|村民|居民)(?:姓名)?:?{_MORE}(?:先生|女士|同志)?(?=提出|申请公开|提交|通过|关于|要求公开|向[我本][镇乡街办]|的(?:政府信息)?(?:公开)?申请)"
)
_RELIEVED = re.compile(
    rf"(?:低保户|低保对象|五保户|特困人员|特困供养对象|残疾人|重病患者|患者|救助对象|孤儿)(?:为|:)?{_NAME}(?=[、,。;(]|等\d|等[二三四五六七八九十]?[人户名])"
)
_NO_NAMES = re.compile(
    r"张贴|张榜|周边|周围|周知|周期|周[一二三四五六日]|马上|马路|高龄|高度|高效|高质|林地|林业|林权|林木|何[种时人地]|梁子|叶片|全部|名单|名册|余下|余额|余款|孔洞|夏季|秦皇|唐山|郑州|徐州|杨树|黄河|黄山|罗列"
)


def check_names(what: str, pattern: re.Pattern[str], case: Case) -> Iterator[Hit | Skip]:
    """One finding for each place."""
    for passage in case.parts:
        for match, piece in passage.search(pattern):
            if _NO_NAMES.search(match[0]):
                continue
            where = piece.where
            line = f"第{where.line}行" if where.line else f"第{where.section}部分"
            yield Hit(
                where=Where(section=where.section, line=where.line, quote=f"{match[0][:3]}***"),
                found=f"{what}姓名（已遮蔽）",
                expected="不出现姓名",
                message=f"{line}疑披露{what}的姓名，此处不重复显示。公开材料不得泄露个人隐私。",
                fix="删去姓名，改为类别和数量，如“自然人1件”“低保对象36户”。",
                sure=0.8,
            )


CHECKS: dict[str, Check] = {
    "P954": partial(check_names, "申请人", _APPLICANT),
    "P955": partial(check_names, "救助对象", _RELIEVED),
}
