"""What a report says without figures: its problems and plans, who is in charge, how to reach the organ, its dates."""

import re
from collections.abc import Sequence
from decimal import Decimal

from parser.ask.compose import Draft, amount
from parser.ask.figures import Trouble, find, plain
from parser.ask.labels import Shelf
from parser.ask.lexicon import table
from parser.ask.library import Library, Listed
from parser.ask.places import Refusal
from parser.ask.quotes import flat
from parser.ask.single import Result
from parser.ask.understand import Asked, pick_year
from parser.model.answer import Evidence, Reason, Row
from parser.model.report import Section

_HEADING = re.compile(r"^[（(]?[一二三四五六七八九十\d]+[)）、.．]\s*.{0,20}$")
_POINT = re.compile(
    r"(?:^|(?<=[。；;：:\n*]))\s*(?:\*\*)?(?:[一二三四五六七八九十]是|[（(]?\d+[)）.、．]\s*|[（(][一二三四五六七八九十]+[)）])(?P<text>[^。；;\n]+[。；;]?)"
)
_TITLE = re.compile(r".{0,6}(?:问题|改进|措施|打算|情况).{0,6}|(?:存在|主要)?的?不足(?:之处)?")
_TURN = re.compile(
    r"改进情况|改进措施|下一步|整改措施|今后工作|下步工作|措施[:：]|改进[:：]|改进[一1][:：]|我(?:镇|乡|街道|局|委|办|单位|苏木)将|今后，?|改进方向|工作打算|将重点从"
)
_LONGEST = 260
_LISTED = 12
_SHORTEST_TERM = 2
_REACHED = 600
"""Units that a list reaches by turning pages."""
_PHONE = re.compile(
    r"(?<![\d-])(?:0\d{2,3}\s{0,9}[-—－–]{1,2}\s{0,9})?\d{7,8}(?!\d)|(?<!\d)1[3-9]\d{9}(?!\d)"
)
_POSTCODE = re.compile(r"(?:邮编|邮政编码)\s{0,9}[:：为]?\s{0,9}(\d{6})")
_ADDRESS = re.compile(r"地址\s{0,9}[:：为]?\s{0,9}([^，,。;；(（\n]{4,40})")
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")


def _one(asked: Asked, library: Library) -> tuple[Listed, Shelf] | Refusal:
    picked = pick_year(asked)
    return picked if isinstance(picked, Refusal) else (picked[-1], library.shelf(picked[-1]))


def _draft(
    asked: Asked,
    shelf: Shelf,
    what: str,
    head: str,
    evidence: Sequence[Evidence] = (),
    *,
    names: Sequence[str] = (),
) -> Draft:
    """What a report says of something, ``names`` as rows."""
    place, year = asked.place, shelf.report.year
    return Draft(
        f"{place.name}{year}年{head}",
        (place.told, f"{year}年度", what),
        organ=shelf.report.organ or place.name,
        division=place.code,
        year=year,
        evidence=tuple(evidence),
        rows=tuple(Row(name, None, None, place.name, place.code, year) for name in names),
    )


def _quote(shelf: Shelf, section: Section, text: str) -> Evidence:
    return Evidence(shelf.report.organ, shelf.report.year, section.number, text, shelf.number)


def _absent(asked: Asked, entry: Listed, what: str) -> Refusal:
    return Refusal(Reason.NOT_STATED, f"{asked.place.name}{entry.year}年的报告没有写明{what}。")


def points(text: str) -> list[str]:
    """The numbered points of a passage (一是…；二是…), or its sentences where it numbers none."""
    found = [m["text"].strip(" *；;。") for m in _POINT.finditer(text)]
    return [p for p in found if len(p) > 3 and not _TITLE.fullmatch(p)]  # noqa: PLR2004 - shorter ones are headings


def problems(asked: Asked, library: Library) -> Result:
    """Part five up to where it turns to what will be done."""
    return _fifth(asked, library, "存在的主要问题", first=True)


def measures(asked: Asked, library: Library) -> Result:
    """Part five from where it turns to what will be done."""
    return _fifth(asked, library, "改进措施", first=False)


