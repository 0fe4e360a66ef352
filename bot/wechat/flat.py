"""XML and JSON that is one level deep: a push is a root with fields, nothing else is taken.

The reader refuses what a push never has, while parsing, before it costs anything: a DTD, an entity, a second
field of the same name, a field inside a field. Strict where the peers are lenient: they raise AttributeError
on a doubled MsgType and take half a second for nested tags (performance.md A).
"""

import json
import re
from typing import NoReturn
from xml.parsers import expat

_DIGITS = 16
_HALVES = re.compile("[\ud800-\udfff]")
"""Halves of a character, which JSON can spell and nothing can store."""


class NotFlat(ValueError):
    """Not XML or JSON, or not one level deep."""


def is_number(text: str) -> bool:
    """Whether a field is a whole number of a sane length, safe for ``int``."""
    return text.isascii() and text.isdigit() and len(text) < _DIGITS


class _Fields:
    """Collects the fields as expat reports them."""

    def __init__(self) -> None:
        self.fields: dict[str, str] = {}
        self._depth = 0
        self._name = ""
        self._text: list[str] = []

    def start(self, name: str, _attributes: object) -> None:
        self._depth += 1
        if self._depth > 2 or name in self.fields:  # noqa: PLR2004 - the root and its fields
            raise NotFlat("nested or doubled")
        self._name = name
        self._text = []

    def text(self, text: str) -> None:
        self._text.append(text)

    def end(self, name: str) -> None:
        if self._depth == 2:  # noqa: PLR2004 - idem
            self.fields[name] = "".join(self._text)
        self._depth -= 1


def _refuse(*_: object) -> NoReturn:
    raise NotFlat("a DTD or an entity")


def read_xml(data: bytes) -> dict[str, str]:
    """The fields of a push in XML (UTF-8 whatever it declares). Raises NotFlat."""
    fields = _Fields()
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartElementHandler = fields.start
    parser.EndElementHandler = fields.end
    parser.CharacterDataHandler = fields.text
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    parser.ExternalEntityRefHandler = _refuse
    parser.SkippedEntityHandler = _refuse
    try:
        parser.Parse(data, True)  # noqa: FBT003 - expat's own signature
    except expat.ExpatError as error:
        raise NotFlat("not XML") from error
    return fields.fields


def read_json(data: bytes) -> dict[str, str]:
    """The fields of a push in JSON; numbers as they are written. Raises NotFlat."""
    try:
        fields = json.loads(data, object_pairs_hook=_pairs, parse_int=str, parse_float=str)
    except (ValueError, RecursionError) as error:
        raise NotFlat("not JSON") from error
    if not isinstance(fields, dict):
        raise NotFlat("not an object")
    return fields


def _pairs(pairs: list[tuple[str, object]]) -> dict[str, str]:
    fields: dict[str, str] = {}
    for name, value in pairs:
        if name in fields or not isinstance(value, str):
            raise NotFlat("nested or doubled")
        fields[name] = _HALVES.sub("\ufffd", value)
    return fields
