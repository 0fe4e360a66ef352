"""Small damage to bytes, texts, sequences and trees; each change is a function of what it damages and a Random."""

import re
import tomllib
from collections.abc import Callable, Sequence
from copy import deepcopy
from functools import cache
from pathlib import Path
from random import Random
from typing import TypeVar

from lxml import etree

Item = TypeVar("Item")
MOST = 400_000
"""Bytes; a longer result of changes is cut, or the machine would be measured and not the reader."""
INTEGERS = (0, 1, 2, 7, 8, 127, 128, 255, 256, 4095, 32767, 32768, 65535, 2**31 - 1, 2**31, 2**32 - 1, 10**9)
NUMBERS = (
    b"0",
    b"-1",
    b"1",
    b"2",
    b"60",
    b"61",
    b"500",
    b"501",
    b"5000",
    b"65535",
    b"1000000000",
    b"1e308",
    b"-0.0",
    b"nan",
    b"",
)
WORDS = tuple(
    word.encode()
    for word in (
        "一、总体情况", "三、收到和处理政府信息公开申请情况", "总计", "其他", "3.其他", "行政许可", "2023年", "2023年1月1日至",
        "亿万", "一亿" * 30, "公开1,200条", "其中", "分别", "均为0件", "未收到", "（", "）", "《", "〔", "“", "、" * 20, "；",
        "\u3000" * 40, " " * 200, "\t", "\n\n", "\u2028", "\x00", "\x0c", "\ufeff", "\u202e", "\u200b" * 9, "😀", "\ufffe",
        "１２３", "九" * 40, "0" * 30, "9" * 400, "1.5万元", "-", "/", "|", "---|---", "**", "# ", "[bookmark: x]", "&#x41;",
        "&amp;", "a" * 300, "中" * 300, "０９５１—１２３４５６７", "第二十条第（一）项", "本年制发件数",
    )
)  # fmt: skip


@cache
def listed(name: str) -> tuple[str, ...]:
    """A list of words.toml."""
    return tuple(tomllib.loads((Path(__file__).parent / "words.toml").read_text("utf-8"))[name])


def words(name: str) -> tuple[bytes, ...]:
    """The same as bytes."""
    return tuple(word.encode("latin-1") for word in listed(name))


def times(rng: Random) -> int:
    """How many changes an input gets: mostly one to three, sometimes many."""
    count = 1
    while count < 12 and rng.random() < 0.5:
        count += 1
    return count


def several(change: Callable[[Item, Random], Item], held: Item, rng: Random) -> Item:
    """A few changes of one kind."""
    for _ in range(times(rng)):
        held = change(held, rng)
    return held


def sequence(items: list[Item], rng: Random, change: Callable[[Item, Random], Item]) -> list[Item]:
    """Drop, repeat, move or swap a stretch of items, or change one."""
    if not items:
        return items
    start = rng.randrange(len(items))
    end = min(len(items), start + rng.choice((1, 1, 1, 2, 5, 30)))
    match rng.randrange(7):
        case 0:
            return items[:start] + items[end:]
        case 1:
            return items[:end] + items[start:end] * rng.choice((1, 1, 2, 10, 100, 700)) + items[end:]
        case 2:
            rest = items[:start] + items[end:]
            at = rng.randint(0, len(rest))
            return rest[:at] + items[start:end] + rest[at:]
        case 3:
            other = rng.randrange(len(items))
            items = list(items)
            items[start], items[other] = items[other], items[start]
            return items
        case _:
            items = list(items)
            items[start] = change(items[start], rng)
            return items


def raw(data: bytes, rng: Random) -> bytes:  # noqa: PLR0911 - one line for each kind of damage
    """Flip, cut, repeat, overwrite with numbers that matter, or insert words."""
    if not data:
        return rng.choice(WORDS)
    at = rng.randrange(len(data))
    end = min(len(data), at + rng.choice((1, 2, 4, 16, 64, 512)))
    match rng.randrange(8):
        case 0:
            return data[:at] + bytes([data[at] ^ 1 << rng.randrange(8)]) + data[at + 1 :]
        case 1:
            return data[:at] + data[end:]
        case 2:
            return (data[:end] + data[at:end] * rng.choice((1, 2, 10, 300)) + data[end:])[:MOST]
        case 3:
            return data[: max(at, 1)]
        case 4:
            return data[:at] + rng.randbytes(end - at) + data[end:]
        case 5:
            wide = rng.choice((1, 2, 4, 8))
            number = rng.choice(INTEGERS) % 256**wide
            return data[:at] + number.to_bytes(wide, rng.choice(("little", "big"))) + data[at + wide :]
        case 6:
            return data[:at] + rng.choice(WORDS) + data[at:]
        case _:
            other = rng.randrange(len(data))
            return data[:at] + data[other : other + end - at] + data[end:]


