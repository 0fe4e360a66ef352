"""What a label says of what is counted: joint items are words of its own."""

import pytest

from parser.ask.labels import Shelf
from parser.extract.facts import find_facts
from parser.model.report import Report, Section


def shelf(text: str) -> Shelf:
    section = Section(1, "一、总体情况", text)
    facts = find_facts([section], year=2023)
    return Shelf(Report(None, None, None, 2023, None, None, None, None, (section,), {}, facts))


@pytest.mark.parametrize(
    ("text", "chunks"),
    [
        ("公开“三公”经费、部门预决算2条。", ("三公", "经费", "部门预决算")),
        ("公开财政预决算、低保名单6条。", ("财政预决算", "低保名单")),
        ("公示、公告各类信息68次。", ()),
        ("主动公开政府信息393条。", ()),
    ],
)
def test_joint_items_restrict_what_was_disclosed(text: str, chunks: tuple[str, ...]) -> None:
    (line,) = shelf(text).lines
    assert line.chunks == chunks
