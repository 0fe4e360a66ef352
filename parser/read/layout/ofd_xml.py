"""The small XML of OFD: names without their namespace, numbers, boxes, text."""

from collections.abc import Iterator
from functools import lru_cache
from posixpath import join, normpath

from lxml import etree


def box_of(stated: "etree._Element | str | None", default: tuple[float, ...]) -> tuple[float, ...]:
    """Left, top, width and height as stated; the default where they are not four numbers."""
    text = stated if isinstance(stated, str) or stated is None else text_of(stated)
    numbers = tuple([number_of(value, 0.0) for value in (text or "").split()])
    return numbers if len(numbers) == 4 else default  # noqa: PLR2004 - x, y, width, height


@lru_cache(maxsize=4096)
def number_of(text: str | None, default: float) -> float:
    """A number of a page's XML, where the same few distances and sizes stand thousands of times."""
    try:
        value = float(text) if text is not None else default
    except ValueError:
        return default
    return value if abs(value) < 1e6 else default  # noqa: PLR2004 - no page is a kilometre wide; also refuses nan


def named(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """All elements of that name, at any depth."""
    return (child for child in element.iter() if tag_of(child) == name)


def tag_of(element: etree._Element) -> str:
    """An element's name."""
    return _bare(element.tag)


@lru_cache(maxsize=256)
def _bare(tag: object) -> str:
    """A name without its namespace; a comment's is that of a function."""
    return str(tag).rpartition("}")[2]


def text_of(element: etree._Element) -> str:
    """The text at its beginning."""
    return (element.text or "").strip()


def resolve(folder: str, location: str) -> str:
    """A location in the package: from its root if it starts with "/", else from the folder of the file."""
    return normpath(location.lstrip("/") if location.startswith("/") else join(folder, location)).lstrip("/")
