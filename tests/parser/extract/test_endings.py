"""Texts built so that a pattern or a loop goes over them again and again: each comes to an end.

The suite's time limit is the judge: what takes the square of these lengths takes minutes.
"""

from contextlib import suppress

import pytest

from parser.extract import extract
from parser.model.document import Source
from parser.model.errors import InputError
from parser.read import read

LONG = 60_000
TEXTS = {
    "white space behind a heading": "一、总体情况" + " " * LONG + "公开12条",
    "white space in a label": "规章 一" + " " * LONG + "x",
    "white space in a period": "一、总体情况\n统计期限2023年1月1" + " " * LONG + "x",
    "rules of a table without a row": "一、总体情况\n" + "-|-\n" * LONG,
    "one numeral": "一、总体情况\n公开" + "九" * LONG + "条",
    "a numeral of hundred millions": "| 行政许可 | " + "一亿" * LONG + " |\n| 行政处罚 | 0 |",
    "one number": "一、总体情况\n公开" + "9" * LONG + "条",
    "titles without an end": "一、总体情况\n" + "《" * LONG,
    "titles and figures": "一、总体情况\n" + "《甲》1条，" * (LONG // 20),
}
PAGES = {
    "line ends behind a character": "<p>一、总体情况</p><p>公" + "\n" * LONG + "a</p>",
    "attributes of a tag": "<p " + " ".join(f"a{n}=''" for n in range(LONG)) + ">一、总体情况",
}


def come_to_an_end(text: str) -> None:
    with suppress(InputError):
        extract(read(Source("x", text.encode())))


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_text_comes_to_an_end(text):
    come_to_an_end(text)


@pytest.mark.parametrize("body", PAGES.values(), ids=PAGES)
def test_a_page_comes_to_an_end(body):
    come_to_an_end(f"<html><body>{body}</body></html>")
