"""A name for a figure whose lead gives none: the label before ：, the clause before, or the figure before.

微信公众号：80条                          the label
通过公众号发布工作动态，全年累计120条      the clause before
主动公开150条，历年累计1890条             the figure before, in another scope
开展培训3场次120人次, 3场、120人次, 3场，120人次  the figure before, in another unit
总计395条：网站120条…, 以上合计200条       the word that says it is a total
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from parser.extract.facts.clauses import Reading, lead_start, read_lead
from parser.extract.facts.earlier import as_compared
from parser.extract.facts.figures import Figure
from parser.extract.facts.frame import Frame, Site
from parser.extract.facts.links import ORDINAL
from parser.extract.facts.quantity import Quantity
from parser.extract.facts.vocabulary import at_end, at_start, pattern

SHARES = ("占", "所占", "比例", "比重")
LABEL = re.compile(r"(?:^|[，；。：、（\n])([^，；。：（\n]{1,20})：\n?$")
NUMBERED = re.compile(r"^[一二三四五六七八九十\d]{1,2}）")
REACH = 40
HEADS = re.compile("：|，?其中")
ALIKE = ("、", "，", "（")
PERIOD = re.compile("^(?:第?[一二三四]季度|[上下]半年)再?")
PERSONS = ("人", "人次", "名")


def named(
    frame: Frame, found: Sequence[Quantity], figure: Figure, site: Site, reading: Reading
) -> Reading | None:
    """The reading with a measure, or nothing if no name can be given for certain."""
    text = frame.folded.text
    lead = text[site.start : site.end]
    last = found[-1] if found and found[-1].sentence == site.sentence else None
    between = text[last.figure.after : figure.start] if last else ""
    compared = as_compared(last, figure, lead, between, frame.year)
    if compared:
        return compared
    label = _label(text[max(site.floor, site.start - REACH) : site.start])
    if label and (not reading.measure or (_is_channel(label) and not reading.channels)):
        return _labelled(label, reading, frame.year)
    if figure.unit == "%":
        return _share(last, reading, lead, site.start)
    if last and not reading.measure and (last.figure.after >= site.start or between in ALIKE):
        return _in_another_unit(last, figure, between)
    if not reading.measure and (lead.startswith("以上") or HEADS.match(text, figure.after)):
        return replace(reading, measure=_total_word(lead))
    return reading if reading.measure else _from_clause_before(frame, last, site, reading)


def _in_another_unit(last: Quantity, figure: Figure, between: str) -> Reading | None:
    """开展培训3场次120人次: the figure counts the same again, behind a comma only by its people."""
    other = last.figure.unit != figure.unit and (between == "、" or "、" not in between)
    persons = between != "，" or figure.unit in PERSONS
    return replace(last.reading, fresh=False, total=False) if other and persons else None


def _label(before: str) -> str:
    """The words before a ：that stands right before the lead, unless they are a connective."""
    match = LABEL.search(before)
    plain = NUMBERED.sub("", ORDINAL.sub("", match[1])) if match else ""
    link = pattern("connectives", "closed", "dividing", "open")
    leading = link.match(plain)
    plain = plain[leading.end() :] if leading else plain
    return "" if link.search(plain[-4:]) else plain


def _is_channel(label: str) -> bool:
    return bool(at_end("channels", "suffixes").search(label))


def _labelled(label: str, reading: Reading, year: int | None) -> Reading:
    name = read_lead(label, "", year)
    return replace(
        reading,
        measure=name.measure + reading.measure,
        channels=name.channels or reading.channels,
        items=reading.items or name.items,
        shape="noun",
    )


def _share(last: Quantity | None, reading: Reading, lead: str, start: int) -> Reading | None:
    """政策文件25条，占25%: 政策文件占比; 网站占60%: 网站占比."""
    if last and reading.measure.startswith(SHARES) and start - last.figure.after <= 1:
        share = "占比" if reading.measure == "占" else reading.measure
        return replace(last.reading, measure=last.reading.measure + share, fresh=False, total=False)
    if lead.rstrip("约近").endswith("占") and reading.measure != "占":
        return replace(reading, measure=reading.measure + "占比")
    return reading if reading.measure else None


def _from_clause_before(frame: Frame, last: Quantity | None, site: Site, reading: Reading) -> Reading | None:
    text, end = frame.folded.text, site.start - 1
    if end <= site.floor or text[end] not in "，：；" or not (reading.fresh or reading.total):
        return None
    begin = lead_start(frame.folded, end, site.floor, site.previous)
    if last and begin <= last.figure.after:
        return _again(last.reading, reading, text[site.start : site.end])
    name = read_lead(text[begin:end], "", frame.year)
    return replace(name, fresh=True, total=reading.total) if name.measure else None


def _again(last: Reading, reading: Reading, lead: str) -> Reading:
    """历年累计1890条 counts the same again; 合计535条 is a total without a name of its own."""
    word = _total_word(lead)
    if reading.total and word and not at_start("lead", "all_years").match(lead):
        return replace(reading, measure=word, fresh=True)
    own = PERIOD.sub("", last.measure)  # 四季度80条，全年260条: the year is not the quarter
    return replace(last, measure=own, fresh=True, total=reading.total)


def _total_word(lead: str) -> str:
    word = pattern("lead", "totals").search(lead)
    return word[0] if word else ""
