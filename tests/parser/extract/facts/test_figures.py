"""Where a figure begins and ends, whatever stands right before it."""

import pytest

from parser.extract.facts.figures import find_figures
from parser.extract.facts.folded import fold


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("公开3条", [("3", "3", False)]),
        ("公开约3条", [("约3", "3", True)]),
        ("公开超过约3条", [("约3", "3", True)]),
        ("公开高达约3条", [("高达约3", "3", True)]),
        ("合约3条", [("3", "3", False)]),
        ("总数约\n3条", [("3", "3", False)]),
        ("公开近百条", [("近百", "100", True)]),
        ("公开上百条", [("上百", "100", True)]),
        ("公开百余条", [("百余", "100", True)]),
        ("以上3条", [("3", "3", False)]),
        ("公开3条，约4件", [("3", "3", False), ("约4", "4", True)]),
        ("公开1,204条、十二件", [("1,204", "1204", False), ("十二", "12", False)]),
        ("公开（120）条", [("（120）", "120", False)]),
        ("政策A3条", []),
        ("公开" + "九" * 40 + "条，" + "9" * 40 + "条，" + "9" * 20 + "亿条，12件", [("12", "12", False)]),
        ("《公开3条》", []),
    ],
)
def test_a_figure_takes_what_makes_it_approximate(text: str, figures: list[tuple[str, str, bool]]) -> None:
    folded = fold(text)
    found = [(folded.text[f.start : f.end], str(f.value), f.approximate) for f in find_figures(folded)]
    assert found == figures
