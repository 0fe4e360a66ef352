"""How a division is called in chat.

>>> place_name("654202109")
'乌苏市西大沟镇'
"""

from parser.place import gazetteer

_SHOWN = 2


def place_name(code: str) -> str:
    """The division's name after its parent's, as people say it; the code where the gazetteer has none."""
    return "".join(division.name for division in gazetteer().path(code)[-_SHOWN:]) or code
