"""Streams of a PDF that unpack to too much, found before pdfium opens the file.

187 KB of packed path operators are 96 MB, over which every PDF engine hangs or dies. Only streams of that danger are
unpacked, and only up to the cap: long enough to hold a bomb, no pictures, no fonts.
"""

import zlib

from parser.model.errors import TooLarge

_MOST = 12_000_000
_MOST_TOGETHER = 48_000_000
_LONG, _TWICE = 11_000, 2
"""A shorter stream cannot unpack to ``_MOST``, unless it is packed twice."""
_FLATE = b"/Fl"
"""/FlateDecode or, in short, /Fl."""
_STREAM = b"stream"
_HARMLESS = (b"/Image", b"/Length1", b"/Type1C", b"/CIDFontType0C", b"/OpenType", b"/DCTDecode", b"/ICCBased")
_OTHER_PACKING = (b"/LZWDecode", b"/RunLengthDecode")
_MOST_OTHER = 500_000
_DICTIONARY = 1_000
_STEP = 1 << 16


def check_streams(data: bytes) -> None:
    """Refuse a PDF whose pages unpack to more than any report has.

    Raises:
        TooLarge: with what to send instead.
    """
    together = 0
    at = data.find(_STREAM)
    while at >= 0:
        together += _weigh(data, at)
        if together > _MOST_TOGETHER:
            raise _refusal()
        at = data.find(_STREAM, at + len(_STREAM))


def _weigh(data: bytes, at: int) -> int:
    """Bytes that the stream at this place unpacks to; 0 if it is harmless or no stream."""
    if data[at - 3 : at] == b"end":
        return 0
    start = at + len(_STREAM)
    end = data.find(b"endstream", start)
    length = (len(data) if end < 0 else end) - start
    header = data[max(at - _DICTIONARY, 0) : at]
    header = header[header.rfind(b" obj") + 1 :]
    layers = header.count(_FLATE)
    if (length < _LONG and layers < _TWICE) or any(mark in header for mark in _HARMLESS):
        return 0
    if length > _MOST_OTHER and any(packing in header for packing in _OTHER_PACKING):
        raise _refusal()
    packed = data[start : start + length].lstrip(b"\r\n")
    return _unpacked(memoryview(packed), layers) if layers else 0


def _unpacked(packed: memoryview, layers: int) -> int:
    """Bytes that come out, counted up to the cap."""
    unpacker = zlib.decompressobj()
    size, inner = 0, bytearray()
    for start in range(0, len(packed), _STEP):
        pending: bytes | memoryview = packed[start : start + _STEP]
        while pending:
            try:
                out = unpacker.decompress(pending, _MOST)
            except zlib.error:
                return size
            size += len(out)
            if layers > 1:
                inner += out
            if size > _MOST:
                raise _refusal()
            pending = unpacker.unconsumed_tail
    return size + (_unpacked(memoryview(bytes(inner)), layers - 1) if layers > 1 else 0)


def _refusal() -> TooLarge:
    return TooLarge("PDF解开后大得不正常，没有打开。请从Word或WPS重新导出PDF后再发，或直接发Word文件。")
