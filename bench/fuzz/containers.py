"""Damage inside what holds a format's structure: members of a zip, streams of OLE2, objects of a PDF, records, tokens."""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from random import Random

import olefile

from bench.fuzz import changes
from bench.fuzz.binary import ole, record

Change = Callable[[bytes, Random], bytes]
_MOST = 6 * 2**20
"""Of streams: more needs a second table of sectors, which ``ole`` does not write."""


def inside_zip(change: Change) -> Change:
    """A change of members: of one's bytes, of its name, of what there is; rarely of the zip itself."""

    def apply(data: bytes, rng: Random) -> bytes:
        if rng.random() < 0.04:
            return changes.several(changes.raw, data, rng)
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                members = [(info.filename, archive.read(info)) for info in archive.infolist()]
        except (
            zipfile.BadZipFile,
            OSError,
            RuntimeError,
            ValueError,
            NotImplementedError,
            zlib.error,
            EOFError,
            struct.error,
        ):
            return changes.several(changes.raw, data, rng)
        for _ in range(changes.times(rng)):
            members = (
                changes.sequence(members, rng, _in_member(change))
                if rng.random() < 0.1
                else _one(members, rng, change)
            )
        return _zip(members[:300], rng)

    return apply


def _one(members: list[tuple[str, bytes]], rng: Random, change: Change) -> list[tuple[str, bytes]]:
    if not members:
        return members
    at = rng.choices(range(len(members)), [len(content) + 200 for _, content in members])[0]
    name, content = members[at]
    return [*members[:at], (name, change(content, rng)), *members[at + 1 :]]


def _in_member(change: Change) -> Callable[[tuple[str, bytes], Random], tuple[str, bytes]]:
    names = (
        "../x",
        "/etc/passwd",
        "a\\b",
        "\0",
        "x" * 300,
        "word/document.xml",
        "xl/worksheets/sheet2.xml",
        "OFD.xml",
        "",
    )

    def apply(member: tuple[str, bytes], rng: Random) -> tuple[str, bytes]:
        name, content = member
        return (rng.choice(names), content) if rng.random() < 0.5 else (name, change(content, rng))

    return apply


def _zip(members: list[tuple[str, bytes]], rng: Random) -> bytes:
    held = io.BytesIO()
    packing = zipfile.ZIP_STORED if rng.random() < 0.5 else zipfile.ZIP_DEFLATED
    import warnings  # noqa: PLC0415 - doubled names are wanted here

    with warnings.catch_warnings(), zipfile.ZipFile(held, "w", packing, compresslevel=1) as archive:
        warnings.simplefilter("ignore")
        for name, content in members:
            archive.writestr(zipfile.ZipInfo(name or "x"), content[: 4 * changes.MOST], packing)
    data = held.getvalue()
    if rng.random() < 0.05:
        data = data.replace(b"PK\1\2\x14\3\x14\0\0\0", b"PK\1\2\x14\3\x14\0\1\0")  # says that it is encrypted
    return data


def inside_ole(change: Change) -> Change:
    """A change of one stream; rarely of the container itself."""

    def apply(data: bytes, rng: Random) -> bytes:
        if rng.random() < 0.1:
            return (
                _fields(data, rng, 0, min(len(data), 1536))
                if rng.random() < 0.6
                else changes.several(changes.raw, data, rng)
            )
        try:
            with olefile.OleFileIO(io.BytesIO(data)) as held:
                streams = {
                    "/".join(name): held.openstream(name).read() for name in held.listdir() if len(name) == 1
                }
        except Exception:  # noqa: BLE001 - what olefile trips over is not what is measured here
            return changes.several(changes.raw, data, rng)
        if not streams:
            return data
        name = rng.choices(list(streams), [len(s) + 2000 for s in streams.values()])[0]
        streams[name] = changes.several(change, streams[name], rng)
        if rng.random() < 0.03:
            del streams[name]
        small = streams and sum(map(len, streams.values())) < _MOST
        return ole(dict(list(streams.items())[:20])) if small else data

    return apply


def _fields(data: bytes, rng: Random, first: int, last: int) -> bytes:
    """Overwrite aligned numbers in a stretch of bytes."""
    changed = bytearray(data)
    for _ in range(changes.times(rng)):
        wide = rng.choice((1, 2, 2, 4, 4))
        at = rng.randrange(first, max(last - wide, first + 1)) // wide * wide
        here = int.from_bytes(changed[at : at + wide], "little")
        number = rng.choice(
            (rng.choice(changes.INTEGERS), here + rng.choice((-2, -1, 1, 2, 512)), rng.randrange(65536))
        )
        changed[at : at + wide] = (number % 256**wide).to_bytes(wide, "little")
    return bytes(changed)


_SPRMS = tuple(
    struct.pack("<H", code)
    for code in (
        0x2416,
        0x2417,
        0x244B,
        0x244C,
        0x6649,
        0x460B,
        0x260A,
        0x2640,
        0xD608,
        0xC615,
        0x6646,
        0x0800,
        0x083C,
    )
)


