"""One small report and its writing as words, pages of a site and plain text: what the fuzzer damages.

It has all six parts and all three tables, few rows of each, and what is special in a format: numbered paragraphs,
tracked changes, merged cells, text boxes, templates, attachments. A small file is read a thousand times a minute.
"""

import base64
import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from email.message import EmailMessage
from html import escape
from itertools import count


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


_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_NAMES = (
    f'xmlns:w="{_W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:v"'
)
_NUMBERS = "<w:pPr><w:pStyle w:val='1'/><w:numPr><w:ilvl w:val='0'/><w:numId w:val='1'/></w:numPr></w:pPr>"
_EXTRA = (
    "<w:p><w:ins w:id='1'><w:r><w:t>新增3条。</w:t></w:r></w:ins><w:del w:id='2'><w:r><w:delText>9条</w:delText>"
    "</w:r>"
    "</w:del><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐</w:t></w:r><w:r><w:tab/>"
    "<w:sym w:font='Symbol' w:char='F031'/></w:r>"
    "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:txbxContent><w:p><w:r><w:t>框内公开5条。</w:t></w:r>"
    "</w:p>"
    "</w:txbxContent></mc:Choice><mc:Fallback><w:t>旧</w:t></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    "<w:sdt><w:sdtContent><w:p><w:fldSimple><w:r><w:t>控件</w:t></w:r></w:fldSimple></w:p></w:sdtContent></w:sdt>"
)


def docx(parts: Parts = PARTS) -> bytes:
    """Numbered headings, a tracked change, a text box, merged cells, a footnote."""
    body = "".join(_word_table(p) if isinstance(p, tuple) else _word_paragraph(p) for p in parts)
    return zipped(
        {
            "word/document.xml": f"<w:document {_NAMES}><w:body>{body}{_EXTRA}</w:body></w:document>",
            "word/styles.xml": f"<w:styles {_NAMES}><w:style w:type='paragraph' w:styleId='1'>"
            f"<w:basedOn w:val='2'/><w:pPr>"
            "<w:outlineLvl w:val='0'/></w:pPr></w:style><w:style w:styleId='2'><w:basedOn w:val='1'/>"
            "</w:style></w:styles>",
            "word/numbering.xml": f"<w:numbering {_NAMES}><w:abstractNum w:abstractNumId='0'><w:lvl w:ilvl='0'>"
            "<w:start w:val='1'/><w:numFmt w:val='chineseCounting'/><w:lvlText w:val='%1、'/></w:lvl></w:abstractNum>"
            "<w:num w:numId='1'><w:abstractNumId w:val='0'/><w:lvlOverride w:ilvl='0'><w:startOverride w:val='1'/>"
            "</w:lvlOverride></w:num></w:numbering>",
            "word/footnotes.xml": f"<w:footnotes {_NAMES}><w:footnote><w:p><w:r><w:t>注</w:t></w:r></w:p>"
            f"</w:footnote></w:footnotes>",
            "_rels/.rels": "<Relationships><Relationship Type='x/officeDocument' Target='word/document.xml'/>"
            "</Relationships>",
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
    lines = ("".join(map(_word_cell, line)) for line in _with_covered(table))
    return f"<w:tbl><w:tblPr/>{''.join(f'<w:tr>{line}</w:tr>' for line in lines)}</w:tbl>"


def _with_covered(table: Table) -> Iterator[list[Box]]:
    """The boxes of each row from left to right; what one from above covers is an empty box of no height."""
    covered = [replace(b, row=b.row + i, text="", down=0) for b in table for i in range(1, b.down)]
    for line in rows((*table, *covered)):
        yield sorted(line, key=lambda b: b.column)


def _word_cell(box: Box) -> str:
    merge = "<w:vMerge/>" if box.down == 0 else "<w:vMerge w:val='restart'/>" if box.down > 1 else ""
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
    out = ""
    for cells in _with_covered(table):
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
        f"<meta name='ContentSource' content='西河镇'></head><body><div><ul>{menu}</ul></div><div id='c'>"
        f"<h1>{TITLE}</h1>"
        f"<div style='display:none'>隐</div>{body}<ol start='2' type='i'><li>附件一</li></ol></div>"
        "<div>发布时间：2024-01-17 <script>var a=1</script></div></body></html>"
    ).encode()


def _web_table(table: Table) -> str:
    lines = (
        "".join(f"<td rowspan='{b.down}' colspan={b.across}>{escape(b.text)}<br></td>" for b in row)
        for row in rows(table)
    )
    return "<table border=1><tbody>" + "".join(f"<tr>{line}</tr>" for line in lines) + "</tbody></table>"


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
