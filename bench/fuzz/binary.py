"""The small report in workbooks, old and new, and in the binary format of Word and WPS."""

import struct
from collections.abc import Iterator, Mapping, Sequence

from bench.fuzz.seeds import PARTS, Parts, size, zipped

SECTOR = 512


def _sheet(parts: Parts) -> tuple[list[tuple[int, int, str]], list[tuple[int, int, int, int]]]:
    """Cells (row, column, text) and merged ranges (first row, last row, first column, last column) of all parts."""
    cells, merges, top = [], [], 0
    for part in parts:
        if isinstance(part, str):
            cells.append((top, 0, part))
            top += 1
            continue
        for b in part:
            cells.append((top + b.row, b.column, b.text))
            if b.down * b.across > 1:
                merges.append((top + b.row, top + b.row + b.down - 1, b.column, b.column + b.across - 1))
        top += size(part)[0] + 1
    return cells, merges


def _name(row: int, column: int) -> str:
    return f"{chr(65 + column)}{row + 1}"


def xlsx(parts: Parts = PARTS) -> bytes:
    """One sheet: numbers, shared and inline strings, merged cells."""
    cells, merges = _sheet(parts)
    shared = [text for _, _, text in cells if not text.isdigit()]
    lines: dict[int, str] = {}
    for row, column, text in cells:
        if text.isdigit():
            cell = f"<c r='{_name(row, column)}'><v>{text}</v></c>"
        elif column % 2:
            cell = f"<c r='{_name(row, column)}' t='inlineStr'><is><t>{text}</t></is></c>"
        else:
            cell = f"<c r='{_name(row, column)}' t='s'><v>{shared.index(text)}</v></c>"
        lines[row] = lines.get(row, "") + cell
    body = "".join(f"<row r='{row + 1}'>{line}</row>" for row, line in lines.items())
    joined = "".join(f"<mergeCell ref='{_name(a, c)}:{_name(b, d)}'/>" for a, b, c, d in merges)
    main = "xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'"
    relations = "xmlns='http://schemas.openxmlformats.org/package/2006/relationships'"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return zipped(
        {
            "_rels/.rels": f"<Relationships {relations}>"
            f"<Relationship Id='a' Type='{office}/officeDocument' Target='xl/workbook.xml'/></Relationships>",
            "xl/workbook.xml": f"<workbook {main} xmlns:r='{office}'><sheets>"
            f"<sheet name='报告' sheetId='1' r:id='a'/></sheets></workbook>",
            "xl/_rels/workbook.xml.rels": f"<Relationships {relations}>"
            f"<Relationship Id='a' Type='{office}/worksheet' Target='worksheets/sheet1.xml'/>"
            f"<Relationship Id='b' Type='{office}/sharedStrings' Target='sharedStrings.xml'/></Relationships>",
            "xl/worksheets/sheet1.xml": f"<worksheet {main}><dimension ref='A1:O40'/>"
            f"<sheetData>{body}</sheetData><mergeCells>{joined}</mergeCells></worksheet>",
            "xl/sharedStrings.xml": f"<sst {main}>"
            + "".join(f"<si><t>{t}</t></si>" for t in shared)
            + "</sst>",
        }
    )


def record(kind: int, body: bytes = b"") -> bytes:
    """A record of a workbook stream: kind, length, body."""
    return struct.pack("<HH", kind, len(body)) + body


def xls(parts: Parts = PARTS) -> bytes:
    """BIFF8: labels, a shared string, numbers, a formula's string, merged cells."""
    cells, merges = _sheet(parts)
    begin = struct.pack("<HHHHII", 0x0600, 0x0005, 0x0DBB, 0x07CC, 0x41, 6)
    strings = record(0xFC, struct.pack("<II", 1, 1) + _biff(cells[0][2]))
    name = struct.pack("<BB", 2, 1) + "报告".encode("utf-16-le")
    heads = len(record(0x809, begin) + strings + record(0x85, bytes(6) + name) + record(0x0A))
    whole = record(0x809, begin) + strings + record(0x85, struct.pack("<IH", heads, 0) + name) + record(0x0A)
    whole += record(0x809, struct.pack("<HHHHII", 0x0600, 0x0010, 0x0DBB, 0x07CC, 0x41, 6))
    whole += record(0x200, struct.pack("<IIHHH", 0, 60, 0, 15, 0))
    for number, (row, column, text) in enumerate(cells):
        at = struct.pack("<HHH", row, column, 0)
        if number == 0:
            whole += record(0xFD, at + struct.pack("<I", 0))
        elif text.isdigit():
            whole += record(0x203, at + struct.pack("<d", float(text)))
        else:
            whole += record(0x204, at + _biff(text))
    ranges = b"".join(struct.pack("<HHHH", a, b, c, d) for a, b, c, d in merges)
    return ole({"Workbook": whole + record(0xE5, struct.pack("<H", len(merges)) + ranges) + record(0x0A)})