def _fifth(asked: Asked, library: Library, what: str, *, first: bool) -> Result:
    picked = _one(asked, library)
    if isinstance(picked, Refusal):
        return picked
    entry, shelf = picked
    section = shelf.report.section(5)
    passage = _half(section.text, first=first) if section else ""
    if not section or not passage:
        return _absent(asked, entry, what)
    found = points(passage)
    told = "；".join(f"{i}.{flat(p)}" for i, p in enumerate(found, 1)) if found else flat(passage)
    quote = found[0] if found and found[0] in section.text else passage[:100]
    return _draft(
        asked,
        shelf,
        what,
        f"{what}：{_cut(told)}",
        [_quote(shelf, section, quote)],
        names=[flat(p) for p in found],
    )


def _half(text: str, *, first: bool) -> str:
    turns = [m.start() for m in _TURN.finditer(text) if m.start() > 10 and _opens(text, m.start())]  # noqa: PLR2004 - the section's own heading
    if not turns:
        return text.strip() if first else ""
    return text[: turns[0]].strip() if first else text[turns[0] :].strip()


def _opens(text: str, at: int) -> bool:
    """Whether a new line or sentence begins there, within a heading's length."""
    return bool(re.search(r"(?:^|[\n。])[^\n。，,；;]{0,14}$", text[:at]))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST].rsplit("；", 1)[0] + "……"


def organisation(asked: Asked, library: Library) -> Result:
    """The clauses that say who is in charge."""
    return _sentences(asked, library, "负责机构", re.compile(r"负责|牵头|专人|领导小组|分管|组长|下设"))


def oversight(asked: Asked, library: Library) -> Result:
    """The sentences on supervision and assessment."""
    return _sentences(asked, library, "监督考核", re.compile(r"监督|考核|责任追究|评议"))


def _sentences(asked: Asked, library: Library, what: str, words: re.Pattern[str]) -> Result:
    picked = _one(asked, library)
    if isinstance(picked, Refusal):
        return picked
    for entry in _entries(asked, picked[0]):
        shelf = library.shelf(entry)
        found = _saying(shelf, words)
        if found:
            break
    else:
        return _absent(asked, picked[0], what)
    told = "；".join(flat(t).strip("；;。") for _, t in found[:3])
    return _draft(asked, shelf, what, f"{what}：{_cut(told)}", [_quote(shelf, *found[0])])


_CONTACTS = ("contact", "address", "postcode", "mail")


def _entries(asked: Asked, entry: Listed) -> list[Listed]:
    """The report asked; where no year is said, the older ones too, the newest first."""
    return [entry] if asked.years.years else [e for e in reversed(asked.entries) if e.year]


def _saying(shelf: Shelf, words: re.Pattern[str]) -> list[tuple[Section, str]]:
    """The clauses of parts one and six that hold such a word."""
    return [
        (s, m[0].strip())
        for s in shelf.report.sections
        if s.number in (1, 6)
        for m in re.finditer(r"[^。；;\n]+[。；;]?", s.text)
        if words.search(m[0])
    ]


def contact(asked: Asked, library: Library) -> Result:
    """Telephone, address, postcode, mail, as far as they are asked; the newest report that prints them, unless a year is said."""
    picked = _one(asked, library)
    if isinstance(picked, Refusal):
        return picked
    wanted = asked.cues() & {"contact", "address", "postcode", "mail"}
    for entry in _entries(asked, picked[0]):
        shelf = library.shelf(entry)
        found = [hit for kind in _CONTACTS if kind in wanted for hit in _contact(shelf, kind)[:1]]
        if len(found) == len(wanted):
            break
    else:
        return _absent(asked, picked[0], "联系方式" if "contact" in wanted else "这一项联系信息")
    told = "，".join(f"{name}{text}" for name, text, _ in found)
    return _draft(asked, shelf, "联系方式", f"联系方式：{told}", [e for _, _, e in found])


def _contact(shelf: Shelf, kind: str) -> list[tuple[str, str, Evidence]]:
    patterns = {
        "contact": (_PHONE, "电话"),
        "address": (_ADDRESS, "地址"),
        "postcode": (_POSTCODE, "邮编"),
        "mail": (_MAIL, "邮箱"),
    }
    pattern, name = patterns[kind]
    sections = [*reversed(shelf.report.sections), shelf.report.preamble]
    hits = (
        (s, m)
        for s in sections
        for m in pattern.finditer(s.text)
        if kind != "contact" or _phone(s.text, m.start())
    )
    return [
        (
            name,
            (m[1] if m.lastindex else m[0]).strip(),
            Evidence(shelf.report.organ, shelf.report.year, s.number, m[0], shelf.number),
        )
        for s, m in hits
    ]