def word_stream(data: bytes, rng: Random) -> bytes:
    """The header's fields, the tables, the formatted pages, single properties, characters with a meaning."""
    match rng.randrange(6):
        case 0:
            return _fields(data, rng, 0, min(len(data), 0x300))
        case 1:
            page = rng.randrange(max(len(data) // 512, 1)) * 512
            return _fields(data, rng, page, min(len(data), page + 512))
        case 2:
            return _fields(data, rng, 0, len(data))
        case 3:
            at = rng.randrange(max(len(data) - 4, 1))
            return data[:at] + rng.choice(_SPRMS) + rng.randbytes(1) + data[at + 3 :]
        case 4:
            at = rng.randrange(max(len(data) - 4, 1)) // 2 * 2
            mark = rng.choice("\r\x07\x0c\x13\x14\x15\x01\x02\x08\x1e\x1f\ud800\udc00中").encode(
                "utf-16-le", "surrogatepass"
            )
            return data[:at] + mark * rng.choice((1, 1, 2, 40)) + data[at + 2 :]
        case _:
            return changes.raw(data, rng)


def book_stream(data: bytes, rng: Random) -> bytes:
    """The records of a workbook: their order, kinds, lengths and bodies."""
    records, position = [], 0
    while position + 4 <= len(data):
        kind, length = struct.unpack_from("<HH", data, position)
        if not kind and not length:
            break
        records.append((kind, data[position + 4 : position + 4 + length]))
        position += 4 + length
    if rng.random() < 0.15:
        return changes.raw(data, rng)
    kinds = (
        0x06,
        0x0A,
        0xFD,
        0xFC,
        0x3C,
        0x203,
        0x204,
        0x205,
        0x207,
        0x27E,
        0xBD,
        0xE5,
        0x85,
        0x809,
        0x200,
        0x2F,
        0x42,
        0x8C,
    )

    def change(held: tuple[int, bytes], rng: Random) -> tuple[int, bytes]:
        kind, body = held
        if rng.random() < 0.2:
            return rng.choice(kinds), body
        return kind, (
            _fields(body, rng, 0, len(body)) if body and rng.random() < 0.6 else changes.raw(body, rng)
        )[:8000]

    records = changes.sequence(records, rng, change)
    whole = b"".join(record(kind, body) for kind, body in records[:20_000])
    return whole if rng.random() < 0.9 else _fields(whole, rng, 0, len(whole))


_OBJECT = re.compile(rb"(\d+ 0 obj\n.*?\nendobj\n)", re.DOTALL)
_TOKEN = re.compile(rb"(<<|>>|/[\w.#-]*|\[|\]|<[0-9a-fA-F]*>|\([^)]*\)|-?\d+\.?\d*|[A-Za-z'\"*]+)")
_OPERATORS = changes.words("pdf")


def pdf(data: bytes, rng: Random) -> bytes:
    """Objects, the tokens of their dictionaries and streams (unpacked and packed again), the references, bytes."""
    if rng.random() < 0.08:
        return changes.several(changes.raw, data, rng)
    objects = _OBJECT.split(data)
    for _ in range(changes.times(rng)):
        objects = changes.sequence(objects, rng, _object) if rng.random() < 0.2 else _one_object(objects, rng)
    return b"".join(objects)[: 2 * changes.MOST]


def _one_object(objects: list[bytes], rng: Random) -> list[bytes]:
    if not objects:
        return objects
    at = rng.randrange(len(objects))
    return [*objects[:at], _object(objects[at], rng), *objects[at + 1 :]]


def _object(held: bytes, rng: Random) -> bytes:
    head, found, rest = held.partition(b"stream\n")
    if not found or rng.random() < 0.3:
        return changes.tokens(head, rng, _TOKEN, _OPERATORS) + found + rest
    body, found_end, tail = rest.rpartition(b"\nendstream")
    packed = b"/FlateDecode" in head
    try:
        content = zlib.decompress(body) if packed else body
    except zlib.error:
        return head + found + changes.raw(body, rng) + found_end + tail
    changed = changes.tokens(content, rng, _TOKEN, _OPERATORS)
    body = zlib.compress(changed, 1) if packed and rng.random() < 0.9 else changed
    head = re.sub(rb"/Length \d+", b"/Length %d" % len(body), head) if rng.random() < 0.9 else head
    return head + found + body + found_end + tail


_RTF = re.compile(rb"(\\[a-z]+-?\d*[ ]?|\\'[0-9a-f]{2}|\\[^a-z]|[{}])")
_RTF_WORDS = changes.words("rtf")
_TAG = re.compile(rb"(<[^<>]*>)")
_TAGS = changes.words("html")
_FIELD = re.compile(rb"(\r?\n)")
_FIELDS = changes.words("mail")


def rtf(data: bytes, rng: Random) -> bytes:
    """Control words and groups."""
    return changes.tokens(data, rng, _RTF, _RTF_WORDS)


def html(data: bytes, rng: Random) -> bytes:
    """Tags and the text between them."""
    return changes.tokens(data, rng, _TAG, _TAGS)


def mail(data: bytes, rng: Random) -> bytes:
    """Lines of the head and the parts; what they hold is changed as text."""
    return changes.tokens(data, rng, _FIELD, _FIELDS)


def lines(data: bytes, rng: Random) -> bytes:
    """The lines of a plain text, or the text in them."""
    if rng.random() < 0.5:
        return changes.text(data, rng)
    return changes.tokens(data, rng, _FIELD, changes.WORDS)
