"""From the bytes of a text file to its characters.

Chinese offices write UTF-8 with or without a mark, GB18030 under any name, and sometimes UTF-16 or Big5. The order
of the attempts matters: UTF-8 refuses foreign bytes, GB18030 accepts nearly all. A file cut in the middle of a
character loses that character only. What stays unreadable is refused: silent mojibake is worse than an error.
"""

import codecs
import re
from dataclasses import dataclass

from parser.model.errors import Damaged, EmptyInput

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_PLAIN = ("utf-8", "gb18030", "big5", "utf-16-le", "utf-16-be")
_COMMON = frozenset(
    "，。、：；（）“”《》的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过年月日信息公开政府"
    "情况本机关行复议诉讼申请收到处理总计其他结果报告工作度条例规定第项内容存题改进需事各乡镇村街道县市省区办理数量"
)
_EMPTY = "文件是空的，没有可读的内容。"
_ASCII = re.compile(r"[\0-\x7f]+")
_CONTROLS = re.compile(r"[\0-\x08\x0e-\x1a\x1c-\x1f]")
_CONTROL_BYTES = bytes(code for code in range(32) if _CONTROLS.match(chr(code)))
"""Without one of them there is no control in the text either, whichever of the encodings it is."""
_ENOUGH, _READABLE = 10, 0.05
"""Ten characters beyond ASCII of which not one in twenty is an everyday one are mojibake."""
_TORN = 3
"""A character of UTF-8 or GB18030 misses at most this many bytes at the end of a cut file."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """The characters of a file and the encoding they were in."""

    text: str
    encoding: str


def decode(data: bytes) -> Decoded:
    """The text of a file in one of the encodings that offices use.

    Raises:
        EmptyInput: there are no characters.
        Damaged: no encoding gives readable text (binary data, mojibake).
    """
    if not data.strip(b"\0\r\n\t \x1a"):
        raise EmptyInput(_EMPTY)
    found = _marked(data) or _guessed(data)
    text = found.text if found else ""
    if len(data.translate(None, _CONTROL_BYTES)) < len(data):
        text = _CONTROLS.sub("", text)
    if found is None or _is_noise(found, text):
        raise Damaged("文件的文字无法识别，请另存为 UTF-8 编码的文本，或直接发送 Word 文档。")
    text = text.removeprefix("\ufeff")
    if not text or text.isspace():
        raise EmptyInput(_EMPTY)
    return Decoded(text, found.encoding)


def _marked(data: bytes) -> Decoded | None:
    """The text of a file that says its encoding by a byte order mark."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            text = _try(data[len(mark) :], encoding)
            return None if text is None else Decoded(text, encoding)
    return None


def _guessed(data: bytes) -> Decoded | None:
    """UTF-8 where it fits; else the encoding with the most everyday characters, the more usual one first."""
    fits = (Decoded(text, name) for name in _PLAIN if (text := _try(data, name)) is not None)
    first = next(fits, None)
    if first is None or (first.encoding == _PLAIN[0] and b"\0" not in data):
        return first
    return max((first, *fits), key=lambda fit: round(_readable(fit.text), 1))


def _try(data: bytes, encoding: str) -> str | None:
    """The text in that encoding, without a character that is torn at the very end."""
    for missing in range(_TORN + 1):
        try:
            return data[: len(data) - missing].decode(encoding)
        except UnicodeDecodeError as error:
            if error.start < len(data) - 2 * _TORN:
                return None
    return None


def _readable(text: str) -> float:
    """The share of everyday characters among those beyond ASCII: about 0.4 in a report, near 0 in mojibake."""
    beyond = _ASCII.sub("", text)
    return sum(map(_COMMON.__contains__, beyond)) / len(beyond) if beyond else 0.0


def _is_noise(found: Decoded, clean: str) -> bool:
    """Whether it is binary data, or text in an encoding that is none of these; ``clean`` is without controls."""
    text = found.text
    strange = len(text) - len(clean) + text.count("\ufffd")
    if strange * 50 > len(text):
        return True
    known = found.encoding == _PLAIN[0] or len(_ASCII.sub("", text)) < _ENOUGH
    return not known and _readable(text) < _READABLE
