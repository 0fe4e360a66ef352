"""Y701: the organ's own work of the year, told under another year (a sentence left over from an old draft).

The subject test: the year must open the sentence or follow the organ, the organ must be its subject, and the
predicate must be what an annual report reports (disclosure, requests, appeals, fees). Subsidies "of 2022", plans,
document numbers, names in quotation marks and comparisons with another year are right as they are.
"""

import re
from collections import Counter
from collections.abc import Iterator

from parser.rules.case import Case, Check, Hit, Passage, Piece, Skip
from parser.rules.flat import folded

_WE = r"我(?:乡|镇|街道|办|县|区|市|局|单位|机关)|本(?:乡|镇|街道|办|单位|机关|级|年度)|全(?:乡|镇|街道)|乡政府|镇政府|街道办"
_WORK = re.compile(
    r"无其他|没有其他|其他需要报告|主动公开|公开(?:各类)?(?:政府)?信息|政府信息公开|政务公开|信息公开|信息处理费|收到|复议|诉讼|规范性文件|行政许可|行政处罚"
)
_COMPARED = re.compile(
    r"相比|对比|相较|较20|比20|同比|与20|比上年|较上年|上年|结转|以来|历年|截至|截止|至20|到20|-20|—20|荣获|获评|获得|被评|评为|授予|印发|制定的|出台|颁布|修订|施行|通过的|补贴|补助|考核结果|度考核|通报|测评结果|要点|文件"
)
_PLAN = re.compile(r"将|下一步|今后|计划|拟|力争|争取|重点|继续|进一步|要|推进|加强|加大|提升|完善|强化")
_YEAR = re.compile(r"(?<![\d〔\[(.\-—])(?P<y>20\d\d)年(?P<d>度)?")
_TITLED = re.compile("《[^《》]*》")
_OLDEST = 6


def _names(case: Case) -> str:
    organ = folded(case.report.organ or "")
    short = re.sub(r"(人民政府|办事处|政府)$", "", organ)
    own = re.search(r"([^省市州县区旗盟]{1,10}(?:乡|镇|街道))$", short)
    names = {n for n in (organ, short, own[1] if own else "") if n}
    return "|".join([*(re.escape(n) for n in sorted(names, key=len, reverse=True)), _WE])


def check_year(case: Case) -> Iterator[Hit | Skip]:
    """Y701."""
    year = case.report.year
    if year is None:
        yield Skip("没有读到报告年度")
        return
    if not _prevails(case, year):
        yield Skip("正文写报告年度的次数不多于写其他年份的次数，不能断定哪个是报告年度")
        return
    patterns = _patterns(_names(case))
    for passage in case.parts:
        for paragraph, sentence in _sentences(passage):
            found = _wrong(year, sentence, paragraph, patterns)
            if found:
                yield _hit(year, *found)


def _prevails(case: Case, year: int) -> bool:
    """Whether the narrative mostly speaks of the report's year, and the title doesn't name another."""
    titled = set(re.findall(r"(20\d\d)年", folded(case.report.title or "")))
    told = Counter(re.findall(r"(20\d\d)年", "".join(p.flat.text for p in case.parts)))
    others = max((n for y, n in told.items() if y != str(year)), default=0)
    return titled <= {str(year)} and told[str(year)] >= max(others, 1)


def _patterns(subject: str) -> tuple[re.Pattern[str], ...]:
    """The year as the time of this organ's own work: (with its subject at the head, inside, without a subject)."""
    head = r"^(?:\(?[一二三四五六七八九十\d]+[)、.]|[一二三四五六七八九十]+是)?(?:[^,。;:]{2,14}[:。])?(?:截[至止])?"
    done = "未|没有|无|共|累计|主动公开|公开|收到|受理|发生|信息处理费"
    return (
        re.compile(rf"{head}{_YEAR.pattern},?(?:{subject})"),
        re.compile(rf"(?:{subject}),?{_YEAR.pattern},?(?={done})"),
        re.compile(rf"[,;:]{_YEAR.pattern},?(?:{subject})(?={done})"),
        re.compile(
            rf"{head}{_YEAR.pattern},?(?=(?:共|累计|全年)*(?:主动公开(?:各类)?(?:政府|政务)?信息|(?:收到|受理|新收|办理|答复)[^,。;]{{0,16}}申请)|(?:未|没有)(?:收到|发生|收取|产生))"
        ),
    )


def _sentences(passage: Passage) -> Iterator[tuple[Piece, Piece]]:
    for paragraph in passage.paragraphs():
        for match in re.finditer(r"[^。!?]+[。!?]*", paragraph.text):
            yield paragraph, paragraph.piece(match.start(), match.end())


def _beside(year: int, sentence: Piece, paragraph: Piece) -> bool:
    """Whether the sentence before or behind begins with the report's year: two years are told side by side."""
    text = paragraph.text
    at = sentence.start - paragraph.start
    before = re.split("[。!?]", text[:at].rstrip("。!?"))[-1] if text[:at].endswith(("。", "!", "?")) else ""
    after = text[at + len(sentence.text) :]
    return any(s.startswith(f"{year}年") for s in (before, after))


def _around(text: str, match: re.Match[str]) -> str:
    """The words before the year and the clause behind it, where a comparison or another topic would show."""
    after = re.match(r"[^,;。]{0,5}[,;]?[^,;。]*", text[match.end() :])
    return text[max(0, match.start("y") - 12) : match.end()] + (after[0] if after else "")


def _wrong(
    year: int, sentence: Piece, paragraph: Piece, patterns: tuple[re.Pattern[str], ...]
) -> tuple[Piece, int] | None:
    text = _TITLED.sub(lambda m: "《" + "某" * (len(m[0]) - 2) + "》", sentence.text)
    if not _WORK.search(text) or f"{year}年" in text or _beside(year, sentence, paragraph):
        return None
    *with_subject, without = patterns
    alone = () if f"{year}年" in paragraph.text else (without,)
    for match in (m for p in (*with_subject, *alone) if (m := p.search(text))):
        told = int(match["y"])
        quoted = re.search(r"[《“\"][^》”\"]*$", text[: match.start("y")])
        planned = told > year and (_PLAN.search(text) or told > year + 1)
        elsewhere = _COMPARED.search(_around(text, match))
        if told != year and told > year - _OLDEST and not (quoted or planned or elsewhere):
            return sentence, told
    return None


def _hit(year: int, sentence: Piece, told: int) -> Hit:
    return Hit(
        where=sentence.where,
        found=f"{told}年",
        expected=f"{year}年",
        message=f"报告年度是{year}年，此处写成{told}年：“{sentence.printed.strip()}”。年度报告应报告本年度的情况，疑沿用旧稿。",
        fix=f"把“{told}年”改为“{year}年”，并核对本句内容是否为{year}年的情况。",
        sure=0.9,
    )


CHECKS: dict[str, Check] = {"Y701": check_year}
