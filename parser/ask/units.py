"""Which units ask for the same thing. 次 is never 条; 个 asks for any thing, but not for persons, homes or money.

>>> fits("回", "次"), fits("个", "件"), fits("个", "次"), fits("人", "次"), fits(None, "条"), fits("条", None)
(True, True, False, False, True, False)
"""

from functools import cache

from parser.ask.lexicon import table


@cache
def _classes() -> dict[str, str]:
    return {unit: name for name, units in table("cells")["units"].items() for unit in units}


def class_of(unit: str) -> str:
    """The name of the units that mean the same as this one."""
    return _classes().get(unit, unit)


def all_fitting(asked: str) -> frozenset[str]:
    """The units in which a figure may be stated that answers a question in this one.

    >>> sorted(all_fitting("次"))
    ['回', '次', '趟']
    """
    known = {asked, *_classes(), *table("cells")["generic"]["units"]}
    return frozenset(unit for unit in known if fits(asked, unit))


def fits(asked: str | None, stated: str | None) -> bool:
    """Whether a figure stated in one unit may answer a question that asks in another (None: in any)."""
    if asked is None:
        return True
    if stated is None:
        return False
    if asked == "个" and stated in table("cells")["generic"]["units"]:
        return True
    return class_of(asked) == class_of(stated)