_DIGITS = re.compile(rb"-?\d+(?:\.\d+)?")


def text(data: bytes, rng: Random) -> bytes:
    """Put in words, change or repeat a number, repeat a stretch; stays in its encoding where it can."""
    numbers = list(_DIGITS.finditer(data))
    if numbers and rng.random() < 0.4:
        found = rng.choice(numbers)
        return data[: found.start()] + rng.choice(NUMBERS) + data[found.end() :]
    try:
        letters = data.decode()
    except UnicodeDecodeError:
        return raw(data, rng)
    at = rng.randint(0, len(letters))
    match rng.randrange(5):
        case 0:
            piece = letters[at : at + rng.choice((1, 3, 20))]
            changed = letters[:at] + piece * rng.choice((2, 20, 500)) + letters[at:]
        case 1:
            changed = letters[:at] + letters[at + rng.choice((1, 2, 8)) :]
        case 2:
            changed = (
                letters[:at]
                + chr(rng.choice((rng.randrange(0x20, 0xD800), rng.randrange(0xE000, 0x110000))))
                + letters[at:]
            )
        case _:
            word = rng.choice(WORDS).decode() * rng.choice((1, 1, 1, 3, 50))
            changed = letters[:at] + word + letters[at:]
    return changed.encode()[:MOST]


def tokens(data: bytes, rng: Random, pattern: re.Pattern[bytes], extra: Sequence[bytes] = ()) -> bytes:
    """Change the sequence of tokens that a pattern with one group cuts a text into."""
    items = pattern.split(data)
    if extra and rng.random() < 0.3:
        items.insert(rng.randint(0, len(items)), rng.choice(extra) * rng.choice((1, 1, 2, 400)))
        return b"".join(items)[:MOST]
    return b"".join(sequence(items, rng, text))[:MOST]


def tree(data: bytes, rng: Random) -> bytes:
    """Change XML as a tree: elements, attributes, names, text, namespaces, depth; as bytes where it is none."""
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, recover=False))
    except (etree.XMLSyntaxError, ValueError):
        return raw(data, rng)
    for _ in range(times(rng)):
        _twist(root, rng)
    changed: bytes = etree.tostring(root)
    if rng.random() < 0.05:
        spaces = [uri.encode() for uri in root.nsmap.values()]
        changed = changed.replace(rng.choice(spaces or [b"http"]), b"urn:x")
    if rng.random() < 0.03:
        return raw(changed, rng)
    return changed


def _twist(root: etree._Element, rng: Random) -> None:
    elements = [e for e in root.iter() if isinstance(e.tag, str)]
    one, other = rng.choice(elements), rng.choice(elements)
    parent = one.getparent()
    match rng.randrange(9):
        case 0 if parent is not None:
            parent.remove(one)
        case 1 if parent is not None and len(one) < 200:
            for _ in range(rng.choice((1, 1, 3, 60))):
                parent.insert(parent.index(one), _copy(one))
        case 2 if parent is not None and one not in other.iterancestors() and one is not other:
            other.insert(rng.randint(0, len(other)), one)
        case 3 if parent is not None:
            _wrap(one, parent, rng.choice((1, 2, 10, 90, 250)))
        case 4 | 5 if one.attrib:
            name = rng.choice(list(one.attrib))
            one.set(name, _value(one.get(name, ""), rng))
        case 6 if one.attrib:
            del one.attrib[rng.choice(list(one.attrib))]
        case 7:
            one.tag = other.tag
        case _:
            try:
                one.text = text((one.text or "").encode(), rng).decode("utf-8", "replace")
            except ValueError:
                one.text = None


def _copy(element: etree._Element) -> etree._Element:
    copied = deepcopy(element)
    copied.tail = None
    return copied


def _wrap(element: etree._Element, parent: etree._Element, depth: int) -> None:
    """Put an element into so many empty ones of its own name."""
    at = parent.index(element)
    parent.remove(element)
    outer = etree.Element(element.tag)
    parent.insert(at, outer)
    for _ in range(depth):
        outer = etree.SubElement(outer, element.tag)
    outer.append(element)


def _value(before: str, rng: Random) -> str:
    if rng.random() < 0.5:
        return rng.choice(NUMBERS).decode()
    try:
        after = text(before.encode(), rng).decode("utf-8", "replace")
    except ValueError:
        return before
    return "".join(
        c
        for c in after
        if c in "\t\n\r" or 0x1F < ord(c) < 0xD800 or 0xE000 <= ord(c) < 0xFFFE or ord(c) > 0xFFFF
    )
