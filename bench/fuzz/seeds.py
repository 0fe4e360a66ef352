"""One small report, written in every format that is read: what the fuzzer damages.

It has all six parts and all three tables, few rows of each, and what is special in a format: numbered paragraphs,
tracked changes, merged cells, text boxes, templates, attachments. A small file is read a thousand times a minute.
"""

import base64
import io
import struct
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from html import escape
from itertools import count

SECTOR = 512


@dataclass(frozen=True)
class Box:
    """A cell of a table with its position, spans and text."""

    row: int
    column: int
    text: str
    down: int = 1
    across: int = 1


Table = tuple[Box, ...]


def _table(rows: Sequence[Sequence[str | tuple[str, int, int]]]) -> Table:
    """Cells as text or as (text, rowspan, colspan), each put to the first free column."""
    taken: set[tuple[int, int]] = set()
    boxes = []
    for row, cells in enumerate(rows):
        for cell in cells:
            text, down, across = (cell, 1, 1) if isinstance(cell, str) else cell
            column = next(c for c in count() if (row, c) not in taken)
            taken |= {(row + i, column + j) for i in range(down) for j in range(across)}
            boxes.append(Box(row, column, text, down, across))
    return tuple(boxes)


_KINDS = ["商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"]
_RESULTS = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
TITLE = "样例县西河镇人民政府2023年政府信息公开工作年度报告"
Parts = tuple[str | Table, ...]
PARTS: Parts = (
    TITLE,
    "本报告依据《政府信息公开条例》编制，统计期限为2023年1月1日至2023年12月31日。联系电话：0951-1234567。",
    "一、总体情况",
    "（一）2023年，我镇主动公开政府信息201条，其中通过网站公开150条，通过微信公众号发布51条。",
    "（二）未收到政府信息公开申请，全年公示党员发展12次、低保金和高龄补贴共30余次；历年累计公开1.2万条。",
    "二、主动公开政府信息情况",
    _table(
        [
            [("第二十条第（一）项", 1, 4)],
            ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
            ["规章", "0", "0", "0"],
            ["行政规范性文件", "1", "2", "30"],
            [("第二十条第（五）项", 1, 4)],
            ["信息内容", ("本年处理决定数量", 1, 3)],
            ["行政许可", ("12", 1, 3)],
            [("第二十条第（八）项", 1, 4)],
            ["信息内容", ("本年收费金额（单位：万元）", 1, 3)],
            ["行政事业性收费", ("1.50", 1, 3)],
        ]
    ),
    "三、收到和处理政府信息公开申请情况",
    _table(
        [
            [
                ("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", 3, 3),
                ("申请人情况", 1, 7),
            ],
            [("自然人", 2, 1), ("法人或其他组织", 1, 5), ("总计", 2, 1)],
            _KINDS,
            [("一、本年新收政府信息公开申请数量", 1, 3), *"2000002"],
            [("二、上年结转政府信息公开申请数量", 1, 3), *"0000000"],
            [("三、本年度办理结果", 3, 1), ("（一）予以公开", 1, 2), *"1000001"],
            ["（三）不予公开", "1.属于国家秘密", *"100000", "/"],
            [("（七）总计", 1, 2), *"2000002"],
            [("四、结转下年度继续办理", 1, 3), *"00000", "", "0"],
        ]
    ),
    "四、政府信息公开行政复议、行政诉讼情况",
    _table(
        [
            [("行政复议", 2, 5), ("行政诉讼", 1, 10)],
            [("未经复议直接起诉", 1, 5), ("复议后起诉", 1, 5)],
            [*_RESULTS, *_RESULTS, *_RESULTS],
            [*"000001000100000"],
        ]
    ),
    "五、存在的主要问题及改进情况",
    "一是公开不够及时，更新12期；二是培训不足，共培训3场次120人次。",
    "六、其他需要报告的事项",
    "2023年未收取信息处理费。",
    "样例县西河镇人民政府",
    "2024年1月17日",
)
SHORT: Parts = (
    TITLE,
    *PARTS[2:5],
    tuple(b for b in PARTS[6] if isinstance(b, Box) and b.row < 4),
    PARTS[7],
    _table(
        [
            ["申请人情况", "自然人", *_KINDS, "总计"],
            [("一、本年新收政府信息公开申请数量", 1, 1), *"2000002"],
            ["（七）总计", *"200000", "/"],
        ]
    ),
    *PARTS[-2:],
)
"""Few of the parts, for formats that take long."""


