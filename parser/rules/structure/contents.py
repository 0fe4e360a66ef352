"""S107–S110, S112–S115, S119: what the parts must speak of.

All of it is found by words (words.toml); wording varies, so these are warnings and hints, and whatever speaks of the
matter anywhere sensible counts.
"""

import re
from collections.abc import Iterator

from parser.model.finding import Where
from parser.model.report import Fact, Scope
from parser.rules.case import TRIAL, Case, Check, Hit, Passage, Skip, say
from parser.rules.words import kinds, words

_PERIOD = re.compile(
    r"1月1日?(?:起|开始)?(?:至|到|-|—|–|~|,?截[至止]).{0,8}12月31|(?:统计|数据)?期限[^。]{0,12}(?:全年|1月|年度)|统计[^。]{0,12}1月"
)


def check_period_said(case: Case) -> Iterator[Hit | Skip]:
    """S107."""
    if case.report.sections and not case.report.period and not _PERIOD.search(case.words):
        year = case.report.year or "××××"
        yield Hit(
            where=Where(section=1),
            found="没有统计期限",
            expected="1月1日至12月31日",
            message="全文没有说明数据的统计期限。",
            fix=f"在正文前补一句：“本报告所列数据的统计期限自{year}年1月1日起至{year}年12月31日止。”",
        )


def check_basis(case: Case) -> Iterator[Hit | Skip]:
    """S108."""
    if case.is_of_trial_form:
        yield Skip(TRIAL)
        return
    for passage in case.passages:
        for match, piece in passage.search(words("outdated", "documents")):
            sentence = passage.sentence_at(piece.start).text
            if re.search(r"废止|取代|修订|原", sentence):
                continue
            yield Hit(
                where=piece.where,
                found=f"“{match[0]}”",
                expected="国办公开办函〔2021〕30号、国务院令第711号",
                message=f"编制依据引用“{piece.printed}”，该文件已被新文件取代。",
                fix="改引国办公开办函〔2021〕30号和《政府信息公开条例》（国务院令第711号）。",
            )


_ENUMERATOR = re.compile(r"^(?:\(?[一二三四五六七八九十\d]{1,3}[)、.]|[一二三四五六七八九十]是)+")
_ITEM = re.compile(r"(?<=[。;:,\n])(?=[一二三四五六七八九十]是)")
_LEAD = 24


def _leads(passage: Passage) -> Iterator[str]:
    """Headings and openings of paragraphs and of 一是 items, without their numbers."""
    for paragraph in passage.paragraphs():
        for at, item in enumerate(_ITEM.split(paragraph.text)):
            bare = _ENUMERATOR.sub("", item)
            opening = re.split(r"[。;:]" if at == 0 and bare != item else r"[,。;:]", bare)[0]
            if len(opening) <= _LEAD:
                yield opening
            yield from re.findall(r"(?<=[,。;:])(?:在)?([^,。;:]{2,12})(?:方面|情况)[,:]", item)


def check_aspects(case: Case) -> Iterator[Hit | Skip]:
    """S109."""
    passage = case.passage(1)
    if passage is None:
        yield Skip("没有第一部分")
        return
    leads = "\n".join(_leads(passage)) + _spoken(passage.flat.text)
    missing = [name for name in kinds("aspects") if not words("aspects", name).search(leads)]
    if missing:
        shown = "、".join(missing)
        yield Hit(
            where=Where(section=1, line=passage.section.place.line),
            found=f"缺{len(missing)}方面",
            expected="五个方面齐全",
            message=f"总体情况没有分项写明：{shown}。总体情况应包括主动公开、依申请公开、政府信息管理、平台建设、监督保障五个方面。",
            fix=f"以小标题补写：{shown}。",
            sure=0.8,
        )


_NUMBERED = (
    (re.compile(r"主动公开[^。;]{0,24}\d+(?:余|多)?(?:条|件|篇|次|份)"), "主动公开"),
    (re.compile(r"(?:收到|受理|接到)[^。;]{0,24}申请[^。;]{0,8}"), "依申请公开"),
)


def _spoken(text: str) -> str:
    """Aspects that a figure speaks of, wherever it stands."""
    return "".join(f"\n{name}" for pattern, name in _NUMBERED if pattern.search(text))


def check_results(case: Case) -> Iterator[Hit | Skip]:
    """S110."""
    if not case.report.sections:
        yield Skip("没有读到正文")
        return
    missing = [name for name in kinds("results") if not words("results", name).search(case.words)]
    if missing:
        shown = "、".join(missing)
        yield Hit(
            where=Where(section=1),
            found=f"没有{shown}",
            expected="工作考核、社会评议、责任追究三项结果",
            message=f"全文没有报告{shown}的结果。监督保障应写明工作考核、社会评议和责任追究结果，没有发生的也要说明。",
            fix="；".join(_RESULT_WORDS[name] for name in missing) + "。",
            sure=0.8,
        )


_RESULT_WORDS = {
    "工作考核": "补写“政府信息公开工作纳入年度考核，考核结果为××”",
    "社会评议": "补写“开展社会评议，评议结果为××”（未开展的如实说明）",
    "责任追究": "补写“本年度未发生政府信息公开责任追究情形”（有的写明件数）",
}

