"""Another year's figure beside the report's own, both of the same thing.

公开信息由上年的184条增加到251条       184 of last year, 251 of this
比2022年的268条增加32条, 收到1件（2022年为4件）  268, 4 of 2022; 32 is a difference and no fact
2021年公开102条、2022年156条、2023年233条  the first names what all three count
"""

import re
from functools import cache

from parser.extract.facts.clauses import Reading, read_lead
from parser.extract.facts.figures import Figure
from parser.extract.facts.quantity import Quantity
from parser.extract.facts.vocabulary import either, words
from parser.model.report import Scope

TIME = r"(?:(?:19|20)\d\d年|上一?年|去年|前年)度?(?:同期|年?[末底])?"
FROM = re.compile(
    rf"(?:[由从](?:{TIME})的?|(?:比|较|与|同|相[比较]于?)(?:{TIME})的|(?<=[^比较至到于与同为]{{2}})20\d\d年)$"
)
ALONE = re.compile(
    r"(?:其中)?(?:(?:19|20)\d\d年|上一?年|去年|今年|本年)度?(?:同期|年?[末底初])?(?:则?为|是|有|达到?|：)?$"
)


@cache
def _onward() -> re.Pattern[str]:
    """增加到, 下降到今年的: before the level that another one came to."""
    moves = either(words()["lead"]["moves"])
    return re.compile(
        rf"^(?:大幅|逐步|快速|稳步)?{moves}(?:到|至|为)了?(?:(?:(?:19|20)\d\d年|今年|本年|当年)度?的?)?$"
    )


def without(lead: str) -> str:
    """The lead without the words that only compare."""
    return _onward().sub("", FROM.sub("", lead))


def as_compared(
    last: Quantity | None, figure: Figure, lead: str, between: str, year: int | None
) -> Reading | None:
    """The reading of a figure that is compared with another, or a part of such a row; None for all others.

    ``last`` is the quantity before it in its sentence, ``between`` what stands between the two.
    """
    same = last.reading if last and last.figure.unit == figure.unit else None
    back = FROM.search(lead)
    if back:
        named = read_lead(lead[: back.start()], "", year)
        return named if named.measure else same
    onward = _onward().search(lead) and last and last.scope is Scope.OTHER_YEAR
    row = ALONE.fullmatch(lead) and between[: -len(lead)] in ("、", "（", "，")
    return same if onward or row else None