def size(table: Table) -> tuple[int, int]:
    """Rows and columns."""
    return max(b.row + b.down for b in table), max(b.column + b.across for b in table)


def rows(table: Table) -> Iterator[list[Box]]:
    """The boxes that begin in each row."""
    for number in range(size(table)[0]):
        yield [b for b in table if b.row == number]


def zipped(members: Mapping[str, bytes | str]) -> bytes:
    """A zip of these members."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return held.getvalue()


# --- words ---------------------------------------------------------------------------------------------------------

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_NAMES = (
    f'xmlns:w="{_W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:v"'
)
_NUMBERS = "<w:pPr><w:pStyle w:val='1'/><w:numPr><w:ilvl w:val='0'/><w:numId w:val='1'/></w:numPr></w:pPr>"
_EXTRA = (
    "<w:p><w:ins w:id='1'><w:r><w:t>新增3条。</w:t></w:r></w:ins><w:del w:id='2'><w:r><w:delText>9条</w:delText></w:r>"
    "</w:del><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐</w:t></w:r><w:r><w:tab/><w:sym w:font='Symbol' w:char='F031'/></w:r>"
    "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:txbxContent><w:p><w:r><w:t>框内公开5条。</w:t></w:r></w:p>"
    "</w:txbxContent></mc:Choice><mc:Fallback><w:t>旧</w:t></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    "<w:sdt><w:sdtContent><w:p><w:fldSimple><w:r><w:t>控件</w:t></w:r></w:fldSimple></w:p></w:sdtContent></w:sdt>"
)


def docx(parts: Parts = PARTS) -> bytes:
    """Numbered headings, a tracked change, a text box, merged cells, a footnote."""
    body = "".join(_word_table(p) if isinstance(p, tuple) else _word_paragraph(p) for p in parts)
    return zipped(
        {
            "word/document.xml": f"<w:document {_NAMES}><w:body>{body}{_EXTRA}</w:body></w:document>",
            "word/styles.xml": f"<w:styles {_NAMES}><w:style w:type='paragraph' w:styleId='1'><w:basedOn w:val='2'/><w:pPr>"
            "<w:outlineLvl w:val='0'/></w:pPr></w:style><w:style w:styleId='2'><w:basedOn w:val='1'/></w:style></w:styles>",
            "word/numbering.xml": f"<w:numbering {_NAMES}><w:abstractNum w:abstractNumId='0'><w:lvl w:ilvl='0'>"
            "<w:start w:val='1'/><w:numFmt w:val='chineseCounting'/><w:lvlText w:val='%1、'/></w:lvl></w:abstractNum>"
            "<w:num w:numId='1'><w:abstractNumId w:val='0'/><w:lvlOverride w:ilvl='0'><w:startOverride w:val='1'/>"
            "</w:lvlOverride></w:num></w:numbering>",
            "word/footnotes.xml": f"<w:footnotes {_NAMES}><w:footnote><w:p><w:r><w:t>注</w:t></w:r></w:p></w:footnote></w:footnotes>",
            "_rels/.rels": "<Relationships><Relationship Type='x/officeDocument' Target='word/document.xml'/></Relationships>",
        }
    )


def flat(parts: Parts = PARTS) -> bytes:
    """The same as one XML file."""
    body = "".join(_word_table(p) if isinstance(p, tuple) else _word_paragraph(p) for p in parts)
    return f"<?xml version='1.0'?><w:wordDocument {_NAMES}><w:body>{body}{_EXTRA}</w:body></w:wordDocument>".encode()


def _word_paragraph(text: str) -> str:
    numbered = text[1] == "、"
    return f"<w:p>{_NUMBERS if numbered else ''}<w:r><w:t>{text[2:] if numbered else text}</w:t></w:r></w:p>"


def _word_table(table: Table) -> str:
    covered = {
        (b.row + i, b.column): Box(b.row + i, b.column, "", 1, b.across)
        for b in table
        for i in range(1, b.down)
    }
    out = ""
    for number in range(size(table)[0]):
        cells = [b for b in (*table, *covered.values()) if b.row == number]
        out += (
            "<w:tr>"
            + "".join(_word_cell(b, covered) for b in sorted(cells, key=lambda b: b.column))
            + "</w:tr>"
        )
    return f"<w:tbl><w:tblPr/>{out}</w:tbl>"


def _word_cell(box: Box, covered: Mapping[tuple[int, int], Box]) -> str:
    merge = "<w:vMerge w:val='restart'/>" if box.down > 1 else ""
    if (box.row, box.column) in covered:
        merge = "<w:vMerge/>"
    return (
        f"<w:tc><w:tcPr><w:gridSpan w:val='{box.across}'/>{merge}</w:tcPr>"
        f"<w:p><w:r><w:t>{box.text}</w:t></w:r></w:p></w:tc>"
    )


def rtf(parts: Parts = PARTS) -> bytes:
    r"""\u-words, code page bytes, rows with \clvmgf and \clvmrg."""
    head = (
        r"{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0\fnil\fcharset134 SimSun;}{\f1\fcharset0 Arial;}}\uc1\f0 "
    )
    body = "".join(_rtf_table(p) if isinstance(p, tuple) else rf"\pard {_rtf_text(p)}\par " for p in parts)
    return (head + r"{\*\generator x;}{\listtext 1.\tab}\deleted x\deleted0 " + body + "}").encode("ascii")


def _rtf_text(text: str) -> str:
    coded = "".join(rf"\u{ord(c) if ord(c) < 0x8000 else ord(c) - 0x10000}?" for c in text)
    return coded if len(text) % 2 else "".join(rf"\'{b:02x}" for b in text.encode("gb18030"))


def _rtf_table(table: Table) -> str:
    covered = {
        (b.row + i, b.column): Box(b.row + i, b.column, "", 0, b.across)
        for b in table
        for i in range(1, b.down)
    }
    out = ""
    for number in range(size(table)[0]):
        cells = sorted((b for b in (*table, *covered.values()) if b.row == number), key=lambda b: b.column)
        merges = [r"\clvmrg" if b.down == 0 else r"\clvmgf" if b.down > 1 else "" for b in cells]
        ends = "".join(
            rf"{merge}\cellx{600 * (b.column + b.across)}" for merge, b in zip(merges, cells, strict=True)
        )
        texts = "".join(rf"{_rtf_text(b.text)}\cell " for b in cells)
        out += rf"\trowd\trleft0{ends}\pard\intbl {texts}\row "
    return out + r"\pard "


def html(parts: Parts = PARTS) -> bytes:
    """A page of a government site: metadata, a menu, the article, a footer."""
    body = "".join(_web_table(p) if isinstance(p, tuple) else f"<p>&nbsp;{escape(p)}</p>" for p in parts[1:])
    menu = "".join(f"<li><a href='{n}'>栏目{n}</a></li>" for n in range(8))
    return (
        f"<!DOCTYPE html><html><head><meta charset='gb2312'><title>{TITLE}_样例县人民政府</title>"
        "<meta name='PubDate' content='2024-01-17 10:00'><meta name='SiteName' content='样例县人民政府'>"
        f"<meta name='ContentSource' content='西河镇'></head><body><div><ul>{menu}</ul></div><div id='c'><h1>{TITLE}</h1>"
        f"<div style='display:none'>隐</div>{body}<ol start='2' type='i'><li>附件一</li></ol></div>"
        "<div>发布时间：2024-01-17 <script>var a=1</script></div></body></html>"
    ).encode()


def _web_table(table: Table) -> str:
    lines = (
        "".join(f"<td rowspan='{b.down}' colspan={b.across}>{escape(b.text)}<br></td>" for b in row)
        for row in rows(table)
    )
    return "<table border=1><tbody>" + "".join(f"<tr>{line}</tr>" for line in lines) + "</tbody></table>"


# --- text ----------------------------------------------------------------------------------------------------------


def markdown(parts: Parts = PARTS) -> bytes:
    """Tables with bars."""
    return _plain(
        parts, lambda table: "\n".join("| " + " | ".join(b.text for b in row) + " |" for row in rows(table))
    )


def tabbed(parts: Parts = PARTS) -> bytes:
    """Tables with tabs, in the encoding of older offices."""
    return _plain(
        parts, lambda table: "\n".join("\t".join(b.text for b in row) for row in rows(table)), "gb18030"
    )


def spaced(parts: Parts = PARTS) -> bytes:
    """Tables that lost their tabs."""
    return _plain(
        parts, lambda table: "\n".join("   ".join(b.text or "  " for b in row) for row in rows(table))
    )


def listed(parts: Parts = PARTS) -> bytes:
    """Tables of one cell a line."""
    return _plain(parts, lambda table: "\n".join(f"\t{b.text}" for b in table))


def _plain(parts: Parts, write, encoding: str = "utf-8") -> bytes:
    return "\n".join(write(p) if isinstance(p, tuple) else p for p in parts).encode(encoding)


# --- sheets --------------------------------------------------------------------------------------------------------


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
            "_rels/.rels": f"<Relationships {relations}><Relationship Id='a' Type='{office}/officeDocument' Target='xl/workbook.xml'/></Relationships>",
            "xl/workbook.xml": f"<workbook {main} xmlns:r='{office}'><sheets><sheet name='报告' sheetId='1' r:id='a'/></sheets></workbook>",
            "xl/_rels/workbook.xml.rels": f"<Relationships {relations}><Relationship Id='a' Type='{office}/worksheet' Target='worksheets/sheet1.xml'/>"
            f"<Relationship Id='b' Type='{office}/sharedStrings' Target='sharedStrings.xml'/></Relationships>",
            "xl/worksheets/sheet1.xml": f"<worksheet {main}><dimension ref='A1:O40'/><sheetData>{body}</sheetData><mergeCells>{joined}</mergeCells></worksheet>",
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


# --- pages ---------------------------------------------------------------------------------------------------------


def _pages(
    parts: Parts,
) -> Iterator[tuple[list[tuple[float, float, str]], list[tuple[float, float, float, float]]]]:
    """Texts (x, y from the top) and lines of pages of 595 x 842 points."""
    texts: list[tuple[float, float, str]] = []
    lines: list[tuple[float, float, float, float]] = []
    y = 80.0
    for part in parts:
        if y > 600:
            yield texts, lines
            texts, lines, y = [], [], 80.0
        if isinstance(part, str):
            for start in range(0, len(part), 45):
                texts.append((60.0, y, part[start : start + 45]))
                y += 20
            continue
        wide = 480 / size(part)[1]
        for b in part:
            x0, y0 = 60 + wide * b.column, y + 24 * b.row
            x1, y1 = x0 + wide * b.across, y0 + 24 * b.down
            lines += [(x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)]
            texts += [(x0 + 2, y0 + 8 * n, b.text[4 * n : 4 * n + 4]) for n in range((len(b.text) + 3) // 4)]
        y += 24 * size(part)[0] + 20
    yield texts, lines


def pdf(parts: Parts = PARTS) -> bytes:
    """Two pages with a font whose codes are Unicode; the second page is turned, one stream is packed."""
    import zlib  # noqa: PLC0415 - only here

    streams = []
    for texts, lines in _pages(parts):
        ink = "".join(f"{x0:.1f} {842 - y0:.1f} m {x1:.1f} {842 - y1:.1f} l S\n" for x0, y0, x1, y1 in lines)
        ink += "".join(
            f"BT /F1 7 Tf {x:.1f} {835 - y:.1f} Td <{text.encode('utf-16-be').hex()}> Tj ET\n"
            for x, y, text in texts
        )
        streams.append(f"q 1 0 0 1 0 0 cm\n{ink}Q\n".encode())
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"",
        b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[4 0 R]>>",
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)"
        b"/Supplement 2>>/DW 1000/W[1 94 500]/FontDescriptor 5 0 R>>",
        b"<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0"
        b"/Ascent 880/Descent -120/CapHeight 880/StemV 93>>",
        b"<</Type/XObject/Subtype/Form/BBox[0 0 595 842]/Length 18>>\nstream\n0 0 m 100 0 l S Q \nendstream",
    ]
    kids = []
    for number, stream in enumerate(streams):
        page = len(objects) + 1
        kids.append(f"{page} 0 R")
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Rotate %d/Resources<</Font<</F1 3 0 R>>/XObject<</X 6 0 R>>>>"
            b"/Contents %d 0 R>>" % (360 * number, page + 1)
        )
        packed = zlib.compress(stream) if number else stream
        filtered = b"/Filter/FlateDecode" if number else b""
        objects.append(b"<</Length %d%s>>\nstream\n%s\nendstream" % (len(packed), filtered, packed))
    objects[1] = f"<</Type/Pages/Kids[{' '.join(kids)}]/Count {len(kids)}>>".encode()
    return pdf_file(objects)


def pdf_file(objects: Sequence[bytes]) -> bytes:
    """A PDF of these objects with its table of references."""
    out, offsets = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    trailer = b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table + trailer


def ofd(parts: Parts = PARTS) -> bytes:
    """A template with the lines, runs of distances, a drawing parameter, a composite unit."""
    pages = list(_pages(parts))
    xmlns = "xmlns:ofd='http://www.ofdspec.org/2016'"
    members = {
        "OFD.xml": f"<ofd:OFD {xmlns}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Res.xml": f"<ofd:Res {xmlns} BaseLoc='Res'><ofd:DrawParams><ofd:DrawParam ID='7' Relative='8' LineWidth='1'/>"
        "<ofd:DrawParam ID='8' Relative='7'/></ofd:DrawParams><ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID='9'>"
        "<ofd:Content><ofd:PathObject Boundary='0 0 9 9'><ofd:AbbreviatedData>M 0 0 L 9 0</ofd:AbbreviatedData></ofd:PathObject>"
        "</ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits></ofd:Res>",
        "Doc_0/Document.xml": f"<ofd:Document {xmlns}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox>"
        "</ofd:PageArea><ofd:PublicRes>Res.xml</ofd:PublicRes><ofd:TemplatePage ID='5' BaseLoc='T.xml'/></ofd:CommonData><ofd:Pages>"
        + "".join(f"<ofd:Page ID='{n}' BaseLoc='P{n}.xml'/>" for n in range(len(pages)))
        + "</ofd:Pages></ofd:Document>",
        "Doc_0/T.xml": f"<ofd:Page {xmlns}><ofd:Content><ofd:Layer>{_ofd_lines(pages[0][1])}</ofd:Layer></ofd:Content></ofd:Page>",
    }
    for number, (texts, lines) in enumerate(pages):
        template = "<ofd:Template TemplateID='5'/>" if number == 0 else ""
        ink = "" if number == 0 else _ofd_lines(lines)
        ink += "".join(_ofd_text(*text) for text in texts)
        members[f"Doc_0/P{number}.xml"] = (
            f"<ofd:Page {xmlns}>{template}<ofd:Content><ofd:Layer>{ink}<ofd:CompositeObject ResourceID='9' "
            "Boundary='1 1 9 9' CTM='1 0 0 1 0 0'/></ofd:Layer></ofd:Content></ofd:Page>"
        )
    return zipped(members)


_MM = 25.4 / 72


def _ofd_lines(lines: Sequence[tuple[float, float, float, float]]) -> str:
    data = " ".join(f"M {a * _MM:.2f} {b * _MM:.2f} L {c * _MM:.2f} {d * _MM:.2f}" for a, b, c, d in lines)
    return f"<ofd:PathObject Boundary='0 0 210 297' DrawParam='7'><ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>"


def _ofd_text(x: float, y: float, text: str) -> str:
    step = 7 * _MM
    return (
        f"<ofd:TextObject Boundary='{x * _MM:.2f} {y * _MM:.2f} {step * len(text):.2f} {step:.2f}' Size='{step:.2f}'>"
        f"<ofd:TextCode X='0' Y='{0.88 * step:.2f}' DeltaX='g {max(len(text) - 1, 0)} {step:.2f}'>{text}</ofd:TextCode></ofd:TextObject>"
    )


# --- binary words --------------------------------------------------------------------------------------------------


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


# --- files that hold files -----------------------------------------------------------------------------------------


def archive(parts: Parts = PARTS) -> bytes:
    """A text, a page and something else."""
    return zipped(
        {
            "年度报告.txt": spaced(parts),
            "网页/报告.html": html(parts),
            "说明.bin": b"\0\1\2",
            "旧.md": markdown(parts),
        }
    )


def mail(parts: Parts = PARTS) -> bytes:
    """A message with an attachment and a body."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@example.cn", "b@example.cn", "年度报告"
    message.set_content("请查收。")
    message.add_alternative(html(parts).decode(), subtype="html")
    message.add_attachment(
        tabbed(parts), maintype="application", subtype="octet-stream", filename="年度报告.txt"
    )
    return message.as_bytes()


def mht(parts: Parts = PARTS) -> bytes:
    """A page saved as one file."""
    body = base64.encodebytes(html(parts)).decode()
    return (
        'From: <Saved>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="=_b"; type="text/html"\r\n\r\n'
        '--=_b\r\nContent-Type: text/html; charset="utf-8"\r\nContent-Transfer-Encoding: base64\r\n'
        f"Content-Location: x.html\r\n\r\n{body}\r\n--=_b\r\nContent-Type: image/png\r\n\r\nx\r\n--=_b--\r\n"
    ).encode()


def picture(kind: str) -> bytes:
    """A small picture of that kind, turned by its own mark where the kind has one."""
    from PIL import Image  # noqa: PLC0415 - the extra

    held, image = io.BytesIO(), Image.effect_noise((240, 320), 60)
    marks = Image.Exif()
    marks[0x0112] = 6
    image.convert("P" if kind == "GIF" else "L").save(
        held, kind, **({"exif": marks} if kind in ("JPEG", "PNG") else {})
    )
    return held.getvalue()