def _phone(text: str, at: int) -> bool:
    """A telephone number is announced as one."""
    return bool(re.search(r"电话|联系|热线|咨询|传真", text[max(0, at - 30) : at]))


def published(asked: Asked, library: Library) -> Result:
    """The date on the report."""
    picked = _one(asked, library)
    if isinstance(picked, Refusal):
        return picked
    entry, shelf = picked
    day = shelf.report.published
    if day is None:
        return _absent(asked, entry, "发布日期")
    printed = re.compile(rf"{day.year}\s*年\s*{day.month}\s*月\s*{day.day}\s*日")
    found = [
        _quote(shelf, s, m[0])
        for s in (*shelf.report.sections, shelf.report.preamble)
        for m in printed.finditer(s.text)
    ]
    return _draft(
        asked, shelf, "发布日期", f"的报告落款日期：{day.year}年{day.month}月{day.day}日", found[-1:]
    )


def period(asked: Asked, library: Library) -> Result:
    """From when to when the figures count."""
    picked = _one(asked, library)
    if isinstance(picked, Refusal):
        return picked
    entry, shelf = picked
    if shelf.report.period is None:
        return _absent(asked, entry, "统计期限")
    first, last = shelf.report.period
    told = f"{first.year}年{first.month}月{first.day}日至{last.year}年{last.month}月{last.day}日"
    return _draft(asked, shelf, "统计期限", f"报告的统计期限：{told}")


def title(asked: Asked, library: Library) -> Result:
    """The title as printed."""
    picked = _one(asked, library)
    if isinstance(picked, Refusal):
        return picked
    entry, shelf = picked
    if not shelf.report.title:
        return _absent(asked, entry, "标题")
    return _draft(asked, shelf, "标题", f"报告标题：{flat(shelf.report.title)}")


def quality(asked: Asked, library: Library) -> Result:
    """What can be computed from the report itself: sums of parts, the balance of table three."""
    picked = _one(asked, library)
    if isinstance(picked, Refusal):
        return picked
    entry, shelf = picked
    found = (
        find(shelf, asked.words, asked.unit)
        if any(w.kind not in ("object", "count") for w in asked.words)
        else None
    )
    if isinstance(found, Trouble) and found.reason is Reason.CONFLICT:
        head = f"的报告里“{found.detail}”前后不一：{'，'.join(found.statements)}"
        return _draft(asked, shelf, "数据核对", head, found.evidence)
    lines = [*_sums(shelf), *_balances(shelf)]
    if not lines:
        return _absent(asked, entry, "可以核对的分项或勾稽数")
    wrong = sum("✗" in line for line in lines)
    head = f"的报告核对了{len(lines)}处：" + ("都对得上" if not wrong else f"有{wrong}处对不上")
    told = _draft(asked, shelf, "数据核对", head)
    return Draft(
        told.head, told.reading, tuple(lines[:8]), organ=told.organ, division=told.division, year=told.year
    )


def _sums(shelf: Shelf) -> list[str]:
    lines: list[str] = []
    for line in shelf.stated:
        parts = shelf.parts(line)
        if (
            not parts
            or any(p.fact.unit != line.fact.unit or p.fact.approximate for p in parts)
            or line.fact.approximate
            or not line.fact.closed
        ):
            continue
        total = sum((p.fact.value for p in parts), Decimal(0))
        mark = "✓" if total == line.fact.value else "✗"
        lines.append(
            f"{line.brief}{amount(line.fact.value, line.fact.unit)}，{len(parts)}项相加={plain(total)} {mark}"
        )
    return lines


def _balances(shelf: Shelf) -> list[str]:
    rows = [shelf.report.value(f"t3.{r}.total") for r in ("new", "carried_in", "result_total", "carried_out")]
    if any(v is None for v in rows):
        return []
    new, before, handled, after = (v for v in rows if v is not None)
    mark = "✓" if new + before == handled + after else "✗"
    return [f"表三勾稽：{plain(new)}+{plain(before)}与{plain(handled)}+{plain(after)} {mark}"]