def _biff(text: str) -> bytes:
    return struct.pack("<HB", len(text), 1) + text.encode("utf-16-le")


def ole(streams: Mapping[str, bytes]) -> bytes:
    """An OLE2 file; streams are padded so that none goes into the small ones."""
    padded = {
        name: data + b"\0" * max(4096 - len(data), -len(data) % SECTOR) for name, data in streams.items()
    }
    entries = [_entry("Root Entry", 5, 0xFFFFFFFE, 0, child=1)]
    body, chain = b"", []
    directory_sectors = (len(padded) + 1 + 3) // 4
    position = directory_sectors
    for index, (name, data) in enumerate(padded.items(), 1):
        entries.append(
            _entry(name, 2, position, len(data), right=index + 1 if index < len(padded) else 0xFFFFFFFF)
        )
        count_ = len(data) // SECTOR
        chain += [*range(position + 1, position + count_), 0xFFFFFFFE]
        body, position = body + data, position + count_
    directory = b"".join(entries).ljust(directory_sectors * SECTOR, b"\0")
    fat = [*range(1, directory_sectors), 0xFFFFFFFE, *chain]
    tables = (len(fat) + 128) // 128
    while len(fat) + tables > tables * 128:
        tables += 1
    first = len(fat)
    fat += [0xFFFFFFFD] * tables
    fat += [0xFFFFFFFF] * (tables * 128 - len(fat))
    difat = [first + i for i in range(tables)] + [0xFFFFFFFF] * (109 - tables)
    magic = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    head = struct.pack("<8s16sHHHHHHIII", magic, b"", 0x3E, 3, 0xFFFE, 9, 6, 0, 0, 0, tables)
    head += struct.pack("<IIIIIII109I", 0, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, *difat)
    return head + directory + body + struct.pack(f"<{len(fat)}I", *fat)


def _entry(
    name: str, kind: int, start: int, length: int, *, right: int = 0xFFFFFFFF, child: int = 0xFFFFFFFF
) -> bytes:
    coded = (name + "\0").encode("utf-16-le")
    none = 0xFFFFFFFF
    return struct.pack(
        "<64sHBBIII16sIQQIQ", coded, len(coded), kind, 1, none, right, child, b"", 0, 0, 0, start, length
    )


