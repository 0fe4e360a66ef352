"""What the narrative states that the tables state too, found by the patterns of claims.toml.

A claim counts only where the sentence plainly speaks of all of it in the report's year: a route ("网上申请3件"), an
example after 其中, another year, a quarter, an approximate figure is no claim. What is missed costs a warning; what
is mistaken accuses somebody wrongly.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files

from parser.rules.case import Case, Passage, Piece
from parser.rules.flat import folded
from parser.text import number

_NUM = r"(?:\d{1,9}(?:,\d{3}){0,3}|[零〇一二两三四五六七八九十百]{1,9})"
_APPROX = re.compile(r"[余多]|左右|以上")
_OTHER_TIME = re.compile(
    r"去年|上年度?(?!结转)|上一年度?(?!结转)|往年|历年|同比|较上|比上|上半年|下半年|季度|前[一二三四五六七八九十\d]+个?月|以来"
)
_PART_YEAR = re.compile(
    r"截[至止](?!.{0,8}12月)[^。,;]{0,8}月|(?<![\d年])\d{1,2}月份?(?!\d|至)[^日至\d]{0,4}(?:收到|受理|答复)"
)
_LISTED = re.compile(r"[、,和及][^。;,]{0,12}申请(?:公开)?\d|[^。]{0,30}?(?:,共|合计|总计|共计)(?:收到)?\d")
"""What follows the first of several figures that only together are the whole."""
_BOOKS = re.compile("《[^《》]*》")
_HEADING = 40


@dataclass(frozen=True, slots=True)
class Pattern:
    """A row of claims.toml, compiled."""

    what: str
    regex: str
    cells: tuple[str, ...]
    others: tuple[tuple[str, ...], ...]
    inside: str
    never: str
    about: str
    kind: bool
    listed: bool
    behind: str


@dataclass(frozen=True, slots=True)
class Claim:
    """The narrative says that ``what`` is ``value``; ``in_words`` where a negation says zero."""

    pattern: Pattern
    value: Decimal
    in_words: bool
    piece: Piece

    @property
    def cells(self) -> tuple[str, ...]:
        """The cells whose sum it must equal."""
        return self.pattern.cells


@cache
def patterns() -> tuple[Pattern, ...]:
    """The rows of claims.toml; NUM, UNIT and PARTS filled in, LAST and NEXT left for the report's year."""
    data = tomllib.loads(files(__package__).joinpath("claims.toml").read_text(encoding="utf-8"))
    unit, part = data["units"]["case"], data["parts"]["words"]

    def fill(text: str) -> str:
        return text.replace("NUM", _NUM).replace("UNIT", unit).replace("PARTS", part)

    return tuple(
        Pattern(
            row["what"],
            fill(row["pattern"]),
            tuple(row["cells"]),
            tuple(tuple(cells) for cells in row.get("or", ())),
            fill(row["not"]),
            row["never"],
            data["about"][row["about"]],
            row.get("kind", False),
            row.get("listed", True),
            row.get("behind", "(?!)"),
        )
        for row in data["claim"]
    )


def claims(case: Case, *whats: str) -> Iterator[Claim]:
    """The claims of these kinds in the statutory sections, in order of their patterns."""
    for pattern in patterns():
        if pattern.what in whats:
            for passage in case.parts:
                yield from _in_passage(case, passage, pattern)


def _in_passage(case: Case, passage: Passage, pattern: Pattern) -> Iterator[Claim]:
    year = case.report.year
    last, following = (str(year - 1), str(year + 1)) if year else ("上", "下")
    regex = re.compile(pattern.regex.replace("LAST", last).replace("NEXT", following))
    for paragraph in passage.paragraphs():
        for sentence in _sentences(paragraph):
            claim = _claim(regex.search(sentence.text), sentence, pattern)
            if claim and _plain(case, claim, sentence, paragraph, pattern):
                yield claim


def _sentences(paragraph: Piece) -> Iterator[Piece]:
    for match in re.finditer(r"[^。!?]+[。!?]*", paragraph.text):
        yield paragraph.piece(match.start(), match.end())


def _claim(match: re.Match[str] | None, sentence: Piece, pattern: Pattern) -> Claim | None:
    if not match:
        return None
    printed = match.groupdict().get("n")
    value = number(printed) if printed else Decimal(0)
    piece = sentence.piece(match.start(), match.end())
    return None if value is None else Claim(pattern, value, not printed, piece)


def _plain(case: Case, claim: Claim, sentence: Piece, paragraph: Piece, pattern: Pattern) -> bool:
    """Whether the sentence speaks of the whole, in this year, exactly."""
    before = sentence.passage.flat.text[sentence.start : claim.piece.start]
    after = sentence.passage.flat.text[claim.piece.end : claim.piece.end + 3]
    rest = sentence.passage.flat.text[claim.piece.end : sentence.end]
    inside = _ANYBODY.sub("", claim.piece.text)
    so_far = _BOOKS.sub("", before + claim.piece.text + re.split("[,;。]", rest, maxsplit=1)[0])
    return not (
        re.search(pattern.inside, inside)
        or re.search(pattern.never, sentence.text)
        or re.search(pattern.behind, before)
        or ("其中" in before and not pattern.kind)
        or _in_brackets(before)
        or _APPROX.match(after)
        or _APPROX.search(inside[-4:])
        or _OTHER_TIME.search(so_far)
        or _PART_YEAR.search(sentence.text)
        or _other_year(case, so_far)
        or not _is_about(pattern.about, sentence, paragraph)
        or (pattern.listed and _LISTED.match(rest) and not pattern.kind)
        or (_of_a_route(before) and not pattern.kind)
        or (claim.value and _joint_cases(before, inside, after))
    )


def _is_about(words: str, sentence: Piece, paragraph: Piece) -> bool:
    """Whether the sentence, the head of its paragraph, or its section's heading speaks of that matter."""
    heading = folded(sentence.passage.section.heading)
    return bool(re.search(words, f"{heading}\n{paragraph.text[:_HEADING]}\n{sentence.text}"))


def _in_brackets(before: str) -> bool:
    return before.count("(") > before.count(")")


_ANYBODY = re.compile(
    r"(?:任何)?(?:自然人|公民)(?:个人)?、(?:企业)?法人(?:和|或者?|、|及|以及)?(?:其他|其它)?(?:社会)?组织|(?:任何)?(?:单位|组织|机构)(?:和|或者?|、|及)个人"
)
"""Everybody: no part of the applicants."""
_JOINED = r"(?:案件)?(?:、|和|及|与|或|以及)"


def _joint_cases(before: str, inside: str, after: str) -> bool:
    """One figure for reviews and lawsuits together (行政复议、行政诉讼共2件) is neither's."""
    first = inside.startswith("行政诉讼") and re.search(f"复议{_JOINED}(?:被?提起)?$", before)
    second = inside.endswith("行政复议") and re.match(_JOINED, after)
    return bool(first or second)


_ROUTE = re.compile(r"(?:通过|利用|经|由|从|以)[^,;:。]{0,20}$")


def _of_a_route(before: str) -> bool:
    return bool(_ROUTE.search(before))


def _other_year(case: Case, sentence: str) -> bool:
    """A year other than the report's and those of document numbers and of carrying over."""
    years = {int(y) for y in re.findall(r"(?<![\d〔\[(])(20\d\d)年(?!度?结转)", sentence)}
    years -= {int(y) for y in re.findall(r"结转(?:至|到|入)?(20\d\d)年", sentence)}
    return bool(years - {case.report.year})
