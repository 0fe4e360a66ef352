"""A result as it is stored: JSON of the parser's types, compressed. It can be read back by a later version."""

import zlib
from functools import cache

from pydantic import TypeAdapter

from bot.jobs.inspection import Checked


def pack(checked: Checked) -> bytes:
    """The bytes to store."""
    return zlib.compress(_adapter().dump_json(checked), 6)


def unpack(packed: bytes) -> Checked:
    """What was stored."""
    checked: Checked = _adapter().validate_json(zlib.decompress(packed))
    return checked


@cache
def _adapter() -> TypeAdapter[Checked]:
    return TypeAdapter(Checked)
