"""OFD packages made here: templates, runs, matrices, drawing parameters, several documents."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parser.model.document import Source
from parser.model.errors import Damaged, EmptyInput, Encrypted, TooLarge
from parser.read.layout import ofd

NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def page(content, *, template=""):
    return f"<ofd:Page {NS}>{template}<ofd:Content><ofd:Layer>{content}</ofd:Layer></ofd:Content></ofd:Page>"


def document(pages, *, templates="", resources=""):
    items = "".join(f'<ofd:Page ID="{i}" BaseLoc="Pages/{i}.xml"/>' for i in range(pages))
    return (
        f"<ofd:Document {NS}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>"
        f"{resources}{templates}</ofd:CommonData><ofd:Pages>{items}</ofd:Pages></ofd:Document>"
    )


def entry(*roots):
    bodies = "".join(f"<ofd:DocBody><ofd:DocRoot>{root}</ofd:DocRoot></ofd:DocBody>" for root in roots)
    return f"<ofd:OFD {NS}>{bodies}</ofd:OFD>"


def text(words, x, y, size=4.0, *, more="", delta=None):
    delta = f"g {len(words) - 1} {size}" if delta is None else delta
    return (
        f'<ofd:TextObject Boundary="{x} {y} 100 {size}" Size="{size}" {more}>'
        f'<ofd:TextCode X="0" Y="{0.88 * size}" DeltaX="{delta}">{words}</ofd:TextCode></ofd:TextObject>'
    )


def line(x0, y0, x1, y1, *, more=""):
    return (
        f'<ofd:PathObject Boundary="{x0} {y0} {max(x1 - x0, 0.1)} {max(y1 - y0, 0.1)}" LineWidth="0.2" {more}>'
        f"<ofd:AbbreviatedData>M 0 0 L {x1 - x0} {y1 - y0}</ofd:AbbreviatedData></ofd:PathObject>"
    )


def grid(rows, columns, more=""):
    across = "".join(
        line(20, 20 + 10 * r, 20 + 30 * columns, 20 + 10 * r, more=more) for r in range(rows + 1)
    )
    return across + "".join(
        line(20 + 30 * c, 20, 20 + 30 * c, 20 + 10 * rows, more=more) for c in range(columns + 1)
    )


WORDS = text("甲", 22, 22) + text("12", 52, 22, delta="2") + text("乙", 22, 32)
TABLE = [["甲", "12"], ["乙", ""]]
TEMPLATE = '<ofd:TemplatePage ID="9" BaseLoc="Tpls/9.xml"/>'
RESOURCE = "<ofd:PublicRes>PublicRes.xml</ofd:PublicRes>"
WHITE = (
    f'<ofd:Res {NS}><ofd:DrawParams><ofd:DrawParam ID="1" Relative="2"/><ofd:DrawParam ID="2">'
    '<ofd:StrokeColor Value="255 255 255"/></ofd:DrawParam></ofd:DrawParams></ofd:Res>'
)
UNIT = (
    f'<ofd:Res {NS}><ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="7" Width="210" Height="297"><ofd:Content>'
    f"{grid(2, 2)}</ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits></ofd:Res>"
)

PACKAGES = {
    "plain": ({"D/Document.xml": document(1), "D/Pages/0.xml": page(grid(2, 2) + WORDS)}, [TABLE]),
    "lines in a template": (
        {
            "D/Document.xml": document(1, templates=TEMPLATE),
            "D/Tpls/9.xml": page(grid(2, 2)),
            "D/Pages/0.xml": page(WORDS, template='<ofd:Template TemplateID="9"/>'),
        },
        [TABLE],
    ),
    "lines in a composite unit": (
        {
            "D/Document.xml": document(1, resources=RESOURCE),
            "D/PublicRes.xml": UNIT,
            "D/Pages/0.xml": page('<ofd:CompositeObject ResourceID="7" Boundary="0 0 210 297"/>' + WORDS),
        },
        [TABLE],
    ),
    "white lines by drawing parameters": (
        {
            "D/Document.xml": document(1, resources=RESOURCE),
            "D/PublicRes.xml": WHITE,
            "D/Pages/0.xml": page(grid(2, 2, 'DrawParam="1"') + text("正文", 22, 22)),
        },
        ["正文"],
    ),
    "matrix": (
        {
            "D/Document.xml": document(1),
            "D/Pages/0.xml": page(grid(2, 2) + text("12", 52, 22, 8.0, more='CTM="0.5 0 0 0.5 0 0"', delta="4")),
        },
        [[["", "12"], ["", ""]]],
    ),
    "nested blocks": (
        {"D/Document.xml": document(1), "D/Pages/0.xml": page(f"<ofd:PageBlock>{grid(2, 2)}{WORDS}</ofd:PageBlock>")},
        [TABLE],
    ),
    "invisible": (
        {"D/Document.xml": document(1),
         "D/Pages/0.xml": page(text("正文", 22, 22) + text("秘密", 22, 60, more='Visible="false"'))},
        ["正文"],
    ),
    "watermarks": (
        {
            "D/Document.xml": document(1),
            "D/Pages/0.xml": page(
                grid(2, 2) + WORDS + text("2023", 50, 20, more='CTM="0.87 0.5 -0.5 0.87 0 0"')
                + text("内部2", 30, 18, 14.0).replace("<ofd:TextCode", '<ofd:FillColor Value="200 200 200"/><ofd:TextCode')
                + text("内部9", 30, 18, 14.0, more='Alpha="40"')
            ),
        },
        [TABLE],
    ),
    "all text aslant is text": (
        {"D/Document.xml": document(1),
         "D/Pages/0.xml": page(text("正文", 22, 22, more='CTM="0.97 0.2 -0.2 0.97 0 0"'))},
        ["正文"],
    ),
    "distances left out": (
        {"D/Document.xml": document(1),
         "D/Pages/0.xml": page(grid(2, 2) + text("甲", 22, 22) + text("100", 52, 22, delta="") + text("200", 52, 32, delta="2"))},
        [[["甲", "100"], ["", "200"]]],
    ),
    "radicals": (
        {"D/Document.xml": document(1), "D/Pages/0.xml": page(text("⻓安镇⼈⺠政府", 22, 22))},
        ["长安镇人民政府"],
    ),
    "runs and single distances": (
        {"D/Document.xml": document(1), "D/Pages/0.xml": page(text("公开政府信息", 20, 20, delta="4 g 3 4 4"))},
        ["公开政府信息"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", PACKAGES)
def test_pages(case, zipped, outline):
    members, expected = PACKAGES[case]
    data = zipped({"OFD.xml": entry("D/Document.xml"), **members})
    assert ofd.accepts(data, "x")
    assert outline(ofd.read(Source("x", data))) == expected


def test_several_documents_and_absolute_places(zipped, outline):
    members = {"OFD.xml": entry("/A/Document.xml", "B/Document.xml")}
    for name, words in (("A", "前文"), ("B", "后文")):
        members |= {f"{name}/Document.xml": document(1), f"{name}/Pages/0.xml": page(text(words, 20, 20))}
    reading = ofd.read(Source("x", zipped(members)))
    assert outline(reading) == ["前文", "后文"]
    assert [b.place.page for b in reading.blocks] == [1, 2]


def test_pictures_and_drawn_text_are_said_for_recognition(zipped):
    members = {
        "OFD.xml": entry("D/Document.xml"),
        "D/Document.xml": document(2),
        "D/Pages/0.xml": page('<ofd:ImageObject Boundary="0 0 210 297" ResourceID="1"/>'),
        "D/Pages/1.xml": page(text("正文", 20, 20)),
    }
    notes = ofd.read(Source("x", zipped(members))).notes
    assert [(code, place.page) for code, _, place in notes] == [("E012", 1)]


PICTURE = '<ofd:ImageObject Boundary="0 0 210 297" ResourceID="1"/>'
CLEAR = "<ofd:FillColor Value='0 0 0' Alpha='0'/>"
SCANS = {
    "and a page number": PICTURE + text("第3页共6页", 90, 280),
    "over text in no colour": PICTURE + text("一、总体情况公开", 20, 20).replace("<ofd:TextCode", CLEAR + "<ofd:TextCode") * 9,
}  # fmt: skip


@pytest.mark.parametrize("case", SCANS)
def test_a_scanned_page_is_no_page_of_text(case, zipped):
    members = {
        "OFD.xml": entry("D/Document.xml"),
        "D/Document.xml": document(2),
        "D/Pages/0.xml": page(text("正文", 20, 20)),
        "D/Pages/1.xml": page(SCANS[case]),
    }
    reading = ofd.read(Source("x", zipped(members)))
    assert [(code, place.page) for code, _, place in reading.notes] == [("E012", 2)]
    assert [block.text for block in reading.blocks] == ["正文"]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_random_tables_come_back(data, sketches, zipped, cells_of):
    sketch = data.draw(sketches)
    ink = ""
    for b in sketch.boxes:
        x, y, w, h = 20 + 30 * b.column, 20 + 10 * b.row, 30 * b.colspan, 10 * b.rowspan
        ink += (
            line(x, y, x + w, y)
            + line(x, y + h, x + w, y + h)
            + line(x, y, x, y + h)
            + line(x + w, y, x + w, y + h)
        )
        ink += text(b.text, x + 1, y + 2) if b.text else ""
    xs = sorted({c for b in sketch.boxes for c in (b.column, b.column + b.colspan)})
    ys = sorted({r for b in sketch.boxes for r in (b.row, b.row + b.rowspan)})
    expected = {
        (ys.index(b.row), xs.index(b.column), ys.index(b.row + b.rowspan) - ys.index(b.row),
         xs.index(b.column + b.colspan) - xs.index(b.column), b.text)
        for b in sketch.boxes
    }  # fmt: skip
    members = {"OFD.xml": entry("D/Document.xml"), "D/Document.xml": document(1), "D/Pages/0.xml": page(ink)}
    if any(column for _, column, *_ in expected):  # one column is a frame around prose
        assert cells_of(ofd.read(Source("x", zipped(members)))) == expected


ATTACKS = {
    "many pages": (
        {"D/Document.xml": document(61), **{f"D/Pages/{i}.xml": page("") for i in range(61)}},
        TooLarge,
    ),
    "endless run": (
        {"D/Document.xml": document(1), "D/Pages/0.xml": page(text("字" * 40_000, 20, 20))},
        TooLarge,
    ),
    "endless pages": (
        {
            "D/Document.xml": document(40).replace("Pages/1.xml", "Pages/0.xml"),
            **{f"D/Pages/{i}.xml": page(text("字" * 12_000, 20, 20)) for i in range(40)},
        },
        TooLarge,
    ),
    "many lines": (
        {
            "D/Document.xml": document(1),
            "D/Pages/0.xml": page(line(0, 0, 1, 1).replace("L 1 1", "L 1 1 " * 105_000)),
        },
        TooLarge,
    ),
    "no document": ({}, Damaged),
    "nothing on the page": ({"D/Document.xml": document(1), "D/Pages/0.xml": page("")}, EmptyInput),
    "encrypted": ({"D/Document.xml": document(1), "Encryptions.xml": "<a/>"}, Encrypted),
    "dtd": ({"D/Document.xml": "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"}, Damaged),
}


@pytest.mark.parametrize("case", ATTACKS)
def test_attacks_get_one_sentence(case, zipped):
    members, kind = ATTACKS[case]
    with pytest.raises(kind, match=r"。$"):
        ofd.read(Source("x.ofd", zipped({"OFD.xml": entry("D/Document.xml"), **members})))


@settings(max_examples=60, deadline=None)
@given(numbers=st.text("gMLCQBA0123456789.-e ", max_size=40), box=st.text("0123456789.-en ai", max_size=20))
def test_odd_numbers_raise_nothing_but_input_errors(numbers, box, zipped, told):
    body = (
        f'<ofd:TextObject Boundary="{box}" Size="4" CTM="{box}"><ofd:TextCode X="{box}" Y="1" DeltaX="{numbers}">公开信息'
        f'</ofd:TextCode></ofd:TextObject><ofd:PathObject Boundary="{box}"><ofd:AbbreviatedData>{numbers}'
        "</ofd:AbbreviatedData></ofd:PathObject>"
    )
    members = {"OFD.xml": entry("D/Document.xml"), "D/Document.xml": document(1), "D/Pages/0.xml": page(body)}
    said = told(ofd.read, Source("x", zipped(members)))
    assert said is None or said.endswith("。")