def doc(parts: Parts = PARTS) -> bytes:
    """Two pieces, rows defined in the properties and in the Data stream, a hidden run, a style, a list."""
    said = list(_doc_paragraphs(parts))
    text = "".join(t for t, _ in said)
    coded, start, half = text.encode("utf-16-le"), 0x400, len(text) // 2
    pages_at = (start + len(coded) + SECTOR - 1) // SECTOR
    bounds = [start]
    for t, _ in said:
        bounds.append(bounds[-1] + 2 * len(t))
    pages, firsts, data = _formatted(bounds, [held for _, held in said])
    hidden = (
        struct.pack("<II", bounds[1], bounds[1] + 4)
        + bytes([200])
        + bytes(391)
        + b"\3\x3c\x08\1"
        + bytes(107)
        + b"\1"
    )
    clx = b"\1\3\0\x40\x26\x09" + b"\2" + struct.pack("<IIII", 28, 0, half, len(text))
    clx += struct.pack("<HIHHIH", 0, start, 0, 0, start + 2 * half, 1)
    paragraphs = struct.pack(f"<{len(firsts)}I", *firsts)
    paragraphs += struct.pack(f"<{len(firsts) - 1}I", *range(pages_at, pages_at + len(firsts) - 1))
    runs = struct.pack("<III", start, bounds[-1], pages_at + len(firsts) - 1)
    style = struct.pack("<HHHHHH", 1, 0xFFF << 4 | 1, 0, 0, 0, 1) + b"\0\0\0\0\x04\0\0\0\x40\x26\0"
    sheet = struct.pack("<HHH", 4, 1, 10) + struct.pack("<H", len(style)) + style
    level = (
        struct.pack("<iBB", 1, 39, 0)
        + bytes(18)
        + b"\0\0\0\0"
        + struct.pack("<H", 2)
        + "\0、".encode("utf-16-le")
    )
    lists = struct.pack("<hi", 1, 5) + bytes(22) + b"\1\0"
    overrides = struct.pack("<ii", 1, 5) + bytes(8) + b"\0\0\0\0" + struct.pack("<I", 0xFFFFFFFF)
    fib = bytearray(start)
    struct.pack_into("<HH", fib, 0, 0xA5EC, 0xC1)
    struct.pack_into("<H", fib, 0x0A, 0x0200)
    struct.pack_into("<I", fib, 0x4C, len(text))
    table = b""
    for index, part in ((1, sheet), (12, runs), (13, paragraphs), (33, clx), (73, lists), (74, overrides)):
        struct.pack_into("<II", fib, 0x9A + 8 * index, len(table), len(part))
        table += part + (level if index == 73 else b"")
    document = (bytes(fib) + coded).ljust(pages_at * SECTOR, b"\0") + pages + hidden
    return ole({"WordDocument": document, "1Table": table, "Data": data})


def _doc_paragraphs(parts: Parts) -> Iterator[tuple[str, bytes]]:
    """Texts with their end mark and their properties."""
    inside = struct.pack("<HB", 0x2416, 1)
    for part in parts:
        if isinstance(part, str):
            numbered = struct.pack("<HH", 0x460B, 1) if part[1] == "、" else b""
            yield (part[2:] if numbered else part) + "\r", numbered
            continue
        width = size(part)[1]
        for number in range(size(part)[0]):
            row = [
                next((b for b in part if b.row <= number < b.row + b.down and b.column == c), None)
                for c in range(width)
            ]
            cells = [b for b in row if b]
            for b in cells:
                yield (b.text if b.row == number else "") + "\x07", inside
            flags = [0 if b.down == 1 else 0x60 if b.row == number else 0x20 for b in cells]
            edges = [0, *(500 * (b.column + b.across) for b in cells)]
            body = bytes([len(cells)]) + struct.pack(f"<{len(edges)}h", *edges)
            body += b"".join(struct.pack("<H18x", flag) for flag in flags)
            yield (
                "\x07",
                inside + struct.pack("<HB", 0x2417, 1) + struct.pack("<HH", 0xD608, len(body) + 1) + body,
            )


def _formatted(bounds: Sequence[int], held: Sequence[bytes]) -> tuple[bytes, list[int], bytes]:
    """The formatted pages, where each begins (and the last ends), and the Data stream with the large properties."""
    pages, firsts, data = b"", [bounds[0]], b""
    number = 0
    while number < len(held):
        kept: dict[bytes, int] = {}
        low, entries = SECTOR - 2, []
        while number + len(entries) < len(held) and len(entries) < 12:
            own = held[number + len(entries)]
            if len(own) > 60:
                own, data = struct.pack("<HI", 0x6646, len(data)), data + struct.pack("<H", len(own)) + own
            own = b"\0\0" + own + b"\0" * (len(own) % 2)
            if own not in kept:
                low = (low - len(own) - 2) // 2 * 2
                kept[own] = low
            entries.append(own)
        page = bytearray(SECTOR)
        struct.pack_into(f"<{len(entries) + 1}I", page, 0, *bounds[number : number + len(entries) + 1])
        for own, place in kept.items():
            page[place : place + 2 + len(own)] = bytes((0, len(own) // 2)) + own
        for index, own in enumerate(entries):
            page[4 * (len(entries) + 1) + 13 * index] = kept[own] // 2
        page[-1] = len(entries)
        pages += bytes(page)
        number += len(entries)
        firsts.append(bounds[number])
    return pages, firsts, data
