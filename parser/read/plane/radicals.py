"""Radicals that stand for the characters they look like: some printers write ⻓ for 长 and ⼀ for 一.

Fonts draw both with one glyph, and a program that looks up a glyph's character takes the first it finds. Unicode's NFKC
knows those of the Kangxi dictionary; of the supplement, which it leaves alone, here are those that are whole characters.

>>> plain("⻘⽯镇⼈⺠政府")
'青石镇人民政府'
"""

import re
import unicodedata

_ANY = re.compile("[\u2e80-\u2fd5]")
_SUPPLEMENT = "⺁⺠⺢⺧⺩⺫⺬⺮⺶⺼⺽⻁⻄⻅⻆⻉⻊⻋⻓⻔⻗⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰"
_WHOLE = "厂民水牛王目示竹羊肉臼虎西见角贝足车长门雨青韦页风飞食马骨鬼鱼鸟卤麦黄黾齐齿龙"
_PLAIN = dict(zip(_SUPPLEMENT, _WHOLE, strict=True))


def plain(text: str) -> str:
    """The text with characters for radicals, one for one."""
    return _ANY.sub(lambda one: _PLAIN.get(one[0]) or unicodedata.normalize("NFKC", one[0]), text)
