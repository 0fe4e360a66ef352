"""A stream in a fresh OLE2 container, for a library that trusts the container it is given.

A chain of sectors that runs in a circle makes calamine ask for all memory and abort the process. olefile reads such
files with care; what it read is packed anew, the one stream alone. Source: [MS-CFB] 2.2 to 2.6, version 3.
"""

import struct

SECTOR = 512
MOST = (109 - 2) * 128 * SECTOR
"""Bytes of a stream: as far as the table in the header reaches."""
_END, _NONE, _TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
_SMALLEST = 4096
"""A shorter stream would be a small one, which lies elsewhere."""
_PER_TABLE = SECTOR // 4


def packed(name: str, stream: bytes) -> bytes:
    """The container: header, directory, the stream, the table of sectors."""
    held = stream.ljust(_SMALLEST, b"\0")
    held += b"\0" * (-len(held) % SECTOR)
    count = len(held) // SECTOR
    chain = [_END, *range(2, 1 + count), _END]
    tables = -(-(len(chain) + 1) // (_PER_TABLE - 1))
    first = len(chain)
    chain += [_TABLE] * tables
    chain += [_NONE] * (tables * _PER_TABLE - len(chain))
    directory = _entry("Root Entry", 5, _END, 0, 1) + _entry(name, 2, 1, len(held), _NONE)
    return b"".join(
        (
            _header(first, tables),
            directory.ljust(SECTOR, b"\0"),
            held,
            struct.pack(f"<{len(chain)}I", *chain),
        )
    )


def _header(first: int, tables: int) -> bytes:
    numbers = [*range(first, first + tables), *[_NONE] * (109 - tables)]
    magic = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    head = struct.pack("<8s16sHHHHH6x", magic, b"", 0x3E, 3, 0xFFFE, 9, 6)
    return head + struct.pack("<9I109I", 0, tables, 0, 0, _SMALLEST, _END, 0, _END, 0, *numbers)


def _entry(name: str, kind: int, start: int, size: int, child: int) -> bytes:
    coded = (name + "\0").encode("utf-16-le")
    return struct.pack(
        "<64sHBBIII16sIQQIQ", coded, len(coded), kind, 1, _NONE, _NONE, child, b"", 0, 0, 0, start, size
    )
