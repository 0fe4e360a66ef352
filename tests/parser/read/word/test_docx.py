"""Word documents: what the page shows, whatever the tree looks like; tables cell for cell; attacks refused."""

import io
import zipfile

import docx as writer
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parser.model.document import Paragraph, Source
from parser.model.errors import Damaged, EmptyInput, Encrypted, InputError, TooLarge, Unsupported
from parser.read import package
from parser.read.word import docx

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
QUICK = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def p(*runs: str) -> str:
    return (
        "<w:p>"
        + "".join(run if run.startswith("<") else f"<w:r><w:t>{run}</w:t></w:r>" for run in runs)
        + "</w:p>"
    )


def tc(content: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def tbl(*rows: str) -> str:
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"


FIELD = (
    "<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r>{}</w:r><w:r><w:fldChar w:fldCharType='separate'/></w:r>"
    "<w:r>{}</w:r><w:r><w:fldChar w:fldCharType='end'/></w:r>"
)
EQ = (
    "<w:r><w:fldChar w:fldCharType='begin'/><w:instrText> EQ \\o\\ac(○,</w:instrText><w:instrText>1)</w:instrText>"
    "<w:fldChar w:fldCharType='end'/></w:r>"
)
SHOWN = {
    "runs join": (p("主动", "公开"), ["主动公开"]),
    "inserted": (p("公开", "<w:ins><w:r><w:t>12</w:t></w:r></w:ins>", "条"), ["公开12条"]),
    "deleted": (p("公开", "<w:del><w:r><w:delText>9</w:delText></w:r></w:del>", "12条"), ["公开12条"]),
    "moved": (
        p("<w:moveFrom><w:r><w:t>旧处</w:t></w:r></w:moveFrom>", "<w:moveTo><w:r><w:t>新处</w:t></w:r></w:moveTo>"),
        ["新处"],
    ),
    "deleted paragraph mark": (
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>公开</w:t></w:r></w:p>" + p("12条"),
        ["公开12条"],
    ),
    "deleted row": (
        "<w:tbl><w:tr>" + tc(p("甲")) + tc(p("1")) + "</w:tr><w:tr><w:trPr><w:del/></w:trPr>" + tc(p("乙")) + tc(p("2"))
        + "</w:tr></w:tbl>",
        [[["甲", "1"]]],
    ),
    "old properties of a change": (
        "<w:p><w:pPr><w:pPrChange><w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr></w:pPrChange></w:pPr>"
        "<w:r><w:t>正文</w:t></w:r></w:p>",
        ["正文"],
    ),
    "content control": ("<w:sdt><w:sdtPr/><w:sdtContent>" + p("正文") + "</w:sdtContent></w:sdt>", ["正文"]),
    "control around a row": (
        "<w:tbl><w:sdt><w:sdtContent><w:tr>" + tc(p("甲")) + tc(p("1")) + "</w:tr></w:sdtContent></w:sdt></w:tbl>",
        [[["甲", "1"]]],
    ),
    "link and smart tag": (p("<w:hyperlink><w:smartTag><w:r><w:t>网址</w:t></w:r></w:smartTag></w:hyperlink>"), ["网址"]),
    "hidden": (p("公开", "<w:r><w:rPr><w:vanish/></w:rPr><w:t>秘密</w:t></w:r>"), ["公开"]),
    "not hidden": (p("<w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>公开</w:t></w:r>"), ["公开"]),
    "field": (
        p("<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>", "12"),
        ["12"],
    ),
    "code of a field left as text": (p(FIELD.format("<w:t>=SUM(B4:B9)</w:t>", "<w:t>12</w:t>"), "件"), ["12件"]),
    "field in the code of a field": (
        p(FIELD.format("</w:r>" + FIELD.format("<w:instrText>PAGE</w:instrText>", "<w:t>3</w:t>") + "<w:r>", "<w:t>4</w:t>")),
        ["4"],
    ),
    "field that never ends": (p("<w:r><w:fldChar w:fldCharType='begin'/><w:t>12</w:t></w:r>", "件"), ["12件"]),
    "formula": (p("公开", "<m:oMath><m:r><m:t>12</m:t></m:r></m:oMath>", "件"), ["公开12件"]),
    "fraction": (
        p("<m:oMath><m:f><m:num><m:r><m:t>3</m:t></m:r></m:num><m:den><m:r><m:t>4</m:t></m:r></m:den></m:f></m:oMath>"),
        ["3/4"],
    ),
    "power": (
        p("<m:oMath><m:sSup><m:e><m:r><m:t>10</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup></m:oMath>"),
        ["10^2"],
    ),
    "struck out": (p("公开", "<w:r><w:rPr><w:strike/></w:rPr><w:t>1</w:t></w:r>", "12条"), ["公开［删除线：1］12条"]),
    "not struck out": (p("公开", "<w:r><w:rPr><w:dstrike w:val='0'/></w:rPr><w:t>12</w:t></w:r>", "条"), ["公开12条"]),
    "tab, hyphen": (p("<w:r><w:t>甲</w:t><w:tab/><w:t>1</w:t><w:noBreakHyphen/><w:t>2</w:t></w:r>"), ["甲\t1-2"]),
    "tab stops are no tabs": ("<w:p><w:pPr><w:tabs><w:tab w:pos='9'/></w:tabs></w:pPr><w:r><w:t>甲</w:t></w:r></w:p>", ["甲"]),
    "line break": (p("<w:r><w:t>标题</w:t><w:br/><w:t>正文</w:t></w:r>"), ["标题", "正文"]),
    "symbol": (p("<w:r><w:sym w:font='Symbol' w:char='F037'/></w:r>", "件"), ["7件"]),
    "symbol by its own code": (p("<w:r><w:sym w:font='宋体' w:char='0037'/></w:r>", "件"), ["7件"]),
    "letter of a symbol font": (p("<w:r><w:sym w:font='Symbol' w:char='F0B4'/></w:r>", "件"), ["件"]),
    "picture symbol": (p("<w:r><w:sym w:font='Wingdings' w:char='F0FC'/></w:r>", "件"), ["件"]),
    "text box once": (
        p(
            "前",
            "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><wps:txbx><w:txbxContent><w:p><w:r><w:t>框</w:t></w:r></w:p>"
            "</w:txbxContent></wps:txbx></mc:Choice><mc:Fallback><v:textbox><w:txbxContent><w:p><w:r><w:t>框</w:t></w:r></w:p>"
            "</w:txbxContent></v:textbox></mc:Fallback></mc:AlternateContent></w:r>",
        ),
        ["前", "框"],
    ),
    "frame of one cell": (tbl(tc(p("一、总体情况") + p("正文一") + p("正文二"))), ["一、总体情况", "正文一", "正文二"]),
    "table in a frame": (tbl(tc(p("说明") + tbl(tc(p("甲")) + tc(p("1"))) + p(""))), ["说明", [["甲", "1"]]]),
    "frame around a number": (
        tbl(tc(p("甲")) + tc(tbl(tc(p("12"))) + p("")), tc(p("乙")) + tc(p("2"))), [[["甲", "12"], ["乙", "2"]]],
    ),
    "text of a cell that continues": (
        tbl(tc(p("甲"), "<w:vMerge w:val='restart'/>") + tc(p("1")), tc(p("旧"), "<w:vMerge/>") + tc(p("2"))),
        [[["甲", "1"], ["2"]]],
    ),
    "cell with a picture": (
        tbl(tc(p("甲")) + tc(p("<w:r><w:drawing><wps:inline/></w:drawing></w:r>")), tc(p("乙")) + tc(p("2"))),
        [[["甲", "［图片］"], ["乙", "2"]]],
    ),
    "cell drawn by a field": (
        tbl(tc(p("甲")) + tc(p(EQ)), tc(p("乙")) + tc(p("2"))), [[["甲", "［图片］"], ["乙", "2"]]],
    ),
    "cell with a picture and a number": (
        tbl(tc(p("甲")) + tc(p("<w:r><w:object/></w:r>", "12")), tc(p("乙")) + tc(p("2"))), [[["甲", "12"], ["乙", "2"]]],
    ),
    "cell with an anchor": (
        tbl(tc(p("甲")) + tc(p("<w:r><w:drawing><wps:anchor/></w:drawing></w:r>")), tc(p("乙")) + tc(p("2"))),
        [[["甲", ""], ["乙", "2"]]],
    ),
    "cell with a text box": (
        tbl(
            tc(p("甲")) + tc(p(f"<w:r><w:pict><w:txbxContent>{p('12')}</w:txbxContent></w:pict></w:r>")),
            tc(p("乙")) + tc(p("2")),
        ),
        [[["甲", "12"], ["乙", "2"]]],
    ),
    "picture in the text": (p("<w:r><w:object/></w:r>") + p("正文"), ["正文"]),
    "row begins late": (
        tbl(tc(p("甲")) + tc(p("乙")), "<w:trPr><w:gridBefore w:val='1'/></w:trPr>" + tc(p("1"))),
        [[["甲", "乙"], ["1"]]],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", SHOWN)
def test_shows_what_the_page_shows(case, docx_of, outline):
    body, expected = SHOWN[case]
    assert outline(docx.read(Source("x", docx_of(body)))) == expected


def test_places_count_from_one_in_document_order(docx_of):
    blocks = docx.read(Source("x", docx_of(p("一") + tbl(tc(p("甲")) + tc(p("1"))) + p("二")))).blocks
    first, grid, second = blocks
    assert (first.place.paragraph, second.place.paragraph, grid.place.table) == (1, 2, 1)
    assert [(c.place.row, c.place.column) for c in grid.cells] == [(1, 1), (1, 2)]


def test_footnotes_come_last(docx_of, outline):
    notes = (
        "<w:footnote w:type='separator'><w:p/></w:footnote><w:footnote w:id='2'>" + p("注") + "</w:footnote>"
    )
    data = docx_of(p("正文", "<w:r><w:footnoteReference w:id='2'/></w:r>"), footnotes=notes)
    assert outline(docx.read(Source("x", data))) == ["正文", "注"]


NUMBERING = (
    "<w:abstractNum w:abstractNumId='0'>"
    "<w:lvl w:ilvl='0'><w:start w:val='1'/><w:numFmt w:val='chineseCounting'/><w:lvlText w:val='%1、'/></w:lvl>"
    "<w:lvl w:ilvl='1'><w:start w:val='1'/><w:numFmt w:val='chineseCountingThousand'/><w:lvlText w:val='（%2）'/></w:lvl>"
    "<w:lvl w:ilvl='2'><w:start w:val='1'/><w:numFmt w:val='decimal'/><w:lvlText w:val='%3.'/></w:lvl>"
    "</w:abstractNum>"
    "<w:num w:numId='1'><w:abstractNumId w:val='0'/></w:num>"
    "<w:num w:numId='2'><w:abstractNumId w:val='0'/><w:lvlOverride w:ilvl='0'><w:startOverride w:val='5'/></w:lvlOverride>"
    "</w:num>"
)
STYLES = (
    "<w:style w:type='paragraph' w:styleId='1'><w:name w:val='heading 1'/><w:pPr><w:numPr><w:numId w:val='1'/></w:numPr>"
    "<w:outlineLvl w:val='0'/></w:pPr></w:style>"
    "<w:style w:type='paragraph' w:styleId='2'><w:basedOn w:val='1'/><w:pPr><w:numPr><w:ilvl w:val='1'/></w:numPr></w:pPr>"
    "</w:style>"
)


def numbered(text: str, depth: int, list_id: int = 1) -> str:
    return (
        f"<w:p><w:pPr><w:numPr><w:ilvl w:val='{depth}'/><w:numId w:val='{list_id}'/></w:numPr></w:pPr>"
        f"<w:r><w:t>{text}</w:t></w:r></w:p>"
    )


def styled(text: str, style: str) -> str:
    return f"<w:p><w:pPr><w:pStyle w:val='{style}'/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


LISTS = {
    "levels and restarts": (
        [("甲", 0, 1), ("乙", 1, 1), ("丙", 1, 1), ("丁", 0, 1), ("戊", 1, 1)],
        ["一、甲", "（一）乙", "（二）丙", "二、丁", "（一）戊"],
    ),
    "a point is set off from figures": ([("2023年", 2, 1)], ["1. 2023年"]),
    "starts anew": ([("甲", 0, 1), ("乙", 0, 2), ("丙", 0, 2)], ["一、甲", "五、乙", "六、丙"]),
    "no list": ([("甲", 0, 0)], ["甲"]),
    "unknown list": ([("甲", 0, 9)], ["甲"]),
}  # fmt: skip


@pytest.mark.parametrize("case", LISTS)
def test_automatic_numbers(case, docx_of, outline):
    items, expected = LISTS[case]
    body = "".join(numbered(*item) for item in items)
    assert outline(docx.read(Source("x", docx_of(body, numbering=NUMBERING)))) == expected


def test_numbers_and_levels_through_styles(docx_of):
    data = docx_of(styled("总体情况", "1") + styled("主动公开", "2"), numbering=NUMBERING, styles=STYLES)
    first, second = docx.read(Source("x", data)).blocks
    assert isinstance(first, Paragraph)
    assert (first.text, first.level) == ("一、总体情况", 1)
    assert second.text == "（一）主动公开"


HIDING = {
    "a run's style": ("<w:r><w:rPr><w:rStyle w:val='h'/></w:rPr><w:t>8</w:t></w:r>", "<w:vanish/>", "公开"),
    "the style it is based on": (
        "<w:r><w:rPr><w:rStyle w:val='based'/></w:rPr><w:t>8</w:t></w:r>",
        "<w:vanish/>",
        "公开",
    ),
    "seen after all": (
        "<w:r><w:rPr><w:rStyle w:val='seen'/></w:rPr><w:t>8</w:t></w:r>",
        "<w:vanish/>",
        "公开8",
    ),
    "a paragraph's style": ("<w:pPr><w:pStyle w:val='h'/></w:pPr>", "<w:vanish w:val='1'/>", None),
    "hidden on web pages only": (
        "<w:pPr><w:pStyle w:val='h'/></w:pPr>",
        "<w:webHidden/><w:specVanish/>",
        "公开",
    ),
    "not hidden": ("<w:pPr><w:pStyle w:val='h'/></w:pPr>", "<w:vanish w:val='false'/>", "公开"),
}


@pytest.mark.parametrize("case", HIDING)
def test_styles_hide_text(case, docx_of, outline):
    marked, looks, expected = HIDING[case]
    styles = (
        f"<w:style w:styleId='h'><w:rPr>{looks}</w:rPr></w:style><w:style w:styleId='based'><w:basedOn w:val='h'/></w:style>"
        "<w:style w:styleId='seen'><w:basedOn w:val='h'/><w:rPr><w:vanish w:val='0'/></w:rPr></w:style>"
    )
    body = (p(marked, "公开") if "pPr" in marked else p("公开", marked)) + p("后")
    assert outline(docx.read(Source("x", docx_of(body, styles=styles)))) == [x for x in (expected, "后") if x]


@pytest.mark.parametrize("before", [0, 40_000, 400_000])
def test_a_style_is_found_however_far_it_stands(before, docx_of, outline):
    filler = f"<w:style w:styleId='x{before}'><w:name w:val='{'名' * (before // 3)}'/></w:style>"
    data = docx_of(styled("总体情况", "1"), numbering=NUMBERING, styles=filler + STYLES)
    assert outline(docx.read(Source("x", data))) == ["一、总体情况"]


@pytest.mark.parametrize(
    "name",
    [
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
        "http://schemas.microsoft.com/office/word/2003/wordml",
    ],
)
def test_other_names_of_the_namespace(name, docx_of, zipped, outline):
    body = p("正文") + tbl(tc(p("甲"), "<w:gridSpan w:val='2'/>"), tc(p("乙")) + tc(p("1")))
    data = zipped({"word/document.xml": f"<w:document xmlns:w='{name}'><w:body>{body}</w:body></w:document>"})
    assert outline(docx.read(Source("x", data))) == ["正文", [["甲"], ["乙", "1"]]]


TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"


def relations(**targets: str) -> str:
    """The relations of a part; the name of each is its kind."""
    held = "".join(
        f"<Relationship Id='{kind}' Type='{TYPES}/{kind}' Target='{target}'/>"
        for kind, target in targets.items()
    )
    return f"<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>{held}</Relationships>"


def part(root: str, content: str, name: str = W) -> str:
    return f"<?xml version='1.0' encoding='UTF-8'?><w:{root} xmlns:w='{name}'>{content}</w:{root}>"


def utf_16(text: str) -> bytes:
    return text.replace("UTF-8", "UTF-16").encode("utf-16")


WHERE = {
    "usual names, no relations": ({}, "word/document.xml", "word/numbering.xml", "word/styles.xml"),
    "other names": (
        {"_rels/.rels": relations(officeDocument="/word/document2.xml"),
         "word/_rels/document2.xml.rels": relations(numbering="/word/n/list.xml", styles="styles2.xml")},
        "word/document2.xml", "word/n/list.xml", "word/styles2.xml",
    ),
    "other folder": (
        {"[Content_Types].xml": "<Types/>", "_rels/.rels": relations(officeDocument="doc/document.xml")},
        "doc/document.xml", "doc/numbering.xml", "doc/styles.xml",
    ),
    "no folder": (
        {"[Content_Types].xml": "<Types/>", "_rels/.rels": relations(officeDocument="document.xml"),
         "_rels/document.xml.rels": relations(numbering="list.xml", styles="looks.xml")},
        "document.xml", "list.xml", "looks.xml",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", WHERE)
@pytest.mark.parametrize(("namespace", "coded"), [(W, str.encode), (STRICT, str.encode), (STRICT, utf_16)])
def test_parts_wherever_they_are_however_coded(case, namespace, coded, zipped, outline):
    more, main, numbering, styles = WHERE[case]
    members = {
        main: part("document", f"<w:body>{styled('总体情况', '1')}</w:body>", namespace),
        numbering: part("numbering", NUMBERING, namespace),
        styles: part("styles", "<w:x/>" * 9000 + STYLES, namespace),
    }
    data = zipped(more | {name: coded(content) for name, content in members.items()})
    assert docx.accepts(data, "x")
    assert outline(docx.read(Source("x", data))) == ["一、总体情况"]


PICTURE = (
    "<w:r><mc:AlternateContent><mc:Choice><w:drawing><blip xmlns:r='{0}' r:embed='i{1}'/></w:drawing></mc:Choice>"
    "<mc:Fallback><w:pict><v:imagedata xmlns:r='{0}' r:id='i{1}'/></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
)


@pytest.mark.parametrize(("tables", "pictures", "told"), [(0, 2, 1), (2, 1, 1), (3, 2, 0), (2, 0, 0)])
def test_pictures_that_may_be_tables_are_told(tables, pictures, told, docx_of):
    form = tbl(tc(p("规章")) + tc(p("1")))
    body = p("正文") + (form + p("")) * tables + p(*(PICTURE.format(TYPES, n) for n in range(pictures)))
    notes = docx.read(Source("x", docx_of(body))).notes
    assert [code for code, _, _ in notes] == ["E012"] * told
    assert all(f"{pictures}张图片" in message for _, message, _ in notes)


def test_flat_word_2003(outline):
    body = p("正文") + tbl(
        tc(p("甲"), "<w:vmerge w:val='restart'/>") + tc(p("1")), tc(p(""), "<w:vmerge/>") + tc(p("2"))
    )
    data = (
        "<?xml version='1.0'?><w:wordDocument xmlns:w='http://schemas.microsoft.com/office/word/2003/wordml' "
        "xmlns:wx='http://schemas.microsoft.com/office/word/2003/auxHint'>"
        f"<w:body><wx:sect>{body}</wx:sect></w:body></w:wordDocument>"
    ).encode()
    assert docx.accepts(data, "x.doc")
    reading = docx.read(Source("x.doc", data))
    assert outline(reading) == ["正文", [["甲", "1"], ["2"]]]
    assert reading.blocks[1].cells[0].rowspan == 2


@QUICK
@given(data=st.data())
def test_tables_written_by_python_docx_come_back(data, sketches, cells_of):
    sketch = data.draw(sketches)
    document = writer.Document()
    table = document.add_table(sketch.rows, sketch.columns)
    for box in sketch.boxes:
        cell = table.cell(box.row, box.column)
        cell.text = box.text
        cell.merge(table.cell(box.row + box.rowspan - 1, box.column + box.colspan - 1))
    held = io.BytesIO()
    document.save(held)
    assert cells_of(docx.read(Source("x", held.getvalue()))) == sketch.cells()


def lying(data: bytes) -> bytes:
    """The same zip with every declared size in its directory cut to 10 bytes."""
    out = bytearray(data)
    at = out.find(b"PK\x01\x02")
    while at >= 0:
        out[at + 24 : at + 28] = (10).to_bytes(4, "little")
        at = out.find(b"PK\x01\x02", at + 4)
    return bytes(out)


def xml(text: str) -> str:
    names = "xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'"
    return f"<w:document {names}><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>"


ATTACKS = {
    "bomb": ({"word/document.xml": b"\0" * 101_000_000}, TooLarge),
    "ratio": ({"word/document.xml": "<a>" + " " * 9_000_000 + "</a>"}, TooLarge),
    "many members": ({f"word/{i}": "" for i in range(2001)}, TooLarge),
    "entity bomb": (
        {"word/document.xml": "<!DOCTYPE w [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;'>]>" + xml("&b;")},
        Damaged,
    ),
    "external entity": (
        {"word/document.xml": "<!DOCTYPE w [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>" + xml("&a;")},
        Damaged,
    ),
    "deep": ({"word/document.xml": "<a>" * 5000 + "</a>" * 5000}, Damaged),
    "not xml": ({"word/document.xml": b"\xff\xfe\x00junk"}, Damaged),
    "no body": ({"word/other.xml": "<a/>"}, Damaged),
    "empty": ({"word/document.xml": xml("")}, EmptyInput),
    "wide": ({"word/document.xml": xml("").replace("<w:p>", tbl(tc(p("甲"), "<w:gridSpan w:val='9999'/>")) + "<w:p>")}, TooLarge),
    "long": ({"word/document.xml": xml("").replace("<w:p>", tbl(*[tc(p("甲")) + tc(p("1"))] * 501) + "<w:p>")}, TooLarge),
}  # fmt: skip


@pytest.mark.parametrize("case", ATTACKS)
def test_attacks_get_one_sentence(case, zipped):
    members, kind = ATTACKS[case]
    with pytest.raises(kind, match=r"。$"):
        docx.read(Source("x.docx", zipped(members)))


def test_declared_sizes_may_lie(zipped):
    data = lying(zipped({"word/document.xml": xml("公开" * 1000)}))
    with pytest.raises(InputError):
        docx.read(Source("x.docx", data))


def test_no_member_is_read_beyond_its_cap(zipped):
    held = package.Package(zipped({"a": "x" * 1000}))
    with pytest.raises(TooLarge):
        held.read("a", cap=999)


def test_pieces_end_at_the_cap(zipped, monkeypatch):
    monkeypatch.setattr(package.limits, "PART", 100_000)
    held = package.Package(zipped({"a": bytes(range(256)) * 1000}))
    with pytest.raises(TooLarge):
        list(held.pieces("a"))
    assert list(held.pieces("b")) == []


def test_a_member_without_a_name_is_passed_over(zipped, outline):
    data = zipped({"word/document.xml": xml("公开"), "word/n": "x"}).replace(b"word/n", b"\0\0\0\0\0\0")
    assert outline(docx.read(Source("x.docx", data))) == ["公开"]


def test_encrypted_member(zipped):
    data = bytearray(zipped({"word/document.xml": xml("公开")}))
    data[6] |= 1
    at = data.find(b"PK\x01\x02")
    data[at + 8] |= 1
    with pytest.raises(Encrypted):
        docx.read(Source("x.docx", bytes(data)))


@pytest.mark.parametrize(
    ("method", "kind"), [(9, Unsupported), (98, Unsupported), (14, Damaged), (12, Damaged)]
)
def test_members_packed_otherwise_are_not_taken_for_encrypted(method, kind, zipped):
    data = bytearray(zipped({"word/document.xml": xml("公开")}))
    data[8] = data[data.find(b"PK\x01\x02") + 10] = method
    with pytest.raises(kind, match=r"。$"):
        docx.read(Source("x.docx", bytes(data)))


def test_macros_and_templates_from_elsewhere_are_left_alone(zipped, outline, monkeypatch):
    asked = []
    monkeypatch.setattr(package.Package, "tree", lambda self, name: asked.append(name))
    template = '<Relationships><Relationship TargetMode="External" Target="http://example.com/t.dotm"/></Relationships>'
    members = {"word/vbaProject.bin": b"\xd0\xcf", "word/_rels/settings.xml.rels": template}
    data = zipped({"word/document.xml": xml("公开"), **members})
    assert outline(docx.read(Source("x.docm", data))) == ["公开"]
    assert "word/_rels/settings.xml.rels" not in asked


def test_names_out_of_the_archive_do_nothing(zipped, outline, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    data = zipped({"../../evil": "x", "/etc/evil": "x", "word/document.xml": xml("公开")})
    assert outline(docx.read(Source("x.docx", data))) == ["公开"]
    assert list(tmp_path.iterdir()) == []


@QUICK
@given(place=st.floats(0, 1, exclude_max=True), junk=st.binary(max_size=8), cut=st.integers(0, 8))
def test_broken_bytes_raise_nothing_but_input_errors(place, junk, cut, docx_of, told):
    whole = docx_of(
        p("一、总体情况") + tbl(tc(p("甲")) + tc(p("1"))) + numbered("乙", 0),
        numbering=NUMBERING,
        styles=STYLES,
    )
    at = int(place * len(whole))
    said = told(docx.read, Source("x", whole[:at] + junk + whole[at + cut :]))
    assert said is None or said.endswith("。")


@settings(max_examples=60, deadline=None)
@given(body=st.binary(max_size=200))
def test_broken_xml_raises_nothing_but_input_errors(body, zipped, told):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("word/document.xml", xml("公开").encode()[: 3 * len(body)] + body)
    said = told(docx.read, Source("x", held.getvalue()))
    assert said is None or said.endswith("。")


@pytest.mark.shared
def test_samples_hold_their_form(shared):
    for path in sorted(shared.glob("reports/*/report.docx")):
        grids = [
            b for b in docx.read(Source(path.name, path.read_bytes())).blocks if not isinstance(b, Paragraph)
        ]
        assert [max(c.column + c.colspan for c in grid.cells) for grid in grids] == [4, 10, 15]


CHUNK = (
    "<h1>总体情况</h1><table><tr><td>规章</td><td rowspan=2>12</td></tr><tr><td>规范性文件</td></tr></table>"
)
MHT = (
    "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html; charset=utf-8\n"
    f"Content-Transfer-Encoding: 8bit\n\n{CHUNK}\n--b--\n"
)


@pytest.fixture
def holding(zipped):
    """A .docx in whose body another file stands."""

    def make(name, content, body='<w:altChunk r:id="c"/>', target=None):
        target = target or name
        parts = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        return zipped(
            {
                "word/document.xml": f'<w:document xmlns:w="{W}" xmlns:r="{parts}"><w:body>{body}</w:body></w:document>',
                "word/_rels/document.xml.rels": "<Relationships xmlns="
                '"http://schemas.openxmlformats.org/package/2006/relationships">'
                f'<Relationship Id="c" Type="{parts}/aFChunk" Target="{target}"/></Relationships>',
                f"word/{name}": content,
            }
        )

    return make


INSIDE = {
    "a web page": ("a.htm", lambda _: f"<html><body>{CHUNK}</body></html>"),
    "a saved page": ("a.mht", lambda _: MHT),
    "a Word file": (
        "a.docx",
        lambda docx_of: docx_of(
            "<w:p><w:r><w:t>总体情况</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>规章</w:t></w:r></w:p></w:tc>"
            "<w:tc><w:tcPr><w:vMerge w:val='restart'/></w:tcPr><w:p><w:r><w:t>12</w:t></w:r></w:p></w:tc></w:tr>"
            "<w:tr><w:tc><w:p><w:r><w:t>规范性文件</w:t></w:r></w:p></w:tc>"
            "<w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>"
        ),
    ),
}


@pytest.mark.parametrize("kind", INSIDE)
def test_a_file_that_stands_for_the_body_is_read(kind, holding, docx_of, outline):
    name, content = INSIDE[kind]
    data = holding(name, content(docx_of))
    assert outline(docx.read(Source("x", data))) == ["总体情况", [["规章", "12"], ["规范性文件"]]]


def test_the_body_comes_before_the_file_in_it(holding, outline):
    body = '<w:p><w:r><w:t>标题</w:t></w:r></w:p><w:altChunk r:id="c"/>'
    assert outline(docx.read(Source("x", holding("a.htm", CHUNK, body))))[:2] == ["标题", "总体情况"]


def test_files_in_files_in_files_are_not_opened(holding, told):
    twice = holding("b.docx", holding("a.htm", CHUNK))
    assert "没有文字" in told(docx.read, Source("x", twice))


@pytest.mark.parametrize("target", ["../../etc/passwd", "absent.htm"])
def test_a_file_that_is_not_in_the_package_is_no_body(target, holding, told):
    assert "没有文字" in told(docx.read, Source("x", holding("a.htm", CHUNK, target=target)))