_LEAST = 15


def _part_five(case: Case) -> Passage | None:
    passage = case.passage(5)
    return passage if passage and len(passage.flat.text) >= _LEAST else None


def check_both(case: Case) -> Iterator[Hit | Skip]:
    """S112."""
    passage = _part_five(case)
    if passage is None:
        yield Skip("第五部分没有可供判断的内容")
        return
    text = passage.flat.text
    missing = [
        n
        for n, key in (("存在的问题", "problems"), ("改进措施", "measures"))
        if not words("part_five", key).search(text)
    ]
    if missing:
        yield Hit(
            where=Where(section=5, line=passage.section.place.line),
            found=f"没有{'、'.join(missing)}",
            expected="既写问题，也写改进",
            message=f"第五部分没有写{'、'.join(missing)}。该部分应写明存在的主要问题及改进情况。",
            fix=f"补写本年度{'、'.join(missing)}。",
            sure=0.8,
        )


_TURN = re.compile(
    r"\n[^\n。;]{0,14}(?:改进|整改|下一?步|措施|打算)[^\n。;]{0,10}(?:\n|:|$)|下一?步[,,工]|针对[^。]{0,16}问题,"
)
_POINTS = (r"[一二三四五六七八九]是", r"(?<![\d.])\d{1,2}[.、](?!\d)", r"\(\d{1,2}\)")


def _points(text: str) -> int:
    return max(len(re.findall(pattern, text)) for pattern in _POINTS)


def check_matched(case: Case) -> Iterator[Hit | Skip]:
    """S113."""
    passage = _part_five(case)
    turn = _TURN.search(passage.flat.text) if passage else None
    if passage is None or turn is None:
        yield Skip("第五部分没有分列问题与措施")
        return
    problems, measures = (
        _points(passage.flat.text[: turn.start()]),
        _points(passage.flat.text[turn.start() :]),
    )
    if measures and problems > measures:
        yield Hit(
            where=Where(section=5, line=passage.section.place.line),
            found=f"问题{problems}条，措施{measures}条",
            expected="每个问题都有措施",
            message=f"第五部分列出{problems}个问题，只有{measures}条改进措施。",
            fix="逐条补上对应的改进措施。",
            sure=0.6,
        )


def check_fee_said(case: Case) -> Iterator[Hit | Skip]:
    """S114."""
    if case.report.section(6) is None:
        yield Skip("没有第六部分")
        return
    told = "\n".join(p.flat.text for p in case.parts if p.section.number not in {2, 5})
    if not words("fees", "stated").search(told):
        year = case.report.year or "本年度"
        section = case.report.section(6)
        yield Hit(
            where=Where(section=6, line=section.place.line if section else None),
            found="没有信息处理费情况",
            expected="发出收费通知的件数、收取的金额",
            message="第六部分没有报告依申请公开信息处理费的收取情况，没有收取的也要说明。",
            fix=f"补写：“{year}年发出信息处理费收费通知0件，收取信息处理费0元。”（有收取的填实数）",
            sure=0.9,
        )


_COUNTED = frozenset("条次件篇份")


def _headlines(facts: tuple[Fact, ...], sections: set[int]) -> list[Fact]:
    return [
        f
        for f in facts
        if f.section in sections
        and f.part_of is None
        and f.unit in _COUNTED
        and f.scope is Scope.YEAR
        and not f.implicit
        and re.search(r"主动公开|公示|公开.{0,6}信息|发布.{0,6}信息", f.measure)
    ]


def check_headline_place(case: Case) -> Iterator[Hit | Skip]:
    """S115."""
    facts = case.report.facts
    parents = {f.part_of for f in facts}
    late = [f for f in _headlines(facts, {6}) if f.id in parents or "主动公开" in f.measure]
    if late and not any(f.value for f in facts if f.section in {1, 2} and f.unit in _COUNTED):
        fact = late[0]
        shown = f"{say(fact.value)}{fact.unit}"
        yield Hit(
            where=Where(section=6, line=fact.place.line, quote=fact.sentence),
            found=f"{shown}只在第六部分",
            expected="写在第一部分",
            message=f"主动公开的总数“{shown}”只写在第六部分，第一、二部分没有数量。",
            fix=f"在第一部分（一）主动公开中写明“{shown}”。",
            sure=0.7,
        )


def check_length(case: Case) -> Iterator[Hit | Skip]:
    """S119."""
    limit, passage = case.profile.overall_limit, case.passage(1)
    if limit is None or passage is None:
        yield Skip("当地没有规定字数")
        return
    count = len(passage.flat.text.replace("\n", ""))
    if count > limit:
        yield Hit(
            where=Where(section=1, line=passage.section.place.line),
            found=f"{count}字",
            expected=f"不超过{limit}字",
            message=f"总体情况{count}字，超过规定的{limit}字。",
            fix=f"压缩{count - limit}字以上。",
        )


CHECKS: dict[str, Check] = {
    "S107": check_period_said,
    "S108": check_basis,
    "S109": check_aspects,
    "S110": check_results,
    "S112": check_both,
    "S113": check_matched,
    "S114": check_fee_said,
    "S115": check_headline_place,
    "S119": check_length,
}
