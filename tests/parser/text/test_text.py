"""Numerals, dates, folding: tables of cases, and properties where there is an inverse."""

import doctest
import re
import unicodedata
from datetime import date
from decimal import Decimal
from importlib import import_module

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parser.text import chinese, find_dates, find_numbers, find_period, fold, number, parse_date

MODULES = ["parser.text", "parser.text.numerals", "parser.text.dates", "parser.form", "parser.form.labels"]
MODULES += [
    "parser.read.plain.lines",
    "parser.form.headings",
    "parser.read.plain.tokens",
    "parser.extract.values",
    "parser.extract.cover",
    "parser.extract.identity",
]


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_the_documentation(name):
    result = doctest.testmod(import_module(name))
    assert result.attempted
    assert not result.failed


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", "0"),
        (" 12 ", "12"),
        ("１２", "12"),
        ("1,204.50", "1204.50"),
        ("1，204", "1204"),
        ("110.453490", "110.453490"),
        ("1.2万", "12000"),
        ("3亿", "300000000"),
        ("一千二百零五", "1205"),
        ("一千二百〇五", "1205"),
        ("二十", "20"),
        ("十", "10"),
        ("两百", "200"),
        ("三万五千", "35000"),
        ("二〇二三", "2023"),
        ("零", "0"),
        ("二点五", "2.5"),
    ],
)
def test_numbers(text, value):
    assert number(text) == Decimal(value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "00",
        "01",
        "-1",
        "+1",
        "1 0",
        "1,20",
        "1,2345",
        "1.",
        ".5",
        "1.2.3",
        "10²",
        "½",
        "①",
        "1O",
        "一二十",
        "百",
        "万",
        "十十",
        "二百千",
        "3件",
        "点五",
        "1e5",
        "٣",
        "NaN",
    ],
)
def test_what_is_not_one_number(text):
    assert number(text) is None


@given(st.decimals(0, 10**12, places=6, allow_nan=False, allow_infinity=False))
def test_arabic_numbers_come_back(value):
    assert number(f"{value:f}") == value
    assert number(f"{value:,f}") == value
    wide = f"{value:f}".translate(str.maketrans("0123456789.", "０１２３４５６７８９．"))
    assert number(wide) == value


def written(value: int) -> str:
    """A Chinese numeral, as a clerk writes it."""
    digits, tens = "零一二三四五六七八九", ["", "十", "百", "千"]
    if value >= 10_000:
        high, low = divmod(value, 10_000)
        zero = "零" if 0 < low < 1000 else ""
        return f"{written(high)}万{zero}{written(low) if low else ''}"
    text = ""
    for place in (3, 2, 1, 0):
        digit = value // 10**place % 10
        text += digits[digit] + tens[place] if digit else "零"
    text = text.strip("零").replace("零零", "零")
    return text or "零"


@given(st.integers(0, 99_999_999))
def test_chinese_numbers_come_back(value):
    assert chinese(written(value)) == value


@given(st.text(max_size=40))
def test_any_text_is_a_number_or_none(text):
    value = number(text)
    assert value is None or value >= 0
    for found in find_numbers(text):
        assert text[found.start : found.end] == found.raw


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2024年1月17日", ["2024-01-17"]),
        ("2024 年 1 月 17 日", ["2024-01-17"]),
        ("二〇二四年一月十七日", ["2024-01-17"]),
        ("二○二四年十二月三十一日", ["2024-12-31"]),
        ("发布日期：2024-01-17 10:00", ["2024-01-17"]),
        ("2024.1.17", ["2024-01-17"]),
        ("2024/01/17", ["2024-01-17"]),
        ("２０２４年１月１７日", ["2024-01-17"]),
        ("2024年2月30日", []),
        ("2024年13月1日", []),
        ("12024-01-17", []),
        ("2023年1月1日至12月31日", ["2023-01-01"]),
        ("电话0954-7731010", []),
    ],
)
def test_dates(text, days):
    assert [d.date.isoformat() for d in find_dates(text)] == days


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_dates_come_back(day):
    for text in (
        day.isoformat(),
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}.{day.month}.{day.day}",
    ):
        assert parse_date(text) == day
        assert parse_date(text + "止") is None


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("从2023年1月1日至12月31日", ("2023-01-01", "2023-12-31")),
        ("2024 年 1 月 1 日起至 2024 年 12 月 31 日", ("2024-01-01", "2024-12-31")),
        ("2023年1月1日—2023年12月31日", ("2023-01-01", "2023-12-31")),
        ("2023年12月31日至1月1日", None),
        ("2023年全年", None),
    ],
)
def test_periods(text, period):
    found = find_period(text)
    assert found == (tuple(map(date.fromisoformat, period)) if period else None)


@given(st.text())
def test_folding_leaves_nothing_to_fold(text):
    assert fold(fold(text)) == fold(text)
    assert not any(c.isspace() for c in fold(text))


@given(
    st.text(
        st.one_of(
            st.characters(codec="utf-8"), st.sampled_from("a1，（\u3000\u200b\u0301\u0327㈠ﾊﾟ\u1100\u1161镇")
        )
    )
)
def test_folding_is_nfkc_without_white_space(text):
    bare = re.sub(r"[\s\u200b-\u200f\u2060\ufeff]+", "", unicodedata.normalize("NFKC", text))
    assert fold(text) == unicodedata.normalize("NFKC", bare)
