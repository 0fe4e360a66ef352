"""D853: another place's name where this organ itself should stand: left over from the report that was copied.

A name alone proves nothing: places are visited, helped, merged, next door. What counts is its role: it acts in a
sentence about this year's work, people are told to ask there, or "我乡" speaks in a town's report. Only names that
the list of divisions has are taken, and for a county only those outside it.
"""

import re
from collections.abc import Iterator

from parser.model.finding import Severity
from parser.place import Division, gazetteer
from parser.rules.case import Case, Check, Hit, Piece, Skip
from parser.rules.flat import folded

_NAME = r"(?P<name>[\u4e00-\u9fff]{2,12}?(?:镇|乡|街道|苏木))"
_OFFICE = r"(?:人民)?(?:党委、?(?:镇|乡)?(?:人民)?政府|党工委、?办事处|政府|党委|党政|党工委|办事处)?"
_TIME = r"(?:20\d\d年(?:度|以来)?,?|本?年度,?|全年,?|一年来,?)?"
_HEAD = r"^(?:\(?[一二三四五六七八九十\d]{1,3}[)、.]|[一二三四五六七八九十]是)?"
_ACTS = r"未收到|没有收到|未发生|无其他|共?收到|共?主动公开|主动公开|未收取|严格|认真|高度重视|坚持|全面|深入|扎实|积极"
_LED = r"在(?:县|市|区|旗|[\u4e00-\u9fff]{2,4}(?:县|市|区|旗))委|按照|根据|紧紧围绕|围绕"
_SUBJECT = re.compile(rf"{_HEAD}{_TIME}{_NAME}{_OFFICE}(?:[^,。;]{{0,6}}?(?:{_ACTS})|{_LED})")
_IN_CLAUSE = re.compile(
    rf"[,;:]{_TIME}{_NAME}{_OFFICE}(?:未收到|没有收到|未发生|未收取|共收到|共主动公开|主动公开)"
)
_CONTACT = re.compile(
    rf"(?:与|向|联系){_NAME}(?:人民政府|政府|办事处|党政)[^。]{{0,40}}(?:联系|咨询|电话|索取)"
)
_WORK = re.compile(r"公开|申请|复议|诉讼|信息处理费")
_VISITED = re.compile(
    r"帮扶|协作|结对|划入|合并|撤并|撤乡|原(?![则因创来])|学习(?!贯彻|宣传|领会|教育|践行)|考察|交流|观摩|参观|借鉴|走访|迁|邻|联合"
    r"|共同|赴|获(?![取得])|位于|(?<![参])与(?![度人])"
)
_SIGNED = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{2,20}(?:镇|乡|街道|苏木))(?:人民政府|政府|办事处)(?:办公室|党政.{0,6}办公室)?(?:20\d\d年.{3,8})?"
)
_LAST = 4
_WE = re.compile(
    r"(?:我|(?<!基)本|(?<!健)(?<!安)全)(?P<kind>镇|乡|街道|苏木)(?![镇村本土亲情音愁]|[\u4e00-\u9fff]?振兴)"
)
_KINDS = ("街道", "苏木", "镇", "乡")


def check_strangers(case: Case) -> Iterator[Hit | Skip]:
    """One finding for each strange name, and one for 我乡 in a town's report."""
    own = _own(case)
    if not own:
        yield Skip("没有读到报告机关")
        return
    told: set[str] = set()
    for name, piece in (*_acting(case), *_asked(case), *_signing(case)):
        if name not in told and not _is_own(case, own, name):
            told.add(name)
            yield _stranger(case, name, piece)
    yield from _wrong_kind(case, own)


def _own(case: Case) -> str:
    return folded(f"{case.report.organ or ''}{case.report.title or ''}")


def _acting(case: Case) -> Iterator[tuple[str, Piece]]:
    """Towns that act in a sentence about the work that this report tells of."""
    for passage in case.parts:
        for sentence in passage.sentences():
            if _VISITED.search(sentence.text) or not _WORK.search(sentence.text):
                continue
            for pattern in (_SUBJECT, _IN_CLAUSE):
                match = pattern.search(sentence.text)
                if match and (town := _town(match["name"])):
                    yield town, sentence


def _asked(case: Case) -> Iterator[tuple[str, Piece]]:
    """Towns to which readers are sent with their questions."""
    for passage in case.passages:
        for match, piece in passage.search(_CONTACT):
            if town := _town(match["name"]):
                yield town, piece


def _signing(case: Case) -> Iterator[tuple[str, Piece]]:
    """Towns under the report."""
    for paragraph in list(case.parts[-1].paragraphs())[-_LAST:] if case.parts else ():
        match = _SIGNED.fullmatch(paragraph.text)
        if match and (town := _town(match["name"])):
            yield town, paragraph


def _town(words: str) -> str | None:
    """The longest ending of some words that is a town's name (扎实推进红旗镇)."""
    endings = (words[start:] for start in range(len(words) - 2))
    return next((e for e in endings if any(len(d.code) == _TOWN for d in gazetteer().named(e))), None)


_TOWN = 9


def _is_own(case: Case, own: str, name: str) -> bool:
    """Whether the name is the organ's own, or of a town below it."""
    if name in own:
        return True
    within = case.report.division or ""
    below: tuple[Division, ...] = gazetteer().named(name, within)
    return not case.is_township and (not within or bool(below))


def _stranger(case: Case, name: str, piece: Piece) -> Hit:
    own = case.report.organ or "本机关"
    return Hit(
        where=piece.where,
        found=f"“{name}”",
        expected=own,
        message=f"正文把“{name}”写作报告机关，与“{own}”不符，疑套用了别处的报告。报告应写本机关的情况。",
        fix=f"把“{name}”改为本机关名称，并核对该处内容和数字是否为本机关的情况。",
        sure=0.9,
    )


def _wrong_kind(case: Case, own: str) -> Iterator[Hit]:
    """我乡 in a town's report."""
    found = re.search(rf"({'|'.join(_KINDS)})(?:人民政府|政府|办事处|党政|20|$)", own)
    pieces = [
        piece
        for passage in case.parts
        for match, piece in passage.search(_WE)
        if found and match["kind"] != found[1]
    ]
    if found and pieces:
        right = pieces[0].text[0] + found[1]
        yield Hit(
            where=pieces[0].where,
            found=f"“{pieces[0].text}”{len(pieces)}处",
            expected=f"“{right}”",
            message=f"报告机关是“{case.report.organ}”，正文却自称“{pieces[0].text}”（{len(pieces)}处），疑沿用了别处的报告。",
            fix=f"改为“{right}”，并核对该处内容和数字是否为本机关的情况。",
            sure=0.7,
            severity=Severity.WARNING,
        )


CHECKS: dict[str, Check] = {"D853": check_strangers}
