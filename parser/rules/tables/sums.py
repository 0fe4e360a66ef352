"""T302, T303, T304, T402: the sums of tables three and four.

A sum is judged only where every cell of it was read as a number; a blank, missing or unread cell makes that column
or row not assessable, never wrong. One wrong cell breaks its column and its row: the hits share a root, and the fix
names the changes that would mend all of them at once.
"""

from collections.abc import Iterator
from decimal import Decimal
from functools import partial

from parser.rules.case import Case, Check, Hit, Skip, say, table_codes
from parser.rules.tables.identities import Identity, identities
from parser.rules.tables.mend import Change, changes

_MOST_CHANGES = 4


def _values(case: Case, table: int) -> dict[str, Decimal]:
    return {code: value for code in table_codes(table) if (value := case.value(code)) is not None}


def check_sums(rule: str, case: Case) -> Iterator[Hit | Skip]:
    """Judge every equation of one rule."""
    table = 4 if rule == "T402" else 3
    values = _values(case, table)
    equations = [e for e in identities() if e.cells[0].startswith(f"t{table}.")]
    ours = [e for e in equations if e.rule == rule]
    judged = [e for e in ours if e.assessable(values)]
    if len(judged) < len(ours):
        yield Skip(_why(table, judged, ours))
    broken = [e for e in judged if e.gap(values)]
    mends = changes(values, equations) if broken else []
    for equation in broken:
        yield _hit(case, equation, values, mends, _story(table, rule, broken, mended=bool(mends)))


def _story(table: int, rule: str, broken: list[Identity], *, mended: bool) -> str:
    """What one change mends is one mistake; so is a column that is broken together with the column of totals."""
    if mended:
        return f"t{table}.balance"
    totals = table == 3 and any(e.right[0].endswith(".total") for e in broken)  # noqa: PLR2004 - table three
    return f"{rule}.总计列" if totals and rule in {"T302", "T303"} else ""


def _why(table: int, judged: list[Identity], ours: list[Identity]) -> str:
    name = "表三" if table == 3 else "表四"  # noqa: PLR2004 - table three
    if not judged:
        return f"{name}有格空白、缺失或未能读出，无法验算"
    names = "、".join(e.name for e in judged[:4])
    return f"{name}有格空白、缺失或未能读出，只验算了{len(judged)}/{len(ours)}处（{names}{'等' if len(judged) > 4 else ''}）"  # noqa: PLR2004 - four are enough to see which


def _hit(case: Case, equation: Identity, values: dict[str, Decimal], mends: list[Change], story: str) -> Hit:
    written, gap = equation.written(values), equation.gap(values)
    return Hit(
        where=case.at(*equation.cells),
        found=written,
        expected=equation.words,
        message=f"{_table(equation)}{equation.name}：{written}，差{say(abs(gap))}。要求{equation.words}。{_advice(mends)}",
        fix=_advice(mends),
        story=story,
    )


def _table(equation: Identity) -> str:
    return "表三" if equation.cells[0].startswith("t3.") else "表四"


def _advice(mends: list[Change]) -> str:
    if not mends:
        return "请对照台账逐格核对，改正其中填错的数。"
    if len(mends) == 1:
        return f"若台账相符，请把{mends[0]}，各式即全部平衡。"
    shown = "；或".join(str(m) for m in mends[:_MOST_CHANGES])
    more = "等" if len(mends) > _MOST_CHANGES else ""
    return f"请对照台账，以下任一改法都能使各式全部平衡：{shown}{more}。"


CHECKS: dict[str, Check] = {rule: partial(check_sums, rule) for rule in ("T302", "T303", "T304", "T402")}
