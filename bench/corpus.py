"""Reports that nobody wrote: seeded, as sparse as real ones (6.8 % of the cells are not zero), for real townships.

Rows alone make an index of 330,000 reports in a minute; whole reports (text, facts, tables of cells) cost
some milliseconds each and are made for a part. Figures and sentences are synthetic: ratios transfer, sizes
roughly do.
"""
# ruff: noqa: SLF001 - a bench looks behind the curtain, with statements of its own

import hashlib
import random
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from itertools import accumulate, islice

from parser.form import CODES, OPTIONAL_CODES
from parser.index import Index, identity, names, store
from parser.index.columns import Row, sparse
from parser.model.report import Cell, Fact, Report, Section
from parser.place import gazetteer

NONZERO = 0.068
FIRST_YEAR, YEARS = 2016, 8
BATCH = 5000

_SUBJECTS = (
    "低保金发放",
    "危房改造补助",
    "耕地地力补贴",
    "村级财务收支",
    "惠民惠农政策",
    "工程招标结果",
    "评优评先名单",
    "征地补偿方案",
)
_CHANNELS = (
    "政府门户网站",
    "政务公开栏",
    "微信公众号",
    "村务公开栏",
    "大喇叭广播",
    "便民服务大厅",
    "电子显示屏",
    "新闻发布会",
)
_STOCK = (
    "坚持以人民为中心的发展思想，把政务公开贯穿到决策、执行、管理、服务和结果全过程",
    "严格落实信息发布审核制度，做到先审后发、一事一审，确保内容真实准确",
    "明确一名班子成员分管，指定专人负责收集、整理、报送和归档工作",
    "组织工作人员参加业务培训，学习新修订的条例和上级部署要求",
    "公开的深度和广度与群众期盼相比还有差距，主动意识有待增强",
    "下一步将细化责任分工，完善考核办法，加大督促检查力度",
    "充分利用传统方式和新媒体平台，拓宽渠道，方便群众查阅监督",
    "未发生因政府信息公开引起的行政复议和行政诉讼案件",
)


@cache
def townships() -> tuple[tuple[str, str], ...]:
    """(code, path) of all townships, in an order that has every region from the start."""
    places = gazetteer()
    counties = [
        k for p in places.children("") for c in places.children(p.code) for k in places.children(c.code)
    ]
    codes = [t.code for county in counties for t in places.children(county.code)]
    random.Random(7).shuffle(codes)
    return tuple((code, places.place_name(code) or "") for code in codes)


def reports(count: int) -> Iterator[tuple[int, str, str, int]]:
    """(organ number, division, path, year) of so many reports: eight years each of as many townships as it takes."""
    units = islice(enumerate(townships(), 1), count // YEARS + 1)
    everyone = [(n, division, path) for n, (division, path) in units]
    return islice(((*unit, FIRST_YEAR + year) for year in range(YEARS) for unit in everyone), count)


def values(chance: random.Random) -> tuple[int | None, ...]:
    """The values of a wide row: 200 cells, most of them 0, and the 14 optional ones that are not there."""
    row: list[int | None] = [0] * len(CODES) + [None] * len(OPTIONAL_CODES)
    for _ in range(round(NONZERO * len(CODES))):
        row[int(chance.random() * len(CODES))] = int(chance.paretovariate(0.8))
    return tuple(row)


def rows(count: int, seed: int = 1) -> Iterator[tuple[int, int, int, Row]]:
    """Rows for parser.index.store.put_cells."""
    chance = random.Random(seed)
    for organ, division, _, year in reports(count):
        row = values(chance)
        yield identity.report_id(organ, year), year, int(division), Row(None, None, row, sparse(row))


def fill(index: Index, count: int) -> None:
    """So many reports with cells only: no text, no facts."""
    connection, shelf = index._connection, store.Shelf(index._connection, index._rolls)
    heads, cells = reports(count), rows(count)
    for _ in range(0, count, BATCH):
        with index.batch():
            for organ, division, path, year in islice(heads, BATCH):
                name = path.rpartition("/")[2] + "人民政府"
                known = (organ, division, division, name, path)
                if connection.execute("INSERT OR IGNORE INTO organ VALUES (?, ?, ?, ?, ?)", known).rowcount:
                    names.put(connection, organ)
                line = (
                    identity.report_id(organ, year),
                    organ,
                    year,
                    division,
                    name,
                    path,
                    "年度报告",
                    None,
                    "bench",
                    1,
                    "",
                )
                connection.execute("INSERT INTO report VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", line)
            store.put_cells(shelf, list(islice(cells, BATCH)))


def _sentence(chance: random.Random, villages: tuple[str, ...]) -> tuple[str, str, int]:
    """A sentence, what its figure counts, the figure."""
    subject, channel, count = chance.choice(_SUBJECTS), chance.choice(_CHANNELS), chance.randint(1, 400)
    where = "、".join(chance.sample(villages, min(2, len(villages))))
    rest = "".join(chance.choices(words(), cum_weights=weights(), k=12))
    told = (
        f"通过{channel}公开{subject}信息{count}条，涉及{where or '全镇'}等；{rest}，{chance.choice(_STOCK)}。"
    )
    return told, subject, count


@cache
def words() -> tuple[str, ...]:
    """Four thousand words of two characters that mean nothing."""
    chance = random.Random(11)
    return tuple(
        chr(0x4E00 + chance.randrange(2500)) + chr(0x4E00 + chance.randrange(2500)) for _ in range(4000)
    )


@cache
def weights() -> tuple[float, ...]:
    """As often as words are: the n-th most frequent one with 1/n."""
    return tuple(accumulate(1 / n for n in range(1, len(words()) + 1)))


def whole(division: str, path: str, year: int, *, sentences: int = 30) -> Report:
    """A report with text of about 100 characters a sentence, a fact each in part one, and 200 cells."""
    chance = random.Random(f"{division}{year}")
    villages = gazetteer().villages(division)
    sections, facts = [], []
    for number in range(1, 7):
        made = [_sentence(chance, villages) for _ in range(sentences // 6 + 1)]
        text = "".join(sentence for sentence, _, _ in made)
        for sentence, subject, count in made if number == 1 else ():
            start, at = text.index(sentence), sentence.index(str(count))
            where = (number, sentence, start, start + len(sentence), (at, at + len(str(count))))
            facts.append(Fact(len(facts), f"公开{subject}信息", Decimal(count), "条", *where))
        sections.append(Section(number, f"第{number}部分", text))
    numbers = zip(CODES, values(chance), strict=False)
    cells = {code: Cell(code, str(value), Decimal(value or 0)) for code, value in numbers}
    name = path.rpartition("/")[2] + "人民政府"
    title = f"{name}{year}年政府信息公开工作年度报告"
    return Report(
        name,
        division,
        path,
        year,
        title,
        None,
        None,
        None,
        tuple(sections),
        cells,
        tuple(facts),
        format="bench",
    )


def add(index: Index, count: int, *, sentences: int = 30) -> int:
    """Add so many whole reports, newest year last; returns the bytes of their text in UTF-8."""
    size, todo = 0, reports(count)
    for _ in range(0, count, BATCH // 10):
        with index.batch():
            for _, division, path, year in islice(todo, BATCH // 10):
                report = whole(division, path, year, sentences=sentences)
                digest = hashlib.sha256(f"{division}{year}".encode()).hexdigest()
                index.add(report, source_name="bench", digest=digest)
                size += sum(len(section.text.encode()) for section in report.sections)
        index.checkpoint()
    return size