def held(asked: Asked, library: Library) -> Result:
    """Which places and years can be asked."""
    if asked.places:
        return _held_of(asked)
    region = asked.regions[0] if asked.regions else None
    year = asked.years.years[0] if asked.years.years else None
    coverage = library.index.coverage(region, year)
    if not coverage.reports:
        reason = Reason.NOTHING_INDEXED if year is None else Reason.YEAR_NOT_INDEXED
        return Refusal(reason, "还没有收录这样的年度报告。")
    listed = library.listed(region, year, _REACHED)
    first = listed[:_LISTED]
    lines = tuple(f"{name}：{_years(years)}" for name, years in listed)
    more = f"，先列{len(first)}个" if coverage.units > len(first) else ""
    head = f"已收录{coverage.units}个单位的{coverage.reports}份年度报告{more}"
    rows = tuple(Row(name, None, None, name.rpartition("·")[2], None, max(years)) for name, years in first)
    rest = ("其余的请按县问，如：某某县收录了哪些乡镇",) if coverage.units > len(listed) else ()
    return Draft(head, ("收录范围",), lines[:_LISTED], rows=rows, tail=(*lines[_LISTED:], *rest))


def _held_of(asked: Asked) -> Result:
    years = [e.year for e in asked.entries if e.year and e.year in (asked.years.years or (e.year,))]
    if not years:
        return Refusal(Reason.YEAR_NOT_INDEXED, f"还没有收录{asked.place.name}这一年的年度报告。")
    rows = tuple(Row(f"{y}年", None, None, asked.place.name, asked.place.code, y) for y in years)
    return Draft(f"{asked.place.name}已收录：{_years(years)}", ("收录范围", asked.place.told), rows=rows)


def _years(years: Sequence[int]) -> str:
    return "、".join(f"{y}年" for y in sorted(years))


def define(asked: Asked, _library: Library) -> Result:
    """A term in plain words."""
    return definition(asked.original) or Refusal(Reason.NOT_UNDERSTOOD, "这个词我没有解释。")


_DEFINE = re.compile(
    r"^(?:请问|什么是|啥是|何为|何谓|什么叫|啥叫|怎么理解|解释一下|解释)*(?P<term>.+?)(?:是什么意思|是啥意思|什么意思|是啥|是什么|指什么|指的是什么|是指什么|的含义|的意思|啥意思)*[?？。!]*$"
)


def definition(question: str) -> Draft | None:
    """The definition that a question asks for, if it asks for one and we have it."""
    found = _DEFINE.match(question)
    if not found or found["term"] == question.rstrip("?？。!"):
        return None
    for term in table("texts")["term"]:
        if found["term"].strip("“”\"'「」『』") in term["words"]:
            return Draft(term["text"], ("名词解释", term["words"][0]))
    return None


_MENTION = re.compile(
    r"(?:(?:哪些|哪份|哪几份|哪个|有没有|有哪些)(?:报告|年报|乡镇|镇|乡|地方|单位)(?:里|中)?|谁(?:家)?(?:的报告)?)(?:里|中)?(?:提到过?|提及|写到|说到|说了|说过|讲到|讲了|谈到|含有|用了|使用了|用|使用|包含|(?<=[里中])有)了?(?:[“\"「『](?P<quoted>[^?？。!“”\"「」『』]{1,20})[”\"」』]|(?P<term>[^?？。!“”\"「」『』]{2,20}?))(?:的)?(?:吗|呢)?[?？。!]*$"
)


def mention(question: str, library: Library) -> Result | None:
    """Reports whose text holds a word, if the question asks for that."""
    found = _MENTION.search(question)
    if not found:
        return None
    term = found["quoted"] or found["term"].removesuffix("的")
    if len(term) < _SHORTEST_TERM:
        return Refusal(Reason.NOT_UNDERSTOOD, "一个字的查不准，请用两个字以上的词来查。")
    hits = library.search(term)
    if not hits:
        return Refusal(Reason.NOT_STATED, f"已收录的报告都没有提到“{term}”。")
    evidence = tuple(Evidence(h.organ, h.year, h.section, h.quote, h.report) for h in hits)
    names = tuple(dict.fromkeys(f"{h.place}{h.year}年" for h in hits))
    rows = tuple(Row(h.place, None, None, h.place, h.division, h.year) for h in hits)
    head = f"提到“{term}”的报告：{'、'.join(names)}"
    return Draft(head, ("全文检索", term), rows=rows, evidence=evidence[:3])
